"""graphql-transport-ws to the letter."""

import pytest
from websockets.exceptions import InvalidStatus

from api.kit.viewer import Role
from api.kit.web import socket as room
from tests.app.serving import until


@pytest.fixture
def front(front_once):
    """One server for them all: what is tested does not touch the tables."""
    yield front_once
    front_once.hang_up()


TICKS = "subscription { ticks { seq } }"
TALLY = 'subscription { tally(teamId: "$") { seq } }'


def test_queries_and_mutations_go_over_the_socket_too(front, company, learner):
    line = front.line(person=learner)

    line.subscribe("{ viewer { employee { id } } }", id="a")
    told = [line.hear(), line.hear()]
    line.subscribe("mutation { __typename }", id="b")
    told += [line.hear(), line.hear()]

    assert told[0]["payload"]["data"] == {"viewer": {"employee": {"id": str(learner.id)}}}
    assert [(message["id"], message["type"]) for message in told] == [("a", "next"), ("a", "complete"), ("b", "next"), ("b", "complete")]


def test_a_system_comes_in_with_its_token_in_the_first_message(front, bearer, tick):
    line = front.line(init={"Authorization": f"Bearer {bearer}"})
    line.subscribe(TICKS)
    until(lambda: subscriptions(front) == 1)

    tick()

    assert line.next()["seq"] > 0


def test_what_may_not_be_asked_is_an_error_under_its_id(front, learner, company):
    line = front.line(person=learner)

    asked = ["{", "{ nothing }", TALLY.replace("$", str(company.shop)), "query A { __typename } query B { __typename }"]
    told = []
    for number, query in enumerate(asked):
        line.subscribe(query, id=str(number))
        told.append(line.hear())

    assert [(message["id"], message["type"]) for message in told] == [(str(n), "error") for n in range(len(asked))]
    assert [message["payload"][0]["extensions"]["code"] for message in told] == [
        "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "FORBIDDEN", "OPERATION_NOT_FOUND",
    ]  # fmt: skip


def test_the_admission_of_a_topic_refuses_with_its_own_code(front, company):
    manager = front.person(company, Role.manager)
    line = front.line(person=manager)

    line.subscribe(TALLY.replace("$", str(company.top)))
    told = line.hear()

    assert (told["type"], told["payload"][0]["extensions"]["code"]) == ("error", "FORBIDDEN")


def test_complete_ends_a_subscription_and_frees_its_id(front, learner, tick):
    line = front.line(person=learner)
    line.subscribe(TICKS)
    until(lambda: subscriptions(front) == 1)

    line.say({"id": "1", "type": "complete"})
    until(lambda: subscriptions(front) == 0)
    tick()
    line.say({"type": "ping", "payload": {"any": "thing"}})
    line.say({"type": "pong"})

    assert line.hear() == {"type": "pong"}
    line.subscribe(TICKS)
    until(lambda: subscriptions(front) == 1)


def test_two_of_the_same_id_are_one_too_many(front, learner):
    line = front.line(person=learner)
    line.subscribe(TICKS)
    line.subscribe(TICKS)

    assert line.closed() == 4409


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("{", 4400), ("null", 4400), ("[]", 4400), ('"x"', 4400), ("{}", 4400), ('{"type":"start"}', 4400), ('{"type":1}', 4400),
        ('{"type":"connection_init","payload":[]}', 4400), ('{"type":"connection_init"}', 4401),
        ('{"type":"connection_init","payload":{"Authorization":1}}', 4400),
        ('{"type":"connection_init","payload":{"Authorization":"Bearer nonsense"}}', 4401),
        ('{"type":"connection_init","payload":{"authorization":"nonsense"}}', 4401),
        ('{"type":"subscribe","id":"1","payload":{"query":"{ __typename }"}}', 4401),
        ('{"type":"complete"}', 4400), (b"\x00\x01", 4400), ("[" * 50_000, 4400), ('"' + "a" * (2**20 + 1) + '"', 1009),
    ],
    ids=lambda value: str(value)[:30],
)  # fmt: skip
def test_before_anyone_is_known(front, said, code):
    line = front.socket()

    line.say(said)

    assert line.closed() == code


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ('{"type":"connection_init"}', 4429), ('{"type":"subscribe","payload":{"query":"{ __typename }"}}', 4400),
        ('{"type":"subscribe","id":1,"payload":{"query":"{ __typename }"}}', 4400), ('{"type":"subscribe","id":"","payload":{"query":"{ a }"}}', 4400),
        ('{"type":"subscribe","id":"1"}', 4400), ('{"type":"subscribe","id":"1","payload":null}', 4400),
        ('{"type":"subscribe","id":"1","payload":{"query":1}}', 4400), ('{"type":"subscribe","id":"1","payload":{"query":"{a}","variables":[]}}', 4400),
        ('{"type":"next","id":"1"}', 4400), ('{"type":"complete","id":1}', 4400),
    ],
)  # fmt: skip
def test_after_somebody_came_in(front, learner, said, code):
    line = front.line(person=learner)

    line.say(said)

    assert line.closed() == code


def test_whoever_says_nothing_is_not_waited_for(front, monkeypatch):
    monkeypatch.setattr(room, "INIT_S", 0.05)

    assert front.socket().closed() == 4408


def test_another_subprotocol_is_not_spoken(front):
    assert front.socket(subprotocol=None).closed() == 4406


def test_another_site_cannot_open_a_socket_nor_may_a_cookie_come_from_nowhere(front):
    refused = []
    for headers, origin in (({}, "https://evil.example"), ({}, "null"), ({"Cookie": "tiro=x"}, None), ({"Cookie": "tiro=x"}, "https://evil.example")):
        with pytest.raises(InvalidStatus) as why:
            front.socket(headers=headers, origin=origin)
        refused.append(why.value.response.status_code)

    assert refused == [403] * 4
    front.socket(origin=front.origin).close()


def test_a_cookie_and_a_token_together_are_refused(front, learner, bearer):
    line = front.socket(headers={"Cookie": f"tiro={learner.cookie}"}, origin=front.origin)

    line.say({"type": "connection_init", "payload": {"Authorization": f"Bearer {bearer}"}})

    assert line.closed() == 4400


def test_so_many_operations_and_no_more(front, learner):
    line = front.line(person=learner)
    for number in range(room.OPERATIONS):
        line.subscribe(TICKS, id=f"n{number}")
    until(lambda: subscriptions(front) == room.OPERATIONS)

    line.subscribe(TICKS, id="one more")
    told = line.hear()

    assert (told["id"], told["type"], told["payload"][0]["extensions"]["code"]) == ("one more", "error", "RATE_LIMITED")


def test_the_server_pings(front, learner, monkeypatch):
    line = front.line(person=learner)

    for socket in list(front.house.sockets.open):
        front.loop.call_soon_threadsafe(socket.outbox.push, room.PING)

    assert line.connection.recv(5) == '{"type":"ping"}'


def subscriptions(front) -> int:
    return sum(len(socket.subscriptions) for socket in list(front.house.sockets.open))
