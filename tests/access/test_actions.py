"""Roles, PINs, the first admin, the change feed."""

from datetime import UTC, datetime, timedelta

import pytest

from api.access import feed
from api.access.actions import grants, pins, single_sign_on, welcome
from api.access.models import PinLock, RoleGrant
from api.access.rules.oidc import Link
from api.access.viewers import viewer_for
from api.kit import clock
from api.kit.models import JournalEntry
from api.kit.refusals import Refusal
from api.kit.viewer import Role
from api.people import actions
from api.people.models import Employee, TeamTree
from api.people.rules.employees import EmployeeDraft
from tests.access.world import PIN, as_admin


@pytest.fixture
def admin(world):
    return as_admin(world.ours.organisation.id)


async def refusal(work) -> tuple:
    with pytest.raises(Refusal) as no:
        await work
    return no.value.code, no.value.path


# ---- roles ----


async def test_a_role_given_twice_is_one_role_and_one_entry(world, admin):
    person, bells = world.ours.people["learner"].id, len(world.house.rung)

    first = await grants.grant_role(admin, person, Role.author)
    again = await grants.grant_role(admin, person, Role.author)

    assert first == again
    assert [entry.kind for entry in world.house.rung[bells:]] == ["role.granted"]


async def test_one_may_lead_two_teams_and_lose_one(world, admin):
    person, teams = world.ours.people["learner"].id, world.ours.teams
    await grants.grant_role(admin, person, Role.manager, teams["xinyi"].id)
    await grants.grant_role(admin, person, Role.manager, teams["anping"].id)

    await grants.revoke_role(admin, person, Role.manager, teams["xinyi"].id)

    assert await RoleGrant.filter(employee_id=person).values_list("team_id", flat=True) == [teams["anping"].id]


async def test_the_last_admin_stays(world, admin):
    last, other = world.ours.people["admin"].id, world.ours.people["author"].id

    assert await refusal(grants.revoke_role(admin, last, Role.admin)) == ("LAST_ADMIN", ("role",))
    await grants.grant_role(admin, other, Role.admin)
    assert await grants.revoke_role(admin, last, Role.admin) == last


async def test_people_and_teams_of_others_and_of_nobody_look_the_same(world, admin):
    ours, theirs = world.ours, world.theirs

    assert await refusal(grants.grant_role(admin, theirs.people["learner"].id, Role.author)) == ("NOT_FOUND", ("employeeId",))
    assert await refusal(grants.grant_role(admin, ours.organisation.id, Role.author)) == ("NOT_FOUND", ("employeeId",))
    assert await refusal(grants.grant_role(admin, ours.people["learner"].id, Role.coach, theirs.teams["xinyi"].id)) == ("NOT_FOUND", ("teamId",))
    assert await refusal(grants.revoke_role(admin, theirs.people["admin"].id, Role.admin)) == ("NOT_FOUND", ("employeeId",))
    assert await RoleGrant.filter(employee_id=theirs.people["admin"].id).count() == 1


# ---- PINs ----


async def test_a_drawn_pin_is_shown_once_and_opens_the_door(world):
    viewer = await world.viewer("admin")
    person = world.ours.people["learner"]

    done = await pins.set_pin(viewer, person.id, None)

    assert done.pin and await pins.sign_in("qingchuan", person.employee_number, done.pin)


async def test_a_chosen_pin_is_not_shown_back(world):
    viewer = await world.viewer("manager")

    done = await pins.set_pin(viewer, world.ours.people["learner"].id, PIN)

    assert done.pin is None


@pytest.mark.parametrize(
    ("asker", "target", "expected"),
    [
        ("manager", "coach", ("FORBIDDEN", ("employeeId",))),
        ("region_manager", "manager", ("FORBIDDEN", ("employeeId",))),
        ("manager", "neighbour", ("NOT_FOUND", ("employeeId",))),
        ("learner", "colleague", ("NOT_FOUND", ("employeeId",))),
        ("analyst", "learner", ("NOT_FOUND", ("employeeId",))),
    ],
)
async def test_nobody_sets_the_pin_of_someone_above_or_beside_them(world, asker, target, expected):
    viewer = await world.viewer(asker)

    assert await refusal(pins.set_pin(viewer, world.ours.people[target].id, PIN)) == expected


async def test_an_admin_reaches_nobody_of_another_organisation(world):
    viewer = await world.viewer("admin")

    assert await refusal(pins.set_pin(viewer, world.theirs.people["learner"].id, PIN)) == ("NOT_FOUND", ("employeeId",))


