from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from api.access.rules import grants, oauth, pins, scopes, sessions
from api.access.rules.oauth import OAuthError
from api.kit.ids import new_id
from api.kit.refusals import Refusal
from api.kit.viewer import Role

NOW = datetime(2026, 7, 8, 12, tzinfo=UTC)
DAY = timedelta(days=1)


# ---- PINs ----


@pytest.mark.parametrize("pin", ["111111", "121212", "123123", "123456", "654321", "890123", "321098", "204817"])
def test_the_pins_that_everyone_tries_first_are_refused(pin):
    assert not pins.strong(pin, "7204817")


@pytest.mark.parametrize("pin", ["12345", "1234567", "12345a", "１２３４５６", "", "-12345", " 48291"])
def test_a_pin_is_six_ascii_digits(pin):
    assert not pins.well_formed(pin)


def test_every_fifth_wrong_pin_locks_twice_as_long_up_to_a_day():
    locks = [pins.lock_after(failures) for failures in range(1, 51)]

    assert [number for number, lock in enumerate(locks, 1) if lock] == list(range(5, 51, 5))
    assert [lock.total_seconds() / 60 for lock in locks if lock] == [15, 30, 60, 120, 240, 480, 960, 1440, 1440, 1440]


def test_the_tries_left_count_down_to_the_lock():
    assert [pins.tries_left(failures) for failures in (0, 1, 2, 3, 4, 5, 6)] == [5, 4, 3, 2, 1, 5, 4]


def test_a_day_without_a_wrong_pin_forgives():
    assert pins.failures_now(7, NOW - DAY + timedelta(seconds=1), NOW) == 7
    assert pins.failures_now(7, NOW - DAY, NOW) == 0
    assert pins.failures_now(0, None, NOW) == 0


# ---- sessions ----


def test_a_learners_phone_stays_signed_in_a_month_without_use_and_a_quarter_at_most():
    ends = sessions.lives_until(NOW, NOW, NOW + sessions.LONGEST, {Role.learner})
    used_daily = sessions.lives_until(NOW, NOW + 89 * DAY, NOW + sessions.LONGEST, {Role.learner})

    assert ends - NOW == timedelta(days=30, minutes=10)
    assert used_daily - NOW == timedelta(days=90)


def test_who_becomes_an_admin_is_asked_sooner_on_the_phone_that_was_signed_in_before():
    ends = sessions.lives_until(NOW, NOW + 8 * DAY, NOW + sessions.LONGEST, {Role.learner, Role.admin})

    assert ends == NOW + timedelta(days=7)


@pytest.mark.parametrize(
    ("agent", "known_as"),
    [
        ("Mozilla/5.0 (Linux; Android 14; SM-A057F) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36", "Chrome · Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge · Windows"),
        ("curl/8.0", "?"),
        ("", "?"),
    ],
)
def test_a_person_knows_their_device_again(agent, known_as):
    assert sessions.device(agent) == known_as


# ---- roles ----


@pytest.mark.parametrize("role", [Role.learner, Role.api_client])
def test_what_everyone_is_and_what_no_person_is_cannot_be_granted(role):
    with pytest.raises(Refusal) as no:
        grants.checked(role, None)

    assert no.value.path == ("role",)


@pytest.mark.parametrize(("role", "team"), [(Role.manager, None), (Role.coach, None), (Role.admin, new_id()), (Role.author, new_id())])
def test_leaders_have_a_team_and_the_others_have_none(role, team):
    with pytest.raises(Refusal) as no:
        grants.checked(role, team)

    assert no.value.path == ("teamId",)


def test_a_pin_is_no_way_up():
    plain, leader, admin = {Role.learner}, {Role.learner, Role.manager}, {Role.learner, Role.admin}
    grants.may_set_pin(leader, own=False, in_branch=True, target=plain)
    grants.may_set_pin(plain, own=True, in_branch=False, target=plain)
    grants.may_set_pin(admin, own=False, in_branch=False, target=admin)

    for asker, in_branch, target in [(leader, True, admin), (leader, True, leader), (leader, False, plain), (plain, False, plain)]:
        with pytest.raises(Refusal) as no:
            grants.may_set_pin(asker, own=False, in_branch=in_branch, target=target)
        assert no.value.code == "FORBIDDEN"


# ---- scopes ----


def test_scopes_are_known_each_once_and_in_order():
    assert scopes.checked(["learning:read", "people:read", "people:read"], ("scopes",)) == ["people:read", "learning:read"]
    for wrong, path in ((["people:read", "root"], ("scopes", 1)), ([], ("scopes",))):
        with pytest.raises(Refusal) as no:
            scopes.checked(wrong, ("scopes",))
        assert no.value.path == path


def test_an_entry_opens_to_the_scope_of_its_domain_and_else_to_nobody():
    assert scopes.opens({"people:read"}, "employee.updated")
    assert scopes.opens({"learning:read"}, "attempt.recorded")
    assert scopes.opens({"impact:read"}, "evaluation.changed")
    assert not scopes.opens({"learning:read", "changes:read"}, "employee.updated")
    assert not any(scopes.opens(scopes.SCOPES, kind) for kind in ("session.ended", "client.ended", "pin.set", "token.ended", "unknown"))


# ---- OAuth on the wire ----


def basic(text: bytes) -> str:
    import base64

    return "Basic " + base64.b64encode(text).decode()


def test_a_client_says_who_it_is_by_header_or_in_the_body():
    assert oauth.claimed(basic(b"a%3Ab:s%2Bx"), {}) == oauth.Claimed("a:b", "s+x", True)
    assert oauth.claimed(None, {"client_id": "a", "client_secret": "s"}) == oauth.Claimed("a", "s", False)


@pytest.mark.parametrize(
    ("header", "body", "error", "status"),
    [
        (None, {}, "invalid_client", 401),
        (None, {"client_id": "a"}, "invalid_client", 401),
        ("Bearer x", {}, "invalid_client", 401),
        ("Basic !!!", {}, "invalid_client", 401),
        (basic(b"no colon"), {}, "invalid_client", 401),
        (basic(b"\xff:x"), {}, "invalid_client", 401),
        (basic(b"a:s"), {"client_id": "a", "client_secret": "s"}, "invalid_request", 400),
        (basic(b"a:s"), {"client_id": "b"}, "invalid_request", 400),
    ],
)
def test_a_client_that_proves_itself_badly_is_refused_by_the_book(header, body, error, status):
    with pytest.raises(OAuthError) as no:
        oauth.claimed(header, body)

    assert (no.value.error, no.value.status) == (error, status)


@pytest.mark.parametrize("body", [b"a=1&a=2", b"&&&", b"a", b"%ff=1", b"a=%ff", "ä=1".encode(), b"\x00", b"&".join(b"a%d=1" % n for n in range(99))])
def test_a_body_that_is_no_form_is_refused(body):
    with pytest.raises(OAuthError) as no:
        oauth.form(body)

    assert no.value.error == "invalid_request"


@given(some.binary(max_size=200))
def test_no_body_is_a_fault(body):
    try:
        oauth.form(body)
    except OAuthError as no:
        assert no.error == "invalid_request"


def test_a_token_may_have_fewer_scopes_than_the_client_but_not_more():
    allowed = ["people:read", "people:write"]

    assert oauth.granted(None, allowed) == allowed
    assert oauth.granted("people:write", allowed) == ["people:write"]
    for asked in ("people:read learning:read", "people:read  people:write", "PEOPLE:READ"):
        with pytest.raises(OAuthError) as no:
            oauth.granted(asked, allowed)
        assert no.value.error == "invalid_scope"
