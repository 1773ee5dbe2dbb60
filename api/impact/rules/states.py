"""planned → baseline_locked → running → follow_up → concluded; any open state → cancelled, with a reason; a concluded
one is corrected by going back to follow_up, and its next conclusion is a new version beside the old one.

A guard lists every reason against a step, so that a page can show the whole way still to go.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum

from .codes import Code, Flag, flag, refuse, refuse_any
from .costs import cost_flags
from .evaluation import WINDOW_MONTHS, Baseline, Evaluation, Method, SignOff, State, TrainingKind, add_months


class Step(StrEnum):
    LOCK = "lock"
    START = "start"
    FOLLOW_UP = "follow_up"
    CONCLUDE = "conclude"
    CANCEL = "cancel"
    REVISE = "revise"


STEPS = {
    Step.LOCK: (State.PLANNED, State.BASELINE_LOCKED),
    Step.START: (State.BASELINE_LOCKED, State.RUNNING),
    Step.FOLLOW_UP: (State.RUNNING, State.FOLLOW_UP),
    Step.CONCLUDE: (State.FOLLOW_UP, State.CONCLUDED),
}
MINIMUM_POINTS = {Method.TREND_LINE: 8}
USUAL_POINTS, SEASONAL_POINTS = 3, 24
ACTION_PLAN_SHARE = Decimal("0.8")


def move(evaluation: Evaluation, step: Step, today: date, reason: str = "") -> State:
    """The state after a step, or Refused with every reason against it."""
    if step is Step.CANCEL:
        if evaluation.state in (State.CONCLUDED, State.CANCELLED, State.AUDITED):
            raise refuse(Code.STATE_ILLEGAL, "state", f"{evaluation.state} cannot be cancelled")
        if not reason.strip():
            raise refuse(Code.REASON_MISSING, "reason", "say why it is cancelled")
        return State.CANCELLED
    if step is Step.REVISE:
        if evaluation.state is not State.CONCLUDED:
            raise refuse(Code.STATE_ILLEGAL, "state", f"revise is taken from concluded, not from {evaluation.state}")
        if not reason.strip():
            raise refuse(Code.REASON_MISSING, "reason", "say what was wrong")
        return State.FOLLOW_UP
    refuse_any(guard(evaluation, step, today))
    return STEPS[step][1]


def guard(evaluation: Evaluation, step: Step, today: date) -> tuple[Flag, ...]:
    """Everything that stands against the step. Out of turn, nothing else is asked."""
    if step in (Step.CANCEL, Step.REVISE):
        return ()
    came_from, _ = STEPS[step]
    if evaluation.state is not came_from:
        return (flag(Code.STATE_ILLEGAL, "state", f"{step} is taken from {came_from}, not from {evaluation.state}"),)
    return tuple(GUARDS[step](evaluation, today))


def _lock(e: Evaluation, today: date) -> Iterator[Flag]:
    need = e.need
    if need is None or not (need.problem.strip() and need.kpi.strip()):
        yield flag(Code.NO_BUSINESS_NEED, "need", "an evaluation starts from a business problem and its figure")
    else:
        if not need.owner_outside_hr:
            yield flag(Code.SIGNOFF_MISSING, "need.owner", "the need has an owner outside HR")
        yield from _signed(need.sign_off, need.content_hash, "need.sign_off")
    yield from _targets(e)
    yield from _baselines(e)
    if e.design is None:
        yield flag(Code.NO_ISOLATION, "design", "say before the start how the training's part will be told")
    elif e.design.mde is None and e.design.method is not Method.ESTIMATES:
        yield flag(Code.MDE_MISSING, "design.mde", "say which effect this design can see")


def _targets(e: Evaluation) -> Iterator[Flag]:
    if not e.targets:
        yield flag(Code.TARGET_INCOMPLETE, "targets", "agree on a target")
    for i, t in enumerate(e.targets):
        for name in ("value", "due_on", "contribution"):
            if getattr(t, name) is None:
                yield flag(Code.TARGET_INCOMPLETE, f"targets.{i}.{name}", f"the target lacks its {name}")
        for name in ("contribution", "confidence"):
            value = getattr(t, name)
            if value is not None and not 0 <= value <= 1:
                yield flag(Code.SHARE_OUT_OF_RANGE, f"targets.{i}.{name}", f"{name} lies from 0 to 1")


def _baselines(e: Evaluation) -> Iterator[Flag]:
    results = [b for b in e.baselines if b.level == 4]
    if e.stops_at >= 4 and not results:
        yield flag(Code.LEVEL_GAP, "baselines", "no level-4 figure was recorded before the start")
    for i, b in enumerate(e.baselines):
        yield from baseline_flags(b, e, f"baselines.{i}")


def baseline_flags(b: Baseline, e: Evaluation, path: str) -> Iterator[Flag]:
    seen = set()
    for j, o in enumerate(b.observations):
        if o.period_on >= e.starts_on:
            yield flag(Code.BASELINE_AFTER_START, f"{path}.observations.{j}", f"{o.period_on} is not before the start")
        if (o.unit, o.period_on) in seen:
            yield flag(Code.DUPLICATE_PERIOD, f"{path}.observations.{j}", f"{o.unit} {o.period_on} is there twice")
        if not o.value.is_finite():
            yield flag(Code.NON_FINITE, f"{path}.observations.{j}.value", "not a finite number")
        seen.add((o.unit, o.period_on))
    needed = SEASONAL_POINTS if b.seasonal else MINIMUM_POINTS.get(e.design.method if e.design else None, USUAL_POINTS)
    periods = len({o.period_on for o in b.observations if o.period_on < e.starts_on})
    if periods < needed:
        yield flag(Code.BASELINE_TOO_SHORT, f"{path}.observations", f"{periods} of the {needed} periods needed")


def _start(e: Evaluation, today: date) -> Iterator[Flag]:
    yield from _unchanged(e)
    if e.design is not None and e.design.method.measured and not e.design.assignment_published:
        yield flag(Code.ASSIGNMENT_UNPUBLISHED, "design.assignment_published", "publish who is trained and who waits")
    if not e.costs:
        yield flag(Code.COST_MISSING, "costs", "enter the cost budget")


def _follow_up(e: Evaluation, today: date) -> Iterator[Flag]:
    if e.delivery_ended_on is None or e.delivery_ended_on > today:
        yield flag(Code.DELIVERY_NOT_ENDED, "delivery_ended_on", "the training is still being delivered")
    if e.post_tests == 0:
        yield flag(Code.LEVEL_GAP, "post_tests", "no test after the training is recorded")
    enough = Decimal(e.action_plans) >= ACTION_PLAN_SHARE * e.learners
    if e.stops_at >= 3 and not (e.learners and enough) and not e.action_plan_waiver.strip():
        yield flag(Code.ACTION_PLANS_MISSING, "action_plans", f"{e.action_plans} action plans of {e.learners} learners")


def _conclude(e: Evaluation, today: date) -> Iterator[Flag]:
    yield from _unchanged(e)
    if not window_reached(e, today):
        yield flag(Code.WINDOW_NOT_REACHED, "delivery_ended_on", f"not to be judged before {judged_from(e)}")
    for level in range(1, min(e.stops_at, 4) + 1):
        if level not in e.levels:
            yield flag(Code.LEVEL_GAP, f"levels.{level}", f"nothing is recorded at level {level}")
    if e.stops_at >= 5:
        if e.isolation_results == 0:
            yield flag(Code.NO_ISOLATION, "isolation_results", "no method has told the training's part; no ROI is printed")
        yield from cost_flags(e.costs)
        yield from _signed(e.finance_sign_off, e.result_hash, "finance_sign_off")
    if not e.distribution:
        yield flag(Code.DISTRIBUTION_MISSING, "distribution", "say who receives the result")


def _unchanged(e: Evaluation) -> Iterator[Flag]:
    if e.design is not None and e.design.locked_hash != e.design.content_hash:
        yield flag(Code.DESIGN_CHANGED, "design", "the design differs from the one frozen at lock")


def _signed(sign_off: SignOff | None, content_hash: str, path: str) -> Iterator[Flag]:
    if sign_off is None:
        yield flag(Code.SIGNOFF_MISSING, path, "not signed")
    elif sign_off.content_hash != content_hash:
        yield flag(Code.SIGNOFF_STALE, path, f"{sign_off.person} signed another content")


GUARDS = {Step.LOCK: _lock, Step.START: _start, Step.FOLLOW_UP: _follow_up, Step.CONCLUDE: _conclude}


def judged_from(e: Evaluation) -> date | None:
    """The first day on which the result may be judged; null while the training runs."""
    return judged_from_of(e.kind, e.delivery_ended_on, e.window_waiver_months)


def judged_from_of(kind: TrainingKind, ended_on: date | None, waiver_months: int | None) -> date | None:
    """The same of its parts. A waiver may only put it off."""
    if ended_on is None:
        return None
    earliest, _ = WINDOW_MONTHS[kind]
    return add_months(ended_on, max(earliest, waiver_months or 0))


def window_reached(e: Evaluation, today: date) -> bool:
    """Earlier readings are interim and never an ROI."""
    first = judged_from(e)
    return first is not None and today >= first


def proof(levels: frozenset[int]) -> str:
    """How far a study reaches, in one word. Applause alone (level 1) leaves a training unproven."""
    reached = 0
    while reached + 1 in levels:
        reached += 1
    return {0: "unproven", 1: "unproven", 2: "learned", 3: "applied"}.get(reached, "resulted")
