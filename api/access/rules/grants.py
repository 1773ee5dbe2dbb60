"""Who may be given which role, and who may set whose PIN."""

from collections.abc import Collection
from uuid import UUID

from api.access.rules.codes import AccessCode
from api.kit.refusals import Code, Refusal
from api.kit.viewer import Role

OF_A_TEAM = frozenset({Role.coach, Role.manager})
GRANTABLE = frozenset(Role) - {Role.learner, Role.api_client}


def checked(role: Role, team_id: UUID | None) -> None:
    if role not in GRANTABLE:
        raise Refusal(Code.INVALID, "Everyone is a learner, and API clients have scopes: neither can be granted.", ("role",))
    if role in OF_A_TEAM and team_id is None:
        raise Refusal(Code.INVALID, "A coach or manager leads a team; say which.", ("teamId",))
    if role not in OF_A_TEAM and team_id is not None:
        raise Refusal(Code.INVALID, "This role holds for the whole organisation; leave the team out.", ("teamId",))


def last_admin(admins: int) -> None:
    if admins <= 1:
        raise Refusal(AccessCode.LAST_ADMIN, "The last admin stays: make another one first.", ("role",))


def may_set_pin(asker: Collection[Role], own: bool, in_branch: bool, target: Collection[Role]) -> None:
    """Oneself; an admin, anyone; who leads a team, its plain learners — else a PIN would be a way up."""
    if own or Role.admin in asker:
        return
    if not in_branch or not set(target) <= {Role.learner}:
        raise Refusal(Code.FORBIDDEN, "Only an admin sets the PIN of someone who holds a role.", ("employeeId",))
