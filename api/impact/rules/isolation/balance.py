"""Are the arms alike, as large as planned, and equally complete?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..codes import Code, Flag, flag
from .effect import Diagnostic

if TYPE_CHECKING:
    from numpy import ndarray

ALIKE, APART = 0.1, 0.25
RATIO_ALARM = 0.001


def smd(a: ndarray, b: ndarray) -> float:
    """Standardised mean difference: difference of means over the root of the mean variance."""
    if min(len(a), len(b)) < 2:
        return 0.0
    pooled = math.sqrt((a.var(ddof=1) + b.var(ddof=1)) / 2)
    gap = float(a.mean() - b.mean())
    return gap / pooled if pooled else (0.0 if gap == 0 else math.copysign(math.inf, gap))


def balance(columns: Mapping[str, tuple[ndarray, ndarray]]) -> tuple[tuple[Diagnostic, ...], tuple[Flag, ...]]:
    """SMD of each thing known before: up to 0.1 is well, above 0.25 warns."""
    checks, flags = [], []
    for name, (a, b) in columns.items():
        value = smd(a, b)
        known = value if math.isfinite(value) else None
        checks.append(Diagnostic(f"balance.{name}", known, abs(value) <= ALIKE, f"{value:+.2f} standard deviations apart"))
        if abs(value) > APART:
            flags.append(flag(Code.BALANCE_FAILED, f"covariates.{name}", f"the arms differ by {value:+.2f} SD beforehand"))
    return tuple(checks), tuple(flags)


def sample_ratio(treated: int, controls: int, planned_share: float = 0.5) -> tuple[Diagnostic, tuple[Flag, ...]]:
    """Exact binomial: arms far from their planned sizes mean that somebody was lost or moved."""
    from scipy.special import bdtr

    n = treated + controls
    lower = float(bdtr(treated, n, planned_share))
    upper = 1 - float(bdtr(treated - 1, n, planned_share)) if treated else 1.0
    p = min(1.0, 2 * min(lower, upper))
    check = Diagnostic("sample_ratio", p, p >= RATIO_ALARM, f"{treated} : {controls}, planned share {planned_share:g}")
    if p < RATIO_ALARM:
        return check, (flag(Code.SAMPLE_RATIO, "arms", f"{treated} : {controls} is not the planned split"),)
    return check, ()


def attrition(assigned: tuple[int, int], observed: tuple[int, int]) -> tuple[Diagnostic, tuple[Flag, ...]]:
    """Share lost in each arm, (treated, control); a gap above five points warns."""
    lost = [1 - o / a if a else 0.0 for a, o in zip(assigned, observed, strict=True)]
    gap = lost[0] - lost[1]
    note = f"{lost[0]:.1%} of the trained and {lost[1]:.1%} of the others have no outcome"
    flags = (flag(Code.BALANCE_FAILED, "attrition", note),) if abs(gap) > 0.05 else ()
    return Diagnostic("attrition_gap", gap, abs(gap) <= 0.05, note), flags
