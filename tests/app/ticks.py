"""A graph room for tests: subscriptions small enough to count every event of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import strawberry

from api.kit import journal
from api.kit.journal import Entry
from api.kit.live import News, NewsKind, Topic, live
from api.kit.reads import ANYONE_SIGNED_IN, MANAGER, Who, row
from api.kit.refusals import Refusal
from api.kit.viewer import Role, Viewer
from api.kit.work import unit_of_work
from api.people.graph import Team


@strawberry.type
class Tick:
    """One entry of the journal."""

    seq: int = strawberry.field(description="Its place.")
    at: datetime = strawberry.field(description="When.")
    kind: NewsKind = strawberry.field(description="Why it is told.")
    count: int = strawberry.field(description="How many entries it tells.")
    team: Team | None = strawberry.field(description="Whose.")


@dataclass(frozen=True)
class Ticks(Topic[Tick]):
    organisation_id: UUID
    team_id: UUID | None = None

    def hears(self, entry: Entry) -> bool:
        return entry.kind == "test.ticked" and self.team_id in (None, entry.team_id)

    async def event(self, news: News) -> Tick:
        if any(entry.payload.get("breaks") for entry in news.entries):
            raise ZeroDivisionError("a secret of the house")
        return Tick(
            seq=news.seq, at=news.at, kind=news.kind, count=len(news.entries), team=row(Team, self.team_id) if self.team_id else None
        )


@dataclass(frozen=True)
class Mine(Ticks):
    """Those of one's own team only, and said so: nothing else is offered."""

    def about(self) -> frozenset[UUID]:
        return frozenset({self.team_id})


@strawberry.type
class TickSubscription:
    @live(who=Who(ANYONE_SIGNED_IN))
    async def mine(viewer: Viewer) -> Topic[Tick]:
        """The ticks of one's own team, each by itself."""
        return Mine(viewer.organisation_id, viewer.team_id)

    @live(who=Who(ANYONE_SIGNED_IN, scope="changes:read"))
    async def ticks(viewer: Viewer) -> Topic[Tick]:
        """Every tick by itself."""
        return Ticks(viewer.organisation_id)

    @live(who=Who(MANAGER), every_s=0.2, snapshot=True)
    async def tally(viewer: Viewer, team_id: strawberry.ID) -> Topic[Tick]:
        """The ticks of a team that one leads, some at a time."""
        if UUID(team_id) not in viewer.branch or not viewer.may(Role.manager):
            raise Refusal("FORBIDDEN", "Not a team of yours.", ("teamId",))
        return Ticks(viewer.organisation_id, UUID(team_id))


async def tick(organisation_id: UUID, team_id: UUID | None = None, times: int = 1, **payload) -> None:
    async def work() -> None:
        for _ in range(times):
            journal.add("test.ticked", organisation=organisation_id, team=team_id, **payload)

    await unit_of_work(work)
