"""Where people stand: stuck, behind, overdue, active; and that it follows them."""

from datetime import date, timedelta

import orjson
import pytest
import strawberry

from api.insight.graph import EmployeeInsight  # noqa: F401  (the edges)
from api.insight.models import PersonDay, Standing, TeamDay, UnitDay
from api.kit import clock
from api.kit.reads import Schema
from api.kit.reads.execute import Ask, Context, Engine
from api.kit.viewer import Role
from api.learning.graph import LearningQuery
from api.people import follows
from api.people.graph import PeopleQuery
from api.people.models import Employee
from tests.learning.classroom import DAY, HOUR, MINUTE, NOON


@pytest.fixture
def engine(house) -> Engine:
    return Engine(Schema(strawberry.type(type("Query", (LearningQuery, PeopleQuery), {}))), house.readers)


async def told(engine: Engine, viewer, query: str, **variables):
    answer = await engine.answer(Ask(query, variables or None), Context(viewer))
    said = orjson.loads(answer.body)
    assert "errors" not in said, said
    return said["data"]


STANDING = """query($id: ID!) { employee(id: $id) { standing { assigned completed passed openUnit { slug } openSince openFailures
  stuck stuckHours stuckReason nextMilestoneDueOn behind nextDueAt overdue activeUnit { slug } activeCardIndex activeCards active } } }"""


async def standing(engine, room, phone) -> dict:
    return (await told(engine, room.manager, STANDING, id=str(phone.viewer.employee_id)))["employee"]["standing"]


async def test_who_was_given_something_and_has_not_begun(room, engine):
    phone = await room.phone()

    assert await standing(engine, room, phone) == {
        "assigned": 3, "completed": 0, "passed": 0, "openUnit": None, "openSince": None, "openFailures": 0, "stuck": False, "stuckHours": None,
        "stuckReason": None, "nextMilestoneDueOn": "2026-11-24", "behind": False, "nextDueAt": "2026-11-24T15:59:59.999Z", "overdue": False,
        "activeUnit": None, "activeCardIndex": None, "activeCards": None, "active": False,
    }


@pytest.mark.parametrize(("after", "stuck", "hours"), [
    (timedelta(hours=47, minutes=59), False, None), (timedelta(hours=48), False, None), (timedelta(hours=48, minutes=1), True, 48.02),
])
async def test_stuck_is_48_hours_without_progress_and_not_a_minute_less(room, engine, after, stuck, hours):
    phone = await room.phone()
    await phone.tell(phone.event("hands", NOON))

    with clock.at(NOON + after):
        found = await standing(engine, room, phone)

    assert (found["stuck"], found["stuckHours"]) == (stuck, hours)
    assert found["stuckReason"] == ("NO_PROGRESS" if stuck else None)
    assert (found["openUnit"], found["openSince"]) == ({"slug": "hands"}, "2026-11-23T04:00:00.000Z")


async def test_progress_made_offline_at_hour_47_unsticks_at_hour_50(room, engine):
    phone = await room.phone()
    await phone.tell(phone.event("hands", NOON))
    clock.move(50 * HOUR)
    before = await standing(engine, room, phone)

    await phone.tell(phone.event("hands", NOON + 47 * HOUR, offline=True))

    after = await standing(engine, room, phone)
    assert (before["stuck"], after["stuck"]) == (True, False)


async def test_the_fourth_failure_is_one_too_many(room, engine):
    phone = await room.phone()
    found = []
    for n in range(4):
        await phone.record(phone.run("hands", NOON + n * MINUTE, right=1))
        found.append(await standing(engine, room, phone))

    assert [one["stuck"] for one in found] == [False, False, False, True]
    assert (found[3]["stuckReason"], found[3]["openFailures"], found[3]["openUnit"]) == ("FAILED_OFTEN", 4, {"slug": "hands"})


async def test_passing_ends_it_and_the_next_oldest_unit_is_told(room, engine):
    phone = await room.phone()
    await phone.record(phone.run("hands", NOON - 60 * HOUR, right=1))
    await phone.tell(phone.event("fridge", NOON - 50 * HOUR))
    before = await standing(engine, room, phone)

    await phone.record(phone.run("hands", NOON))

    after = await standing(engine, room, phone)
    assert (before["openUnit"], after["openUnit"]) == ({"slug": "hands"}, {"slug": "fridge"})
    assert (after["completed"], after["passed"], after["stuck"]) == (1, 1, True)


