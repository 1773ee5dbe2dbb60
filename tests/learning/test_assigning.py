"""Units are given, by the ladder's days, once; and taken back without taking what was learned."""

from datetime import UTC, date, datetime

import pytest

from api.catalogue.models import Unit
from api.kit import clock
from api.kit.ids import new_id
from api.kit.refusals import Refusal
from api.kit.viewer import Role, Viewer
from api.learning import actions
from api.learning.models import Assignment, AssignmentSource, Milestone
from tests.learning.classroom import DAY, HOUR, NOON, Classroom, course


async def ladder(employee) -> list[tuple]:
    return [(one.position, one.due_on, one.units_total) for one in await Milestone.filter(employee_id=employee.id).order_by("position")]


async def test_a_course_is_given_with_its_ladder(room):
    person = await room.house.employee(room.shop)
    unit_id, _ = room.published["hands"]
    course_id = (await Unit.get(id=unit_id)).course_id

    assigned = await actions.assign_units(room.manager, course_id=course_id, employee_ids=[person.id])

    due = {one.unit_id: one.due_at for one in await Assignment.filter(employee_id=person.id)}
    assert assigned.created == len(assigned.ids) == 3
    assert due[unit_id] == datetime(2026, 11, 24, 15, 59, 59, 999000, tzinfo=UTC)
    assert await ladder(person) == [(1, date(2026, 11, 24), 1), (2, date(2026, 11, 30), 3)]


async def test_given_twice_it_is_given_once(room):
    person = await room.house.employee(room.shop)
    asked = {"unit_ids": [unit_id for unit_id, _ in room.published.values()], "employee_ids": [person.id]}

    first, second = await actions.assign_units(room.manager, **asked), await actions.assign_units(room.manager, **asked)

    assert (first.created, second.created) == (3, 0)
    assert set(first.ids) == set(second.ids)
    assert len([entry for entry in room.house.rung if entry.kind == "assignment.assigned"]) == 3
    assert len(await ladder(person)) == 2


async def test_near_midnight_the_day_is_the_organisations(house):
    with clock.at(datetime(2026, 11, 23, 16, 30, tzinfo=UTC)):  # half past midnight on Tuesday in Taipei
        room = await Classroom.open(house)
        person = await house.employee(room.shop)

        await actions.assign_units(room.manager, unit_ids=[unit_id for unit_id, _ in room.published.values()], employee_ids=[person.id])

    assert [due_on for _, due_on, _ in await ladder(person)] == [date(2026, 11, 25), date(2026, 12, 1)]


async def test_over_a_change_of_clocks_a_day_is_a_day(house):
    with clock.at(datetime(2026, 10, 23, 22, 30, tzinfo=UTC)):  # Saturday 00:30 in Berlin; on Sunday the clocks go back
        room = await Classroom.open(house, timezone="Europe/Berlin")
        phone = await room.phone("hands")

    assert phone.assignments["hands"].due_at == datetime(2026, 10, 25, 22, 59, 59, 999000, tzinfo=UTC)


async def test_a_rung_is_for_those_who_have_all_its_units(room):
    person = await room.house.employee(room.shop)
    ids = {slug: unit_id for slug, (unit_id, _) in room.published.items()}

    await actions.assign_units(room.manager, unit_ids=[ids["fridge"], ids["floor"]], employee_ids=[person.id])
    before = await ladder(person)
    clock.move(2 * DAY)
    await actions.assign_units(room.manager, unit_ids=[ids["hands"]], employee_ids=[person.id])

    # The ladder's days count from the first unit that was given.
    assert before == []
    assert await ladder(person) == [(1, date(2026, 11, 24), 1), (2, date(2026, 11, 30), 3)]


async def test_a_team_means_all_below_it_and_nobody_who_left(room):
    other = await room.house.team(room.organisation, room.region, name="大安店")
    here, there = await room.house.employee(room.shop), await room.house.employee(other)
    await room.house.employee(other, status="left", left_on=date(2026, 1, 1))

    assigned = await actions.assign_units(room.admin, unit_ids=[room.published["hands"][0]], team_id=room.region.id)

    people = {one.employee_id for one in await Assignment.filter(id__in=assigned.ids)}
    assert people == {here.id, there.id, room.manager.employee_id}


