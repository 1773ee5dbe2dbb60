"""PostgreSQL: a pool that only reads for the ORM, and a pool that writes, a transaction for each unit of work."""

import asyncio
import contextvars
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from time import perf_counter
from typing import Any
from uuid import UUID

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.asyncpg.executor import AsyncpgExecutor
from tortoise.backends.base.client import TransactionContext
from tortoise.log import db_client_logger
from tortoise.models import Model

from api.kit import journal, log, sql
from api.kit.counters import Counters
from api.kit.savepoint import Savepoint
from api.kit.unit import OutsideWork, Unit, enter, guard

_log = log.named("tiro.writer")

TRIES = 6
READING, WRITING = 4, 8  # connections of one process
LIMIT_S = 60.0  # of one unit
SETTINGS = {"timezone": "UTC", "jit": "off", "statement_timeout": "60s", "idle_in_transaction_session_timeout": "120s"}


class Unlocked(RuntimeError):
    """A row was loaded without a lock and then saved: what another wrote in between would be lost.

    SQLite has one writer, so it cannot happen there. Load what you will save with `select_for_update()`,
    or change it where it is, with `filter(…).update(…)` or SQL.
    """


class Executor(AsyncpgExecutor):
    """Remembers of each instance whether its row is locked."""

    async def execute_select(self, sql: str, values: list | None = None, custom_fields: list | None = None) -> list:
        found = await super().execute_select(sql, values, custom_fields)
        if " FOR UPDATE" not in sql and " FOR NO KEY UPDATE" not in sql:
            for instance in found:
                object.__setattr__(instance, "_unlocked", True)
        return found

    async def execute_update(self, instance: type[Model] | Model, update_fields: Iterable[str] | None) -> int:
        if getattr(instance, "_unlocked", False):
            name = type(instance).__name__
            raise Unlocked(f"{name} {instance.pk} was loaded without a lock; load it with {name}.select_for_update() to save it")
        return await super().execute_update(instance, update_fields)


async def _leave_as_is(_connection: asyncpg.Connection) -> None:
    """We change nothing of a session, so there is nothing to reset."""


class Reader(AsyncpgDBClient):
    """The ORM's default connection: a pool whose sessions refuse to write."""

    executor_class = Executor

    def __init__(self, dsn: str, **kwargs: Any):
        super().__init__(**kwargs)
        self.dsn = dsn

    async def create_connection(self, with_db: bool) -> None:
        self._pool = await asyncpg.create_pool(
            self.dsn, min_size=1, max_size=READING, reset=_leave_as_is,
            server_settings={**SETTINGS, "application_name": "tiro", "default_transaction_read_only": "on"},
        )
        await self._post_connect()

    def _in_transaction(self) -> TransactionContext:
        raise OutsideWork("a transaction outside a unit of work")


client_class = Reader


class WriterClient(TransactionWrapper):
    """The ORM's connection, and the raw-SQL door, inside one unit of work."""

    dialect = "postgres"
    executor_class = Executor

    def __init__(self, connection: asyncpg.Connection, connection_name: str):
        self._connection = connection
        self._lock = asyncio.Lock()
        self.connection_name, self.log, self.fetch_inserted = connection_name, db_client_logger, True
        self.owner: asyncio.Task[Any] | None = None
        self.depth = 0

    def acquire_connection(self) -> Any:
        guard(self.owner)
        return super().acquire_connection()

    def _in_transaction(self) -> TransactionContext:
        return Savepoint(self)

    async def execute(self, text: str, binds: Mapping[str, Any] = {}) -> int:
        guard(self.owner)
        statement, values = sql.compiled(text, binds, "postgres")
        said = await self._connection.execute(statement, *values)
        return int(said.rpartition(" ")[2]) if said[-1].isdigit() else 0

    async def fetch(self, text: str, binds: Mapping[str, Any] = {}) -> list[asyncpg.Record]:
        guard(self.owner)
        statement, values = sql.compiled(text, binds, "postgres")
        return await self._connection.fetch(statement, *values)

    async def many(self, text: str, rows: Sequence[Mapping[str, Any]]) -> None:
        guard(self.owner)
        statement, values = sql.compiled_many(text, rows, "postgres")
        if len(values) == 1:
            await self._connection.execute(statement, *values[0])
        else:
            await self._connection.executemany(statement, values)

    async def savepoint(self, name: str) -> None:
        await self.execute(f"SAVEPOINT {name}")

    async def release(self, name: str) -> None:
        await self.execute(f"RELEASE {name}")

    async def roll_back_to(self, name: str) -> None:
        await self.execute(f"ROLLBACK TO {name}")


