"""From rows to the values that rules take."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from api.impact import models, sql
from api.impact.rules.costs import CostCategory, CostKind, CostLine, opportunity_cost
from api.impact.rules.estimates import Estimate
from api.impact.rules.evaluation import (
    Baseline,
    BusinessNeed,
    Design,
    Evaluation,
    Observation,
    SignOff,
    State,
    Target,
)
from api.impact.rules.facts import Applying, Assumptions, Facts, Learning, MeasureFacts, Part, TeamPart
from api.impact.rules.measures import MonetisationRule, SourceRank
from api.impact.rules.money import FxTable, Money
from api.impact.rules.replay import restore
from api.kit.refusals import Code, Refusal

LEARNING_TIME = "learning time"


async def locked(organisation_id: UUID, evaluation_id: UUID | None) -> models.Evaluation:
    """The evaluation, kept from others until the unit of work ends."""
    found = await models.Evaluation.filter(organisation_id=organisation_id, id=evaluation_id).select_for_update().first()
    if found is None:
        raise Refusal(Code.NOT_FOUND, "There is no such evaluation.", ("evaluationId",))
    return found


async def teams_of(evaluation: models.Evaluation, lock: bool = False) -> list[models.EvaluationTeam]:
    own = {"organisation_id": evaluation.organisation_id, "evaluation_id": evaluation.id}
    teams = models.EvaluationTeam.filter(**own).order_by("position", "id")
    return await (teams.select_for_update() if lock else teams)


async def facts_of(evaluation: models.Evaluation, today: date) -> Facts:
    """Everything recorded of it, as one value."""
    own = {"organisation_id": evaluation.organisation_id, "evaluation_id": evaluation.id}
    teams = await teams_of(evaluation)
    parts = tuple(TeamPart(str(t.team_id), Part(t.arm.value), t.starts_on) for t in teams)
    facts = Facts(
        state=evaluation.state, kind=evaluation.kind, currency=evaluation.currency, today=today,
        starts_on=evaluation.starts_on, delivery_ends_on=evaluation.delivery_ends_on,
        delivery_ended_on=evaluation.delivery_ended_on, method=evaluation.method, teams=parts,
        measures=await _measures(evaluation), costs=(),
        estimates=tuple(map(estimate, await models.Estimate.filter(**own).order_by("estimator", "id"))),
        assumptions=restore(Assumptions, evaluation.settings), fx=None if evaluation.fx is None else restore(FxTable, evaluation.fx),
        window_waiver_months=evaluation.window_waiver_months, stops_at=evaluation.stops_at, seed=evaluation.seed,
    )  # fmt: skip
    learning = await _learning(evaluation, facts)
    checked, applying = await sql.applying(evaluation)
    lines = [cost_line(line) for line in await models.CostLine.filter(**own, automatic=False).order_by("position", "id")]
    costs = (*lines, *learning_time(evaluation, learning))
    return replace(facts, learning=learning, applying=Applying(checked, applying), costs=costs)


async def _learning(evaluation: models.Evaluation, facts: Facts) -> Learning:
    trained = [UUID(team) for team in sorted(facts.trained)]
    if evaluation.course_id is None or not trained:
        return Learning()
    row = await sql.learning(evaluation.organisation_id, evaluation.course_id, trained)
    return Learning(row["assigned"], row["completed"], row["gone"], row["passed"], row["learning_s"])


async def _measures(evaluation: models.Evaluation) -> tuple[MeasureFacts, ...]:
    own = {"organisation_id": evaluation.organisation_id, "evaluation_id": evaluation.id}
    values: dict[UUID, list[Observation]] = {}
    rows = models.Observation.filter(**own).order_by("period_on", "unit").values_list("measure_id", "unit", "period_on", "value")
    for measure_id, unit, period_on, value in await rows:
        values.setdefault(measure_id, []).append(Observation(unit, period_on, value))
    return tuple(
        MeasureFacts(
            m.name, m.level, m.unit, m.direction, m.period, tuple(values.get(m.id, ())), target(m), worth(m, evaluation.currency),
            m.value_low, m.value_high, m.seasonal,
        )
        for m in await models.Measure.filter(**own).order_by("position", "id")
    )  # fmt: skip


def target(m: models.Measure) -> Target | None:
    if m.target_value is None:
        return None
    return Target(m.name, m.target_value, m.target_due_on, m.target_contribution, m.target_confidence)


def worth(m: models.Measure, currency: str) -> MonetisationRule | None:
    if m.value_amount is None:
        return None
    return MonetisationRule(
        m.unit, Money(m.value_amount, currency), m.value_per, m.value_basis, m.value_source,
        SourceRank.ESTIMATE if m.value_rank is None else m.value_rank, m.value_approved_by, redeployed=m.value_redeployed,
    )  # fmt: skip


def cost_line(line: models.CostLine) -> CostLine:
    return CostLine(
        line.label, line.category, Money(line.amount, line.currency), line.kind, line.spent_on, line.recurring, line.used,
        line.low, line.high,
    )  # fmt: skip


def learning_time(evaluation: models.Evaluation, learning: Learning) -> tuple[CostLine, ...]:
    """Opportunity cost from recorded minutes: from the start on it is a fact and not an estimate."""
    if evaluation.hourly_wage is None or (evaluation.state in (State.PLANNED, State.BASELINE_LOCKED) and not learning.learning_s):
        return ()
    cost = opportunity_cost(
        Decimal(learning.learning_s) / 60, Money(evaluation.hourly_wage, evaluation.currency), evaluation.wage_loading
    )
    return (CostLine(LEARNING_TIME, CostCategory.OPPORTUNITY, cost, CostKind.ACTUAL),)


def estimate(row: models.Estimate) -> Estimate:
    return Estimate(row.estimator, row.contribution, row.confidence, row.low, row.high, row.basis)


async def standing_of(evaluation: models.Evaluation, facts: Facts, records: list[dict]) -> Evaluation:
    """The evaluation as the guards see it."""
    own = {"organisation_id": evaluation.organisation_id, "evaluation_id": evaluation.id}
    signed = {s.subject: s for s in await models.SignOff.filter(**own).order_by("signed_at", "id")}

    def sign_off(subject: models.SignOffSubject) -> SignOff | None:
        found = signed.get(subject)
        return None if found is None else SignOff(found.person, found.role, found.content_hash)

    need = None
    if evaluation.need_problem:
        need = BusinessNeed(
            evaluation.need_problem, evaluation.need_kpi, evaluation.need_owner, evaluation.need_owner_outside_hr,
            evaluation.need_hash, sign_off(models.SignOffSubject.NEED),
        )  # fmt: skip
    design = None
    if evaluation.method is not None:
        design = Design(
            evaluation.method, evaluation.design_hash, evaluation.mde, evaluation.design_locked_hash or None, evaluation.assignment_published
        )
    results = await models.Effect.filter(**own, leading=True, estimate__not_isnull=True).count()
    if evaluation.method is not None and not evaluation.method.measured:
        results = len(facts.estimates)
    return Evaluation(
        evaluation.state, evaluation.kind, evaluation.starts_on, need,
        targets=tuple(m.target for m in facts.measures if m.target is not None),
        baselines=tuple(Baseline(m.name, m.level, m.observations, m.seasonal) for m in facts.measures),
        design=design, costs=facts.costs, delivery_ended_on=evaluation.delivery_ended_on,
        levels=frozenset(r["level"] for r in records if r["records"]),
        post_tests=next(r["records"] for r in records if r["level"] == 2),
        learners=facts.learning.assigned or evaluation.learners, action_plans=await sql.action_plans(evaluation),
        action_plan_waiver=evaluation.action_plan_waiver, isolation_results=results,
        finance_sign_off=sign_off(models.SignOffSubject.RESULT), result_hash=evaluation.result_hash,
        distribution=tuple(evaluation.distribution), window_waiver_months=evaluation.window_waiver_months,
        stops_at=evaluation.stops_at,
    )  # fmt: skip
