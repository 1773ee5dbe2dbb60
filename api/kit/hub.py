"""Tells subscribers what the journal says. One rendering for all who would be told the same bytes.

    hub = Hub(engine); hub.start(); journal.rings.append(hub.ring)
    subscription = await hub.subscribe(listening, viewer, after, line)     # or a Refusal
    hub.leave(subscription)

A ring only says where to look: what is told is read from the journal by `seq`, from the last one told, so that
nothing is missed or told twice however rings come. Entries that follow without a gap are taken from the ring itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any, Protocol
from uuid import UUID, uuid4

from api.kit import clock, log, meters
from api.kit.journal import Entry
from api.kit.live import LIVE, Live, News, NewsKind, Topic
from api.kit.models import JournalEntry, JournalHead
from api.kit.refusals import Refusal
from api.kit.viewer import Viewer

REPLAY = 10_000  # entries; who missed more is told the whole anew
PAGE = 1_000
BATCH = 500

logger = log.named("tiro.live")


class Line(Protocol):
    """Where a subscriber's events go."""

    def push(self, payload: bytes) -> None:
        """At once; a subscriber too slow to take it is dropped."""

    async def put(self, payload: bytes) -> None:
        """When there is room: while catching up."""

    def fail(self, error: dict[str, Any]) -> None:
        """This subscription ends with an error."""


class Subscriber:
    """One subscription of one socket."""

    __slots__ = ("audience", "cursor", "gone", "line", "viewer")

    def __init__(self, line: Line, viewer: Viewer, cursor: int):
        self.line, self.viewer, self.cursor = line, viewer, cursor
        self.audience: Audience | None = None
        self.gone = False


class Audience:
    """All who are told the same bytes: same topic, document, variables, and part of the viewer that the plan uses."""

    def __init__(self, channel: Channel, key: Any, listening: Any, viewer: Viewer):
        self.channel, self.key, self.listening, self.viewer = channel, key, listening, viewer
        self.members: set[Subscriber] = set()


class Channel:
    """A topic that somebody listens to, and what it has heard and not yet told."""

    def __init__(self, topic: Topic, live: Live):
        self.topic, self.live, self.about = topic, live, topic.about()
        self.audiences: dict[Any, Audience] = {}
        self.heard: list[Entry] = []
        self.teller: asyncio.Task | None = None
        self.told_at = 0.0

    def hear(self, entry: Entry) -> bool:
        if self.about is not None and self.about.isdisjoint((entry.subject_id, entry.employee_id, entry.team_id)):
            return False
        return self.topic.hears(entry)

    def news(self, entries: list[Entry]) -> Iterable[News]:
        """Coalesced into one, or each by itself."""
        for part in [entries] if self.live.every_s else ([entry] for entry in entries):
            yield News(NewsKind.changed, part[-1].seq, part[-1].at, tuple(part))


class Stream:
    """An organisation's journal as far as this process has read it, and who listens."""

    def __init__(self, organisation_id: UUID, seq: int):
        self.organisation_id, self.seq = organisation_id, seq
        self.channels: dict[Topic, Channel] = {}
        self.reader: asyncio.Task | None = None
        self.behind = False
        self.members = 0


