"""What may be asked at once, and in a minute."""

import pytest

from api.kit.ids import new_id
from api.kit.reads import Schema
from api.kit.reads.budget import Budget
from api.kit.reads.errors import Refused
from api.kit.reads.execute import Engine
from api.kit.reads.limits import Limits
from api.kit.viewer import Role, Viewer
from api.people.graph import PeopleMutation, PeopleQuery
from tests.kit.reads.asking import ask, refusal

PAGES = "query($first: Int!) { employees(first: $first) { nodes { shifts(first: 100) { nodes { id } } } } }"


@pytest.fixture
async def person(house):
    return house.viewer(await house.employee(await house.team(await house.organisation())), Role.admin)


@pytest.fixture
def client(person):
    return Viewer(person.organisation_id, frozenset({Role.api_client}), client_id=new_id(), scopes=frozenset({"people:read"}))


def engine(house, **limits) -> Engine:
    return Engine(Schema(PeopleQuery, PeopleMutation), house.readers, Limits(**limits))


async def test_the_price_is_the_product_of_first_along_the_path(house, person):
    told = await ask(engine(house), person, PAGES, {"first": 7})

    assert told["extensions"]["cost"]["requested"] == 7 + 7 * 100
    assert told["extensions"]["cost"]["limit"] == 5_000


async def test_people_may_ask_less_at_once_than_clients(house, person, client):
    by_person = await ask(engine(house), person, PAGES, {"first": 500})
    by_client = await ask(engine(house), client, PAGES, {"first": 500})
    too_much = await ask(engine(house), client, PAGES, {"first": 1000})

    assert refusal(by_person) == (400, "TOO_COSTLY")
    assert by_client["status"] == 200
    assert refusal(too_much) == (400, "TOO_COSTLY")


async def test_a_spent_budget_says_when_to_come_back(house, person):
    narrow = engine(house, per_minute=1_000)

    first = await ask(narrow, person, PAGES, {"first": 9})
    second = await ask(narrow, person, PAGES, {"first": 9})

    assert first["extensions"]["cost"]["remaining"] == 1_000 - 909 - 1
    assert refusal(second) == (429, "RATE_LIMITED")
    assert second["headers"] == {"Retry-After": "50"}  # (910 - 90) of 1,000 a minute


def test_a_budget_fills_again_evenly():
    now = [0.0]
    budget = Budget(clock=lambda: now[0])
    budget.spend("anna", 600, 600)

    with pytest.raises(Refused):
        budget.spend("anna", 60, 600)
    now[0] = 6
    left = budget.spend("anna", 60, 600)

    assert left == 0
    assert budget.spend("ben", 1, 600) == 599


def test_a_budget_remembers_only_so_many():
    budget = Budget(clock=lambda: 0.0, most=3)

    for who in range(10):
        budget.spend(who, 1, 10)

    assert budget.known == 3


async def test_depth_is_counted_through_fragments(house, person):
    within = "{ employees(first: 1) { nodes { ...A } } } fragment A on Employee { team { ...B } } fragment B on Team { parent { parent { parent { id } } } }"

    fits = await ask(engine(house, depth=7), person, within)
    too_deep = await ask(engine(house, depth=6), person, within)

    assert fits["status"] == 200
    assert refusal(too_deep) == (400, "TOO_DEEP")


async def test_the_schema_is_told_to_those_who_signed_in(house, person, client):
    asked = "{ __schema { queryType { name } } t: __type(name: \"Employee\") { kind } }"

    by_person, by_client, by_nobody = [await ask(engine(house), viewer, asked) for viewer in (person, client, None)]

    assert by_person["data"] == by_client["data"] == {"__schema": {"queryType": {"name": "PeopleQuery"}}, "t": {"kind": "OBJECT"}}
    assert refusal(by_nobody) == (401, "UNAUTHENTICATED")


async def test_nobody_is_told_nothing_but_names(house):
    anyone, row = [await ask(engine(house), None, asked) for asked in ("{ __typename }", "{ __typename employees(first: 1) { totalCount } }")]

    assert anyone["data"] == {"__typename": "PeopleQuery"}
    assert refusal(row) == (401, "UNAUTHENTICATED")


async def test_a_client_needs_the_scope(house, client):
    narrow = Viewer(client.organisation_id, client.roles, client_id=new_id(), scopes=frozenset({"learning:read"}))

    assert refusal(await ask(engine(house), narrow, "{ employees(first: 1) { totalCount } }")) == (403, "FORBIDDEN")
