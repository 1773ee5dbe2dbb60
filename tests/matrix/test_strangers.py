"""Ids, counts, cursors and errors tell nothing of another organisation: not there and not yours look the same."""

import base64

import orjson
import pytest
from graphql import get_named_type

from api.kit.ids import new_id
from tests.matrix.asking import PEOPLE, Asking
from tests.matrix.probes import has_rows, model_of


@pytest.fixture
async def asking(house):
    return await Asking.begin(house)


def normal(answer: dict, id: str) -> str:
    """The answer without the id itself and the budget."""
    return orjson.dumps({key: answer.get(key) for key in ("data", "errors")}).decode().replace(id or "ID", "ID")


async def test_every_lookup_by_id_answers_alike_for_another_organisations_row_for_none_and_for_nonsense(asking):
    roots = {name: field for name, field in asking.core.query_type.fields.items() if set(field.args) == {"id"} and has_rows(get_named_type(field.type)) and not name.startswith("probe")}

    for name, field in roots.items():
        foreign = asking.seeded.subjects(model_of(get_named_type(field.type)), None)["x"]
        answers = {
            normal(await asking.ask(f'query($id: ID!) {{ {name}(id: $id) {{ __typename }} }}', "admin", id=id), id)
            for id in (str(foreign), str(new_id()), "nonsense", "", "x" * 500, str(foreign).upper())
        }
        assert answers == {orjson.dumps({"data": {name: None}, "errors": None}).decode()}, name
    assert len(roots) >= 10


@pytest.mark.parametrize("filter", ["teamId", "employeeId", "courseId", "unitId", "parentId", "evaluationId"])
async def test_a_filter_by_another_organisations_id_finds_what_a_filter_by_none_finds(asking, filter):
    models = {"teamId": "Team", "employeeId": "Employee", "courseId": "Course", "unitId": "Unit", "parentId": "Team", "evaluationId": "Evaluation"}
    key = {"teamId": "xinyi", "employeeId": "colleague", "parentId": "north", "evaluationId": "xinyi"}.get(filter, "c")
    foreign = str(asking.seeded.rows[models[filter]]["hailan", key])
    lists = [name for name, field in asking.core.query_type.fields.items() if filter in field.args and not name.startswith("probe")]

    for name in lists:
        found = [
            (await asking.ask(f"query($id: ID!) {{ {name}(first: 50, {filter}: $id) {{ totalCount nodes {{ __typename }} }} }}", "admin", id=id))["data"][name]
            for id in (foreign, str(new_id()), "nonsense")
        ]
        assert found == [{"totalCount": 0, "nodes": []}] * 3, name
    assert lists


MUTATIONS = {
    "setPin": ("Employee", "colleague", lambda id: {"employeeId": id}),
    "grantRole": ("Employee", "colleague", lambda id: {"employeeId": id, "role": "AUTHOR"}),
    "revokeRole": ("Employee", "colleague", lambda id: {"employeeId": id, "role": "AUTHOR"}),
    "endSession": ("Session", "colleague", lambda id: {"id": id}),
    "rotateApiClientSecret": ("ApiClient", "c", lambda id: {"id": id}),
    "endApiClient": ("ApiClient", "c", lambda id: {"id": id}),
}


@pytest.mark.parametrize("name", MUTATIONS)
async def test_an_admin_cannot_tell_another_organisations_row_from_none_by_trying_to_change_it(asking, name):
    model, key, given = MUTATIONS[name]
    foreign = str(asking.seeded.rows[model]["hailan", key])
    type_ = asking.core.mutation_type.fields[name].args["input"].type
    text = f"mutation($input: {type_}) {{ {name}(input: $input) {{ __typename ... on Refusal {{ code message path }} }} }}"

    answers = [normal(await asking.ask(text, "admin", input=given(id)), id) for id in (foreign, str(new_id()), "nonsense")]

    assert len(set(answers)) == 1
    assert '"NOT_FOUND"' in answers[0]


@pytest.mark.parametrize("name", ["upsertEmployees", "upsertTeams", "upsertShifts"])
async def test_another_organisations_team_and_person_are_no_such_team_and_person(asking, name):
    rows = asking.seeded.rows
    team, person = str(rows["Team"]["hailan", "xinyi"]), str(rows["Employee"]["hailan", "colleague"])
    items = {
        "upsertEmployees": lambda id: {"employees": [{"externalId": "n", "employeeNumber": "n", "name": "N", "hiredOn": "2026-01-01", "teamId": id}]},
        "upsertTeams": lambda id: {"teams": [{"externalId": "n", "kind": "SHOP", "name": {"en": "N"}, "parentId": id}]},
        "upsertShifts": lambda id: {"shifts": [{"externalId": "n", "startsAt": "2026-01-01T00:00:00Z", "endsAt": "2026-01-01T08:00:00Z", "employeeId": id}]},
    }
    foreign = person if name == "upsertShifts" else team
    type_ = asking.core.mutation_type.fields[name].args["input"].type
    text = f"mutation($input: {type_}) {{ {name}(input: $input) {{ __typename ... on Refusal {{ code message path }} }} }}"

    answers = [normal(await asking.ask(text, "admin", input=items[name](id)), id) for id in (foreign, str(new_id()), "nonsense")]

    assert len(set(answers)) == 1 and '"Refusal"' in answers[0]


async def test_a_cursor_forged_to_anothers_row_shows_only_ones_own(asking):
    """A cursor is a place in an order, and no key: it opens nothing."""
    page = await asking.ask("{ employees(first: 1) { pageInfo { endCursor } } }", "admin")
    cursor = page["data"]["employees"]["pageInfo"]["endCursor"]
    foreign = str(asking.seeded.theirs.people["colleague"].id)
    forged = []
    for text in (cursor, cursor[::-1], base64.urlsafe_b64encode(foreign.encode()).decode(), "", "\0"):
        answer = await asking.engine.answer(*_page(text, asking.viewers["learner"]))
        assert answer.status in {200, 400}
        forged.append(orjson.loads(answer.body))

    own = str(asking.seeded.ours.people["learner"].id)
    for answer in forged:
        nodes = ((answer.get("data") or {}).get("employees") or {}).get("nodes") or []
        assert {node["id"] for node in nodes} <= {own}


def _page(cursor: str, viewer):
    from api.kit.reads.execute import Ask, Context

    return Ask("query($after: String) { employees(first: 50, after: $after) { nodes { id } } }", {"after": cursor}), Context(viewer)


@pytest.mark.parametrize("who", PEOPLE)
async def test_no_walk_over_the_edges_leaves_the_rows_that_one_sees(asking, who):
    """From oneself, up to the team, its people, their learning; and down again."""
    answer = await asking.ask(
        "{ viewer { employee { team { employees(first: 50) { nodes { id } } ancestors { children { id employees(first: 50) { nodes { id } } } } } } } }", who
    )
    direct = await asking.ask("{ employees(first: 1000) { nodes { id } } teams(first: 1000) { nodes { id } } }", who)
    people = {node["id"] for node in direct["data"]["employees"]["nodes"]}
    teams = {node["id"] for node in direct["data"]["teams"]["nodes"]}
    team = answer["data"]["viewer"]["employee"]["team"]
    below = [child for above in team["ancestors"] for child in above["children"]]

    assert {child["id"] for child in below} <= teams
    walked = [node["id"] for place in [team, *below] for node in place["employees"]["nodes"]]
    assert set(walked) <= people
