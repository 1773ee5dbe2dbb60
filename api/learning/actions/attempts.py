"""Finished runs, as phones send them: in any order, late, twice. Each is marked anew and recorded once, or refused with a reason."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from api.kit import clock, journal
from api.kit.refusals import CONFLICT, INVALID, NOT_FOUND, TOO_LARGE, Refusal
from api.kit.viewer import Viewer
from api.learning import folding, follows, rules
from api.learning.bulk import insert_attempts
from api.learning.gathering import Gathering
from api.learning.marking import mark_all, passes
from api.learning.rows import load_assignments, load_known
from api.learning.rules import Progress, Run, Sent
from api.learning.versions import Version, versions

MOST = 100
WITHDRAWN, LEFT = "ASSIGNMENT_WITHDRAWN", "EMPLOYEE_LEFT"

Answers = list[UUID | Refusal]


@dataclass(frozen=True, slots=True)
class Request:
    organisation_id: UUID
    employee_id: UUID
    received_at: datetime
    runs: tuple[Sent, ...]


async def record_quiz_attempts(viewer: Viewer, runs: Sequence[Sent]) -> Answers:
    """The id of each attempt, or why not, in the order sent. The same run again has the same answer."""
    if len(runs) > MOST:
        raise Refusal(TOO_LARGE, f"at most {MOST} attempts at once", ("attempts",))
    if not runs:
        return []
    return await _gathering.ask(Request(viewer.organisation_id, viewer.employee_id, clock.now(), tuple(runs)))


async def _record(requests: Sequence[Request]) -> list[Answers]:
    sent = [(request, run) for request in requests for run in request.runs]
    await folding.lock(request.employee_id for request in requests)
    batch = _Batch(
        known=await load_known(run.id for _, run in sent),
        assignments=await load_assignments((run.assignment_id, request.organisation_id, request.employee_id) for request, run in sent),
        versions=await versions(run.version_id for _, run in sent),
    )
    answers = [[_within(index, batch.take, request, run) for index, run in enumerate(request.runs)] for request in requests]
    await batch.save(max(request.received_at for request in requests))
    return answers


_gathering: Gathering[Request, Answers] = Gathering(_record, most=128, weigh=lambda request: len(request.runs))


def _within(index: int, take, request: Request, run: Sent) -> UUID | Refusal:
    try:
        return take(request, run)
    except Refusal as refusal:
        return refusal.within("attempts", index)


@dataclass(slots=True)
class _Batch:
    """What the runs of a group refer to, and what becomes of it."""

    known: dict[UUID, tuple[UUID, str]]  # attempt → whose, and what was in it
    assignments: dict[tuple[UUID, UUID, UUID], dict[str, Any]]
    versions: dict[UUID, Version]
    rows: list[dict[str, Any]] = field(default_factory=list)
    folded: dict[UUID, Progress] = field(default_factory=dict)
    counted: dict[UUID, list[follows.Counted]] = field(default_factory=lambda: defaultdict(list))
    passed: dict[UUID, set[tuple[UUID, UUID]]] = field(default_factory=lambda: defaultdict(set))  # organisation → (person, course)
    teams: dict[UUID, UUID] = field(default_factory=dict)

    def take(self, request: Request, run: Sent) -> UUID:
        """Decide about one run; what is good is written by `save`, all together."""
        if not run.id.int:
            raise Refusal(INVALID, "the phone's own UUID", ("id",))
        digest = rules.content_hash(run)
        if run.id in self.known:
            if self.known[run.id] == (request.employee_id, digest):
                return run.id
            raise Refusal(CONFLICT, "this id was used for something else", ("id",))
        assignment = self.assignments.get((run.assignment_id, request.organisation_id, request.employee_id))
        if assignment is None:
            raise Refusal(NOT_FOUND, "no such assignment", ("assignmentId",))
        version = self.versions.get(run.version_id)
        if version is None or version.organisation_id != request.organisation_id:
            raise Refusal(NOT_FOUND, "no such version", ("versionId",))
        if version.unit_id != assignment["unit_id"]:
            raise Refusal(INVALID, "a version of another unit", ("versionId",))
        kept = rules.checked_run(run, request.received_at)
        _still_theirs(assignment, kept)
        marks, score = mark_all(version.marking, kept.answers)
        passed = passes(score, version.pass_mark)
        self._count(request, assignment, version, kept, score, passed)
        self.known[run.id] = (request.employee_id, digest)
        self.rows.append({
            "id": run.id, "organisation_id": request.organisation_id, "employee_id": request.employee_id,
            "assignment_id": run.assignment_id, "unit_id": version.unit_id, "version_id": version.id,
            "team_id": assignment["team_id"], "answers": kept.answers, "marks": marks, "score": score, "passed": passed,
            "started_at": kept.started_at, "finished_at": kept.finished_at, "received_at": request.received_at,
            "duration_s": kept.duration_s, "offline": kept.offline, "content_hash": digest,
        })
        return run.id

    def _count(self, request: Request, assignment: dict[str, Any], version: Version, run: Sent, score: float, passed: bool) -> None:
        before = self.folded.get(run.assignment_id, assignment["progress"])
        after = rules.advance(before, Run(run.started_at, run.finished_at, run.duration_s, score, passed))
        self.folded[run.assignment_id] = after
        if after.passed_at != before.passed_at:
            self.passed[request.organisation_id].add((request.employee_id, assignment["course_id"]))
        self.teams[request.employee_id] = assignment["team_id"]
        self.counted[request.organisation_id].append(follows.Counted(
            request.employee_id, assignment["team_id"], version.unit_id,
            rules.day_of(run.finished_at, assignment["timezone"]), score, passed, run.duration_s,
        ))

    async def save(self, at: datetime) -> None:
        if not self.rows:
            return
        await insert_attempts(self.rows)
        await folding.save_progress(self.folded, at)
        for organisation, passed in self.passed.items():
            await folding.climb(organisation, passed, at, self.teams)
        for organisation, counted in self.counted.items():
            people = frozenset(one.employee_id for one in counted)
            await follows.tell(follows.Happened(organisation, at, people, tuple(counted)))
        for row in self.rows:
            journal.add(
                "attempt.recorded", organisation=row["organisation_id"], subject=row["id"], employee=row["employee_id"], team=row["team_id"],
                assignment=str(row["assignment_id"]), unit=str(row["unit_id"]), score=row["score"], passed=row["passed"],
            )


def _still_theirs(assignment: dict[str, Any], run: Sent) -> None:
    """What was finished in time counts, however late it arrives."""
    withdrawn_at: datetime | None = assignment["withdrawn_at"]
    if withdrawn_at and run.finished_at > withdrawn_at:
        raise Refusal(WITHDRAWN, "the assignment was withdrawn before this run was finished", ("assignmentId",))
    left_on: date | None = assignment["left_on"]
    if left_on and run.finished_at > rules.day_ends(left_on, assignment["timezone"]):
        raise Refusal(LEFT, "finished after the last day in the company", ("finishedAt",))
