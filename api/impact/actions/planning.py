"""Before the start: the need and its signature, measures, targets, assumptions, design."""

import random
from uuid import UUID

from api.catalogue.models import Course
from api.impact import models
from api.impact.actions import drafts
from api.impact.actions.loading import locked
from api.impact.actions.refusing import camel, heard, invalid, refusing
from api.impact.actions.saving import changed
from api.impact.rules.codes import Code, refuse, refuse_any
from api.impact.rules.evaluation import State
from api.impact.rules.measures import MonetisationRule, SourceRank
from api.impact.rules.money import Money, currency_code, share
from api.impact.rules.replay import content_hash, plain
from api.kit import clock, refusals
from api.kit.ids import new_id
from api.kit.refusals import Refusal
from api.kit.viewer import Viewer
from api.kit.work import unit_of_work
from api.people.models import Organisation, Team
from api.people.rules import checks

PLANNED_ONLY = (State.PLANNED,)
MOST_MEASURES, MOST_TEAMS = 20, 500
LEVELS = range(1, 6)
ASSUMED = (
    "completion", "mastery", "transfer", "months", "ramp_months", "monthly_decay", "multi_year_registered", "hurdle", "discount_rate",
)  # fmt: skip


def in_state(evaluation: models.Evaluation, *states: State) -> None:
    """What is frozen at the lock is changed by nobody after it."""
    if evaluation.state not in states:
        code = Code.BASELINE_LOCKED if evaluation.state in (State.BASELINE_LOCKED, State.RUNNING, State.FOLLOW_UP) else Code.STATE_ILLEGAL
        raise refuse(code, "evaluation_id", f"the evaluation is {evaluation.state.value}")


@refusing
async def create_evaluation(viewer: Viewer, draft: drafts.CreateEvaluationDraft) -> UUID:
    name = checks.texts(draft.name, ("name",))
    if draft.delivery_ends_on < draft.starts_on:
        raise invalid("The training ends before it starts.", "deliveryEndsOn")
    for field in ("starts_on", "delivery_ends_on"):
        checks.day(getattr(draft, field), (camel(field),))
    if draft.stops_at not in LEVELS:
        raise invalid("An evaluation ends at level 1 to 5.", "stopsAt")

    async def work() -> UUID:
        if draft.id is not None and (known := await models.Evaluation.get_or_none(id=draft.id)):
            if known.organisation_id != viewer.organisation_id or known.name != name:
                raise Refusal(refusals.Code.CONFLICT, "Another evaluation has this id.", ("id",))
            return known.id
        organisation = await Organisation.get(id=viewer.organisation_id)
        with heard():
            currency = currency_code(draft.currency or organisation.currency)
        if draft.course_id is not None and not await Course.exists(id=draft.course_id, organisation_id=organisation.id):
            raise Refusal(refusals.Code.NOT_FOUND, "There is no such course.", ("courseId",))
        now = clock.now()
        made = models.Evaluation(
            id=draft.id or new_id(), organisation_id=organisation.id, name=name, kind=draft.kind, course_id=draft.course_id,
            owner_id=viewer.employee_id, currency=currency, starts_on=draft.starts_on, delivery_ends_on=draft.delivery_ends_on,
            stops_at=draft.stops_at, seed=random.SystemRandom().randrange(1, 2**31), created_at=now, updated_at=now,
        )  # fmt: skip
        _put_need(made, draft.need)
        await made.save(force_create=True)
        await _join(made, draft.team_ids)
        await changed(made, "created")
        return made.id

    return await unit_of_work(work)


async def _join(evaluation: models.Evaluation, team_ids: tuple[UUID, ...]) -> None:
    if len(team_ids) > MOST_TEAMS:
        raise Refusal(refusals.Code.TOO_LARGE, f"At most {MOST_TEAMS} teams take part.", ("teamIds",))
    known = {t.id: t for t in await Team.filter(organisation_id=evaluation.organisation_id, id__in=list(team_ids))} if team_ids else {}
    for i, team_id in enumerate(team_ids):
        if team_id not in known:
            raise Refusal(refusals.Code.NOT_FOUND, "There is no such team.", ("teamIds", i))
        if team_id in team_ids[:i]:
            raise Refusal(Code.DOUBLE_COUNT, "This team is listed twice.", ("teamIds", i))
    await models.EvaluationTeam.bulk_create(
        models.EvaluationTeam(
            organisation_id=evaluation.organisation_id, evaluation_id=evaluation.id, team_id=team_id, position=i,
            stratum=str(known[team_id].parent_id or ""),
        )
        for i, team_id in enumerate(team_ids, start=1)
    )  # fmt: skip