class Hub:
    def __init__(self, engine: Any, watch: Any = None):
        self.engine = engine
        self.streams: dict[UUID, Stream] = {}
        self.watchers: list[Any] = [watch] if watch else []  # called with every entry, in order; see doors.py
        self._opening: dict[UUID, asyncio.Task] = {}
        self._tasks: set[asyncio.Task] = set()

    # Hearing -------------------------------------------------------------------------------------

    def ring(self, entries: list[Entry]) -> None:
        """After a commit of this process. On its event loop."""
        for entry in entries:
            stream = self.streams.get(entry.organisation_id)
            if stream is None:
                continue
            if entry.seq == stream.seq + 1:
                self._take(stream, [entry])
            elif entry.seq > stream.seq:
                self.look(stream.organisation_id)

    def look(self, organisation_id: UUID) -> None:
        """Something may have come: read on from where we are."""
        stream = self.streams.get(organisation_id)
        if stream is None:
            return
        stream.behind = True
        if stream.reader is None:
            stream.reader = self._spawn(self._read_on(stream))

    async def sweep(self) -> None:
        """The net under the rings: every stream whose head lies ahead is read on. One statement for all."""
        if self.streams:
            heads = await JournalHead.filter(organisation_id__in=list(self.streams)).values_list("organisation_id", "seq")
            for organisation_id, seq in heads:
                stream = self.streams.get(organisation_id)
                if stream is not None and seq > stream.seq:
                    self.look(organisation_id)

    async def _read_on(self, stream: Stream) -> None:
        try:
            while stream.behind:
                stream.behind = False
                while entries := await read(stream.organisation_id, stream.seq):
                    # A ring may have brought some of them meanwhile.
                    self._take(stream, [entry for entry in entries if entry.seq > stream.seq])
        except Exception:
            logger.exception("journal unread", organisation=str(stream.organisation_id))
        finally:
            stream.reader = None

    def _take(self, stream: Stream, entries: list[Entry]) -> None:
        if not entries:
            return
        stream.seq = entries[-1].seq
        for channel in list(stream.channels.values()):
            heard = [entry for entry in entries if channel.hear(entry)]
            if heard:
                channel.heard += heard
                if channel.teller is None:
                    channel.teller = self._spawn(self._tell(channel))
        for watcher in self.watchers:
            watcher(entries)

    # Telling -------------------------------------------------------------------------------------

    async def _tell(self, channel: Channel) -> None:
        loop = asyncio.get_running_loop()
        try:
            while channel.heard and channel.audiences:
                if (wait := channel.told_at + channel.live.every_s - loop.time()) > 0:
                    await asyncio.sleep(wait)
                channel.told_at = loop.time()
                heard, channel.heard = channel.heard, []
                for news in channel.news(heard):
                    await self._spread(channel, news)
        finally:
            channel.teller = None
            channel.heard = channel.heard if channel.audiences else []

    async def _spread(self, channel: Channel, news: News) -> None:
        try:
            event = await channel.topic.event(news)
        except Exception as why:
            for audience in list(channel.audiences.values()):
                self._end(audience, why)
            return
        if event is None:
            return
        for audience in list(channel.audiences.values()):
            try:
                payload = await self.engine.render(audience.listening, event, audience.viewer)
            except Exception as why:
                self._end(audience, why)
                continue
            meters.renderings.inc()
            meters.messages.inc(len(audience.members))
            for number, member in enumerate(list(audience.members), 1):
                if member.cursor < news.seq and not member.gone:
                    member.cursor = news.seq
                    member.line.push(payload)
                if number % BATCH == 0:
                    await asyncio.sleep(0)  # others want the loop too

    def _end(self, audience: Audience, why: Exception) -> None:
        error = told(why)
        for member in list(audience.members):
            self.leave(member)
            member.line.fail(error)

    # Coming and going ----------------------------------------------------------------------------

    async def subscribe(self, listening: Any, viewer: Viewer, after: int | None, line: Line) -> Subscriber:
        """Admit, tell what was missed, then join. Raises the Refusal of the admission."""
        subscriber = Subscriber(line, viewer, 0)
        await self._enter(subscriber, listening, await admitted(listening, viewer), NewsKind.snapshot, after)
        return subscriber

    async def replan(self, subscriber: Subscriber, listening: Any, viewer: Viewer) -> None:
        """The viewer changed, or what they may see: move them, and tell the whole anew if it is another topic now."""
        topic = await admitted(listening, viewer)
        subscriber.viewer = viewer
        old = subscriber.audience
        if old is None or (old.channel.topic == topic and old.key == _key(listening, viewer)):
            return
        self._part(subscriber)
        after = None if listening.field.metadata[LIVE].snapshot else subscriber.cursor
        await self._enter(subscriber, listening, topic, NewsKind.reset, after)

    def leave(self, subscriber: Subscriber) -> None:
        subscriber.gone = True
        self._part(subscriber)

    async def _enter(self, subscriber: Subscriber, listening: Any, topic: Topic, whole: NewsKind, after: int | None) -> None:
        live: Live = listening.field.metadata[LIVE]
        stream = await self.hold(topic.organisation_id)
        try:
            await self._catch_up(stream, Channel(topic, live), listening, subscriber, whole, after)
            if subscriber.gone:
                return
            # From the last look to here nothing was awaited, so that no entry falls between.
            self._join(stream, topic, live, listening, subscriber)
            stream = None
        finally:
            if stream is not None:
                self.let_go(stream)

    def _part(self, subscriber: Subscriber) -> None:
        audience, subscriber.audience = subscriber.audience, None
        if audience is None:
            return
        channel = audience.channel
        stream = self.streams[channel.topic.organisation_id]
        audience.members.discard(subscriber)
        if not audience.members:
            channel.audiences.pop(audience.key, None)
        if not channel.audiences and stream.channels.get(channel.topic) is channel:
            del stream.channels[channel.topic]
        self.let_go(stream)

    def _join(self, stream: Stream, topic: Topic, live: Live, listening: Any, subscriber: Subscriber) -> None:
        channel = stream.channels.get(topic)
        if channel is None:
            channel = stream.channels[topic] = Channel(topic, live)
        key = _key(listening, subscriber.viewer)
        audience = channel.audiences.get(key)
        if audience is None:
            audience = channel.audiences[key] = Audience(channel, key, listening, subscriber.viewer)
        audience.members.add(subscriber)
        subscriber.audience = audience

    async def _catch_up(
        self, stream: Stream, channel: Channel, listening: Any, subscriber: Subscriber, whole: NewsKind, after: int | None,
    ) -> None:
        """Tell until there is nothing that this process has heard and they have not."""
        if after is not None and after > stream.seq:  # they come from a process that has read on
            self.look(stream.organisation_id)
            await asyncio.shield(stream.reader)
        if after is not None and (after > stream.seq or await too_old(stream.organisation_id, after, stream.seq)):
            whole, after = NewsKind.reset, None
        subscriber.cursor = stream.seq if after is None else after
        if after is None and (channel.live.snapshot or whole is NewsKind.reset):
            await self._one(News(whole, stream.seq, clock.now()), channel, listening, subscriber)
        while subscriber.cursor < stream.seq and not subscriber.gone:
            until, heard, at = stream.seq, [], subscriber.cursor
            while at < until and (entries := await read(stream.organisation_id, at, until)):
                at = entries[-1].seq
                heard += [entry for entry in entries if channel.hear(entry)]
            for news in channel.news(heard) if heard else ():
                await self._one(news, channel, listening, subscriber)
            subscriber.cursor = until

    async def _one(self, news: News, channel: Channel, listening: Any, subscriber: Subscriber) -> None:
        event = await channel.topic.event(news)
        if event is not None and not subscriber.gone:
            await subscriber.line.put(await self.engine.render(listening, event, subscriber.viewer))

    async def hold(self, organisation_id: UUID) -> Stream:
        """Follow an organisation; an open socket does, subscribed or not, to hear of revocations."""
        while (stream := self.streams.get(organisation_id)) is None:
            if organisation_id not in self._opening:  # once, however many come at the same time
                self._opening[organisation_id] = self._spawn(self._open(organisation_id))
            await asyncio.shield(self._opening[organisation_id])
        stream.members += 1
        return stream

    def let_go(self, stream: Stream) -> None:
        stream.members -= 1
        if not stream.members:
            self.streams.pop(stream.organisation_id, None)

    async def _open(self, organisation_id: UUID) -> None:
        try:
            head = await JournalHead.get_or_none(organisation_id=organisation_id)
            self.streams[organisation_id] = Stream(organisation_id, head.seq if head else 0)
        finally:
            del self._opening[organisation_id]
        self.look(organisation_id)  # what was committed while we asked

    def _spawn(self, work: Any) -> asyncio.Task:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def stop(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def admitted(listening: Any, viewer: Viewer) -> Topic:
    given = {name: value for name, value in listening.args.items() if name != "after"}
    return await listening.field.metadata[LIVE].admit(viewer, **given)


def _key(listening: Any, viewer: Viewer) -> Any:
    return (listening.key, listening.shares(viewer))


async def read(organisation_id: UUID, after: int, until: int | None = None) -> list[Entry]:
    """The journal from after `after` on, at most a page."""
    entries = JournalEntry.filter(organisation_id=organisation_id, seq__gt=after)
    if until is not None:
        entries = entries.filter(seq__lte=until)
    rows = await entries.order_by("seq").limit(PAGE).values_list(
        "organisation_id", "seq", "at", "kind", "subject_id", "employee_id", "team_id", "payload"
    )
    return [Entry(*row) for row in rows]


async def too_old(organisation_id: UUID, after: int, head: int) -> bool:
    if after < 0 or head - after > REPLAY:
        return True
    if after == head:
        return False
    oldest = await JournalEntry.filter(organisation_id=organisation_id).order_by("seq").first().values_list("seq", flat=True)
    return oldest is None or oldest > after + 1


def told(why: Exception) -> dict[str, Any]:
    if isinstance(why, Refusal):
        return {"message": why.message, "extensions": {"code": str(why.code)}}
    fault_id = str(uuid4())
    logger.error("fault in a subscription", fault=fault_id, exc_info=why)
    return {"message": "Something went wrong on our side.", "extensions": {"code": "FAULT", "faultId": fault_id}}
