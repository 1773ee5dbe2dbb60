"""A small schema that uses every kind of declaration, also those that the house does not need yet."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from typing import Annotated
from uuid import UUID

import strawberry

from api.catalogue import models as catalogue
from api.kit.reads import (
    ADMIN,
    ANALYST,
    ANYONE_SIGNED_IN,
    COACH,
    EVERYONE,
    MANAGER,
    Arg,
    Connection,
    Locale,
    Rows,
    Schema,
    Who,
    column,
    connection,
    embedded,
    extends,
    localized,
    many,
    mutation,
    one,
    only,
    part,
    query,
    reads,
    row,
    rows,
    single,
    sql_field,
    subscription,
    told,
)
from api.kit.refusals import Code, GraphRefusal, Refusal
from api.kit.viewer import Role
from api.learning import models as learning
from api.people import models as people
from api.people.rows import EMPLOYEES, PERSON_IN_MY_BRANCH, TEAMS

ANYONE = Who(ANYONE_SIGNED_IN, scope="people:read")
LEADS = Who(ADMIN, ANALYST, MANAGER, COACH, scope="people:read")
THEIRS = Rows(
    whole={Role.admin, Role.analyst, Role.api_client}, branch=(PERSON_IN_MY_BRANCH, {Role.manager, Role.coach}),
    own=("{t}.employee_id = :me", {Role.learner, Role.author}),
)


@strawberry.enum
class State(Enum):
    OPEN = "open"
    LATE = "late-ish"


@strawberry.enum
class Need(Enum):
    FAILED = "failed"
    DONE = "done"


# Of their own: the house's enums are described in its own graph rooms.
Kind = strawberry.enum(Enum("Kind", {each.name.upper(): each.value for each in people.TeamKind}))
Status = strawberry.enum(Enum("Status", {each.name: each.value for each in people.EmployeeStatus}))
UnitKind = strawberry.enum(Enum("UnitKind", {"U": "unit", "PRE": "pre_test", "POST": "post_test"}))
ViewerRole = strawberry.enum(Enum("ViewerRole", {each.name: each.value for each in Role}))


@strawberry.type
class Money:
    amount: str
    currency: str | None


@strawberry.type
class Bar:
    label: str
    share: float
    good: bool
    money: Money | None
    notes: list[str]


@part(people.Employee, who=ANYONE)
class Badge:
    number: str = column("employee_number")
    external: str | None = column("external_id")


@part(learning.Assignment, who=ANYONE)
class Progress:
    attempts: int
    best_score: float | None
    passed_at: datetime | None


@reads(people.Team, rows=TEAMS, who=ANYONE)
class Team:
    """A team."""

    id: strawberry.ID
    name: str = localized()
    kind: Kind
    external_id: str | None
    updated_at: datetime
    parent: Team | None = one(by="parent_id")
    children: list[Team] = many(by="parent_id", order="-updated_at", most=3)
    people: Connection[Employee] = many(by="team_id", order="-left_on", args={
        "status": Arg(Status, "{t}.status = {v}"),
        "names": Arg(list[str], "{t}.name IN ({v})", order="name"),
    })
    below: list[Team] = many(
        match="{t}.id IN (SELECT descendant_id FROM team_tree WHERE team_tree.organisation_id = :organisation"
        " AND team_tree.ancestor_id = {parent}.id) AND NOT ({t}.id = {parent}.id)", most=4, trusted=True,
        args={"kinds": Arg(list[Kind], "{t}.kind NOT IN {v}")},
    )


@reads(people.Position, rows=EVERYONE, who=ANYONE)
class Position:
    id: strawberry.ID
    code: str
    title: str | None = localized("name")
    raw: strawberry.scalars.JSON = column("name", who=LEADS)


@reads(people.Employee, rows=EMPLOYEES, who=ANYONE)
class Employee:
    """Someone."""

    id: strawberry.ID
    name: str
    email: str | None = column(who=Who(ADMIN, scope="people:read"))
    status: Status
    locale: Locale | None = sql_field("nullif({t}.locale, 'xx')")
    hired_on: date
    left_on: date | None
    created_at: datetime
    team: Team | None = one(by="team_id")
    position: Position | None = one(by="position_id", where="{t}.code <> 'hidden'")
    badge: Badge = embedded(Badge)
    leaver: Badge | None = embedded(Badge, when="{t}.left_on IS NOT NULL AND {t}.left_on < :today_plus_2d")
    recent: bool = sql_field("{t}.updated_at > :now_minus_48h")
    gone: bool | None = sql_field("{t}.left_on <= :today")
    mates: int = sql_field("(SELECT count(*) FROM employee e WHERE e.organisation_id = :organisation AND e.team_id = {t}.team_id)")
    tags: list[str] = sql_field("json_array('a', {t}.locale)", postgres="json_build_array('a', {t}.locale)")
    bar: Bar = sql_field(
        "json_object('label', {t}.name, 'share', 0.5, 'good', json('true'), 'money', NULL, 'notes', json_array({t}.locale))",
        postgres="json_build_object('label', {t}.name, 'share', 0.5, 'good', true, 'money', NULL, 'notes', json_build_array({t}.locale))",
    )
    bars: list[Bar] | None = sql_field(
        "CASE WHEN {t}.left_on IS NOT NULL THEN json_array(json_object('label', {t}.locale, 'share', 1, 'good', json('false'),"
        " 'money', json_object('amount', '18.2', 'currency', 'TWD'), 'notes', json_array())) END",
        postgres="CASE WHEN {t}.left_on IS NOT NULL THEN json_build_array(json_build_object('label', {t}.locale, 'share', 1, 'good', false,"
        " 'money', json_build_object('amount', '18.2', 'currency', 'TWD'), 'notes', json_build_array())) END",
    )


@reads(catalogue.Unit, rows=EVERYONE, who=ANYONE)
class Unit:
    id: strawberry.ID
    kind: UnitKind
    title: str = localized()
    cards: strawberry.scalars.JSON | None = column("draft", who=LEADS)
    pass_mark: float


@reads(learning.Assignment, rows=THEIRS, who=ANYONE)
class Assignment:
    id: strawberry.ID
    state: State = sql_field("CASE WHEN {t}.due_at < :now THEN 'late-ish' ELSE 'open' END")
    due_at: datetime | None
    progress: Progress = embedded(Progress)
    employee: Employee | None = one(by="employee_id")
    unit: Unit = one(by="unit_id", trusted=True)
    attempts: Connection[Attempt] = many(
        match="{t}.assignment_id = {parent}.id AND {t}.employee_id = {parent}.employee_id", order="-score",
        args={"passed": Arg(bool, "{t}.passed = {v}"), "least": Arg(float, "{t}.score >= {v}", order="finished_at")},
    )
    best: Attempt | None = one(
        match="{t}.assignment_id = {parent}.id", order="-score", args={"version_id": Arg(strawberry.ID, "{t}.version_id = {v}")},
    )


@reads(learning.Attempt, rows=THEIRS, who=ANYONE)
class Attempt:
    id: strawberry.ID
    score: float
    passed: bool
    answers: strawberry.scalars.JSON
    finished_at: datetime
    duration_s: int


@extends(Employee)
class EmployeeLearning:
    assignments: Connection[Assignment] = many(by="employee_id", order="due_at", args={
        "due_before": Arg(datetime, "{t}.due_at < {v}"),
        "need": Arg(Need, "CASE {v} WHEN 'failed' THEN {t}.passed_at IS NULL ELSE {t}.passed_at IS NOT NULL END"),
        "unit_ids": Arg(list[strawberry.ID], "{t}.unit_id IN {v}"),
    })
    runs: list[Attempt] = many(by="employee_id", order="-finished_at", most=5, trusted=True)


@reads(people.Organisation, rows=EVERYONE, who=ANYONE, organisation="id", name="Viewer")
class Me:
    slug: str
    name: str = localized()
    roles: list[ViewerRole] = told(lambda viewer: sorted(viewer.roles))
    locale: str = told(lambda viewer: viewer.locale)
    employee: Employee | None = one(match="{t}.id = :me")
    teams: list[Team] = many(match="{t}.id IN :branch", order="external_id", most=10)


Touched = Annotated[Employee | Team | GraphRefusal, strawberry.union("Touched")]


@strawberry.type
class Summary:
    count: int
    when: datetime
    people: list[Employee]
    first: Touched | None
    inner: Summary | None

    @strawberry.field
    async def twice(self, info: strawberry.Info, times: int = 2) -> int:
        return self.count * times


def uuid_of(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=7)


@strawberry.type
class Query:
    viewer: Me = only(Me, match="{t}.id = :organisation", who=ANYONE)
    employees: Connection[Employee] = connection(Employee, who=ANYONE, order="name", args={
        "updated_since": Arg(datetime, "{t}.updated_at >= {v}", order="updated_at"),
        "hired": Arg(date, "{t}.hired_on >= {v}", order="-hired_on"),
        "search": Arg(str, "{t}.name LIKE {v}", convert=lambda text: f"%{text}%"),
    })
    employee: Employee | None = single(Employee, who=ANYONE)
    teams: Connection[Team] = connection(Team, who=ANYONE, args={"kind": Arg(Kind, "{t}.kind = {v}")})
    team: Team | None = single(Team, who=ANYONE)
    leavers: Connection[Employee] = connection(Employee, who=LEADS, where="{t}.left_on IS NOT NULL", order="-left_on")
    attempts: Connection[Attempt] = connection(Attempt, who=ANYONE, order="-passed", args={"duration": Arg(int, "{t}.duration_s > {v}", required=True)})
    positions: Connection[Position] = connection(Position, who=LEADS, order="-code")

    @query(who=ANYONE)
    async def summary(self, info: strawberry.Info, ids: list[strawberry.ID], deep: bool = False) -> Summary | None:
        """Rows within a plain object."""
        if not ids:
            return None
        known = rows(Employee, [uuid_of(each) for each in ids]) if deep is False else []
        inner = Summary(count=1, when=datetime.fromisoformat("2026-01-02T03:04:05.006+00:00"), people=[], first=GraphRefusal(code="NO", message="no", path=[]), inner=None)
        return Summary(count=len(ids), when=inner.when, people=[each for each in known if each.id.int % 2 < 2][:0], first=row(Employee, uuid_of(ids[0])), inner=inner)


@strawberry.input
class TouchInput:
    ids: list[strawberry.ID]
    note: str | None = None


@strawberry.type
class Mutation:
    @mutation(who=ANYONE)
    async def touch(self, info: strawberry.Info, input: TouchInput) -> list[Touched | None]:
        """An employee, a refusal or a team for each, in turn."""
        made = []
        for n, each in enumerate(input.ids):
            made.append([row(Employee, uuid_of(each)), GraphRefusal(code="NO", message=input.note or "no", path=[str(n)]), row(Team, uuid_of(each))][n % 3])
        return made

    @mutation(who=Who(ADMIN))
    async def refuse(self, info: strawberry.Info, code: str) -> Touched:
        """Raises."""
        if code == "FAULT":
            raise RuntimeError("secret")
        raise Refusal(Code.CONFLICT, code, ("input", 0))


@strawberry.type
class Event:
    seq: int
    team: Team | None
    people: list[Employee | None]


@strawberry.type
class Subscription:
    @subscription(who=ANYONE)
    async def heard(self, info: strawberry.Info, team_id: strawberry.ID, after: int | None = None) -> Event:
        """Declared only: tests hand events to the engine."""
        yield Event(seq=1, team=None, people=[])


def build() -> Schema:
    return Schema(Query, Mutation, Subscription)