async def test_ones_own_pin_needs_the_one_until_now_and_guessing_it_locks(world):
    await world.give_pin("learner")
    viewer = await world.viewer("learner")

    answers = [await refusal(pins.set_pin(viewer, viewer.employee_id, "730264", f"00000{n}")) for n in range(6)]

    assert answers[0] == ("WRONG_PIN", ("currentPin",))
    assert answers[-1][0] == "LOCKED"


async def test_a_new_pin_opens_a_locked_door(world):
    await world.give_pin("learner")
    for _ in range(5):
        await refusal(pins.sign_in("qingchuan", "204817", "000001"))

    await pins.set_pin(await world.viewer("manager"), world.ours.people["learner"].id, "730264")

    assert await pins.sign_in("qingchuan", "204817", "730264")
    assert not await PinLock.exists(organisation_id=world.ours.organisation.id)


# ---- the first admin ----


async def test_a_company_begins_with_one_link_that_is_good_once(house):
    organisation_id, token = await welcome.found_organisation("acme", {"en": "Acme"}, locale="en", timezone="Europe/Berlin", currency="EUR")

    greeted = await welcome.greeted(token)
    cookie = await welcome.come_in(token, "Ada", "1", PIN)

    assert (greeted.slug, greeted.timezone) == ("acme", "Europe/Berlin")
    viewer = await viewer_for(cookie, None)
    assert (viewer.organisation_id, viewer.roles) == (organisation_id, {Role.learner, Role.admin})
    assert await TeamTree.filter(organisation_id=organisation_id).count() == 1
    assert await refusal(welcome.come_in(token, "Eve", "2", PIN)) == ("WELCOME_USED", ("token",))
    assert await pins.sign_in("acme", "1", PIN)


async def test_a_link_grows_old_and_a_new_one_replaces_it(house):
    with clock.at(clock.now()):
        _, first = await welcome.found_organisation("acme", {"en": "Acme"})
        second = await welcome.invite_admin("acme")
        assert await refusal(welcome.greeted(first)) == ("WELCOME_USED", ("token",))
        clock.move(timedelta(days=7))

        assert await refusal(welcome.come_in(second, "Ada", "1", PIN)) == ("WELCOME_USED", ("token",))
        assert await welcome.come_in(await welcome.invite_admin("acme"), "Ada", "1", PIN)


@pytest.mark.parametrize(
    ("given", "path"),
    [(("A\0", "1", PIN), ("name",)), (("Ada", " 1", PIN), ("employeeNumber",)), (("Ada", "1", "123456"), ("pin",))],
)
async def test_the_first_admin_is_held_to_the_rules_and_the_link_stays_good(house, given, path):
    _, token = await welcome.found_organisation("acme", {"en": "Acme"})

    assert (await refusal(welcome.come_in(token, *given)))[1] == path
    assert await welcome.greeted(token)
    assert await Employee.all().count() == 0


@pytest.mark.parametrize(
    ("slug", "more", "path"),
    [
        ("Acme", {}, ("slug",)), ("-acme", {}, ("slug",)), ("acme", {"locale": "xx"}, ("locale",)),
        ("acme", {"timezone": "Mars/Olympus"}, ("timezone",)), ("acme", {"currency": "euro"}, ("currency",)), ("there", {}, ("slug",)),
    ],
)  # fmt: skip
async def test_what_cannot_be_founded_is_told_by_name(house, slug, more, path):
    await welcome.found_organisation("there", {"en": "There"})

    assert (await refusal(welcome.found_organisation(slug, {"en": "X"}, **more)))[1] == path


async def test_the_link_works_in_a_browser(world, browser):
    token = await welcome.invite_admin("qingchuan")

    greeted = await browser.post("/auth/welcome", json={"token": token}, headers={"accept-language": "en-GB"})
    weak = await browser.post("/auth/welcome", json={"token": token, "name": "Ada", "employeeNumber": "1", "pin": "111111"})
    inside = await browser.post("/auth/welcome", json={"token": token, "name": "Ada", "employeeNumber": "1", "pin": PIN})
    again = await browser.post("/auth/welcome", json={"token": token})

    assert greeted.json() == {"organisation": {"slug": "qingchuan", "name": "qingchuan"}}
    assert (weak.status_code, weak.json()["code"], weak.json()["path"]) == (400, "WEAK_PIN", ["pin"])
    assert inside.status_code == 204 and (await viewer_for(inside.cookies["tiro"], None)).may(Role.admin)
    assert (again.status_code, again.json()["code"]) == (400, "WELCOME_USED")


# ---- by the company's own account ----


@pytest.mark.parametrize(
    ("link", "claims"),
    [
        ("email", {"email": "Learner@Qingchuan.example", "email_verified": True}),
        ("employee_number:staff", {"staff": "204817"}),
        ("external_id:oid", {"oid": "hr-204817"}),
    ],
)
async def test_a_claim_finds_the_one_person_of_its_organisation(world, link, claims):
    token = await single_sign_on.sign_in(claims, Link.parse(link), "qingchuan")

    assert (await viewer_for(token, None)).employee_id == world.ours.people["learner"].id


