"""Teams that start at different times: effects by cohort and period, against teams not (yet) treated.

The usual two-way regression compares late starters with early ones and may even turn the sign; it is not offered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..codes import Code, flag, refuse
from ..evaluation import Method
from .did import Cell, Panel, panel_of
from .effect import Diagnostic, Effect, Estimand, PValue, t_p, t_reach

if TYPE_CHECKING:
    from numpy import ndarray

SMALL_COHORT = 3


@dataclass(frozen=True, slots=True)
class GroupTime:
    """Effect on the cohort that started in `since`, in `period`; before the start it is a placebo."""

    since: int
    period: int
    estimate: float
    se: float
    teams: int


@dataclass(frozen=True, slots=True)
class Staggered:
    effect: Effect
    group_times: tuple[GroupTime, ...]
    by_length: tuple[tuple[int, float, float], ...]
    """(periods since the start, effect, standard error): negative lengths are leads, which should be nothing."""


def group_time(cells: Sequence[Cell], not_yet: bool = False) -> Staggered:
    """Group-time effects (Callaway and Sant'Anna, without covariates): change since the last period before the start,
    of a cohort less that of its controls. Controls are the never treated, or with `not_yet` also those still waiting.
    The effect is the mean over cohorts and periods after the start, weighted by teams; influence-function SE."""
    p = panel_of(cells)
    cohorts = sorted({s for s in p.since if s >= 0})
    if any(s == 0 for s in cohorts):
        raise refuse(Code.TOO_FEW_POINTS, "since", "a cohort is treated from the first period on; it has no before")
    if not cohorts:
        raise refuse(Code.DATA_MISSING, "since", "nobody is treated")
    found = [(g, t, *_one(p, g, t, not_yet)) for g in cohorts for t in range(len(p.periods)) if t != g - 1]
    found = [x for x in found if x[2] is not None]
    post = [x for x in found if x[1] >= x[0]]
    if not post:
        raise refuse(Code.TOO_FEW_CLUSTERS, "controls", "no team is left to compare with")
    sizes = {g: sum(s == g for s in p.since) for g in cohorts}
    estimate, se = _pooled(post, sizes)
    df = float(len(p.units) - 1)
    reach = t_reach(df) * se
    lengths = sorted({t - g for g, t, *_ in found})
    by_length = tuple((k, *_pooled([x for x in found if x[1] - x[0] == k], sizes)) for k in lengths)
    small = [p.periods[g] for g in cohorts if sizes[g] < SMALL_COHORT]
    flags = (flag(Code.TOO_FEW_CLUSTERS, "cohorts", f"fewer than {SMALL_COHORT} teams start in {small}"),) if small else ()
    teams = {k: sum(sizes[g] for g, t, *_ in found if t - g == k) for k in lengths}
    # One team's spread cannot be seen: a lead of so few would alarm by itself.
    leads = [(k, e, s) for k, e, s in by_length if k < 0 and s > 0 and teams[k] >= SMALL_COHORT]
    checks, lead_flags = _leads(leads, df)
    effect = Effect(
        Method.STAGGERED, Estimand.ATT, f"group-time effects, {'not yet' if not_yet else 'never'} treated controls",
        estimate, se, df, estimate - reach, estimate + reach, t_p(estimate / se, df), PValue.REGRESSION,
        sum(sizes.values()), sum(s < 0 for s in p.since), diagnostics=checks, flags=(*flags, *lead_flags),
    )  # fmt: skip
    rows = tuple(
        GroupTime(p.periods[g], p.periods[t], e, float((f**2).sum() ** 0.5), sizes[g]) for g, t, e, f in found
    )
    return Staggered(effect, rows, by_length)


def _one(p: Panel, g: int, t: int, not_yet: bool) -> tuple[float | None, ndarray | None]:
    """Effect on cohort g in period t, and each team's influence on it."""
    import numpy as np

    since = np.array(p.since)
    treated = since == g
    control = since < 0
    if not_yet:
        control = control | (since > max(t, g))
    if not control.any():
        return None, None
    change = p.outcome[:, t] - p.outcome[:, g - 1]
    a, b = change[treated], change[control]
    influence = np.zeros(len(since))
    influence[treated] = (a - a.mean()) / len(a)
    influence[control] = -(b - b.mean()) / len(b)
    return float(a.mean() - b.mean()), influence


def _pooled(rows: Sequence[tuple], sizes: dict[int, int]) -> tuple[float, float]:
    weights = [sizes[g] for g, *_ in rows]
    whole = sum(weights)
    estimate = sum(w * e for w, (_, _, e, _) in zip(weights, rows, strict=True)) / whole
    influence = sum(w * f for w, (_, _, _, f) in zip(weights, rows, strict=True)) / whole
    return float(estimate), float((influence**2).sum() ** 0.5)


def _leads(leads: Sequence[tuple[int, float, float]], df: float):
    if not leads:
        return (Diagnostic("leads_p", None, None, "no lead: parallel trends cannot be checked"),), ()
    worst = min(t_p(e / s, df) for _, e, s in leads)
    p = min(1.0, worst * len(leads))
    check = Diagnostic("leads_p", p, p >= 0.05, f"smallest of {len(leads)} leads, Bonferroni")
    return (check,), (flag(Code.PRETREND_FAILED, "leads", "cohorts moved apart before they started"),) if p < 0.05 else ()
