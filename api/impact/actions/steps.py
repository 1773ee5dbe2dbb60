"""The steps of an evaluation. Each is guarded by the rules, and each leaves one journal entry."""

from uuid import UUID

from api.impact import models, sql
from api.impact.actions import drafts
from api.impact.actions.designing import measure_sight, warmed
from api.impact.actions.loading import locked, standing_of, teams_of
from api.impact.actions.planning import in_state, sign
from api.impact.actions.refusing import invalid, refusing
from api.impact.actions.saving import changed, refresh
from api.impact.rules.codes import Code, refuse
from api.impact.rules.evaluation import State
from api.impact.rules.facts import Facts
from api.impact.rules.replay import content_hash, plain
from api.impact.rules.states import Step, move
from api.kit import clock
from api.kit.viewer import Viewer
from api.kit.work import unit_of_work

DECISIONS = ("continue", "change", "stop")


async def moved(evaluation: models.Evaluation, step: Step, reason: str = "") -> Facts:
    """The state after the step, or the first reason against it."""
    facts = await refresh(evaluation)
    teams = [t.team_id for t in await teams_of(evaluation)]
    records = await sql.records(evaluation, teams, facts.after_on)
    standing = await standing_of(evaluation, facts, records)
    evaluation.state = move(standing, step, facts.today, reason)
    return facts


@refusing
async def lock_baseline(viewer: Viewer, draft: drafts.OfEvaluationDraft) -> UUID:
    """From here on need, targets, baseline and design are one content with one hash."""
    await warmed()

    async def work() -> UUID:
        evaluation = await locked(viewer.organisation_id, draft.evaluation_id)
        if evaluation.state is State.PLANNED and evaluation.method is not None:
            await measure_sight(evaluation)
        facts = await moved(evaluation, Step.LOCK)
        evaluation.design_locked_hash = evaluation.design_hash
        evaluation.locked_hash = content_hash(
            {
                "need": evaluation.need_hash, "design": evaluation.design_hash, "starts_on": evaluation.starts_on,
                "measures": [plain(m) for m in facts.measures],
                "multi_year": facts.assumptions.multi_year_registered,
            }
        )  # fmt: skip
        evaluation.locked_at = clock.now()
        await changed(evaluation, "locked", hash=evaluation.locked_hash)
        return evaluation.id

    return await unit_of_work(work)


@refusing
async def publish_arms(viewer: Viewer, draft: drafts.OfEvaluationDraft) -> UUID:
    """Everybody is told who is trained now and who waits, before anybody is trained."""

    async def work() -> UUID:
        evaluation = await locked(viewer.organisation_id, draft.evaluation_id)
        in_state(evaluation, State.BASELINE_LOCKED)
        evaluation.assignment_published = True
        await changed(evaluation, "arms_published")
        return evaluation.id

    return await unit_of_work(work)


@refusing
async def start_evaluation(viewer: Viewer, draft: drafts.OfEvaluationDraft) -> UUID:
    async def work() -> UUID:
        evaluation = await locked(viewer.organisation_id, draft.evaluation_id)
        await moved(evaluation, Step.START)
        evaluation.started_at = clock.now()
        await changed(evaluation, "started")
        return evaluation.id

    return await unit_of_work(work)


@refusing
async def move_to_follow_up(viewer: Viewer, draft: drafts.FollowUpDraft) -> UUID:
    async def work() -> UUID:
        evaluation = await locked(viewer.organisation_id, draft.evaluation_id)
        if evaluation.state is State.RUNNING:
            if draft.delivery_ended_on < evaluation.starts_on:
                raise invalid("The training ends before it started.", "deliveryEndedOn")
            evaluation.delivery_ended_on = draft.delivery_ended_on
            evaluation.action_plan_waiver = draft.action_plan_waiver.strip()[:2000]
        await moved(evaluation, Step.FOLLOW_UP)
        evaluation.followed_up_at = clock.now()
        await changed(evaluation, "followed_up")
        return evaluation.id

    return await unit_of_work(work)


@refusing
async def sign_result(viewer: Viewer, draft: drafts.SignDraft) -> UUID:
    """Finance signs the result as it stands; figures that come later make the signature stale."""

    async def work() -> UUID:
        evaluation = await locked(viewer.organisation_id, draft.evaluation_id)
        in_state(evaluation, State.FOLLOW_UP)
        if not evaluation.result_hash:
            raise refuse(Code.NO_ISOLATION, "result_hash", "there is no result to sign yet")
        await sign(viewer, evaluation, models.SignOffSubject.RESULT, draft, evaluation.result_hash)
        await changed(evaluation, "result_signed")
        return evaluation.id

    return await unit_of_work(work)


@refusing
async def revise_evaluation(viewer: Viewer, draft: drafts.ReviseDraft) -> UUID:
    """Figures and costs open again; what was concluded stays as its version, and finance signs anew."""

    async def work() -> UUID:
        evaluation = await locked(viewer.organisation_id, draft.evaluation_id)
        await moved(evaluation, Step.REVISE, draft.reason)
        evaluation.revised_because = draft.reason.strip()[:2000]
        evaluation.concluded_at = None
        await changed(evaluation, "revised")
        return evaluation.id

    return await unit_of_work(work)


@refusing
async def cancel_evaluation(viewer: Viewer, draft: drafts.CancelDraft) -> UUID:
    async def work() -> UUID:
        evaluation = await locked(viewer.organisation_id, draft.evaluation_id)
        await moved(evaluation, Step.CANCEL, draft.reason)
        evaluation.cancelled_because = draft.reason.strip()[:2000]
        evaluation.cancelled_at = clock.now()
        await changed(evaluation, "cancelled")
        return evaluation.id

    return await unit_of_work(work)
