"""`unit_of_work`: the only place that opens a transaction."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from api.kit import database, unit
from api.kit.unit import Door, OutsideWork, StrayTask

__all__ = ["Door", "OutsideWork", "StrayTask", "connection", "unit_of_work"]

T = TypeVar("T")


async def unit_of_work(work: Callable[[], Awaitable[T]]) -> T:
    """Run `work` in a transaction and answer after its commit.

    - It is shielded and runs in a context of its own: a caller that goes away breaks nothing, and what was begun
      is finished.
    - A refusal or a fault that it raises takes back what it wrote, and is raised here.
    - Inside another unit of work it joins it: it shares its commit, but what it wrote is taken back alone if it
      raises. A bulk mutation wraps its items this way.
    - Tasks that `work` starts may not touch the database (`StrayTask`): await things one by one.
    - On PostgreSQL `work` may be run again when another was in the way, so it must leave nothing behind in memory.
    """
    inside = unit.current_or_none()
    if inside is None:
        return await asyncio.shield(database.current().writer.ask(work))

    inside.savepoints += 1
    name, entries, after = f"joined_{inside.savepoints}", len(inside.entries), len(inside.after)
    await inside.door.savepoint(name)
    try:
        result = await work()
    except BaseException:
        del inside.entries[entries:], inside.after[after:]
        await inside.door.roll_back_to(name)
        await inside.door.release(name)
        raise
    await inside.door.release(name)
    return result


def connection() -> Door:
    """The raw-SQL door of the unit of work that we are in: `await connection().fetch("… :name …", {"name": …})`."""
    return unit.current().door
