"""Roles: given and taken away by an admin."""

from uuid import UUID

from api.access.actions import sessions
from api.access.models import Pin, RoleGrant
from api.access.rules import grants as rules
from api.kit import clock, journal
from api.kit.refusals import Code, Refusal
from api.kit.viewer import Role, Viewer
from api.kit.work import unit_of_work
from api.people import follows
from api.people.actions.lookups import locked
from api.people.models import Employee, EmployeeStatus, Team


async def grant_role(viewer: Viewer, employee_id: UUID, role: Role, team_id: UUID | None = None) -> UUID:
    """The grant's id. What is held already is left as it is."""
    rules.checked(role, team_id)

    async def work() -> UUID:
        await locked(viewer.organisation_id)
        employee = await Employee.get_or_none(id=employee_id, organisation_id=viewer.organisation_id)
        if employee is None or employee.status == EmployeeStatus.left:
            raise Refusal(Code.NOT_FOUND, "There is no such employee.", ("employeeId",))
        if team_id and not await Team.exists(id=team_id, organisation_id=viewer.organisation_id):
            raise Refusal(Code.NOT_FOUND, "There is no such team.", ("teamId",))
        return await give(viewer.organisation_id, employee_id, role, team_id)

    return await unit_of_work(work)


async def give(organisation_id: UUID, employee_id: UUID, role: Role, team_id: UUID | None = None) -> UUID:
    """Within a unit of work."""
    held = RoleGrant.filter(organisation_id=organisation_id, employee_id=employee_id, role=role)
    held = held.filter(team_id=team_id) if team_id else held.filter(team_id__isnull=True)
    if known := await held.first():
        return known.id
    made = await RoleGrant.create(
        organisation_id=organisation_id, employee_id=employee_id, role=role, team_id=team_id, granted_at=clock.now()
    )
    _tell("role.granted", made)
    return made.id


async def revoke_role(viewer: Viewer, employee_id: UUID, role: Role, team_id: UUID | None = None) -> UUID:
    """The person's id. What is not held is no error; the last admin stays."""

    async def work() -> UUID:
        await locked(viewer.organisation_id)
        if not await Employee.exists(id=employee_id, organisation_id=viewer.organisation_id):
            raise Refusal(Code.NOT_FOUND, "There is no such employee.", ("employeeId",))
        held = RoleGrant.filter(organisation_id=viewer.organisation_id, employee_id=employee_id, role=role)
        held = held.filter(team_id=team_id) if team_id else held.filter(team_id__isnull=True)
        for grant in await held:
            if role == Role.admin:
                rules.last_admin(await RoleGrant.filter(organisation_id=viewer.organisation_id, role=Role.admin).count())
            await _take(grant)
        return employee_id

    return await unit_of_work(work)


async def leave(organisation_id: UUID, employee_ids: list[UUID]) -> None:
    """Whoever leaves holds nothing any more; if they come back, they begin as a learner."""
    await sessions.end_all(organisation_id, employee_ids)
    for grant in await RoleGrant.filter(organisation_id=organisation_id, employee_id__in=employee_ids):
        await _take(grant)
    await Pin.filter(organisation_id=organisation_id, employee_id__in=employee_ids).delete()


follows.farewells.append(leave)


async def _take(grant: RoleGrant) -> None:
    await grant.delete()
    _tell("role.revoked", grant)


def _tell(kind: str, grant: RoleGrant) -> None:
    journal.add(
        kind, organisation=grant.organisation_id, subject=grant.id, employee=grant.employee_id, team=grant.team_id,
        role=grant.role.value,
    )
