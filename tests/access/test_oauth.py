"""Systems at the door: a real OAuth client, and the wrong ways that RFC 6749, 7009, 7662 and 8414 know."""

from datetime import timedelta

import pytest
from authlib.integrations.httpx_client import AsyncOAuth2Client
from httpx import ASGITransport

from api.access.actions import clients
from api.access.models import AccessToken, ApiClient
from api.access.viewers import viewer_for
from api.kit import clock
from api.kit.refusals import Refusal
from api.kit.viewer import Role
from tests.access.http import ORIGIN
from tests.access.world import as_admin

GRANT = {"grant_type": "client_credentials"}


async def token_of(browser, made: clients.NewSecret, **more: str):
    return await browser.post("/oauth/token", data={**GRANT, **more}, auth=(made.client_id, made.secret))


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
async def test_an_unmodified_oauth_client_comes_in(world, browser, method):
    made = await world.secret("people:read", "changes:read")
    client = AsyncOAuth2Client(
        made.client_id, made.secret, token_endpoint_auth_method=method, transport=ASGITransport(browser.app), base_url=ORIGIN
    )

    token = await client.fetch_token(f"{ORIGIN}/oauth/token", grant_type="client_credentials", scope="people:read")

    assert (token["token_type"], token["expires_in"], token["scope"]) == ("Bearer", 3600, "people:read")
    viewer = await viewer_for(None, token["access_token"])
    assert (viewer.roles, viewer.scopes) == ({Role.api_client}, {"people:read"})
    assert viewer.organisation_id == world.ours.organisation.id


async def test_without_a_scope_a_token_has_all_of_the_clients(world, browser):
    made = await world.secret("people:read", "people:write")

    answer = await token_of(browser, made)

    assert answer.json()["scope"] == "people:read people:write"
    assert (answer.headers["cache-control"], answer.headers["pragma"]) == ("no-store", "no-cache")


async def test_only_hashes_of_secrets_and_tokens_are_kept(world, browser):
    made = await world.secret("people:read")
    token = (await token_of(browser, made)).json()["access_token"]

    kept = str([*await world.house.rows("SELECT * FROM api_client"), *await world.house.rows("SELECT * FROM access_token")])

    assert made.client_id in kept
    assert made.secret not in kept and token not in kept


