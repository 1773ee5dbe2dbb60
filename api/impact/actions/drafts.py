"""What the actions take. The words beside each field are what GraphQL says of it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from api.impact.models import EstimatorKind, Grain
from api.impact.rules.claims import Claim
from api.impact.rules.costs import CostCategory, CostKind
from api.impact.rules.evaluation import Method, TrainingKind
from api.impact.rules.measures import Basis, Direction, Period, SourceRank, Unit

Texts = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class NeedDraft:
    """The business need that the training shall lessen."""

    problem: Annotated[str, "The problem, in the owner's words."]
    kpi: Annotated[str, "The figure that shows it."]
    owner: Annotated[str, "Who owns it."]
    owner_outside_hr: Annotated[bool, "Whether they are outside HR: HR alone cannot own a need."]


@dataclass(frozen=True, kw_only=True)
class CreateEvaluationDraft:
    """A new evaluation, planned before the training starts."""

    id: Annotated[UUID | None, "The sender's own id (a UUID): sent twice, it is made once."] = None
    name: Annotated[Texts, "Its name."]
    kind: Annotated[TrainingKind, "What kind of thing is trained."]
    course_id: Annotated[UUID | None, "What is trained; recorded learning of it counts."] = None
    starts_on: Annotated[date, "First day of the training."]
    delivery_ends_on: Annotated[date, "Last day of the training."]
    team_ids: Annotated[tuple[UUID, ...], "Who takes part."] = ()
    currency: Annotated[str | None, "ISO 4217; the organisation's own by default."] = None
    stops_at: Annotated[int, "The level at which it ends, 1 to 5; below 5 no ROI is planned."] = 5
    need: Annotated[NeedDraft | None, "The business need."] = None


@dataclass(frozen=True, kw_only=True)
class SetNeedDraft:
    """The need, anew. A signature under the old one becomes stale."""

    evaluation_id: Annotated[UUID, "Of which evaluation."]
    need: Annotated[NeedDraft, "The business need."]


@dataclass(frozen=True, kw_only=True)
class SignDraft:
    """A signature under exactly one content."""

    evaluation_id: Annotated[UUID, "Of which evaluation."]
    person: Annotated[str, "Who signs."]
    role: Annotated[str, "As what: regional manager, finance."]
    content_hash: Annotated[str, "The content that they saw (`need { contentHash }`, `resultHash`)."]


@dataclass(frozen=True, kw_only=True)
class UnitValueDraft:
    """What a change of a measure is worth."""

    amount: Annotated[Decimal, "Money for `per` units, in the evaluation's currency."]
    per: Annotated[Decimal, "How many units: 1 point, 60 minutes."] = Decimal(1)
    low: Annotated[Decimal | None, "Low end, where it is a range."] = None
    high: Annotated[Decimal | None, "High end."] = None
    basis: Annotated[Basis, "Margin, cost or wage. Revenue is refused."]
    source: Annotated[str, "Who states it, and where."]
    rank: Annotated[SourceRank | None, "How credible that is."] = None
    approved_by: Annotated[str, "Who in finance approved it."] = ""
    redeployed: Annotated[Decimal | None, "Share of freed time that is put to other work; else it is not money."] = None


@dataclass(frozen=True, kw_only=True)
class MeasureDraft:
    """A figure, known by its name."""

    name: Annotated[str, "As the business calls it."]
    level: Annotated[int, "4, a result; 3, a behaviour."] = 4
    unit: Annotated[Unit, "What a number of it counts."]
    direction: Annotated[Direction, "Which way is good."]
    period: Annotated[Period, "The time that a value stands for."] = Period.MONTH
    grain: Annotated[Grain, "Whose figure one value is."] = Grain.TEAM
    seasonal: Annotated[bool, "Whether it follows the year; a seasonal one needs 24 periods before."] = False
    source_system: Annotated[str, "Where it is read."] = ""
    formula_version: Annotated[str, "Another formula, another line."] = "1"
    owner: Annotated[str, "Who answers for it."] = ""
    unit_value: Annotated[UnitValueDraft | None, "What it is worth; null leaves it out of the ROI."] = None


@dataclass(frozen=True, kw_only=True)
class SetMeasuresDraft:
    """Measures by name: a known name is changed, another is added."""

    evaluation_id: Annotated[UUID, "Of which evaluation."]
    measures: Annotated[tuple[MeasureDraft, ...], "Up to 20."]


@dataclass(frozen=True, kw_only=True)
class TargetDraft:
    """What was agreed on for one measure."""

    measure_id: Annotated[UUID, "Of which measure."]
    value: Annotated[Decimal, "The value to reach, in the measure's unit."]
    due_on: Annotated[date | None, "By when."] = None
    contribution: Annotated[Decimal | None, "The training's part in reaching it, 0 to 1."] = None
    confidence: Annotated[Decimal | None, "How sure of that, 0 to 1."] = None
    agreed_by: Annotated[str, "Who agreed."] = ""


@dataclass(frozen=True, kw_only=True)
class SetTargetsDraft:
    """Targets, agreed before the start."""

    evaluation_id: Annotated[UUID, "Of which evaluation."]
    targets: Annotated[tuple[TargetDraft, ...], "One a measure."]


@dataclass(frozen=True, kw_only=True)
class ObservationDraft:
    """One value of a measure."""

    team_id: Annotated[UUID | None, "The team; null for a figure of the whole."] = None
    period_on: Annotated[date, "First day of the period."]
    value: Annotated[Decimal, "In the measure's unit: 5.2 in PP, 0.052 in RATIO."]
    n: Annotated[int | None, "How many cases it rests on."] = None


@dataclass(frozen=True, kw_only=True)
class RecordDraft:
    """Values of one measure. Team and period decide: sent again they change nothing, with another value they restate."""

    measure_id: Annotated[UUID, "Of which measure."]
    observations: Annotated[tuple[ObservationDraft, ...], "Up to 5,000."]
    source: Annotated[str, "Where they come from."] = ""


@dataclass(frozen=True, kw_only=True)
class ColumnsDraft:
    """Which column of the file is what, by its heading."""

    team: Annotated[str | None, "The team's external id or name; null for a figure of the whole."] = None
    period: Annotated[str, "The first day of the period (2026-03-01) or its month (2026-03)."]
    value: Annotated[str, "The value."]
    n: Annotated[str | None, "How many cases it rests on."] = None


@dataclass(frozen=True, kw_only=True)
class ImportDraft:
    """A CSV file with a heading."""

    measure_id: Annotated[UUID, "Of which measure."]
    csv: Annotated[str, "The file's text, up to 5,000 lines; comma, semicolon or tab."]
    columns: Annotated[ColumnsDraft, "Which column is what."]
    source: Annotated[str, "The file's name."] = ""


@dataclass(frozen=True, kw_only=True)
class CostDraft:
    """One cost, known by its category, label and kind."""

    label: Annotated[str, "What it is for."]
    category: Annotated[CostCategory, "Direct, indirect, opportunity or evaluation."]
    kind: Annotated[CostKind, "Budget, estimate or actual; the later replaces the earlier."] = CostKind.ESTIMATE
    amount: Annotated[Decimal, "Exact. An explicit zero answers for its category."]
    currency: Annotated[str | None, "ISO 4217; the evaluation's own by default."] = None
    low: Annotated[Decimal | None, "Low end of an estimate."] = None
    high: Annotated[Decimal | None, "High end of an estimate."] = None
    used: Annotated[Decimal, "Share charged to this programme, 0 to 1."] = Decimal(1)
    spent_on: Annotated[date | None, "When."] = None
    recurring: Annotated[bool, "Whether it comes again."] = False


@dataclass(frozen=True, kw_only=True)
class RateDraft:
    """Units of the evaluation's currency for one of another."""

    currency: Annotated[str, "ISO 4217."]
    rate: Annotated[Decimal, "Above zero."]


