"""Sign in at the company's identity provider: a real one, and one whose every answer is spoiled in its own way."""

import base64
import hmac
import json
import shutil
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.applications import Starlette

from api.access.models import Session
from api.access.routes import oidc as routes
from api.access.rules.oidc import Link
from api.access.viewers import viewer_for
from api.kit import clock
from api.people import actions
from api.people.rules.employees import EmployeeDraft
from tests.access.http import Browser
from tests.access.identity import SECRET, Crooked, let_in, real
from tests.access.world import as_admin


@pytest.fixture
def migrated_url(sqlite_template, tmp_path):
    """What is wrong with an answer has nothing to do with the database: SQLite only. `test_actions` finds people on both."""
    shutil.copy(sqlite_template, tmp_path / "tiro.db")
    return f"sqlite:///{tmp_path / 'tiro.db'}"


@pytest.fixture(scope="session")
def identity(tmp_path_factory):
    engine = real(tmp_path_factory.mktemp("identity"))
    yield engine
    engine.stop()


def settings_of(world, issuer: str, **more):
    return replace(
        world.house.settings, oidc_issuer=issuer, oidc_client_id="tiro", oidc_client_secret=SECRET, oidc_organisation="qingchuan", **more
    )


@pytest.fixture
def crooked():
    return Crooked()


@pytest.fixture
async def phone(world, crooked):
    """A browser at our door, which knows the crooked provider."""
    app = Starlette(routes=routes.routes(settings_of(world, crooked.issuer), crooked.transport()))
    async with Browser(app) as browser:
        del browser.headers["origin"], browser.headers["x-tiro"]  # links and redirects carry neither
        yield browser


async def begin(phone, crooked) -> dict[str, str]:
    left = await phone.get("/auth/oidc")
    assert left.status_code == 303, left.text
    return crooked.leave(left.headers["location"])


async def come_back(phone, crooked, asked: dict[str, str], **more: str | None):
    told = {"code": "c-1", "state": asked["state"], "iss": crooked.issuer, **more}
    return await phone.get("/auth/oidc/callback?" + urlencode({name: value for name, value in told.items() if value is not None}))


async def refused_with(world, answer) -> str:
    """The code at the end of a refused sign-in, which leaves no session and no cookie."""
    assert answer.status_code == 303
    assert "tiro=" not in answer.headers.get("set-cookie", "").replace("tiro-oidc=", "")
    assert await Session.all().count() == 0
    return parse_qs(urlsplit(answer.headers["location"]).query)["refused"][0]


# ---- the real one ----


async def test_a_person_comes_in_by_the_companys_own_account(world, identity):
    async with Browser(Starlette(routes=routes.routes(settings_of(world, identity.url)))) as browser:
        left = await browser.get("/auth/oidc")

        back = await let_in(left.headers["location"], "learner")
        home = await browser.get(back)

    assert home.headers["location"] == "/sign-in?signed-in"
    viewer = await viewer_for(home.cookies["tiro"], None)
    assert viewer.employee_id == world.ours.people["learner"].id


async def test_a_code_sent_again_opens_nothing(world, identity):
    async with Browser(Starlette(routes=routes.routes(settings_of(world, identity.url)))) as browser:
        left = await browser.get("/auth/oidc")
        flow = browser.cookies["tiro-oidc"]
        back = await let_in(left.headers["location"], "learner")
        await browser.get(back)
        sessions = await Session.all().count()
        browser.cookies.set("tiro-oidc", flow)

        again = await browser.get(back)

    assert again.headers["location"] == "/sign-in?refused=PROVIDER_REFUSED"
    assert await Session.all().count() == sessions == 1


@pytest.mark.parametrize(("name", "code"), [("stranger", "UNKNOWN_PERSON"), ("neighbour", "PROVIDER_REFUSED")], ids=["nobody here", "address not verified"])
async def test_who_is_not_known_here_stays_out(world, identity, name, code):
    async with Browser(Starlette(routes=routes.routes(settings_of(world, identity.url)))) as browser:
        left = await browser.get("/auth/oidc")
        answer = await browser.get(await let_in(left.headers["location"], name))

    assert await refused_with(world, answer) == code


async def test_a_company_may_link_by_its_own_number(world, identity):
    settings = settings_of(world, identity.url, oidc_link="employee_number:staff_number")
    async with Browser(Starlette(routes=routes.routes(settings))) as browser:
        left = await browser.get("/auth/oidc")
        home = await browser.get(await let_in(left.headers["location"], "204902"))

    assert (await viewer_for(home.cookies["tiro"], None)).employee_id == world.ours.people["colleague"].id


