"""What a client sends, and what comes back: over the people of the house, on both databases."""

import orjson
import pytest

from api.kit.reads import Schema
from api.kit.reads.execute import Ask, Context, Engine
from api.kit.viewer import Role
from api.people.graph import PeopleMutation, PeopleQuery


@pytest.fixture
def engine(house) -> Engine:
    return Engine(Schema(PeopleQuery, PeopleMutation), house.readers)


async def ask(engine: Engine, viewer, query: str, **variables) -> dict:
    answer = await engine.answer(Ask(query, variables or None), Context(viewer))
    return {"status": answer.status, **orjson.loads(answer.body)}


async def shop(house):
    organisation = await house.organisation()
    team = await house.team(organisation)
    people = [await house.employee(team, name=name, employee_number=f"E{n}") for n, name in enumerate(["林小晴", "陳\"大\"文", "王\\五"])]
    return organisation, team, people


async def test_one_statement_builds_what_is_asked(house, engine):
    _, team, (person, *_) = await shop(house)

    told = await ask(
        engine, house.viewer(person),
        "query($id: ID!) { me: employee(id: $id) { __typename name hiredOn leftOn status team { id name(locale: EN) kind } } }", id=str(person.id),
    )

    assert told["data"] == {"me": {
        "__typename": "Employee", "name": "林小晴", "hiredOn": "2024-01-01", "leftOn": None, "status": "ACTIVE",
        "team": {"id": str(team.id), "name": "信義店", "kind": "SHOP"},
    }}


async def test_a_page_ends_with_a_cursor_and_the_next_begins_there(house, engine):
    _, _, people = await shop(house)
    page = "query($after: String) { employees(first: 2, after: $after) { totalCount edges { cursor node { name } } nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"
    admin = house.viewer(people[0], Role.admin)

    one = (await ask(engine, admin, page))["data"]["employees"]
    two = (await ask(engine, admin, page, after=one["pageInfo"]["endCursor"]))["data"]["employees"]

    assert [each["id"] for each in one["nodes"] + two["nodes"]] == [str(person.id) for person in people]
    assert [edge["node"]["name"] for edge in one["edges"]] == [people[0].name, people[1].name]
    assert one["edges"][-1]["cursor"] == one["pageInfo"]["endCursor"]
    assert (one["pageInfo"]["hasNextPage"], two["pageInfo"]["hasNextPage"]) == (True, False)
    assert (one["pageInfo"]["hasPreviousPage"], two["pageInfo"]["hasPreviousPage"]) == (False, True)
    assert one["totalCount"] == two["totalCount"] == 3


async def test_a_learner_sees_only_themselves(house, engine):
    _, _, people = await shop(house)

    told = await ask(engine, house.viewer(people[1]), "{ employees(first: 10) { nodes { id } totalCount } }")

    assert told["data"]["employees"] == {"nodes": [{"id": str(people[1].id)}], "totalCount": 1}


async def test_a_withheld_field_refuses_the_whole_request(house, engine):
    _, _, people = await shop(house)

    told = await ask(engine, house.viewer(people[0]), "{ employees(first: 10) { nodes { id email } } }")

    assert told["status"] == 403
    assert "data" not in told
    assert told["errors"][0]["path"] == ["employees", "nodes", "email"]
    assert told["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_rows_that_a_mutation_names_are_filled_by_plan(house, engine):
    _, team, people = await shop(house)
    admin = house.viewer(people[0], Role.admin)

    told = await ask(
        engine, admin,
        """mutation($input: UpsertPositionsInput!) { upsertPositions(input: $input) {
             __typename ... on Position { id code name(locale: EN) } ... on Refusal { code path } } }""",
        input={"positions": [{"code": "clerk", "name": {"en": "Clerk", "zhHant": "店員"}}, {"code": "", "name": {"en": "Nobody"}}]},
    )

    first, second = told["data"]["upsertPositions"]
    assert (first["__typename"], first["code"], first["name"]) == ("Position", "clerk", "Clerk")
    assert second["__typename"] == "Refusal"
