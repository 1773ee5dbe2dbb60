"""The unit of work that the running code is inside of: its raw-SQL door, its journal entries, its bells."""

import asyncio
import contextvars
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


class Door(Protocol):
    """Raw SQL with `:name` binds, inside a unit of work."""

    dialect: str

    async def execute(self, text: str, binds: Mapping[str, Any] = {}) -> int:
        """How many rows it touched."""

    async def fetch(self, text: str, binds: Mapping[str, Any] = {}) -> list[Any]:
        """Rows, which answer to `row["name"]` and `row[0]`. Also runs `INSERT … RETURNING`."""

    async def many(self, text: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """One statement for each of the rows."""

    async def savepoint(self, name: str) -> None: ...

    async def release(self, name: str) -> None: ...

    async def roll_back_to(self, name: str) -> None: ...


class StrayTask(RuntimeError):
    """A task other than the unit of work's own touched its connection.

    `create_task`, `gather` and `wait_for` make such tasks: what they write could be lost although it was
    acknowledged, or be written although the unit was rolled back.
    """


class OutsideWork(RuntimeError):
    """Something that only a unit of work may do was done outside one."""


@dataclass(slots=True)
class Unit:
    door: Door
    entries: list[Any] = field(default_factory=list)  # journal.Entry without their seq
    after: list[Callable[[], None]] = field(default_factory=list)  # called once it is committed
    savepoints: int = 0


_inside: contextvars.ContextVar[Unit | None] = contextvars.ContextVar("unit", default=None)


def current() -> Unit:
    unit = _inside.get()
    if unit is None:
        raise OutsideWork("this needs a unit of work")
    return unit


def current_or_none() -> Unit | None:
    return _inside.get()


def enter(context: contextvars.Context, unit: Unit) -> None:
    context.run(_inside.set, unit)


def guard(owner: asyncio.Task[Any] | None) -> None:
    """Only the unit's own task may speak."""
    if owner is None or asyncio.current_task() is not owner:
        raise StrayTask("a task that was started inside a unit of work touched its connection; await things one by one there")
