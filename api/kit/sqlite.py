"""SQLite's connections as the ORM sees them: one that only reads, and that of the one writer.

The writer's statements run on the event loop: handing one to a thread costs more than the statement.
"""

import asyncio
import fcntl
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import aiosqlite
from tortoise.backends.base.client import TransactionContext
from tortoise.backends.sqlite.client import SqliteClient, translate_exceptions
from tortoise.log import db_client_logger

from api.kit import sql
from api.kit.savepoint import Savepoint
from api.kit.unit import OutsideWork, guard

CHUNK = 200  # rows of an `executemany` at a time
BREATH_S = 0.004  # of statements on the loop, before others have their turn


class InUse(RuntimeError):
    """Another process has this file open for writing."""


class Reader(SqliteClient):
    """The ORM's default connection. It cannot write: not the file, not a transaction."""

    async def create_connection(self, with_db: bool) -> None:
        if self._connection is None:
            self._connection = await aiosqlite.connect(f"{Path(self.filename).resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
            self._connection._conn.row_factory = sqlite3.Row
            await self._connection.execute("PRAGMA query_only=ON")
            await self._post_connect()

    def _in_transaction(self) -> TransactionContext:
        raise OutsideWork("a transaction outside a unit of work")


client_class = Reader


class WriterClient(SqliteClient):
    """The ORM's connection, and the raw-SQL door, inside a unit of work."""

    dialect = "sqlite"

    def __init__(self, raw: sqlite3.Connection, connection_name: str):
        self.connection_name, self.log, self.fetch_inserted = connection_name, db_client_logger, True
        self.raw = raw
        self.owner: asyncio.Task[Any] | None = None
        self.depth = 0
        self._breathed = perf_counter()

    async def _mine(self) -> None:
        """Only for the unit's own task; and none of its awaits leaves the loop by itself, so now and then we do."""
        guard(self.owner)
        if perf_counter() - self._breathed > BREATH_S:
            await asyncio.sleep(0)
            self._breathed = perf_counter()

    # what the ORM calls

    def acquire_connection(self) -> Any:
        raise OutsideWork("the writer's connection is not handed out")

    def _in_transaction(self) -> TransactionContext:
        return Savepoint(self)

    @translate_exceptions
    async def execute_insert(self, query: str, values: list) -> int:
        await self._mine()
        return self.raw.execute(query, values).lastrowid

    @translate_exceptions
    async def execute_many(self, query: str, values: list[list]) -> None:
        for start in range(0, len(values), CHUNK):
            await self._mine()
            self.raw.executemany(query, values[start : start + CHUNK])

    @translate_exceptions
    async def execute_query(self, query: str, values: list | None = None) -> tuple[int, Sequence[Any]]:
        await self._mine()
        before = self.raw.total_changes
        rows = self.raw.execute(query.replace("\x00", "'||CHAR(0)||'"), values or []).fetchall()
        return (self.raw.total_changes - before) or len(rows), rows

    async def execute_query_dict(self, query: str, values: list | None = None) -> list[dict]:
        return [dict(row) for row in (await self.execute_query(query, values))[1]]

    async def execute_script(self, query: str) -> None:
        raise OutsideWork("a script would end the transaction; execute its statements one by one")

    # the door

    async def execute(self, text: str, binds: Mapping[str, Any] = {}) -> int:
        statement, values = sql.compiled(text, binds, "sqlite")
        return (await self.execute_query(statement, values))[0]

    async def fetch(self, text: str, binds: Mapping[str, Any] = {}) -> list[sqlite3.Row]:
        statement, values = sql.compiled(text, binds, "sqlite")
        return list((await self.execute_query(statement, values))[1])

    async def many(self, text: str, rows: Sequence[Mapping[str, Any]]) -> None:
        statement, values = sql.compiled_many(text, rows, "sqlite")
        await self.execute_many(statement, values)

    async def savepoint(self, name: str) -> None:
        await self.execute_query(f"SAVEPOINT {name}")

    async def release(self, name: str) -> None:
        await self.execute_query(f"RELEASE {name}")

    async def roll_back_to(self, name: str) -> None:
        await self.execute_query(f"ROLLBACK TO {name}")


def only_one(path: Path) -> Any:
    """SQLite's write-ahead log is safe with one writing connection; the system frees this lock when we die."""
    lock = path.with_name(path.name + ".writer").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise InUse(f"{path} is in use by another process") from None
    return lock
