"""The journal: numbered without gaps, rung in order, and only for what was committed."""

import asyncio
import random

import pytest

from api.kit import journal
from api.kit.refusals import CONFLICT, Refusal
from api.kit.work import unit_of_work


def saying(organisation, *kinds, refuse=False):
    async def work():
        for kind in kinds:
            journal.add(kind, organisation=organisation.id, subject=organisation.id, n=len(kinds))
        if refuse:
            raise Refusal(CONFLICT, "no")

    return work


async def numbers(house, organisation):
    rows = await house.rows("SELECT seq FROM journal WHERE organisation_id = :id ORDER BY seq", id=organisation.id)
    return [row["seq"] for row in rows]


async def test_numbers_have_no_gaps_whatever_is_refused_beside_them(house):
    organisation, dice = await house.organisation(), random.Random(7)
    works = [saying(organisation, *["x"] * dice.randint(1, 3), refuse=dice.random() < 0.3) for _ in range(120)]

    answers = await asyncio.gather(*(unit_of_work(work) for work in works), return_exceptions=True)

    seqs = await numbers(house, organisation)
    assert any(isinstance(answer, Refusal) for answer in answers)
    assert seqs == list(range(1, len(seqs) + 1))
    assert [entry.seq for entry in house.rung] == seqs
    assert (await house.rows("SELECT seq FROM journal_head"))[0]["seq"] == len(seqs)


async def test_each_organisation_counts_for_itself(house):
    first, second = await house.organisation("first"), await house.organisation("second")

    async def both():
        journal.add("x", organisation=second.id)
        journal.add("x", organisation=first.id)
        journal.add("x", organisation=second.id)

    await asyncio.gather(*(unit_of_work(work) for work in [both, saying(first, "y"), both, saying(second, "y"), both] * 8))

    for organisation in (first, second):
        seqs = await numbers(house, organisation)
        assert seqs == list(range(1, len(seqs) + 1))
        assert [entry.seq for entry in house.rung if entry.organisation_id == organisation.id] == seqs


async def test_what_rings_is_what_was_written(house):
    organisation = await house.organisation()

    async def work():
        journal.add("attempt.recorded", organisation=organisation.id, subject=organisation.id, team=organisation.id, score=0.5, why="é “")

    await unit_of_work(work)

    [entry] = house.rung
    [row] = await house.rows("SELECT * FROM journal")
    from api.kit.models import JournalEntry

    kept = await JournalEntry.get(seq=1)
    assert (kept.kind, kept.at, kept.subject_id, kept.employee_id, kept.team_id, kept.payload) == (
        entry.kind, entry.at, entry.subject_id, None, entry.team_id, {"score": 0.5, "why": "é “"},
    )  # fmt: skip
    assert row["seq"] == entry.seq == 1


async def test_nothing_rings_before_it_can_be_read(house):
    organisation, read = await house.organisation(), []

    async def look(seq):
        read.append((seq, len(await numbers(house, organisation))))

    tasks = []

    def listener(entries):
        tasks.extend(asyncio.ensure_future(look(entry.seq)) for entry in entries)

    journal.rings.append(listener)
    try:
        await asyncio.gather(*(unit_of_work(saying(organisation, "x")) for _ in range(20)))
        await asyncio.gather(*tasks)
    finally:
        journal.rings.remove(listener)

    assert len(read) == 20
    assert all(there >= seq for seq, there in read)


async def test_nothing_rings_for_what_was_taken_back(house):
    organisation = await house.organisation()

    with pytest.raises(Refusal):
        await unit_of_work(saying(organisation, "x", refuse=True))

    assert house.rung == []


async def test_a_listener_that_fails_takes_nothing_with_it(house):
    organisation = await house.organisation()

    def broken(entries):
        raise RuntimeError("deaf")

    journal.rings.insert(0, broken)
    try:
        await unit_of_work(saying(organisation, "x"))
    finally:
        journal.rings.remove(broken)

    assert [entry.seq for entry in house.rung] == [1]
