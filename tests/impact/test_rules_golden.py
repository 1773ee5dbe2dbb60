"""Golden rows G1 to G31: the seeds' own figures, recomputed exactly."""

from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest

from api.impact.rules.audit import audit
from api.impact.rules.audit_returns import restate
from api.impact.rules.benefit import Benefit, benefit_months, capped_saving
from api.impact.rules.codes import Code, Refused
from api.impact.rules.delay import monthly_delay_cost
from api.impact.rules.estimates import ParticipantEstimate, participant_benefit, read_confidence
from api.impact.rules.measures import Basis, Change, MonetisationRule, SourceRank, Unit, target_gap
from api.impact.rules.money import FxTable, Money, prorate, rounded
from api.impact.rules.returns import (
    IrrStatus,
    bcr,
    break_even_attribution,
    irr,
    npv,
    payback_months,
    payback_period,
    roi,
)
from tests.impact.seeds import ASSUMED, CASE, CLEAN, SEED_A, SEED_B


def usd(amount) -> Money:
    return Money(D(amount), "USD")


def found(claim) -> set[tuple[Code, str]]:
    return {(f.code, f.path) for f in audit(claim).flags}


def figures(claim) -> dict[str, D]:
    return {f.path: f.computed for f in audit(claim).figures}


def case(months="12", confidence=None) -> Benefit:
    return Benefit(usd(100000), D(months), D("0.8"), None if confidence is None else D(confidence))


def test_g1_new_hires_are_worth_what_the_seed_says_but_not_whether_it_is_margin():
    assert figures(SEED_A)["products.0.stated"] == 384000
    assert (Code.REVENUE_NOT_MARGIN, "products.0.basis") in found(SEED_A)


def test_g2_two_values_for_one_metric_conflict():
    assert D(2) * 1200 * 100 == 240000
    assert (Code.CONFLICTING_SOURCE, "quotes.1.value") in found(SEED_A)


def test_g3_forty_percent_of_160_hours_a_month_is_768_a_year():
    assert figures(SEED_A)["savings.0.stated_hours_per_year"] == 768
    assert (Code.UNIT_PERIOD, "savings.0.stated_hours_per_year") in found(SEED_A)


def test_g4_the_hourly_rate_that_a_value_implies():
    rates = [rounded(D(85000) / hours, 3) for hours in (768, 160, 64)]

    assert rates == [D("110.677"), D("531.250"), D("1328.125")]
    assert (Code.CONVERSION_UNSOURCED, "savings.0.hourly_rate") in found(SEED_A)


def test_g5_nobody_saves_more_than_there_was_and_the_cap_is_exact():
    capped = prorate(D(85000), capped_saving(D(768), D(300)), D(768))

    assert capped == D("33203.125")
    assert Money(capped, "HKD").shown() == D("33203.12")
    assert (Code.SAVING_EXCEEDS_BASE, "savings.0.share_saved") in found(SEED_A)


def test_g6_a_quarter_less_time_is_a_third_more_speed():
    cycle = Change(D(14), D("10.5"))

    assert cycle.relative == D("-0.25")
    assert rounded(cycle.speed, 4) == D("0.3333")
    assert D(14) / D("1.25") == D("11.2")
    assert (Code.CONFLICTING_SOURCE, "changes.0.stated") in found(SEED_A)


def test_g7_growth_from_two_baselines_conflicts():
    assert D("0.32") * D("2.3") == D("0.736")
    assert rounded(Change(D("0.58"), D("0.92")).factor, 3) == D("1.586")
    assert (Code.CONFLICTING_SOURCE, "quotes.3.value") in found(SEED_A)


def test_g8_fourteen_days_to_two_is_seven_times_as_fast():
    production = Change(D(14), D(2))

    assert rounded(production.relative, 4) == D("-0.8571")
    assert production.speed_factor == 7
    assert (Code.CONFLICTING_SOURCE, "changes.1.stated") in found(SEED_A)


def test_g9_a_payback_without_a_cost_only_bounds_it():
    assert rounded(figures(SEED_A)["returns.0.cost"], 6) == 42500
    assert (D(85000) + 384000) / 2 == 234500
    assert (Code.COST_MISSING, "returns.0.cost") in found(SEED_A)


def test_g10_a_month_of_delay():
    cost = monthly_delay_cost([Money(D(85000), "HKD"), Money(D(384000), "HKD")])

    assert cost.shown() == D("39083.33")


def test_g11_figures_on_two_bases_are_compared_on_one():
    assert rounded(D(1) / D("9.5") - 1, 4) == D("-0.8947")
    assert rounded(1 / (1 - D("0.72")), 2) == D("3.57")
    assert (Code.CONFLICTING_SOURCE, "quotes.5.value") in found(SEED_A)


def test_g12_a_minute_less_a_call():
    wage = MonetisationRule(Unit.MINUTES, usd(200), D(60), Basis.WAGE, "payroll", SourceRank.STANDARD_VALUE)

    assert wage.worth(D(30000), Unit.MINUTES) == usd(100000)
    assert replace(wage, redeployed=D("0.5")).worth(D(30000), Unit.MINUTES) == usd(50000)


