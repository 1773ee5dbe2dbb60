"""From what is recorded to what it returned: a plan turns into facts as these come."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from api.impact.rules.assembly import assemble
from api.impact.rules.cashflow import discounted, flows
from api.impact.rules.codes import Code
from api.impact.rules.draws import Fixed, Measured, Observed
from api.impact.rules.estimates import Estimate, Pert
from api.impact.rules.evaluation import Method, Observation, State, Target, TrainingKind
from api.impact.rules.facts import Applying, Assumptions, Facts, Learning, MeasureFacts, Part, TeamPart
from api.impact.rules.inputs import ProjectionKind
from api.impact.rules.measures import Basis, Direction, MonetisationRule, Period, SourceRank, Unit
from api.impact.rules.money import Money
from api.impact.rules.reckoning import frozen, reckon
from api.impact.rules.replay import plain, restore
from api.impact.rules.sight import power_of, smallest_effect
from api.impact.rules.waterfall import benefit_path
from tests.impact.cases import case_b, costs, fixed

START = date(2026, 3, 2)
TEAMS = tuple(TeamPart(f"S{i}", Part.TREATED if i < 6 else Part.WAITING) for i in range(12))


def week(n: int) -> date:
    return START + timedelta(weeks=n)


def values(weeks: range, gain: float = 0.0) -> tuple[Observation, ...]:
    """Around five points; the trained shops lose `gain` after the start."""
    return tuple(
        Observation(f"S{i}", week(w), D(f"{5 + i * 0.1 + ((i * 7 + w * 3) % 10 - 4.5) / 20 - (gain if i < 6 and w >= 0 else 0):.3f}"))
        for w in weeks for i in range(12)
    )


WASTE = MeasureFacts(
    "waste", 4, Unit.PP, Direction.DOWN, Period.WEEK, values(range(-12, 0)), Target("waste", D("4.5"), date(2026, 9, 1), D("0.6"), D("0.8")),
    MonetisationRule(Unit.PP, Money(D(9000), "USD"), D(1), Basis.COST, "finance", SourceRank.HISTORICAL_COST),
)
PLAN = Facts(
    State.PLANNED, TrainingKind.SKILL, "USD", START, START, START + timedelta(days=30), None, Method.RANDOMISED_TEAMS, TEAMS, (WASTE,), costs(),
    assumptions=Assumptions(transfer=Pert(D("0.5"), D("0.5"), D("0.5"))),
)


def test_before_the_start_the_agreed_target_is_all_there_is():
    [stream] = assemble(PLAN, ()).inputs.streams

    before = WASTE.mean(before=START)
    assert assemble(PLAN, ()).kind is ProjectionKind.FORECAST
    assert stream.effect == Fixed(before - D("4.5")) and stream.people == 6
    assert (stream.attribution, stream.confidence, stream.measured) == (Fixed(D("0.6")), D("0.8"), False)
    assert assemble(PLAN, ()).grade == "E"


def test_completions_tests_and_check_ins_replace_what_was_assumed():
    known = replace(PLAN, state=State.RUNNING, learning=Learning(40, 10, 2, 8, 9000), applying=Applying(6, 4))

    inputs = assemble(known, ()).inputs

    assert inputs.completion == Observed(10, 2, 40, D("0.8"))
    assert inputs.mastery == Observed(8, 0, 10, D("0.9"))
    assert inputs.transfer == Observed(4, 2, 40, D("0.5"))
    over = assemble(replace(known, state=State.FOLLOW_UP), ()).inputs
    assert (over.completion.no, over.mastery.no) == (30, 2)  # who has not completed by now is out


def test_a_measured_effect_replaces_all_of_it():
    facts = replace(PLAN, state=State.RUNNING, measures=(replace(WASTE, observations=values(range(-12, 12), 0.8)),))

    found = reckon(facts)
    [stream] = found.assembled.inputs.streams

    assert isinstance(stream.effect, Measured) and stream.measured
    assert float(stream.effect.estimate) == pytest.approx(0.8, abs=0.15)
    assert found.assembled.grade == "A" and found.projection.attribution == 1
    assert [r.method for r in found.readings if r.primary] == [Method.RANDOMISED_TEAMS]


@pytest.mark.parametrize("state, today, kind", [
    (State.BASELINE_LOCKED, START, ProjectionKind.FORECAST), (State.RUNNING, week(20), ProjectionKind.INTERIM),
    (State.FOLLOW_UP, date(2026, 4, 20), ProjectionKind.INTERIM), (State.FOLLOW_UP, date(2026, 5, 1), ProjectionKind.FINAL),
])  # fmt: skip
def test_a_reading_is_interim_until_its_window_opens(state, today, kind):
    ended = date(2026, 4, 1) if state is State.FOLLOW_UP else None

    assert assemble(replace(PLAN, state=state, today=today, delivery_ended_on=ended), ()).kind is kind


def test_estimates_are_of_the_change_that_was_seen():
    panel = (Estimate("a", D("0.6"), D("0.8")), Estimate("b", D("0.5"), D("0.8")), Estimate("c", D("0.4"), D("0.8")))
    facts = replace(
        PLAN, state=State.FOLLOW_UP, method=Method.ESTIMATES, estimates=panel, measures=(replace(WASTE, observations=values(range(-12, 12), 0.8)),),
        learning=Learning(40, 10, 2, 8, 0),
    )  # fmt: skip

    inputs = assemble(facts, ()).inputs

    assert inputs.streams[0].isolation()[0] == D("0.4")
    assert inputs.completion == inputs.transfer == Fixed(D(1))  # who completed is in the change already


def test_without_a_value_in_money_a_measure_is_shown_and_not_counted():
    found = reckon(replace(PLAN, measures=(WASTE, replace(WASTE, name="revenue", worth=None))))

    assert [(x.key, x.reason) for x in found.assembled.excluded] == [("revenue", "no value in money is agreed for it")]
    assert found.projection is not None


@pytest.mark.parametrize("change, code, path", [
    ({"costs": ()}, Code.COST_MISSING, "costs"), ({"measures": ()}, Code.DATA_MISSING, "streams"), ({"method": None}, Code.NO_ISOLATION, "design"),
    ({"measures": (replace(WASTE, target=replace(WASTE.target, confidence=None)),)}, Code.CONFIDENCE_MISSING, "streams.0.confidence"),
    ({"measures": (replace(WASTE, worth=replace(WASTE.worth, source="")),)}, Code.CONVERSION_UNSOURCED, "measures.waste.unit_value.source"),
])  # fmt: skip
def test_what_bars_a_return_is_said_and_none_is_printed(change, code, path):
    found = reckon(replace(PLAN, **change))

    assert found.projection is None
    assert (code, path) in {(f.code, f.path) for f in found.flags}


def test_months_of_training_are_whole_where_they_are_whole():
    assert replace(PLAN, starts_on=date(2026, 3, 1), delivery_ends_on=date(2026, 3, 31)).delivery_months == 1
    assert replace(PLAN, starts_on=date(2026, 3, 1), delivery_ends_on=date(2026, 3, 14)).delivery_months == D("0.46")


def test_a_weekly_count_makes_more_of_a_month_and_a_rate_does_not():
    assert WASTE.per_month == 1
    assert replace(WASTE, unit=Unit.COUNT).per_month == D("30.4375") / 7


def test_stored_facts_give_the_same_bytes_again():
    facts = replace(PLAN, state=State.FOLLOW_UP, measures=(replace(WASTE, observations=values(range(-12, 12), 0.8)),))

    stored = json.loads(json.dumps(plain(facts)))

    assert restore(Facts, stored) == facts
    assert frozen(restore(Facts, stored)) == frozen(facts)


def test_what_a_design_can_see_shrinks_with_more_teams():
    seen = smallest_effect(PLAN)
    half = smallest_effect(replace(PLAN, teams=(*TEAMS[:3], *TEAMS[6:9])))

    assert 0 < seen < half
    assert smallest_effect(replace(PLAN, method=Method.ESTIMATES)) is None
    assert power_of(PLAN).target_money.amount > 0


def test_the_case_is_discounted_month_by_month():
    inputs = replace(case_b(confidence="1"), months=fixed(11))
    path = benefit_path(inputs)

    found = discounted(inputs, path, D("0.12"))

    assert flows(inputs, path)[:3] == (D(-75000), D(0), D(80000))
    assert sum(flows(inputs, path)) == path.attributed.amount - 75000
    assert D(740000) < found.npv < D(760000)
    assert found.irr > 10
    assert discounted(inputs, path, None).npv is None
