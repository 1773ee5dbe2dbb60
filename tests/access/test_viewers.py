"""Who asks, remembered for a moment, and forgotten at once when it is no longer so."""

from datetime import timedelta

import pytest

from api.access import jobs
from api.access import viewers as room
from api.access.actions import grants, pins, sessions
from api.access.models import AccessToken, Pin, PinLock, RoleGrant, Session
from api.access.viewers import still, viewer_for
from api.kit import clock
from api.kit.refusals import Refusal
from api.kit.viewer import Role
from api.people import actions
from api.people.rules.employees import EmployeeDraft
from tests.access.world import PIN, as_admin


@pytest.fixture
def admin(world):
    return as_admin(world.ours.organisation.id)


async def out(cookie: str) -> bool:
    try:
        await viewer_for(cookie, None)
    except Refusal as no:
        return no.code == "UNAUTHENTICATED"
    return False


async def test_a_viewer_has_roles_team_and_branch(world):
    manager = await world.viewer("region_manager")

    assert manager.roles == {Role.learner, Role.manager}
    assert manager.team_id == world.ours.teams["north"].id
    assert manager.branch == (world.ours.teams["north"].id,)
    assert (manager.locale, manager.timezone) == ("zh-Hant", "Asia/Taipei")


async def test_nobody_asks_without_a_credential_and_none_comes_with_two(world):
    cookie, bearer = await world.cookie("learner"), await world.bearer("people:read")

    assert await viewer_for(None, None) is None
    with pytest.raises(Refusal) as no:
        await viewer_for(cookie, bearer)
    assert no.value.code == "INVALID"
    assert await out(bearer)  # a token is no cookie
    with pytest.raises(Refusal):
        await viewer_for(None, cookie)  # and a cookie no token


@pytest.mark.parametrize("cookie", ["", "x", "a" * 5000, "\0", "\udcff"])
async def test_what_was_never_a_cookie_signs_nobody_in(world, cookie):
    assert await out(cookie)


async def test_asked_again_at_once_the_database_is_left_alone(world, monkeypatch):
    cookie = await world.cookie("learner")
    first = await viewer_for(cookie, None)

    async def never(*_):
        raise AssertionError("asked the database")

    monkeypatch.setattr(room, "_of_cookie", never)

    assert await viewer_for(cookie, None) is first


async def test_a_new_role_and_a_lost_one_hold_from_the_next_question_on(world, admin):
    cookie, person, shop = await world.cookie("learner"), world.ours.people["learner"], world.ours.teams["xinyi"]
    before = await viewer_for(cookie, None)

    await grants.grant_role(admin, person.id, Role.coach, shop.id)
    during = await viewer_for(cookie, None)
    await grants.revoke_role(admin, person.id, Role.coach, shop.id)
    after = await viewer_for(cookie, None)

    assert [viewer.roles for viewer in (before, during, after)] == [{Role.learner}, {Role.learner, Role.coach}, {Role.learner}]
    assert [viewer.branch for viewer in (before, during, after)] == [(), (shop.id,), ()]


async def test_who_moves_is_in_the_new_team_at_once(world, admin):
    cookie = await world.cookie("learner")
    await viewer_for(cookie, None)

    await actions.upsert_employees(admin, [EmployeeDraft("hr-204817", team_external_id="daan")])

    assert (await viewer_for(cookie, None)).team_id == world.ours.teams["daan"].id


async def test_who_leaves_is_out_everywhere_at_once_and_comes_back_as_a_learner(world, admin):
    cookies = [await world.cookie("manager"), await world.cookie("manager")]
    await world.give_pin("manager")
    watched = await viewer_for(cookies[0], None)
    await viewer_for(cookies[1], None)

    await actions.upsert_employees(admin, [EmployeeDraft("hr-201033", status="left")])

    person = world.ours.people["manager"].id
    assert [await out(cookie) for cookie in cookies] == [True, True]
    assert await still(watched) is None
    assert not await RoleGrant.exists(employee_id=person) and not await Pin.exists(employee_id=person)
    kinds = [entry.kind for entry in world.house.rung if entry.employee_id == person][-5:]
    assert kinds == ["employee.updated", "employee.left", "session.ended", "session.ended", "role.revoked"]
    await actions.upsert_employees(admin, [EmployeeDraft("hr-201033", status="active")])
    assert [await out(cookie) for cookie in cookies] == [True, True]
    assert (await world.viewer("manager")).roles == {Role.learner}