@pytest.mark.parametrize(
    ("form", "status", "error"),
    [
        ({}, 400, "invalid_request"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({**GRANT, "scope": "people:write"}, 400, "invalid_scope"),
        ({**GRANT, "scope": "nonsense"}, 400, "invalid_scope"),
        ({**GRANT, "client_id": "someone-else"}, 400, "invalid_request"),
    ],
)
async def test_wrong_asks_get_the_errors_of_the_book(world, browser, form, status, error):
    made = await world.secret("people:read")

    answer = await browser.post("/oauth/token", data=form, auth=(made.client_id, made.secret))

    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.headers["cache-control"] == "no-store"


async def test_a_wrong_secret_and_an_unknown_client_look_the_same(world, browser):
    made = await world.secret("people:read")

    answers = [
        await browser.post("/oauth/token", data=GRANT, auth=auth)
        for auth in [(made.client_id, "wrong"), ("tiro_nobody", made.secret), ("\0", "x")]
    ]

    assert len({answer.text for answer in answers}) == 1
    assert [(answer.status_code, answer.json()["error"]) for answer in answers] == [(401, "invalid_client")] * 3
    assert all(answer.headers["www-authenticate"].startswith("Basic ") for answer in answers)


async def test_a_system_that_guesses_secrets_is_slowed_down(world, browser):
    made = await world.secret("people:read")
    for _ in range(30):
        await browser.post("/oauth/token", data=GRANT, auth=(made.client_id, "wrong"))

    here, elsewhere = await token_of(browser, made), await token_of(browser.elsewhere("198.51.100.9"), made)

    assert here.status_code == 429 and int(here.headers["retry-after"]) > 0
    assert elsewhere.status_code == 200


@pytest.mark.parametrize("content", [b"a=1&a=2", b"\xff=1", b"x" * 9000, b"{}"])
async def test_bodies_that_are_no_form_are_refused(browser, content):
    answer = await browser.post("/oauth/token", content=content, headers={"content-type": "application/x-www-form-urlencoded"})

    assert answer.status_code in {400, 413} and answer.json()["error"] == "invalid_request"


async def test_json_is_no_form(browser):
    assert (await browser.post("/oauth/token", json=GRANT)).json()["error"] == "invalid_request"


async def test_two_secrets_live_until_the_next_rotation(world, browser):
    admin = as_admin(world.ours.organisation.id)
    first = await world.secret("people:read")
    second = await clients.rotate_secret(admin, first.id)
    both = [(await token_of(browser, made)).status_code for made in (first, second)]

    third = await clients.rotate_secret(admin, first.id)

    assert both == [200, 200]
    assert [(await token_of(browser, made)).status_code for made in (first, second, third)] == [401, 200, 200]


async def test_an_ended_client_is_out_with_all_its_tokens_at_once(world, browser):
    admin = as_admin(world.ours.organisation.id)
    made = await world.secret("people:read")
    token = (await token_of(browser, made)).json()["access_token"]
    assert await viewer_for(None, token)

    await clients.end_client(admin, made.id)

    with pytest.raises(Refusal) as no:
        await viewer_for(None, token)
    assert no.value.code == "UNAUTHENTICATED"
    assert (await token_of(browser, made)).status_code == 401
    with pytest.raises(Refusal) as no:
        await clients.rotate_secret(admin, made.id)
    assert no.value.code == "CONFLICT"
    assert await clients.end_client(admin, made.id) == made.id


async def test_a_token_is_good_for_an_hour(world, browser):
    made = await world.secret("people:read")
    with clock.at(clock.now()):
        token = (await token_of(browser, made)).json()["access_token"]
        clock.move(timedelta(minutes=59, seconds=59))
        assert await viewer_for(None, token)
        clock.move(timedelta(seconds=1))

        with pytest.raises(Refusal):
            await viewer_for(None, token)


async def test_old_tokens_are_cleared_away(world, browser):
    made = await world.secret("people:read")
    with clock.at(clock.now()):
        await token_of(browser, made)
        clock.move(timedelta(days=3))
        await token_of(browser, made)

    assert await AccessToken.filter(api_client_id=made.id).count() == 1


async def test_last_use_is_kept(world, browser):
    made = await world.secret("people:read")
    before = (await ApiClient.get(id=made.id)).used_at

    await token_of(browser, made)

    assert before is None and (await ApiClient.get(id=made.id)).used_at is not None


async def test_a_client_gives_its_token_back(world, browser):
    made = await world.secret("people:read")
    token = (await token_of(browser, made)).json()["access_token"]
    assert await viewer_for(None, token)

    answers = [
        await browser.post("/oauth/revoke", data={"token": value, "token_type_hint": "refresh_token"}, auth=(made.client_id, made.secret))
        for value in (token, token, "never-was", "\0")
    ]

    assert [answer.status_code for answer in answers] == [200] * 4
    with pytest.raises(Refusal):
        await viewer_for(None, token)


async def test_nobody_looks_into_or_takes_back_anothers_token(world, browser):
    made, other = await world.secret("people:read"), await world.secret("people:read")
    token = (await token_of(browser, made)).json()["access_token"]

    revoked = await browser.post("/oauth/revoke", data={"token": token}, auth=(other.client_id, other.secret))
    looked = await browser.post("/oauth/introspect", data={"token": token}, auth=(other.client_id, other.secret))

    assert (revoked.status_code, looked.json()) == (200, {"active": False})
    assert await viewer_for(None, token)


async def test_a_token_tells_its_owner_what_it_is(world, browser):
    made = await world.secret("people:read", "people:write")
    token = (await token_of(browser, made, scope="people:read")).json()["access_token"]

    async def look(value: str) -> dict:
        return (await browser.post("/oauth/introspect", data={"token": value}, auth=(made.client_id, made.secret))).json()

    told = await look(token)
    assert (told["active"], told["scope"], told["client_id"], told["exp"] - told["iat"]) == (True, "people:read", made.client_id, 3600)
    assert await look("never-was") == {"active": False}


async def test_revocation_and_introspection_want_a_client_and_a_token(world, browser):
    made = await world.secret("people:read")

    for path in ("/oauth/revoke", "/oauth/introspect"):
        nobody = await browser.post(path, data={"token": "x"})
        nothing = await browser.post(path, data={}, auth=(made.client_id, made.secret))
        assert (nobody.status_code, nobody.json()["error"]) == (401, "invalid_client")
        assert (nothing.status_code, nothing.json()["error"]) == (400, "invalid_request")


async def test_the_metadata_names_endpoints_that_are_there(browser):
    told = (await browser.get("/.well-known/oauth-authorization-server")).json()

    assert told["issuer"] == ORIGIN
    for name in ("token_endpoint", "revocation_endpoint", "introspection_endpoint"):
        assert (await browser.post(told[name].removeprefix(ORIGIN), data=GRANT)).status_code == 401
    assert "people:read" in told["scopes_supported"]


async def test_a_scope_that_the_client_lost_is_lost_to_its_tokens(world, browser):
    made = await world.secret("people:read", "people:write")
    token = (await token_of(browser, made)).json()["access_token"]

    async def narrow() -> None:
        await ApiClient.filter(id=made.id).update(scopes=["people:read"])

    await world.house.do(narrow)

    assert (await viewer_for(None, token)).scopes == {"people:read"}
