"""What an HRMS does all day: sends everything again, changes a little, moves people, lets people go."""

from datetime import UTC, date, datetime, timedelta

import pytest

from api.kit import clock
from api.kit.refusals import Refusal
from api.people import actions, follows
from api.people.actions.positions import PositionDraft
from api.people.models import Employee, Placement, Shift, Team, TeamTree
from api.people.rules.checks import KEEP
from api.people.rules.employees import EmployeeDraft
from api.people.rules.shifts import ShiftDraft
from api.people.rules.tree import TeamDraft, closure
from tests.access.world import as_admin


@pytest.fixture
def hrms(world):
    return as_admin(world.ours.organisation.id)


def draft(number: int, **more) -> EmployeeDraft:
    told = {"name": f"Nr {number}", "hired_on": date(2025, 5, 1), "team_external_id": "xinyi", **more}
    return EmployeeDraft(f"hr-n{number}", **{"employee_number": f"n{number}", **told})


def said(answers) -> list:
    return [(answer.code, answer.path) if isinstance(answer, Refusal) else "ok" for answer in answers]


def rung(world, since: int) -> list[tuple]:
    return [(entry.kind, entry.subject_id) for entry in world.house.rung[since:]]


async def test_the_same_again_writes_nothing_and_rings_nothing(world, hrms):
    first = await actions.upsert_employees(hrms, [draft(1), draft(2)])
    rows, bells = await Employee.all().order_by("id").values(), len(world.house.rung)

    with clock.at(datetime(2030, 1, 1, tzinfo=UTC)):
        again = await actions.upsert_employees(hrms, [draft(1), draft(2)])

    assert again == first
    assert await Employee.all().order_by("id").values() == rows
    assert world.house.rung[bells:] == []


async def test_each_item_has_its_own_answer(world, hrms):
    answers = await actions.upsert_employees(
        hrms,
        [
            draft(1),
            draft(2, team_external_id="nowhere"),
            draft(3, name="a\0b"),
            draft(4, position_code="astronaut"),
            EmployeeDraft("hr-n5", employee_number="n1", name="X", hired_on=date(2025, 1, 1), team_external_id="xinyi"),
            draft(6, team_external_id=KEEP, team_id=world.theirs.teams["xinyi"].id),
            draft(7, position_code="cashier"),
        ],
    )

    assert said(answers) == [
        "ok",
        ("NOT_FOUND", ("employees", 1, "teamExternalId")),
        ("INVALID", ("employees", 2, "name")),
        ("NOT_FOUND", ("employees", 3, "positionCode")),
        ("CONFLICT", ("employees", 4, "employeeNumber")),
        ("NOT_FOUND", ("employees", 5, "teamId")),
        "ok",
    ]
    assert await Employee.filter(external_id__startswith="hr-n").count() == 2


async def test_one_change_is_one_entry_that_names_what_changed_and_not_to_what(world, hrms):
    [id] = await actions.upsert_employees(hrms, [draft(1, email="old@x.tw")])
    bells = len(world.house.rung)

    await actions.upsert_employees(hrms, [EmployeeDraft("hr-n1", email="new@x.tw", name="阿明")])

    [entry] = world.house.rung[bells:]
    assert (entry.kind, entry.subject_id, entry.payload) == ("employee.updated", id, {"changed": ["email", "name"]})
    assert "new@x.tw" not in str(entry.payload)


async def test_a_move_ends_one_place_and_begins_the_next(world, hrms):
    with clock.at(datetime(2026, 7, 1, tzinfo=UTC)):
        [id] = await actions.upsert_employees(hrms, [draft(1)])
    moved_at = datetime(2026, 7, 8, tzinfo=UTC)
    bells = len(world.house.rung)

    with clock.at(moved_at):
        await actions.upsert_employees(hrms, [EmployeeDraft("hr-n1", team_external_id="daan")])

    places = await Placement.filter(employee_id=id).order_by("since").values_list("team_id", "until")
    teams = world.ours.teams
    assert places == [(teams["xinyi"].id, moved_at), (teams["daan"].id, None)]
    [entry] = world.house.rung[bells:]
    assert entry.payload == {"changed": ["teamId"], "fromTeamId": str(teams["xinyi"].id)}
    assert entry.team_id == teams["daan"].id


