"""Whatever is sent, an answer comes back that says what is wrong; on both databases the same."""

import math
import sys
from functools import reduce

import pytest

from api.kit.reads import Schema
from api.kit.reads.documents import Documents
from api.kit.reads.errors import Refused
from api.kit.reads.execute import Engine
from api.kit.reads.limits import Limits
from api.kit.viewer import Role
from api.people.graph import PeopleMutation, PeopleQuery
from tests.kit.reads.asking import ask, refusal

ONE = "query($id: ID!) { employee(id: $id) { id } }"
LIST = """query($first: Int!, $after: String, $search: String, $since: DateTime, $ids: [String!]) {
  employees(first: $first, after: $after, search: $search, updatedSince: $since, externalIds: $ids) { totalCount nodes { id } } }"""
SOMEBODY = "01a20f6f-357f-767d-a491-2bacba5d178a"


def nested(depth: int):
    return reduce(lambda inner, _: [inner], range(depth), 1)


@pytest.fixture
async def asked(house):
    """Ask as an admin of a house with one person."""
    organisation = await house.organisation()
    person = await house.employee(await house.team(organisation))
    engine = Engine(Schema(PeopleQuery, PeopleMutation), house.readers, documents={"known": "{ employees(first: 1) { totalCount } }"})
    return lambda query=None, variables=None, **more: ask(engine, house.viewer(person, Role.admin), query, variables, **more)


NO_DOCUMENTS = [
    (None, (400, "BAD_USER_INPUT")), (5, (400, "BAD_USER_INPUT")), ([], (400, "BAD_USER_INPUT")), ("", (400, "BAD_USER_INPUT")),
    ("   ", (400, "GRAPHQL_PARSE_FAILED")), ("\0", (400, "GRAPHQL_PARSE_FAILED")), ("{ a\ud800 }", (400, "GRAPHQL_PARSE_FAILED")),
    ('{ employee(id: "\\ud800") { id } }', (400, "GRAPHQL_PARSE_FAILED")), ("{" * 5000, (400, "GRAPHQL_PARSE_FAILED")),
    ('{ employees(first: 1, externalIds: ["a", "\\u0000"]) { totalCount } }', (400, "BAD_USER_INPUT")),
    ("{ nope }", (400, "GRAPHQL_VALIDATION_FAILED")), ("{ employees { totalCount } }", (400, "GRAPHQL_VALIDATION_FAILED")),
    ("{ employees(first: 99999999999999999999) { totalCount } }", (400, "GRAPHQL_VALIDATION_FAILED")),
    ("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }", (400, "GRAPHQL_VALIDATION_FAILED")),
    ("{ ...Nowhere }", (400, "GRAPHQL_VALIDATION_FAILED")), ("{ employees(first: 1) { ... @defer { totalCount } } }", (400, "GRAPHQL_VALIDATION_FAILED")),
    ("query A { __typename } query B { __typename }", (400, "OPERATION_NOT_FOUND")), ("fragment F on Query { __typename }", (400, "GRAPHQL_VALIDATION_FAILED")),
    ("{ __typename } #" + "x" * 30_000, (413, "TOO_LARGE")),
]
NO_VARIABLES = [
    (ONE, [], (400, "BAD_USER_INPUT")), (ONE, "x", (400, "BAD_USER_INPUT")), (ONE, {}, (400, "BAD_USER_INPUT")), (ONE, {"id": None}, (400, "BAD_USER_INPUT")),
    (ONE, {"id": 1.5}, (400, "BAD_USER_INPUT")), (ONE, {"id": math.nan}, (400, "BAD_USER_INPUT")), (ONE, {"id": 10**40}, (400, "BAD_USER_INPUT")),
    (ONE, {"id": {}}, (400, "BAD_USER_INPUT")), (ONE, {"id": True}, (400, "BAD_USER_INPUT")), (ONE, {"id": "\0"}, (400, "BAD_USER_INPUT")),
    (ONE, {"id": "\ud800"}, (400, "BAD_USER_INPUT")), (ONE, {"id": "a", "b\0": 1}, (400, "BAD_USER_INPUT")), (ONE, {"id": "a", "unused": "\0"}, (400, "BAD_USER_INPUT")),
    (ONE, {"id": nested(50_000)}, (400, "TOO_DEEP")), (ONE, {"id": "a", "unused": nested(300)}, (400, "TOO_DEEP")),
    (LIST, {"first": -1}, (400, "BAD_USER_INPUT")), (LIST, {"first": 1001}, (400, "BAD_USER_INPUT")), (LIST, {"first": 2**31}, (400, "BAD_USER_INPUT")),
    (LIST, {"first": 10**30}, (400, "BAD_USER_INPUT")), (LIST, {"first": math.inf}, (400, "BAD_USER_INPUT")), (LIST, {"first": "2"}, (400, "BAD_USER_INPUT")),
    (LIST, {"first": 1, "after": ""}, (400, "BAD_USER_INPUT")), (LIST, {"first": 1, "after": "🎈" * 36}, (400, "BAD_USER_INPUT")),
    (LIST, {"first": 1, "after": SOMEBODY}, (400, "BAD_USER_INPUT")), (LIST, {"first": 1, "after": f"{SOMEBODY}.x", "since": "2026-01-01T00:00:00Z"}, (400, "BAD_USER_INPUT")),
    (LIST, {"first": 1, "after": f"{SOMEBODY}.2026-01-01T00:00:00", "since": "2026-01-01T00:00:00Z"}, (400, "BAD_USER_INPUT")),
    (LIST, {"first": 1, "after": f"{SOMEBODY}.0001-01-01T00:00:00+14:00", "since": "2026-01-01T00:00:00Z"}, (400, "BAD_USER_INPUT")),
    (LIST, {"first": 1, "since": "2026-01-01T00:00:00"}, (400, "BAD_USER_INPUT")), (LIST, {"first": 1, "since": "0001-01-01T00:00:00+14:00"}, (400, "BAD_USER_INPUT")),
    (LIST, {"first": 1, "search": "a" * 100_000}, (400, "BAD_USER_INPUT")), (LIST, {"first": 1, "ids": [None]}, (400, "BAD_USER_INPUT")),
    (LIST, {"first": 1, "ids": ["a"] * 1_500}, (400, "BAD_USER_INPUT")), (LIST, {"first": 1, "ids": ["a"] * 100_000}, (413, "TOO_LARGE")),
]
NO_IDS = ["", "nobody", "x" * 36, "x" * 10**5, "{" + SOMEBODY + "}", SOMEBODY]