def _put_need(evaluation: models.Evaluation, need: drafts.NeedDraft | None, *within: str) -> None:
    if need is None:
        return
    for field in ("problem", "kpi", "owner"):
        text = getattr(need, field).strip()
        if not text:
            raise Refusal(Code.NO_BUSINESS_NEED, "An evaluation starts from a business problem and its figure.", (*within, "need", field))
        setattr(evaluation, f"need_{field}", text[:2000] if field == "problem" else checks.plain(text, (*within, "need", field)))
    evaluation.need_owner_outside_hr = need.owner_outside_hr
    evaluation.need_hash = content_hash(
        {"problem": evaluation.need_problem, "kpi": evaluation.need_kpi, "owner": evaluation.need_owner, "outside": need.owner_outside_hr}
    )


@refusing
async def set_need(viewer: Viewer, draft: drafts.SetNeedDraft) -> UUID:
    """Another text, another hash: an older signature is stale."""

    async def work() -> UUID:
        evaluation = await locked(viewer.organisation_id, draft.evaluation_id)
        in_state(evaluation, State.PLANNED)
        _put_need(evaluation, draft.need)
        await changed(evaluation, "need")
        return evaluation.id

    return await unit_of_work(work)


@refusing
async def sign_need(viewer: Viewer, draft: drafts.SignDraft) -> UUID:
    async def work() -> UUID:
        evaluation = await locked(viewer.organisation_id, draft.evaluation_id)
        in_state(evaluation, State.PLANNED)
        if not evaluation.need_problem:
            raise refuse(Code.NO_BUSINESS_NEED, "need", "there is no need to sign yet")
        await sign(viewer, evaluation, models.SignOffSubject.NEED, draft, evaluation.need_hash)
        await changed(evaluation, "need_signed")
        return evaluation.id

    return await unit_of_work(work)


async def sign(
    viewer: Viewer, evaluation: models.Evaluation, subject: models.SignOffSubject, draft: drafts.SignDraft, content: str
) -> None:
    """A signature stands under what the signer saw, and under nothing else."""
    if draft.content_hash != content:
        raise refuse(Code.SIGNOFF_STALE, "content_hash", "the content has changed since it was shown")
    person, role = checks.plain(draft.person, ("person",)), checks.plain(draft.role, ("role",))
    same = {"organisation_id": evaluation.organisation_id, "evaluation_id": evaluation.id, "subject": subject, "content_hash": content}
    if await models.SignOff.exists(**same, person=person):
        return
    await models.SignOff.create(**same, person=person, role=role, employee_id=viewer.employee_id, signed_at=clock.now())


@refusing
async def set_measures(viewer: Viewer, draft: drafts.SetMeasuresDraft) -> UUID:
    if len(draft.measures) > MOST_MEASURES:
        raise Refusal(refusals.Code.TOO_LARGE, f"At most {MOST_MEASURES} measures.", ("measures",))

    async def work() -> UUID:
        evaluation = await locked(viewer.organisation_id, draft.evaluation_id)
        in_state(evaluation, State.PLANNED)
        own = {"organisation_id": evaluation.organisation_id, "evaluation_id": evaluation.id}
        known = {m.name: m for m in await models.Measure.filter(**own).select_for_update()}
        for i, one in enumerate(draft.measures):
            name = checks.plain(one.name, ("measures", i, "name"))
            if one.level not in (3, 4):
                raise invalid("A measure is of level 3 or 4.", "measures", i, "level")
            row = known.get(name)
            if row is None:
                row = models.Measure(**own, id=new_id(), name=name, position=len(known) + 1)
            for field in ("level", "unit", "direction", "period", "grain", "seasonal", "source_system", "formula_version", "owner"):
                setattr(row, field, getattr(one, field))
            with heard("measures", str(i), "unitValue"):
                _put_value(row, one.unit_value, evaluation.currency)
            row.updated_at = clock.now()
            await row.save(force_create=name not in known)
            known[name] = row
        await changed(evaluation, "measures")
        return evaluation.id

    return await unit_of_work(work)


