"""What only PostgreSQL can do to a unit of work."""

import asyncio

import asyncpg
import pytest

from api.kit import journal
from api.kit.ids import new_id
from api.kit.postgres import Unlocked
from api.kit.work import connection, unit_of_work
from api.people.models import Position
from tests.support import until

pytestmark = pytest.mark.parametrize("migrated_url", ["postgres"], indirect=True)


async def two(house):
    organisation = await house.organisation()

    async def work():
        return [await Position.create(organisation_id=organisation.id, code=code, name={"n": 0}) for code in "ab"]

    return organisation, await unit_of_work(work)


async def test_units_that_wait_for_each_other_are_told_apart_and_both_end(house):
    organisation, [a, b] = await two(house)
    tries, meet = [], asyncio.Barrier(2)

    def crossing(first, second):
        async def work():
            tries.append(1)
            one = await Position.select_for_update().get(id=first.id)
            if len(tries) <= 2:
                await meet.wait()
            other = await Position.select_for_update().get(id=second.id)
            for kept in (one, other):
                kept.name = {"n": kept.name["n"] + 1}
                await kept.save()

        return work

    await asyncio.gather(unit_of_work(crossing(a, b)), unit_of_work(crossing(b, a)))

    assert [one.name["n"] for one in await Position.all()] == [2, 2]
    assert len(tries) == 3
    assert house.db.writer.counters.retried == 1


async def test_a_line_that_breaks_fails_its_unit_and_the_next_is_well(house):
    organisation, _ = await two(house)

    async def cut():
        await Position.create(organisation_id=organisation.id, code="never", name={})
        [row] = await connection().fetch("SELECT pg_backend_pid() AS pid")
        killer = await asyncpg.connect(house.settings.database_url)
        await killer.execute("SELECT pg_terminate_backend($1)", row["pid"])
        await killer.close()
        journal.add("x", organisation=organisation.id)

    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)):
        await unit_of_work(cut)
    for code in ("after", "later"):
        await unit_of_work(lambda code=code: Position.create(organisation_id=organisation.id, code=code, name={}))

    assert sorted(await Position.all().values_list("code", flat=True)) == ["a", "after", "b", "later"]
    assert house.rung == []


async def test_dropped_callers_leave_no_connection_behind(house):
    organisation, _ = await two(house)

    async def slow():
        await connection().fetch("SELECT pg_sleep(0.01)")
        await Position.create(organisation_id=organisation.id, code=str(new_id()), name={})

    for _ in range(3):
        callers = [asyncio.create_task(unit_of_work(slow)) for _ in range(30)]
        await asyncio.sleep(0)  # each has asked
        for caller in callers:
            caller.cancel()
        await asyncio.gather(*callers, return_exceptions=True)
    await asyncio.wait_for(unit_of_work(slow), 30)
    await until(lambda: house.db.writer.counters.waiting == 0)

    assert await Position.all().count() == 2 + 90 + 1
    [row] = await house.rows("SELECT count(*) AS n FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND datname = current_database()")
    assert row["n"] == 0


async def test_a_row_loaded_before_the_unit_is_not_saved_within(house):
    _, [a, _] = await two(house)
    stale = await Position.get(id=a.id)

    async def work():
        stale.name = {"n": 7}
        await stale.save()

    with pytest.raises(Unlocked):
        await unit_of_work(work)


async def test_a_reading_connection_cannot_be_talked_into_writing(house):
    from tortoise.context import require_context

    reading = require_context().db()

    with pytest.raises(Exception, match="read-only"):
        await reading.execute_query("UPDATE organisation SET currency = 'EUR'")
