"""Stepped wedge: every team gets the training, in random order, and serves as its own and the others' comparison."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..codes import Code, flag, refuse
from ..evaluation import Method
from .did import Cell, panel_of
from .effect import Diagnostic, Effect, Estimand, PValue, t_reach
from .randomisation import share_as_extreme

if TYPE_CHECKING:
    from numpy import ndarray

ORDERS = 999
GRID = 128


@dataclass(frozen=True, slots=True)
class Precision:
    """Variance of the effect by the closed form and by generalised least squares; they must agree."""

    closed_form: float
    gls: float


def wedge_design(teams: int, periods: int) -> ndarray:
    """Treated-indicators where equal groups of teams start at periods 1, 2, …: team i from 1 + i(periods − 1) ÷ teams."""
    import numpy as np

    starts = 1 + np.arange(teams) * (periods - 1) // teams
    return (np.arange(periods)[None, :] >= starts[:, None]).astype(float)


def wedge_variance(design: ndarray, cell_variance: float, team_variance: float) -> Precision:
    """Hussey and Hughes: y = period + θ·treated + team + noise, known variances."""
    import numpy as np

    teams, periods = design.shape
    u, w, v = design.sum(), (design.sum(axis=0) ** 2).sum(), (design.sum(axis=1) ** 2).sum()
    s, tau = cell_variance, team_variance
    top = teams * s * (s + periods * tau)
    bottom = (teams * u - w) * s + (u**2 + teams * periods * u - periods * w - teams * v) * tau
    block = np.linalg.inv(s * np.eye(periods) + tau * np.ones((periods, periods)))
    information = np.zeros((periods + 1, periods + 1))
    for row in design:
        x = np.column_stack([np.eye(periods), row])
        information += x.T @ block @ x
    return Precision(float(top / bottom), float(np.linalg.inv(information)[-1, -1]))


def stepped_wedge(cells: Sequence[Cell], lag: int = 0, seed: int = 1) -> Effect:
    """Period effects always; team effects random, integrated over their variance share by restricted likelihood; p by
    re-drawing the order of the teams. `lag` periods after each start are left out while the training takes hold."""
    import numpy as np

    p = panel_of(cells)
    since = np.array(p.since)
    if (since < 0).any() or len(set(p.since)) < 2:
        raise refuse(Code.DESIGN_CHANGED, "since", "in a stepped wedge every team starts, and not all together")
    if len(p.units) < 3:
        raise refuse(Code.TOO_FEW_CLUSTERS, "teams", "three teams are needed")
    estimate, se, df, icc = _fitted(p.outcome, since, lag)
    random = np.random.Generator(np.random.PCG64(seed))
    placebo = np.array([_fitted(p.outcome, random.permutation(since), lag)[0] for _ in range(ORDERS)])
    p_order = share_as_extreme(abs(placebo), abs(estimate), False)
    reach = t_reach(df) * se
    few = len(p.units) < 6
    return Effect(
        Method.STEPPED_WEDGE, Estimand.ITT, "period effects, random team effects, REML integrated; p over orders",
        estimate, se, df, estimate - reach, estimate + reach, p_order, PValue.RANDOMISATION, len(p.units), len(p.units),
        p_order,
        diagnostics=(
            Diagnostic("team_share", icc, None, "share of a cell's variance that lies between teams"),
            Diagnostic("orders", float(ORDERS), None, "random orders tried"),
        ),
        flags=(flag(Code.TOO_FEW_CLUSTERS, "teams", f"{len(p.units)} teams"),) if few else (),
    )  # fmt: skip


def _fitted(outcome: ndarray, since: ndarray, lag: int) -> tuple[float, float, float, float]:
    """(effect, standard error, degrees of freedom, mean team share). With y and x transformed by ȳ·(1 − √(…)) the
    random-intercept model is least squares; done for a grid of team shares at once."""
    import numpy as np

    teams, periods = outcome.shape
    when = np.arange(periods)[None, :]
    treated = (when >= since[:, None] + lag).astype(float)
    keep = ~((when >= since[:, None]) & (when < since[:, None] + lag))
    share = (np.arange(GRID) + 0.5) / GRID
    columns = periods + 1
    gram = np.zeros((GRID, columns + 1, columns + 1))
    log_det = np.zeros(GRID)
    for i in range(teams):
        x = np.column_stack([np.eye(periods), treated[i], outcome[i]])[keep[i]]
        n = len(x)
        ratio = share / (1 - share)
        shrink = ratio / (1 + n * ratio)  # inverse of I + ratio·11ᵀ is I − shrink·11ᵀ
        sums = x.sum(axis=0)
        gram += x.T @ x - shrink[:, None, None] * np.outer(sums, sums)
        log_det += np.log1p(n * ratio)
    xx, xy, yy = gram[:, :-1, :-1], gram[:, :-1, -1], gram[:, -1, -1]
    inverse = np.linalg.inv(xx)
    beta = np.einsum("gij,gj->gi", inverse, xy)
    rss = np.maximum(yy - np.einsum("gi,gi->g", xy, beta), 1e-300)
    df = int(keep.sum()) - columns
    if df < 1:
        raise refuse(Code.TOO_FEW_POINTS, "cells", "too few team-periods for the period effects")
    likelihood = -(log_det + np.linalg.slogdet(xx)[1] + df * np.log(rss)) / 2
    weights = np.exp(likelihood - likelihood.max())
    weights /= weights.sum()
    centre = beta[:, -1]
    estimate = float(weights @ centre)
    variance = inverse[:, -1, -1] * rss / df + (centre - estimate) ** 2
    honest = float(max(1, min(df, teams * periods - teams - periods)))
    return estimate, float(weights @ variance) ** 0.5, honest, float(weights @ share)