async def test_who_was_kept_by_hand_is_taken_over_by_number(world, hrms):
    by_hand = await world.house.employee(world.ours.teams["xinyi"], employee_number="n1")

    [id] = await actions.upsert_employees(hrms, [draft(1)])

    assert id == by_hand.id
    assert (await Employee.get(id=id)).external_id == "hr-n1"


async def test_the_same_person_twice_in_one_call_is_one_person(world, hrms):
    first, second = await actions.upsert_employees(hrms, [draft(1), draft(1, name="Later")])

    assert first == second
    assert (await Employee.get(id=first)).name == "Later"


async def test_more_than_500_are_refused_whole(hrms):
    with pytest.raises(Refusal) as no:
        await actions.upsert_employees(hrms, [draft(number) for number in range(501)])

    assert no.value.code == "TOO_LARGE"


async def test_a_company_of_500_comes_in_one_call(world, hrms):
    answers = await actions.upsert_employees(hrms, [draft(number) for number in range(500)])

    assert len(set(answers)) == 500
    assert await Placement.filter(employee_id__in=answers[:100]).count() == 100


async def test_floors_above_follow_who_came_moved_and_left(world, hrms, monkeypatch):
    followed, left = [], []

    async def follow(_, ids):
        followed.append(len(ids))

    async def farewell(_, ids):
        left.append(len(ids))

    monkeypatch.setattr(follows, "followers", [follow])
    monkeypatch.setattr(follows, "farewells", [farewell])

    await actions.upsert_employees(hrms, [draft(1), draft(2)])
    await actions.upsert_employees(hrms, [EmployeeDraft("hr-n1", name="Only a name")])
    await actions.upsert_employees(hrms, [EmployeeDraft("hr-n1", status="left"), EmployeeDraft("hr-n2", team_external_id="daan")])

    assert (followed, left) == ([2, 2], [1])


async def test_two_organisations_may_use_the_same_keys(world, hrms):
    theirs = as_admin(world.theirs.organisation.id)

    [mine] = await actions.upsert_employees(hrms, [draft(1)])
    [other] = await actions.upsert_employees(theirs, [draft(1, name="Someone else")])

    assert mine != other
    assert (await Employee.get(id=mine)).name == "Nr 1"


# ---- teams ----


async def kept_tree(world) -> set:
    links = await TeamTree.filter(organisation_id=world.ours.organisation.id)
    return {(link.ancestor_id, link.descendant_id, link.depth) for link in links}


async def parents(world) -> dict:
    return {team.id: team.parent_id for team in await Team.filter(organisation_id=world.ours.organisation.id)}


async def test_children_may_come_before_their_parents(world, hrms):
    answers = await actions.upsert_teams(hrms, [
        TeamDraft("kiosk", {"en": "Kiosk"}, "department", parent_external_id="east-1"),
        TeamDraft("east-1", {"en": "East 1"}, "shop", parent_external_id="east"),
        TeamDraft("east", {"en": "East"}, "region", parent_external_id="qingchuan"),
        TeamDraft("lost", {"en": "Lost"}, "shop", parent_external_id="nowhere"),
    ])  # fmt: skip

    assert said(answers) == ["ok", "ok", "ok", ("INVALID", ("teams", 3, "parentExternalId"))]
    assert await kept_tree(world) == closure(await parents(world))


async def test_a_branch_moves_with_all_below_it(world, hrms):
    await actions.upsert_teams(hrms, [TeamDraft("north", parent_external_id="south")])

    assert await kept_tree(world) == closure(await parents(world))
    assert await TeamTree.exists(
        ancestor_id=world.ours.teams["south"].id, descendant_id=world.ours.teams["xinyi"].id, depth=2
    )


