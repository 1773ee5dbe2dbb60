"""The one writer of SQLite: what waits is written in one transaction, and answered for after its commit.

What waits for the disk, the COMMIT, runs in a thread; everything else on the event loop.
"""

import asyncio
import contextvars
import sqlite3
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from api.kit import journal, log
from api.kit.counters import Counters
from api.kit.sqlite import WriterClient, only_one
from api.kit.statistics import settle
from api.kit.unit import Unit, enter

_log = log.named("tiro.writer")

GROUP = 256  # units in one commit, at most
GROUP_S = 0.05  # and no longer than this before they are committed
LIMIT_S = 60.0  # of one unit


@dataclass(slots=True)
class _Asked:
    work: Callable[[], Awaitable[Any]]
    answer: asyncio.Future[Any]
    unit: Unit | None = None
    result: Any = None
    error: BaseException | None = None  # its part was taken back


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
            last = False
            try:
                await self._in_thread("BEGIN IMMEDIATE")
                last = await self._gather(asked, group)
                started = perf_counter()
                await self._in_thread("COMMIT")
                self.counters.committed(len(group), perf_counter() - started)
            except BaseException as error:
                self._undo()
                for one in group or [asked]:
                    _fail(one, error)
                if isinstance(error, Exception):
                    _log.error("a commit failed", error=repr(error), units=len(group))
                else:
                    raise
            else:
                for one in group:  # a refusal too waits for the commit: what it refers to may be of a unit before it
                    if one.error is not None:
                        _fail(one, one.error)
                        continue
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
        try:
            async with asyncio.timeout(self._limit_s):
                asked.result = await task
        except asyncio.CancelledError as cancelled:
            if asyncio.current_task().cancelling():
                raise
            asked.error = cancelled  # the work's own doing
        except Exception as raised:
            asked.error = raised
        finally:
            self.client.owner = None
        if not self._raw.in_transaction:  # a full disk takes the whole transaction back by itself
            raise asked.error or sqlite3.OperationalError("the transaction was taken back")
        if asked.error is not None:
            self._raw.execute("ROLLBACK TO unit")
            self.counters.failed += 1
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
    if not asked.answer.done():
        if isinstance(error, asyncio.CancelledError):
            asked.answer.cancel()
        else:
            asked.answer.set_exception(error)


def _heard(answer: asyncio.Future[Any]) -> None:
    """A caller that went away will not fetch its error."""
    if not answer.cancelled():
        answer.exception()
