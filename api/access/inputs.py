"""What admins and people hand over about access, as GraphQL inputs."""

import strawberry
from strawberry import UNSET

from api.kit.viewer import Role as HeldRole

Role = strawberry.enum(
    HeldRole, name="Role", description="What someone is here. Every person is a learner; an API client is described by its scopes."
)


@strawberry.input(description="A role for someone.")
class GrantRoleInput:
    employee_id: strawberry.ID = strawberry.field(description="Whom.")
    role: Role = strawberry.field(description="Which: COACH, MANAGER, AUTHOR, ANALYST or ADMIN.")
    team_id: strawberry.ID | None = strawberry.field(default=UNSET, description="The team that a coach or manager leads, with all below it.")


@strawberry.input(description="A role that someone no longer has.")
class RevokeRoleInput:
    employee_id: strawberry.ID = strawberry.field(description="From whom.")
    role: Role = strawberry.field(description="Which.")
    team_id: strawberry.ID | None = strawberry.field(default=UNSET, description="The team that it held for.")


@strawberry.input(description="A PIN for someone.")
class SetPinInput:
    employee_id: strawberry.ID = strawberry.field(description="Whose.")
    pin: str | None = strawberry.field(default=UNSET, description="Six digits, not easy to guess. Left out, one is drawn and shown once.")
    current_pin: str | None = strawberry.field(default=UNSET, description="The PIN until now, where one changes one's own.")


@strawberry.input(description="A session to end.")
class EndSessionInput:
    id: strawberry.ID = strawberry.field(description="Which: one's own, or, for an admin, anyone's.")


@strawberry.input(description="A system that may come in.")
class CreateApiClientInput:
    name: str = strawberry.field(description="What it is called here, for people.")
    scopes: list[str] = strawberry.field(description="What it may do, like people:read.")


@strawberry.input(description="A client that needs a new secret.")
class RotateApiClientSecretInput:
    id: strawberry.ID = strawberry.field(description="Which client, by its id here.")


@strawberry.input(description="A client that may come in no more.")
class EndApiClientInput:
    id: strawberry.ID = strawberry.field(description="Which client, by its id here.")
