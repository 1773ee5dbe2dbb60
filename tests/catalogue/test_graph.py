"""The catalogue as authors, learners and systems see it."""

import orjson
import pytest

from api.catalogue.actions import Draft, publish_micro_unit
from api.catalogue.graph import CatalogueMutation, CatalogueQuery
from api.catalogue.models import Course, Unit
from api.kit import clock
from api.kit.ids import new_id
from api.kit.reads import Schema
from api.kit.reads.execute import Ask, Context, Engine
from api.kit.viewer import Role, Viewer
from tests.learning.classroom import HOUR, Classroom, course, question, unit

PUBLISH = """mutation($input: PublishMicroUnitInput!) { publishMicroUnit(input: $input) { __typename
  ... on MicroUnit { slug status durationS version { number } } ... on Refusal { code message path } } }"""


@pytest.fixture
def engine(house) -> Engine:
    return Engine(Schema(CatalogueQuery, CatalogueMutation), house.readers)


async def ask(engine: Engine, viewer, query: str, status: int = 200, **variables):
    answer = await engine.answer(Ask(query, variables or None), Context(viewer))
    told = orjson.loads(answer.body)
    assert answer.status == status, told
    return told.get("data")


def client(room, *scopes: str) -> Viewer:
    return Viewer(organisation_id=room.organisation.id, roles=frozenset({Role.api_client}), client_id=new_id(), scopes=frozenset(scopes))


async def author(room) -> Viewer:
    return room.house.viewer(await room.house.employee(room.shop), Role.learner, Role.author)


async def test_a_course_is_seen_whole(room, engine):
    query = """{ courses(first: 2) { nodes { slug title(locale: EN) units(first: 10) { nodes { slug position kind durationS } }
      milestoneSteps { position name(locale: EN) dueDay units { slug } } } } }"""

    told = await ask(engine, await author(room), query)

    [seen] = told["courses"]["nodes"]
    assert [(one["slug"], one["position"]) for one in seen["units"]["nodes"]] == [("hands", 1), ("fridge", 2), ("floor", 3)]
    assert all(180 <= one["durationS"] <= 420 for one in seen["units"]["nodes"])
    assert [(step["dueDay"], [one["slug"] for one in step["units"]]) for step in seen["milestoneSteps"]] == [
        (1, ["hands"]), (7, ["hands", "fridge", "floor"]),
    ]


async def test_an_author_publishes_and_reads_what_came_of_it(room, engine):
    made = await Course.get(slug="hygiene")

    told = await ask(engine, await author(room), PUBLISH, input={"courseId": str(made.id), "slug": "new", "title": {"en": "New"}, "cards": unit("new")["cards"]})

    assert told["publishMicroUnit"] == {
        "__typename": "MicroUnit", "slug": "new", "status": "PUBLISHED", "durationS": told["publishMicroUnit"]["durationS"], "version": {"number": 1},
    }


@pytest.mark.parametrize(("cards", "code", "path"), [
    ([question("q1")], "UNIT_TOO_SHORT", ["cards"]),
    ([{"id": "long", "kind": "explain", "text": {"en": "word " * 1200}}, question("q1")], "UNIT_TOO_LONG", ["cards"]),
    ([question("q1", key="z")], "KEY_UNKNOWN", ["cards", "0", "key"]),
    ("nothing", "CARDS_MISSING", ["cards"]),
    ([], "CARDS_MISSING", ["cards"]),
])
async def test_what_cannot_go_out_is_refused_with_its_place(room, engine, cards, code, path):
    told = await ask(engine, await author(room), PUBLISH, input={"unitId": str(room.published["hands"][0]), "cards": cards})

    assert (told["publishMicroUnit"]["code"], told["publishMicroUnit"]["path"]) == (code, path)


@pytest.mark.parametrize("given", [{}, {"unitId": "nonsense"}, {"courseId": str(new_id()), "slug": "x"}])
async def test_what_names_no_unit_is_refused(room, engine, given):
    told = await ask(engine, await author(room), PUBLISH, input=given)

    assert told["publishMicroUnit"]["__typename"] == "Refusal"


