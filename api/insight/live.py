"""What is listened to: a team with all below it, or oneself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from api.insight.models import Standing
from api.kit.journal import Entry
from api.kit.live import News, NewsKind, Topic
from api.kit.refusals import NOT_FOUND, Refusal
from api.kit.viewer import Role, Viewer
from api.people.inputs import id_of
from api.people.models import TeamTree
from api.people.rows import WHOLE

MOVES = frozenset({
    "attempt.recorded", "activity.recorded", "milestone.reached", "assignment.assigned", "assignment.withdrawn",
    "employee.created", "employee.updated", "employee.left",
})
OWN = frozenset({"attempt.recorded", "milestone.reached", "assignment.assigned", "assignment.withdrawn"})
MOST = 200  # people in one event


@dataclass(frozen=True)
class TeamTopic(Topic[Any]):
    organisation_id: UUID
    team_id: UUID
    team_ids: frozenset[UUID]
    made: Callable[[TeamTopic, News], Awaitable[Any]]

    def hears(self, entry: Entry) -> bool:
        """Also of those who moved away."""
        if entry.kind not in MOVES:
            return False
        return entry.team_id in self.team_ids or entry.payload.get("fromTeamId") in self._names

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(map(str, self.team_ids))

    async def event(self, news: News) -> Any:
        return await self.made(self, news)

    async def people(self, news: News) -> list[UUID]:
        """Whose standing an event tells: who moved; everybody, those with the least progress first, when it tells the whole."""
        theirs = Standing.filter(organisation_id=self.organisation_id, team_id__in=list(self.team_ids))
        if news.kind is NewsKind.changed:
            moved = {entry.employee_id for entry in news.entries if entry.employee_id}
            theirs = theirs.filter(employee_id__in=list(moved))
        return list(await theirs.order_by("open_since", "employee_id").limit(MOST).values_list("employee_id", flat=True))


@dataclass(frozen=True)
class LearnerTopic(Topic[Any]):
    organisation_id: UUID
    employee_id: UUID
    made: Callable[[LearnerTopic, News], Awaitable[Any]]

    def about(self) -> frozenset[UUID]:
        return frozenset({self.employee_id})

    def hears(self, entry: Entry) -> bool:
        return entry.kind in OWN and entry.employee_id == self.employee_id

    async def event(self, news: News) -> Any:
        return await self.made(self, news)

    def moved(self, news: News) -> tuple[UUID | None, UUID | None]:
        """The assignment and the milestone that an entry is about."""
        for entry in news.entries:
            if entry.kind == "milestone.reached":
                return None, entry.subject_id
            if entry.kind == "attempt.recorded":
                return UUID(entry.payload["assignment"]), None
            return entry.subject_id, None
        return None, None


async def team_topic(viewer: Viewer, team_id: str, made: Callable[..., Awaitable[Any]]) -> TeamTopic:
    """Refused like a team that is not there, where the viewer may not see its numbers."""
    wanted = id_of(team_id)
    below = frozenset(await _below(viewer.organisation_id, [wanted]))
    if below and WHOLE.isdisjoint(viewer.roles):
        if wanted not in await _below(viewer.organisation_id, list(viewer.branch)):
            below = frozenset()
    if not below:
        raise Refusal(NOT_FOUND, "no such team", ("teamId",))
    return TeamTopic(viewer.organisation_id, wanted, below, made)


def learner_topic(viewer: Viewer, made: Callable[..., Awaitable[Any]]) -> LearnerTopic:
    if viewer.employee_id is None or Role.api_client in viewer.roles:
        raise Refusal(NOT_FOUND, "no learner", ())
    return LearnerTopic(viewer.organisation_id, viewer.employee_id, made)


async def _below(organisation_id: UUID, teams: list[UUID]) -> set[UUID]:
    found = TeamTree.filter(organisation_id=organisation_id, ancestor_id__in=teams)
    return set(await found.values_list("descendant_id", flat=True)) if teams else set()
