"""Who works when: the roster."""

from collections.abc import Sequence
from uuid import UUID

from api.kit import journal
from api.kit.refusals import Refusal
from api.kit.viewer import Viewer
from api.kit.work import unit_of_work
from api.people import sql
from api.people.actions import lookups
from api.people.models import Employee, Shift
from api.people.rules import shifts as rules
from api.people.rules.checks import KEEP
from api.people.rules.shifts import ShiftDraft

COLUMNS = ("employee_id", "team_id", "starts_at", "ends_at")


async def upsert_shifts(viewer: Viewer, drafts: Sequence[ShiftDraft]) -> list[UUID | Refusal]:
    """Each shift's id, or why not; the roster's externalId decides which it is."""
    lookups.at_most(drafts, "shifts")
    clean = lookups.each("shifts", drafts, rules.checked)

    async def work() -> list[UUID | Refusal]:
        organisation = await lookups.locked(viewer.organisation_id)
        good = [draft for draft in clean if not isinstance(draft, Refusal)]
        people = await _people(organisation.id, good)
        teams = await lookups.Teams.named(organisation.id, good)
        found = await Shift.filter(organisation_id=organisation.id, external_id__in=[draft.external_id for draft in good])
        known = {shift.external_id: shift for shift in found}
        stored = {shift.id for shift in found}
        touched: dict[UUID, Shift] = {}
        answers: list[UUID | Refusal] = []
        for number, draft in enumerate(clean):
            path = ("shifts", number)
            try:
                if isinstance(draft, Refusal):
                    raise draft
                by, key = ("employeeId", draft.employee_id) if draft.employee_id is not KEEP else ("employeeExternalId", draft.employee_external_id)
                person = lookups.known(people, key, "employee", (*path, by))
                told = {
                    "employee_id": person.id, "team_id": teams.of(draft, path) or person.team_id,
                    "starts_at": draft.starts_at, "ends_at": draft.ends_at,
                }
            except Refusal as no:
                answers.append(no)
                continue
            shift = known.get(draft.external_id)
            if shift is None:
                shift = known[draft.external_id] = Shift(organisation_id=organisation.id, external_id=draft.external_id, **told)
                touched[shift.id] = shift
            elif any(getattr(shift, name) != value for name, value in told.items()):
                shift.update_from_dict(told)
                touched[shift.id] = shift
            answers.append(shift.id)
        if made := [shift for id, shift in touched.items() if id not in stored]:
            await Shift.bulk_create(made)
        if changed := [shift for id, shift in touched.items() if id in stored]:
            await sql.save(changed, COLUMNS)
        for shift in touched.values():
            _tell(shift)
        return answers

    return await unit_of_work(work)


async def withdraw_shifts(viewer: Viewer, external_ids: Sequence[str]) -> int:
    """How many were taken off the roster. Those that are gone already are no error: the call may be sent again."""
    lookups.at_most(external_ids, "externalIds")

    async def work() -> int:
        mine = Shift.filter(organisation_id=viewer.organisation_id, external_id__in=list(external_ids))
        gone = await mine
        if gone:
            await Shift.filter(organisation_id=viewer.organisation_id, id__in=[shift.id for shift in gone]).delete()
        for shift in gone:
            _tell(shift, withdrawn=True)
        return len(gone)

    return await unit_of_work(work)


def _tell(shift: Shift, **payload) -> None:
    journal.add(
        "shift.changed", organisation=shift.organisation_id, subject=shift.id, employee=shift.employee_id, team=shift.team_id, **payload
    )


async def _people(organisation_id: UUID, drafts: list[ShiftDraft]) -> dict[UUID | str, Employee]:
    """Those whom the drafts name, by id and by external id."""
    mine = Employee.filter(organisation_id=organisation_id)
    ids = {draft.employee_id for draft in drafts if draft.employee_id is not KEEP}
    keys = {draft.employee_external_id for draft in drafts if draft.employee_external_id is not KEEP}
    found = [*(await mine.filter(id__in=ids) if ids else ()), *(await mine.filter(external_id__in=keys) if keys else ())]
    return {one.id: one for one in found} | {one.external_id: one for one in found if one.external_id}
