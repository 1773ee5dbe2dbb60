"""What is measured, how a change in it is said, and what a unit of it is worth."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum, StrEnum

from .codes import Code, Flag, flag, refuse
from .money import HUNDRED, Money, currency_code, decimal, exactly


class Unit(StrEnum):
    """What a number of a measure counts. A percentage point (`pp`) is not a percent (`ratio`)."""

    COUNT = "count"
    MINUTES = "minutes"
    PP = "pp"
    RATIO = "ratio"
    MONEY = "money"


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"


class Period(StrEnum):
    """The time that one value of a measure stands for."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Basis(StrEnum):
    """What the value of a unit is made of. Revenue never enters an ROI; only the margin in it does."""

    MARGIN = "margin"
    COST = "cost"
    WAGE = "wage"
    REVENUE = "revenue"
    UNDECLARED = "undeclared"


class SourceRank(IntEnum):
    """Credibility of a unit value, 1 best (Phillips; listed in IMPACT section 1)."""

    STANDARD_VALUE = 1
    HISTORICAL_COST = 2
    EXPERT = 3
    EXTERNAL_DATABASE = 4
    LINKED_MEASURE = 5
    ESTIMATE = 6


@dataclass(frozen=True, slots=True)
class Measure:
    """A business figure of level 3 or 4: its unit, the good direction, and whether it is per month."""

    name: str
    unit: Unit
    direction: Direction
    per_month: bool = True
    source_system: str = ""
    formula_version: str = "1"


@dataclass(frozen=True, slots=True)
class Change:
    """Before and after of one figure. Each way of saying it names its base, so none can pass for another."""

    before: Decimal
    after: Decimal

    @property
    def difference(self) -> Decimal:
        """After − before, in the figure's own unit."""
        return self.after - self.before

    @property
    def points(self) -> Decimal:
        """After − before of two ratios, in percentage points."""
        return (self.after - self.before) * HUNDRED

    @property
    @exactly
    def relative(self) -> Decimal:
        """(After − before) ÷ before, a ratio: 14 → 10.5 days is −0.25."""
        return (self.after - self.before) / self._base()

    @property
    @exactly
    def factor(self) -> Decimal:
        """After ÷ before: 58 % → 92 % is 1.586."""
        return self.after / self._base()

    @property
    @exactly
    def speed_factor(self) -> Decimal:
        """Before ÷ after, for durations: 14 days → 2 days is 7 times as fast."""
        if self.after == 0:
            raise refuse(Code.NON_FINITE, "after", "a duration of zero has no speed")
        return self.before / self.after

    @property
    def speed(self) -> Decimal:
        """Gain in speed, a ratio: 14 → 10.5 days is +0.3333, though the time fell by 0.25."""
        return self.speed_factor - 1

    @exactly
    def normalised_gain(self, best: Decimal) -> Decimal:
        """(After − before) ÷ (best − before): what part of the possible was gained (Hake)."""
        if best == self.before:
            raise refuse(Code.NON_FINITE, "best", "nothing was left to gain")
        return (self.after - self.before) / (best - self.before)

    def _base(self) -> Decimal:
        if self.before == 0:
            raise refuse(Code.NON_FINITE, "before", "a relative change from zero is undefined")
        return self.before


@dataclass(frozen=True, slots=True)
class MonetisationRule:
    """Money for `per` units of a measure: 200 for 60 minutes, 10,000 for 1 percentage point, 10,000 for 1 day.

    `source` says who states it, `rank` how credible that is, `approved_by` who in finance signed it.
    `redeployed` is the share of freed time put to other work: freed time that nobody uses is not money.
    """

    unit: Unit
    value: Money
    per: Decimal
    basis: Basis
    source: str
    rank: SourceRank
    approved_by: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    redeployed: Decimal | None = None

    def flags(self, path: str = "rule") -> list[Flag]:
        found = []
        if self.per <= 0:
            found.append(flag(Code.UNIT_PERIOD, f"{path}.per", "a value needs a positive number of units"))
        if self.basis is Basis.REVENUE:
            found.append(flag(Code.REVENUE_NOT_MARGIN, f"{path}.basis", "revenue is not benefit; enter its margin"))
        if self.basis is Basis.UNDECLARED:
            found.append(
                flag(Code.REVENUE_NOT_MARGIN, f"{path}.basis", "say whether this is margin, cost, wage or revenue")
            )
        if not self.source.strip():
            found.append(flag(Code.CONVERSION_UNSOURCED, f"{path}.source", "say where this value comes from"))
        if self.redeployed is not None and not 0 <= self.redeployed <= 1:
            found.append(flag(Code.SHARE_OUT_OF_RANGE, f"{path}.redeployed", "the redeployed share lies from 0 to 1"))
        return found

    @exactly
    def worth(self, quantity: Decimal, unit: Unit, path: str = "quantity") -> Money:
        """Money for a quantity of this unit. Multiplied before divided, so that minutes of an hourly wage stay exact."""
        if unit is not self.unit:
            raise refuse(
                Code.PP_VS_PERCENT if {unit, self.unit} == {Unit.PP, Unit.RATIO} else Code.UNIT_PERIOD,
                path,
                f"a quantity in {unit} cannot be valued by money per {self.unit}",
            )
        used = decimal(quantity, path) * (1 if self.redeployed is None else self.redeployed)
        return Money(self.value.amount * used / self.per, self.value.currency)


def money_per(unit: Unit, amount: object, currency: str, *, per: object = 1, basis: Basis = Basis.MARGIN,
              source: str = "", rank: SourceRank = SourceRank.ESTIMATE, **more) -> MonetisationRule:
    """A rule from what a person types."""
    value = Money(decimal(amount, "rule.value"), currency_code(currency))
    return MonetisationRule(unit, value, decimal(per, "rule.per"), basis, source, rank, **more)


def target_gap(level: Decimal, growth: Decimal, goal: Decimal) -> tuple[Decimal, Decimal]:
    """Where a relative growth leads, and what it still leaves to the goal: 85 grown by 5 % is 89.25, 10.75 short."""
    reached = exactly(lambda: level * (1 + growth))()
    return reached, goal - reached
