"""Hears the journal and brings projections up to date, a moment later and off the event loop.

It keeps nothing that a crash could lose: what it missed, the hourly sweep (`jobs.py`) finds.
"""

import asyncio
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from api.impact import sql
from api.impact.actions import project
from api.kit import journal, log
from api.kit.journal import Entry

_log = log.named("tiro.impact")

OWN = frozenset({"evaluation.changed", "kpi.recorded", "checkin.recorded"})
LEARNED = frozenset({"attempt.recorded", "assignment.assigned", "assignment.withdrawn", "employee.left", "employee.updated"})
Key = tuple[UUID, UUID]


class Projector:
    """`async with Projector():` for the life of the house. What is heard within `wait_s` is reckoned once."""

    def __init__(self, wait_s: float = 0.5):
        self._wait_s = wait_s
        self._evaluations: set[Key] = set()
        self._teams: set[Key] = set()
        self._bell = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Projector":
        journal.rings.append(self.hear)
        self._task = asyncio.create_task(self._work(), name="tiro-projector")
        return self

    async def __aexit__(self, *_: Any) -> None:
        journal.rings.remove(self.hear)
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    def hear(self, entries: Iterable[Entry]) -> None:
        """After a commit. It only notes what was touched."""
        for entry in entries:
            if entry.kind == "evaluation.changed" and entry.payload.get("what") != "projection":
                self._evaluations.add((entry.organisation_id, entry.subject_id))
            elif entry.kind in OWN and "evaluationId" in entry.payload:
                self._evaluations.add((entry.organisation_id, UUID(entry.payload["evaluationId"])))
            elif entry.kind in LEARNED and entry.team_id is not None:
                self._teams.add((entry.organisation_id, entry.team_id))
        if self._evaluations or self._teams:
            self._idle.clear()
            self._bell.set()

    async def settled(self) -> None:
        """Until all that was heard so far is reckoned."""
        await self._idle.wait()

    async def _work(self) -> None:
        while True:
            await self._bell.wait()
            await asyncio.sleep(self._wait_s)
            self._bell.clear()
            evaluations, self._evaluations = self._evaluations, set()
            teams, self._teams = self._teams, set()
            try:
                for organisation, evaluation in evaluations | await self._taking_part(teams):
                    await self._project(organisation, evaluation)
            except Exception:
                _log.exception("projections could not be found")
            if not self._bell.is_set():
                self._idle.set()

    async def _taking_part(self, teams: set[Key]) -> set[Key]:
        found: set[Key] = set()
        for organisation in {organisation for organisation, _ in teams}:
            mine = [team for owner, team in teams if owner == organisation]
            found |= {(organisation, id) for id in await sql.open_evaluations(organisation, mine)}
        return found

    async def _project(self, organisation: UUID, evaluation: UUID) -> None:
        try:
            await project(organisation, evaluation)
        except Exception:
            _log.exception("a projection failed", evaluation=str(evaluation))
