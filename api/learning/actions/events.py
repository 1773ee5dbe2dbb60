"""Learning events: raw signals of a run, in any order, late, twice. Kept as they are, folded to the last sign of life."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from api.kit import clock, journal
from api.kit.refusals import CONFLICT, INVALID, NOT_FOUND, TOO_LARGE, Refusal
from api.kit.viewer import Viewer
from api.learning import folding, follows, rules
from api.learning.bulk import insert_events
from api.learning.gathering import Gathering
from api.learning.models import LearningEventKind
from api.learning.rows import load_known_events, load_units
from api.learning.rules import Progress, Sign, Told
from api.learning.versions import Version, versions

MOST = 1000


@dataclass(frozen=True, slots=True)
class Request:
    organisation_id: UUID
    employee_id: UUID
    received_at: datetime
    events: tuple[Told, ...]


async def record_learning_events(viewer: Viewer, events: Sequence[Told]) -> tuple[int, list[Refusal]]:
    """How many are kept now or were before, and why the others are not."""
    if len(events) > MOST:
        raise Refusal(TOO_LARGE, f"at most {MOST} events at once", ("events",))
    if not events:
        return 0, []
    refusals = await _gathering.ask(Request(viewer.organisation_id, viewer.employee_id, clock.now(), tuple(events)))
    return len(events) - len(refusals), refusals


async def _record(requests: Sequence[Request]) -> list[list[Refusal]]:
    sent = [(request, event) for request in requests for event in request.events]
    await folding.lock(request.employee_id for request in requests)
    seen = await versions(event.version_id for _, event in sent)
    batch = _Batch(
        known=await load_known_events(event.id for _, event in sent),
        versions=seen,
        assignments=await load_units(
            (request.organisation_id, request.employee_id, seen[event.version_id].unit_id)
            for request, event in sent if event.version_id in seen
        ),
    )
    answers: list[list[Refusal]] = []
    for request in requests:
        refusals = []
        for index, event in enumerate(request.events):
            try:
                batch.take(request, event)
            except Refusal as refusal:
                refusals.append(refusal.within("events", index))
        answers.append(refusals)
    await batch.save(max(request.received_at for request in requests))
    return answers


_gathering: Gathering[Request, list[Refusal]] = Gathering(_record, most=1000, weigh=lambda request: len(request.events))


@dataclass(slots=True)
class _Batch:
    known: dict[UUID, UUID]  # event → whose
    versions: dict[UUID, Version]
    assignments: dict[tuple[UUID, UUID, UUID], dict[str, Any]]  # organisation, employee, unit
    rows: list[dict[str, Any]] = field(default_factory=list)
    folded: dict[UUID, Progress] = field(default_factory=dict)
    people: dict[UUID, dict[UUID, dict[str, Any]]] = field(default_factory=lambda: defaultdict(dict))

    def take(self, request: Request, event: Told) -> None:
        if not event.id.int or not event.attempt_id.int:
            raise Refusal(INVALID, "the phone's own UUID", ("attemptId" if event.id.int else "id",))
        if event.id in self.known:
            if self.known[event.id] == request.employee_id:
                return
            raise Refusal(CONFLICT, "this id was used for something else", ("id",))
        version = self.versions.get(event.version_id)
        if version is None or version.organisation_id != request.organisation_id:
            raise Refusal(NOT_FOUND, "no such version", ("versionId",))
        assignment = self.assignments.get((request.organisation_id, request.employee_id, version.unit_id))
        if assignment is None:
            raise Refusal(NOT_FOUND, "the unit is not assigned", ("versionId",))
        if event.kind not in LearningEventKind.__members__:
            raise Refusal(INVALID, "no such kind of event", ("kind",))
        kept = rules.checked_event(event, request.received_at)
        before = self.folded.get(assignment["id"], assignment["progress"])
        self.folded[assignment["id"]] = rules.notice(before, Sign(kept.device_at))
        self.known[event.id] = request.employee_id
        self._touch(request, assignment, version, kept)
        self.rows.append({
            "id": kept.id, "organisation_id": request.organisation_id, "employee_id": request.employee_id, "unit_id": version.unit_id,
            "version_id": version.id, "attempt_id": kept.attempt_id, "kind": kept.kind, "card_id": kept.card_id,
            "card_index": kept.card_index, "question_id": kept.question_id, "value": kept.value, "position_s": kept.position_s,
            "device_at": kept.device_at, "received_at": request.received_at, "offline": kept.offline,
        })

    def _touch(self, request: Request, assignment: dict[str, Any], version: Version, event: Told) -> None:
        """The latest of a person's events speaks for all in the journal: one entry a person, not one an event."""
        people = self.people[request.organisation_id]
        told = people.get(request.employee_id)
        if told is None:
            told = people[request.employee_id] = {"team": assignment["team_id"], "count": 0, "last": None}
        told["count"] += 1
        if told["last"] is None or (event.device_at, event.id) > told["last"][0]:
            told["last"] = ((event.device_at, event.id), {"unit": str(version.unit_id), "card": event.card_index, "what": event.kind})

    async def save(self, at: datetime) -> None:
        if not self.rows:
            return
        await insert_events(self.rows)
        await folding.save_progress(self.folded, at)
        for organisation, people in self.people.items():
            await follows.tell(follows.Happened(organisation, at, frozenset(people)))
            for employee, told in people.items():
                journal.add(
                    "activity.recorded", organisation=organisation, subject=employee, employee=employee, team=told["team"],
                    events=told["count"], **told["last"][1],
                )
