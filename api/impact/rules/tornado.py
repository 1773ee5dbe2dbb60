"""One input at a time from its low to its high end, everything else as in the headline: where to look next."""

from dataclasses import dataclass, replace
from decimal import Decimal

from .draws import Fixed, Spread, quantiles, sample
from .estimates import Pert
from .inputs import SHARES, Inputs
from .money import exactly
from .returns import roi
from .simulation import cost_name, cost_spread, uncertain
from .waterfall import benefit_path

ENDS = (0.05, 0.95)


@dataclass(frozen=True, slots=True)
class TornadoBar:
    """The ROI with this input at its low and at its high end (a judgement's own, else 5 % and 95 %), and the input's
    share of the drawn variance."""

    key: str
    input_low: Decimal
    input_high: Decimal
    low: Decimal
    high: Decimal
    variance_share: Decimal


@exactly
def tornado(inputs: Inputs, weights: dict[str, Decimal]) -> tuple[TornadoBar, ...]:
    """Widest bar first."""
    bars = []
    for key in uncertain(inputs):
        spread = _spread(inputs, key)
        low, high = _ends(spread, key, inputs)
        bars.append(
            TornadoBar(key, low, high, _roi(_with(inputs, key, low)), _roi(_with(inputs, key, high)), weights.get(key, Decimal(0)))
        )
    return tuple(sorted(bars, key=lambda bar: (-abs(bar.high - bar.low), bar.key)))


def _ends(spread: Spread, key: str, inputs: Inputs) -> tuple[Decimal, Decimal]:
    if isinstance(spread, Pert):
        return spread.low, spread.high
    low, high = quantiles(sample(spread, key, inputs.draws, inputs.seed), ENDS)
    return Decimal(f"{low:.9g}"), Decimal(f"{high:.9g}")


def _roi(inputs: Inputs) -> Decimal:
    return roi(benefit_path(inputs).attributed, inputs.cost().total)


def _spread(inputs: Inputs, key: str) -> Spread:
    if key == "months" or key in SHARES:
        return getattr(inputs, key)
    owner, _, part = key.rpartition(".")
    for s in inputs.streams:
        if s.name == owner:
            return s.isolation()[1] if part == "attribution" else getattr(s, part)
    return next(cost_spread(x) for x in inputs.counted_costs() if cost_name(x) == key)


def _with(inputs: Inputs, key: str, value: Decimal) -> Inputs:
    """The same inputs with one of them known. An attribution put in place stands for attribution × confidence."""
    if key == "months" or key in SHARES:
        return replace(inputs, **{key: Fixed(value)})
    owner, _, part = key.rpartition(".")
    if any(s.name == owner for s in inputs.streams):
        known = {"attribution": Fixed(value), "confidence": None} if part == "attribution" else {part: Fixed(value)}
        return replace(inputs, streams=tuple(replace(s, **known) if s.name == owner else s for s in inputs.streams))
    lines = tuple(
        replace(x, money=replace(x.money, amount=value / x.used if x.used else value), low=None, high=None)
        if cost_name(x) == key
        else x
        for x in inputs.counted_costs()
    )
    return replace(inputs, costs=lines, fx=None)
