"""Server-sent events: one operation a request."""

import contextlib

import httpx
import orjson

from api.access.actions import sessions
from tests.app.serving import until

EVENTS = {"Accept": "text/event-stream", "Content-Type": "application/json"}
TICKS = "subscription ($after: Int) { ticks(after: $after) { seq kind } }"


def test_a_subscription_streams_and_resumes(front, bearer, company, tick):
    with listening(front, bearer, TICKS) as lines:
        until(lambda: front.house.hub.streams and subscriptions(front) == 1)
        tick()
        first = next_of(lines)
    tick(times=2)

    with listening(front, bearer, TICKS, after=first["seq"]) as lines:
        later = [next_of(lines)["seq"] for _ in range(2)]

    assert later == [first["seq"] + 1, first["seq"] + 2]
    until(lambda: not front.house.guests.here, "the stream to be let go")


def test_a_query_is_answered_once(front, bearer):
    answer = httpx.post(front.url + "/graphql/stream", json={"query": "{ __typename }"}, headers={**EVENTS, "Authorization": f"Bearer {bearer}"})
    event, complete = answer.text.strip("\n").split("\n\n")

    assert event.startswith('event: next\ndata: {"data":{"__typename":"Query"}')
    assert complete == "event: complete\ndata:"


def test_what_is_refused_is_refused_as_json(front, company, bearer):
    told = {
        name: httpx.request(method, front.url + "/graphql/stream", headers={**EVENTS, **headers}, content=content)
        for name, method, headers, content in (
            ("nobody", "POST", {}, orjson.dumps({"query": TICKS})),
            ("GET", "GET", {}, b""),
            ("not JSON", "POST", {}, b"{"),
            ("another type", "POST", {"Accept": "text/html"}, b"{}"),
            ("invalid", "POST", {"Authorization": f"Bearer {bearer}"}, orjson.dumps({"query": "subscription { nothing }"})),
        )
    }

    assert {name: answer.status_code for name, answer in told.items()} == {
        "nobody": 401, "GET": 405, "not JSON": 400, "another type": 406, "invalid": 400,
    }  # fmt: skip
    assert all(answer.json()["errors"][0]["extensions"]["code"].isupper() for answer in told.values())


def test_a_session_that_ends_ends_the_stream(front, learner):
    with httpx.stream("POST", front.url + "/graphql/stream", json={"query": TICKS}, headers={**EVENTS, **front.of(learner)}, timeout=10) as answer:
        lines = answer.iter_lines()
        until(lambda: subscriptions(front) == 1)
        front.do(lambda: sessions.end(learner.cookie))
        said = list(lines)

    assert orjson.loads(said[1].removeprefix("data: "))["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert said[3:5] == ["event: complete", "data:"]


@contextlib.contextmanager
def listening(front, bearer, query, **variables):
    headers = {**EVENTS, "Authorization": f"Bearer {bearer}"}
    with httpx.stream("POST", front.url + "/graphql/stream", json={"query": query, "variables": variables}, headers=headers, timeout=10) as answer:
        assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
        yield answer.iter_lines()


def next_of(lines) -> dict:
    for line in lines:
        if line.startswith("data: "):
            (value,) = orjson.loads(line.removeprefix("data: "))["data"].values()
            return value
    raise AssertionError("the stream ended")


def subscriptions(front) -> int:
    return sum(len(guest.subscriptions) for guest in list(front.house.guests.here))