async def test_behind_from_the_day_after_the_rung_was_due_by_the_local_day(room, engine):
    phone = await room.phone()
    found = {}
    # In Taipei the 25th begins at 16:00 UTC of the 24th.
    for moment in (NOON + DAY + 11 * HOUR + 59 * MINUTE, NOON + DAY + 12 * HOUR):
        with clock.at(moment):
            one = await standing(engine, room, phone)
            found[moment] = (one["behind"], one["overdue"])

    assert list(found.values()) == [(False, False), (True, True)]


async def test_what_was_passed_in_time_is_neither_behind_nor_overdue(room, engine):
    phone = await room.phone()
    await phone.record(phone.run("hands", NOON))

    with clock.at(NOON + 3 * DAY):
        found = await standing(engine, room, phone)

    assert (found["behind"], found["overdue"], found["nextMilestoneDueOn"]) == (False, False, "2026-11-30")


async def test_active_for_five_minutes_and_until_they_leave(room, engine):
    phone, other = await room.phone(), await room.phone()
    await phone.tell(phone.event("hands", NOON, card_index=1))
    await other.tell(other.event("hands", NOON - MINUTE), other.event("hands", NOON, kind="left"))

    now, left = await standing(engine, room, phone), await standing(engine, room, other)
    with clock.at(NOON + 6 * MINUTE):
        later = await standing(engine, room, phone)

    assert (now["active"], now["activeUnit"], now["activeCardIndex"], now["activeCards"]) == (True, {"slug": "hands"}, 1, 3)
    assert (left["active"], left["activeUnit"]) == (False, None)
    assert later["active"] is False


async def test_a_standing_follows_its_person_and_goes_with_them(room):
    phone = await room.phone()
    other = await room.house.team(room.organisation, room.region, name="大安店")
    person = phone.viewer.employee_id

    async def change(**values):
        async def work():
            await Employee.filter(id=person).update(**values)
            await follows.changed(room.organisation.id, [person])

        await room.house.do(work)
        return await Standing.get_or_none(employee_id=person)

    moved, gone, back = await change(team_id=other.id), await change(status="left"), await change(status="active")

    assert (moved.team_id, gone, back.assigned) == (other.id, None, 3)


async def test_a_leavers_late_attempt_is_counted_and_brings_no_standing_back(room):
    phone = await room.phone("hands")

    async def leave():
        await Employee.filter(id=phone.viewer.employee_id).update(status="left", left_on=date(2026, 11, 23))
        await follows.changed(room.organisation.id, [phone.viewer.employee_id])

    await room.house.do(leave)
    clock.move(DAY)

    assert await phone.record(phone.run("hands", NOON)) == [phone.sent[0].id]

    assert await Standing.get_or_none(employee_id=phone.viewer.employee_id) is None
    assert (await PersonDay.get(employee_id=phone.viewer.employee_id)).attempts == 1


# ---- sums by day ----


async def test_an_attempt_is_summed_on_the_local_day_on_which_it_was_finished(room):
    phone = await room.phone("hands")
    clock.move(2 * DAY)

    await phone.record(phone.run("hands", NOON + 11 * HOUR, right=1), phone.run("hands", NOON + 13 * HOUR), phone.run("hands", NOON + 13 * HOUR))

    for model, whose in ((PersonDay, "employee_id"), (TeamDay, "team_id"), (UnitDay, "unit_id")):
        days = await model.all().order_by("day")
        assert [(one.day, one.attempts, one.passes, one.score_sum, one.learning_s) for one in days] == [
            (date(2026, 11, 23), 1, 0, 0.5, 180), (date(2026, 11, 24), 2, 2, 2.0, 360),
        ], whose


async def test_sums_stay_with_the_team_in_which_they_were_made(room):
    phone = await room.phone("hands")
    other = await room.house.team(room.organisation, room.region, name="大安店")
    await phone.record(phone.run("hands", NOON))

    await room.house.do(lambda: Employee.filter(id=phone.viewer.employee_id).update(team_id=other.id))
    await phone.record(phone.run("hands", NOON))

    assert {one.team_id: one.attempts for one in await TeamDay.all()} == {room.shop.id: 1, other.id: 1}