# ---- the crooked one ----


async def test_the_crooked_one_lets_in_while_it_is_straight(world, phone, crooked):
    asked = await begin(phone, crooked)

    home = await come_back(phone, crooked, asked)

    assert home.headers["location"] == "/sign-in?signed-in"
    assert (asked["response_type"], asked["code_challenge_method"], asked["scope"]) == ("code", "S256", "openid email profile")
    assert "tiro-oidc" not in phone.cookies


FOREVER = 10**10
SPOILED = {
    "another issuer": {"iss": "https://evil.example"},
    "another audience": {"aud": "someone-else"},
    "no audience": {"aud": None},
    "several audiences and no authorised party": {"aud": ["tiro", "someone-else"]},
    "another authorised party": {"azp": "someone-else"},
    "another nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "over": {"exp": 1_000_000},
    "no end": {"exp": None},
    "an end that is no number": {"exp": "tomorrow"},
    "a boolean end": {"exp": True},
    "from long ago": {"iat": 1_000_000, "exp": FOREVER},
    "from the future": {"iat": FOREVER, "exp": FOREVER + 1},
    "about nobody": {"sub": None},
    "no address": {"email": None},
    "an address that is no text": {"email": ["learner@qingchuan.example"]},
    "an address not verified": {"email_verified": False},
    "an address that says itself verified": {"email_verified": "true"},
}


@pytest.mark.parametrize("claims", SPOILED.values(), ids=SPOILED)
async def test_a_spoiled_token_is_refused(world, phone, crooked, claims):
    crooked.claims = claims

    answer = await come_back(phone, crooked, await begin(phone, crooked))

    assert await refused_with(world, answer) == "PROVIDER_REFUSED"


def encoded(value) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def unsigned(crooked) -> str:
    header, claims, _ = crooked.id_token().split(".")
    return f"{encoded({'alg': 'none'})}.{claims}."


def signed_with_the_public_key(crooked) -> str:
    """HS256, keyed with what everyone can read."""
    signed = f"{encoded({'alg': 'HS256', 'kid': 'k1'})}.{crooked.id_token().split('.')[1]}"
    mac = hmac.digest(crooked.key.as_pem(private=False), signed.encode(), "sha256")
    return f"{signed}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def signed_with_our_secret(crooked) -> str:
    claims = json.loads(base64.urlsafe_b64decode(crooked.id_token().split(".")[1] + "=="))
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET.ljust(32)), algorithms=["HS256"])


FORGED = {
    "alg none": unsigned,
    "HMAC by the public key": signed_with_the_public_key,
    "HMAC by our secret": signed_with_our_secret,
    "a byte changed": lambda crooked: crooked.id_token()[:-3] + "AAA",
    "the signature cut off": lambda crooked: crooked.id_token().rpartition(".")[0] + ".",
    "no token": lambda crooked: "",
    "not three parts": lambda crooked: "a.b",
    "not base64": lambda crooked: "!.!.!",
    "a header that is a list": lambda crooked: f"{encoded([])}.{encoded({})}.AA",
    "claims that are a list": lambda crooked: jwt.encode(crooked.header, {}, crooked.key).split(".")[0] + f".{encoded([])}.AA",
    "a key brought along": lambda crooked: jwt.encode({"alg": "RS256", "jwk": crooked.other.as_dict(private=False)}, {"iss": crooked.issuer}, crooked.other),
}


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
async def test_a_forged_token_is_refused(world, phone, crooked, forge):
    asked = await begin(phone, crooked)
    crooked.token = forge(crooked)

    answer = await come_back(phone, crooked, asked)

    assert await refused_with(world, answer) == "PROVIDER_REFUSED"


async def test_a_foreign_key_under_a_known_name_is_refused(world, phone, crooked):
    crooked.signed_by = crooked.other

    assert await refused_with(world, await come_back(phone, crooked, await begin(phone, crooked))) == "PROVIDER_REFUSED"


async def test_a_new_key_is_fetched_and_a_flood_of_unknown_ones_is_not(world, phone, crooked, monkeypatch):
    await come_back(phone, crooked, await begin(phone, crooked))
    monkeypatch.setattr("api.access.provider.REFETCH_S", 0.0)
    crooked.signed_by = RSAKey.generate_key(2048, {"kid": "k2"})
    crooked.published, crooked.header = [crooked.key, crooked.signed_by], {"alg": "RS256", "kid": "k2"}
    rotated = await come_back(phone, crooked, await begin(phone, crooked))
    monkeypatch.setattr("api.access.provider.REFETCH_S", 30.0)
    fetched = crooked.asked.count("keys")

    crooked.header = {"alg": "RS256", "kid": "k3"}
    for _ in range(5):
        await come_back(phone, crooked, await begin(phone, crooked))

    assert rotated.headers["location"] == "/sign-in?signed-in"
    assert crooked.asked.count("keys") == fetched == 2


