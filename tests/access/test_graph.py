"""What admins and people do about access, as their screens ask it."""

import json
from dataclasses import replace

from starlette.applications import Starlette

from api.access.actions import tokens
from api.access.routes import routes
from api.access.rules.oauth import Claimed
from tests.access.http import Browser
from tests.access.world import PIN


async def test_a_person_is_told_who_they_are(world):
    answer = await world.ask(VIEWER, await world.viewer("region_manager"))

    viewer = answer["data"]["viewer"]
    assert viewer["roles"] == ["LEARNER", "MANAGER"] and viewer["scopes"] == []
    assert viewer["organisation"] == {"slug": "qingchuan", "name": "qingchuan", "timezone": "Asia/Taipei"}
    assert viewer["employee"] == {"name": "qingchuan region_manager", "employeeNumber": "201001", "team": {"externalId": "north"}}
    assert viewer["teams"] == [{"externalId": "north"}]
    assert viewer["seq"] > 0


async def test_a_client_is_told_its_scopes_and_is_no_person(world):
    answer = await world.ask(VIEWER, await world.client("changes:read", "people:read"))

    assert answer["data"]["viewer"]["scopes"] == ["changes:read", "people:read"]
    assert (answer["data"]["viewer"]["employee"], answer["data"]["viewer"]["roles"]) == (None, ["API_CLIENT"])


