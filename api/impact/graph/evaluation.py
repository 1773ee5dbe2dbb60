"""Evaluation: need, measures, design, costs, levels, result."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import strawberry

from api.catalogue.graph import Course
from api.impact import models
from api.impact.graph.access import EVALUATIONS, EVALUATIONS_OF, MAY_READ
from api.impact.graph.enums import (
    CostCategoryEnum,
    CostKindEnum,
    EstimatorKindEnum,
    EvaluationArm,
    EvaluationState,
    IsolationMethod,
    ProjectionKindEnum,
    SignOffSubjectEnum,
    TrainingKindEnum,
)
from api.impact.graph.measure import Effect, Measure
from api.impact.graph.parts import (
    Arms,
    BudgetLine,
    ClaimFigure,
    Flag,
    LevelRecords,
    MissingStep,
    Money,
    money,
)
from api.impact.graph.projection import RoiProjection
from api.impact.graph.reports import ActionPlan, CheckIn, Intangible, Reaction, RivalCause
from api.kit.reads import Arg, Connection, column, embedded, localized, many, one, part, reads, sql_field
from api.people.graph import Employee, Team


@part(models.Evaluation, who=MAY_READ)
class BusinessNeed:
    """The problem of the business that the training shall lessen."""

    problem: str = column("need_problem", description="In the owner's words.")
    kpi: str = column("need_kpi", description="The figure that shows it.")
    owner: str = column("need_owner", description="Who owns it.")
    owner_outside_hr: bool = column("need_owner_outside_hr", description="HR alone cannot own it.")
    signed: bool = sql_field(
        "EXISTS (SELECT 1 FROM sign_off s WHERE s.organisation_id = :organisation AND s.evaluation_id = {t}.id"
        " AND s.subject = 'need' AND s.content_hash = {t}.need_hash)",
        description="Whether a signature stands under exactly this content.",
    )
    content_hash: str = column("need_hash", description="What is signed.")


@part(models.Evaluation, who=MAY_READ)
class EvaluationDesign:
    """How the training's part will be told, frozen at the lock."""

    method: IsolationMethod = column(description="The method.")
    mde: Decimal | None = column(description="Smallest effect it finds with 80 % power, in the first measure's unit.")
    mde_money: Money | None = money("mde_money", "The same over the study, in money.")
    target_money: Money | None = money("target_money", "What the target is worth over the study.")
    enough: bool | None = column("mde_enough", description="Whether the target is above what can be seen.")
    content_hash: str = column("design_hash", description="Of all its settings.")
    locked_hash: str = column("design_locked_hash", description="Of the settings frozen at the lock; empty before.")


@reads(models.EvaluationTeam, rows=EVALUATIONS_OF, who=MAY_READ)
class EvaluationTeam:
    """A team that takes part."""

    id: strawberry.ID
    team: Team = one(by="team_id", trusted=True, description="The team.")
    arm: EvaluationArm = column(description="Its arm.")
    stratum: str = column(description="Drawn within this, its region say.")
    position: int = column(description="Its place in the drawn order.")
    starts_on: date | None = column(description="Its own start, where teams start one after another.")


@reads(models.CostLine, rows=EVALUATIONS_OF, who=MAY_READ)
class CostLine:
    """One cost."""

    id: strawberry.ID
    label: str = column(description="What it is for.")
    category: CostCategoryEnum = column(description="Direct, indirect, opportunity, evaluation.")
    kind: CostKindEnum = column(description="Budget, estimate or actual.")
    money: Money = money("amount", "The amount.")
    low: Decimal | None = column(description="Low end of an estimate.")
    high: Decimal | None = column(description="High end of an estimate.")
    used: Decimal = column(description="Share charged to this programme, 0 to 1.")
    spent_on: date | None = column(description="When.")
    recurring: bool = column(description="Whether it comes again.")
    automatic: bool = column(description="Computed from recorded learning minutes and the wage.")


