"""SQLite: one read-only connection for the ORM, and the one writer, which commits in groups.

The writer's statements run on the event loop: handing one to a thread costs more than the statement. What waits
for the disk, the COMMIT, runs in a thread.
"""

import asyncio
import contextvars
import fcntl
import sqlite3
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import aiosqlite
from tortoise.backends.base.client import TransactionContext
from tortoise.backends.sqlite.client import SqliteClient, translate_exceptions
from tortoise.log import db_client_logger

from api.kit import journal, log, sql
from api.kit.counters import Counters
from api.kit.statistics import settle
from api.kit.unit import OutsideWork, Unit, enter, guard

_log = log.named("tiro.writer")

GROUP = 256  # units in one commit, at most
GROUP_S = 0.05  # and no longer than this before they are committed
CHUNK = 200  # rows of an `executemany` at a time
LIMIT_S = 60.0  # of one unit
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


class Savepoint(TransactionContext):
    """What the ORM asks for in `get_or_create`, inside a unit of work."""

    def __init__(self, client: "WriterClient"):
        self.client = client

    async def __aenter__(self) -> "WriterClient":
        self.client.depth += 1
        self.name = f"orm_{self.client.depth}"
        await self.client.savepoint(self.name)
        return self.client

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        self.client.depth -= 1
        if exc_type:
            await self.client.roll_back_to(self.name)
        await self.client.release(self.name)


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


@dataclass(slots=True)
class _Asked:
    work: Callable[[], Awaitable[Any]]
    answer: asyncio.Future[Any]
    unit: Unit | None = None
    result: Any = None
    done: bool = field(default=False)  # its part of the transaction is good


class Writer:
    """The one writing connection, and the task that owns it."""

    def __init__(self, path: Path, connection_name: str, bind: Callable[[contextvars.Context, Any], None], limit_s: float = LIMIT_S):
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = only_one(path)
        self._raw = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=512, timeout=10)
        self._raw.row_factory = sqlite3.Row
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-32768", "temp_store=MEMORY", "journal_size_limit=67108864"):
            self._raw.execute(f"PRAGMA {pragma}")
        settle(self._raw)
        self.client = WriterClient(self._raw, connection_name)
        self.counters = Counters()
        self._bind, self._limit_s = bind, limit_s
        self._queue: asyncio.Queue[_Asked | None] = asyncio.Queue()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="tiro-commit")
        self._task = asyncio.create_task(self._write(), name="tiro-writer", context=contextvars.Context())
        self._closed = False

    def ask(self, work: Callable[[], Awaitable[Any]]) -> asyncio.Future[Any]:
        if self._closed:
            raise RuntimeError("the database is closed")
        answer = asyncio.get_running_loop().create_future()
        answer.add_done_callback(_heard)
        self._queue.put_nowait(_Asked(work, answer))
        self.counters.waiting += 1
        return answer

    async def finish(self) -> None:
        """Do what was asked, and take nothing more."""
        if not self._closed:
            self._closed = True
            self._queue.put_nowait(None)
            await self._task

    def close(self) -> None:
        """Last of all connections, so that the log is folded into the file."""
        self._thread.shutdown()
        self._raw.close()
        self._lock.close()

    async def _write(self) -> None:
        while (asked := await self._queue.get()) is not None:
            group: list[_Asked] = []
            try:
                await self._in_thread("BEGIN IMMEDIATE")
                last = await self._gather(asked, group)
                started = perf_counter()
                if self._raw.in_transaction:
                    await self._in_thread("COMMIT")
                self.counters.committed(len(group), perf_counter() - started)
            except BaseException as error:
                self._undo()
                for one in group or [asked]:
                    _fail(one, error)
                if isinstance(error, Exception):
                    _log.error("a commit failed", error=repr(error), units=len(group))
                    last = False
                else:
                    raise
            else:
                for one in group:
                    if one.done:
                        journal.ring(one.unit)
                        if not one.answer.done():
                            one.answer.set_result(one.result)
            self.counters.waiting -= len(group) or 1
            if last:
                return

    async def _gather(self, asked: _Asked, group: list[_Asked]) -> bool:
        """Run what waits, one after the other, each in a savepoint. True when the last has been asked."""
        until = perf_counter() + GROUP_S
        while True:
            group.append(asked)
            await self._run(asked)
            if len(group) >= GROUP or perf_counter() > until or self._queue.empty():
                return False
            following = self._queue.get_nowait()
            if following is None:
                return True
            asked = following

    async def _run(self, asked: _Asked) -> None:
        self._raw.execute("SAVEPOINT unit")
        unit = asked.unit = Unit(self.client)
        context = contextvars.Context()
        self._bind(context, self.client)
        enter(context, unit)
        task = asyncio.Task(_whole(asked.work, unit), loop=asyncio.get_running_loop(), context=context)
        self.client.owner, self.client.depth = task, 0
        error: BaseException | None = None
        try:
            async with asyncio.timeout(self._limit_s):
                asked.result = await task
        except asyncio.CancelledError as cancelled:
            if asyncio.current_task().cancelling():
                raise
            error = cancelled  # the work's own doing
        except Exception as raised:
            error = raised
        finally:
            self.client.owner = None
        if not self._raw.in_transaction:  # a full disk takes the whole transaction back by itself
            raise error or sqlite3.OperationalError("the transaction was taken back")
        if error is None:
            asked.done = True
        else:
            self._raw.execute("ROLLBACK TO unit")
            self.counters.failed += 1
            _fail(asked, error)
        self._raw.execute("RELEASE unit")

    async def _in_thread(self, statement: str) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._raw.execute, statement)

    def _undo(self) -> None:
        try:
            if self._raw.in_transaction:
                self._raw.execute("ROLLBACK")
        except sqlite3.Error as error:
            _log.error("a rollback failed", error=repr(error))


async def _whole(work: Callable[[], Awaitable[Any]], unit: Unit) -> Any:
    result = await work()
    await journal.settle(unit)
    return result


def _fail(asked: _Asked, error: BaseException) -> None:
    asked.done = False
    if not asked.answer.done():
        if isinstance(error, asyncio.CancelledError):
            asked.answer.cancel()
        else:
            asked.answer.set_exception(error)


def _heard(answer: asyncio.Future[Any]) -> None:
    """A caller that went away will not fetch its error."""
    if not answer.cancelled():
        answer.exception()


def only_one(path: Path) -> Any:
    """SQLite's write-ahead log is safe with one writing connection; the system frees this lock when we die."""
    lock = path.with_name(path.name + ".writer").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise InUse(f"{path} is in use by another process") from None
    return lock
