"""Organisation, teams, positions, employees and shifts, as the world sees them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import strawberry

from api.kit.reads import (
    ADMIN,
    ANY_SCOPE,
    ANYONE_SIGNED_IN,
    EVERYONE,
    Arg,
    Connection,
    Who,
    column,
    connection,
    localized,
    many,
    mutation,
    one,
    reads,
    row,
    single,
)
from api.kit.refusals import GraphRefusal, Refusal
from api.people import actions, models, rows
from api.people.inputs import (
    EmployeeStatus,
    TeamKind,
    UpsertEmployeesInput,
    UpsertPositionsInput,
    UpsertShiftsInput,
    UpsertTeamsInput,
    WithdrawShiftsInput,
)

SEES = Who(ANYONE_SIGNED_IN, scope="people:read")
WRITES = Who(ADMIN, scope="people:write")


@reads(models.Organisation, rows=EVERYONE, who=Who(ANYONE_SIGNED_IN, scope=ANY_SCOPE), organisation="id")
class Organisation:
    """The company whose people learn here. Nobody sees any but their own."""

    id: strawberry.ID = column(description="Its id.")
    slug: str = column(description="Its short name in addresses and at sign-in.")
    name: str = localized(description="Its name.")
    locale: str = column(description="The language that its people read unless they say otherwise: zh-Hant, zh-Hans or en.")
    timezone: str = column(description="Its IANA time zone, which says what day it is.")
    currency: str = column(description="ISO 4217 code of the money that its figures are in.")


@reads(models.Position, rows=EVERYONE, who=SEES)
class Position:
    """What someone works as."""

    id: strawberry.ID = column(description="Its id.")
    code: str = column(description="The HRMS's code, unique in the organisation.")
    name: str = localized(description="Its name.")


@reads(models.Team, rows=rows.TEAMS, who=SEES, few=True)
class Team:
    """A company, region, shop or department. The names above one's own are seen too, what happens there is not."""

    id: strawberry.ID = column(description="Its id.")
    name: str = localized(description="Its name.")
    kind: TeamKind = column(description="What kind of team it is.")
    external_id: str | None = column(description="The HRMS's own key.")
    updated_at: datetime = column(description="When it last changed.")
    parent: Team | None = one(by="parent_id", description="The team above; null at the root.")
    children: list[Team] = many(
        by="parent_id", order="external_id", most=200,
        description="The teams right below, by their external id; at most 200, `teams(parentId:)` pages through more."
    )
    ancestors: list[Team] = many(
        match="{t}.id IN (SELECT ancestor_id FROM team_tree WHERE team_tree.organisation_id = :organisation"
        " AND team_tree.descendant_id = {parent}.id AND team_tree.depth > 0)",
        most=12,
        description="The teams above, up to the root.",
    )
    employees: Connection[Employee] = many(
        by="team_id", order="employee_number",
        args={"status": Arg(EmployeeStatus, "{t}.status = {v}", "Only those with this status.")},
        description="Those who belong to this very team; `employees(teamId:)` takes the teams below in.",
    )


@reads(models.Employee, rows=rows.EMPLOYEES, who=SEES)
class Employee:
    """Someone who works, or worked, for the organisation."""

    id: strawberry.ID = column(description="Their id.")
    name: str = column(description="Their name, as colleagues read it.")
    employee_number: str = column(description="The number they sign in with.")
    external_id: str | None = column(description="The HRMS's own key.")
    email: str | None = column(
        who=Who(ADMIN, scope="people:read"), description="E-mail address. One's own stands at `viewer { email }`."
    )
    locale: str = column(description="The language they read: zh-Hant, zh-Hans or en.")
    status: EmployeeStatus = column(description="Whether they are here.")
    hired_on: date = column(description="Their first day.")
    left_on: date | None = column(description="Their last day, past or known in advance.")
    created_at: datetime = column(description="When they were first kept here.")
    updated_at: datetime = column(description="When something of this row last changed.")
    team: Team | None = one(by="team_id", description="Where they work.")
    position: Position | None = one(by="position_id", description="What they work as.")
    shifts: Connection[Shift] = many(
        by="employee_id", order="starts_at",
        args={
            "from_": Arg(datetime, "{t}.ends_at > {v}", "Only shifts that end after this."),
            "to": Arg(datetime, "{t}.starts_at < {v}", "Only shifts that start before this."),
        },
        description="Their roster.",
    )
    placements: Connection[Placement] = many(
        by="employee_id", order="-since", description="Where they have worked, as what, the latest first."
    )


@reads(models.Placement, rows=rows.PLACEMENTS, who=SEES)
class Placement:
    """A stretch of time in one team and position. A move ends one and begins the next."""

    id: strawberry.ID = column(description="Its id.")
    since: datetime = column(description="From when.")
    until: datetime | None = column(description="Until when; null while it lasts.")
    team: Team | None = one(by="team_id", description="Where; null where the viewer may not see that team.")
    position: Position | None = one(by="position_id", description="As what.")


@reads(models.Shift, rows=rows.SHIFTS, who=SEES)
class Shift:
    """One duty of one person."""

    id: strawberry.ID = column(description="Its id.")
    external_id: str | None = column(description="The roster's own key.")
    starts_at: datetime = column(description="When it starts.")
    ends_at: datetime = column(description="When it ends.")
    employee: Employee | None = one(by="employee_id", description="Whose it is.")
    team: Team | None = one(by="team_id", description="Where it is.")


