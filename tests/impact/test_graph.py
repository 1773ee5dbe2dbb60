"""Who sees an evaluation, and how a system follows evaluations and projections."""

from datetime import timedelta
from uuid import UUID

from api.impact import actions
from api.kit import clock
from api.kit.viewer import Role, Viewer

LIST = "query($since: DateTime, $state: EvaluationState) { evaluations(first: 10, updatedSince: $since, state: $state) { nodes { id state } totalCount } }"


def ids(told: dict) -> list[str]:
    return [node["id"] for node in told["data"]["evaluations"]["nodes"]]


async def test_a_manager_sees_the_evaluations_of_their_teams_and_nobody_else_does(desk):
    mine = await desk.planned(teamIds=[str(desk.shops[0].id)])
    other = await desk.planned(teamIds=[])
    house = desk.house
    far = await house.team(desk.organisation, name="南區", kind="region")
    elsewhere = await house.organisation("hailan")
    there = await house.employee(await house.team(elsewhere), name="外人")
    person = await house.employee(desk.shops[0])

    async def sees(viewer: Viewer) -> list[str]:
        return ids(await desk.ask(LIST, viewer))

    assert sorted(await sees(desk.analyst)) == sorted([mine, other])
    assert await sees(desk.manager) == [mine]
    assert await sees(house.viewer(person, Role.manager, branch=(far.id,))) == []
    assert await sees(house.viewer(there, Role.analyst)) == []
    assert (await desk.ask(LIST, house.viewer(person)))["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert (await desk.ask(LIST, house.viewer(person, Role.author)))["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_a_client_reads_with_its_scope_only(desk):
    id = await desk.planned()

    def client(*scopes: str) -> Viewer:
        return Viewer(desk.organisation.id, frozenset({Role.api_client}), client_id=desk.organisation.id, scopes=frozenset(scopes))

    assert ids(await desk.ask(LIST, client("impact:read"))) == [id]
    assert (await desk.ask(LIST, client("people:read")))["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    told = await desk.do("cancelEvaluation", {"evaluationId": id, "reason": "HRMS"}, "state", client("impact:read", "impact:write"))
    assert told["state"] == "CANCELLED"


async def test_a_system_follows_what_changed_since(desk):
    first = await desk.planned()
    clock.move(timedelta(hours=1))
    since = clock.now().isoformat()
    second = await desk.planned()

    assert ids(await desk.ask(LIST, since=since)) == [second]
    await desk.must("enterCosts", {"evaluationId": first, "costs": [{"label": "x", "category": "DIRECT", "amount": "1"}]})
    assert ids(await desk.ask(LIST, since=since)) == [second, first] or ids(await desk.ask(LIST, since=since)) == [first, second]
    assert ids(await desk.ask(LIST, state="RUNNING")) == []


async def test_projections_are_listed_by_evaluation_kind_and_change(desk):
    id, _ = await desk.ready_to_lock()
    await desk.enter_budget(id)
    await actions.project(desk.organisation.id, UUID(id))
    clock.move(timedelta(days=1))
    await desk.must("setAssumptions", {"evaluationId": id, "completion": "0.6", "hurdle": "0.2"})
    await actions.project(desk.organisation.id, UUID(id))
    want = "nodes { id kind day current roi hurdle evaluation { id } } totalCount"

    told = await desk.ask(f"query($id: ID!) {{ roiProjections(first: 5, evaluationId: $id, kind: FORECAST) {{ {want} }} }}", id=id)
    one = told["data"]["roiProjections"]["nodes"][0]
    single = await desk.ask("query($id: ID!) { roiProjection(id: $id) { id roi } evaluation: roiProjection(id: $id) { evaluation { id } } }", id=one["id"])

    rows = told["data"]["roiProjections"]
    assert rows["totalCount"] == 2
    assert [(r["current"], r["hurdle"]) for r in rows["nodes"]] == [(True, "0.2"), (False, "0")]
    assert float(rows["nodes"][0]["roi"]) < float(rows["nodes"][1]["roi"])
    assert single["data"]["roiProjection"] == {"id": one["id"], "roi": one["roi"]}
    assert single["data"]["evaluation"]["evaluation"]["id"] == id


async def test_a_manager_reports_on_their_own_people_only(school):
    id, _ = await school.running()
    person = school.learners[0]
    far = await school.house.team(school.organisation, name="南區", kind="region")
    stranger = school.house.viewer(await school.house.employee(far), Role.manager, branch=(far.id,))
    look = {"id": "01890000-0000-7000-8000-0000000000aa", "evaluationId": id, "employeeId": str(person.id), "checkedOn": clock.now().date().isoformat(), "frequency": 2, "proficiency": 4}

    refused = await school.do("recordCheckIn", look, "id", stranger)
    taken = await school.do("recordCheckIn", look, "checkIns(first: 5) { nodes { employee { name } reporter { name } proficiency } }", school.manager)

    assert (refused["code"], refused["path"]) == ("NOT_FOUND", ["employeeId"])
    assert taken["checkIns"]["nodes"] == [{"employee": {"name": person.name}, "reporter": {"name": "林區經理"}, "proficiency": 4}]
