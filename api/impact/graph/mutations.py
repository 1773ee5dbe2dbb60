"""The steps of an evaluation, as mutations: one input, and the evaluation as it is now, or why not."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any
from uuid import UUID

import strawberry

from api.impact import actions
from api.impact.actions import drafts
from api.impact.graph import enums  # noqa: F401  (enums are named before the inputs that mention them)
from api.impact.graph.access import MAY_REPORT, MAY_WRITE
from api.impact.graph.evaluation import Evaluation
from api.impact.graph.given import draft_of, given
from api.kit.reads import mutation, row
from api.kit.refusals import GraphRefusal, Refusal


def result(name: str, what: type = Evaluation, said: str = "The evaluation as it is now, or why not.") -> Any:
    return Annotated[what | GraphRefusal, strawberry.union(f"{name}Result", description=said)]


async def answered(info: strawberry.Info, action: Callable[..., Awaitable[UUID]], draft: type, input: Any) -> Any:
    try:
        return row(Evaluation, await action(info.context.viewer, draft_of(draft, input)))
    except Refusal as no:
        return no.to_graph()


CreateEvaluation = given(drafts.CreateEvaluationDraft)
SetNeed = given(drafts.SetNeedDraft)
SignNeed = given(drafts.SignDraft, "SignNeedInput")
SetMeasures = given(drafts.SetMeasuresDraft)
SetTargets = given(drafts.SetTargetsDraft)
SetAssumptions = given(drafts.SetAssumptionsDraft)
SetDesign = given(drafts.SetDesignDraft)
EnterCosts = given(drafts.EnterCostsDraft)
EnterEstimates = given(drafts.EnterEstimatesDraft)
LockBaseline = given(drafts.OfEvaluationDraft, "LockBaselineInput")
PublishArms = given(drafts.OfEvaluationDraft, "PublishArmsInput")
StartEvaluation = given(drafts.OfEvaluationDraft, "StartEvaluationInput")
MoveToFollowUp = given(drafts.FollowUpDraft, "MoveToFollowUpInput")
SignResult = given(drafts.SignDraft, "SignResultInput")
ConcludeEvaluation = given(drafts.ConcludeDraft, "ConcludeEvaluationInput")
ReviseEvaluation = given(drafts.ReviseDraft, "ReviseEvaluationInput")
CancelEvaluation = given(drafts.CancelDraft, "CancelEvaluationInput")
AuditClaim = given(drafts.AuditClaimDraft)
RecordCheckIn = given(drafts.CheckInDraft, "RecordCheckInInput")
RecordReactions = given(drafts.RecordReactionsDraft)
RecordActionPlans = given(drafts.RecordActionPlansDraft)
EnterIntangibles = given(drafts.EnterIntangiblesDraft)
EnterRivalCauses = given(drafts.EnterRivalCausesDraft)


@strawberry.type
class ImpactMutation:
    @mutation(who=MAY_WRITE)
    async def create_evaluation(self, info: strawberry.Info, input: CreateEvaluation) -> result("CreateEvaluation"):
        """Plan an evaluation, before the training starts. Safe to send again under an id of your own."""
        return await answered(info, actions.create_evaluation, drafts.CreateEvaluationDraft, input)

    @mutation(who=MAY_WRITE)
    async def set_need(self, info: strawberry.Info, input: SetNeed) -> result("SetNeed"):
        """Say which business problem the training shall lessen. An older signature becomes stale."""
        return await answered(info, actions.set_need, drafts.SetNeedDraft, input)

    @mutation(who=MAY_WRITE)
    async def sign_need(self, info: strawberry.Info, input: SignNeed) -> result("SignNeed"):
        """Sign the need, as its owner outside HR. SIGNOFF_STALE if it changed since it was shown."""
        return await answered(info, actions.sign_need, drafts.SignDraft, input)

    @mutation(who=MAY_WRITE)
    async def set_measures(self, info: strawberry.Info, input: SetMeasures) -> result("SetMeasures"):
        """Say what is measured and what a unit of it is worth. By name: the same name again changes it."""
        return await answered(info, actions.set_measures, drafts.SetMeasuresDraft, input)

    @mutation(who=MAY_WRITE)
    async def set_targets(self, info: strawberry.Info, input: SetTargets) -> result("SetTargets"):
        """Agree on targets, with the training's expected part and how sure that is."""
        return await answered(info, actions.set_targets, drafts.SetTargetsDraft, input)

    @mutation(who=MAY_WRITE)
    async def set_assumptions(self, info: strawberry.Info, input: SetAssumptions) -> result("SetAssumptions"):
        """Say what nobody can know beforehand. Facts replace it as they come."""
        return await answered(info, actions.set_assumptions, drafts.SetAssumptionsDraft, input)

    @mutation(who=MAY_WRITE)
    async def set_design(self, info: strawberry.Info, input: SetDesign) -> result("SetDesign"):
        """Choose how the training's part will be told; with `treated`, draw by lot who is trained first."""
        return await answered(info, actions.set_design, drafts.SetDesignDraft, input)

    @mutation(who=MAY_WRITE)
    async def enter_costs(self, info: strawberry.Info, input: EnterCosts) -> result("EnterCosts"):
        """Enter costs. The same category, label and kind again replaces."""
        return await answered(info, actions.enter_costs, drafts.EnterCostsDraft, input)

    @mutation(who=MAY_WRITE)
    async def enter_estimates(self, info: strawberry.Info, input: EnterEstimates) -> result("EnterEstimates"):
        """Enter what people estimate the training's part to be. DOUBLE_ISOLATION with a measured method."""
        return await answered(info, actions.enter_estimates, drafts.EnterEstimatesDraft, input)

    @mutation(who=MAY_WRITE)
    async def lock_baseline(self, info: strawberry.Info, input: LockBaseline) -> result("LockBaseline"):
        """Freeze need, targets, baseline and design under one hash. Refused with the first reason; `missing` has them all."""
        return await answered(info, actions.lock_baseline, drafts.OfEvaluationDraft, input)

    @mutation(who=MAY_WRITE)
    async def publish_arms(self, info: strawberry.Info, input: PublishArms) -> result("PublishArms"):
        """Tell everybody who is trained now and who waits."""
        return await answered(info, actions.publish_arms, drafts.OfEvaluationDraft, input)

    @mutation(who=MAY_WRITE)
    async def start_evaluation(self, info: strawberry.Info, input: StartEvaluation) -> result("StartEvaluation"):
        """The training starts."""
        return await answered(info, actions.start_evaluation, drafts.OfEvaluationDraft, input)

    @mutation(who=MAY_WRITE)
    async def move_to_follow_up(self, info: strawberry.Info, input: MoveToFollowUp) -> result("MoveToFollowUp"):
        """The training is over; now its effect is awaited."""
        return await answered(info, actions.move_to_follow_up, drafts.FollowUpDraft, input)

    @mutation(who=MAY_WRITE)
    async def sign_result(self, info: strawberry.Info, input: SignResult) -> result("SignResult"):
        """Finance signs the result as it stands (`resultHash`). Figures that come later make it stale."""
        return await answered(info, actions.sign_result, drafts.SignDraft, input)

    @mutation(who=MAY_WRITE)
    async def conclude_evaluation(self, info: strawberry.Info, input: ConcludeEvaluation) -> result("ConcludeEvaluation"):
        """Freeze the result with all its inputs, say who receives it and what is decided."""
        return await answered(info, actions.conclude_evaluation, drafts.ConcludeDraft, input)

    @mutation(who=MAY_WRITE)
    async def revise_evaluation(self, info: strawberry.Info, input: ReviseEvaluation) -> result("ReviseEvaluation"):
        """Correct a concluded evaluation: figures open again, and the next conclusion is a new version beside the old one."""
        return await answered(info, actions.revise_evaluation, drafts.ReviseDraft, input)

    @mutation(who=MAY_WRITE)
    async def cancel_evaluation(self, info: strawberry.Info, input: CancelEvaluation) -> result("CancelEvaluation"):
        """End it without a result, and say why."""
        return await answered(info, actions.cancel_evaluation, drafts.CancelDraft, input)

    @mutation(who=MAY_WRITE)
    async def audit_claim(self, info: strawberry.Info, input: AuditClaim) -> result("AuditClaim"):
        """Type in a claim of others; it is audited by our own rules and, with `assumed`, restated."""
        return await answered(info, actions.audit_claim, drafts.AuditClaimDraft, input)

    @mutation(who=MAY_REPORT)
    async def record_check_in(self, info: strawberry.Info, input: RecordCheckIn) -> result("RecordCheckIn"):
        """Record a look at one person, made within 30 seconds, perhaps offline. Safe to send again."""
        return await answered(info, actions.record_check_in, drafts.CheckInDraft, input)

    @mutation(who=MAY_WRITE)
    async def record_reactions(self, info: strawberry.Info, input: RecordReactions) -> result("RecordReactions"):
        """Record reactions, also of an old survey. Safe to send again."""
        return await answered(info, actions.record_reactions, drafts.RecordReactionsDraft, input)

    @mutation(who=MAY_REPORT)
    async def record_action_plans(self, info: strawberry.Info, input: RecordActionPlans) -> result("RecordActionPlans"):
        """Record what learners will do differently; their manager approves."""
        return await answered(info, actions.record_action_plans, drafts.RecordActionPlansDraft, input)

    @mutation(who=MAY_WRITE)
    async def enter_intangibles(self, info: strawberry.Info, input: EnterIntangibles) -> result("EnterIntangibles"):
        """Tell gains that are not priced. DOUBLE_COUNT for what is turned into money already."""
        return await answered(info, actions.enter_intangibles, drafts.EnterIntangiblesDraft, input)

    @mutation(who=MAY_WRITE)
    async def enter_rival_causes(self, info: strawberry.Info, input: EnterRivalCauses) -> result("EnterRivalCauses"):
        """Note what else happened, by its date."""
        return await answered(info, actions.enter_rival_causes, drafts.EnterRivalCausesDraft, input)