@dataclass(frozen=True, kw_only=True)
class FxDraft:
    """The study's one table of rates."""

    rates: Annotated[tuple[RateDraft, ...], "One a currency."]
    rated_on: Annotated[date, "Of which day."]
    source: Annotated[str, "Whose rates."]


@dataclass(frozen=True, kw_only=True)
class EnterCostsDraft:
    """Costs. The same category, label and kind sent again replace."""

    evaluation_id: Annotated[UUID, "Of which evaluation."]
    costs: Annotated[tuple[CostDraft, ...], "Up to 200."] = ()
    withdrawn_ids: Annotated[tuple[UUID, ...], "Lines that are taken out."] = ()
    hourly_wage: Annotated[Decimal | None, "Turns recorded learning minutes into opportunity cost."] = None
    wage_loading: Annotated[Decimal | None, "What an hour costs beside the wage: 1.2 is a fifth more."] = None
    fx: Annotated[FxDraft | None, "Rates for costs in other currencies."] = None


@dataclass(frozen=True, kw_only=True)
class EstimateDraft:
    """One estimator's share for the training."""

    estimator: Annotated[str, "Who."]
    kind: Annotated[EstimatorKind, "As what."]
    contribution: Annotated[Decimal, "The training's part, 0 to 1."]
    confidence: Annotated[Decimal | None, "How sure, 0 to 1."] = None
    low: Annotated[Decimal | None, "Low end, instead of a confidence."] = None
    high: Annotated[Decimal | None, "High end."] = None
    basis: Annotated[str, "On what it rests."] = ""


