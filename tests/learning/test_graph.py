"""From an assignment to a phone and back, through the documents that the phone sends."""

import re
from pathlib import Path

import orjson
import pytest
import strawberry

from api.access.graph import AccessQuery
from api.catalogue.graph import CatalogueMutation, CatalogueQuery
from api.kit.fields import iso
from api.kit.reads import Schema
from api.kit.reads.execute import Ask, Context, Engine
from api.learning.graph import LearningMutation, LearningQuery
from api.people.graph import PeopleQuery
from tests.learning.classroom import DAY, MINUTE, NOON

GRAPH = Path(__file__).parents[2] / "web" / "src" / "graph"


def document(file: str, name: str) -> str:
    """A document as the phone has it."""
    return re.search(rf"export const {name}\b[^`]*`([^`]*)`", (GRAPH / file).read_text()).group(1)


@pytest.fixture
def engine(house) -> Engine:
    query = strawberry.type(type("Query", (LearningQuery, CatalogueQuery, AccessQuery, PeopleQuery), {}))
    mutation = strawberry.type(type("Mutation", (LearningMutation, CatalogueMutation), {}))
    return Engine(Schema(query, mutation), house.readers)


async def ask(engine: Engine, viewer, query: str, **variables):
    answer = await engine.answer(Ask(query, variables or None), Context(viewer))
    told = orjson.loads(answer.body)
    assert "errors" not in told, told
    return told["data"]


def as_input(run) -> dict:
    return {
        "id": str(run.id), "assignmentId": str(run.assignment_id), "versionId": str(run.version_id), "answers": run.answers,
        "startedAt": iso(run.started_at), "finishedAt": iso(run.finished_at), "durationS": run.duration_s, "offline": run.offline,
    }


async def test_home_shows_what_is_assigned_and_how_it_stands(room, engine):
    phone = await room.phone()
    [answer] = await phone.record(phone.run("hands", NOON - MINUTE))
    assert answer == phone.sent[0].id

    told = (await ask(engine, phone.viewer, document("home.ts", "home")))["viewer"]["employee"]

    by_slug = {node["unit"]["en"]: node for node in told["assignments"]["nodes"]}
    assert {slug: node["state"] for slug, node in by_slug.items()} == {"hands": "PASSED", "fridge": "ASSIGNED", "floor": "ASSIGNED"}
    assert by_slug["hands"]["progress"]["attempts"] == 1
    assert by_slug["hands"]["progress"]["bestScore"] == 1
    assert [(one["en"], one["dueOn"], one["unitsPassed"], one["behind"]) for one in told["milestones"]["nodes"]] == [
        ("first", "2026-11-24", 1, False), ("all", "2026-11-30", 1, False),
    ]


async def test_texts_carry_the_cards_of_everything_assigned(room, engine):
    phone = await room.phone("hands")

    told = await ask(engine, phone.viewer, document("home.ts", "texts"))

    [node] = told["viewer"]["employee"]["assignments"]["nodes"]
    assert [card["kind"] for card in node["unit"]["version"]["cards"]] == ["explain", "question", "question"]
    assert node["unit"]["version"]["cards"][1]["key"] == "a"


async def test_the_phone_sends_and_sends_again(room, engine):
    phone = await room.phone("hands")
    run = phone.run("hands", NOON - DAY, right=1)

    first = await ask(engine, phone.viewer, document("learning.ts", "recordQuizAttempts"), input={"attempts": [as_input(run)]})
    again = await ask(engine, phone.viewer, document("learning.ts", "recordQuizAttempts"), input={"attempts": [as_input(run)]})

    [told] = first["recordQuizAttempts"]
    assert (told["id"], told["score"], told["passed"], told["marks"]) == (str(run.id), 0.5, False, {"q1": 1, "q2": 0})
    assert again == first
    assert (await phone.look("hands")).attempts == 1


async def test_a_refusal_names_the_attempt_and_the_field(room, engine):
    phone = await room.phone("hands")
    wrong = as_input(phone.run("hands", NOON, answers={"q9": "a"}))

    told = await ask(engine, phone.viewer, document("learning.ts", "recordQuizAttempts"), input={"attempts": [as_input(phone.run("hands", NOON)), wrong]})

    assert told["recordQuizAttempts"][0]["__typename"] == "QuizAttempt"
    assert told["recordQuizAttempts"][1] == {
        "__typename": "Refusal", "code": "INVALID", "message": "this version has no such question", "path": ["attempts", "1", "answers", "q9"],
    }


async def test_events_are_accepted_one_by_one(room, engine):
    phone = await room.phone("hands")
    good, bad = phone.event("hands", NOON - MINUTE), phone.event("hands", NOON, kind="slept")

    def as_event(event) -> dict:
        return {
            "id": str(event.id), "attemptId": str(event.attempt_id), "versionId": str(event.version_id), "kind": event.kind, "cardId": event.card_id,
            "cardIndex": 0, "questionId": None, "value": None, "positionS": None, "deviceAt": iso(event.device_at), "offline": False,
        }

    told = await ask(engine, phone.viewer, document("learning.ts", "recordLearningEvents"), input={"events": [as_event(good), as_event(bad)]})

    assert told["recordLearningEvents"]["accepted"] == 1
    assert [(one["code"], one["path"]) for one in told["recordLearningEvents"]["refusals"]] == [("INVALID", ["events", "1", "kind"])]
