"""A company at once looks like one that came by the actions."""

from datetime import UTC, date, datetime

from api.access import bulk as access_bulk
from api.access.actions import pins
from api.access.viewers import viewer_for
from api.kit import clock
from api.kit.viewer import Role
from api.people import actions, bulk, follows
from api.people.models import Employee, Placement, Shift, Team, TeamTree
from api.people.rules.employees import EmployeeDraft
from api.people.rules.tree import closure
from tests.access.world import PIN, as_admin

START = datetime(2026, 7, 8, 1, tzinfo=UTC)


async def test_a_thousand_people_with_their_teams_and_shifts(house, monkeypatch):
    followed = []

    async def follow(_, ids):
        followed.append(len(ids))

    monkeypatch.setattr(follows, "followers", [follow])
    now, hashes = clock.now(), None

    async def load():
        organisation_id = await actions.found_organisation("acme", {"en": "Acme"})
        places = [{"external_id": "acme", "parent": None, "kind": "company", "name": {"en": "Acme"}}]
        places += [{"external_id": f"shop-{n}", "parent": "acme", "kind": "shop", "name": {"en": f"Shop {n}"}} for n in range(40)]
        teams = await bulk.load_teams(organisation_id, places, now)
        positions = await bulk.load_positions(organisation_id, {"cashier": {"en": "Cashier"}})
        people = await bulk.load_employees(organisation_id, [
            {"external_id": f"hr-{n}", "employee_number": f"{n:06d}", "name": f"Nr {n}", "team_id": teams[f"shop-{n % 40}"],
             "position_id": positions["cashier"], "hired_on": date(2025, 1, 1), "since": START}
            for n in range(1000)
        ], now)  # fmt: skip
        await bulk.load_shifts(organisation_id, [
            {"employee_id": id, "team_id": teams["shop-0"], "starts_at": START, "ends_at": START.replace(hour=9), "external_id": None}
            for id in people.values()
        ])  # fmt: skip
        await access_bulk.load_grants(organisation_id, [(people["hr-0"], Role.manager, teams["shop-0"])], now)
        return organisation_id, teams, people

    organisation_id, teams, people = await house.do(load)
    hashes = await access_bulk.hashed({people["hr-0"]: PIN})
    await house.do(lambda: access_bulk.load_pins(organisation_id, hashes, now))

    assert await Employee.all().count() == await Placement.all().count() == await Shift.all().count() == 1000
    links = {(one.ancestor_id, one.descendant_id, one.depth) for one in await TeamTree.all()}
    assert links == closure({team.id: team.parent_id for team in await Team.all()})
    assert followed == [1000]
    viewer = await viewer_for(await pins.sign_in("acme", "000000", PIN), None)
    assert (viewer.roles, viewer.branch) == ({Role.learner, Role.manager}, (teams["shop-0"],))
    same = EmployeeDraft("hr-7", employee_number="000007", name="Nr 7", hired_on=date(2025, 1, 1), team_external_id="shop-7", position_code="cashier")
    bells = len(house.rung)
    assert await actions.upsert_employees(as_admin(organisation_id), [same]) == [people["hr-7"]]
    assert house.rung[bells:] == []
