"""Bring a company in as its HRMS would: positions, teams, people, shifts; then PINs, roles and a client."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from api.access import secrets
from api.access.actions import clients, grants, pins
from api.demo.company import Company
from api.kit.refusals import Refusal
from api.kit.viewer import Role, Viewer
from api.kit.work import unit_of_work
from api.people.actions.employees import upsert_employees
from api.people.actions.founding import found_organisation
from api.people.actions.positions import PositionDraft, upsert_positions
from api.people.actions.shifts import upsert_shifts
from api.people.actions.teams import upsert_teams
from api.people.rules.employees import EmployeeDraft
from api.people.rules.shifts import ShiftDraft
from api.people.rules.tree import TeamDraft

if TYPE_CHECKING:
    from api.demo.fill import Steps


@dataclass(frozen=True, slots=True)
class Settled:
    """A company in the database: ids by the HRMS's keys."""

    organisation_id: UUID
    viewer: Viewer
    teams: dict[str, UUID]
    people: dict[str, UUID]


async def settle(company: Company, step: "Steps", pin: str) -> Settled:
    organisation_id = await unit_of_work(lambda: found_organisation(company.slug, company.name))
    viewer = Viewer(organisation_id, frozenset({Role.admin}))
    positions = [PositionDraft(code, name) for code, name in company.positions.items()]
    _all(await upsert_positions(viewer, positions))
    teams: dict[str, UUID] = {}
    places = [place for place in company.places if place.kind != "company"]
    root = next(place.external_id for place in company.places if place.kind == "company")
    for kind in ("region", "department", "shop"):
        some = [
            TeamDraft(place.external_id, place.name, place.kind, parent_external_id=company.slug if place.parent == root else place.parent)
            for place in places if place.kind == kind
        ]
        for start in range(0, len(some), 500):
            batch = some[start : start + 500]
            teams |= dict(zip((draft.external_id for draft in batch), _all(await upsert_teams(viewer, batch)), strict=True))
    drafts = [
        EmployeeDraft(
            one.external_id, employee_number=one.number, name=one.name, locale=one.locale, team_external_id=one.team if one.team != root else company.slug,
            position_code=one.position, status=one.status, hired_on=one.hired_on, left_on=one.left_on,
        )
        for one in company.people
    ]
    people: dict[str, UUID] = {}
    for batch in step.through(drafts, "people"):
        people |= dict(zip((draft.external_id for draft in batch), _all(await upsert_employees(viewer, batch)), strict=True))
    duties = [
        ShiftDraft(f"{duty.person}-{duty.starts_at:%Y%m%d%H}", duty.starts_at, duty.ends_at, employee_external_id=duty.person)
        for duty in company.duties
    ]
    for batch in step.through(duties, "shifts"):
        _all(await upsert_shifts(viewer, batch))
    await _let_in(organisation_id, company, people, teams, pin)
    return Settled(organisation_id, viewer, teams, people)


async def _let_in(organisation_id: UUID, company: Company, people: dict[str, UUID], teams: dict[str, UUID], pin: str) -> None:
    """One PIN for all: hashed once, since a thousand slow hashes would be a minute's work."""
    hashed = await secrets.hash_pin(pin)

    async def work() -> None:
        for person in company.people:
            if person.status == "left":
                continue
            await pins.keep(organisation_id, people[person.external_id], person.number, hashed)
            for role, team in person.roles:
                await grants.give(organisation_id, people[person.external_id], Role(role), teams[team] if team else None)

    await unit_of_work(work)


async def api_client(organisation_id: UUID, name: str, scopes: Sequence[str]) -> clients.NewSecret:
    return await unit_of_work(lambda: clients.make(organisation_id, name, scopes))


def _all(answers: Sequence[Any]) -> Sequence[UUID]:
    """Every one of them; the first refusal ends the filling, with its reason."""
    for answer in answers:
        if isinstance(answer, Refusal):
            raise answer
    return answers
