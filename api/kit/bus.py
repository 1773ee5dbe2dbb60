"""Rings between processes, through NATS JetStream. Never the source of truth: a ring says only where to look.

Each process says "organisation, seq" after its commits; whoever follows that organisation reads the journal on from where it
stands. A ring that is late, lost or doubled changes nothing: `hub.sweep` looks every few seconds, and after each reconnect.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any
from uuid import UUID, uuid4

from api.kit import log, meters
from api.kit.hub import Hub
from api.kit.journal import Entry

STREAM = "tiro-rings"
SUBJECT = "tiro.rings"
SWEEP_S = 3.0
KEEP_S = 3600.0

logger = log.named("tiro.bus")


class Bus:
    """With an address, a relay; without one, only the sweep."""

    def __init__(self, hub: Hub, url: str | None):
        self.hub, self.url, self.name = hub, url, uuid4().hex.encode()
        self._client: Any = None
        self._consumer: Any = None
        self._lost = asyncio.Event()
        self.loop: asyncio.AbstractEventLoop | None = None
        self._tasks: set[asyncio.Task] = set()
        self._heads: dict[UUID, int] = {}  # to be said
        self._said = asyncio.Event()

    async def start(self) -> None:
        self.loop = asyncio.get_running_loop()
        self._spawn(self._sweep())
        if self.url is None:
            meters.bus_up.set(1)
            return
        self._spawn(self._connect())
        self._spawn(self._say())

    async def stop(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._client is not None:
            with contextlib.suppress(Exception):
                await self._client.close()

    def ring(self, entries: list[Entry]) -> None:
        """After a commit of this process: the newest of each organisation is enough."""
        if self.url is not None:
            for entry in entries:
                self._heads[entry.organisation_id] = entry.seq
            self._said.set()

    async def _connect(self) -> None:
        """NATS may come later than we do, go, and come again; nobody waits for it."""
        import nats  # a tenth of a second, which a house without a bus does not spend

        async def up() -> None:
            self._lost.set()

        async def down() -> None:
            meters.bus_up.set(0)
            logger.warning("bus lost; the journal is read every few seconds until it is back")

        async def fault(why: Exception) -> None:
            logger.debug("bus", why=str(why) or type(why).__name__)

        while self._client is None:
            client = nats.NATS()
            try:
                await client.connect(
                    self.url, name="tiro", max_reconnect_attempts=-1, reconnect_time_wait=0.5, connect_timeout=2, ping_interval=10,
                    max_outstanding_pings=2, reconnected_cb=up, disconnected_cb=down, error_cb=fault,
                )
                self._client = client
            except Exception as why:
                logger.warning("bus not there yet", why=str(why) or type(why).__name__)
                with contextlib.suppress(Exception):
                    await client.close()
                await asyncio.sleep(1)
        while True:
            try:
                self._lost.clear()
                await self._listen()
                meters.bus_up.set(1)
                await self.hub.sweep()  # what was said while nobody listened
                await self._lost.wait()
            except Exception as why:  # connected, but JetStream is not up yet
                logger.info("bus not listening yet", why=str(why) or type(why).__name__)
                await asyncio.sleep(0.5)

    async def _listen(self) -> None:
        """A consumer that NATS forgets with us. After a restart the old one is gone, so it is always a new one."""
        from nats.js.api import DeliverPolicy, RetentionPolicy, StorageType, StreamConfig

        if self._consumer is not None:
            with contextlib.suppress(Exception):
                await self._consumer.unsubscribe()
        stream = self._client.jetstream()
        await stream.add_stream(StreamConfig(
            name=STREAM, subjects=[SUBJECT], retention=RetentionPolicy.LIMITS, storage=StorageType.FILE, max_age=KEEP_S, max_msgs=100_000,
        ))
        self._consumer = await stream.subscribe(SUBJECT, ordered_consumer=True, deliver_policy=DeliverPolicy.NEW, cb=self._hear)

    async def _hear(self, message: Any) -> None:
        sender, organisation, seq = message.data.split(b" ")
        if sender == self.name:
            return
        meters.relays.labels("heard").inc()
        stream = self.hub.streams.get(UUID(organisation.decode()))
        if stream is not None and int(seq) > stream.seq:
            self.hub.look(stream.organisation_id)

    async def _say(self) -> None:
        """One message an organisation, however many commits came while the last was on its way."""
        while True:
            await self._said.wait()
            self._said.clear()
            heads, self._heads = self._heads, {}
            if self._client is None or not self._client.is_connected:
                continue  # the others sweep
            for organisation, seq in heads.items():
                try:
                    await self._client.jetstream().publish(SUBJECT, b"%s %s %d" % (self.name, str(organisation).encode(), seq), timeout=2)
                    meters.relays.labels("said").inc()
                except Exception as why:
                    logger.info("ring not said", why=type(why).__name__)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_S)
            try:
                await self.hub.sweep()
            except Exception:
                logger.exception("sweep")

    def _spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
