"""Simulated worlds with a known effect: how often does a 95 % interval hold it? `make soak` runs them long."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal as D

import numpy as np

from api.impact.rules.costs import CostCategory, CostLine
from api.impact.rules.draws import Measured
from api.impact.rules.inputs import Inputs, Stream
from api.impact.rules.isolation.teams import TeamOutcome, team_means
from api.impact.rules.isolation.trend import Errors, count_trend, trend_line
from api.impact.rules.money import Money
from api.impact.rules.projection import project

LEVEL_CHANGE = 1.0


def generator(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def holds(low: float, truth: float, high: float) -> bool:
    return low <= truth <= high


def share(runs: int, one: Callable[[], bool]) -> float:
    return sum(one() for _ in range(runs)) / runs


def team_coverage(runs: int, treated: int, controls: int, icc: float = 0.1, seed: int = 1) -> float:
    """Teams of unequal size (5 to 40 people), an effect of half a standard deviation."""
    random = generator(seed)

    def one() -> bool:
        sizes = random.integers(5, 41, treated + controls)
        means = random.normal(0, math.sqrt(icc), treated + controls)
        means += random.normal(0, 1, treated + controls) * np.sqrt((1 - icc) / sizes)
        teams = [TeamOutcome(str(i), i < treated, m + 0.5 * (i < treated)) for i, m in enumerate(means)]
        effect = team_means(teams)
        return holds(effect.low, 0.5, effect.high)

    return share(runs, one)


def naive_team_coverage(runs: int, treated: int, controls: int, icc: float = 0.1, seed: int = 1) -> float:
    """The same worlds, read as if people and not teams had been drawn."""
    random = generator(seed)

    def one() -> bool:
        sizes = random.integers(5, 41, treated + controls)
        people = [
            random.normal(0, math.sqrt(icc)) + 0.5 * (i < treated) + random.normal(0, math.sqrt(1 - icc), n)
            for i, n in enumerate(sizes)
        ]
        a, b = np.concatenate(people[:treated]), np.concatenate(people[treated:])
        gap, se = a.mean() - b.mean(), math.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))
        return holds(gap - 1.96 * se, 0.5, gap + 1.96 * se)

    return share(runs, one)


def autoregressive(random: np.random.Generator, n: int, rho: float) -> np.ndarray:
    noise = random.normal(0, 1, n)
    noise[0] /= math.sqrt(1 - rho**2)
    for t in range(1, n):
        noise[t] += rho * noise[t - 1]
    return noise


def trend_coverage(runs: int, n: int, rho: float, seed: int = 1, slope_change: bool = False) -> float:
    """A line with AR(1) errors and a jump half way."""
    random = generator(seed)
    t = np.arange(n)
    line = 0.05 * t + LEVEL_CHANGE * (t >= n // 2)

    def one() -> bool:
        found = trend_line(line + autoregressive(random, n, rho), n // 2, errors=Errors.AR1, slope_change=slope_change)
        return holds(found.level[1], LEVEL_CHANGE, found.level[2])

    return share(runs, one)


def least_squares_trend_coverage(runs: int, n: int, rho: float, seed: int = 1) -> float:
    """The same worlds with errors that are taken to forget."""
    random = generator(seed)
    t = np.arange(n)
    design = np.column_stack([np.ones(n), t, t >= n // 2]).astype(float)
    inverse = np.linalg.inv(design.T @ design)

    def one() -> bool:
        y = 0.05 * t + LEVEL_CHANGE * (t >= n // 2) + autoregressive(random, n, rho)
        beta = inverse @ design.T @ y
        se = math.sqrt(((y - design @ beta) ** 2).sum() / (n - 3) * inverse[2, 2])
        return holds(beta[2] - 2 * se, LEVEL_CHANGE, beta[2] + 2 * se)

    return share(runs, one)


def count_coverage(runs: int, seed: int = 1) -> float:
    """Complaints with an exposure, their rate down from 12 to 8 in a thousand, and a trend to be told apart from it."""
    random = generator(seed)
    rate = np.where(np.arange(40) < 24, 0.012, 0.008)

    def one() -> bool:
        exposure = random.integers(800, 1200, 40).astype(float)
        found = count_trend(random.poisson(rate * exposure), exposure, 24)
        return holds(found.low, math.log(0.008 / 0.012), found.high)

    return share(runs, one)


def programme_coverage(runs: int, seed: int = 1, draws: int = 4_000) -> float:
    """Programmes with a true effect, measured once with error: does the 90 % interval of the ROI hold the true ROI?"""
    random = generator(seed)
    lines = tuple(CostLine(c.value, c, Money(D(20_000), "USD")) for c in CostCategory)

    def one() -> bool:
        truth, se, df = random.normal(2, 1), random.uniform(0.3, 1.2), int(random.integers(6, 40))
        seen = truth + se * random.normal()
        seen_se = se * math.sqrt(random.chisquare(df) / df)
        effect = Measured(D(f"{seen:.9f}"), D(f"{seen_se:.9f}"), D(df))
        stream = Stream("waste_kg", effect, _fixed(100), 200, measured=True)
        inputs = Inputs("USD", lines, (stream,), _fixed(11), D(1), draws=draws, seed=int(random.integers(1, 2**31)))
        p = project(inputs)
        true_roi = project(replace(inputs, streams=(replace(stream, effect=_fixed(f"{truth:.9f}")),), draws=10)).roi
        return holds(p.roi_low, true_roi, p.roi_high)

    return share(runs, one)


def null_alarm_rate(runs: int, treated: int, controls: int, seed: int = 1) -> float:
    """Teams without any effect: how often is one found? (Must be near 5 %.)"""
    random = generator(seed)

    def one() -> bool:
        values = random.normal(0, 1, treated + controls)
        return team_means([TeamOutcome(str(i), i < treated, v) for i, v in enumerate(values)]).p < 0.05

    return share(runs, one)


def _fixed(value):
    from api.impact.rules.draws import Fixed

    return Fixed(D(str(value)))