@reads(models.Estimate, rows=EVALUATIONS_OF, who=MAY_READ)
class Estimate:
    """What one person estimates the training's part to be."""

    id: strawberry.ID
    estimator: str = column(description="Who.")
    kind: EstimatorKindEnum = column(description="As what.")
    contribution: Decimal = column(description="The training's part, 0 to 1.")
    confidence: Decimal | None = column(description="How sure, 0 to 1.")
    low: Decimal | None = column(description="Low end, where a range was given.")
    high: Decimal | None = column(description="High end.")
    basis: str = column(description="On what it rests.")


@reads(models.SignOff, rows=EVALUATIONS_OF, who=MAY_READ)
class SignOff:
    """A signature."""

    id: strawberry.ID
    subject: SignOffSubjectEnum = column(description="Under what.")
    person: str = column(description="Who.")
    role: str = column(description="As what.")
    content_hash: str = column(description="The content that was signed.")
    signed_at: datetime = column(description="When.")


@reads(models.Study, rows=EVALUATIONS_OF, who=MAY_READ)
class Study:
    """A concluded evaluation, frozen: its inputs give its result again, to the same bytes."""

    id: strawberry.ID
    version: int = column(description="1, and one more for each correction.")
    reason: str = column(description="Why it was corrected.")
    inputs_hash: str = column(description="SHA-256 of the inputs and the engine's version.")
    result_hash: str = column(description="SHA-256 of the result.")
    engine_version: str = column(description="The engine.")
    seed: int = column(description="Seed of the draws.")
    approved_by: str = column(description="Who in finance signed.")
    concluded_at: datetime = column(description="When.")


@reads(models.AuditedClaim, rows=EVALUATIONS_OF, who=MAY_READ)
class AuditedClaim:
    """A claim of others, and what our rules find in it."""

    id: strawberry.ID
    label: str = column(description="Of what.")
    source: str = column(description="Where it stands.")
    figures: list[ClaimFigure] = column(description="Claimed beside computed.")
    flags: list[Flag] = column(description="What is wrong, and where.")
    audited_at: datetime = column(description="When.")


def newest(kind: str, description: str) -> Any:
    return one(
        match=f"{{t}}.evaluation_id = {{parent}}.id AND {{t}}.current AND {{t}}.kind = '{kind}'", trusted=True, description=description
    )


