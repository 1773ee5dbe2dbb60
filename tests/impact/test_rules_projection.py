"""From inputs to a projection: golden moments, the order of the sum, and what may move what."""

import json
import math
import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.impact.rules.codes import Code, Refused
from api.impact.rules.costs import CostCategory, CostKind, budget_against_actual, opportunity_cost
from api.impact.rules.delay import delay_curve, perpetual_delay_cost
from api.impact.rules.draws import Fixed, Measured, Observed, product_moments, quantiles, sample
from api.impact.rules.estimates import Estimate, panel
from api.impact.rules.forecasts import PlannedValue, calibration, forecast_before, forecast_reaction, record
from api.impact.rules.information import evpi, evsi, holdout_cost, pilot_advice
from api.impact.rules.inputs import Inputs, Stream
from api.impact.rules.knowledge import KnowledgeLoop
from api.impact.rules.money import FxTable, Money, allocate, rounded
from api.impact.rules.projection import Projection, project
from api.impact.rules.replay import canonical, inputs_hash, plain, restore
from tests.impact.cases import case_b, costs, fixed, golden, line, pert


def usd(amount) -> Money:
    return Money(D(amount), "USD")


def test_the_case_is_restated_at_838_percent():
    p = project(case_b())

    assert (p.attributed_benefit, p.total_cost, p.net_benefit) == (usd(704000), usd(75000), usd(629000))
    assert rounded(p.roi, 4) == D("8.3867")
    assert p.roi_low <= p.roi <= p.roi_high


def test_the_payback_curve_of_the_case():
    p = project(replace(case_b(cost=costs()), streams=(Stream("d", fixed(10), fixed(10000), 1, pert(".8", ".8", ".8")),)))

    curve = {point.month: point.value.amount for point in p.payback}
    assert [curve[m] for m in (0, 1, 2, 12)] == [-50000, -50000, 30000, 830000]
    assert p.payback_months == D("1.625")
    assert p.break_even_months == D("0.625")


def test_the_waterfall_adds_up_exactly():
    p = project(replace(case_b(), completion=fixed("0.9"), mastery=fixed("0.7"), transfer=pert("0.3", "0.5", "0.6")))

    bars = {bar.key: bar.amount.amount for bar in p.waterfall}
    steps = sum(b.amount.amount for b in p.waterfall if b.kind == "step")
    assert bars["possible"] + steps == bars["attributed"] == p.attributed_benefit.amount
    assert bars["attributed"] + sum(b.amount.amount for b in p.waterfall if b.kind == "cost") == bars["net"]
    assert bars["net"] == p.net_benefit.amount


def test_the_draws_meet_the_exact_moments():
    spreads = {"d": pert(4, 10, 12), "v": pert(7000, 10000, 11000), "a": pert(".4", ".8", ".9"), "m": pert(8, 11, 12)}
    product = math.prod(sample(s, name, 100_000, 7) for name, s in spreads.items())

    mean, sd = product_moments([(float(s.mean), float(s.variance)) for s in spreads.values()])

    assert (round(mean, 2), round(sd, 2)) == (721777.78, 156908.36)
    assert product.mean() == pytest.approx(mean, rel=1e-3)
    assert product.std() == pytest.approx(sd, rel=2e-3)


def test_the_interval_of_the_golden_programme():
    p = project(replace(golden(), draws=100_000))

    assert float(p.roi_median) == pytest.approx(11.34, abs=0.03)
    assert (float(p.roi_low), float(p.roi_high)) == (pytest.approx(6.89, abs=0.05), pytest.approx(16.48, abs=0.05))


def test_the_tornado_of_the_golden_programme():
    p = project(golden())

    bars = {bar.key: (rounded(bar.low * 100, 0), rounded(bar.high * 100, 0)) for bar in p.tornado}
    assert p.roi == 15
    assert bars == {
        "days.effect": (540, 1820),
        "days.attribution": (700, 1700),
        "cost.direct.direct": (1660, 1000),
        "days.unit_value": (1020, 1660),
        "months": (1064, 1645),
    }
    assert [bar.key for bar in p.tornado][:2] == ["days.effect", "days.attribution"]
    assert sum(bar.variance_share for bar in p.tornado) == pytest.approx(D(1), abs=D("0.00001"))