@dataclass(frozen=True, kw_only=True)
class EnterEstimatesDraft:
    """Estimates by estimator: sent again they replace."""

    evaluation_id: Annotated[UUID, "Of which evaluation."]
    estimates: Annotated[tuple[EstimateDraft, ...], "Up to 200."]


@dataclass(frozen=True, kw_only=True)
class TeamStartDraft:
    """A team's own start, where teams start one after another."""

    team_id: Annotated[UUID, "The team."]
    starts_on: Annotated[date, "Its first day."]


@dataclass(frozen=True, kw_only=True)
class SetDesignDraft:
    """How the training's part will be told, and who is trained first."""

    evaluation_id: Annotated[UUID, "Of which evaluation."]
    method: Annotated[Method, "The method."]
    treated: Annotated[int | None, "How many teams are trained now; drawn by lot, the rest wait."] = None
    seed: Annotated[int | None, "Seed of the lot: the same teams and seed give the same draw."] = None
    treated_team_ids: Annotated[tuple[UUID, ...], "Who is trained, where it was not drawn by lot."] = ()
    exempt_team_ids: Annotated[tuple[UUID, ...], "Trained at once and compared with nobody (safety, compliance)."] = ()
    starts: Annotated[tuple[TeamStartDraft, ...], "Own starts of teams."] = ()


@dataclass(frozen=True, kw_only=True)
class RangeDraft:
    """A judgement."""

    low: Annotated[Decimal, "At least."]
    mode: Annotated[Decimal, "Most likely."]
    high: Annotated[Decimal, "At most."]


@dataclass(frozen=True, kw_only=True)
class SetAssumptionsDraft:
    """What nobody can know beforehand, said openly. What is left out stays."""

    evaluation_id: Annotated[UUID, "Of which evaluation."]
    completion: Annotated[Decimal | None, "Share of the assigned who will complete, 0 to 1."] = None
    mastery: Annotated[Decimal | None, "Share of those who will pass."] = None
    transfer: Annotated[RangeDraft | None, "Share of those who will use it on the job."] = None
    months: Annotated[RangeDraft | None, "Months of benefit after delivery; the rest of the first year by default."] = None
    ramp_months: Annotated[int | None, "Months until the full benefit."] = None
    monthly_decay: Annotated[Decimal | None, "Share of the benefit lost a month."] = None
    multi_year_registered: Annotated[bool | None, "Count beyond the first year; only before the lock."] = None
    hurdle: Annotated[Decimal | None, "The return that finance asks for, a ratio."] = None
    discount_rate: Annotated[Decimal | None, "Nominal rate a year, for the net present value."] = None
    window_waiver_months: Annotated[int | None, "Judge later than usual, by so many months after delivery."] = None


@dataclass(frozen=True, kw_only=True)
class OfEvaluationDraft:
    """An evaluation."""

    evaluation_id: Annotated[UUID, "Which evaluation."]


@dataclass(frozen=True, kw_only=True)
class FollowUpDraft:
    """The training is over."""

    evaluation_id: Annotated[UUID, "Of which evaluation."]
    delivery_ended_on: Annotated[date, "Its last day."]
    action_plan_waiver: Annotated[str, "Why fewer than 80 % have an action plan."] = ""


@dataclass(frozen=True, kw_only=True)
class ConcludeDraft:
    """The result, to whom it goes, and what is decided."""

    evaluation_id: Annotated[UUID, "Of which evaluation."]
    distribution: Annotated[tuple[str, ...], "Who receives it, good or bad."] = ()
    decision: Annotated[str | None, "continue, change or stop."] = None
    decision_reason: Annotated[str, "Why."] = ""
    next_look_on: Annotated[date | None, "When it is looked at again."] = None


@dataclass(frozen=True, kw_only=True)
class ReviseDraft:
    """A correction of a concluded study: a new version beside the old one."""

    evaluation_id: Annotated[UUID, "Of which evaluation."]
    reason: Annotated[str, "What was wrong."]


@dataclass(frozen=True, kw_only=True)
class CancelDraft:
    """It ends without a result."""

    evaluation_id: Annotated[UUID, "Which evaluation."]
    reason: Annotated[str, "Why."]