# ---- the team's page ----

TEAM = """query($id: ID!) { team(id: $id) { summary { people assigned completed passed stuck behind overdue needed activeNow learningS7d completionShare masteryShare }
  days(from: "2026-11-20", to: "2026-11-23") { day attempts passes learningS meanScore }
  standings(first: 10) { nodes { employee { id } } } stuck: standings(first: 10, need: STUCK) { nodes { employee { id } } totalCount } overdue: standings(first: 10, need: OVERDUE) { totalCount } } }"""


async def test_a_team_adds_up_with_all_below_it(room, engine):
    other = await room.house.team(room.organisation, room.region, name="大安店")
    here, there, quiet = await room.phone(), await room.phone(team=other), await room.phone("hands", team=other)
    await here.record(here.run("hands", NOON - 60 * HOUR, right=1), here.run("fridge", NOON - MINUTE))
    await there.record(there.run("hands", NOON - 3 * DAY), there.run("hands", NOON - 10 * DAY))
    await there.tell(there.event("fridge", NOON))
    admin = room.house.viewer(await room.house.employee(room.shop), Role.admin)

    found = (await told(engine, admin, TEAM, id=str(room.region.id)))["team"]

    assert found["summary"] == {
        "people": 3, "assigned": 7, "completed": 3, "passed": 2, "stuck": 1, "behind": 0, "overdue": 0, "needed": 1, "activeNow": 1,
        "learningS7d": 540, "completionShare": pytest.approx(3 / 7), "masteryShare": pytest.approx(2 / 7),
    }
    assert found["days"] == [
        {"day": "2026-11-20", "attempts": 1, "passes": 1, "learningS": 180, "meanScore": 1},
        {"day": "2026-11-21", "attempts": 1, "passes": 0, "learningS": 180, "meanScore": 0.5},
        {"day": "2026-11-23", "attempts": 1, "passes": 1, "learningS": 180, "meanScore": 1},
    ]
    assert found["stuck"] == {"nodes": [{"employee": {"id": str(here.viewer.employee_id)}}], "totalCount": 1}
    assert {node["employee"]["id"] for node in found["standings"]["nodes"]} == {str(one.viewer.employee_id) for one in (here, there, quiet)}


async def test_an_empty_team_has_no_shares(room, engine):
    empty = await room.house.team(room.organisation, room.region, name="空店")

    found = (await told(engine, room.admin, TEAM, id=str(empty.id)))["team"]

    assert (found["summary"]["people"], found["summary"]["completionShare"], found["summary"]["masteryShare"]) == (0, None, None)
    assert (found["days"], found["standings"]["nodes"]) == ([], [])


async def test_a_manager_sees_the_region_s_name_and_not_its_numbers(room, engine):
    phone = await room.phone()
    other = await room.house.team(room.organisation, room.region, name="大安店")
    stranger = await room.phone(team=other)

    found = (await told(engine, room.manager, TEAM, id=str(room.region.id)))["team"]
    own = (await told(engine, room.manager, TEAM, id=str(room.shop.id)))["team"]

    assert (found["summary"], found["days"]) == (None, None)
    assert [node["employee"]["id"] for node in found["standings"]["nodes"]] == [str(phone.viewer.employee_id)]
    assert own["summary"]["people"] == 1
    assert (await told(engine, room.manager, STANDING, id=str(stranger.viewer.employee_id)))["employee"] is None


async def test_a_learner_may_not_ask_for_a_teams_numbers_but_for_their_own_days(room, engine):
    phone = await room.phone()
    await phone.record(phone.run("hands", NOON))

    answer = await engine.answer(Ask(TEAM, {"id": str(room.shop.id)}), Context(phone.viewer))
    days = await told(
        engine, phone.viewer, 'query($id: ID!) { employee(id: $id) { days(from: "2026-11-23", to: "2026-11-23") { day attempts } } }',
        id=str(phone.viewer.employee_id),
    )

    assert answer.status == 403
    assert days["employee"]["days"] == [{"day": "2026-11-23", "attempts": 1}]