def test_the_same_inputs_give_the_same_bytes_also_in_another_process():
    ours = canonical(project(golden()))
    script = "from tests.impact.cases import golden; from api.impact.rules.projection import project;"
    script += "from api.impact.rules.replay import canonical; print(canonical(project(golden())).decode(), end='')"

    theirs = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True).stdout

    assert theirs == ours


def test_a_stored_projection_is_recomputed_from_its_stored_inputs():
    inputs = replace(
        golden(),
        completion=Observed(3, 1, 10, D("0.8")),
        fx=FxTable("USD", {"TWD": D("0.033")}, date(2026, 1, 2), "central bank"),
    )
    stored = json.loads(json.dumps(plain(inputs)))

    again = restore(Inputs, stored)

    assert again == inputs
    assert project(again) == project(inputs)
    assert restore(Projection, plain(project(inputs))) == project(inputs)


def test_the_hash_knows_the_money_not_its_spelling():
    assert inputs_hash({"a": D("50000"), "b": 1}) == inputs_hash({"b": 1, "a": D("5E+4")})
    assert inputs_hash(case_b()) != inputs_hash(case_b("0.7"))


def test_importing_the_rules_or_starting_the_house_loads_no_heavy_library():
    names = "audit states projection forecasts knowledge information isolation power arms reckoning sight"
    script = "import sys, api.app, api.impact.jobs, api.impact.seeding;" + "".join(f"import api.impact.rules.{n};" for n in names.split())
    script += "print({'numpy', 'scipy', 'statsmodels', 'pandas'} & set(sys.modules))"

    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout.strip() == "set()"


def test_confidence_lowers_the_headline_and_widens_the_draws_but_not_both():
    sure, unsure = project(case_b("1")), project(case_b("0.5"))

    assert unsure.attributed_benefit.amount == sure.attributed_benefit.amount / 2
    assert unsure.roi_high > sure.roi_high  # 0.4 to 1 around 0.8: doubt goes up as well as down
    assert unsure.roi_median > unsure.roi


def test_one_moved_input_leaves_the_luck_of_the_others():
    p = golden()
    dearer = replace(p, costs=(replace(p.costs[0], money=usd(56000)), *p.costs[1:]))

    moved = abs(project(p).roi_median - project(dearer).roi_median)

    assert 0 < moved < D("0.15")


@pytest.mark.parametrize("done, dropped, share", [(0, 0, "0.5"), (50, 50, "0.5"), (100, 0, "1"), (0, 100, "0")])
def test_a_share_goes_from_the_plan_to_the_fact(done, dropped, share):
    seen = Observed(done, dropped, 100, D("0.5"))

    draws = sample(seen, "completion", 20_000, 3)

    assert seen.expected == D(share)
    assert draws.mean() == pytest.approx(float(share), abs=0.01)
    assert (draws.min() >= done / 100) and (draws.max() <= 1 - dropped / 100)


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 100))
def test_each_completion_moves_the_projection_up_or_leaves_it(done, dropped, still, planned):
    assigned = done + dropped + still + 1
    before = Observed(done, dropped, assigned, D(planned) / 100)

    after = Observed(done + 1, dropped, assigned, D(planned) / 100)

    assert after.expected >= before.expected


def test_a_measured_effect_around_zero_is_still_an_roi_and_says_so():
    effect = Measured(D("0.5"), D("1"), D(10))
    p = project(replace(case_b(), streams=(Stream("waste_kg", effect, fixed(100), 300, measured=True),)))

    assert p.distinguishable is False
    assert 0 < p.probability_positive < 1
    assert p.attribution == 1


def test_a_measured_effect_takes_no_completion_on_top():
    measured = replace(case_b(), streams=(Stream("waste_kg", fixed(2), fixed(100), 300, measured=True),))

    assert project(replace(measured, completion=fixed("0.5"))).roi == project(measured).roi


def bad_stream(**changes):
    return {"streams": (replace(case_b().streams[0], **changes),)}