def _put_value(row: models.Measure, value: drafts.UnitValueDraft | None, currency: str) -> None:
    if value is None:
        for field in ("amount", "per", "low", "high", "basis", "rank", "redeployed"):
            setattr(row, f"value_{field}", None)
        return
    rule = MonetisationRule(
        row.unit, Money(value.amount, currency), value.per, value.basis, value.source, value.rank or SourceRank.ESTIMATE,
        value.approved_by, redeployed=value.redeployed,
    )  # fmt: skip
    refuse_any(rule.flags(""))
    if (value.low is None) != (value.high is None):
        raise refuse(Code.RANGE_DISORDERED, "low", "a range needs both its ends")
    if value.low is not None and not value.low <= value.amount <= value.high:
        raise refuse(Code.RANGE_DISORDERED, "low", "a range runs low ≤ amount ≤ high")
    for field in ("amount", "per", "low", "high", "basis", "source", "rank", "approved_by", "redeployed"):
        setattr(row, f"value_{field}", getattr(value, field))


@refusing
async def set_targets(viewer: Viewer, draft: drafts.SetTargetsDraft) -> UUID:
    async def work() -> UUID:
        evaluation = await locked(viewer.organisation_id, draft.evaluation_id)
        in_state(evaluation, State.PLANNED)
        own = {"organisation_id": evaluation.organisation_id, "evaluation_id": evaluation.id}
        known = {m.id: m for m in await models.Measure.filter(**own).select_for_update()}
        for i, one in enumerate(draft.targets):
            row = known.get(one.measure_id)
            if row is None:
                raise Refusal(refusals.Code.NOT_FOUND, "There is no such measure.", ("targets", i, "measureId"))
            for field in ("contribution", "confidence"):
                if getattr(one, field) is not None:
                    share(getattr(one, field), f"targets.{i}.{field}")
            for field in ("value", "due_on", "contribution", "confidence", "agreed_by"):
                setattr(row, f"target_{field}", getattr(one, field))
            row.updated_at = clock.now()
            await row.save()
        await changed(evaluation, "targets")
        return evaluation.id

    return await unit_of_work(work)


@refusing
async def set_assumptions(viewer: Viewer, draft: drafts.SetAssumptionsDraft) -> UUID:
    """Open until the end, except what would lengthen the benefit: that is registered before the lock."""
    for field in ("completion", "mastery", "monthly_decay"):
        if getattr(draft, field) is not None:
            share(getattr(draft, field), field)
    for field in ("transfer", "months"):
        judged = getattr(draft, field)
        if judged is not None and not 0 <= judged.low <= judged.mode <= judged.high:
            raise refuse(Code.RANGE_DISORDERED, field, "a judgement runs low ≤ most likely ≤ high")
    if draft.transfer is not None:
        share(draft.transfer.high, "transfer.high")
    if draft.discount_rate is not None and not -1 < draft.discount_rate <= 10:
        raise refuse(Code.SHARE_OUT_OF_RANGE, "discount_rate", "a yearly rate lies above −1, up to 10")
    if draft.ramp_months is not None and not 0 <= draft.ramp_months <= 24:
        raise refuse(Code.BENEFIT_WINDOW, "ramp_months", "a ramp takes 0 to 24 months")
    if draft.window_waiver_months is not None and not 0 <= draft.window_waiver_months <= 36:
        raise refuse(Code.BENEFIT_WINDOW, "window_waiver_months", "the window may be put off by up to 36 months")

    async def work() -> UUID:
        evaluation = await locked(viewer.organisation_id, draft.evaluation_id)
        in_state(evaluation, State.PLANNED, State.BASELINE_LOCKED, State.RUNNING, State.FOLLOW_UP)
        if evaluation.state is not State.PLANNED and draft.multi_year_registered:
            raise refuse(Code.BASELINE_LOCKED, "multi_year_registered", "a multi-year benefit is registered before the lock")
        told = {
            name: plain(getattr(draft, name))
            for name in ASSUMED
            if getattr(draft, name) is not None
        }
        evaluation.settings = {**evaluation.settings, **told}
        if draft.window_waiver_months is not None:
            evaluation.window_waiver_months = draft.window_waiver_months
        await changed(evaluation, "assumptions")
        return evaluation.id

    return await unit_of_work(work)
