"""What came back for what was spent: ROI, BCR, payback, NPV, IRR, break-even. Ratios, never percent."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from .codes import Code, refuse
from .money import ONE, ZERO, Money, exactly


def _positive(cost: Decimal, path: str = "cost") -> Decimal:
    if cost <= 0:
        raise refuse(Code.COST_MISSING, path, "without a cost the return is undefined")
    return cost


def _pair(benefit: Money, cost: Money) -> tuple[Decimal, Decimal]:
    benefit.beside(cost)
    return benefit.amount, _positive(cost.amount)


@exactly
def roi(benefit: Money, cost: Money) -> Decimal:
    """(benefit − cost) ÷ cost, a ratio: 18.2 is 1820 %. `benefit` is gross of cost (Phillips)."""
    b, c = _pair(benefit, cost)
    return (b - c) / c


@exactly
def bcr(benefit: Money, cost: Money) -> Decimal:
    """benefit ÷ cost. A BCR of 3 is an ROI of 2 (200 %), never 300 %."""
    b, c = _pair(benefit, cost)
    return b / c


@exactly
def payback_months(cost: Money, monthly_benefit: Money) -> Decimal | None:
    """Months of benefit that repay the cost; null where there is no benefit."""
    b, c = _pair(monthly_benefit, cost)
    return c / b if b > 0 else None


@exactly
def payback_period(flows: Sequence[Decimal]) -> Decimal | None:
    """Periods until the running sum of the flows first reaches zero, within a period in proportion; null if never."""
    balance = ZERO
    for period, flow in enumerate(flows):
        if balance < 0 <= balance + flow:
            return Decimal(period - 1) + -balance / flow
        balance += flow
    return None


@exactly
def break_even_attribution(gross_benefit: Money, cost: Money) -> Decimal | None:
    """The share of the gross benefit that must be due to the training for it to pay; null without a benefit.
    Above 1 it cannot pay."""
    b, c = _pair(gross_benefit, cost)
    return c / b if b > 0 else None


@exactly
def npv(rate: Decimal, flows: Sequence[Decimal]) -> Decimal:
    """Net present value; the first flow is now, the next one period later. Nominal rate with nominal flows."""
    if rate <= -1:
        raise refuse(Code.SHARE_OUT_OF_RANGE, "rate", "a rate lies above −1")
    value, discount = ZERO, ONE
    for flow in flows:
        value += flow / discount
        discount *= ONE + rate
    return value


class IrrStatus(StrEnum):
    """`none`: the flows never change sign. `multiple`: they change it more than once, so no single rate exists."""

    FOUND = "found"
    NONE = "none"
    MULTIPLE = "multiple"


@dataclass(frozen=True, slots=True)
class Irr:
    status: IrrStatus
    rate: Decimal | None = None


@exactly
def irr(flows: Sequence[Decimal]) -> Irr:
    """The rate at which the flows are worth nothing, by bisection; only where it is the single one."""
    signs = [flow > 0 for flow in flows if flow != 0]
    changes = sum(a != b for a, b in zip(signs, signs[1:], strict=False))
    if changes != 1:
        return Irr(IrrStatus.MULTIPLE if changes else IrrStatus.NONE)
    low, high = Decimal("-0.999999"), ONE
    rising = signs[0]
    while (npv(high, flows) > 0) is not rising and high < Decimal("1e12"):
        high *= 10
    if (npv(low, flows) > 0) is rising:
        return Irr(IrrStatus.NONE)
    while high - low > Decimal("1e-22"):
        middle = (low + high) / 2
        if (npv(middle, flows) > 0) is rising:
            high = middle
        else:
            low = middle
    return Irr(IrrStatus.FOUND, (low + high) / 2)


@exactly
def real_rate(nominal: Decimal, inflation: Decimal) -> Decimal:
    """(1 + nominal) = (1 + real)(1 + inflation)."""
    return (ONE + nominal) / (ONE + inflation) - ONE


@dataclass(frozen=True, slots=True)
class Returns:
    """The figures of a statement, from one benefit (gross of cost) and one cost."""

    benefit: Money
    cost: Money
    net_benefit: Money
    roi: Decimal
    bcr: Decimal


def returns(benefit: Money, cost: Money) -> Returns:
    return Returns(benefit, cost, benefit - cost, roi(benefit, cost), bcr(benefit, cost))