@reads(models.Evaluation, rows=EVALUATIONS, who=MAY_READ)
class Evaluation:
    """A training, measured: from the business need that it serves to what it returned."""

    id: strawberry.ID
    name: str = localized(description="Its name.")
    state: EvaluationState = column(description="How far it is.")
    kind: TrainingKindEnum = column(description="What kind of thing is trained.")
    currency: str = column(description="ISO 4217; all its money is in it.")
    starts_on: date = column(description="First day of the training.")
    delivery_ends_on: date = column(description="Last day of the training, as planned.")
    delivery_ended_on: date | None = column(description="As it was.")
    stops_at: int = column(description="The level at which it ends; below 5 no ROI is planned.")
    course: Course | None = one(by="course_id", trusted=True, description="What is trained.")
    owner: Employee | None = one(by="owner_id", description="Who runs the evaluation.")
    need: BusinessNeed | None = embedded(when="{t}.need_problem <> ''", description="What it shall lessen.")
    method: IsolationMethod | None = column(description="How the training's part is told.")
    grade: str | None = sql_field(
        "CASE {t}.method WHEN 'randomised' THEN 'A' WHEN 'randomised_teams' THEN 'A' WHEN 'stepped_wedge' THEN 'A'"
        " WHEN 'matched' THEN 'B' WHEN 'difference_in_differences' THEN 'B' WHEN 'staggered' THEN 'B'"
        " WHEN 'synthetic_control' THEN 'C' WHEN 'trend_line' THEN 'D' WHEN 'estimates' THEN 'E' END",
        description="Evidence grade of the method, A to E.",
    )
    design: EvaluationDesign | None = embedded(when="{t}.method IS NOT NULL", description="The design.")
    arms: Arms | None = column("draw", description="How the lot fell; null where nothing was drawn.")
    teams: list[EvaluationTeam] = many(by="evaluation_id", order="position", trusted=True, most=500, description="Who takes part.")
    learners: int = column(description="People taking part.")
    measures: list[Measure] = many(by="evaluation_id", order="position", trusted=True, description="What is measured.")
    effects: list[Effect] = many(by="evaluation_id", order="-leading", trusted=True, description="What each method says, the primary first.")
    effect: Effect | None = one(
        match="{t}.evaluation_id = {parent}.id AND {t}.leading AND {t}.measure_id IN (SELECT m.id FROM measure m"
        " WHERE m.organisation_id = :organisation AND m.level = 4)",
        order="measure_id", trusted=True, description="What the frozen method says of the first result.",
    )
    costs: list[CostLine] = many(by="evaluation_id", order="position", trusted=True, most=500, description="Every cost.")
    cost_total: Money | None = column(description="Fully loaded.")
    budget: list[BudgetLine] = column(description="Budget against actual, by category.")
    hourly_wage: Money | None = money("hourly_wage", "Turns recorded minutes into opportunity cost.")
    learning_minutes: int = sql_field("{t}.learning_s / 60", description="Recorded, of all people taking part.")
    estimates: list[Estimate] = many(by="evaluation_id", trusted=True, description="What people estimate.")
    levels: list[LevelRecords] = column(description="What is recorded at each level.")
    proof: str = column(description="How far it reaches: unproven, learned, applied or resulted.")
    reactions: Connection[Reaction] = many(by="evaluation_id", order="-answered_at", description="Level 1.")
    action_plans: Connection[ActionPlan] = many(by="evaluation_id", description="What learners mean to do.")
    check_ins: Connection[CheckIn] = many(by="evaluation_id", order="-checked_on", description="Level 3.")
    intangibles: list[Intangible] = many(by="evaluation_id", trusted=True, description="Gains told and not priced.")
    rival_causes: list[RivalCause] = many(by="evaluation_id", order="happened_on", trusted=True, description="What else happened.")
    sign_offs: list[SignOff] = many(by="evaluation_id", order="signed_at", trusted=True, description="Who signed.")
    projection: RoiProjection | None = one(
        match="{t}.evaluation_id = {parent}.id AND {t}.current", order="-computed_at", trusted=True,
        args={"kind": Arg(ProjectionKindEnum, "{t}.kind = {v}", "Of this kind.")},
        description="What is known now: the newest of forecast, interim and final; of a claim, its restatement.",
    )
    forecast: RoiProjection | None = newest("forecast", "As it was foreseen before the start.")
    claimed: RoiProjection | None = newest("claimed", "As others claim it.")
    restated: RoiProjection | None = newest("restated", "What we make of their claim.")
    projections: Connection[RoiProjection] = many(
        by="evaluation_id", order="-computed_at", trusted=True, description="How it moved, day by day.",
        args={"kind": Arg(ProjectionKindEnum, "{t}.kind = {v}", "Of this kind.")},
    )
    claim: AuditedClaim | None = one(match="{t}.evaluation_id = {parent}.id", trusted=True, description="The claim, where it is one.")
    studies: list[Study] = many(by="evaluation_id", order="-version", trusted=True, description="Its concluded versions, newest first.")
    flags: list[Flag] = column(description="What the last reckoning found.")
    missing: list[MissingStep] = column(description="All that still stands against the next step.")
    locked_hash: str | None = column(description="SHA-256 of need, targets, baseline and design, frozen at the lock.")
    result_hash: str = column(description="What finance signs.")
    distribution: list[str] = column(description="Who receives the result.")
    decision: str | None = column(description="continue, change or stop.")
    decision_reason: str = column(description="Why.")
    next_look_on: date | None = column(description="When it is looked at again.")
    revised_because: str = column(description="What was wrong with the version before.")
    forecast_ratio: Decimal | None = column(description="Forecast benefit over the one that came; above 1 it was too hopeful.")
    cancelled_because: str = column(description="Why it was cancelled.")
    created_at: datetime = column(description="When it was made.")
    locked_at: datetime | None = column(description="When the baseline was locked.")
    started_at: datetime | None = column(description="When the training started.")
    followed_up_at: datetime | None = column(description="When delivery had ended.")
    concluded_at: datetime | None = column(description="When it was concluded.")
    updated_at: datetime = column(description="When anything in it last changed.")