def test_g13_a_percentage_point_is_not_a_percent():
    rework = MonetisationRule(Unit.PP, usd(10000), D(1), Basis.COST, "scrap ledger", SourceRank.HISTORICAL_COST)

    assert rework.worth(-Change(D("0.05"), D("0.03")).points, Unit.PP) == usd(20000)
    with pytest.raises(Refused) as no:
        rework.worth(D("0.02"), Unit.RATIO)
    assert (no.value.code, no.value.path) == (Code.PP_VS_PERCENT, "quantity")
    assert figures(SEED_B)["conversions.1.stated"] == 20000
    assert (Code.PP_VS_PERCENT, "conversions.1.unit") in found(SEED_B)


def test_g14_complaints_in_points_and_relative():
    complaints = Change(D("0.012"), D("0.008"))

    assert complaints.points == D("-0.4")
    assert rounded(complaints.relative, 4) == D("-0.3333")


def test_g15_sixty_percent_of_twenty_is_twelve_of_the_base():
    assert figures(SEED_B)["contributions.0.improvement"] == D("0.12")
    assert (Code.CONFIDENCE_MISSING, "contributions.0.confidence") in found(SEED_B)


def test_g16_the_target_leaves_a_gap():
    level, gap = target_gap(D(85), D("0.05"), D(100))

    assert (level, gap) == (D("89.25"), D("10.75"))


def test_g17_learning_in_three_ways():
    test = Change(D(65), D(92))

    assert test.difference == 27
    assert rounded(test.relative, 4) == D("0.4154")
    assert rounded(test.normalised_gain(D(100)), 4) == D("0.7714")


def test_g18_attributed_benefit_is_not_net():
    assert case().attributed == usd(960000)
    assert case().attributed - usd(50000) == usd(910000)
    assert (Code.NET_BENEFIT_AS_GROSS, "returns.0.printed_benefit") in found(SEED_B)


def test_g19_the_case_comes_out_at_1820_percent():
    benefit, cost = case().attributed, usd(50000)
    monthly = Money(benefit.amount / 12, "USD")

    assert roi(benefit, cost) == D("18.2")
    assert bcr(benefit, cost) == D("19.2")
    assert payback_months(cost, monthly) == D("0.625")


def test_g19_taking_cost_off_twice_is_found_out():
    twice = replace(SEED_B, returns=(replace(CASE, roi=D("17.20")),))

    assert roi(usd(910000), usd(50000)) == D("17.2")
    assert (Code.NET_BENEFIT_AS_GROSS, "returns.0.roi") in found(twice)


def test_g20_without_attribution_it_would_be_2300_percent():
    assert roi(case().gross, usd(50000)) == 23


def test_g21_break_even_attribution():
    assert rounded(break_even_attribution(case().gross, usd(50000)), 6) == D("0.041667")


def test_g22_five_points_off_eight_are_sixty_two_and_a_half_percent():
    errors = Change(D("0.08"), D("0.03"))

    assert (errors.points, errors.relative) == (D(-5), D("-0.625"))
    assert (Code.PP_VS_PERCENT, "changes.0.stated") in found(SEED_B)


def test_g23_ten_days_from_five_points_is_uncited():
    assert D(10) / 5 == 2
    assert D(10) * 12 == 120
    assert (Code.CONVERSION_UNSOURCED, "conversions.0.source") in found(SEED_B)


def test_g24_eighty_percent_and_no_other_factors_contradict():
    expected = {
        (Code.CONFLICTING_SOURCE, "returns.0.attribution"),
        (Code.CONFIDENCE_MISSING, "returns.0.confidence"),
        (Code.TOO_FEW_ESTIMATORS, "returns.0.estimators"),
    }

    assert expected <= found(SEED_B)


def test_g25_a_month_of_training_leaves_eleven():
    months = benefit_months(D(12), D(1))

    assert months == 11
    assert case("11").attributed == usd(880000)
    assert roi(case("11").attributed, usd(50000)) == D("16.6")
    assert (Code.BENEFIT_WINDOW, "returns.0.months") in found(SEED_B)


def test_g26_with_confidence():
    assert case(confidence="0.8").attributed == usd(768000)
    assert roi(case(confidence="0.8").attributed, usd(50000)) == D("14.36")


def test_g27_fully_loaded_cost():
    assert roi(case().attributed, usd(75000)) == D("11.8")
    assert roi(case().attributed, usd(100000)) == D("8.6")
    assert {
        (Code.COST_CATEGORY_MISSING, "returns.0.cost_categories.indirect"),
        (Code.COST_CATEGORY_MISSING, "returns.0.cost_categories.evaluation"),
    } <= found(SEED_B)


def test_g28_the_conservative_restatement():
    restated = restate(CASE, "USD", ASSUMED)

    assert (restated.benefit, restated.cost) == (usd(704000), usd(75000))
    assert rounded(restated.roi, 4) == D("8.3867")


