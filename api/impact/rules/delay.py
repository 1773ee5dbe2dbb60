"""What waiting costs: benefit months lost in a finite horizon, or a perpetual value put off."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from .codes import Code, refuse
from .money import Money, exactly, total


@exactly
def monthly_delay_cost(annual_benefits: Sequence[Money]) -> Money:
    """Annual benefits ÷ 12. True only where the benefit arrives evenly over the year (new hires, say)."""
    if not annual_benefits:
        raise refuse(Code.DATA_MISSING, "annual_benefits", "no benefit is lost by waiting")
    whole = total(annual_benefits, annual_benefits[0].currency)
    return Money(whole.amount / 12, whole.currency)


@dataclass(frozen=True, slots=True)
class DelayPoint:
    """Waiting `months` costs `lost`, of the benefit that was to come."""

    months: int
    lost: Money


def delay_curve(
    monthly: Money, benefit_months: int, horizon_months: int = 12, ramp_months: int = 0, delivery_months: int = 0
) -> tuple[DelayPoint, ...]:
    """Finite horizon: a start m months later has m months fewer before the horizon's end, and climbs the same ramp.
    The months lost are the last, full ones, so early delay costs the full monthly benefit."""

    def earned(wait: int) -> Money:
        left = max(0, min(benefit_months, horizon_months - delivery_months - wait))
        return _ramped(monthly, left, ramp_months)

    at_once = earned(0)
    return tuple(DelayPoint(m, at_once - earned(m)) for m in range(horizon_months + 1))


@exactly
def _ramped(monthly: Money, months: int, ramp: int) -> Money:
    """Benefit of the first months, rising linearly over the ramp: month j gives (j − ½) ÷ ramp of the full one."""
    weight = sum((ramp_weight(j, ramp) for j in range(1, months + 1)), Decimal(0))
    return monthly * weight


@exactly
def ramp_weight(month: int, ramp: int) -> Decimal:
    """The share of the full benefit in month 1, 2, … after delivery."""
    return min(Decimal(1), (2 * Decimal(month) - 1) / (2 * Decimal(ramp))) if ramp else Decimal(1)


def perpetual_delay_cost(value_now: float, annual_rate: float, months: float) -> float:
    """value × (1 − (1 + r)^(−m ÷ 12)): what a value without end loses when it begins m months later."""
    return value_now * (1 - math.pow(1 + annual_rate, -months / 12))
