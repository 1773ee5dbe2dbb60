"""The spread of a return: many drawn programmes beside the one headline."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from .draws import Fixed, certain, quantiles, sample, uniforms
from .estimates import Pert
from .inputs import SHARES, Inputs, month_weights

if TYPE_CHECKING:
    from numpy import ndarray

    from .costs import CostLine

RATIO_DIGITS, MONEY_DIGITS = 6, 2


@dataclass(frozen=True, slots=True)
class Simulated:
    """roi: 5 %, 50 %, 95 % quantiles; benefit: 2.5 % and 97.5 %; payback: 10 % and 90 % of the balance by month;
    weights: each uncertain input's share of the ROI's variance, by squared rank correlation."""

    roi: tuple[Decimal, Decimal, Decimal]
    benefit: tuple[Decimal, Decimal]
    probability_positive: Decimal
    probability_hurdle: Decimal
    payback: tuple[tuple[Decimal, Decimal], ...]
    weights: dict[str, Decimal]


def cost_spread(line: CostLine) -> Pert | Fixed:
    charged = line.charged.amount
    if line.low is None or line.high is None:
        return Fixed(charged)
    return Pert(line.low * line.used, charged, line.high * line.used)


def cost_name(line: CostLine) -> str:
    return f"cost.{line.category.value}.{line.label}"


def uncertain(inputs: Inputs) -> list[str]:
    """Names of the inputs that have a spread, as drawn."""
    named = [("months", inputs.months), *((name, getattr(inputs, name)) for name in SHARES)]
    for s in inputs.streams:
        named += [(f"{s.name}.effect", s.effect), (f"{s.name}.unit_value", s.unit_value)]
        named.append((f"{s.name}.attribution", s.isolation()[1]))
    named += [(cost_name(line), cost_spread(line)) for line in inputs.counted_costs()]
    used = {name for name in SHARES if all(s.measured for s in inputs.streams)}
    return list(dict.fromkeys(name for name, spread in named if not certain(spread) and name not in used))


def simulate(inputs: Inputs) -> Simulated:
    import numpy as np

    n, seed = inputs.draws, inputs.seed
    monthly = _monthly(inputs)
    cost = _cost(inputs)
    months = _months(inputs)
    earned = np.array([float(w) for w in month_weights(inputs, int(np.ceil(months.max())) + 1)])
    grid = np.arange(len(earned), dtype=float)
    benefit = monthly * np.interp(months, grid, earned)
    roi = (benefit - cost) / cost
    ends = []
    for month in range(inputs.horizon_months + 1):
        running = np.clip(month - float(inputs.delivery_months), 0.0, months)
        balance = monthly * np.interp(running, grid, earned) - cost
        ends.append(tuple(_money(q) for q in quantiles(balance, (0.1, 0.9))))
    return Simulated(
        roi=tuple(_ratio(q) for q in quantiles(roi, (0.05, 0.5, 0.95))),
        benefit=tuple(_money(q) for q in quantiles(benefit, (0.025, 0.975))),
        probability_positive=_ratio(np.count_nonzero(roi > 0) / n),
        probability_hurdle=_ratio(np.count_nonzero(roi > float(inputs.hurdle)) / n),
        payback=tuple(ends),
        weights=_weights(uncertain(inputs), roi, n, seed),
    )


def _monthly(inputs: Inputs) -> ndarray:
    """Benefit of a full month: the streams summed, each with its own draws, all with the programme's shares."""
    import numpy as np

    n, seed = inputs.draws, inputs.seed
    applied = np.ones(n)
    for name in SHARES:
        applied = applied * sample(getattr(inputs, name), name, n, seed)
    whole = np.zeros(n)
    for s in inputs.streams:
        one = sample(s.effect, f"{s.name}.effect", n, seed) * sample(s.unit_value, f"{s.name}.unit_value", n, seed)
        one = one * s.people
        if not s.measured:
            one = one * applied * sample(s.isolation()[1], f"{s.name}.attribution", n, seed)
        whole = whole + one
    return whole


def _cost(inputs: Inputs) -> ndarray:
    import numpy as np

    whole = np.zeros(inputs.draws)
    for line in inputs.counted_costs():
        whole = whole + sample(cost_spread(line), cost_name(line), inputs.draws, inputs.seed)
    return whole


def _months(inputs: Inputs) -> ndarray:
    import numpy as np

    drawn = np.maximum(sample(inputs.months, "months", inputs.draws, inputs.seed), 0.0)
    if inputs.multi_year_registered:
        return drawn
    return np.clip(drawn, 0.0, max(0.0, 12.0 - float(inputs.delivery_months)))


def _weights(names: list[str], roi: ndarray, n: int, seed: int) -> dict[str, Decimal]:
    """Draws are monotone in their uniforms, and those fill n equal slices: a draw's rank is its slice."""
    import numpy as np

    if not names or roi.max() == roi.min():
        return {}
    rank = np.empty(n)
    rank[np.argsort(roi, kind="stable")] = np.arange(n)
    rank -= rank.mean()
    squared = {}
    for name in names:
        slices = np.floor(uniforms(name, n, seed) * n) - (n - 1) / 2
        squared[name] = float(slices @ rank / np.sqrt((slices @ slices) * (rank @ rank))) ** 2
    whole = sum(squared.values())
    return {name: _ratio(value / whole) for name, value in squared.items()}


def _ratio(x: float) -> Decimal:
    return Decimal(f"{x:.{RATIO_DIGITS}f}")


def _money(x: float) -> Decimal:
    return Decimal(f"{x:.{MONEY_DIGITS}f}")
