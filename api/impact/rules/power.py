"""What a design could see: the smallest effect it finds with 80 % power, before anybody is trained, also in money."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from statistics import NormalDist

from .codes import Code, refuse
from .money import Money, exactly

ALPHA, POWER = 0.05, 0.8


def _t(share: float, df: float | None) -> float:
    if df is None:
        return NormalDist().inv_cdf(share)
    from scipy.special import stdtrit

    return float(stdtrit(df, share))


def mde(se: float, df: float | None = None, alpha: float = ALPHA, power: float = POWER) -> float:
    """(t(1 − α/2) + t(power)) × standard error. Null degrees of freedom: normal."""
    if se <= 0 or (df is not None and df <= 0):
        raise refuse(Code.TOO_FEW_CLUSTERS, "design", "this design has no standard error")
    return (_t(1 - alpha / 2, df) + _t(power, df)) * se


def teams_se(teams_per_arm: int, people_per_team: float, icc: float, explained: float = 0.0) -> float:
    """Standard error, in standard deviations of a person, of a difference of team means. `explained` is the share of
    variance that a figure from before takes away (ρ² with ANCOVA)."""
    variance = icc + (1 - icc) / people_per_team
    return math.sqrt(2 * variance * (1 - explained) / teams_per_arm)


def teams_mde(teams_per_arm: int, people_per_team: float, icc: float, explained: float = 0.0) -> float:
    """In standard deviations of a person; Student's t on 2·teams − 2."""
    if teams_per_arm < 2:
        raise refuse(Code.TOO_FEW_CLUSTERS, "teams_per_arm", "an arm needs two teams")
    return mde(teams_se(teams_per_arm, people_per_team, icc, explained), 2 * teams_per_arm - 2)


def variance_left(correlation: float, ancova: bool = True) -> float:
    """What a figure from before leaves of the variance: 1 − ρ² with ANCOVA, 2(1 − ρ) with differences. At ρ = 0.5
    differences save nothing."""
    return 1 - correlation**2 if ancova else 2 * (1 - correlation)


def persons_per_arm(effect_sd: float, alpha: float = ALPHA, power: float = POWER) -> float:
    """People an arm for a standardised effect, by the noncentral t (fractional; round up)."""
    from scipy.special import nctdtr

    if effect_sd == 0:
        raise refuse(Code.TARGET_INCOMPLETE, "effect_sd", "no design finds an effect of zero")

    def reached(n: float) -> float:
        df, shift = 2 * n - 2, abs(effect_sd) * math.sqrt(n / 2)
        edge = _t(1 - alpha / 2, df)
        return float(1 - nctdtr(df, shift, edge) + nctdtr(df, shift, -edge))

    low, high = 2.0, 4.0
    while reached(high) < power:
        low, high = high, high * 2
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if reached(middle) < power else (low, middle)
    return high


def trend_mde(baseline: Sequence[float], after: int, season: int = 0, runs: int = 200, seed: int = 1) -> float:
    """For a trend line: simulate the locked baseline's own line and memory onwards, fit the same estimator, and take
    (t + t) × the standard deviation of what it finds where nothing happened."""
    return _trend_mde(tuple(map(float, baseline)), after, season, runs, seed)


@lru_cache(maxsize=32)
def _trend_mde(baseline: tuple[float, ...], after: int, season: int, runs: int, seed: int) -> float:
    import numpy as np

    from .isolation.serial import autoregressive

    y = np.asarray(baseline, dtype=float)
    n = len(y)
    t = np.arange(n + after, dtype=float)
    columns = [np.ones(n + after), t, *[(t % season == k).astype(float) for k in range(1, season)]]
    design = np.column_stack(columns)
    beta, *_ = np.linalg.lstsq(design[:n], y, rcond=None)
    residuals = y - design[:n] @ beta
    scale = math.sqrt(float(residuals @ residuals) / max(1, n - design.shape[1]))
    if scale <= 1e-9 * max(1e-300, float(abs(y).max())):
        raise refuse(Code.BASELINE_TOO_SHORT, "baseline", "the baseline never varies; its noise cannot be learned")
    rho = float(np.clip(residuals[1:] @ residuals[:-1] / (residuals @ residuals) + (1 + 3 * 0.5) / n, -0.5, 0.95))
    random = np.random.Generator(np.random.PCG64(seed))
    measured = np.column_stack([design, t >= n])
    found = []
    for _ in range(runs):
        noise = random.normal(0, scale * math.sqrt(1 - rho**2), n + after)
        noise[0] = random.normal(0, scale)
        for i in range(1, n + after):
            noise[i] += rho * noise[i - 1]
        fitted = autoregressive(measured, design @ beta + noise)
        found.append(float(fitted.weights @ fitted.beta[:, -1]))
    return mde(float(np.std(found, ddof=1)), n + after - design.shape[1] - 1)


@dataclass(frozen=True, slots=True)
class PowerCheck:
    """MDE and target in the measure's unit a person (or team) and month, and both in money over the study."""

    mde: Decimal
    target: Decimal
    mde_money: Money
    target_money: Money
    enough: bool
    offers: tuple[str, ...]


OFFERS = ("more_teams", "longer_window", "measure_to_level_3")


@exactly
def power_check(smallest: Decimal, target: Decimal, unit_value: Money, people: int, months: Decimal) -> PowerCheck:
    """Said at the lock, in money: an effect worth less than `mde_money` would pass unseen."""
    enough = abs(target) >= smallest
    scale = Decimal(people) * months
    return PowerCheck(
        smallest, target, unit_value * (smallest * scale), unit_value * (abs(target) * scale), enough, () if enough else OFFERS
    )