class Writer:
    """Runs units of work side by side; those of one organisation come one after the other only at their end."""

    def __init__(self, pool: asyncpg.Pool, connection_name: str, bind: Callable[[contextvars.Context, Any], None], limit_s: float = LIMIT_S):
        self._pool, self._name, self._bind, self._limit_s = pool, connection_name, bind, limit_s
        self.counters = Counters()
        self._running: set[asyncio.Task[Any]] = set()
        # Commits of one organisation are answered for, and ring, in the order of their `seq`.
        self._ends: dict[UUID, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._closed = False

    @classmethod
    async def connect(cls, url: str, connection_name: str, bind: Callable[[contextvars.Context, Any], None]) -> "Writer":
        pool = await asyncpg.create_pool(
            url, min_size=1, max_size=WRITING, reset=_leave_as_is, server_settings={**SETTINGS, "application_name": "tiro writer"},
        )
        return cls(pool, connection_name, bind)

    def ask(self, work: Callable[[], Awaitable[Any]]) -> asyncio.Future[Any]:
        if self._closed:
            raise RuntimeError("the database is closed")
        self.counters.waiting += 1
        task = asyncio.get_running_loop().create_task(self._answer(work), context=contextvars.Context())
        self._running.add(task)
        task.add_done_callback(self._answered)
        return task

    async def finish(self) -> None:
        """Do what was asked, and take nothing more."""
        if not self._closed:
            self._closed = True
            await asyncio.gather(*self._running, return_exceptions=True)
            await self._pool.close()

    def close(self) -> None:
        self._pool.terminate()

    def _answered(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        self.counters.waiting -= 1
        if not task.cancelled():
            task.exception()  # a caller that went away will not fetch it

    async def _answer(self, work: Callable[[], Awaitable[Any]]) -> Any:
        for tries in range(1, TRIES + 1):
            try:
                async with self._pool.acquire() as connection:
                    return await self._transact(work, connection)
            except BaseException as error:
                if tries == TRIES or not _worth_another_try(error):
                    self.counters.failed += 1
                    raise
                self.counters.retried += 1
                await asyncio.sleep(random.uniform(0, 0.005 * 2**tries))

    async def _transact(self, work: Callable[[], Awaitable[Any]], connection: asyncpg.Connection) -> Any:
        client = WriterClient(connection, self._name)
        unit = Unit(client)
        context = contextvars.Context()
        self._bind(context, client)
        enter(context, unit)
        ends: list[asyncio.Lock] = []
        transaction = connection.transaction()
        await transaction.start()
        try:
            client.owner = task = asyncio.Task(self._whole(work, unit, ends), loop=asyncio.get_running_loop(), context=context)
            try:
                async with asyncio.timeout(self._limit_s):
                    result = await task
            finally:
                client.owner = None
            started = perf_counter()
            await transaction.commit()
            self.counters.committed(1, perf_counter() - started)
            journal.ring(unit)
            return result
        except BaseException:
            try:
                if not connection.is_closed() and connection.is_in_transaction():
                    await transaction.rollback()
            except Exception:
                connection.terminate()  # the pool makes a new one
            raise
        finally:
            for end in ends:
                end.release()

    async def _whole(self, work: Callable[[], Awaitable[Any]], unit: Unit, ends: list[asyncio.Lock]) -> Any:
        result = await work()
        for organisation in journal.organisations(unit.entries):
            await self._ends[organisation].acquire()
            ends.append(self._ends[organisation])
        await journal.settle(unit)
        return result


def _worth_another_try(error: BaseException) -> bool:
    """Another was in the way. After a double key the second try finds what the other wrote, as it would have on SQLite."""
    while error is not None:
        for one in (error, *error.args):
            if isinstance(one, asyncpg.SerializationError | asyncpg.DeadlockDetectedError | asyncpg.UniqueViolationError):
                return True
        error = error.__cause__
    return False
