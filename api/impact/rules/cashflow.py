"""The programme month by month, for those who discount: net present value, and the rate at which nothing is left."""

from dataclasses import dataclass
from decimal import Decimal

from .inputs import Inputs, full_months
from .money import ONE, ZERO, exactly
from .returns import IrrStatus, irr, npv
from .waterfall import Path


@dataclass(frozen=True, slots=True)
class Discounted:
    """`npv` at the yearly nominal rate; `irr` a year; each null where it does not exist or no rate was named."""

    npv: Decimal | None
    irr: Decimal | None


@exactly
def flows(inputs: Inputs, path: Path) -> tuple[Decimal, ...]:
    """The whole cost now, then the benefit of each month at its end."""
    months = int(inputs.delivery_months + path.months) + 1
    earned = [path.monthly.amount * full_months(inputs, _running(inputs, path, month)) for month in range(months + 1)]
    return (-inputs.cost().total.amount, *(after - before for before, after in zip(earned, earned[1:], strict=False)))


def _running(inputs: Inputs, path: Path, month: int) -> Decimal:
    return min(max(Decimal(month) - inputs.delivery_months, ZERO), path.months)


@exactly
def discounted(inputs: Inputs, path: Path, yearly: Decimal | None) -> Discounted:
    monthly_flows = flows(inputs, path)
    present = None
    if yearly is not None:
        present = npv((ONE + yearly) ** (ONE / 12) - 1, monthly_flows)
    found = irr(monthly_flows)
    rate = (ONE + found.rate) ** 12 - 1 if found.status is IrrStatus.FOUND and found.rate is not None else None
    return Discounted(present, rate)
