"""How the possible benefit becomes the attributed one, step by step, and when it has paid its cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from .draws import central
from .inputs import SHARES, Inputs, full_months, month_weights
from .money import ONE, ZERO, Money, exactly


class BarKind(StrEnum):
    START = "start"
    STEP = "step"
    COST = "cost"
    SUBTOTAL = "subtotal"
    END = "end"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. Steps and costs are signed; start + steps = subtotal, subtotal + costs = end, exactly."""

    key: str
    label: str
    amount: Money
    kind: BarKind


@dataclass(frozen=True, slots=True)
class PaybackPoint:
    """Benefit so far less the whole cost, `month` months after the start: headline, and the 80 % band of the draws."""

    month: int
    value: Money
    low: Money
    high: Money


@dataclass(frozen=True, slots=True)
class Path:
    """The benefit after each step, of the headline values. `stages` are (key, label, amount left)."""

    inputs: Inputs
    stages: tuple[tuple[str, str, Money], ...]
    monthly: Money
    months: Decimal

    def _stage(self, key: str) -> Money:
        return next(amount for k, _, amount in self.stages if k == key)

    @property
    def attributed(self) -> Money:
        return self.stages[-1][2]

    @property
    def transferred(self) -> Money:
        """The benefit before anything is given to other causes."""
        return self._stage("transfer")

    @property
    @exactly
    def attribution(self) -> Decimal | None:
        """Attribution before confidence, weighted by the streams' money; null where there is no benefit."""
        before = self.transferred.amount
        return self._stage("attribution").amount / before if before else None

    @exactly
    def earned(self, month: Decimal) -> Decimal:
        """Benefit so far, that many months after the start."""
        running = min(max(month - self.inputs.delivery_months, ZERO), self.months)
        return self.monthly.amount * full_months(self.inputs, running)

    @exactly
    def payback_months(self, cost: Money) -> Decimal | None:
        """The month, from the start, at which the benefit has repaid the cost; null where it never does."""
        if self.monthly.amount <= 0 or self.attributed < cost:
            return None
        needed = cost.amount / self.monthly.amount
        earned = month_weights(self.inputs, int(self.months) + 1)
        j = next(j for j, full in enumerate(earned) if full >= needed)
        part = (needed - earned[j - 1]) / (earned[j] - earned[j - 1]) + j - 1 if j else ZERO
        return self.inputs.delivery_months + part

    @exactly
    def payback_curve(self, cost: Money, band: Sequence[tuple[Decimal, Decimal]]) -> tuple[PaybackPoint, ...]:
        points = []
        for month, (low, high) in enumerate(band):
            balance = self.earned(Decimal(month)) - cost.amount
            ends = (balance, min(balance, low), high)
            points.append(PaybackPoint(month, *(Money(amount, cost.currency) for amount in ends)))
        return tuple(points)


@exactly
def benefit_path(inputs: Inputs) -> Path:
    """Possible (all assigned, the whole horizon) → time → completion → mastery → transfer → attribution → confidence."""
    asked = central(inputs.months)
    months = inputs.allowed_months(asked)
    full = full_months(inputs, months)
    horizon = Decimal(max(inputs.horizon_months, months))
    rates = [central(s.effect) * central(s.unit_value) * s.people for s in inputs.streams]
    left = [rate * horizon for rate in rates]
    stages = [("possible", "everyone assigned, every month", sum(left, ZERO))]

    def step(key: str, label: str, shares: Sequence[Decimal]) -> None:
        left[:] = [amount * part for amount, part in zip(left, shares, strict=True)]
        stages.append((key, label, sum(left, ZERO)))

    left[:] = [rate * full for rate in rates]
    stages.append(("time", "months without benefit", sum(left, ZERO)))
    for name in SHARES:
        step(name, LABELS[name], [ONE if s.measured else central(getattr(inputs, name)) for s in inputs.streams])
    modes = [ONE if s.measured or s.attribution is None else central(s.attribution) for s in inputs.streams]
    step("attribution", "due to other causes", modes)
    step("confidence", "doubt of the estimators", [
        ONE if s.measured or s.confidence is None else s.confidence for s in inputs.streams
    ])
    monthly = stages[-1][2] / full if full else ZERO
    return Path(
        inputs,
        tuple((key, label, Money(amount, inputs.currency)) for key, label, amount in stages),
        Money(monthly, inputs.currency),
        months,
    )


LABELS = {"completion": "not completed", "mastery": "not mastered", "transfer": "not used on the job"}


@exactly
def waterfall(inputs: Inputs, path: Path) -> tuple[Bar, ...]:
    (key, label, before), *rest = path.stages
    bars = [Bar(key, label, before, BarKind.START)]
    for key, label, after in rest:
        bars.append(Bar(key, label, after - before, BarKind.STEP))
        before = after
    bars.append(Bar("attributed", "attributed benefit", before, BarKind.SUBTOTAL))
    cost = inputs.cost()
    for category, amount in cost.by_category:
        bars.append(Bar(category.value, f"{category.value} cost", -amount, BarKind.COST))
    bars.append(Bar("net", "net benefit", before - cost.total, BarKind.END))
    return tuple(bars)