NEGATIVE = replace(line(CostCategory.DIRECT, 5), money=usd(-5))
BAD = [
    ({"costs": ()}, "COST_MISSING", "costs"),
    ({"costs": costs()[:3]}, "COST_CATEGORY_MISSING", "costs.evaluation"),
    ({"costs": (*costs(), NEGATIVE)}, "COST_NEGATIVE", "costs.4.money"),
    ({"costs": (*costs(), line(CostCategory.DIRECT, 5, 6, 9))}, "RANGE_DISORDERED", "costs.4.low"),
    ({"costs": (*costs(), replace(line(CostCategory.DIRECT, 5), money=Money(D(5), "TWD")))}, "CURRENCY_MIXED",
     "costs.4.money"),
    ({"costs": (*costs(), replace(line(CostCategory.DIRECT, 5), money=Money(D(5), "TWD"))),
      "fx": FxTable("USD", {}, date(2026, 1, 1), "x")}, "FX_RATE_MISSING", "costs.4.money"),
    ({"currency": "usd"}, "CURRENCY_UNKNOWN", "currency"),
    ({"streams": ()}, "DATA_MISSING", "streams"),
    ({"streams": case_b().streams * 2}, "DOUBLE_COUNT", "streams.1.name"),
    (bad_stream(attribution=None), "NO_ISOLATION", "streams.0.attribution"),
    (bad_stream(attribution=fixed("1.1")), "SHARE_OUT_OF_RANGE", "streams.0.attribution"),
    (bad_stream(attribution=fixed(80)), "SHARE_OUT_OF_RANGE", "streams.0.attribution"),
    (bad_stream(attribution=pert("0.5", "0.9", "1.2")), "SHARE_OUT_OF_RANGE", "streams.0.attribution"),
    (bad_stream(confidence=None), "CONFIDENCE_MISSING", "streams.0.confidence"),
    (bad_stream(confidence=D("-0.1")), "SHARE_OUT_OF_RANGE", "streams.0.confidence"),
    (bad_stream(measured=True), "DOUBLE_ISOLATION", "streams.0.attribution"),
    (bad_stream(people=-1), "HEADCOUNT_EXCEEDS_COHORT", "streams.0.people"),
    ({"completion": fixed("1.2")}, "SHARE_OUT_OF_RANGE", "completion"),
    ({"mastery": pert("-0.1", "0.5", "0.9")}, "SHARE_OUT_OF_RANGE", "mastery"),
    ({"transfer": fixed(-1)}, "SHARE_OUT_OF_RANGE", "transfer"),
    ({"months": fixed(-1)}, "BENEFIT_WINDOW", "months"),
    ({"delivery_months": D(-1)}, "BENEFIT_WINDOW", "months"),
    ({"monthly_decay": D(2)}, "SHARE_OUT_OF_RANGE", "monthly_decay"),
]  # fmt: skip


@pytest.mark.parametrize("changes, code, path", BAD, ids=[f"{b[1]}-{b[2]}-{i}" for i, b in enumerate(BAD)])
def test_bad_inputs_are_refused_with_exactly_their_code_and_path(changes, code, path):
    with pytest.raises(Refused) as no:
        project(replace(case_b(), **changes))

    assert [(f.code, f.path) for f in no.value.flags] == [(code, path)]


@pytest.mark.parametrize("value, code", [(0.8, "NOT_DECIMAL"), (True, "NOT_DECIMAL"), ("eighty", "NOT_DECIMAL"),
                                         ("NaN", "NON_FINITE"), ("Infinity", "NON_FINITE"), (None, "NOT_DECIMAL")])  # fmt: skip
def test_only_finite_decimals_become_money(value, code):
    with pytest.raises(Refused) as no:
        Money(value, "USD")
    assert no.value.code == Code(code)


def test_a_person_counted_beyond_the_cohort_is_refused():
    with pytest.raises(Refused) as no:
        Observed(6, 5, 10, D("0.5"))
    assert no.value.code is Code.HEADCOUNT_EXCEEDS_COHORT


@given(st.decimals(-10**9, 10**9, places=2), st.lists(st.integers(0, 1000), min_size=1, max_size=12).filter(any))
def test_allocated_parts_sum_to_the_whole(amount, weights):
    assert sum(allocate(amount, [D(w) for w in weights])) == amount


def test_actual_replaces_estimate_replaces_budget():
    budget, actual = line(CostCategory.DIRECT, 900, kind=CostKind.BUDGET), line(CostCategory.DIRECT, 1000, kind=CostKind.ACTUAL)
    p = project(replace(case_b(), costs=(budget, actual, *costs()[1:])))

    assert p.total_cost == usd(1000)
    assert budget_against_actual([budget, actual], "USD")[0].variance == usd(100)


