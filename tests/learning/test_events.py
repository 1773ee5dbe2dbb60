"""Learning events: kept once, in any order, folded to the last sign of life."""

import asyncio
from dataclasses import replace
from itertools import permutations

import pytest

from api.insight.models import Standing
from api.kit import clock
from api.kit.ids import new_id
from api.kit.refusals import Refusal
from api.learning.models import LearningEvent
from tests.learning.classroom import DAY, HOUR, MINUTE, NOON


def said(refusals) -> list[tuple]:
    return [(one.code, one.path) for one in refusals]


async def test_an_event_is_kept_as_it_was_told(room):
    phone = await room.phone("hands")
    event = phone.event("hands", NOON - MINUTE, kind="answered", question_id="q1", value=["a", "b"], position_s=1.5, card_index=2)

    assert await phone.tell(event) == (1, [])

    kept = await LearningEvent.get(id=event.id)
    assert (kept.kind.value, kept.question_id, kept.value, kept.position_s, kept.card_index) == ("answered", "q1", ["a", "b"], 1.5, 2)
    assert (kept.device_at, kept.received_at, kept.unit_id) == (NOON - MINUTE, NOON, phone.assignments["hands"].unit_id)


async def test_the_first_event_begins_the_assignment(room):
    phone = await room.phone("hands")

    await phone.tell(phone.event("hands", NOON - HOUR), phone.event("hands", NOON - 2 * HOUR))

    kept = await phone.look("hands")
    assert (kept.started_at, kept.last_progress_at, kept.attempts) == (NOON - 2 * HOUR, NOON - HOUR, 0)


async def test_sent_twice_they_are_kept_once(room):
    phone = await room.phone("hands")
    events = [phone.event("hands", NOON - n * MINUTE) for n in range(3)]

    assert [await phone.tell(*events), await phone.tell(*events, *events)] == [(3, []), (6, [])]

    assert await LearningEvent.all().count() == 3
    assert [entry.payload["events"] for entry in room.house.rung if entry.kind == "activity.recorded"] == [3]


@pytest.mark.parametrize("order", permutations(range(3)))
async def test_the_order_of_arrival_does_not_matter(room, order):
    phone = await room.phone("hands", "fridge")
    events = [
        phone.event("hands", NOON - 3 * HOUR), phone.event("fridge", NOON - 2 * HOUR, card_index=1), phone.event("hands", NOON - HOUR, kind="left"),
    ]

    for place in order:
        await phone.tell(events[place])
        clock.move(MINUTE)

    hands = await phone.look("hands")
    standing = await Standing.get(employee_id=phone.viewer.employee_id)
    assert (hands.started_at, hands.last_progress_at) == (NOON - 3 * HOUR, NOON - HOUR)
    assert (standing.active_unit_id, standing.active_at) == (None, NOON - HOUR)


async def test_of_two_in_the_same_instant_the_later_id_is_the_last(room):
    phone = await room.phone("hands", "fridge")
    one, other = phone.event("hands", NOON), phone.event("fridge", NOON)

    await phone.tell(other)
    await phone.tell(one)

    standing = await Standing.get(employee_id=phone.viewer.employee_id)
    assert standing.active_unit_id == phone.assignments["fridge"].unit_id


async def test_a_clock_that_is_ahead_tells_of_now(room):
    phone = await room.phone("hands")

    await phone.tell(phone.event("hands", NOON + DAY))

    assert (await phone.look("hands")).last_progress_at == NOON


async def test_what_is_wrong_is_refused_by_itself(room):
    phone, other = await room.phone("hands"), await room.phone("fridge")
    theirs = other.event("fridge", NOON)
    await other.tell(theirs)

    accepted, refusals = await phone.tell(
        phone.event("hands", NOON),
        phone.event("hands", NOON, version_id=new_id()),
        phone.event("fridge", NOON),
        phone.event("hands", NOON, kind="slept"),
        phone.event("hands", NOON, card_index=-1),
        replace(phone.event("hands", NOON), id=theirs.id),
    )

    assert accepted == 1
    assert said(refusals) == [
        ("NOT_FOUND", ("events", 1, "versionId")), ("NOT_FOUND", ("events", 2, "versionId")), ("INVALID", ("events", 3, "kind")),
        ("INVALID", ("events", 4, "cardIndex")), ("CONFLICT", ("events", 5, "id")),
    ]


async def test_a_thousand_at_once_and_not_one_more(room):
    phone = await room.phone("hands")
    events = [phone.event("hands", NOON - n * MINUTE) for n in range(1001)]

    with pytest.raises(Refusal, match="TOO_LARGE"):
        await phone.tell(*events)

    assert await phone.tell(*events[:1000]) == (1000, [])


async def test_the_journal_has_one_entry_a_person_with_the_last_of_their_events(room):
    phones = [await room.phone("hands") for _ in range(4)]

    await asyncio.gather(*(phone.tell(phone.event("hands", NOON - MINUTE, card_index=2), phone.event("hands", NOON - HOUR)) for phone in phones))

    told = [entry for entry in room.house.rung if entry.kind == "activity.recorded"]
    assert {entry.employee_id for entry in told} == {phone.viewer.employee_id for phone in phones}
    assert [(entry.payload["events"], entry.payload["card"]) for entry in told] == [(2, 2)] * 4