async def test_a_manager_reaches_their_own_teams_only(room):
    other = await room.house.team(room.organisation, room.region, name="大安店")
    stranger = await room.house.employee(other)
    foreign = await Classroom.open(room.house, slug="hailan")
    unit = [room.published["hands"][0]]

    for asked, path in [
        ({"unit_ids": unit, "employee_ids": [stranger.id]}, ("employeeIds",)),
        ({"unit_ids": unit, "team_id": room.region.id}, ("teamId",)),
        ({"unit_ids": unit, "team_id": foreign.shop.id}, ("teamId",)),
        ({"unit_ids": [foreign.published["hands"][0]], "team_id": room.shop.id}, ("unitIds",)),
        ({"course_id": new_id(), "team_id": room.shop.id}, ("courseId",)),
    ]:
        with pytest.raises(Refusal) as refused:
            await actions.assign_units(room.manager, **asked)
        assert (refused.value.code, refused.value.path) == ("NOT_FOUND", path)


@pytest.mark.parametrize(("asked", "path"), [
    ({}, ("unitIds",)), ({"unit_ids": [new_id()], "course_id": new_id()}, ("unitIds",)),
])
async def test_what_is_not_said_clearly_is_refused(room, asked, path):
    with pytest.raises(Refusal) as refused:
        await actions.assign_units(room.manager, **asked, employee_ids=[room.manager.employee_id])

    assert (refused.value.code, refused.value.path) == ("INVALID", path)


async def test_a_leaver_is_given_nothing(room):
    gone = await room.house.employee(room.shop, status="left", left_on=date(2026, 1, 1))

    with pytest.raises(Refusal, match="EMPLOYEE_LEFT"):
        await actions.assign_units(room.manager, unit_ids=[room.published["hands"][0]], employee_ids=[gone.id])


async def test_a_due_date_that_is_given_replaces_the_ladders(room):
    phone = await room.phone("hands")

    await actions.assign_units(room.manager, unit_ids=[room.published["hands"][0]], employee_ids=[phone.viewer.employee_id], due_at=NOON + HOUR)

    assert (await phone.look("hands")).due_at == NOON + HOUR


async def test_withdrawn_and_given_again_it_comes_back_with_its_progress(room):
    phone = await room.phone()
    await phone.record(phone.run("hands", NOON - HOUR))
    id = phone.assignments["hands"].id

    clock.move(HOUR)
    assert [await actions.withdraw_assignments(room.manager, [id]), await actions.withdraw_assignments(room.manager, [id])] == [1, 0]
    gone = await phone.look("hands")
    rungs = [(one.units_total, one.units_passed, one.reached_at) for one in await Milestone.filter(employee_id=phone.viewer.employee_id).order_by("position")]
    await actions.assign_units(room.manager, unit_ids=[gone.unit_id], employee_ids=[gone.employee_id])
    back = await phone.look("hands")

    assert (gone.withdrawn_at, gone.attempts) == (NOON + HOUR, 1)
    assert rungs == [(0, 0, None), (2, 0, None)]
    assert (back.withdrawn_at, back.attempts, back.passed_at) == (None, 1, NOON - HOUR)
    first = await Milestone.get(employee_id=phone.viewer.employee_id, position=1)
    assert (first.units_total, first.reached_at) == (1, NOON - HOUR)


async def test_only_who_may_give_may_take_back(room):
    other = await room.house.team(room.organisation, room.region, name="大安店")
    phone = await room.phone("hands", team=other)

    with pytest.raises(Refusal, match="NOT_FOUND"):
        await actions.withdraw_assignments(room.manager, [phone.assignments["hands"].id])

    assert (await phone.look("hands")).withdrawn_at is None


async def test_a_system_gives_in_its_own_name(room):
    client = Viewer(organisation_id=room.organisation.id, roles=frozenset({Role.api_client}), client_id=new_id(), scopes=frozenset({"learning:write"}))

    assigned = await actions.assign_units(client, unit_ids=[room.published["hands"][0]], employee_ids=[room.manager.employee_id])

    assert (await Assignment.get(id=assigned.ids[0])).source is AssignmentSource.api


async def test_tests_around_a_course_are_due_with_its_first_and_last_rung(house):
    test = [{"id": f"t{n}", "form": "true_false", "stem": {"en": "?"}, "choices": [{"id": "t", "text": {"en": "y"}}, {"id": "f", "text": {"en": "n"}}], "key": "t"} for n in range(3)]
    room = await Classroom.open(house, course(pre_test=test, post_test=test))
    phone = await room.phone()

    due = {slug: one.due_at.date() for slug, one in phone.assignments.items()}

    assert (due["hygiene-pre-test"], due["hygiene-post-test"]) == (date(2026, 11, 24), date(2026, 11, 30))
    assert len(await Milestone.filter(employee_id=phone.viewer.employee_id)) == 2
