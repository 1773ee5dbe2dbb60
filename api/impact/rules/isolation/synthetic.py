"""One treated unit and many that are not: a mixture of the others that walked with it before.

Weights come from one convex problem, least squares over the simplex, which has one answer and takes a millisecond.
The well-known search over predictor weights is left out: it is slow, and different starts end in different effects.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..codes import Code, flag, refuse
from ..evaluation import Method
from .effect import Diagnostic, Effect, Estimand, PValue, numbers
from .randomisation import share_as_extreme

if TYPE_CHECKING:
    from numpy import ndarray

FEWEST_DONORS = 8
POOR_FIT = 2.0
"""A placebo whose fit before is more than this many times worse than the treated unit's says nothing about it."""


@dataclass(frozen=True, slots=True)
class Synthetic:
    """`weights` by donor, zeros left out; `gaps` observed less synthetic in every period; `rank` of the treated unit's
    post-to-pre error ratio among all (1 is most unusual)."""

    effect: Effect
    weights: dict[str, float]
    gaps: tuple[float, ...]
    rank: int
    leave_one_out: tuple[float, float]


def synthetic_control(treated: Sequence[float], donors: Mapping[str, Sequence[float]], start: int) -> Synthetic:
    """`start` is the index of the first treated period. At least eight donors."""
    import numpy as np

    y = numbers(treated, "treated", 3)
    if len(donors) < FEWEST_DONORS:
        raise refuse(Code.TOO_FEW_DONORS, "donors", f"{len(donors)} of the {FEWEST_DONORS} donors needed")
    if not 2 <= start < len(y):
        raise refuse(Code.TOO_FEW_POINTS, "start", "two periods before and one after the start are needed")
    names = sorted(donors)
    pool = np.column_stack([_donor(donors[name], name, len(y)) for name in names])
    weights = simplex(pool[:start], y[:start])
    gaps = y - pool @ weights
    estimate = float(gaps[start:].mean())
    before, ratio = _errors(gaps, start)
    ratios, effects = [], []
    for j in range(len(names)):
        others = np.delete(pool, j, axis=1)
        placebo = pool[:, j] - others @ simplex(others[:start], pool[:start, j])
        ratios.append(_errors(placebo, start)[1])
        effects.append(float(placebo[start:].mean()))
    rank = 1 + sum(r > ratio for r in ratios)
    without = [_without(pool, y, start, j) for j in np.flatnonzero(weights > 1e-6)]
    span = (min(without), max(without))
    p = share_as_extreme(np.array([*ratios, ratio]), ratio, True)
    reach = float(np.quantile(np.abs(effects), 0.95))
    outside = pool[:start].min(axis=1) > y[:start]
    outside |= pool[:start].max(axis=1) < y[:start]
    checks = (
        Diagnostic("pre_rmspe", before, None, f"typical miss before the start, {before / max(abs(y[:start].mean()), 1e-12):.1%} of the level"),
        Diagnostic("rank", float(rank), None, f"{rank} of {len(names) + 1} by error after over error before"),
        Diagnostic("leave_one_out", None, span[0] * span[1] > 0, f"{span[0]:.4g} to {span[1]:.4g} as each donor is left out"),
        Diagnostic("outside_hull", float(outside.mean()), not outside.any(), "share of earlier periods beyond every donor"),
    )
    flags = (flag(Code.PRETREND_FAILED, "donors", "no mixture of donors reaches the unit before the start"),) if outside.mean() > 0.5 else ()
    effect = Effect(
        Method.SYNTHETIC_CONTROL, Estimand.ATT, "simplex least squares on earlier outcomes; placebo ranks", estimate,
        None, None, estimate - reach, estimate + reach, p, PValue.RANDOMISATION, 1, len(names), p,
        diagnostics=checks, flags=flags,
    )  # fmt: skip
    kept = {name: float(w) for name, w in zip(names, weights, strict=True) if w > 1e-6}
    return Synthetic(effect, kept, tuple(map(float, gaps)), rank, span)


def _donor(values: Sequence[float], name: str, periods: int) -> ndarray:
    array = numbers(values, f"donors.{name}")
    if len(array) != periods:
        raise refuse(Code.DATA_MISSING, f"donors.{name}", f"{len(array)} of {periods} periods")
    return array


def _without(pool: ndarray, y: ndarray, start: int, j: int) -> float:
    import numpy as np

    others = np.delete(pool, j, axis=1)
    return float((y - others @ simplex(others[:start], y[:start]))[start:].mean())


def _errors(gaps: ndarray, start: int) -> tuple[float, float]:
    """(root mean squared gap before, after ÷ before)."""
    before = float((gaps[:start] ** 2).mean() ** 0.5)
    after = float((gaps[start:] ** 2).mean() ** 0.5)
    return before, after / max(before, 1e-12)


def simplex(pool: ndarray, y: ndarray) -> ndarray:
    """argmin |pool·w − y| with w ≥ 0 and Σw = 1, by non-negative least squares with a heavy row for the sum."""
    import numpy as np
    from scipy.optimize import nnls

    gaps = pool - y[:, None]  # with Σw = 1 this is the same problem, and better conditioned
    scale = float(np.sqrt((gaps**2).mean())) or 1.0
    heavy = np.vstack([gaps / scale, np.full((1, gaps.shape[1]), 1e4)])
    target = np.zeros(len(heavy))
    target[-1] = 1e4
    weights, _ = nnls(heavy, target)
    return weights / weights.sum()
