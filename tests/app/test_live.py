"""Subscriptions over WebSocket: what is missed is told, once; what nobody may see any more is not."""

import random

from api.access.actions import grants, sessions
from api.kit.viewer import Role, Viewer
from tests.app.serving import until

TICKS = "subscription ($after: Int) { ticks(after: $after) { seq kind count } }"
TALLY = "subscription ($team: ID!, $after: Int) { tally(teamId: $team, after: $after) { seq kind count team { id name } } }"


def test_an_event_for_each_entry_in_order(front, learner, tick):
    line = front.line(person=learner)
    line.subscribe(TICKS)
    until(lambda: front.house.hub.streams and any(s.channels for s in front.house.hub.streams.values()))

    tick(times=3)
    told = [line.next() for _ in range(3)]

    assert [(event["kind"], event["count"]) for event in told] == [("CHANGED", 1)] * 3
    assert [event["seq"] - told[0]["seq"] for event in told] == [0, 1, 2]


def test_three_cuts_and_nothing_is_missed_or_told_twice(front, company, learner, tick):
    dice, heard, after = random.Random(20261124), [], head(front, learner)
    first = after + 1

    for _ in range(3):
        line = front.line(person=learner)
        line.subscribe(TICKS, after=after)
        tick(times=dice.randint(5, 30))
        for _ in range(dice.randint(2, 4)):
            heard.append(line.next()["seq"])
        after = heard[-1]
        line.cut()
        tick(times=dice.randint(5, 30))
    last = head(front, learner)
    line = front.line(person=learner)
    line.subscribe(TICKS, after=after)
    while heard[-1] < last:
        heard.append(line.next()["seq"])

    assert heard == list(range(first, last + 1))


def test_coalesced_events_come_at_most_so_often_and_tell_everything(front, company, manager, tick):
    line = front.line(person=manager)
    line.subscribe(TALLY, team=str(company.shop))
    snapshot = line.next()

    for _ in range(10):
        tick(company.shop)
    told = []
    while sum(event["count"] for event in told) < 10:
        told.append(line.next())

    assert (snapshot["kind"], snapshot["count"], snapshot["team"]["name"]) == ("SNAPSHOT", 0, "信義店")
    assert sum(event["count"] for event in told) == 10
    assert len(told) <= 4


def test_who_comes_back_too_late_is_told_the_whole_anew(front, company, learner, manager, tick):
    line = front.line(person=manager)

    line.subscribe(TALLY, id="1", team=str(company.shop), after=-1)
    line.subscribe(TALLY, id="2", team=str(company.shop), after=10**6)
    told = [line.next(), line.next()]

    assert [event["kind"] for event in told] == ["RESET", "RESET"]
    assert {event["seq"] for event in told} == {head(front, learner)}


def test_nothing_is_told_where_nothing_happened(front, company, manager, learner, tick):
    after = head(front, learner)
    line = front.line(person=manager)
    line.subscribe(TALLY, team=str(company.shop), after=after)

    tick(company.top)
    tick(company.shop)
    event = line.next()

    assert (event["seq"], event["count"]) == (after + 2, 1)


def test_only_what_it_is_about_is_offered_to_a_topic_that_says_so(front, company, learner, tick):
    after = head(front, learner)
    line = front.line(person=learner)
    tick(company.top)
    tick(company.shop)
    line.subscribe("subscription ($after: Int) { mine(after: $after) { seq } }", after=after)

    missed = line.next()
    for team in (None, company.top, company.shop):
        tick(team)

    assert [missed["seq"], line.next()["seq"]] == [after + 2, after + 5]


def test_many_who_see_the_same_share_a_rendering(front, company, tick):
    people = [front.person(company, name=f"n{n}") for n in range(5)]
    lines = [front.line(person=person) for person in people]
    after = head(front, people[0])
    for number, line in enumerate(lines):
        line.subscribe(TICKS, id=f"own {number}", after=after)

    tick()
    told = [line.hear() for line in lines]
    (stream,) = front.house.hub.streams.values()
    (channel,) = stream.channels.values()

    assert len(channel.audiences) == 1
    assert [message["id"] for message in told] == [f"own {n}" for n in range(5)]
    assert len({str(message["payload"]) for message in told}) == 1


def test_a_role_taken_away_closes_the_socket_within_a_second(front, company, manager, tick):
    admin = Viewer(organisation_id=company.id, roles=frozenset({Role.admin}), employee_id=front.person(company, Role.admin, name="a").id)
    line = front.line(person=manager)
    line.subscribe(TALLY, team=str(company.shop))
    line.next()

    front.do(lambda: grants.revoke_role(admin, manager.id, Role.manager, company.shop))

    assert line.closed(timeout=1) == 4403


def test_a_session_that_ends_closes_the_socket_within_a_second(front, learner):
    line, idle = front.line(person=learner), front.line(person=learner)
    line.subscribe(TICKS)

    front.do(lambda: sessions.end(learner.cookie))

    assert (line.closed(timeout=1), idle.closed(timeout=1)) == (4401, 4401)


def test_a_fault_is_masked_and_ends_the_subscription_only(front, learner, tick):
    line = front.line(person=learner)
    line.subscribe(TICKS, after=head(front, learner))

    tick(breaks=True)
    told = line.hear()
    line.say({"type": "ping"})

    assert (told["type"], told["payload"][0]["extensions"]["code"]) == ("error", "FAULT")
    assert "secret" not in str(told)
    assert line.hear() == {"type": "pong"}


def test_who_takes_events_too_slowly_is_sent_away_and_others_are_not(front, company, learner, tick):
    slow, quick = front.line(person=learner, max_queue=1), front.line(person=learner)
    wide = "subscription { ticks { seq " + " ".join(f"{'padding' * 130}{n}: __typename" for n in range(8)) + " } }"
    for line in (slow, quick):
        line.subscribe(wide if line is slow else TICKS)
    until(lambda: subscribed(front) == 2)

    for _ in range(100):
        tick(times=100)
        if len(front.house.sockets.open) < 2:
            break
    first = quick.next()["seq"]

    assert slow.closed() == 4429
    assert [quick.next()["seq"] for _ in range(50)] == list(range(first + 1, first + 51))


def head(front, person) -> int:
    return front.post("{ viewer { seq } }", headers=front.of(person)).json()["data"]["viewer"]["seq"]


def subscribed(front) -> int:
    return sum(len(a.members) for s in front.house.hub.streams.values() for c in s.channels.values() for a in c.audiences.values())

