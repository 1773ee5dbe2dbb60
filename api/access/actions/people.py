"""Who somebody is when they come in: their roles, and the teams that they lead."""

from dataclasses import dataclass
from uuid import UUID

from api.access.models import RoleGrant
from api.access.rules.grants import OF_A_TEAM
from api.kit.viewer import Role, Viewer
from api.people.models import Employee, EmployeeStatus, Organisation


@dataclass(frozen=True, slots=True)
class Holdings:
    roles: frozenset[Role]
    branch: tuple[UUID, ...]


async def holdings(organisation_id: UUID, employee_id: UUID) -> Holdings:
    grants = await RoleGrant.filter(organisation_id=organisation_id, employee_id=employee_id)
    return Holdings(
        roles=frozenset({Role.learner, *(grant.role for grant in grants)}),
        branch=tuple(sorted({grant.team_id for grant in grants if grant.role in OF_A_TEAM and grant.team_id})),
    )


async def viewer_of(employee: Employee, organisation: Organisation, session_id: UUID | None = None) -> Viewer:
    held = await holdings(organisation.id, employee.id)
    return Viewer(
        organisation_id=organisation.id, roles=held.roles, employee_id=employee.id, team_id=employee.team_id,
        session_id=session_id, locale=employee.locale, timezone=organisation.timezone, branch=held.branch,
    )


def comes_in(employee: Employee | None) -> bool:
    """Whoever has not left may sign in, on leave too."""
    return employee is not None and employee.status != EmployeeStatus.left