async def test_one_reads_ones_own_address_and_not_that_of_others(world):
    learner = await world.viewer("learner")

    own = await world.ask("{ viewer { email } }", learner)
    others = await world.ask("{ employees(first: 5) { nodes { email } } }", learner)

    assert own["data"]["viewer"]["email"] == "learner@qingchuan.example"
    assert others["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_an_admin_lets_a_system_in_rotates_its_secret_and_ends_it(world):
    admin = await world.viewer("admin")

    made = (await world.ask(CREATE, admin, input={"name": "HRMS", "scopes": ["people:read"]}))["data"]["createApiClient"]
    rotated = (await world.ask(ROTATE, admin, input={"id": made["client"]["id"]}))["data"]["rotateApiClientSecret"]
    works = await tokens.issue(Claimed(made["clientId"], rotated["secret"], True), None)
    ended = (await world.ask(END, admin, input={"id": made["client"]["id"]}))["data"]["endApiClient"]
    listed = (await world.ask("{ apiClients(first: 5) { nodes { name scopes usedAt endedAt } } }", admin))["data"]["apiClients"]["nodes"]

    assert works.scopes == ["people:read"] and rotated["secret"] != made["secret"]
    assert ended["endedAt"]
    assert listed[0]["name"] == "HRMS" and listed[0]["usedAt"] and listed[0]["endedAt"]


async def test_what_an_admin_may_not_do_is_told_with_its_place(world):
    admin = await world.viewer("admin")
    theirs = str(world.theirs.people["learner"].id)

    scope = await world.ask(CREATE, admin, input={"name": "HRMS", "scopes": ["people:read", "root"]})
    role = await world.ask(GRANT, admin, input={"employeeId": theirs, "role": "AUTHOR"})
    last = await world.ask(REVOKE, admin, input={"employeeId": str(world.ours.people["admin"].id), "role": "ADMIN"})

    assert scope["data"]["createApiClient"]["path"] == ["scopes", "1"]
    assert role["data"]["grantRole"] == {"code": "NOT_FOUND", "path": ["employeeId"]}
    assert last["data"]["revokeRole"] == {"code": "LAST_ADMIN", "path": ["role"]}


async def test_roles_are_seen_where_people_are(world):
    admin = await world.viewer("admin")
    person, shop = str(world.ours.people["learner"].id), str(world.ours.teams["xinyi"].id)

    granted = await world.ask(GRANT, admin, input={"employeeId": person, "role": "COACH", "teamId": shop})
    seen = await world.ask(ROLES, await world.viewer("manager"), id=person)
    revoked = await world.ask(REVOKE, admin, input={"employeeId": person, "role": "COACH", "teamId": shop})

    assert granted["data"]["grantRole"] == {"role": "COACH", "team": {"externalId": "xinyi"}}
    assert seen["data"]["employee"] == {"roles": ["COACH", "LEARNER"], "grants": [{"role": "COACH", "team": {"externalId": "xinyi"}}]}
    assert revoked["data"]["revokeRole"] == {"roles": ["LEARNER"]}


async def test_a_manager_gives_a_new_colleague_a_pin(world):
    answer = await world.ask(SET_PIN, await world.viewer("manager"), input={"employeeId": str(world.ours.people["learner"].id)})

    done = answer["data"]["setPin"]
    assert done["employee"]["employeeNumber"] == "204817" and len(done["pin"]) == 6


async def test_a_person_ends_a_session_from_another_device(world):
    await world.cookie("learner")
    learner = await world.viewer("learner")
    listed = (await world.ask("{ viewer { sessions { id userAgent } } }", learner))["data"]["viewer"]["sessions"]
    other = next(one["id"] for one in listed if one["id"] != str(learner.session_id))

    ended = await world.ask("mutation($input: EndSessionInput!) { endSession(input: $input) { ... on SessionEnded { id } } }", learner, input={"id": other})
    left = (await world.ask("{ viewer { sessions { id } } }", learner))["data"]["viewer"]["sessions"]

    assert len(listed) == 2
    assert ended["data"]["endSession"] == {"id": other}
    assert [one["id"] for one in left] == [str(learner.session_id)]


# ---- the sign-in page ----


async def test_with_several_organisations_the_page_asks_which_and_shows_nobody(world, browser):
    several, named, none = [
        (await browser.get("/auth/organisation" + query)).json() for query in ("", "?slug=hailan", "?slug=%00")
    ]

    assert several == none == {"organisation": None, "people": None, "provider": False}
    assert named == {"organisation": {"slug": "hailan", "name": "hailan"}, "people": None, "provider": False}


async def test_a_demo_shows_whom_one_may_try_out(world):
    settings = replace(world.house.settings, demo=True)
    people = {"learner": {"employeeNumber": "204817", "pin": PIN}, "gone": {"employeeNumber": "nobody", "pin": PIN}}
    (settings.data / "demo.json").write_text(json.dumps({"organisation": "qingchuan", "people": people}))

    async with Browser(Starlette(routes=routes(settings))) as browser:
        shown = (await browser.get("/auth/organisation")).json()
        foreign = (await browser.get("/auth/organisation?slug=hailan")).json()
    async with Browser(Starlette(routes=routes(world.house.settings))) as browser:
        real = (await browser.get("/auth/organisation")).json()

    assert shown["organisation"]["slug"] == "qingchuan"
    assert shown["people"] == [{"role": "learner", "name": "qingchuan learner", "employeeNumber": "204817", "pin": PIN}]
    assert foreign["people"] is None and real["people"] is None


async def test_behind_tls_the_cookie_is_bound_to_this_host(world):
    await world.give_pin("learner")
    settings = replace(world.house.settings, public_url="https://learn.example")

    async with Browser(Starlette(routes=routes(settings)), base_url="https://learn.example") as browser:
        said = (await browser.sign_in("204817", PIN)).headers["set-cookie"]

    assert said.startswith("__Host-tiro=") and "Secure" in said and "Domain" not in said


VIEWER = """{ viewer { seq roles scopes organisation { slug name timezone }
  employee { name employeeNumber team { externalId } } teams { externalId } } }"""
SECRET = "... on ApiClientSecret { clientId secret client { id name } } ... on Refusal { code path }"
CREATE = f"mutation($input: CreateApiClientInput!) {{ createApiClient(input: $input) {{ {SECRET} }} }}"
ROTATE = f"mutation($input: RotateApiClientSecretInput!) {{ rotateApiClientSecret(input: $input) {{ {SECRET} }} }}"
END = "mutation($input: EndApiClientInput!) { endApiClient(input: $input) { ... on ApiClient { endedAt } } }"
GRANT = "mutation($input: GrantRoleInput!) { grantRole(input: $input) { ... on RoleGrant { role team { externalId } } ... on Refusal { code path } } }"
REVOKE = "mutation($input: RevokeRoleInput!) { revokeRole(input: $input) { ... on Employee { roles } ... on Refusal { code path } } }"
ROLES = "query($id: ID!) { employee(id: $id) { roles grants { role team { externalId } } } }"
SET_PIN = "mutation($input: SetPinInput!) { setPin(input: $input) { ... on PinSet { pin employee { employeeNumber } } ... on Refusal { code } } }"
