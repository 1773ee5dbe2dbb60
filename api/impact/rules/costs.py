"""Fully loaded cost: direct, indirect, opportunity and evaluation, each stated even where it is zero."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from .codes import Code, Flag, flag, refuse
from .money import ZERO, FxTable, Money, exactly, share, total


class CostCategory(StrEnum):
    """Direct: trainer, material, venue, meals. Indirect: administration, analysis, design. Opportunity: the
    learners' own time. Evaluation: what measuring costs (Phillips' tenth principle wants all four)."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    OPPORTUNITY = "opportunity"
    EVALUATION = "evaluation"


class CostKind(StrEnum):
    """Budgeted before, estimated meanwhile, actual once booked. For one item the later kind replaces the earlier."""

    BUDGET = "budget"
    ESTIMATE = "estimate"
    ACTUAL = "actual"


@dataclass(frozen=True, slots=True)
class CostLine:
    """One cost. `low` and `high` bound an estimate; an actual has neither. `used` is the share charged to this
    programme when a thing serves several (amortisation)."""

    label: str
    category: CostCategory
    money: Money
    kind: CostKind = CostKind.ESTIMATE
    on: date | None = None
    recurring: bool = False
    used: Decimal = Decimal(1)
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def charged(self) -> Money:
        return self.money * self.used

    def flags(self, path: str) -> list[Flag]:
        found = []
        if self.money.amount < 0:
            found.append(flag(Code.COST_NEGATIVE, f"{path}.money", "a cost below zero is a benefit; enter it as one"))
        if not 0 <= self.used <= 1:
            found.append(flag(Code.SHARE_OUT_OF_RANGE, f"{path}.used", "the share charged lies from 0 to 1"))
        low, high = self.low, self.high
        if (low is None) != (high is None):
            found.append(flag(Code.RANGE_DISORDERED, f"{path}.low", "a range needs both its ends"))
        elif low is not None and not low <= self.money.amount <= high:
            found.append(flag(Code.RANGE_DISORDERED, f"{path}.low", "a range runs low ≤ amount ≤ high"))
        return found


@dataclass(frozen=True, slots=True)
class Cost:
    """Fully loaded, in one currency. `by_category` keeps the order of the categories."""

    total: Money
    by_category: tuple[tuple[CostCategory, Money], ...]
    stated: tuple[CostCategory, ...]

    @property
    def missing(self) -> tuple[CostCategory, ...]:
        return tuple(c for c in CostCategory if c not in self.stated)


def fully_loaded(lines: Sequence[CostLine], currency: str, fx: FxTable | None = None) -> Cost:
    """Add the lines in one currency. A line in another needs the study's FX table."""
    sums = dict.fromkeys(CostCategory, Money(ZERO, currency))
    for line in in_currency(lines, currency, fx):
        sums[line.category] += line.charged
    return Cost(total(sums.values(), currency), tuple(sums.items()), tuple(dict.fromkeys(x.category for x in lines)))


def in_currency(lines: Sequence[CostLine], currency: str, fx: FxTable | None = None) -> tuple[CostLine, ...]:
    return tuple(_converted(line, currency, fx, f"costs.{i}.money") for i, line in enumerate(lines))


def _converted(line: CostLine, currency: str, fx: FxTable | None, path: str) -> CostLine:
    if line.money.currency == currency:
        return line
    if fx is None:
        raise refuse(Code.CURRENCY_MIXED, path, f"{line.money.currency} in a study kept in {currency} needs an FX table")
    if fx.into != currency:
        raise refuse(Code.FX_RATE_MISSING, path, f"the FX table converts into {fx.into}, the study is in {currency}")

    def into(amount: Decimal | None) -> Decimal | None:
        return None if amount is None else fx.convert(Money(amount, line.money.currency), path).amount

    return replace(line, money=fx.convert(line.money, path), low=into(line.low), high=into(line.high))


def cost_flags(lines: Sequence[CostLine], path: str = "costs") -> list[Flag]:
    """No cost at all, categories left unstated (an explicit zero line is an answer), and bad lines."""
    found = [f for i, line in enumerate(lines) for f in line.flags(f"{path}.{i}")]
    if not lines or all(line.money.amount == 0 for line in lines):
        return [*found, flag(Code.COST_MISSING, path, "without a cost the ROI is undefined")]
    stated = {line.category for line in lines}
    found += [
        flag(Code.COST_CATEGORY_MISSING, f"{path}.{c.value}", f"no {c.value} cost is stated; enter it, or zero")
        for c in CostCategory
        if c not in stated
    ]
    return found


@exactly
def opportunity_cost(minutes: Decimal, hourly: Money, loading: Decimal = Decimal(1)) -> Money:
    """Learners' recorded minutes × wage (or margin) per hour × loading ÷ 60."""
    if minutes < 0 or loading < 0:
        raise refuse(Code.COST_NEGATIVE, "minutes", "time spent cannot be negative")
    return Money(hourly.amount * minutes * loading / 60, hourly.currency)


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """Budget against actual of one category; `variance` is actual − budget, `spent` their ratio (null without budget)."""

    category: CostCategory
    budget: Money
    actual: Money
    variance: Money
    spent: Decimal | None


@exactly
def budget_against_actual(lines: Iterable[CostLine], currency: str) -> tuple[BudgetLine, ...]:
    kept = list(lines)

    def of(category: CostCategory, kind: CostKind) -> Money:
        return total((x.charged for x in kept if x.category is category and x.kind is kind), currency)

    rows = []
    for category in CostCategory:
        budget, actual = of(category, CostKind.BUDGET), of(category, CostKind.ACTUAL)
        spent = actual.amount / budget.amount if budget.amount else None
        rows.append(BudgetLine(category, budget, actual, actual - budget, spent))
    return tuple(rows)


def standing_costs(lines: Iterable[CostLine]) -> tuple[CostLine, ...]:
    """The lines that count: of those with one label and category, actual before estimate before budget."""
    order = [CostKind.BUDGET, CostKind.ESTIMATE, CostKind.ACTUAL]
    groups: dict[tuple[CostCategory, str], list[CostLine]] = {}
    for line in lines:
        groups.setdefault((line.category, line.label), []).append(line)
    best = {key: max(order.index(x.kind) for x in group) for key, group in groups.items()}
    return tuple(x for key, group in groups.items() for x in group if order.index(x.kind) == best[key])


def amortised(money: Money, life_months: int, used_months: int) -> Money:
    """The part of a long-lived cost that this study carries: straight line over its life."""
    if life_months <= 0 or not 0 <= used_months <= life_months:
        raise refuse(Code.SHARE_OUT_OF_RANGE, "used_months", "used months lie from 0 to the life in months")
    share(Decimal(used_months) / Decimal(life_months))
    return (money * used_months).over(life_months)