async def test_a_ring_of_teams_is_refused_and_nothing_moves(world, hrms):
    before = await kept_tree(world)

    answers = await actions.upsert_teams(hrms, [
        TeamDraft("north", parent_external_id="xinyi"), TeamDraft("south", parent_external_id="south"),
        TeamDraft("ring", {"en": "Ring"}, "shop", parent_external_id="ring"),
    ])  # fmt: skip

    assert [code for code, _ in said(answers)] == ["INVALID"] * 3
    assert await kept_tree(world) == before


async def test_a_team_of_another_organisation_is_no_parent(world, hrms):
    foreign = world.theirs.teams["north"].id

    answers = await actions.upsert_teams(hrms, [TeamDraft("mine", {"en": "M"}, "shop", parent_id=foreign)])

    assert said(answers) == [("INVALID", ("teams", 0, "parentId"))]


async def test_the_same_team_again_is_silent(world, hrms):
    bells = len(world.house.rung)

    await actions.upsert_teams(hrms, [TeamDraft("north", {"en": "qingchuan north"}, "region", parent_external_id="qingchuan")])

    assert world.house.rung[bells:] == []


# ---- positions and shifts ----

EIGHT = datetime(2026, 7, 8, 8, tzinfo=UTC)


def duty(key: str, person: str = "hr-204817", hours: int = 8, **more) -> ShiftDraft:
    return ShiftDraft(key, EIGHT, EIGHT + timedelta(hours=hours), employee_external_id=person, **more)


async def test_positions_are_known_by_code(world, hrms):
    bells = len(world.house.rung)

    first = await actions.upsert_positions(hrms, [PositionDraft("barista", {"en": "Barista"}), PositionDraft("", {"en": "X"})])
    again = await actions.upsert_positions(hrms, [PositionDraft("barista", {"en": "Barista"})])
    silent = len(world.house.rung) == bells + 1
    renamed = await actions.upsert_positions(hrms, [PositionDraft("barista", {"en": "Coffee maker"})])

    assert said(first) == ["ok", ("INVALID", ("positions", 1, "code"))]
    assert silent and again[0] == renamed[0] == first[0]
    assert [kind for kind, _ in rung(world, bells)] == ["position.changed"] * 2


async def test_a_roster_may_come_again_and_change(world, hrms):
    first = await actions.upsert_shifts(hrms, [duty("s1"), duty("s2", "nobody"), duty("s3", hours=-1)])
    bells = len(world.house.rung)
    again = await actions.upsert_shifts(hrms, [duty("s1")])
    silent = len(world.house.rung) == bells
    longer = await actions.upsert_shifts(hrms, [duty("s1", hours=9)])

    assert said(first) == ["ok", ("NOT_FOUND", ("shifts", 1, "employeeExternalId")), ("INVALID", ("shifts", 2, "endsAt"))]
    assert again == longer == first[:1]
    assert silent and [kind for kind, _ in rung(world, bells)] == ["shift.changed"]
    kept = await Shift.get(id=first[0])
    assert (kept.ends_at, kept.team_id) == (EIGHT + timedelta(hours=9), world.ours.teams["xinyi"].id)


async def test_shifts_taken_off_the_roster_are_gone_and_gone_again_is_no_error(world, hrms):
    await actions.upsert_shifts(hrms, [duty("s1"), duty("s2")])

    assert await actions.withdraw_shifts(hrms, ["s1", "never"]) == 1
    assert await actions.withdraw_shifts(hrms, ["s1"]) == 0
    assert await Shift.all().values_list("external_id", flat=True) == ["s2"]


async def test_nobody_takes_another_organisations_shift_away(world, hrms):
    await actions.upsert_shifts(hrms, [duty("s1")])

    assert await actions.withdraw_shifts(as_admin(world.theirs.organisation.id), ["s1"]) == 0
