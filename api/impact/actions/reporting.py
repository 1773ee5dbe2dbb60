"""What people report: reactions, action plans, check-ins; gains that are not priced; rival causes."""

from collections.abc import Sequence
from uuid import UUID, uuid5

from api.impact import models, sql
from api.impact.actions import drafts
from api.impact.actions.loading import locked
from api.impact.actions.planning import in_state
from api.impact.actions.refusing import invalid, refusing
from api.impact.actions.saving import changed
from api.impact.actions.spending import OPEN
from api.impact.rules.codes import Code
from api.impact.rules.evaluation import State
from api.impact.rules.replay import content_hash
from api.kit import clock, journal, refusals
from api.kit.ids import new_id
from api.kit.refusals import Refusal
from api.kit.viewer import Role, Viewer
from api.kit.work import unit_of_work
from api.people.models import Employee, TeamTree
from api.people.rules import checks

MOST = 500
NOTE = 2_000
AFTER_START = (State.RUNNING, State.FOLLOW_UP)


async def _person(viewer: Viewer, evaluation: models.Evaluation, employee_id: UUID | None, path: tuple[str | int, ...]) -> Employee:
    """Someone whose team takes part; for a leader, one of their own people."""
    person = await Employee.get_or_none(organisation_id=evaluation.organisation_id, id=employee_id)
    above = set()
    if person is not None:
        links = TeamTree.filter(organisation_id=evaluation.organisation_id, descendant_id=person.team_id)
        above = set(await links.values_list("ancestor_id", flat=True))
    takes_part = above and await models.EvaluationTeam.exists(
        organisation_id=evaluation.organisation_id, evaluation_id=evaluation.id, team_id__in=list(above)
    )
    mine = not viewer.roles.isdisjoint({Role.analyst, Role.admin, Role.api_client}) or bool(above & set(viewer.branch))
    if person is None or not takes_part or not mine:
        raise Refusal(refusals.Code.NOT_FOUND, "Nobody of this id takes part.", (*path, "employeeId"))
    return person


def _mark(value: int | None, path: tuple[str | int, ...]) -> None:
    if value is not None and not 1 <= value <= 5:
        raise invalid("A mark runs from 1 to 5.", *path)


async def record_check_in(viewer: Viewer, draft: drafts.CheckInDraft) -> UUID:
    """Sent twice, it counts once; the same id with another content is refused."""
    return await record_check_ins(viewer, draft.evaluation_id, [draft])


@refusing
async def record_check_ins(viewer: Viewer, evaluation_id: UUID | None, made: Sequence[drafts.CheckInDraft]) -> UUID:
    """Several of one evaluation: all or none."""
    for draft in made:
        _mark(draft.proficiency, ("proficiency",))
        if not 0 <= draft.frequency <= 1000:
            raise invalid("A frequency is not negative.", "frequency")

    async def work() -> UUID:
        evaluation = await locked(viewer.organisation_id, evaluation_id)
        fresh = [draft for draft in made if not await _known(viewer, draft)]
        for draft in fresh:
            in_state(evaluation, *AFTER_START)
            person = await _person(viewer, evaluation, draft.employee_id, ())
            if draft.checked_on < evaluation.starts_on:
                raise invalid("The training had not started.", "checkedOn")
            if draft.checked_on > clock.now().date():
                raise invalid("This day has not come.", "checkedOn")
            await models.CheckIn.create(
                id=draft.id, organisation_id=evaluation.organisation_id, evaluation_id=evaluation.id, employee_id=person.id,
                reporter_id=viewer.employee_id, indicator_id=draft.indicator_id, checked_on=draft.checked_on, frequency=draft.frequency,
                proficiency=draft.proficiency, note=draft.note.strip()[:NOTE], content_hash=_told(draft), recorded_at=clock.now(),
            )  # fmt: skip
            journal.add(
                "checkin.recorded", organisation=evaluation.organisation_id, subject=draft.id, employee=person.id, team=person.team_id,
                evaluationId=str(evaluation.id),
            )  # fmt: skip
        if fresh:
            await changed(evaluation, "check_in")
        return evaluation.id

    return await unit_of_work(work)


def _told(draft: drafts.CheckInDraft) -> str:
    return content_hash({name: str(getattr(draft, name)) for name in ("employee_id", "checked_on", "frequency", "proficiency", "note")})


async def _known(viewer: Viewer, draft: drafts.CheckInDraft) -> bool:
    known = await models.CheckIn.get_or_none(id=draft.id)
    if known is None:
        return False
    if known.organisation_id != viewer.organisation_id or known.content_hash != _told(draft):
        raise Refusal(refusals.Code.CONFLICT, "Another check-in has this id.", ("id",))
    return True


@refusing
async def record_reactions(viewer: Viewer, draft: drafts.RecordReactionsDraft) -> UUID:
    if len(draft.reactions) > MOST:
        raise Refusal(refusals.Code.TOO_LARGE, f"At most {MOST} reactions at once.", ("reactions",))

    async def work() -> UUID:
        evaluation = await locked(viewer.organisation_id, draft.evaluation_id)
        in_state(evaluation, *AFTER_START)
        for i, one in enumerate(draft.reactions):
            for field in ("satisfaction", "usefulness", "teaching"):
                _mark(getattr(one, field), ("reactions", i, field))
            if known := await models.Reaction.get_or_none(id=one.id):
                if known.organisation_id != viewer.organisation_id or known.evaluation_id != evaluation.id:
                    raise Refusal(refusals.Code.CONFLICT, "Another reaction has this id.", ("reactions", i, "id"))
                continue
            if one.employee_id is not None:
                await _person(viewer, evaluation, one.employee_id, ("reactions", i))
            await models.Reaction.create(
                id=one.id, organisation_id=evaluation.organisation_id, evaluation_id=evaluation.id, employee_id=one.employee_id,
                satisfaction=one.satisfaction, usefulness=one.usefulness, teaching=one.teaching, note=one.note.strip()[:NOTE],
                source=draft.source[:120], answered_at=one.answered_at,
            )  # fmt: skip
        await changed(evaluation, "reactions")
        return evaluation.id

    return await unit_of_work(work)


