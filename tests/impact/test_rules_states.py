"""The way of an evaluation, and every refusal on it: one bad fixture, exactly one code at exactly one path."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as D

import pytest

from api.impact.rules.codes import Code, Refused
from api.impact.rules.costs import CostCategory, CostLine
from api.impact.rules.evaluation import (
    Baseline,
    BusinessNeed,
    Design,
    Evaluation,
    Method,
    Observation,
    SignOff,
    State,
    Target,
    TrainingKind,
    add_months,
)
from api.impact.rules.money import Money
from api.impact.rules.states import Step, guard, judged_from, move, proof, window_reached

START = date(2026, 3, 1)
DELIVERED = date(2026, 3, 31)
TODAY = date(2026, 7, 1)

NEED = BusinessNeed("shrink is 2.1 %", "shrink", "regional manager", True, "n1", SignOff("Lin", "operations", "n1"))
TARGET = Target("shrink", D("1.6"), date(2026, 9, 1), D("0.6"), D("0.8"))
BASELINE = Baseline("shrink", 4, tuple(Observation("all", add_months(START, -m), D("2.1")) for m in (3, 2, 1)))
DESIGN = Design(Method.RANDOMISED_TEAMS, "d1", D("0.4"), "d1", True)
COSTS = tuple(CostLine(c.value, c, Money(D(1000), "TWD")) for c in CostCategory)
READY = Evaluation(
    State.PLANNED, TrainingKind.SKILL, START, NEED, (TARGET,), (BASELINE,), DESIGN, COSTS, DELIVERED,
    frozenset({1, 2, 3, 4}), post_tests=20, learners=20, action_plans=16, isolation_results=1,
    finance_sign_off=SignOff("Wu", "finance", "r1"), result_hash="r1", distribution=("board",),
)  # fmt: skip


def standing(state: State, **changes) -> Evaluation:
    return replace(READY, state=state, **changes)


def test_the_whole_way_can_be_walked():
    state = State.PLANNED
    for step in (Step.LOCK, Step.START, Step.FOLLOW_UP, Step.CONCLUDE):
        state = move(standing(state), step, TODAY)

    assert state is State.CONCLUDED


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", [Step.LOCK, Step.START, Step.FOLLOW_UP, Step.CONCLUDE])
def test_steps_are_taken_in_their_order_only(state, step):
    order = list(State)
    legal = order.index(state) == [Step.LOCK, Step.START, Step.FOLLOW_UP, Step.CONCLUDE].index(step)

    codes = {f.code for f in guard(standing(state), step, TODAY)}

    assert codes == (set() if legal else {Code.STATE_ILLEGAL})


def with_baseline(**changes):
    return {"baselines": (replace(BASELINE, **changes),)}


def with_observation(o: Observation):
    return with_baseline(observations=(*BASELINE.observations, o))


BAD = [
    ("lock", {"need": None}, "NO_BUSINESS_NEED", "need"),
    ("lock", {"need": replace(NEED, problem=" ")}, "NO_BUSINESS_NEED", "need"),
    ("lock", {"need": replace(NEED, kpi="")}, "NO_BUSINESS_NEED", "need"),
    ("lock", {"need": replace(NEED, owner_outside_hr=False)}, "SIGNOFF_MISSING", "need.owner"),
    ("lock", {"need": replace(NEED, sign_off=None)}, "SIGNOFF_MISSING", "need.sign_off"),
    ("lock", {"need": replace(NEED, content_hash="n2")}, "SIGNOFF_STALE", "need.sign_off"),
    ("lock", {"targets": ()}, "TARGET_INCOMPLETE", "targets"),
    ("lock", {"targets": (replace(TARGET, value=None),)}, "TARGET_INCOMPLETE", "targets.0.value"),
    ("lock", {"targets": (replace(TARGET, due_on=None),)}, "TARGET_INCOMPLETE", "targets.0.due_on"),
    ("lock", {"targets": (TARGET, replace(TARGET, contribution=None))}, "TARGET_INCOMPLETE", "targets.1.contribution"),
    ("lock", {"targets": (replace(TARGET, contribution=D("60")),)}, "SHARE_OUT_OF_RANGE", "targets.0.contribution"),
    ("lock", {"targets": (replace(TARGET, confidence=D("-0.1")),)}, "SHARE_OUT_OF_RANGE", "targets.0.confidence"),
    ("lock", {"baselines": ()}, "LEVEL_GAP", "baselines"),
    ("lock", with_baseline(level=3), "LEVEL_GAP", "baselines"),
    ("lock", with_baseline(observations=BASELINE.observations[:2]), "BASELINE_TOO_SHORT", "baselines.0.observations"),
    ("lock", with_baseline(seasonal=True), "BASELINE_TOO_SHORT", "baselines.0.observations"),
    ("lock", {"design": replace(DESIGN, method=Method.TREND_LINE)}, "BASELINE_TOO_SHORT", "baselines.0.observations"),
    ("lock", with_observation(Observation("all", START, D(2))), "BASELINE_AFTER_START", "baselines.0.observations.3"),
    ("lock", with_observation(BASELINE.observations[0]), "DUPLICATE_PERIOD", "baselines.0.observations.3"),
    ("lock", with_observation(Observation("b", date(2026, 1, 1), D("NaN"))), "NON_FINITE",
     "baselines.0.observations.3.value"),
    ("lock", {"design": None}, "NO_ISOLATION", "design"),
    ("lock", {"design": replace(DESIGN, mde=None)}, "MDE_MISSING", "design.mde"),
    ("start", {"design": replace(DESIGN, content_hash="d2")}, "DESIGN_CHANGED", "design"),
    ("start", {"design": replace(DESIGN, assignment_published=False)}, "ASSIGNMENT_UNPUBLISHED",
     "design.assignment_published"),
    ("start", {"costs": ()}, "COST_MISSING", "costs"),
    ("follow_up", {"delivery_ended_on": None}, "DELIVERY_NOT_ENDED", "delivery_ended_on"),
    ("follow_up", {"delivery_ended_on": TODAY + timedelta(1)}, "DELIVERY_NOT_ENDED", "delivery_ended_on"),
    ("follow_up", {"post_tests": 0}, "LEVEL_GAP", "post_tests"),
    ("follow_up", {"action_plans": 15}, "ACTION_PLANS_MISSING", "action_plans"),
    ("conclude", {"design": replace(DESIGN, content_hash="d2")}, "DESIGN_CHANGED", "design"),
    ("conclude", {"delivery_ended_on": date(2026, 6, 2)}, "WINDOW_NOT_REACHED", "delivery_ended_on"),
    ("conclude", {"kind": TrainingKind.STRATEGY}, "WINDOW_NOT_REACHED", "delivery_ended_on"),
    ("conclude", {"window_waiver_months": 9}, "WINDOW_NOT_REACHED", "delivery_ended_on"),
    *(("conclude", {"levels": frozenset({1, 2, 3, 4} - {n})}, "LEVEL_GAP", f"levels.{n}") for n in (1, 2, 3, 4)),
    ("conclude", {"isolation_results": 0}, "NO_ISOLATION", "isolation_results"),
    ("conclude", {"costs": ()}, "COST_MISSING", "costs"),
    ("conclude", {"costs": tuple(replace(c, money=Money(D(0), "TWD")) for c in COSTS)}, "COST_MISSING", "costs"),
    *(("conclude", {"costs": tuple(c for c in COSTS if c.category is not gone)}, "COST_CATEGORY_MISSING",
       f"costs.{gone.value}") for gone in CostCategory),
    ("conclude", {"costs": (*COSTS, replace(COSTS[0], money=Money(D(-1), "TWD")))}, "COST_NEGATIVE", "costs.4.money"),
    ("conclude", {"costs": (*COSTS, replace(COSTS[0], used=D(2)))}, "SHARE_OUT_OF_RANGE", "costs.4.used"),
    ("conclude", {"costs": (*COSTS, replace(COSTS[0], low=D(1)))}, "RANGE_DISORDERED", "costs.4.low"),
    ("conclude", {"finance_sign_off": None}, "SIGNOFF_MISSING", "finance_sign_off"),
    ("conclude", {"result_hash": "r2"}, "SIGNOFF_STALE", "finance_sign_off"),
    ("conclude", {"distribution": ()}, "DISTRIBUTION_MISSING", "distribution"),
]  # fmt: skip


@pytest.mark.parametrize("step, changes, code, path", BAD, ids=[f"{b[0]}-{b[2]}-{b[3]}-{i}" for i, b in enumerate(BAD)])
def test_a_bad_evaluation_is_refused_with_exactly_its_code_and_path(step, changes, code, path):
    step = Step(step)
    state = {Step.LOCK: State.PLANNED, Step.START: State.BASELINE_LOCKED, Step.FOLLOW_UP: State.RUNNING,
             Step.CONCLUDE: State.FOLLOW_UP}[step]  # fmt: skip

    with pytest.raises(Refused) as no:
        move(standing(state, **changes), step, TODAY)

    assert [(f.code, f.path) for f in no.value.flags] == [(code, path)]


def test_an_explicit_zero_answers_for_a_cost_category():
    costs = tuple(replace(c, money=Money(D(0), "TWD")) if c.category is CostCategory.EVALUATION else c for c in COSTS)

    assert guard(standing(State.FOLLOW_UP, costs=costs), Step.CONCLUDE, TODAY) == ()


def test_a_waiver_stands_in_for_action_plans():
    waived = standing(State.RUNNING, action_plans=0, action_plan_waiver="compliance course")

    assert guard(waived, Step.FOLLOW_UP, TODAY) == ()


def test_a_compliance_course_may_stop_at_learning():
    compliance = standing(
        State.FOLLOW_UP, stops_at=2, levels=frozenset({1, 2}), costs=(), isolation_results=0, finance_sign_off=None
    )

    assert guard(compliance, Step.CONCLUDE, TODAY) == ()


def test_cancelling_wants_a_reason_and_an_open_evaluation():
    assert move(standing(State.RUNNING), Step.CANCEL, TODAY, "shop closed") is State.CANCELLED
    for state, reason, code in [(State.RUNNING, " ", Code.REASON_MISSING), (State.CONCLUDED, "x", Code.STATE_ILLEGAL),
                                (State.CANCELLED, "x", Code.STATE_ILLEGAL)]:  # fmt: skip
        with pytest.raises(Refused) as no:
            move(standing(state), Step.CANCEL, TODAY, reason)
        assert no.value.code is code


def test_every_reason_is_told_at_once():
    empty = Evaluation(State.PLANNED, TrainingKind.SKILL, START)

    assert [f.code for f in guard(empty, Step.LOCK, TODAY)] == [
        Code.NO_BUSINESS_NEED, Code.TARGET_INCOMPLETE, Code.LEVEL_GAP, Code.NO_ISOLATION,
    ]  # fmt: skip


@pytest.mark.parametrize("kind, first", [("skill", date(2026, 4, 30)), ("behaviour", date(2026, 6, 30)),
                                         ("strategy", date(2026, 9, 30))])  # fmt: skip
def test_the_window_opens_after_its_kind_of_training(kind, first):
    waiting = standing(State.FOLLOW_UP, kind=TrainingKind(kind))

    assert judged_from(waiting) == first
    assert window_reached(waiting, first)
    assert not window_reached(waiting, first - timedelta(1))


@pytest.mark.parametrize("levels, word", [((), "unproven"), ((1,), "unproven"), ((1, 2), "learned"), ((1, 4), "unproven"),
                                          ((1, 2, 3), "applied"), ((1, 2, 3, 4), "resulted")])  # fmt: skip
def test_applause_alone_proves_nothing(levels, word):
    assert proof(frozenset(levels)) == word


def test_a_concluded_evaluation_is_corrected_only_with_a_reason():
    assert move(standing(State.CONCLUDED), Step.REVISE, TODAY, "three shops reported anew") is State.FOLLOW_UP
    for state, reason, code in [(State.CONCLUDED, " ", Code.REASON_MISSING), (State.RUNNING, "x", Code.STATE_ILLEGAL),
                                (State.AUDITED, "x", Code.STATE_ILLEGAL)]:  # fmt: skip
        with pytest.raises(Refused) as no:
            move(standing(state), Step.REVISE, TODAY, reason)
        assert no.value.code is code


def test_a_claim_of_others_takes_no_step_at_all():
    for step in (Step.LOCK, Step.START, Step.FOLLOW_UP, Step.CONCLUDE, Step.CANCEL):
        with pytest.raises(Refused) as no:
            move(standing(State.AUDITED), step, TODAY, "because")
        assert no.value.code is Code.STATE_ILLEGAL