async def test_with_several_organisations_a_provider_must_say_whose_it_is(world):
    claims = {"email": "learner@qingchuan.example", "email_verified": True}

    assert await refusal(single_sign_on.sign_in(claims, Link.parse("email"), None)) == ("PROVIDER_UNREACHABLE", ())
    assert await refusal(single_sign_on.sign_in(claims, Link.parse("email"), "hailan")) == ("UNKNOWN_PERSON", ())


# ---- the change feed ----


async def pages(viewer, first: int, kinds=None) -> list:
    seen, after = [], 0
    while True:
        page = await feed.read(viewer, after, first, kinds)
        seen += page.entries
        after = page.last_seq
        if not page.has_next_page:
            return seen


async def test_the_feed_has_no_gaps_and_no_repeats_whatever_the_page(world):
    client = await world.client("changes:read")

    by_three, by_many = await pages(client, 3), await pages(client, 1000)

    numbers = [entry.seq for entry in by_three]
    assert numbers == list(range(1, len(numbers) + 1)) == [entry.seq for entry in by_many]
    assert {entry.organisation_id for entry in by_three} == {world.ours.organisation.id}


async def test_what_is_left_out_by_kind_moves_the_next_after_all_the_same(world, admin):
    client = await world.client("changes:read")
    head = (await feed.read(client, 0, 0, ["team.changed"])).last_seq
    everything = await feed.read(client, 0, 1000, ["team.changed"])
    nothing = await feed.read(client, 0, 10, ["no.such.kind"])

    assert head == 0  # a page of none goes nowhere
    assert {entry.kind for entry in everything.entries} == {"team.changed"}
    assert everything.last_seq == nothing.last_seq == await JournalEntry.filter(organisation_id=admin.organisation_id).count()


@pytest.mark.parametrize("after", ["older than kept", "from another future"])
async def test_who_asks_from_where_the_journal_does_not_reach_is_told_to_begin_anew(world, admin, after):
    top = (await feed.read(admin, 0, 1000)).last_seq

    async def forget() -> None:
        await JournalEntry.filter(organisation_id=admin.organisation_id, seq__lte=5).delete()

    await world.house.do(forget)
    page = await feed.read(admin, 3 if after == "older than kept" else top + 1, 10)
    fine = await feed.read(admin, 5, 1)

    assert (page.reset, page.entries, page.last_seq) == (True, [], top)
    assert (fine.reset, fine.entries[0].seq) == (False, 6)


async def test_who_is_up_to_date_is_told_nothing(world, admin):
    top = (await feed.read(admin, 0, 1000)).last_seq

    page = await feed.read(admin, top, 10)

    assert (page.entries, page.last_seq, page.has_next_page, page.reset) == ([], top, False, False)


async def test_an_entry_outside_the_scopes_is_a_number_only(world, admin):
    with clock.at(datetime(2026, 7, 8, tzinfo=UTC)):
        await actions.upsert_employees(admin, [EmployeeDraft("hr-204817", name="新名")])
    blind, sighted = await world.client("changes:read"), await world.client("changes:read", "people:read")
    after = (await feed.read(admin, 0, 1000, ["employee.updated"])).entries[-1].seq - 1

    seen = [(await world.ask(CHANGES, viewer, after=after))["data"]["changes"]["nodes"][0] for viewer in (blind, sighted)]

    person = str(world.ours.people["learner"].id)
    assert [node["kind"] for node in seen] == ["employee.updated"] * 2
    assert [(node["subjectId"], node["employeeId"], node["payload"]) for node in seen] == [(None, None, {}), (person, person, {"changed": ["name"]})]


@pytest.mark.parametrize(("after", "first"), [(-1, 10), (0, -1), (0, 1001)])
async def test_a_page_that_cannot_be_is_refused(world, after, first):
    client = await world.client("changes:read")

    answer = await world.ask("query($a: Int!, $f: Int!) { changes(after: $a, first: $f) { lastSeq } }", client, a=after, f=first)

    assert answer["errors"][0]["extensions"]["code"] in {"INVALID", "BAD_USER_INPUT"}


async def test_the_feed_is_for_admins_and_for_clients_that_may(world):
    for viewer, allowed in [(await world.viewer("admin"), True), (await world.viewer("analyst"), False), (await world.client("people:read"), False)]:
        answer = await world.ask(CHANGES, viewer, after=0)
        assert ("errors" not in answer) is allowed


CHANGES = "query($after: Int!) { changes(after: $after, first: 1) { nodes { seq kind subjectId employeeId teamId payload } lastSeq } }"
