"""Look-alikes: each trained person beside untrained ones who were alike beforehand, then the difference of changes.
Observational: what nobody recorded stays unmatched, and the sensitivity bound says how much of it would be needed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..codes import Code, flag, refuse
from ..evaluation import Method
from .balance import balance
from .effect import Diagnostic, Effect, Estimand, PValue, numbers, t_p, t_reach

if TYPE_CHECKING:
    from numpy import ndarray

CALLIPER_SD = 0.2


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person: what was known before, the outcome before (null where there is none) and after."""

    treated: bool
    covariates: tuple[float, ...]
    after: float
    before: float | None = None


def matched(people: Sequence[Candidate], calliper_sd: float = CALLIPER_SD) -> Effect:
    """Nearest untrained person by the logit of the propensity score, with replacement, within the calliper; then the
    mean difference of changes over the pairs (of the outcomes where nobody has one from before)."""
    import numpy as np

    arm = np.array([p.treated for p in people])
    if min(arm.sum(), (~arm).sum()) < 10:
        raise refuse(Code.DATA_MISSING, "people", "matching needs ten trained and ten untrained people")
    x = np.array([p.covariates for p in people], dtype=float)
    numbers(x.ravel(), "covariates")
    known = all(p.before is not None for p in people)
    after = numbers([p.after for p in people], "after")
    gain = after - numbers([p.before for p in people], "before") if known else after
    score = propensity_logit(x, arm)
    treated, controls = np.flatnonzero(arm), np.flatnonzero(~arm)
    gaps = abs(score[treated][:, None] - score[controls][None, :])
    nearest = gaps.argmin(axis=1)
    inside = gaps[np.arange(len(treated)), nearest] <= calliper_sd * score.std(ddof=1)
    if inside.sum() < 10:
        raise refuse(Code.BALANCE_FAILED, "people", f"only {int(inside.sum())} trained people have a look-alike")
    a, b = treated[inside], controls[nearest[inside]]
    pairs = gain[a] - gain[b]
    estimate = float(pairs.mean())
    se = _paired_se(pairs, b)
    df = float(min(len(pairs), len(set(b))) - 1)
    reach = t_reach(df) * se
    checks, flags = balance({f"{i}": (x[a, i], x[b, i]) for i in range(x.shape[1])})
    gamma = rosenbaum_bound(pairs)
    checks = (
        *checks,
        Diagnostic("overlap", float(inside.mean()), bool(inside.mean() >= 0.8), "share of trained people with a look-alike"),
        Diagnostic("rosenbaum", gamma, None, f"a hidden cause that makes training {gamma:.2f} times as likely could explain it"),
    )
    observed = flag(Code.DESIGN_SELECTION, "design", "observational: alike in what was recorded, not drawn by lot")
    return Effect(
        Method.MATCHED, Estimand.ATT, "nearest propensity look-alike, with replacement; mean difference of changes",
        estimate, se, df, estimate - reach, estimate + reach, t_p(estimate / se, df), PValue.REGRESSION, len(a), len(set(b)),
        diagnostics=checks, flags=(*flags, observed),
    )  # fmt: skip


def _paired_se(pairs: ndarray, controls: ndarray) -> float:
    """Clustered by the control person, who may stand beside several."""
    import numpy as np

    centred = pairs - pairs.mean()
    sums = np.bincount(np.unique(controls, return_inverse=True)[1], weights=centred)
    g = len(sums)
    return float(math.sqrt(g / (g - 1) * (sums**2).sum()) / len(pairs))


def propensity_logit(x: ndarray, arm: ndarray) -> ndarray:
    """Linear predictor of a logistic regression, lightly ridged so that a perfect predictor stays finite."""
    import numpy as np

    spread = x.std(axis=0)
    z = np.column_stack([np.ones(len(x)), (x - x.mean(axis=0)) / np.where(spread > 0, spread, 1)])
    beta = np.zeros(z.shape[1])
    ridge = np.diag([0.0, *[1e-3] * (z.shape[1] - 1)])
    for _ in range(100):
        p = 1 / (1 + np.exp(-(z @ beta)))
        step = np.linalg.solve(z.T * (p * (1 - p)) @ z + ridge, z.T @ (arm - p) - ridge @ beta)
        beta = beta + step
        if abs(step).max() < 1e-10:
            break
    return z @ beta


def rosenbaum_bound(pairs: ndarray, level: float = 0.05) -> float:
    """Largest Γ at which the signed-rank test still rejects; 1 where it does not even without a hidden cause."""
    import numpy as np
    from scipy.special import ndtr

    d = pairs[pairs != 0]
    if not len(d):
        return 1.0
    d = d if d.mean() > 0 else -d
    ranks = np.empty(len(d))
    ranks[abs(d).argsort(kind="stable")] = np.arange(1, len(d) + 1)
    plus = ranks[d > 0].sum()

    def upper_p(gamma: float) -> float:
        p = gamma / (1 + gamma)
        return float(1 - ndtr((plus - p * ranks.sum()) / math.sqrt(p * (1 - p) * (ranks**2).sum())))

    if upper_p(1.0) > level:
        return 1.0
    low, high = 1.0, 1e4
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if upper_p(middle) <= level else (low, middle)
    return low
