"""People as the world asks for them."""

from datetime import UTC, datetime

from api.kit import clock


async def test_an_hrms_pages_through_what_changed_since(world):
    hrms = await world.client("people:read", "people:write")
    with clock.at(datetime(2040, 1, 1, tzinfo=UTC)):
        await world.ask(UPSERT, hrms, input={"employees": [{"externalId": "hr-204817", "name": "新名"}, {"externalId": "hr-204902", "name": "另一個"}]})

    first = await world.ask(CHANGED, hrms, since="2040-01-01T00:00:00Z")
    cursor = first["data"]["employees"]["pageInfo"]["endCursor"]
    second = await world.ask(CHANGED, hrms, since="2040-01-01T00:00:00Z", after=cursor)

    pages = [page["data"]["employees"] for page in (first, second)]
    assert [[node["externalId"] for node in page["nodes"]] for page in pages] == [["hr-204817"], ["hr-204902"]]
    assert [page["pageInfo"]["hasNextPage"] for page in pages] == [True, False]


async def test_filters_narrow_the_list(world):
    hrms = await world.client("people:read")
    teams = world.ours.teams

    async def numbers(**given) -> list[str]:
        answer = await world.ask(FILTERED, hrms, **given)
        return [node["name"].removeprefix("qingchuan ") for node in answer["data"]["employees"]["nodes"]]

    assert await numbers(teamId=str(teams["north"].id)) == ["region_manager", "manager", "coach", "neighbour", "learner", "colleague"]
    assert await numbers(externalIds=["hr-204817", "hr-none"]) == ["learner"]
    assert await numbers(externalIds=[]) == []
    assert await numbers(search="coll") == ["colleague"]
    assert await numbers(search="2048") == ["learner"]
    assert await numbers(search="100%_!") == []
    assert await numbers(status="LEFT") == []
    assert await numbers(teamId=str(world.theirs.teams["north"].id)) == []


async def test_each_upsert_answers_with_the_person_or_the_reason(world):
    hrms = await world.client("people:read", "people:write")

    answer = await world.ask(
        UPSERT, hrms,
        input={"employees": [
            {"externalId": "hr-1", "employeeNumber": "1", "name": "A", "hiredOn": "2026-01-01", "teamExternalId": "xinyi", "locale": "EN"},
            {"externalId": "hr-2", "employeeNumber": "2", "name": "B", "hiredOn": "2026-01-01", "teamExternalId": "nowhere"},
            {"externalId": "hr-204817", "status": "LEFT", "leftOn": "2026-01-31"},
        ]},
    )  # fmt: skip

    assert answer["data"]["upsertEmployees"] == [
        {"__typename": "Employee", "name": "A", "status": "ACTIVE", "leftOn": None, "team": {"name": "qingchuan xinyi"}},
        {"__typename": "Refusal", "code": "NOT_FOUND", "path": ["employees", "1", "teamExternalId"]},
        {"__typename": "Employee", "name": "qingchuan learner", "status": "LEFT", "leftOn": "2026-01-31", "team": {"name": "qingchuan xinyi"}},
    ]


async def test_a_client_that_may_only_write_is_not_shown_what_it_wrote(world):
    blind = await world.client("people:write")

    answer = await world.ask(UPSERT, blind, input={"employees": [{"externalId": "hr-204817", "name": "新名"}]})

    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_malformed_days_and_moments_are_the_askers_error(world):
    hrms = await world.client("people:read", "people:write")

    day = await world.ask(UPSERT, hrms, input={"employees": [{"externalId": "x", "hiredOn": "2026-02-30"}]})
    moment = await world.ask(CHANGED, hrms, since="yesterday")

    assert {answer["errors"][0]["extensions"]["code"] for answer in (day, moment)} == {"BAD_USER_INPUT"}


async def test_teams_positions_and_shifts_are_kept_and_read_back(world):
    hrms = await world.client("people:read", "people:write")

    answer = await world.ask(
        """mutation {
          upsertTeams(input: {teams: [{externalId: "east", kind: REGION, parentExternalId: "qingchuan", name: {zhHant: "東區", en: "East"}}]}) {
            ... on Team { kind name(locale: ZH_HANT) parent { externalId } ancestors { externalId } } }
          upsertPositions(input: {positions: [{code: "barista", name: {en: "Barista"}}]}) { ... on Position { code name } }
          upsertShifts(input: {shifts: [{externalId: "s1", employeeExternalId: "hr-204817", startsAt: "2026-07-08T08:00:00+08:00", endsAt: "2026-07-08T16:00:00+08:00"}]}) {
            ... on Shift { startsAt endsAt employee { externalId } team { externalId } } }
          withdrawShifts(input: {externalIds: ["s1"]}) { ... on ShiftsWithdrawn { withdrawn } }
        }""",
        hrms,
    )  # fmt: skip

    assert answer["data"] == {
        "upsertTeams": [{"kind": "REGION", "name": "東區", "parent": {"externalId": "qingchuan"}, "ancestors": [{"externalId": "qingchuan"}]}],
        "upsertPositions": [{"code": "barista", "name": "Barista"}],
        "upsertShifts": [
            {"startsAt": "2026-07-08T00:00:00.000Z", "endsAt": "2026-07-08T08:00:00.000Z", "employee": {"externalId": "hr-204817"}, "team": {"externalId": "xinyi"}}
        ],
        "withdrawShifts": {"withdrawn": 1},
    }


UPSERT = """mutation($input: UpsertEmployeesInput!) { upsertEmployees(input: $input) {
  __typename ... on Employee { name status leftOn team { name } } ... on Refusal { code path } } }"""
CHANGED = """query($since: DateTime!, $after: String) { employees(first: 1, after: $after, updatedSince: $since) {
  nodes { externalId } pageInfo { hasNextPage endCursor } } }"""
FILTERED = """query($teamId: ID, $externalIds: [String!], $search: String, $status: EmployeeStatus) {
  employees(first: 50, teamId: $teamId, externalIds: $externalIds, search: $search, status: $status) { nodes { name } } }"""
