"""Read-only connections beside the ORM: the plans run here. They see everything that was acknowledged."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import sqlite3
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any

import asyncpg

from api.kit.settings import sqlite_path

THREADS = 2
STATEMENTS = 512

# mallopt of glibc: pages of megabytes come and go, and giving their memory back each time costs a third of their making.
TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8


class SqliteReaders:
    """Point reads on the loop's own connection; pages in a few threads, a connection each."""

    dialect = "sqlite"

    def __init__(self, path: str):
        keep_memory()
        self.path = path
        self._here = self._connect()
        self._free: SimpleQueue[sqlite3.Connection] = SimpleQueue()
        self._threads = ThreadPoolExecutor(THREADS, "reader", initializer=step_back)
        self._all = [self._here]
        for _ in range(THREADS):
            self._all.append(self._connect())
            self._free.put(self._all[-1])

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"file:{self.path}?mode=rw", uri=True, isolation_level=None, check_same_thread=False, cached_statements=STATEMENTS,
        )
        connection.execute("PRAGMA busy_timeout = 5000")
        connection.execute("PRAGMA query_only = 1")
        connection.execute("PRAGMA cache_size = -32000")
        connection.execute("PRAGMA mmap_size = 1073741824")
        connection.execute("PRAGMA temp_store = MEMORY")
        return connection

    async def point(self, sql: str, binds: Sequence[Any]) -> bytes | None:
        return _one(self._here, sql, binds)

    async def page(self, sql: str, binds: Sequence[Any]) -> bytes | None:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._there, _one, sql, binds)

    async def rows(self, sql: str, binds: Sequence[Any]) -> list[tuple]:
        return self._here.execute(sql, binds).fetchall()

    async def many(self, sql: str, binds: Sequence[Any]) -> list[tuple]:
        """`rows` where there may be a lot of them."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._there, _every, sql, binds)

    def _there(self, read: Any, sql: str, binds: Sequence[Any]) -> Any:
        connection = self._free.get()
        try:
            return read(connection, sql, binds)
        finally:
            self._free.put(connection)

    async def close(self) -> None:
        await asyncio.to_thread(self._threads.shutdown)
        for connection in self._all:
            connection.close()


def _one(connection: sqlite3.Connection, sql: str, binds: Sequence[Any]) -> bytes | None:
    row = connection.execute(sql, binds).fetchone()
    return None if row is None else row[0]


def _every(connection: sqlite3.Connection, sql: str, binds: Sequence[Any]) -> list[tuple]:
    return connection.execute(sql, binds).fetchall()


def step_back() -> None:
    """On Linux a thread has its own niceness: whoever reads pages lets the loop go first."""
    with contextlib.suppress(AttributeError, OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 5)


def keep_memory() -> None:
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):
        libc.mallopt(ARENA_MAX, 1)
        libc.mallopt(MMAP_THRESHOLD, 32 << 20)
        libc.mallopt(TRIM_THRESHOLD, 128 << 20)


class PostgresReaders:
    """A pool of connections whose sessions are read-only, with prepared statements."""

    dialect = "postgres"

    def __init__(self, pool: asyncpg.Pool):
        self.pool = pool

    async def point(self, sql: str, binds: Sequence[Any]) -> bytes | None:
        async with self.pool.acquire() as connection:
            return await connection.fetchval(sql, *binds)

    page = point

    async def rows(self, sql: str, binds: Sequence[Any]) -> list[tuple]:
        async with self.pool.acquire() as connection:
            return [tuple(row) for row in await connection.fetch(sql, *binds)]

    many = rows

    async def close(self) -> None:
        await self.pool.close()


async def as_it_is(connection: asyncpg.Connection) -> None:
    """A reading session changes nothing, so nothing is put back when it returns: that would be one more round trip."""


class Readers:
    """`await Readers.open(database_url)`: the readers of that database."""

    @staticmethod
    async def open(database_url: str) -> SqliteReaders | PostgresReaders:
        if database_url.startswith("sqlite:"):
            return SqliteReaders(str(sqlite_path(database_url).absolute()))
        pool = await asyncpg.create_pool(
            database_url, min_size=1, max_size=8, statement_cache_size=STATEMENTS, reset=as_it_is,
            server_settings={"default_transaction_read_only": "on", "timezone": "UTC", "jit": "off", "application_name": "tiro reads"},
        )
        return PostgresReaders(pool)