@dataclass(frozen=True, kw_only=True)
class CheckInDraft:
    """A look at one person, made on the phone and sent when there is a network."""

    id: Annotated[UUID, "The phone's own id: sent twice, it counts once."]
    evaluation_id: Annotated[UUID, "Of which evaluation."]
    employee_id: Annotated[UUID, "Who was watched."]
    checked_on: Annotated[date, "On which day."]
    frequency: Annotated[int, "Times the new behaviour was seen in the fortnight."]
    proficiency: Annotated[int, "How well it went, 1 to 5."]
    indicator_id: Annotated[UUID | None, "Which behaviour indicator of the course."] = None
    note: Annotated[str, "What was seen."] = ""


@dataclass(frozen=True, kw_only=True)
class ReactionDraft:
    """Marks from 1 to 5, right after the course."""

    id: Annotated[UUID, "The sender's own id: sent twice, it counts once."]
    employee_id: Annotated[UUID | None, "Who; null for an anonymous survey."] = None
    satisfaction: Annotated[int, "1 to 5."]
    usefulness: Annotated[int, "1 to 5."]
    teaching: Annotated[int | None, "1 to 5."] = None
    note: Annotated[str, "In their words."] = ""
    answered_at: Annotated[datetime, "When."]


@dataclass(frozen=True, kw_only=True)
class ReactDraft:
    """Two taps, right after the last unit."""

    id: Annotated[UUID, "The phone's own id: sent twice, it counts once."]
    course_id: Annotated[UUID, "Of which course."]
    satisfaction: Annotated[int, "How it was, 1 to 5."]
    usefulness: Annotated[int, "Whether it helps at work, 1 to 5."]
    note: Annotated[str, "In their own words."] = ""
    answered_at: Annotated[datetime, "When, by the device's clock."]


@dataclass(frozen=True, kw_only=True)
class RecordReactionsDraft:
    """Reactions: from the app, or an old survey."""

    evaluation_id: Annotated[UUID, "Of which evaluation."]
    reactions: Annotated[tuple[ReactionDraft, ...], "Up to 500."]
    source: Annotated[str, "The app, or the survey's name."] = ""


@dataclass(frozen=True, kw_only=True)
class ActionPlanDraft:
    """What a learner will do differently. All three are needed."""

    employee_id: Annotated[UUID, "Whose."]
    behaviour: Annotated[str, "What they will do."]
    situation: Annotated[str, "Where and when."]
    intended: Annotated[str, "What it shall bring."]
    approved: Annotated[bool, "Whether you, their manager, approve it."] = False


@dataclass(frozen=True, kw_only=True)
class RecordActionPlansDraft:
    """Action plans by person: sent again they replace."""

    evaluation_id: Annotated[UUID, "Of which evaluation."]
    plans: Annotated[tuple[ActionPlanDraft, ...], "Up to 500."]


@dataclass(frozen=True, kw_only=True)
class IntangibleDraft:
    """A gain told and not priced."""

    indicator: Annotated[str, "What."]
    unit: Annotated[str, "As counted."] = ""
    before: Annotated[Decimal | None, "Before the training."] = None
    after: Annotated[Decimal | None, "After it."] = None
    note: Annotated[str, "In words."] = ""


@dataclass(frozen=True, kw_only=True)
class EnterIntangiblesDraft:
    """Intangibles by indicator: sent again they replace."""

    evaluation_id: Annotated[UUID, "Of which evaluation."]
    intangibles: Annotated[tuple[IntangibleDraft, ...], "Up to 50."]


@dataclass(frozen=True, kw_only=True)
class RivalCauseDraft:
    """What else happened: a market, a product, a competitor."""

    happened_on: Annotated[date, "When."]
    name: Annotated[str, "What."]
    note: Annotated[str, "More of it."] = ""


@dataclass(frozen=True, kw_only=True)
class EnterRivalCausesDraft:
    """The dated register of rival causes; shown on the trend."""

    evaluation_id: Annotated[UUID, "Of which evaluation."]
    causes: Annotated[tuple[RivalCauseDraft, ...], "Up to 50."]


@dataclass(frozen=True, kw_only=True)
class AssumedDraft:
    """What we assume where the claim is silent."""

    confidence: Annotated[Decimal, "Confidence of the estimate, 0 to 1."]
    added_costs: Annotated[tuple[CostDraft, ...], "Costs that it left out; zero is an answer."] = ()


@dataclass(frozen=True, kw_only=True)
class AuditClaimDraft:
    """A claim of others, typed in, to be held against the rules that our own studies obey."""

    id: Annotated[UUID | None, "The sender's own id: sent twice, it is made once."] = None
    name: Annotated[Texts, "Its name in the list."]
    kind: Annotated[TrainingKind, "What kind of thing was trained."] = TrainingKind.SKILL
    source: Annotated[str, "Where the claim stands."] = ""
    claim: Annotated[Claim, "What it says."]
    assumed: Annotated[AssumedDraft | None, "What we assume; without it there is no restatement."] = None
