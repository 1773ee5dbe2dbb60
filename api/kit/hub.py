"""Tells subscribers what the journal says. One rendering for all who would be told the same bytes.

    hub = Hub(engine); hub.start(); journal.rings.append(hub.ring)
    subscription = await hub.subscribe(listening, viewer, after, line)     # or a Refusal
    hub.leave(subscription)

A ring only says where to look: what is told is read from the journal by `seq`, from the last one told, so that
nothing is missed or told twice however rings come. Entries that follow without a gap are taken from the ring itself.
"""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID, uuid4

from api.kit import clock, log, meters
from api.kit.audiences import Audience, Channel, Line, Stream, Subscriber
from api.kit.journal import Entry
from api.kit.live import LIVE, Live, News, NewsKind, Topic
from api.kit.models import JournalHead
from api.kit.refusals import Refusal
from api.kit.replay import read, too_old
from api.kit.viewer import Viewer

BATCH = 500

logger = log.named("tiro.live")


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
        for entry in entries:
            for channel in stream.offered(entry):
                if channel.topic.hears(entry):
                    channel.heard.append(entry)
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
        if not channel.audiences:
            stream.close(channel)
        self.let_go(stream)

    def _join(self, stream: Stream, topic: Topic, live: Live, listening: Any, subscriber: Subscriber) -> None:
        channel = stream.channels.get(topic)
        if channel is None:
            channel = Channel(topic, live)
            stream.open(channel)
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
            while at < until and (entries := await read(stream.organisation_id, at, until, channel.about)):
                at = entries[-1].seq
                heard += [entry for entry in entries if channel.topic.hears(entry)]
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


def told(why: Exception) -> dict[str, Any]:
    if isinstance(why, Refusal):
        return {"message": why.message, "extensions": {"code": str(why.code)}}
    fault_id = str(uuid4())
    logger.error("fault in a subscription", fault=fault_id, exc_info=why)
    return {"message": "Something went wrong on our side.", "extensions": {"code": "FAULT", "faultId": fault_id}}