@refusing
async def react(viewer: Viewer, draft: drafts.ReactDraft) -> int:
    """A learner's own two taps: kept with each open evaluation of the course in which their team takes part."""
    for field in ("satisfaction", "usefulness"):
        _mark(getattr(draft, field), (field,))

    async def work() -> int:
        open_ones = set(await sql.open_evaluations(viewer.organisation_id, [viewer.team_id] if viewer.team_id else []))
        rows = models.Evaluation.filter(
            organisation_id=viewer.organisation_id, course_id=draft.course_id, state__in=AFTER_START, id__in=list(open_ones)
        )
        counted = 0
        for evaluation in await rows.order_by("id").select_for_update() if open_ones else []:
            key = uuid5(draft.id, str(evaluation.id))
            counted += 1
            if await models.Reaction.exists(id=key):
                continue
            await models.Reaction.create(
                id=key, organisation_id=evaluation.organisation_id, evaluation_id=evaluation.id, employee_id=viewer.employee_id,
                satisfaction=draft.satisfaction, usefulness=draft.usefulness, note=draft.note.strip()[:NOTE], source="app",
                answered_at=min(draft.answered_at, clock.now()),
            )  # fmt: skip
            await changed(evaluation, "reactions")
        return counted

    return await unit_of_work(work)


@refusing
async def record_action_plans(viewer: Viewer, draft: drafts.RecordActionPlansDraft) -> UUID:
    if len(draft.plans) > MOST:
        raise Refusal(refusals.Code.TOO_LARGE, f"At most {MOST} plans at once.", ("plans",))

    async def work() -> UUID:
        evaluation = await locked(viewer.organisation_id, draft.evaluation_id)
        in_state(evaluation, *AFTER_START)
        own = {"organisation_id": evaluation.organisation_id, "evaluation_id": evaluation.id}
        for i, one in enumerate(draft.plans):
            person = await _person(viewer, evaluation, one.employee_id, ("plans", i))
            row = await models.ActionPlan.filter(**own, employee_id=person.id).select_for_update().first()
            made = row is None
            row = row or models.ActionPlan(**own, id=new_id(), employee_id=person.id)
            for field in ("behaviour", "situation", "intended"):
                text = getattr(one, field).strip()
                if not text:
                    raise invalid("A plan says what, where, and what for.", "plans", i, field)
                setattr(row, field, text[:NOTE])
            if one.approved and row.approved_at is None:
                row.approved_at, row.approved_by_id = clock.now(), viewer.employee_id
            row.updated_at = clock.now()
            await row.save(force_create=made)
        await changed(evaluation, "action_plans")
        return evaluation.id

    return await unit_of_work(work)


@refusing
async def enter_intangibles(viewer: Viewer, draft: drafts.EnterIntangiblesDraft) -> UUID:
    """A gain that is priced already is not told here as well."""

    async def work() -> UUID:
        evaluation = await locked(viewer.organisation_id, draft.evaluation_id)
        in_state(evaluation, *OPEN)
        own = {"organisation_id": evaluation.organisation_id, "evaluation_id": evaluation.id}
        priced = {m.name for m in await models.Measure.filter(**own, value_amount__not_isnull=True)}
        for i, one in enumerate(draft.intangibles[:50]):
            indicator = checks.plain(one.indicator, ("intangibles", i, "indicator"))
            if indicator in priced:
                raise Refusal(Code.DOUBLE_COUNT, "It is turned into money already; it cannot be both.", ("intangibles", i, "indicator"))
            row = await models.Intangible.filter(**own, indicator=indicator).select_for_update().first()
            made = row is None
            row = row or models.Intangible(**own, id=new_id(), indicator=indicator)
            row.unit, row.before, row.after, row.note, row.updated_at = one.unit[:60], one.before, one.after, one.note[:NOTE], clock.now()
            await row.save(force_create=made)
        await changed(evaluation, "intangibles")
        return evaluation.id

    return await unit_of_work(work)


@refusing
async def enter_rival_causes(viewer: Viewer, draft: drafts.EnterRivalCausesDraft) -> UUID:
    async def work() -> UUID:
        evaluation = await locked(viewer.organisation_id, draft.evaluation_id)
        in_state(evaluation, *OPEN)
        own = {"organisation_id": evaluation.organisation_id, "evaluation_id": evaluation.id}
        for i, one in enumerate(draft.causes[:50]):
            name = checks.plain(one.name, ("causes", i, "name"))
            row = await models.RivalCause.get_or_none(**own, name=name, happened_on=one.happened_on)
            if row is None:
                await models.RivalCause.create(**own, name=name, happened_on=one.happened_on, note=one.note[:NOTE], entered_at=clock.now())
        await changed(evaluation, "rival_causes")
        return evaluation.id

    return await unit_of_work(work)
