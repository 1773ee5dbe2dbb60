"""Do the intervals hold the truth as often as they say? The long form of tests/impact/test_rules_isolation.py."""

from __future__ import annotations

import math
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from time import perf_counter

import pytest

from api.impact.rules.draws import product_moments, sample
from tests.impact import simulations
from tests.impact.cases import pert

pytestmark = pytest.mark.soak

RUNS = 4_000


@pytest.fixture(scope="module")
def pool() -> Iterator[ProcessPoolExecutor]:
    """Worlds are independent of each other: each processor has its own."""
    with ProcessPoolExecutor() as pool:
        yield pool


def told(what: str, value: float, begun: float, beside: float | None = None) -> None:
    other = "" if beside is None else f"   (naively {beside:6.1%})"
    print(f"{what:<44} {value:6.1%}{other}   {perf_counter() - begun:5.1f} s")


@pytest.mark.parametrize("treated, controls", [(3, 3), (4, 4), (6, 6), (10, 10), (15, 15), (3, 9), (5, 15)])
def test_few_teams(pool, treated, controls):
    begun = perf_counter()
    naive = pool.submit(simulations.naive_team_coverage, 500, treated, controls)

    ours = simulations.team_coverage(RUNS, treated, controls)

    told(f"95 % of {treated} and {controls} teams", ours, begun, naive.result())
    assert 0.935 <= ours <= 0.975
    assert naive.result() < 0.90


@pytest.mark.parametrize("n, rho", [(18, 0.4), (18, 0.7), (24, 0.5), (36, 0.6), (60, 0.4), (60, 0.7)])
def test_trend_lines(pool, n, rho):
    begun = perf_counter()
    parts = [pool.submit(simulations.trend_coverage, RUNS // 8, n, rho, seed) for seed in range(1, 9)]
    naive = pool.submit(simulations.least_squares_trend_coverage, 2_000, n, rho)

    ours = sum(part.result() for part in parts) / len(parts)

    told(f"95 % of a line of {n} points, memory {rho}", ours, begun, naive.result())
    assert ours >= 0.93


def test_counts(pool):
    begun = perf_counter()

    ours = simulations.count_coverage(RUNS)

    told("95 % of counts with exposure", ours, begun)
    assert 0.93 <= ours <= 0.97


def test_programmes(pool):
    begun = perf_counter()
    parts = [pool.submit(simulations.programme_coverage, 250, seed) for seed in range(1, 5)]

    ours = sum(part.result() for part in parts) / len(parts)

    told("90 % of 1,000 programmes", ours, begun)
    assert 0.88 <= ours <= 0.92


def test_nothing_where_nothing_is():
    begun = perf_counter()

    rate = simulations.null_alarm_rate(RUNS, 6, 6)

    told("alarms at 5 % where nothing happened", rate, begun)
    assert 0.04 <= rate <= 0.06


def test_a_million_draws_meet_the_exact_moments():
    begun = perf_counter()
    spreads = {"days": pert(4, 10, 12), "value": pert(7000, 10000, 11000), "attribution": pert(".4", ".8", ".9"), "months": pert(8, 11, 12)}

    product = math.prod(sample(spread, name, 1_000_000, 7) for name, spread in spreads.items())
    mean, sd = product_moments([(float(s.mean), float(s.variance)) for s in spreads.values()])

    print(f"1,000,000 draws: mean {product.mean():,.2f} ({mean:,.2f}), SD {product.std():,.2f} ({sd:,.2f})   {perf_counter() - begun:.1f} s")
    assert product.mean() == pytest.approx(mean, rel=1e-3)
    assert product.std() == pytest.approx(sd, rel=2e-3)
