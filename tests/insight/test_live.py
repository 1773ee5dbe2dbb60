"""A team, live: who hears what, what an event tells, who may listen."""

import orjson
import pytest
import strawberry

from api.insight.graph import InsightSubscription
from api.insight.live import learner_topic, team_topic
from api.kit import clock
from api.kit.ids import new_id
from api.kit.journal import Entry
from api.kit.live import News, NewsKind
from api.kit.reads import Schema
from api.kit.reads.execute import Ask, Context, Engine
from api.kit.refusals import Refusal
from api.kit.viewer import Role, Viewer
from api.learning.graph import LearningQuery
from api.people import follows
from api.people.graph import PeopleQuery
from api.people.models import Employee
from tests.learning.classroom import MINUTE, NOON, Classroom

TEAM = """subscription($id: ID!) { teamProgress(teamId: $id) { seq kind team { id summary { people passed stuck } }
  standings { employee { name } passed openUnit { slug } } } }"""
OWN = "subscription { learnerProgress { seq kind assignment { state unit { slug } } milestone { position reachedAt } } }"


@pytest.fixture
def engine(house) -> Engine:
    return Engine(Schema(strawberry.type(type("Query", (LearningQuery, PeopleQuery), {})), None, InsightSubscription), house.readers)


async def tell(engine: Engine, viewer, query: str, kind: NewsKind, entries: tuple[Entry, ...] = (), **variables) -> dict:
    """What a listener would be sent for these entries."""
    listening = await engine.listen(Ask(query, variables or None), Context(viewer))
    topic = await listening.field.metadata["live"].admit(viewer, **{name: value for name, value in listening.args.items() if name != "after"})
    heard = tuple(entry for entry in entries if topic.hears(entry))
    event = await topic.event(News(kind, heard[-1].seq if heard else 0, NOON, heard))
    told = orjson.loads(await engine.render(listening, event, viewer))
    assert "errors" not in told, told
    return next(iter(told["data"].values()))


async def test_a_snapshot_tells_everybody_and_a_change_those_who_moved(room, engine):
    one, _ = await room.phone("hands", name="甲"), await room.phone("hands", name="乙")

    whole = await tell(engine, room.manager, TEAM, NewsKind.snapshot, id=str(room.shop.id))
    room.house.rung.clear()
    await one.record(one.run("hands", NOON))
    moved = await tell(engine, room.manager, TEAM, NewsKind.changed, tuple(room.house.rung), id=str(room.shop.id))

    assert [standing["employee"]["name"] for standing in whole["standings"]] == ["甲", "乙"]
    assert (whole["kind"], whole["team"]["summary"]) == ("SNAPSHOT", {"people": 2, "passed": 0, "stuck": 0})
    assert moved["standings"] == [{"employee": {"name": "甲"}, "passed": 1, "openUnit": None}]
    assert (moved["kind"], moved["team"]["summary"]["passed"]) == ("CHANGED", 1)


async def test_other_teams_and_other_organisations_are_not_heard(room, engine):
    other = await room.house.team(room.organisation, room.region, name="大安店")
    stranger = await room.phone("hands", team=other)
    foreign = await Classroom.open(room.house, slug="hailan")
    abroad = await foreign.phone("hands")
    room.house.rung.clear()
    await stranger.record(stranger.run("hands", NOON))
    await abroad.record(abroad.run("hands", NOON))

    topic = await team_topic(room.manager, str(room.shop.id), None)
    region = await team_topic(room.admin, str(room.region.id), None)

    assert [entry.kind for entry in room.house.rung if topic.hears(entry)] == []
    assert {entry.employee_id for entry in room.house.rung if region.hears(entry)} == {stranger.viewer.employee_id}


async def test_who_moves_away_is_heard_and_not_shown(room, engine):
    phone = await room.phone("hands")
    other = await room.house.team(room.organisation, room.region, name="大安店")
    left_for = Entry(room.organisation.id, 9, NOON, "employee.updated", phone.viewer.employee_id, phone.viewer.employee_id, other.id, {"fromTeamId": str(room.shop.id)})
    async def move():
        await Employee.filter(id=phone.viewer.employee_id).update(team_id=other.id)
        await follows.changed(room.organisation.id, [phone.viewer.employee_id])

    await room.house.do(move)
    told = await tell(engine, room.manager, TEAM, NewsKind.changed, (left_for,), id=str(room.shop.id))

    assert (told["seq"], told["team"]["summary"]["people"], told["standings"]) == (9, 0, [])


async def test_one_may_listen_to_teams_whose_numbers_one_may_see(room):
    foreign = await Classroom.open(room.house, slug="hailan")
    client = Viewer(organisation_id=room.organisation.id, roles=frozenset({Role.api_client}), client_id=new_id(), scopes=frozenset({"learning:read"}))

    for viewer, team in [(room.manager, room.shop), (room.admin, room.region), (client, room.region)]:
        assert room.shop.id in (await team_topic(viewer, str(team.id), None)).team_ids
    for viewer, team in [(room.manager, room.region.id), (room.admin, foreign.shop.id), (room.admin, new_id()), (room.admin, "nonsense")]:
        with pytest.raises(Refusal, match="NOT_FOUND"):
            await team_topic(viewer, str(team), None)


async def test_equal_listeners_share_a_topic(room):
    assert await team_topic(room.admin, str(room.shop.id), None) == await team_topic(room.manager, str(room.shop.id), None)


async def test_a_learner_hears_of_what_is_theirs(room, engine):
    phone, other = await room.phone(), await room.phone()
    room.house.rung.clear()
    await other.record(other.run("hands", NOON))
    clock.move(MINUTE)
    await phone.record(phone.run("hands", NOON))

    topic = learner_topic(phone.viewer, None)
    mine = [entry for entry in room.house.rung if topic.hears(entry)]
    told = [await tell(engine, phone.viewer, OWN, NewsKind.changed, (entry,)) for entry in mine]

    assert [entry.kind for entry in mine] == ["milestone.reached", "attempt.recorded"]
    assert told[0]["milestone"] == {"position": 1, "reachedAt": "2026-11-23T04:00:00.000Z"}
    assert told[1]["assignment"] == {"state": "PASSED", "unit": {"slug": "hands"}}


async def test_a_reset_tells_the_learner_to_read_anew(room, engine):
    phone = await room.phone()

    told = await tell(engine, phone.viewer, OWN, NewsKind.reset)

    assert told == {"seq": 0, "kind": "RESET", "assignment": None, "milestone": None}
