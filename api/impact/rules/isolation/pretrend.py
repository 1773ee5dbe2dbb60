"""Did the teams move together before? A test, and what it could have seen."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ..codes import Code, Flag, flag
from .effect import Diagnostic, t_reach
from .randomisation import redraws, share_as_extreme

if TYPE_CHECKING:
    from numpy import ndarray

POWER_Z = 0.8416212335729143
"""Normal quantile of 80 % power."""


def pretrend(before: ndarray, arm: ndarray, post: int, seed: int) -> tuple[tuple[Diagnostic, ...], tuple[Flag, ...]]:
    """Joint test of the leads by re-drawing the arms, and the smallest slope difference that a slope test would find
    with 80 % power, as bias of the effect half way through the time after. An unseen slope is not an absent one."""
    import numpy as np

    periods = before.shape[1]
    if periods < 2:
        return (Diagnostic("pretrend", None, None, "one period before the start: parallel trends cannot be checked"),), ()
    leads = before[:, :-1] - before[:, -1:]
    spread = leads.std(axis=0, ddof=1)
    standard = leads / np.where(spread > 0, spread, 1)
    rows, exact = redraws(len(arm), int(arm.sum()), seed)
    k = int(arm.sum())
    sums = rows @ standard
    gaps = sums / k - (standard.sum(axis=0) - sums) / (len(arm) - k)
    actual = standard[arm].mean(axis=0) - standard[~arm].mean(axis=0)
    p = share_as_extreme((gaps**2).sum(axis=1), float((actual**2).sum()), exact)
    checks = [Diagnostic("pretrend_p", p, p >= 0.05, "leads before the start, jointly, by re-drawing the arms")]
    checks += _power(before, arm, post)
    flags = ()
    if p < 0.05:
        flags = (flag(Code.PRETREND_FAILED, "before", f"the arms moved apart before the start already (p = {p:.3f})"),)
    return tuple(checks), flags


def _power(before: ndarray, arm: ndarray, post: int) -> list[Diagnostic]:
    import numpy as np

    periods = before.shape[1]
    if periods < 3 or min(arm.sum(), (~arm).sum()) < 2:
        return []
    time = np.arange(periods) - (periods - 1) / 2
    slopes = before @ time / (time @ time)
    se = math.sqrt(slopes[arm].var(ddof=1) / arm.sum() + slopes[~arm].var(ddof=1) / (~arm).sum())
    seen = (t_reach(len(arm) - 2) + POWER_Z) * se
    horizon = (periods + post) / 2  # from the middle of the time before to the middle of the time after
    note = f"a slope apart by less than {seen:.3g} a period goes unseen; it would pass for {seen * horizon:.3g} of effect"
    return [Diagnostic("pretrend_hidden_bias", seen * horizon, None, note)]


def robust_reach(before_gap: ndarray, low: float, high: float, post: int) -> float | None:
    """The multiple of the worst period-to-period divergence before the start that, going on afterwards in every period,
    takes the interval to zero (relative magnitudes, after Rambachan and Roth). Null where there is none to multiply."""
    import numpy as np

    steps = abs(np.diff(before_gap))
    if not len(steps) or steps.max() == 0 or low <= 0 <= high:
        return None if len(steps) == 0 or steps.max() == 0 else 0.0
    nearest = min(abs(low), abs(high))
    return float(nearest / (steps.max() * (post + 1) / 2))
