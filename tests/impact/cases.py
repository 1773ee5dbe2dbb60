"""Programmes that several tests project."""

from decimal import Decimal as D

from api.impact.rules.costs import CostCategory, CostLine
from api.impact.rules.draws import Fixed
from api.impact.rules.estimates import Pert
from api.impact.rules.inputs import Inputs, Stream
from api.impact.rules.money import Money


def line(category: CostCategory, amount, low=None, high=None, **more) -> CostLine:
    return CostLine(
        category.value, category, Money(D(amount), "USD"), low=low and D(low), high=high and D(high), **more
    )


def costs(direct=50000, indirect=0, opportunity=0, evaluation=0) -> tuple[CostLine, ...]:
    amounts = (direct, indirect, opportunity, evaluation)
    return tuple(line(c, a) for c, a in zip(CostCategory, amounts, strict=True))


def fixed(value) -> Fixed:
    return Fixed(D(str(value)))


def pert(low, mode, high) -> Pert:
    return Pert(D(str(low)), D(str(mode)), D(str(high)))


def case_b(confidence="0.8", months=12, cost=None) -> Inputs:
    """Seed B's case under our own rules: 10 days × US$10,000 a month, 80 % of it, a month of training first."""
    days = Stream("delay_days", fixed(10), fixed(10000), 1, fixed("0.8"), None if confidence is None else D(confidence))
    return Inputs("USD", cost or costs(50000, 15000, 0, 10000), (days,), fixed(months), D(1))


def golden() -> Inputs:
    """IMPACT section 4: days × value × attribution × months, and a cost of 50 to 80 thousand."""
    days = Stream("days", pert(4, 10, 12), pert(7000, 10000, 11000), 1, pert("0.4", "0.8", "0.9"))
    zero = tuple(line(c, 0) for c in (CostCategory.INDIRECT, CostCategory.OPPORTUNITY, CostCategory.EVALUATION))
    direct = line(CostCategory.DIRECT, 55000, 50000, 80000)
    return Inputs("USD", (direct, *zero), (days,), pert(8, 11, 12))
