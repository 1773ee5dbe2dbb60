"""Who asks; roles, sessions and API clients; the change feed."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry.scalars import JSON

from api.access import feed, models
from api.access.actions import clients, grants, pins, sessions
from api.access.inputs import (
    CreateApiClientInput,
    EndApiClientInput,
    EndSessionInput,
    GrantRoleInput,
    RevokeRoleInput,
    Role,
    RotateApiClientSecretInput,
    SetPinInput,
)
from api.kit.reads import (
    ADMIN,
    ANY_SCOPE,
    ANYONE_SIGNED_IN,
    EVERYONE,
    Connection,
    Rows,
    Who,
    column,
    connection,
    extends,
    many,
    mutation,
    one,
    only,
    query,
    reads,
    row,
    single,
    sql_field,
    told,
)
from api.kit.refusals import GraphRefusal
from api.people import models as people_models
from api.people.graph import SEES, Employee, Organisation, Team
from api.people.inputs import id_of
from api.people.rows import LEADERS, PERSON_IN_MY_BRANCH, THEMSELVES, WHOLE

ADMINS = Who(ADMIN)
EVERYBODY = Who(ANYONE_SIGNED_IN, scope=ANY_SCOPE)


@reads(people_models.Organisation, rows=EVERYONE, who=EVERYBODY, organisation="id")
class Viewer:
    """Who asks."""

    seq: int = sql_field(
        "coalesce((SELECT seq FROM journal_head WHERE journal_head.organisation_id = :organisation), 0)",
        description="Where the journal stands; what is read after it is at least this new. An `after` for `changes` and subscriptions.",
    )
    roles: list[Role] = told(lambda viewer: viewer.roles, description="What the viewer is here.")
    scopes: list[str] = told(lambda viewer: viewer.scopes, description="What an API client's token allows; empty for people.")
    organisation: Organisation = one(match="{t}.id = {parent}.id", trusted=True, description="The one organisation that the viewer sees.")
    employee: Employee | None = one(
        match="{t}.id = :me", trusted=True, who=Who(ANYONE_SIGNED_IN, scope=ANY_SCOPE), description="The person; null for an API client."
    )
    email: str | None = sql_field(
        "(SELECT email FROM employee WHERE employee.organisation_id = :organisation AND employee.id = :me)",
        who=Who(ANYONE_SIGNED_IN), description="The person's own e-mail address.",
    )
    teams: list[Team] = many(
        match="{t}.id IN :branch", trusted=True, most=50, description="The teams that the viewer leads; those below belong to each."
    )
    sessions: list[Session] = many(
        match="{t}.employee_id = :me AND {t}.ended_at IS NULL AND {t}.expires_at > :now", order="-seen_at", most=50,
        who=Who(ANYONE_SIGNED_IN), description="The devices on which the person is signed in.",
    )


@reads(models.Session, rows=Rows(own=("{t}.employee_id = :me", ANYONE_SIGNED_IN)), who=Who(ANYONE_SIGNED_IN))
class Session:
    """A device on which one is signed in."""

    id: strawberry.ID = column(description="Its id.")
    user_agent: str = column(description="What the browser says it is.")
    created_at: datetime = column(description="When it signed in.")
    seen_at: datetime = column(description="When it was last used, to ten minutes.")


@reads(
    models.RoleGrant, who=SEES,
    rows=Rows(whole=WHOLE, branch=(PERSON_IN_MY_BRANCH, LEADERS), own=("{t}.employee_id = :me", THEMSELVES)),
)
class RoleGrant:
    """A role that someone was given, beside being a learner."""

    id: strawberry.ID = column(description="Its id.")
    role: Role = column(description="Which role.")
    granted_at: datetime = column(description="Since when.")
    employee: Employee | None = one(by="employee_id", description="Whose it is.")
    team: Team | None = one(by="team_id", description="The team that it holds for, with all below; null for the whole organisation.")


@extends(Employee)
class EmployeeAccess:
    roles: list[Role] = sql_field(
        "(SELECT json_group_array(role) FROM (SELECT 'LEARNER' AS role UNION SELECT upper(role_grant.role) FROM role_grant"
        " WHERE role_grant.organisation_id = :organisation AND role_grant.employee_id = {t}.id ORDER BY 1) AS held)",
        postgres="(SELECT json_agg(role ORDER BY role) FROM (SELECT 'LEARNER' AS role UNION SELECT upper(role_grant.role) FROM role_grant"
        " WHERE role_grant.organisation_id = :organisation AND role_grant.employee_id = {t}.id) AS held)",
        description="What they are here, each once.",
    )
    grants: list[RoleGrant] = many(by="employee_id", order="granted_at", description="The roles that they were given, with their teams.")


@reads(models.ApiClient, rows=Rows(whole={ADMIN}), who=ADMINS)
class ApiClient:
    """A system that comes in with OAuth 2 client credentials."""

    id: strawberry.ID = column(description="Its id here.")
    client_id: str = column(description="Its OAuth client_id.")
    name: str = column(description="What it is called here, for people.")
    scopes: list[str] = column(description="What it may do.")
    created_at: datetime = column(description="When it was made.")
    used_at: datetime | None = column(description="When it last asked for a token.")
    ended_at: datetime | None = column(description="When it ended; null while it may come in.")


# ---- the change feed ----


@strawberry.type(description="What happened, in its place in the organisation's journal.")
class Change:
    seq: int = strawberry.field(description="Its number: 1, 2, 3, … without gaps.")
    at: datetime = strawberry.field(description="When it was committed.")
    kind: str = strawberry.field(description="What happened, like employee.updated.")
    subject_id: strawberry.ID | None = strawberry.field(description="What it happened to; null where the scopes do not open it.")
    employee_id: strawberry.ID | None = strawberry.field(description="Whom it is about; null where nobody, or not opened.")
    team_id: strawberry.ID | None = strawberry.field(description="Which team it is about; null where none, or not opened.")
    payload: JSON = strawberry.field(description="A few particulars, never values of personal data; empty where not opened.")


@strawberry.type(description="A page of the change feed.")
class ChangePage:
    nodes: list[Change] = strawberry.field(description="The changes by their number.")
    last_seq: int = strawberry.field(description="The next `after`, also where kinds were left out.")
    has_next_page: bool = strawberry.field(description="Whether more are there now.")
    reset: bool = strawberry.field(
        description="`after` is not in the journal any more (too old, or a backup was restored): read everything anew, then go on from lastSeq."
    )


# ---- mutations ----


@strawberry.type(description="A PIN was set.")
class PinSet:
    employee: Employee = strawberry.field(description="Whose.")
    pin: str | None = strawberry.field(description="The PIN, where it was drawn here. It is shown this once.")


@strawberry.type(description="A client's secret, shown this once.")
class ApiClientSecret:
    client: ApiClient = strawberry.field(description="Whose it is.")
    client_id: str = strawberry.field(description="The client_id to come in with.")
    secret: str = strawberry.field(description="The secret to come in with. Only its hash is kept.")


@strawberry.type(description="A session that is over.")
class SessionEnded:
    id: strawberry.ID = strawberry.field(description="Its id.")


GrantRoleResult = Annotated[RoleGrant | GraphRefusal, strawberry.union("GrantRoleResult", description="The grant, or why not.")]
RevokeRoleResult = Annotated[Employee | GraphRefusal, strawberry.union("RevokeRoleResult", description="The person as they are now, or why not.")]
SetPinResult = Annotated[PinSet | GraphRefusal, strawberry.union("SetPinResult", description="What was set, or why not.")]
EndSessionResult = Annotated[SessionEnded | GraphRefusal, strawberry.union("EndSessionResult", description="What ended, or why not.")]
CreateApiClientResult = Annotated[ApiClientSecret | GraphRefusal, strawberry.union("CreateApiClientResult", description="The client with its secret, or why not.")]
RotateApiClientSecretResult = Annotated[
    ApiClientSecret | GraphRefusal, strawberry.union("RotateApiClientSecretResult", description="The new secret, or why not.")
]
EndApiClientResult = Annotated[ApiClient | GraphRefusal, strawberry.union("EndApiClientResult", description="The ended client, or why not.")]


@strawberry.type
class AccessQuery:
    viewer: Viewer = only(Viewer, match="{t}.id = :organisation", who=EVERYBODY, description="Who asks.")
    api_clients: Connection[ApiClient] = connection(
        ApiClient, who=ADMINS, order="created_at", description="The systems that may come in, or could once."
    )
    api_client: ApiClient | None = single(ApiClient, who=ADMINS, description="One of them; null where there is none.")

    @query(who=Who(ADMIN, scope="changes:read"))
    async def changes(
        self, info: strawberry.Info,
        after: Annotated[int, strawberry.argument(description="The `lastSeq` of the page before; 0 from the beginning.")],
        first: Annotated[int, strawberry.argument(description="How many, 1 to 1,000.")],
        kinds: Annotated[list[str] | None, strawberry.argument(description="Only these kinds, like `attempt.recorded`; all by default.")] = None,
    ) -> ChangePage:
        """What happened in the organisation after `after`, without gaps, at most 1,000 at once.

        Begin with `viewer { seq }`, read everything, then go on from there. Entries that the scopes do not open are
        listed without their particulars, so that the numbers prove that nothing was missed.
        """
        viewer = info.context.viewer
        page = await feed.read(viewer, after, first, kinds)
        return ChangePage(
            nodes=[_change(entry, feed.readable(viewer, entry.kind)) for entry in page.entries],
            last_seq=page.last_seq, has_next_page=page.has_next_page, reset=page.reset,
        )


def _change(entry, opened: bool) -> Change:
    return Change(
        seq=entry.seq, at=entry.at, kind=entry.kind,
        subject_id=_shown(entry.subject_id, opened), employee_id=_shown(entry.employee_id, opened),
        team_id=_shown(entry.team_id, opened), payload=entry.payload if opened else {},
    )


def _shown(id, opened: bool) -> strawberry.ID | None:
    return strawberry.ID(str(id)) if id is not None and opened else None


@strawberry.type
class AccessMutation:
    @mutation(who=ADMINS)
    async def grant_role(self, info: strawberry.Info, input: GrantRoleInput) -> GrantRoleResult:
        """Give someone a role. Coaches and managers lead a team and all below it. Refusals: INVALID, NOT_FOUND."""
        team = id_of(input.team_id or None)
        return row(RoleGrant, await grants.grant_role(info.context.viewer, id_of(input.employee_id), input.role, team))

    @mutation(who=ADMINS)
    async def revoke_role(self, info: strawberry.Info, input: RevokeRoleInput) -> RevokeRoleResult:
        """Take a role away. Refusals: NOT_FOUND, LAST_ADMIN."""
        team = id_of(input.team_id or None)
        return row(Employee, await grants.revoke_role(info.context.viewer, id_of(input.employee_id), input.role, team))

    @mutation(who=Who(ANYONE_SIGNED_IN))
    async def set_pin(self, info: strawberry.Info, input: SetPinInput) -> SetPinResult:
        """Set a PIN: one's own (with the one until now), an admin anyone's, a leader those of plain learners in their branch.

        It ends the person's other sessions. Refusals: NOT_FOUND, FORBIDDEN, WEAK_PIN, WRONG_PIN, LOCKED.
        """
        done = await pins.set_pin(info.context.viewer, id_of(input.employee_id), input.pin or None, input.current_pin or None)
        return PinSet(employee=row(Employee, done.employee_id), pin=done.pin)

    @mutation(who=Who(ANYONE_SIGNED_IN))
    async def end_session(self, info: strawberry.Info, input: EndSessionInput) -> EndSessionResult:
        """Sign a device out. Ended already is no error. Refusal: NOT_FOUND."""
        return SessionEnded(id=strawberry.ID(str(await sessions.end_one(info.context.viewer, id_of(input.id)))))

    @mutation(who=ADMINS)
    async def create_api_client(self, info: strawberry.Info, input: CreateApiClientInput) -> CreateApiClientResult:
        """Let a system in. Its secret is shown this once. Refusal: INVALID."""
        return _secret(await clients.create_client(info.context.viewer, input.name, input.scopes))

    @mutation(who=ADMINS)
    async def rotate_api_client_secret(self, info: strawberry.Info, input: RotateApiClientSecretInput) -> RotateApiClientSecretResult:
        """A new secret; the one before works until the next rotation. Refusals: NOT_FOUND, CONFLICT."""
        return _secret(await clients.rotate_secret(info.context.viewer, id_of(input.id)))

    @mutation(who=ADMINS)
    async def end_api_client(self, info: strawberry.Info, input: EndApiClientInput) -> EndApiClientResult:
        """Keep a system out from now on, its tokens included. Refusal: NOT_FOUND."""
        return row(ApiClient, await clients.end_client(info.context.viewer, id_of(input.id)))


def _secret(made: clients.NewSecret) -> ApiClientSecret:
    return ApiClientSecret(client=row(ApiClient, made.id), client_id=made.client_id, secret=made.secret)