def test_g29_the_return_is_the_same_in_either_currency():
    fx = FxTable("TWD", {"USD": D("30.0")}, date(2025, 1, 2), "central bank")
    benefit, cost = fx.convert(case().attributed), fx.convert(usd(50000))

    assert (benefit, cost) == (Money(D(28800000), "TWD"), Money(D(1500000), "TWD"))
    assert roi(benefit, cost) == D("18.2")


def test_g30_users_against_the_untrained_chose_themselves():
    assert {
        (Code.DESIGN_SELECTION, "changes.1.comparison"),
        (Code.PP_VS_PERCENT, "changes.1.said_as"),
    } <= found(SEED_B)


def test_g31_silence_and_extremes_count_zero():
    def said(name, value, contribution=None, confidence=None):
        return ParticipantEstimate(
            name, None if value is None else usd(value), contribution and D(contribution), confidence and D(confidence)
        )

    benefit = participant_benefit(
        [
            said("A", 24000, ".6", ".8"),
            said("B", 10000, ".5", ".9"),
            said("C", 36000, ".4", ".7"),
            said("D", 400000, ".9", ".95"),
            said("E", None),
        ],
        "USD",
    )

    assert [x.counted.amount for x in benefit.lines] == [11520, 4500, 10080, 0, 0]
    assert [x.excluded for x in benefit.lines] == [None, None, None, "extreme", "no answer"]
    assert (benefit.total, benefit.asked, benefit.counted) == (usd(26100), 5, 3)


def test_the_seeds_earn_exactly_these_flags():
    assert found(SEED_B) == {
        (Code.CONVERSION_UNSOURCED, "returns.0.conversion_source"),
        (Code.BENEFIT_WINDOW, "returns.0.months"),
        (Code.NET_BENEFIT_AS_GROSS, "returns.0.printed_benefit"),
        (Code.CONFIDENCE_MISSING, "returns.0.confidence"),
        (Code.TOO_FEW_ESTIMATORS, "returns.0.estimators"),
        (Code.CONFLICTING_SOURCE, "returns.0.attribution"),
        (Code.COST_CATEGORY_MISSING, "returns.0.cost_categories.indirect"),
        (Code.COST_CATEGORY_MISSING, "returns.0.cost_categories.evaluation"),
        (Code.LEVEL_GAP, "returns.0.levels.1"),
        (Code.PP_VS_PERCENT, "changes.0.stated"),
        (Code.PP_VS_PERCENT, "changes.1.said_as"),
        (Code.DESIGN_SELECTION, "changes.1.comparison"),
        (Code.CONVERSION_UNSOURCED, "conversions.0.source"),
        (Code.PP_VS_PERCENT, "conversions.1.unit"),
        (Code.CONFIDENCE_MISSING, "contributions.0.confidence"),
    }
    assert found(SEED_A) == {
        (Code.REVENUE_NOT_MARGIN, "returns.0.basis"),
        (Code.CONVERSION_UNSOURCED, "returns.0.conversion_source"),
        (Code.NO_ISOLATION, "returns.0.attribution"),
        (Code.COST_MISSING, "returns.0.cost"),
        *((Code.LEVEL_GAP, f"returns.0.levels.{i}") for i in (1, 2, 3, 4)),
        (Code.REVENUE_NOT_MARGIN, "products.0.basis"),
        (Code.NO_ISOLATION, "products.0.attribution"),
        (Code.UNIT_PERIOD, "savings.0.stated_hours_per_year"),
        (Code.SAVING_EXCEEDS_BASE, "savings.0.share_saved"),
        (Code.CONVERSION_UNSOURCED, "savings.0.hourly_rate"),
        (Code.CONFLICTING_SOURCE, "changes.0.stated"),
        (Code.CONFLICTING_SOURCE, "changes.1.stated"),
        *((Code.CONFLICTING_SOURCE, f"quotes.{i}.value") for i in (1, 3, 5)),
        (Code.EXTERNAL_CLAIM, "surveys.0.enters_roi"),
    }


def test_a_clean_twin_earns_no_flag():
    assert audit(CLEAN).flags == ()


def test_the_claimed_return_is_recomputed_from_its_own_inputs():
    assert figures(SEED_B)["returns.0.roi"] == D("18.2")


def test_confidence_is_breadth_not_probability():
    reading = read_confidence(D("0.6"), D("0.8"))

    assert (reading.low, reading.mode, reading.high) == (D("0.48"), D("0.6"), D("0.72"))


def test_cash_flows_over_years():
    flows = [D(-100000), D(45000), D(45000), D(45000)]

    assert rounded(npv(D("0.1"), flows), 2) == D("11908.34")
    assert rounded(irr(flows).rate, 6) == D("0.166487")
    assert rounded(payback_period(flows), 3) == D("2.222")


@pytest.mark.parametrize(
    "flows, status",
    [([100, 45], IrrStatus.NONE), ([-100, -45], IrrStatus.NONE), ([-100, 230, -132], IrrStatus.MULTIPLE)],
)
def test_an_irr_that_does_not_exist_is_not_invented(flows, status):
    assert irr([D(f) for f in flows]).status is status