async def test_a_title_is_a_text_by_language_and_a_name_fits(room, engine):
    writer, made = await author(room), await Course.get(slug="hygiene")

    for given, path in [
        ({"title": {}}, ["title"]), ({"title": {"en": " "}}, ["title", "en"]), ({"title": {"en": "x" * 500}}, ["title", "en"]),
        ({"title": {"en": "x"}, "objective": {"en": "x" * 501}}, ["objective", "en"]), ({"title": {"en": "x"}, "slug": "Not A Slug"}, ["slug"]),
        ({"title": {"en": "x"}, "position": -1}, ["position"]), ({}, ["title"]),
    ]:
        asked = {"courseId": str(made.id), "slug": "new", "cards": unit("new")["cards"], **given}
        told = (await ask(engine, writer, PUBLISH, input=asked))["publishMicroUnit"]
        assert (told.get("code"), told.get("path")) == ("INVALID", path), given
    assert not await Unit.filter(slug="new").exists()


async def test_who_may_publish(room, engine):
    given = {"input": {"unitId": str(room.published["hands"][0])}}
    learner = room.house.viewer(await room.house.employee(room.shop))

    for viewer, status in [
        (await author(room), 200), (room.admin, 200), (client(room, "catalogue:read", "catalogue:write"), 200),
        (learner, 403), (room.manager, 403), (client(room, "catalogue:read"), 403), (client(room, "learning:write"), 403),
    ]:
        await ask(engine, viewer, PUBLISH, status, **given)


async def test_a_draft_is_seen_by_those_who_write(room, engine):
    made = await Course.get(slug="hygiene")
    await room.house.do(lambda: Unit.create(
        organisation_id=room.organisation.id, course_id=made.id, slug="draft", position=9, title={"en": "Draft"}, updated_at=made.updated_at,
    ))
    learner = room.house.viewer(await room.house.employee(room.shop))

    seen = {}
    for name, viewer in [("author", await author(room)), ("learner", learner), ("manager", room.manager), ("client", client(room, "catalogue:read"))]:
        told = await ask(engine, viewer, "{ microUnits(first: 10, search: \"Draft\") { nodes { slug } totalCount } }")
        seen[name] = told["microUnits"]["totalCount"]

    assert seen == {"author": 1, "learner": 0, "manager": 0, "client": 1}


async def test_a_learner_does_not_read_drafts_of_published_units(room, engine):
    learner = room.house.viewer(await room.house.employee(room.shop))

    await ask(engine, learner, "{ microUnits(first: 1) { nodes { draft } } }", 403)


async def test_an_exam_shows_no_key_to_anyone(house, engine):
    test = [{name: value for name, value in question(f"t{n}").items() if name != "kind"} for n in range(3)]
    room = await Classroom.open(house, course(certifying=True, post_test=test))

    told = await ask(engine, room.admin, "{ microUnits(first: 10, kind: POST_TEST) { nodes { version { certifying cards } } } }")

    [seen] = told["microUnits"]["nodes"]
    assert seen["version"]["certifying"] is True
    assert all("key" not in card for card in seen["version"]["cards"])


async def test_another_organisation_sees_none_of_it(room, engine):
    other = await Classroom.open(room.house, course("else", ("u1", "u2")), slug="hailan")

    told = await ask(engine, other.admin, "query($id: ID!) { microUnit(id: $id) { slug } microUnits(first: 50) { nodes { slug } } }", id=str(room.published["hands"][0]))

    assert told == {"microUnit": None, "microUnits": {"nodes": [{"slug": "u1"}, {"slug": "u2"}]}}


async def test_a_sync_follows_the_order_of_change(room, engine):
    clock.move(HOUR)
    await publish_micro_unit(room.admin, Draft(unit_id=room.published["floor"][0], title={"en": "Floors"}))

    told = await ask(engine, client(room, "catalogue:read"), """query($since: DateTime!) {
      all: microUnits(first: 10, updatedSince: $since) { nodes { slug } } }""", since="2026-11-23T04:00:00.001Z")

    assert told["all"]["nodes"] == [{"slug": "floor"}]
