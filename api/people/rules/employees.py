"""An employee as an HRMS hands it over, and what it changes in the one we keep."""

from dataclasses import dataclass, fields, replace
from datetime import date
from uuid import UUID

from api.people.rules import checks
from api.people.rules.checks import KEEP, Path, invalid


@dataclass(frozen=True, slots=True)
class EmployeeDraft:
    """KEEP where the sender said nothing; the team by id or by its external id, never by both."""

    external_id: str
    employee_number: str = KEEP
    name: str = KEEP
    email: str | None = KEEP
    locale: str = KEEP
    team_id: UUID = KEEP
    team_external_id: str = KEEP
    position_code: str | None = KEEP
    status: str = KEEP
    hired_on: date = KEEP
    left_on: date | None = KEEP


@dataclass(frozen=True, slots=True)
class Person:
    """What is kept of an employee, as far as a sender may say it."""

    external_id: str | None
    employee_number: str
    name: str
    email: str | None
    locale: str
    team_id: UUID
    position_id: UUID | None
    status: str
    hired_on: date
    left_on: date | None


COLUMNS = tuple(each.name for each in fields(Person))
CHECKS = {
    "external_id": lambda value, path: checks.code(value, path),
    "employee_number": lambda value, path: checks.code(value, path, 40),
    "name": checks.plain,
    "email": checks.mail,
    "locale": checks.locale,
    "hired_on": checks.day,
    "left_on": checks.day,
}
NULLABLE = {"email", "position_code", "left_on"}
NEEDED = ("employee_number", "name", "hired_on")


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def checked(draft: EmployeeDraft, path: Path) -> EmployeeDraft:
    """The same draft with clean values; refuses what cannot be kept."""
    clean = {}
    for each in fields(draft):
        value = getattr(draft, each.name)
        if value is KEEP:
            continue
        if value is None:
            if each.name not in NULLABLE:
                raise invalid("It cannot be emptied; leave it out to keep it.", (*path, camel(each.name)))
        elif check := CHECKS.get(each.name):
            clean[each.name] = check(value, (*path, camel(each.name)))
    if draft.team_id is not KEEP and draft.team_external_id is not KEEP:
        raise invalid("Name the team by teamId or by teamExternalId, not by both.", (*path, "teamId"))
    return replace(draft, **clean)


def merged(
    known: Person | None, draft: EmployeeDraft, team_id: UUID | None, position_id: UUID | None, today: date, path: Path
) -> Person:
    """The person after this draft. `team_id` and `position_id` are those that it names; `today` is the organisation's."""
    if known is None:
        for name in NEEDED:
            if getattr(draft, name) is KEEP:
                raise invalid("Someone new needs it.", (*path, camel(name)))
        if team_id is None:
            raise invalid("Someone new needs a team.", (*path, "teamExternalId"))

    def told(name: str, otherwise):
        value = getattr(draft, name)
        if value is not KEEP:
            return value
        return getattr(known, name) if known else otherwise

    status = told("status", "active")
    left_on = told("left_on", None)
    if draft.left_on is KEEP:
        if status == "left":
            left_on = left_on or today
        elif known and known.status == "left":
            left_on = None  # hired again
    person = Person(
        external_id=draft.external_id,
        employee_number=told("employee_number", None),
        name=told("name", None),
        email=told("email", None),
        locale=told("locale", "zh-Hant"),
        team_id=team_id or known.team_id,
        position_id=told_position(known, draft, position_id),
        status=status,
        hired_on=told("hired_on", None),
        left_on=left_on,
    )
    if left_on and left_on < person.hired_on:
        raise invalid("Nobody leaves before they are hired.", (*path, "leftOn"))
    if status == "left" and left_on is None:
        raise invalid("Someone who left has a day on which they left.", (*path, "leftOn"))
    if status != "left" and left_on and left_on < today:
        raise invalid("That day is past, but the status says that they are still here.", (*path, "leftOn"))
    return person


def told_position(known: Person | None, draft: EmployeeDraft, position_id: UUID | None) -> UUID | None:
    if draft.position_code is KEEP:
        return known.position_id if known else None
    return position_id


def changed(known: Person, person: Person) -> list[str]:
    """The names of what differs, as columns."""
    return [name for name in COLUMNS if getattr(known, name) != getattr(person, name)]
