"""Work for later."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from api.kit import clock, jobs, journal
from api.kit.refusals import INVALID, Refusal
from api.kit.work import unit_of_work
from tests.support import until


@pytest.fixture
def ran(monkeypatch):
    """A handler that remembers what it was given."""
    seen: list[jobs.Job] = []

    async def run(job: jobs.Job) -> None:
        seen.append(job)

    monkeypatch.setattr(jobs, "handlers", {"tea": run})
    monkeypatch.setattr(jobs, "periods", {})
    return seen


def tea(key="tea:1", **given):
    async def work():
        return await jobs.add("tea", key, clock.now() - timedelta(seconds=1), **given)

    return work


async def test_a_job_runs_once_with_what_it_was_given(house, ran):
    organisation = await house.organisation()

    await house.do(tea(organisation=organisation.id, cups=2))
    counts = [await jobs.drain(), await jobs.drain()]

    assert counts == [1, 0]
    assert [(job.payload, job.organisation_id, job.tries) for job in ran] == [({"cups": 2}, organisation.id, 1)]


async def test_the_natural_key_makes_two_one_even_after_it_has_run(house, ran):
    first = await house.do(tea())
    await jobs.drain()

    second = await house.do(tea())
    await jobs.drain()

    assert (first, second, len(ran)) == (True, False, 1)


async def test_a_job_of_a_unit_that_was_taken_back_is_not_there(house, ran):
    async def work():
        await tea()()
        raise Refusal(INVALID, "no")

    with pytest.raises(Refusal):
        await house.do(work)

    assert await jobs.drain() == 0


async def test_a_job_waits_for_its_moment(house, ran):
    async def work():
        await jobs.add("tea", "later", clock.now() + timedelta(hours=2))

    await house.do(work)
    early = await jobs.drain()
    clock.move(timedelta(hours=3))
    late = await jobs.drain()

    assert (early, late) == (0, 1)


async def test_a_leased_job_is_nobody_elses_until_its_lease_runs_out(house, ran):
    await house.do(tea())

    [held] = await jobs.claim(5)
    meanwhile = await jobs.claim(5)
    clock.move(jobs.LEASE + timedelta(seconds=1))
    [again] = await jobs.claim(5)

    assert (meanwhile, again.id, again.tries) == ([], held.id, 2)


async def test_who_lost_the_lease_does_not_end_the_others_job(house, ran):
    await house.do(tea())
    [slow] = await jobs.claim(1)
    clock.move(jobs.LEASE + timedelta(seconds=1))
    [quick] = await jobs.claim(1)

    await jobs.run(slow)

    [row] = await house.rows("SELECT done_at FROM job")
    assert row["done_at"] is None
    await jobs.run(quick)
    [row] = await house.rows("SELECT done_at FROM job")
    assert row["done_at"] is not None


async def test_a_long_job_keeps_its_lease(house, ran):
    await house.do(tea())
    [held] = await jobs.claim(1)

    clock.move(jobs.LEASE / 2)
    await jobs.extend(held)
    clock.move(jobs.LEASE * 3 / 4)
    others = await jobs.claim(1)
    await jobs.run(held)

    assert others == []
    [row] = await house.rows("SELECT done_at FROM job")
    assert row["done_at"] is not None


async def test_a_job_that_fails_is_tried_again_later_and_given_up_at_last(house, monkeypatch):
    tries = []

    async def spill(job):
        tries.append(job.tries)
        raise RuntimeError("spilt")

    monkeypatch.setattr(jobs, "handlers", {"tea": spill})
    monkeypatch.setattr(jobs, "periods", {})
    await house.do(tea())

    at_once = await jobs.drain() + await jobs.drain()
    for _ in range(jobs.TRIES + 2):
        clock.move(timedelta(days=1))
        await jobs.drain()

    assert at_once == 1
    assert tries == list(range(1, jobs.TRIES + 1))
    [row] = await house.rows("SELECT failed_at, done_at, error FROM job")
    assert row["failed_at"] and not row["done_at"] and "spilt" in row["error"]


async def test_a_refusal_is_not_asked_again(house, monkeypatch):
    async def refuse(job):
        raise Refusal(INVALID, "no tea here")

    monkeypatch.setattr(jobs, "handlers", {"tea": refuse})
    monkeypatch.setattr(jobs, "periods", {})
    await house.do(tea())

    await jobs.drain()

    [row] = await house.rows("SELECT failed_at, error FROM job")
    assert row["failed_at"] and row["error"] == "INVALID: no tea here"


async def test_what_comes_round_waits_for_its_hour_and_is_added_once(house, ran, monkeypatch):
    monkeypatch.setattr(jobs, "periods", {"tea": (timedelta(days=1), timedelta(hours=19))})

    with clock.at(datetime(2026, 3, 1, 12, tzinfo=UTC)):
        first_start = [await jobs.drain() for _ in range(3)]
        clock.move(timedelta(hours=8))
        at_night = [await jobs.drain() for _ in range(3)]

    assert (first_start, at_night) == ([0, 0, 0], [1, 0, 0])
    assert ran[0].run_at == datetime(2026, 3, 1, 19, tzinfo=UTC)


async def test_rounds_that_were_missed_are_made_up_for_once(house, ran, monkeypatch):
    monkeypatch.setattr(jobs, "periods", {"tea": (timedelta(days=1), timedelta(hours=19))})

    with clock.at(datetime(2026, 3, 1, 12, tzinfo=UTC)):
        await jobs.drain()
        clock.move(timedelta(days=4))
        after_four_days = await jobs.drain()

    assert after_four_days == 1


async def test_a_long_job_is_told_to_stop_and_runs_again_after_the_next_start(house, monkeypatch):
    organisation = await house.organisation()
    begun, tries, steps = asyncio.Event(), [], []

    async def long(job):
        tries.append(job.tries)
        while len(tries) == 1:

            async def step():
                journal.add("step", organisation=organisation.id)
                begun.set()

            await unit_of_work(step)
            steps.append(1)

    monkeypatch.setattr(jobs, "handlers", {"tea": long})
    monkeypatch.setattr(jobs, "periods", {})
    await house.do(tea())

    async with jobs.Worker(grace_s=0.01):
        await begun.wait()
    async with jobs.Worker():
        await until(lambda: len(tries) == 2)

    assert tries == [1, 1]
    await until(lambda: house.db.writer.counters.waiting == 0)
    assert len(house.rung) - len(steps) in (0, 1)  # the last one may have been answered to nobody


async def test_two_workers_share_the_work_and_none_is_done_twice(house, ran):
    for number in range(40):
        await house.do(tea(f"tea:{number}"))

    async with jobs.Worker(), jobs.Worker():
        await until(lambda: len(ran) == 40)

    assert sorted(job.natural_key for job in ran) == sorted(f"tea:{n}" for n in range(40))


async def test_a_worker_is_woken_by_a_commit(house, ran):
    async with jobs.Worker(idle_s=3600):
        await until(lambda: jobs._workers)
        await house.do(tea())
        await until(lambda: ran)

    assert len(ran) == 1
