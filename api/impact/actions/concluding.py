"""The end: the result is reckoned once more, held against what finance signed, and frozen with all its inputs."""

from uuid import UUID

from api.impact import models
from api.impact.actions import drafts
from api.impact.actions.loading import facts_of, locked
from api.impact.actions.projecting import ATTEMPTS, Computed, computed, keep
from api.impact.actions.refusing import invalid, refusing
from api.impact.actions.saving import changed, refresh, today_of
from api.impact.actions.steps import DECISIONS, moved
from api.impact.rules.evaluation import State
from api.impact.rules.facts import Facts
from api.impact.rules.forecasts import Credibility, Forecast, record
from api.impact.rules.inputs import ProjectionKind
from api.impact.rules.money import Money, rounded
from api.impact.rules.reckoning import frozen
from api.impact.rules.replay import ENGINE_VERSION, inputs_hash, plain, restore
from api.impact.rules.states import Step
from api.kit import clock, refusals
from api.kit.refusals import Refusal
from api.kit.viewer import Viewer
from api.kit.work import unit_of_work
from api.people.rules import checks


@refusing
async def conclude_evaluation(viewer: Viewer, draft: drafts.ConcludeDraft) -> UUID:
    if draft.decision is not None and draft.decision not in DECISIONS:
        raise invalid("A decision is continue, change or stop.", "decision")
    distribution = [checks.plain(who, ("distribution", i)) for i, who in enumerate(draft.distribution)]

    async def put(evaluation: models.Evaluation) -> None:
        evaluation.distribution = distribution or evaluation.distribution
        evaluation.decision, evaluation.decision_reason = draft.decision, draft.decision_reason.strip()[:2000]
        evaluation.next_look_on = draft.next_look_on

    for _ in range(ATTEMPTS):
        evaluation = await models.Evaluation.get_or_none(organisation_id=viewer.organisation_id, id=draft.evaluation_id)
        if evaluation is None:
            raise Refusal(refusals.Code.NOT_FOUND, "There is no such evaluation.", ("evaluationId",))
        new = await computed(await facts_of(evaluation, await today_of(viewer.organisation_id)))

        async def work(new: Computed = new) -> UUID | None:
            held = await locked(viewer.organisation_id, draft.evaluation_id)
            if held.state is State.FOLLOW_UP:
                if await refresh(held) != new.facts:
                    return None
                await keep(held, new)
                await put(held)
            await moved(held, Step.CONCLUDE)
            held.concluded_at = clock.now()
            await keep_study(held, new.facts, new.result.decode(), new.result_hash, held.revised_because)
            await record_forecast(held)
            await changed(held, "concluded", hash=new.result_hash)
            return held.id

        if (done := await unit_of_work(work)) is not None:
            return done
    raise Refusal(refusals.Code.STALE, "Figures keep arriving; try again in a moment.", ("evaluationId",))


async def record_forecast(evaluation: models.Evaluation) -> None:
    """How far off the forecast was: its benefit over the one that came. Forecasters build a record."""
    own = {"organisation_id": evaluation.organisation_id, "evaluation_id": evaluation.id, "current": True}
    forecast = await models.RoiProjection.filter(**own, kind=ProjectionKind.FORECAST).first()
    final = await models.RoiProjection.filter(**own, kind=ProjectionKind.FINAL).first()
    if forecast and final and forecast.attributed_benefit is not None and final.attributed_benefit is not None:
        kept = Forecast(0, Money(forecast.attributed_benefit, evaluation.currency), Credibility.LOW)
        ratio = record(kept, Money(final.attributed_benefit, evaluation.currency)).ratio
        evaluation.forecast_ratio = None if ratio is None else rounded(ratio, 9)


async def keep_study(evaluation: models.Evaluation, facts: Facts, result: str, result_hash: str, reason: str) -> models.Study:
    own = {"organisation_id": evaluation.organisation_id, "evaluation_id": evaluation.id}
    last = await models.Study.filter(**own).order_by("-version").first()
    signed = await models.SignOff.filter(**own, subject=models.SignOffSubject.RESULT).order_by("-signed_at").first()
    return await models.Study.create(
        **own, version=1 if last is None else last.version + 1, supersedes_id=last and last.id, inputs=plain(facts), result=result,
        inputs_hash=inputs_hash(facts), result_hash=result_hash, engine_version=ENGINE_VERSION, seed=facts.seed,
        approved_by="" if signed is None else f"{signed.person} ({signed.role})", reason=reason, concluded_at=clock.now(),
    )  # fmt: skip


def replayed(study: models.Study) -> bool:
    """Whether the stored inputs still give the stored bytes."""
    result, result_hash, facts_hash = frozen(restore(Facts, study.inputs))
    return (result.decode(), result_hash, facts_hash) == (study.result, study.result_hash, study.inputs_hash)
