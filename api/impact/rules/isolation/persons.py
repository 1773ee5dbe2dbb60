"""Persons drawn into two arms: difference of means, and the same with what was known before taken off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..codes import Code, refuse
from ..evaluation import Method
from .balance import balance
from .effect import Effect, Estimand, PValue, numbers, t_p, t_reach
from .least_squares import fit, hc2, hc2_df, with_intercept

LIN_PER_ARM = 20


def difference(treated: Sequence[float], control: Sequence[float]) -> Effect:
    """Mean of the assigned less mean of the others, Welch's t: variances may differ."""
    a, b = numbers(treated, "treated", 2), numbers(control, "control", 2)
    va, vb = a.var(ddof=1) / len(a), b.var(ddof=1) / len(b)
    estimate, variance = float(a.mean() - b.mean()), float(va + vb)
    if variance == 0:
        raise refuse(Code.DATA_MISSING, "treated", "no value differs from another; there is nothing to compare")
    df = float(variance**2 / (va**2 / (len(a) - 1) + vb**2 / (len(b) - 1)))
    return _effect("difference of means, Welch", estimate, variance**0.5, df, len(a), len(b))


def cuped(outcome: Sequence[float], treated: Sequence[bool], before: Sequence[float]) -> Effect:
    """Difference of means after taking off what the earlier value predicts (pooled slope)."""
    import numpy as np

    y, x = numbers(outcome, "outcome", 4), numbers(before, "before", 4)
    arm = np.asarray(treated, dtype=bool)
    slope = float(np.cov(y, x)[0, 1] / x.var(ddof=1))
    adjusted = y - slope * (x - x.mean())
    plain = difference(adjusted[arm], adjusted[~arm])
    return _effect("CUPED, Welch", plain.estimate, plain.se, plain.df, plain.treated, plain.controls)


def ancova(
    outcome: Sequence[float], treated: Sequence[bool], covariates: Mapping[str, Sequence[float]], interacted: bool = False
) -> Effect:
    """outcome ~ treated + covariates, HC2. `interacted` lets every covariate work differently in the arms (Lin), for
    20 persons an arm or more."""
    import numpy as np

    y = numbers(outcome, "outcome", 4)
    arm = np.asarray(treated, dtype=bool)
    columns = {name: numbers(values, f"covariates.{name}", len(y)) for name, values in covariates.items()}
    if min(arm.sum(), (~arm).sum()) < 2:
        raise refuse(Code.DATA_MISSING, "treated", "each arm needs two persons")
    if interacted and min(arm.sum(), (~arm).sum()) < LIN_PER_ARM:
        raise refuse(Code.TOO_FEW_POINTS, "treated", f"interactions need {LIN_PER_ARM} persons an arm")
    centred = [x - x.mean() for x in columns.values()]
    crossed = [arm * x for x in centred] if interacted else []
    f = fit(with_intercept(arm.astype(float), *centred, *crossed), y)
    contrast = np.zeros(len(f.beta))
    contrast[1] = 1
    se = float(np.sqrt(hc2(f)[1, 1]))
    df = hc2_df(f, contrast) if len(y) <= 2000 else float(f.df)
    model = "ANCOVA with interactions, HC2" if interacted else "ANCOVA, HC2"
    checks = balance({name: (x[arm], x[~arm]) for name, x in columns.items()})
    return _effect(model, float(f.beta[1]), se, df, int(arm.sum()), int((~arm).sum()), *checks)


def per_trained(effect: Effect, compliance: float) -> float:
    """Secondary: the effect of being assigned ÷ the share that took part. Never what the ROI is computed from."""
    if not 0 < compliance <= 1:
        raise refuse(Code.SHARE_OUT_OF_RANGE, "compliance", "compliance lies above 0, up to 1")
    return effect.estimate / compliance


def _effect(model: str, estimate: float, se: float, df: float, treated: int, controls: int, checks=(), flags=()) -> Effect:
    reach = t_reach(df) * se
    return Effect(
        Method.RANDOMISED, Estimand.ITT, model, estimate, se, df, estimate - reach, estimate + reach,
        t_p(estimate / se, df), PValue.WELCH if "Welch" in model else PValue.REGRESSION, treated, controls,
        diagnostics=tuple(checks), flags=tuple(flags),
    )  # fmt: skip