@strawberry.type
class PeopleQuery:
    employees: Connection[Employee] = connection(
        Employee, who=SEES, order="employee_number", description="The people that the viewer sees.",
        args={
            "updated_since": Arg(
                datetime, "{t}.updated_at >= {v}", "Changed since, in the order of change. For a sync without gaps use `changes`.",
                order="updated_at",
            ),
            "team_id": Arg(strawberry.ID, rows.BELOW, "In this team or any below it."),
            "status": Arg(EmployeeStatus, "{t}.status = {v}", "With this status."),
            "external_ids": Arg(list[str], "{t}.external_id IN {v}", "With these keys of the HRMS."),
            "search": Arg(
                str, "({t}.name LIKE {v} ESCAPE '!' OR {t}.employee_number LIKE {v} ESCAPE '!')",
                "Part of the name or of the number.", convert=rows.containing,
                postgres="({t}.name ILIKE {v} ESCAPE '!' OR {t}.employee_number ILIKE {v} ESCAPE '!')",
            ),
        },
    )
    employee: Employee | None = single(Employee, who=SEES, description="One person; null where there is none that the viewer sees.")
    teams: Connection[Team] = connection(
        Team, who=SEES, description="The teams that the viewer sees, the earliest first.",
        args={
            "updated_since": Arg(datetime, "{t}.updated_at >= {v}", "Changed since, in the order of change.", order="updated_at"),
            "kind": Arg(TeamKind, "{t}.kind = {v}", "Of this kind."),
            "parent_id": Arg(strawberry.ID, "{t}.parent_id = {v}", "Right below this team."),
            "external_ids": Arg(list[str], "{t}.external_id IN {v}", "With these keys of the HRMS."),
        },
    )
    team: Team | None = single(Team, who=SEES, description="One team; null where there is none that the viewer sees.")
    positions: Connection[Position] = connection(Position, who=SEES, order="code", description="What people work as.")
    position: Position | None = single(Position, who=SEES, description="One position.")
    shifts: Connection[Shift] = connection(
        Shift, who=SEES, order="starts_at", description="The duties that the viewer sees, by their start.",
        args={
            "employee_id": Arg(strawberry.ID, "{t}.employee_id = {v}", "Of this person."),
            "team_id": Arg(strawberry.ID, rows.BELOW, "In this team or any below it."),
            "from_": Arg(datetime, "{t}.ends_at > {v}", "That end after this."),
            "to": Arg(datetime, "{t}.starts_at < {v}", "That start before this."),
        },
    )
    shift: Shift | None = single(Shift, who=SEES, description="One duty; null where there is none that the viewer sees.")


# ---- mutations ----

UpsertEmployeeResult = Annotated[
    Employee | GraphRefusal, strawberry.union("UpsertEmployeeResult", description="The employee as they are now, or why not.")
]
UpsertTeamResult = Annotated[
    Team | GraphRefusal, strawberry.union("UpsertTeamResult", description="The team as it is now, or why not.")
]
UpsertPositionResult = Annotated[
    Position | GraphRefusal, strawberry.union("UpsertPositionResult", description="The position as it is now, or why not.")
]
UpsertShiftResult = Annotated[
    Shift | GraphRefusal, strawberry.union("UpsertShiftResult", description="The shift as it is now, or why not.")
]


@strawberry.type(description="What became of the shifts.")
class ShiftsWithdrawn:
    withdrawn: int = strawberry.field(description="How many were on the roster and are no more.")


WithdrawShiftsResult = Annotated[
    ShiftsWithdrawn | GraphRefusal, strawberry.union("WithdrawShiftsResult", description="How many, or why not.")
]


def answered(type_: type, answers: list) -> list:
    """An object or a refusal for each, in the order of the input."""
    return [answer.to_graph() if isinstance(answer, Refusal) else row(type_, answer) for answer in answers]


@strawberry.type
class PeopleMutation:
    @mutation(who=WRITES)
    async def upsert_employees(self, info: strawberry.Info, input: UpsertEmployeesInput) -> list[UpsertEmployeeResult]:
        """Keep up to 500 employees in step with the HRMS. Idempotent by externalId: the same again changes nothing.

        Each item has its own answer: INVALID, NOT_FOUND (team, position), CONFLICT (the number is taken).
        """
        drafts = [each.draft() for each in input.employees]
        return answered(Employee, await actions.upsert_employees(info.context.viewer, drafts))

    @mutation(who=WRITES)
    async def upsert_teams(self, info: strawberry.Info, input: UpsertTeamsInput) -> list[UpsertTeamResult]:
        """Keep up to 500 teams in step with the HRMS. Idempotent by externalId; no team may come to lie below itself."""
        return answered(Team, await actions.upsert_teams(info.context.viewer, [each.draft() for each in input.teams]))

    @mutation(who=WRITES)
    async def upsert_positions(self, info: strawberry.Info, input: UpsertPositionsInput) -> list[UpsertPositionResult]:
        """Keep up to 500 positions in step with the HRMS. Idempotent by code."""
        drafts = [each.draft() for each in input.positions]
        return answered(Position, await actions.upsert_positions(info.context.viewer, drafts))

    @mutation(who=WRITES)
    async def upsert_shifts(self, info: strawberry.Info, input: UpsertShiftsInput) -> list[UpsertShiftResult]:
        """Keep up to 500 shifts in step with the roster. Idempotent by externalId."""
        return answered(Shift, await actions.upsert_shifts(info.context.viewer, [each.draft() for each in input.shifts]))

    @mutation(who=WRITES)
    async def withdraw_shifts(self, info: strawberry.Info, input: WithdrawShiftsInput) -> WithdrawShiftsResult:
        """Take shifts off the roster. Those that are off already are no error."""
        return ShiftsWithdrawn(withdrawn=await actions.withdraw_shifts(info.context.viewer, input.external_ids))
