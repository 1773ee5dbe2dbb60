"""One series before and after: where would it have gone, and how far from there did it go?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ..codes import Code, Flag, flag, refuse
from ..evaluation import Method
from .effect import Diagnostic, Effect, Estimand, PValue, numbers, t_p, t_reach
from .least_squares import fit
from .serial import Mixture, autoregressive, ljung_box, local_level

if TYPE_CHECKING:
    from numpy import ndarray

LEAST_BEFORE, LEAST_SEASONAL = 8, 24
PLACEBO_DATES = 19


class Errors(StrEnum):
    """How the series remembers. A straight line with AR(1) errors suits a short series; over years lines lie, and
    the wandering level is the honest one."""

    AR1 = "ar1"
    LOCAL_LEVEL = "local_level"


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """Observed, and where it would have gone without the training, with its 95 % band."""

    observed: float
    expected: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Trend:
    """`effect` is the mean effect over the time after. With a change of slope, `level` is the jump at the start and
    `slope` the change a period, each (estimate, low, high)."""

    effect: Effect
    level: tuple[float, float, float]
    slope: tuple[float, float, float] | None
    series: tuple[TrendPoint, ...]


def trend_line(
    series: Sequence[float], start: int, *, errors: Errors = Errors.AR1, season: int = 0, slope_change: bool = True,
    placebos: bool = False, negative_controls: Mapping[str, Sequence[float]] | None = None,
) -> Trend:  # fmt: skip
    """`start` is the index of the first period after. `season` periods make a year (0: none). `placebos` also pretends
    that the training began on up to 19 dates before it did. A negative control is a series that the training cannot
    have moved."""
    y = numbers(series, "series")
    _long_enough(y, start, season)
    mixed, design, contrasts = _fitted(y, start, errors, season, slope_change)
    effect, low, high, p = mixed.of(contrasts["effect"])
    se = (high - low) / 2 / t_reach(mixed.df)
    lags = max(1, min(10, len(y) // 5))
    left = ljung_box(mixed.whitened_residuals, lags)
    checks = [
        Diagnostic("dependence", mixed.dependence, None, _memory(errors)),
        Diagnostic("ljung_box_p", left, left >= 0.05, f"autocorrelation left up to lag {lags}"),
    ]
    flags = [] if left >= 0.05 else [flag(Code.AUTOCORRELATION, "series", "the errors still remember; try another model")]
    if placebos:
        found, warned = _placebos(y[:start], errors, season)
        checks.append(found)
        flags += warned
    for name, control in (negative_controls or {}).items():
        found, warned = _control(name, control, start, errors, season, slope_change)
        checks.append(found)
        flags += warned
    return Trend(
        Effect(
            Method.TREND_LINE, Estimand.ATT, _model(errors, season, slope_change), effect, se, float(mixed.df), low, high,
            p, PValue.MIXTURE, len(y) - start, start, diagnostics=tuple(checks), flags=tuple(flags),
        ),
        mixed.of(contrasts["level"])[:3],
        mixed.of(contrasts["slope"])[:3] if "slope" in contrasts else None,
        _expected(y, design, mixed, start, slope_change),
    )  # fmt: skip


def _long_enough(y: ndarray, start: int, season: int) -> None:
    needed = max(LEAST_SEASONAL, 2 * season) if season else LEAST_BEFORE
    if start < needed:
        raise refuse(Code.BASELINE_TOO_SHORT, "series", f"{start} of the {needed} periods needed before the start")
    if len(y) - start < 2:
        raise refuse(Code.TOO_FEW_POINTS, "series", "two periods after the start are needed")


def _fitted(y, start, errors, season, slope_change) -> tuple[Mixture, ndarray, dict[str, ndarray]]:
    import numpy as np

    t = np.arange(len(y), dtype=float)
    after = (t >= start).astype(float)
    columns = {"one": np.ones(len(y))}
    if errors is Errors.AR1:
        columns["time"] = t - t.mean()
    columns["level"] = after
    if slope_change:
        columns["slope"] = after * (t - start)
    columns |= {f"season{k}": (t % season == k) - 1.0 / season for k in range(1, season)}
    design = np.column_stack(list(columns.values()))
    names = list(columns)
    mixed = (autoregressive if errors is Errors.AR1 else local_level)(design, y)
    unit = np.eye(len(names))
    contrasts = {name: unit[names.index(name)] for name in ("level", "slope") if name in names}
    contrasts["effect"] = contrasts["level"] + (contrasts["slope"] * (len(y) - start - 1) / 2 if slope_change else 0)
    return mixed, design, contrasts


def _expected(y, design, mixed: Mixture, start: int, slope_change: bool) -> tuple[TrendPoint, ...]:
    """The line without the training, with the band of the line itself (not of single points around it)."""
    import numpy as np

    without = design.copy()
    level = 2 if mixed.beta.shape[1] > 2 and set(np.unique(design[:, 2])) == {0.0, 1.0} else 1
    without[:, level] = 0
    if slope_change:
        without[:, level + 1] = 0
    points = []
    for observed, row in zip(y, without, strict=True):
        centre = mixed.beta @ row
        expected = float(mixed.weights @ centre)
        variance = np.einsum("i,gij,j->g", row, mixed.covariance, row) + (centre - expected) ** 2
        reach = t_reach(mixed.df) * math.sqrt(float(mixed.weights @ variance))
        points.append(TrendPoint(float(observed), expected, expected - reach, expected + reach))
    return tuple(points)


def placebo_dates(periods: int, season: int) -> list[int]:
    """Up to 19 dates, evenly spread, each with enough before and a fair time after."""
    first, last = (max(LEAST_SEASONAL, 2 * season) if season else LEAST_BEFORE), periods - max(4, season)
    count = min(PLACEBO_DATES, last - first + 1)
    if count < 1:
        return []
    return sorted({round(first + (last - first) * i / max(1, count - 1)) for i in range(count)})


def placebo_alarms(before: Sequence[float], errors: Errors, season: int) -> tuple[int, int]:
    """(false alarms at 5 %, dates tried) of a level change that never was."""
    y = numbers(before, "series")
    dates = placebo_dates(len(y), season)
    alarms = 0
    for date in dates:
        mixed, _, contrasts = _fitted(y, date, errors, season, False)
        _, low, high, _ = mixed.of(contrasts["level"])
        alarms += not low <= 0 <= high
    return alarms, len(dates)


def _placebos(before, errors, season) -> tuple[Diagnostic, list[Flag]]:
    alarms, tried = placebo_alarms(before, errors, season)
    note = f"{alarms} of {tried} dates before the start would have passed for an effect"
    allowed = max(1, round(0.1 * tried))
    flags = [] if alarms <= allowed else [flag(Code.PLACEBO_FAILED, "series", note)]
    return Diagnostic("placebo_alarms", float(alarms), alarms <= allowed, note), flags


def _control(name, series, start, errors, season, slope_change) -> tuple[Diagnostic, list[Flag]]:
    y = numbers(series, f"negative_controls.{name}")
    mixed, _, contrasts = _fitted(y, start, errors, season, slope_change)
    value, low, high, _ = mixed.of(contrasts["effect"])
    still = low <= 0 <= high
    note = f"{name}, which the training cannot have moved: {value:.3g} [{low:.3g}, {high:.3g}]"
    flags = [] if still else [flag(Code.PLACEBO_FAILED, f"negative_controls.{name}", note)]
    return Diagnostic(f"negative_control.{name}", value, still, note), flags


def _memory(errors: Errors) -> str:
    if errors is Errors.AR1:
        return "autocorrelation of neighbouring periods"
    return "share of a step that the wandering level makes"


def _model(errors: Errors, season: int, slope_change: bool) -> str:
    line = "straight line, AR(1) errors, REML integrated over ρ" if errors is Errors.AR1 else "local level, REML integrated"
    return line + (", change of slope" if slope_change else "") + (f", {season} seasons" if season else "")


def count_trend(counts: Sequence[float], exposure: Sequence[float], start: int, season: int = 0) -> Effect:
    """Counts with an exposure (complaints per thousand visits): quasi-Poisson, log link. The effect is the logarithm of
    the rate ratio after : before, at the same trend and season."""
    import numpy as np

    y, e = numbers(counts, "counts"), numbers(exposure, "exposure", len(counts))
    _long_enough(y, start, season)
    if (y < 0).any() or (e <= 0).any():
        raise refuse(Code.NON_FINITE, "exposure", "counts are not negative and exposures positive")
    t = np.arange(len(y), dtype=float)
    seasons = [(t % season == k) - 1.0 / season for k in range(1, season)]
    design = np.column_stack([np.ones(len(y)), t - t.mean(), (t >= start).astype(float), *seasons])
    mean = y + 0.5
    beta = None
    for _ in range(100):
        root = np.sqrt(mean)
        working = np.log(mean / e) + (y - mean) / mean
        f = fit(design * root[:, None], working * root)
        if beta is not None and np.allclose(f.beta, beta, rtol=0, atol=1e-12):
            break
        beta = f.beta
        mean = e * np.exp(design @ beta)
    dispersion = max(1.0, float(((y - mean) ** 2 / mean).sum() / f.df))
    se = math.sqrt(dispersion * f.inverse[2, 2])
    estimate, df = float(f.beta[2]), float(f.df)
    reach = t_reach(df) * se
    left = ljung_box((y - mean) / np.sqrt(mean), max(1, min(10, len(y) // 5)))
    flags = () if left >= 0.05 else (flag(Code.AUTOCORRELATION, "counts", "the errors remember; the interval is too short"),)
    return Effect(
        Method.TREND_LINE, Estimand.ATT, "quasi-Poisson with exposure, log rate ratio", estimate, se, df,
        estimate - reach, estimate + reach, t_p(estimate / se, df), PValue.REGRESSION, len(y) - start, start,
        diagnostics=(Diagnostic("dispersion", dispersion, None, "1 is Poisson"), Diagnostic("ljung_box_p", left, left >= 0.05, "")),
        flags=flags,
    )  # fmt: skip