async def test_someone_on_leave_may_still_learn(world, admin):
    cookie = await world.cookie("learner")

    await actions.upsert_employees(admin, [EmployeeDraft("hr-204817", status="on_leave")])

    assert not await out(cookie)


async def test_a_session_ends_when_it_is_not_used_and_when_it_is_old(world):
    with clock.at(clock.now()):
        unused, used = await world.cookie("learner"), await world.cookie("learner")
        for _ in range(4):
            clock.move(timedelta(days=20))
            assert not await out(used)
        late = await out(unused)
        clock.move(timedelta(days=10))

        assert (late, await out(used)) == (True, True)


async def test_an_admin_is_signed_out_after_half_a_day_without_use(world):
    with clock.at(clock.now()):
        cookie = await world.cookie("admin")
        clock.move(timedelta(hours=12, minutes=11))

        assert await out(cookie)


async def test_use_is_written_down_every_ten_minutes_and_no_oftener(world):
    with clock.at(clock.now()):
        cookie = await world.cookie("learner")
        session = await Session.get(employee_id=world.ours.people["learner"].id)
        clock.move(timedelta(minutes=9))
        await viewer_for(cookie, None)
        quiet = await Session.get(id=session.id)
        room.viewers.forget()
        clock.move(timedelta(minutes=2))
        await viewer_for(cookie, None)

        assert quiet.seen_at == session.seen_at
        assert (await Session.get(id=session.id)).seen_at == clock.now()


async def test_what_was_read_before_a_revocation_is_not_remembered_after_it(world, admin, monkeypatch):
    cookie, person = await world.cookie("admin"), world.ours.people["admin"]
    await grants.grant_role(admin, world.ours.people["author"].id, Role.admin)
    read = room._of_cookie

    async def slow(hash: str):
        found = await read(hash)
        await grants.revoke_role(admin, person.id, Role.admin)  # commits while the answer is on its way
        return found

    monkeypatch.setattr(room, "_of_cookie", slow)
    await viewer_for(cookie, None)
    monkeypatch.setattr(room, "_of_cookie", read)

    assert (await viewer_for(cookie, None)).roles == {Role.learner}


async def test_an_open_socket_learns_who_its_person_is_now(world, admin):
    viewer = await world.viewer("learner")
    client = await world.client("people:read")

    await grants.grant_role(admin, viewer.employee_id, Role.analyst)

    assert (await still(viewer)).roles == {Role.learner, Role.analyst}
    assert await still(client) == client


async def test_a_person_has_twenty_devices_and_then_the_oldest_goes(world):
    cookies = []
    with clock.at(clock.now()):
        for _ in range(21):
            clock.move(timedelta(minutes=1))
            cookies.append(await world.cookie("learner"))

    assert [await out(cookie) for cookie in cookies] == [True] + [False] * 20


async def test_a_new_pin_ends_the_other_devices_and_not_this_one(world):
    await world.give_pin("learner")
    here, there = await world.cookie("learner"), await world.cookie("learner")
    viewer = await viewer_for(here, None)

    await pins.set_pin(viewer, viewer.employee_id, "730264", current_pin=PIN)

    assert [await out(here), await out(there)] == [False, True]


async def test_sessions_long_over_are_cleared_away(world):
    with clock.at(clock.now()):
        await world.cookie("learner")
        clock.move(timedelta(days=200))
        await world.cookie("learner")

    assert await Session.all().count() == 1
    assert sessions.KEPT_AFTER_END < timedelta(days=90)


async def test_what_nobody_can_come_in_with_is_cleared_away(world):
    with clock.at(clock.now()):
        await world.cookie("learner")
        await world.bearer("people:read")
        with pytest.raises(Refusal):
            await pins.sign_in("qingchuan", "nobody", PIN)
        await jobs.sweep(None)
        kept = [await model.all().count() for model in (Session, AccessToken, PinLock)]
        clock.move(timedelta(days=121))
        await jobs.sweep(None)

        assert kept == [1, 1, 1]
        assert [await model.all().count() for model in (Session, AccessToken, PinLock)] == [0, 0, 0]
