"""What an HRMS hands over, as GraphQL inputs, and the drafts that they become."""

from dataclasses import fields
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

import strawberry
from strawberry import UNSET

from api.kit.reads import Locale
from api.people import models
from api.people.actions.positions import PositionDraft
from api.people.rules.checks import KEEP
from api.people.rules.employees import EmployeeDraft
from api.people.rules.shifts import ShiftDraft
from api.people.rules.tree import TeamDraft

Draft = TypeVar("Draft")
NOWHERE = UUID(int=0)

TeamKind = strawberry.enum(models.TeamKind, description="What kind of team it is.")
EmployeeStatus = strawberry.enum(models.EmployeeStatus, description="Whether the person is here.")



def id_of(value: str | None) -> UUID | None:
    """What is no id of ours names nothing."""
    if value is None:
        return None
    try:
        return UUID(value) if len(value) == 36 else NOWHERE
    except ValueError:
        return NOWHERE


@strawberry.input(description="A text in the languages that the sender has; at least one.")
class TextsInput:
    zh_hant: str | None = strawberry.field(default=UNSET, description="Traditional Chinese.")
    zh_hans: str | None = strawberry.field(default=UNSET, description="Simplified Chinese.")
    en: str | None = strawberry.field(default=UNSET, description="English.")

    def texts(self) -> dict[str, str]:
        told = {"zh-Hant": self.zh_hant, "zh-Hans": self.zh_hans, "en": self.en}
        return {locale: text for locale, text in told.items() if text is not UNSET and text is not None}


@strawberry.input(
    description="An employee as the HRMS knows them. Someone new needs employeeNumber, name, hiredOn and a team; "
    "what is left out stays as it is."
)
class EmployeeInput:
    external_id: str = strawberry.field(description="The HRMS's own key: decides who it is.")
    employee_number: str | None = strawberry.field(default=UNSET, description="The number people sign in with, unique in the organisation.")
    name: str | None = strawberry.field(default=UNSET, description="The name as colleagues read it, up to 200 characters.")
    email: str | None = strawberry.field(default=UNSET, description="E-mail address; null empties it.")
    locale: Locale | None = strawberry.field(default=UNSET, description="The language they read.")
    team_id: strawberry.ID | None = strawberry.field(default=UNSET, description="Their team, by our id.")
    team_external_id: str | None = strawberry.field(default=UNSET, description="Their team, by the HRMS's key.")
    position_code: str | None = strawberry.field(default=UNSET, description="The code of their position; null empties it.")
    status: EmployeeStatus | None = strawberry.field(default=UNSET, description="Whether they are here. LEFT ends their sessions at once.")
    hired_on: date | None = strawberry.field(default=UNSET, description="Their first day.")
    left_on: date | None = strawberry.field(default=UNSET, description="Their last day; today, where someone leaves and it is not said.")

    def draft(self) -> EmployeeDraft:
        return drafted(EmployeeDraft, self, "email", "position_code", "left_on")


@strawberry.input(description="A team as the HRMS knows it. A new one needs name and kind; what is left out stays as it is.")
class TeamInput:
    external_id: str = strawberry.field(description="The HRMS's own key: decides which team it is.")
    name: TextsInput | None = strawberry.field(default=UNSET, description="Its name by language.")
    kind: TeamKind | None = strawberry.field(default=UNSET, description="What kind of team it is.")
    parent_id: strawberry.ID | None = strawberry.field(default=UNSET, description="The team above, by our id; null for none.")
    parent_external_id: str | None = strawberry.field(default=UNSET, description="The team above, by the HRMS's key; null for none.")

    def draft(self) -> TeamDraft:
        return drafted(TeamDraft, self, "parent_id", "parent_external_id")


@strawberry.input(description="What people work as.")
class PositionInput:
    code: str = strawberry.field(description="The HRMS's code, unique in the organisation.")
    name: TextsInput = strawberry.field(description="Its name by language.")

    def draft(self) -> PositionDraft:
        return PositionDraft(self.code, self.name.texts())


@strawberry.input(description="One duty of one person, at most 48 hours.")
class ShiftInput:
    external_id: str = strawberry.field(description="The roster's own key: decides which shift it is.")
    starts_at: datetime = strawberry.field(description="When it starts.")
    ends_at: datetime = strawberry.field(description="When it ends.")
    employee_id: strawberry.ID | None = strawberry.field(default=UNSET, description="Whose it is, by our id.")
    employee_external_id: str | None = strawberry.field(default=UNSET, description="Whose it is, by the HRMS's key.")
    team_id: strawberry.ID | None = strawberry.field(default=UNSET, description="Where, by our id; else the person's own team.")
    team_external_id: str | None = strawberry.field(default=UNSET, description="Where, by the HRMS's key.")

    def draft(self) -> ShiftDraft:
        return drafted(ShiftDraft, self)


def drafted(kind: type[Draft], given: Any, *nullable: str) -> Draft:
    """The draft of an input: what was not said is kept, as is a null where null means nothing."""
    told = {}
    for each in fields(kind):
        value = getattr(given, each.name)
        if value is UNSET or (value is None and each.name not in nullable):
            value = KEEP
        elif isinstance(value, TextsInput):
            value = value.texts()
        elif each.name in {"team_id", "parent_id", "employee_id"}:
            value = id_of(value)
        elif isinstance(value, Locale | EmployeeStatus | TeamKind):
            value = value.value
        told[each.name] = value
    return kind(**told)


@strawberry.input(description="Employees to keep in step with the HRMS.")
class UpsertEmployeesInput:
    employees: list[EmployeeInput] = strawberry.field(description="At most 500.")


@strawberry.input(description="Teams to keep in step with the HRMS.")
class UpsertTeamsInput:
    teams: list[TeamInput] = strawberry.field(description="At most 500, parents and children in any order.")


@strawberry.input(description="Positions to keep in step with the HRMS.")
class UpsertPositionsInput:
    positions: list[PositionInput] = strawberry.field(description="At most 500.")


@strawberry.input(description="Shifts to keep in step with the roster.")
class UpsertShiftsInput:
    shifts: list[ShiftInput] = strawberry.field(description="At most 500.")


@strawberry.input(description="Shifts that are off the roster.")
class WithdrawShiftsInput:
    external_ids: list[str] = strawberry.field(description="The roster's keys, at most 500. Unknown ones are left alone.")
