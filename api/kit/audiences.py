"""Who listens: an organisation's stream has channels (a topic each), a channel audiences (who share a rendering), those subscribers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any, Protocol
from uuid import UUID

from api.kit.journal import Entry
from api.kit.live import Live, News, NewsKind, Topic
from api.kit.viewer import Viewer


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

    def news(self, entries: list[Entry]) -> Iterable[News]:
        """Coalesced into one, or each by itself."""
        for part in [entries] if self.live.every_s else ([entry] for entry in entries):
            yield News(NewsKind.changed, part[-1].seq, part[-1].at, tuple(part))


class Stream:
    """An organisation's journal as far as this process has read it, and who listens."""

    def __init__(self, organisation_id: UUID, seq: int):
        self.organisation_id, self.seq = organisation_id, seq
        self.channels: dict[Topic, Channel] = {}
        self._curious: set[Channel] = set()  # those that want to be offered everything
        self._named: dict[UUID, set[Channel]] = {}  # the others, by what they are about
        self.reader: asyncio.Task | None = None
        self.behind = False
        self.members = 0

    def open(self, channel: Channel) -> None:
        self.channels[channel.topic] = channel
        if channel.about is None:
            self._curious.add(channel)
        else:
            for id in channel.about:
                self._named.setdefault(id, set()).add(channel)

    def close(self, channel: Channel) -> None:
        if self.channels.get(channel.topic) is not channel:
            return
        del self.channels[channel.topic]
        self._curious.discard(channel)
        for id in channel.about or ():
            self._named[id].discard(channel)
            if not self._named[id]:
                del self._named[id]

    def offered(self, entry: Entry) -> set[Channel]:
        """Whoever may want to hear it: thousands of phones listen, each to its own person."""
        named = self._named
        return self._curious.union(*(named[id] for id in (entry.subject_id, entry.employee_id, entry.team_id) if id in named))