async def test_documents_that_are_none(asked):
    told = {str(query)[:60]: refusal(await asked(query)) for query, _ in NO_DOCUMENTS}

    assert told == {str(query)[:60]: answer for query, answer in NO_DOCUMENTS}


async def test_variables_that_do_not_fit(asked):
    told = [refusal(await asked(query, variables)) for query, variables, _ in NO_VARIABLES]

    assert told == [answer for _, _, answer in NO_VARIABLES]


async def test_the_place_of_what_is_wrong_is_told(asked):
    deep = await asked(
        "mutation($input: UpsertTeamsInput!) { upsertTeams(input: $input) { __typename } }",
        {"input": {"teams": [{"externalId": "a", "kind": "SHOP", "name": {"en": "b\0"}}]}},
    )
    page = await asked("{ employees(first: 1) { nodes { shifts(first: 5000) { totalCount } } } }")

    assert deep["errors"][0]["path"] == ["input", "teams", 0, "name", "en"]
    assert page["errors"][0]["path"] == ["employees", "nodes", "shifts"]


async def test_an_id_that_is_none_is_not_there(asked):
    told = [(await asked(ONE, {"id": id_}))["data"] for id_ in NO_IDS]

    assert told == [{"employee": None}] * len(NO_IDS)


async def test_documents_by_hash(asked):
    known, unknown = await asked(document_hash="known"), await asked(document_hash="unknown")
    another = await asked("{ __typename }", document_hash="known")

    assert known["data"] == {"employees": {"totalCount": 1}}
    assert refusal(unknown) == (400, "PERSISTED_QUERY_NOT_FOUND")
    assert refusal(another) == (400, "BAD_USER_INPUT")


def doubled(n: int) -> str:
    """Fragments that spread the next one twice: two to the power of n fields."""
    return "{ ...F0 } " + " ".join(f"fragment F{k} on Query {{ ...F{k + 1} ...F{k + 1} }}" for k in range(n)) + f" fragment F{n} on Query {{ __typename }}"


@pytest.mark.parametrize("write", [
    doubled,
    lambda n: "{" + " employees(first: 1) { totalCount }" * (8 * n) + "}",
    lambda n: "{ employees(first: 1) { nodes {" + " id" * (40 * n) + "} } }",
    lambda n: "{ employees(first: 1) { nodes {" + " team { parent { name id } }" * (5 * n) + "} } }",
    lambda n: "{ employees(first: 1) { nodes {" + " ... on Employee { id }" * (8 * n) + "} } }",
    lambda n: " ".join(f"query A{k} {{ ...F }}" for k in range(n)) + " fragment F on Query { __typename }",
    lambda n: "{" + " ".join(f"a{k}: employees(first: 1) {{ totalCount }}" for k in range(2 * n)) + "}",
], ids=["doubling fragments", "a root again and again", "a leaf again and again", "an object again and again", "inline fragments", "operations", "aliases"])
def test_judging_a_document_takes_work_in_proportion_to_its_length(write):
    schema = Schema(PeopleQuery, PeopleMutation)._schema

    def work(n: int) -> int:
        calls = 0

        def count(*_):
            nonlocal calls
            calls += 1

        documents = Documents(schema, Limits())
        sys.setprofile(count)
        try:
            documents.operation(write(n), None, "A0" if "A0" in write(n) else None)
        except Refused:
            pass
        finally:
            sys.setprofile(None)
        return calls

    work(4)  # what is made once

    assert work(24) < 2.5 * work(12)
