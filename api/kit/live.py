"""Subscriptions are declared: who may listen, to what, how often. The hub (`hub.py`) does the rest.

    @strawberry.type
    class TeamProgressEvent:                       # every event has seq, at and kind
        seq: int
        at: datetime
        kind: NewsKind
        team: Team
        standings: list[Standing]

    @dataclass(frozen=True)
    class TeamTopic(Topic[TeamProgressEvent]):     # equal topics share one rendering
        organisation_id: UUID                      # every topic has it
        team_id: UUID
        team_ids: frozenset[UUID]                  # the subtree, loaded at admission

        def about(self):                           # optional: only entries with one of these ids are offered
            return self.team_ids

        def hears(self, entry: Entry) -> bool:     # pure and quick
            return entry.kind in MOVES and entry.team_id in self.team_ids

        async def event(self, news: News) -> TeamProgressEvent | None:    # may read; None tells nothing
            return TeamProgressEvent(seq=news.seq, at=news.at, kind=news.kind, team=row(Team, self.team_id), standings=…)

    @strawberry.type
    class InsightSubscription:
        @live(who=Who(COACH, MANAGER, ADMIN), every_s=1.0, snapshot=True)
        async def team_progress(viewer: Viewer, team_id: strawberry.ID) -> Topic[TeamProgressEvent]:
            \"\"\"The description.\"\"\"             # the viewer, then the GraphQL arguments; `after` comes with the kit
            return TeamTopic(…)                    # or raise a Refusal

`every_s` above 0: what is heard within it makes one event. 0: an event for each entry.
`snapshot`: who comes without `after` is first told the whole. Who comes with `after: seq` is told what they missed: read from
the journal, without gap or repeat, or, when that is too far back, one RESET with the whole. An event's `seq` is the next `after`.
Admission is asked again whenever roles, teams or people change; another topic re-plans the socket, a Refusal closes it.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

import strawberry

from api.kit.journal import Entry
from api.kit.reads.declare import WHO
from api.kit.reads.who import Who

Event = TypeVar("Event")
LIVE = "live"


@strawberry.enum(description="What an event of a subscription tells.")
class NewsKind(Enum):
    snapshot = strawberry.enum_value("snapshot", description="The whole, as it stands: the first event without `after`.")
    changed = strawberry.enum_value("changed", description="What changed since the event before.")
    reset = strawberry.enum_value("reset", description="`after` lies too far back, or what you may see changed: the whole, anew.")


@dataclass(frozen=True)
class News:
    """What an event is made of. `entries` is empty for a snapshot and a reset."""

    kind: NewsKind
    seq: int
    at: datetime
    entries: tuple[Entry, ...] = ()


class Topic(Generic[Event]):
    """What is listened to: a frozen dataclass, equal to every other that tells the same."""

    organisation_id: UUID

    def about(self) -> frozenset[UUID] | None:
        """Ids of which an entry must name one (subject, employee or team) to be offered; None: every entry is."""
        return None

    def hears(self, entry: Entry) -> bool:
        raise NotImplementedError

    async def event(self, news: News) -> Event | None:
        raise NotImplementedError


@dataclass(frozen=True)
class Live:
    """Rides in the metadata of the field."""

    admit: Callable[..., Awaitable[Topic]]
    every_s: float
    snapshot: bool


def live(
    *, who: Who, every_s: float = 0.0, snapshot: bool = False, name: str | None = None, description: str | None = None,
) -> Callable[[Callable[..., Awaitable[Topic]]], Any]:
    """A field of the subscription type; see above."""

    def declare(admit: Callable[..., Awaitable[Topic]]) -> Any:
        return strawberry.subscription(
            _signed(admit), name=name, description=description or inspect.getdoc(admit),
            metadata={WHO: who, LIVE: Live(admit, every_s, snapshot)},
        )

    return declare


AFTER = Annotated[int | None, strawberry.argument(description="The `seq` of the last event that arrived: what came since is told first.")]


def _signed(admit: Callable[..., Awaitable[Topic]]) -> Callable[..., AsyncGenerator]:
    """What Strawberry builds the field from: the arguments of `admit` and `after`, and the event's type."""

    async def resolver(**given: Any) -> AsyncGenerator[Any, None]:
        raise NotImplementedError("subscriptions are told by the hub")
        yield

    hints = typing.get_type_hints(admit, include_extras=True)
    (event,) = typing.get_args(hints.pop("return"))
    viewer, *arguments = inspect.signature(admit).parameters.values()
    hints.pop(viewer.name, None)
    keyword = inspect.Parameter.KEYWORD_ONLY
    parameters = [argument.replace(kind=keyword, annotation=hints[argument.name]) for argument in arguments]
    parameters.append(inspect.Parameter("after", keyword, default=None, annotation=AFTER))
    returns = AsyncGenerator[event, None]
    resolver.__signature__ = inspect.Signature(parameters, return_annotation=returns)
    resolver.__annotations__ = {**hints, "after": AFTER, "return": returns}
    resolver.__name__ = admit.__name__
    resolver.__module__ = admit.__module__
    return resolver
