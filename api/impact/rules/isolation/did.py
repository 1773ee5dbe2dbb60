"""Difference in differences on a balanced panel of teams, all treated ones from the same period on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..codes import Code, flag, refuse
from ..evaluation import Method
from .effect import Diagnostic, Effect, Estimand, PValue, t_p, t_reach
from .pretrend import pretrend
from .randomisation import redraws, share_as_extreme

if TYPE_CHECKING:
    from numpy import ndarray

FEW_TREATED = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """One unit's outcome in one period; `since` is the unit's first treated period, null if it never is."""

    unit: str
    period: int
    outcome: float
    since: int | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """outcome[i, t] of units × periods; since[i] as an index into periods, −1 for never."""

    units: tuple[str, ...]
    periods: tuple[int, ...]
    outcome: ndarray
    since: tuple[int, ...]


def panel_of(cells: Sequence[Cell]) -> Panel:
    """Cells in any order; a doubled, missing or non-finite one is refused."""
    import numpy as np

    units, periods = sorted({c.unit for c in cells}), sorted({c.period for c in cells})
    at = {u: i for i, u in enumerate(units)}
    when = {p: t for t, p in enumerate(periods)}
    outcome = np.full((len(units), len(periods)), np.nan)
    since: dict[str, int | None] = {}
    seen = set()
    for n, c in enumerate(cells):
        if (c.unit, c.period) in seen:
            raise refuse(Code.DUPLICATE_PERIOD, f"cells.{n}", f"{c.unit} {c.period} is there twice")
        if not np.isfinite(c.outcome):
            raise refuse(Code.NON_FINITE, f"cells.{n}.outcome", "not a finite number")
        if since.setdefault(c.unit, c.since) != c.since:
            raise refuse(Code.DESIGN_CHANGED, f"cells.{n}.since", f"{c.unit} has two starts")
        seen.add((c.unit, c.period))
        outcome[at[c.unit], when[c.period]] = c.outcome
    if np.isnan(outcome).any():
        i, t = np.argwhere(np.isnan(outcome))[0]
        raise refuse(Code.DATA_MISSING, "cells", f"{units[i]} has no value for {periods[t]}")
    starts = tuple(-1 if since[u] is None else sum(p < since[u] for p in periods) for u in units)
    return Panel(tuple(units), tuple(periods), outcome, starts)


def difference_in_differences(cells: Sequence[Cell], seed: int = 1) -> Effect:
    """y = unit + period + τ·treated. From three treated teams on: CR1 clustered by team with Student's t on teams − 1.
    With one or two: re-randomisation only, because a clustered standard error is then far too small."""

    p = panel_of(cells)
    arm, start = _arms(p)
    change = p.outcome[:, start:].mean(axis=1) - p.outcome[:, :start].mean(axis=1)
    estimate = float(change[arm].mean() - change[~arm].mean())
    rows, exact = redraws(len(arm), int(arm.sum()), seed)
    k, n = int(arm.sum()), len(arm)
    sums = rows @ change
    placebo = sums / k - (change.sum() - sums) / (n - k)
    p_randomised = share_as_extreme(abs(placebo), abs(estimate), exact)
    checks, flags = pretrend(p.outcome[:, :start], arm, p.outcome.shape[1] - start, seed)
    shared = {"treated": k, "controls": n - k, "p_randomised": p_randomised}
    if k <= FEW_TREATED:
        spread = float(change[~arm].std(ddof=1)) * (1 / k + 1 / (n - k)) ** 0.5
        reach = t_reach(n - k - 1) * spread
        few = flag(Code.TOO_FEW_CLUSTERS, "treated", f"{k} treated: only re-drawing who was treated is honest")
        return Effect(
            Method.DIFFERENCE_IN_DIFFERENCES, Estimand.ATT, "two-way fixed effects; spread of the untreated teams' changes",
            estimate, None, None, estimate - reach, estimate + reach, p_randomised, PValue.RANDOMISATION,
            diagnostics=checks, flags=(*flags, few), **shared,
        )  # fmt: skip
    se = cr1(p.outcome, arm, start)
    reach = t_reach(n - 1) * se
    wild = wild_bootstrap_p(p.outcome, arm, start, seed)
    checks = (*checks, Diagnostic("wild_bootstrap_p", wild, None, "null imposed, Rademacher, 9,999 draws"))
    return Effect(
        Method.DIFFERENCE_IN_DIFFERENCES, Estimand.ATT, "two-way fixed effects; CR1 by team, t on teams − 1",
        estimate, se, float(n - 1), estimate - reach, estimate + reach, t_p(estimate / se, n - 1), PValue.REGRESSION,
        diagnostics=checks, flags=flags, **shared,
    )  # fmt: skip


def _arms(p: Panel) -> tuple[ndarray, int]:
    import numpy as np

    arm = np.array([s >= 0 for s in p.since])
    starts = {s for s in p.since if s >= 0}
    if len(starts) != 1:
        raise refuse(Code.DESIGN_CHANGED, "since", "teams start at different times; use group-time effects")
    if (~arm).sum() < 2:
        raise refuse(Code.TOO_FEW_CLUSTERS, "controls", "two untreated teams are needed")
    start = starts.pop()
    if start < 1 or start >= len(p.periods):
        raise refuse(Code.TOO_FEW_POINTS, "periods", "a period before and one after the start are needed")
    return arm, start


def within(outcome: ndarray) -> ndarray:
    """Unit and period means taken off."""
    return outcome - outcome.mean(axis=1, keepdims=True) - outcome.mean(axis=0, keepdims=True) + outcome.mean()


def _treatment(shape: tuple[int, int], arm: ndarray, start: int) -> ndarray:
    import numpy as np

    d = np.zeros(shape)
    d[arm, start:] = 1
    return within(d)


def cr1(outcome: ndarray, arm: ndarray, start: int) -> float:
    """Clustered by team, G ÷ (G − 1) × (N − 1) ÷ (N − 2): the absorbed team and period effects are not counted.
    Packages differ here (0.00603, 0.00662, 0.00672 for one regression), so the convention is pinned and printed."""
    y, d = within(outcome), _treatment(outcome.shape, arm, start)
    n, t = outcome.shape
    sxx = (d * d).sum()
    residual = y - (d * y).sum() / sxx * d
    scores = (d * residual).sum(axis=1)
    factor = n / (n - 1) * (n * t - 1) / (n * t - 2)
    return float((factor * (scores**2).sum()) ** 0.5 / sxx)


def wild_bootstrap_p(outcome: ndarray, arm: ndarray, start: int, seed: int, draws: int = 9_999) -> float:
    """Wild cluster bootstrap of the t statistic, residuals of the null model, one sign a team."""
    import numpy as np

    y, d = within(outcome), _treatment(outcome.shape, arm, start)
    sxx = (d * d).sum()

    def t_of(sample: ndarray) -> ndarray:
        beta = (d * sample).sum(axis=(-2, -1)) / sxx
        scores = (d * (sample - beta[..., None, None] * d)).sum(axis=-1)
        return beta / np.sqrt((scores**2).sum(axis=-1)) * sxx

    actual = abs(t_of(y[None])[0])
    random = np.random.Generator(np.random.PCG64(seed))
    extreme = done = 0
    while done < draws:
        size = min(500, draws - done)
        signs = random.integers(0, 2, (size, len(arm))) * 2.0 - 1
        star = signs[:, :, None] * y
        star = star - star.mean(axis=1, keepdims=True)
        extreme += int((abs(t_of(star)) >= actual - 1e-12).sum())
        done += size
    return (extreme + 1) / (draws + 1)