ANSWERS = {
    "another state": {"state": "another"},
    "no state": {"state": None},
    "another issuer (mix-up)": {"iss": "https://evil.example"},
    "no issuer, though it names itself": {"iss": None},
    "no code": {"code": None},
    "an error": {"code": None, "error": "access_denied"},
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
async def test_a_wrong_answer_is_refused_before_anything_is_asked(world, phone, crooked, answer):
    back = await come_back(phone, crooked, await begin(phone, crooked), **answer)

    assert await refused_with(world, back) == "PROVIDER_REFUSED"
    assert "token" not in crooked.asked


async def test_an_answer_that_says_something_twice_is_refused(world, phone, crooked):
    asked = await begin(phone, crooked)

    back = await phone.get(f"/auth/oidc/callback?code=a&code=b&state={asked['state']}&iss={crooked.issuer}")

    assert await refused_with(world, back) == "PROVIDER_REFUSED"


async def test_an_answer_in_another_browser_or_too_late_or_with_a_made_up_cookie_is_refused(world, phone, crooked):
    with clock.at(clock.now()):
        asked = await begin(phone, crooked)
        flow = phone.cookies["tiro-oidc"]
        phone.cookies.clear()
        elsewhere = await come_back(phone, crooked, asked)
        phone.cookies.set("tiro-oidc", flow[:-2] + "xx")
        made_up = await come_back(phone, crooked, asked)

    assert [await refused_with(world, answer) for answer in (elsewhere, made_up)] == ["PROVIDER_REFUSED"] * 2
    assert "token" not in crooked.asked


METADATA = {
    "calls itself otherwise": {"issuer": "https://evil.example"},
    "keys without TLS": {"jwks_uri": "http://id.example/keys"},
    "no token endpoint": {"token_endpoint": None},
    "keys elsewhere on the machine": {"jwks_uri": "file:///etc/passwd"},
}


@pytest.mark.parametrize("metadata", METADATA.values(), ids=METADATA)
async def test_a_provider_that_cannot_be_trusted_is_not_left_for(world, phone, crooked, metadata):
    crooked.metadata = metadata

    answer = await phone.get("/auth/oidc")

    assert await refused_with(world, answer) == "PROVIDER_UNREACHABLE"


async def test_a_provider_that_does_not_answer_is_told_so(world):
    async with Browser(Starlette(routes=routes.routes(settings_of(world, "http://127.0.0.1:9")))) as browser:
        answer = await browser.get("/auth/oidc")

    assert await refused_with(world, answer) == "PROVIDER_UNREACHABLE"


async def test_who_left_and_an_address_that_two_people_have_stay_out(world, phone, crooked):
    hrms = as_admin(world.ours.organisation.id)
    await actions.upsert_employees(hrms, [EmployeeDraft("hr-204902", email="LEARNER@qingchuan.example")])
    twice = await refused_with(world, await come_back(phone, crooked, await begin(phone, crooked)))
    await actions.upsert_employees(hrms, [EmployeeDraft("hr-204902", email=None), EmployeeDraft("hr-204817", status="left")])

    left = await refused_with(world, await come_back(phone, crooked, await begin(phone, crooked)))

    assert [twice, left] == ["UNKNOWN_PERSON"] * 2


async def test_an_address_of_the_other_organisation_opens_neither(world, phone, crooked):
    crooked.claims = {"email": "learner@hailan.example"}

    assert await refused_with(world, await come_back(phone, crooked, await begin(phone, crooked))) == "UNKNOWN_PERSON"


async def test_without_a_provider_there_is_no_such_address(world):
    assert routes.routes(world.house.settings) == []


@pytest.mark.parametrize("text", ["", "phone", "employee_number", "employee_number:", "name:sub"])
def test_what_links_nobody_is_refused(text):
    with pytest.raises(ValueError):
        Link.parse(text)


def test_links_name_a_column_and_a_claim():
    assert Link.parse("email") == Link("email", "email")
    assert Link.parse("external_id:oid") == Link("external_id", "oid")
    assert timedelta(minutes=10) == routes.oidc.FLOW_LIFE
