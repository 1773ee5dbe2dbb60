"""Two small organisations that must never see each other, and ways for their people and systems to come in.

    world = await founded(house)
    viewer = await world.viewer("manager")                 # through a real session
    client = await world.client("people:read")             # through a real token
    answer = await world.ask("{ viewer { roles } }", viewer)
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

import orjson
import strawberry

from api.access import secrets
from api.access.actions import clients, grants, people, pins, sessions, tokens
from api.access.graph import AccessMutation, AccessQuery
from api.access.rules.oauth import Claimed
from api.access.viewers import viewer_for, viewers
from api.kit.reads import Schema
from api.kit.reads.execute import Ask, Context, Engine
from api.kit.viewer import Role, Viewer
from api.people import actions as provisioning
from api.people.actions.positions import PositionDraft
from api.people.graph import PeopleMutation, PeopleQuery
from api.people.models import Employee, Organisation, Team
from api.people.rules.employees import EmployeeDraft
from api.people.rules.tree import TeamDraft
from tests.support import House

PIN = "482915"

# external id, parent, kind
TEAMS = (("north", "{root}", "region"), ("south", "{root}", "region"), ("xinyi", "north", "shop"), ("daan", "north", "shop"), ("anping", "south", "shop"))
# who, number, team, role and the team it holds for
PEOPLE = (
    ("learner", "204817", "xinyi", None),
    ("colleague", "204902", "xinyi", None),
    ("coach", "203318", "xinyi", (Role.coach, "xinyi")),
    ("manager", "201033", "xinyi", (Role.manager, "xinyi")),
    ("region_manager", "201001", "north", (Role.manager, "north")),
    ("neighbour", "204655", "daan", None),
    ("far", "204120", "anping", None),
    ("author", "200011", "{root}", (Role.author, None)),
    ("analyst", "200027", "{root}", (Role.analyst, None)),
    ("admin", "200003", "{root}", (Role.admin, None)),
)


@dataclass
class Place:
    """One organisation."""

    organisation: Organisation
    teams: dict[str, Team] = field(default_factory=dict)
    people: dict[str, Employee] = field(default_factory=dict)


@dataclass
class World:
    house: House
    engine: Engine
    ours: Place
    theirs: Place

    async def cookie(self, who: str, place: Place | None = None) -> str:
        """Signed in, without the PIN."""
        person = (place or self.ours).people[who]

        async def work() -> str:
            held = await people.holdings(person.organisation_id, person.id)
            return await sessions.begin(person.organisation_id, person.id, held.roles, "Mozilla/5.0 (Linux; Android 14) Chrome/130.0")

        return await self.house.do(work)

    async def viewer(self, who: str, place: Place | None = None) -> Viewer:
        return await viewer_for(await self.cookie(who, place), None)

    async def give_pin(self, who: str, pin: str = PIN, place: Place | None = None) -> None:
        person, hash = (place or self.ours).people[who], await secrets.hash_pin(pin)
        await self.house.do(lambda: pins.keep(person.organisation_id, person.id, person.employee_number, hash))

    async def secret(self, *scopes: str, place: Place | None = None) -> clients.NewSecret:
        return await self.house.do(lambda: clients.make((place or self.ours).organisation.id, "HRMS", scopes))

    async def bearer(self, *scopes: str, place: Place | None = None) -> str:
        made = await self.secret(*scopes, place=place)
        return (await tokens.issue(Claimed(made.client_id, made.secret, True), None)).token

    async def client(self, *scopes: str, place: Place | None = None) -> Viewer:
        return await viewer_for(None, await self.bearer(*scopes, place=place))

    async def ask(self, query: str, viewer: Viewer | None, **variables: Any) -> dict[str, Any]:
        """The whole answer, as JSON."""
        return orjson.loads((await self.engine.answer(Ask(query, variables), Context(viewer))).body)


@cache
def schema() -> Schema:
    """These two floors alone."""
    query = strawberry.type(type("Query", (AccessQuery, PeopleQuery), {}))
    return Schema(query, strawberry.type(type("Mutation", (AccessMutation, PeopleMutation), {})))


async def founded(house: House) -> World:
    viewers.forget()
    ours, theirs = await settle(house, "qingchuan"), await settle(house, "hailan")
    return World(house, Engine(schema(), house.readers), ours, theirs)


async def settle(house: House, slug: str, people: tuple = PEOPLE) -> Place:
    """An organisation with its teams and people, by the actions that an HRMS uses."""
    name = {"zh-Hant": slug, "en": slug}
    place = Place(await Organisation.get(id=await house.do(lambda: provisioning.found_organisation(slug, name))))
    hrms = as_admin(place.organisation.id)
    made = await provisioning.upsert_teams(hrms, [
        TeamDraft(key, {"en": f"{slug} {key}"}, kind, parent_external_id=above.format(root=slug)) for key, above, kind in TEAMS
    ])  # fmt: skip
    place.teams = {key: await Team.get(id=id) for (key, _, _), id in zip(TEAMS, made, strict=True)}
    place.teams["root"] = await Team.get(organisation_id=place.organisation.id, external_id=slug)
    await provisioning.upsert_positions(hrms, [PositionDraft("cashier", {"zh-Hant": "門市人員", "en": "Cashier"})])
    made = await provisioning.upsert_employees(hrms, [
        EmployeeDraft(
            f"hr-{number}", number, f"{slug} {who}", f"{who}@{slug}.example", team_external_id=team.format(root=slug), position_code="cashier",
            hired_on=date(2024, 3, 1),
        )
        for who, number, team, _ in people
    ])  # fmt: skip
    place.people = {who: await Employee.get(id=id) for (who, *_), id in zip(people, made, strict=True)}
    for who, _, _, held in people:
        if held:
            await grants.grant_role(hrms, place.people[who].id, held[0], place.teams[held[1]].id if held[1] else None)
    return place


def as_admin(organisation_id: UUID) -> Viewer:
    return Viewer(organisation_id=organisation_id, roles=frozenset({Role.admin}))
