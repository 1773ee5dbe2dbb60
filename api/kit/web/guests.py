"""Who is on the line. Rights are looked at again when something that they rest on changes, and once a minute anyway."""

from __future__ import annotations

import asyncio
import itertools
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from api.kit import log, meters
from api.kit.audiences import Stream, Subscriber
from api.kit.hub import Hub
from api.kit.journal import Entry
from api.kit.reads.execute import Answer, Ask, Context
from api.kit.refusals import Refusal
from api.kit.viewer import Viewer
from api.kit.web.credentials import Credentials, Doorman
from api.kit.web.late import LateEngine

CHECK_S = 60.0
# Of these the person or client named is looked at again at once; a moved team is everybody's matter.
PERSONAL = {"role.granted", "role.revoked", "employee.updated", "employee.left", "session.ended", "client.ended", "token.ended"}
EVERYBODY = {"team.changed"}

UNAUTHORIZED, FORBIDDEN = (4401, "Unauthorized"), (4403, "Forbidden")

logger = log.named("tiro.guests")


@dataclass(slots=True)
class Subscription:
    ask: Ask
    subscriber: Subscriber


class Guest(Protocol):
    """An open socket or event stream."""

    credentials: Credentials
    viewer: Viewer
    subscriptions: dict[str, Subscription]

    def close(self, code: int, reason: str) -> None: ...


class Guests:
    def __init__(self, engine: LateEngine, hub: Hub, doorman: Doorman):
        self.engine, self.hub, self.doorman = engine, hub, doorman
        self.here: set[Guest] = set()
        self.draining = False
        self._by_id: dict[UUID, set[Guest]] = defaultdict(set)
        self._streams: dict[Guest, Stream] = {}
        self._checking: dict[Guest, bool] = {}
        self._tasks: set[asyncio.Task] = set()
        hub.watchers.append(self.watch)

    async def enter(self, guest: Guest) -> None:
        """From now on revocations are heard; what was revoked between the credential's check and now is asked once more."""
        self._streams[guest] = await self.hub.hold(guest.viewer.organisation_id)
        self.here.add(guest)
        for id in ids(guest.viewer):
            self._by_id[id].add(guest)

    def leave(self, guest: Guest) -> None:
        self.here.discard(guest)
        for id in ids(guest.viewer):
            self._by_id[id].discard(guest)
            if not self._by_id[id]:
                del self._by_id[id]
        for subscription in guest.subscriptions.values():
            self.hub.leave(subscription.subscriber)
        guest.subscriptions.clear()
        if (stream := self._streams.pop(guest, None)) is not None:
            self.hub.let_go(stream)

    def watch(self, entries: list[Entry]) -> None:
        """Called by the hub with what happened, in order."""
        meters.entries.inc(len(entries))
        for entry in entries:
            if entry.kind in PERSONAL:
                for id in {entry.subject_id, entry.employee_id}:
                    for guest in self._by_id.get(id, ()):
                        self.check_soon(guest)
            elif entry.kind in EVERYBODY:
                for guest in self.here:
                    if guest.viewer.organisation_id == entry.organisation_id:
                        self.check_soon(guest)

    def check_soon(self, guest: Guest) -> None:
        """One check at a time each; what comes meanwhile makes it start over."""
        if guest in self._checking:
            self._checking[guest] = True
        else:
            self._checking[guest] = False
            self._spawn(self._check(guest))

    async def _check(self, guest: Guest) -> None:
        try:
            while True:
                self._checking[guest] = False
                await self.check(guest)
                if not self._checking[guest]:
                    break
        except Exception:
            logger.exception("a guest's rights could not be looked at")
        finally:
            self._checking.pop(guest, None)

    async def check(self, guest: Guest) -> None:
        """Close whoever lost their right; re-plan for whoever now sees something else."""
        try:
            viewer = await self.doorman.viewer(guest.credentials)
        except Refusal:
            viewer = None
        if guest not in self.here:
            return
        if viewer is None or ids(viewer) != ids(guest.viewer):
            guest.close(*UNAUTHORIZED)
            return
        guest.viewer = viewer
        for subscription in list(guest.subscriptions.values()):
            listening = await self.engine.listen(subscription.ask, Context(viewer))
            if isinstance(listening, Answer):
                guest.close(*FORBIDDEN)
                return
            try:
                await self.hub.replan(subscription.subscriber, listening, viewer)
            except Refusal:
                guest.close(*FORBIDDEN)
                return

    async def keep_checking(self) -> None:
        """The net: everybody once in a minute, a few at a time."""
        while True:
            everybody = list(self.here)
            steps = 60
            for part in batched(everybody, max(1, -(-len(everybody) // steps))):
                for guest in part:
                    if guest in self.here:
                        self.check_soon(guest)
                await asyncio.sleep(CHECK_S / steps)
            if not everybody:
                await asyncio.sleep(CHECK_S / steps)

    def drain(self) -> None:
        """The server stops: everyone goes, and comes back to another process or to the next start."""
        self.draining = True
        for guest in list(self.here):
            guest.close(1001, "Going away")

    def _spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def ids(viewer: Viewer) -> frozenset[UUID]:
    """What the journal may name of them."""
    return frozenset(id for id in (viewer.employee_id, viewer.client_id, viewer.session_id) if id is not None)


def batched(of: list[Any], size: int) -> Any:
    rest = iter(of)
    while part := list(itertools.islice(rest, size)):
        yield part
