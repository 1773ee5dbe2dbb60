"""From an assignment to a phone and back, through the documents that the phone sends."""

import re
from pathlib import Path

import orjson
import pytest
import strawberry

from api.access.graph import AccessQuery
from api.catalogue.graph import CatalogueMutation, CatalogueQuery
from api.kit import clock
from api.kit.fields import iso
from api.kit.ids import new_id
from api.kit.reads import Schema
from api.kit.reads.execute import Ask, Context, Engine
from api.kit.viewer import Role, Viewer
from api.learning import actions
from api.learning.graph import LearningMutation, LearningQuery
from api.people.graph import PeopleQuery
from tests.learning.classroom import DAY, MINUTE, NOON, Classroom

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


# ---- lists, as an HRMS reads them ----


def client(room, *scopes: str) -> Viewer:
    return Viewer(organisation_id=room.organisation.id, roles=frozenset({Role.api_client}), client_id=new_id(), scopes=frozenset(scopes))


SCOPES = ("learning:read", "people:read", "catalogue:read")


async def test_assignments_are_found_by_state_team_course_and_due_date(room, engine):
    other = await room.house.team(room.organisation, room.region, name="大安店")
    here, there = await room.phone(), await room.phone("hands", team=other)
    await here.record(here.run("hands", NOON), here.run("fridge", NOON, right=1))
    await here.tell(here.event("floor", NOON))
    await actions.withdraw_assignments(room.admin, [there.assignments["hands"].id])

    async def count(args: str) -> int:
        return (await ask(engine, client(room, *SCOPES), f"{{ assignments(first: 10, {args}) {{ totalCount }} }}"))["assignments"]["totalCount"]

    found = {state: await count(f"state: {state}") for state in ("ASSIGNED", "STARTED", "COMPLETED", "PASSED", "WITHDRAWN")}
    assert found == {"ASSIGNED": 0, "STARTED": 1, "COMPLETED": 1, "PASSED": 1, "WITHDRAWN": 1}
    assert await count(f'teamId: "{room.shop.id}"') == 3
    assert await count(f'teamId: "{room.region.id}"') == 4
    assert await count(f'teamId: "{other.id}", unitId: "{room.published["hands"][0]}"') == 1
    assert await count(f'courseId: "{here.assignments["hands"].course_id}", employeeId: "{here.viewer.employee_id}"') == 3
    assert await count('dueBefore: "2026-11-25T00:00:00.000Z"') == 2


async def test_a_sync_of_assignments_sees_progress_as_change(room, engine):
    phone = await room.phone()
    clock.move(MINUTE)
    since = iso(clock.now())
    await phone.record(phone.run("floor", NOON))

    told = await ask(
        engine, client(room, *SCOPES), """query($since: DateTime!) { assignments(first: 10, updatedSince: $since) {
      nodes { unit { slug } state progress { attempts } } } }""", since=since,
    )

    assert told["assignments"]["nodes"] == [{"unit": {"slug": "floor"}, "state": "PASSED", "progress": {"attempts": 1}}]


async def test_attempts_are_found_by_what_became_of_them(room, engine):
    phone = await room.phone()
    await phone.record(phone.run("hands", NOON - DAY, right=0), phone.run("hands", NOON), phone.run("fridge", NOON, right=1))

    told = await ask(engine, client(room, *SCOPES), """query($course: ID!, $unit: ID!, $team: ID!) {
      failed: quizAttempts(first: 10, passed: false) { totalCount } ofCourse: quizAttempts(first: 10, courseId: $course, teamId: $team) { totalCount }
      ofUnit: quizAttempts(first: 10, unitId: $unit) { nodes { score learner { id } assignment { state } } } }""",
      course=str(phone.assignments["hands"].course_id), unit=str(phone.assignments["hands"].unit_id), team=str(room.region.id),
    )

    assert (told["failed"]["totalCount"], told["ofCourse"]["totalCount"]) == (2, 3)
    assert sorted(one["score"] for one in told["ofUnit"]["nodes"]) == [0, 1]


async def test_milestones_are_found_by_who_is_behind(room, engine):
    phone, other = await room.phone(), await room.phone()
    await phone.record(phone.run("hands", NOON))
    clock.move(3 * DAY)

    told = await ask(engine, client(room, *SCOPES), """{ behind: milestones(first: 10, behind: true) { nodes { position employee { id } } }
      reached: milestones(first: 10, reached: true) { nodes { employee { id } } } }""")

    assert told["behind"]["nodes"] == [{"position": 1, "employee": {"id": str(other.viewer.employee_id)}}]
    assert told["reached"]["nodes"] == [{"employee": {"id": str(phone.viewer.employee_id)}}]


async def test_a_manager_assigns_and_takes_back_through_the_graph(room, engine):
    person = await room.house.employee(room.shop)
    assign = """mutation($input: AssignUnitsInput!) { assignUnits(input: $input) { __typename
      ... on UnitsAssigned { created assignments { id state employee { id } } } ... on Refusal { code path } } }"""
    withdraw = """mutation($input: WithdrawAssignmentsInput!) { withdrawAssignments(input: $input) { __typename
      ... on AssignmentsWithdrawn { withdrawn } ... on Refusal { code path } } }"""
    unit = str(room.published["hands"][0])

    given = await ask(engine, room.manager, assign, input={"unitIds": [unit], "employeeIds": [str(person.id)]})
    none = await ask(engine, room.manager, assign, input={"unitIds": [unit], "employeeIds": ["nonsense"]})
    taken = await ask(engine, room.manager, withdraw, input={"ids": [given["assignUnits"]["assignments"][0]["id"]]})

    assert (given["assignUnits"]["created"], given["assignUnits"]["assignments"][0]["state"]) == (1, "ASSIGNED")
    assert none["assignUnits"] == {"__typename": "Refusal", "code": "NOT_FOUND", "path": ["employeeIds"]}
    assert taken["withdrawAssignments"]["withdrawn"] == 1


async def test_nobody_reads_another_person_s_learning_but_who_leads_them(room, engine):
    mine, theirs = await room.phone("hands"), await room.phone("hands")
    await theirs.record(theirs.run("hands", NOON))
    query = "query($id: ID!) { quizAttempt(id: $id) { id } assignments(first: 10) { totalCount } }"

    async def seen(viewer):
        told = await ask(engine, viewer, query, id=str(theirs.sent[0].id))
        return told["quizAttempt"] is not None, told["assignments"]["totalCount"]

    assert await seen(mine.viewer) == (False, 1)
    assert await seen(theirs.viewer) == (True, 1)
    assert await seen(room.manager) == (True, 2)
    other = await Classroom.open(room.house, slug="hailan")
    assert await seen(other.admin) == (False, 0)


async def test_who_is_not_signed_in_or_has_no_scope_is_refused(room, engine):
    for viewer, status in [(None, 401), (client(room, "people:read"), 403)]:
        answer = await engine.answer(Ask("{ assignments(first: 1) { nodes { id } } }"), Context(viewer))
        assert answer.status == status


async def test_too_many_attempts_at_once_are_refused_as_a_whole(room, engine):
    phone = await room.phone("hands")
    runs = [as_input(phone.run("hands", NOON)) for _ in range(101)]

    answer = await engine.answer(Ask(document("learning.ts", "recordQuizAttempts"), {"input": {"attempts": runs}}), Context(phone.viewer))

    assert orjson.loads(answer.body)["errors"][0]["extensions"]["code"] == "TOO_LARGE"
    assert (await phone.look("hands")).attempts == 0