def test_learners_minutes_become_opportunity_cost():
    assert opportunity_cost(D(90), usd(200), D("1.2")) == usd(360)


def test_multi_year_benefit_counts_only_when_registered():
    long = replace(case_b(), months=fixed(36))

    assert project(long).attributed_benefit == usd(704000)
    assert project(replace(long, multi_year_registered=True)).attributed_benefit == usd(64000 * 36)


def test_ramp_and_decay_are_explicit():
    ramped = project(replace(case_b(), ramp_months=4))
    faded = project(replace(case_b(), monthly_decay=D("0.1")))

    assert ramped.attributed_benefit == usd(64000 * 9)  # four months of ramp earn two
    assert float(faded.attributed_benefit.amount) == pytest.approx(64000 * (1 - 0.9**11) / 0.1)


def test_a_panel_pools_its_estimators():
    panelists = [Estimate("manager", D("0.6"), D("0.8")), Estimate("learner", D("0.5"), D("0.9")),
                 Estimate("finance", D("0.3"), D("0.5"))]  # fmt: skip

    pooled = panel(panelists)

    assert pooled.headline == D("0.36")
    assert (pooled.range.low, pooled.range.high) == (D("0.15"), D("0.72"))
    assert [f.code for f in panel(panelists[:2]).flags] == [Code.TOO_FEW_ESTIMATORS]


def test_forecasts_are_kept_and_held_against_the_outcome():
    first = forecast_reaction([PlannedValue(usd(336000), D("0.7"))])
    before = forecast_before(100, D("0.8"), D("0.9"), D("0.5"), D(2), usd(10), D(11), D("0.5"), D("0.8"))

    assert first.benefit == usd(235200)
    assert first.benefit.amount / 20 == 11760
    assert before.benefit == usd(100 * D("0.36") * 220 * D("0.4"))
    assert record(first, usd(117600)).ratio == 2
    assert float(calibration([record(first, usd(117600)), record(first, usd(470400))])) == pytest.approx(1)


def test_waiting_costs_benefit_months():
    curve = delay_curve(usd(80000), 11, delivery_months=1)

    assert [p.lost.amount for p in curve[:3]] == [0, 80000, 160000]
    assert curve[12].lost == usd(880000)


def test_delay_under_a_ramp_loses_full_months_first():
    lost = [p.lost.amount for p in delay_curve(usd(100), 12, ramp_months=2)]

    assert (lost[1], lost[10], lost[11], lost[12]) == (100, 1000, 1075, 1100)


def test_a_value_without_end_put_off_a_year():
    assert perpetual_delay_cost(1000, 0.25, 12) == pytest.approx(200)


def test_the_worth_of_knowing_before_deciding():
    assert round(evpi(100_000, 200_000)) == 39559
    assert round(evsi(100_000, 200_000, 150_000)) == 25907
    assert holdout_cost(30, 3, usd(800)) == usd(72000)
    assert pilot_advice(100_000, 200_000, 150_000, usd(72000)).run is False


@pytest.mark.parametrize("reinvested, obsolete, live, compounds", [("0.2", "1/24", "167.067", True), ("0", "1/24", "95.984", False),
                                                                   ("0", "0", "120", False)])  # fmt: skip
def test_knowledge_compounds_only_above_its_threshold(reinvested, obsolete, live, compounds):
    rate = D(1) / 24 if obsolete == "1/24" else D(0)
    loop = KnowledgeLoop(D(10), D("1.5"), D(3), D(reinvested), rate)

    assert rounded(loop.after(12)[-1], 3) == D(live)
    assert loop.compounds is compounds


def test_released_hours_are_worth_what_is_redeployed():
    loop = KnowledgeLoop(D(10), D("1.5"), D(3), D("0.2"), D(0))

    assert loop.monthly_value(D(100), usd(200), D("0.5")) == usd(12000)


@pytest.mark.parametrize("spread", [Fixed(D(3)), pert(1, 2, 9), Measured(D(5), D(2), D(4)), Observed(20, 5, 60, D("0.7"))])
def test_every_spread_is_drawn_around_its_middle(spread):
    low, middle, high = quantiles(sample(spread, "x", 20_000, 1), (0.05, 0.5, 0.95))

    assert low <= middle <= high
    assert (low < high) is not isinstance(spread, Fixed)
