"""Work for later, in a table, with leases. The same on both databases.

A job is added in the unit of work that wants it, so that it exists exactly if that was committed. Its natural key
(`reminder:person:assignment:2026-03-01`) makes adding it twice one job. A process that dies lets its lease run out and
another runs the job again: a handler writes in units of work that are harmless when repeated.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any
from uuid import UUID

import orjson

from api.kit import clock, log, unit
from api.kit.database import API
from api.kit.ids import new_id
from api.kit.refusals import Refusal
from api.kit.work import connection, unit_of_work

_log = log.named("tiro.jobs")

TRIES = 8
LEASE = timedelta(seconds=60)
KEPT = timedelta(days=90)  # finished ones; their natural keys are dated


@dataclass(frozen=True, slots=True)
class Job:
    id: UUID
    kind: str
    natural_key: str
    organisation_id: UUID | None
    payload: dict[str, Any]
    run_at: datetime
    tries: int
    leased_until: datetime


Handler = Callable[[Job], Awaitable[None]]

handlers: dict[str, Handler] = {}
periods: dict[str, tuple[timedelta, timedelta]] = {}  # how often, and how long after midnight
_workers: "set[Worker]" = set()
_leases: dict[UUID, datetime] = {}  # those that were extended


def handles(kind: str, every: timedelta | None = None, at: str = "00:00") -> Callable[[Handler], Handler]:
    """Say who runs jobs of this kind. With `every`, it comes round: counted from `at`, in UTC (19:00 is 3 o'clock in Taipei).

    The next round always stands in the table, so one that was missed while nothing ran is run at the next start, once.
    """

    def remember(handler: Handler) -> Handler:
        handlers[kind] = handler
        if every:
            hours, minutes = map(int, at.split(":"))
            periods[kind] = every, timedelta(hours=hours, minutes=minutes)
        return handler

    return remember


def load() -> None:
    """Know every domain's handlers: `api/<domain>/jobs.py`, whichever exist."""
    for path in sorted(API.glob("*/jobs.py")):
        if path.parent.name != "kit":
            import_module(f"api.{path.parent.name}.jobs")


async def add(kind: str, natural_key: str, run_at: datetime, organisation: UUID | None = None, **payload: Any) -> bool:
    """Inside a unit of work. False when a job with this key is there already, done or not."""
    added = await connection().execute(
        "INSERT INTO job (id, organisation_id, kind, natural_key, payload, run_at, tries) "
        "VALUES (:id, :organisation, :kind, :key, :payload, :run_at, 0) ON CONFLICT (natural_key) DO NOTHING",
        {"id": new_id(), "organisation": organisation, "kind": kind, "key": natural_key, "payload": payload, "run_at": run_at},
    )
    if added and (inside := unit.current_or_none()) and _wake not in inside.after:
        inside.after.append(_wake)
    return bool(added)


async def claim(count: int, lease: timedelta = LEASE) -> list[Job]:
    """Lease what is due. No other worker gets it until the lease is over."""
    if not handlers or count < 1:
        return []

    async def work() -> list[Job]:
        now = clock.now()
        door = connection()
        rows = await door.fetch(
            "UPDATE job SET leased_until = :until, tries = tries + 1 WHERE id IN ("
            "SELECT id FROM job WHERE done_at IS NULL AND failed_at IS NULL AND run_at <= :now "
            "AND (leased_until IS NULL OR leased_until <= :now) AND kind IN (:kinds) ORDER BY run_at, id LIMIT :count"
            + (" FOR UPDATE SKIP LOCKED" if door.dialect == "postgres" else "")
            + ") RETURNING id, kind, natural_key, organisation_id, payload, run_at, tries, leased_until",
            {"until": now + lease, "now": now, "kinds": sorted(handlers), "count": count},
        )
        return sorted((_job(row) for row in rows), key=lambda job: (job.run_at, job.id))

    return await unit_of_work(work)


async def run(job: Job) -> None:
    """Run it once, and write down how it went."""
    error: str | None = None
    final = False
    try:
        if job.tries > TRIES:  # it took its process with it, again and again
            error, final = "tried too often", True
        else:
            await handlers[job.kind](job)
    except asyncio.CancelledError:
        await _give_back(job)
        raise
    except Refusal as refusal:
        error, final = str(refusal), True  # asking again will not change it
    except Exception as fault:
        error, final = repr(fault), job.tries >= TRIES
        _log.exception("a job failed", kind=job.kind, natural_key=job.natural_key, tries=job.tries)

    async def work() -> None:
        now = clock.now()
        changes = {"done_at": now if error is None else None, "failed_at": now if final else None, "error": error}
        changes["run_at"] = now + timedelta(seconds=10 * 2**job.tries) if error and not final else job.run_at
        await connection().execute(
            "UPDATE job SET done_at = :done_at, failed_at = :failed_at, error = :error, run_at = :run_at, leased_until = NULL "
            "WHERE id = :id AND leased_until = :lease",
            {**changes, "id": job.id, "lease": _leases.pop(job.id, job.leased_until)},
        )

    await unit_of_work(work)


async def _give_back(job: Job) -> None:
    """We are told to stop: another runs it, or we do after the next start."""

    async def work() -> None:
        await connection().execute(
            "UPDATE job SET leased_until = NULL, tries = tries - 1 WHERE id = :id AND leased_until = :lease",
            {"id": job.id, "lease": _leases.pop(job.id, job.leased_until)},
        )

    await unit_of_work(work)


async def extend(job: Job, lease: timedelta = LEASE) -> None:
    """The moment at which a lease ends also says whose it is: nobody else's job is touched."""

    async def work() -> None:
        mine, until = _leases.get(job.id, job.leased_until), clock.now() + lease
        if await connection().execute(
            "UPDATE job SET leased_until = :until WHERE id = :id AND leased_until = :mine", {"until": until, "id": job.id, "mine": mine}
        ):
            _leases[job.id] = until

    await unit_of_work(work)


async def drain() -> int:
    """Run everything that is due, until nothing is. For tests, for the demo, and for a worker's last breath."""
    count = 0
    await enqueue_periodic()
    while jobs := await claim(16):
        for job in jobs:
            await run(job)
            count += 1
    return count


async def enqueue_periodic() -> None:
    """The next round of each kind that comes round."""
    if not periods:
        return

    async def work() -> None:
        for kind, (every, after) in periods.items():
            following = next_round(clock.now(), every, after)
            await add(kind, f"{kind}@{following:%Y-%m-%dT%H:%M:%S}", following)

    await unit_of_work(work)


def next_round(now: datetime, every: timedelta, after: timedelta) -> datetime:
    start = datetime(1970, 1, 1, tzinfo=UTC) + after
    return start + ((now - start) // every + 1) * every


@handles("jobs.swept", every=timedelta(days=1), at="18:50")
async def sweep(_: Job) -> None:
    async def work() -> None:
        await connection().execute("DELETE FROM job WHERE done_at < :before", {"before": clock.now() - KEPT})

    await unit_of_work(work)


class Worker:
    """Runs jobs until it is stopped. Any number of them, in any number of processes."""

    def __init__(self, at_once: int = 4, lease: timedelta = LEASE, idle_s: float = 5.0, grace_s: float = 2.0):
        self._at_once, self._lease, self._idle_s, self._grace_s = at_once, lease, idle_s, grace_s
        self._running: set[asyncio.Task[None]] = set()
        self._bell = asyncio.Event()
        self._stopped = False
        self._loop: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Worker":
        self._loop = asyncio.create_task(self.work(), name="tiro-jobs")
        return self

    async def __aexit__(self, *_: Any) -> None:
        await self.stop()

    async def work(self) -> None:
        _workers.add(self)
        try:
            while not self._stopped:
                self._bell.clear()
                try:
                    await enqueue_periodic()
                    for job in await claim(self._at_once - len(self._running), self._lease):
                        task = asyncio.create_task(self._run(job))
                        self._running.add(task)
                        task.add_done_callback(self._finished)
                except Exception:
                    _log.exception("looking for jobs failed")
                await self._wait()
            if self._running:
                _, slow = await asyncio.wait(self._running, timeout=self._grace_s)
                for task in slow:
                    task.cancel()
                if slow:
                    await asyncio.wait(slow)
        finally:
            _workers.discard(self)

    async def stop(self) -> None:
        """Begin nothing more. What takes long is cancelled: a unit of work that was begun is finished, and no other begun."""
        self._stopped = True
        self._bell.set()
        if self._loop is not None:
            await self._loop

    def wake(self) -> None:
        self._bell.set()

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(self._idle_s):
                await self._bell.wait()
        except TimeoutError:
            pass

    async def _run(self, job: Job) -> None:
        keeper = asyncio.create_task(self._keep(job))
        try:
            await run(job)
        finally:
            keeper.cancel()

    async def _keep(self, job: Job) -> None:
        """A long job keeps its lease while its process lives."""
        while True:
            await asyncio.sleep(self._lease.total_seconds() / 3)
            await extend(job, self._lease)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._bell.set()
        if not task.cancelled() and (error := task.exception()):
            _log.error("a job's end could not be written", error=repr(error))


def _wake() -> None:
    for worker in _workers:
        worker.wake()


def _job(row: Any) -> Job:
    payload = row["payload"]
    return Job(
        id=_uuid(row["id"]), kind=row["kind"], natural_key=row["natural_key"], organisation_id=_uuid(row["organisation_id"]),
        payload=orjson.loads(payload) if isinstance(payload, str) else payload, run_at=_moment(row["run_at"]), tries=row["tries"],
        leased_until=_moment(row["leased_until"]),
    )  # fmt: skip


def _uuid(value: Any) -> UUID | None:
    return UUID(value) if isinstance(value, str) else value


def _moment(value: Any) -> datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value
