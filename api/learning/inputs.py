"""What phones and managers send, as GraphQL inputs, and what actions make of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from api.learning.rules import Sent, Told
from api.people.inputs import id_of


@strawberry.input(description="A finished run, under the id that the phone gave it when it was begun.")
class QuizAttemptInput:
    id: strawberry.ID = strawberry.field(description="The phone's own UUID: sent twice, it counts once.")
    assignment_id: strawberry.ID = strawberry.field(description="The assignment that it counts for.")
    version_id: strawberry.ID = strawberry.field(description="The unit version that was answered; an older one is as good.")
    answers: JSON = strawberry.field(description="Question id → answer.")
    started_at: datetime = strawberry.field(description="When it was begun, by the phone's clock.")
    finished_at: datetime = strawberry.field(description="When it was finished; a clock that is ahead is set to now.")
    duration_s: int = strawberry.field(description="Seconds in the foreground.")
    offline: bool = strawberry.field(default=False, description="Whether it was finished without a network.")

    def sent(self) -> Sent:
        return Sent(
            id=id_of(self.id), assignment_id=id_of(self.assignment_id), version_id=id_of(self.version_id), answers=self.answers,
            started_at=self.started_at, finished_at=self.finished_at, duration_s=self.duration_s, offline=self.offline,
        )


@strawberry.input(description="Finished runs, at most 100.")
class RecordQuizAttemptsInput:
    attempts: list[QuizAttemptInput] = strawberry.field(description="The runs, in any order.")


@strawberry.input(description="Something that happened while learning, under the phone's id.")
class LearningEventInput:
    id: strawberry.ID = strawberry.field(description="The phone's own UUID: sent twice, it counts once.")
    attempt_id: strawberry.ID = strawberry.field(description="The run that it belongs to, finished or not.")
    version_id: strawberry.ID = strawberry.field(description="The unit version that was shown.")
    kind: str = strawberry.field(
        description="card_shown, answered, changed, hesitated, played, paused, sought, replayed, left or resumed."
    )
    card_id: str = strawberry.field(description="The card.")
    card_index: int = strawberry.field(description="Its place among the cards, from 0.")
    question_id: str | None = strawberry.field(default=None, description="The question, if it is about one.")
    value: JSON | None = strawberry.field(default=None, description="The answer; or {\"from\", \"to\"} in seconds, of a clip.")
    position_s: float | None = strawberry.field(default=None, description="Seconds into the clip.")
    device_at: datetime = strawberry.field(description="When, by the phone's clock.")
    offline: bool = strawberry.field(default=False, description="Whether it happened without a network.")

    def told(self) -> Told:
        return Told(
            id=id_of(self.id), attempt_id=id_of(self.attempt_id), version_id=id_of(self.version_id), kind=self.kind, card_id=self.card_id,
            card_index=self.card_index, question_id=self.question_id, value=self.value, position_s=self.position_s,
            device_at=self.device_at, offline=self.offline,
        )


@strawberry.input(description="Learning events, at most 1,000.")
class RecordLearningEventsInput:
    events: list[LearningEventInput] = strawberry.field(description="The events, in any order.")


@strawberry.input(description="Either unitIds or courseId, for either employeeIds or teamId.")
class AssignUnitsInput:
    unit_ids: list[strawberry.ID] | None = strawberry.field(default=None, description="These units.")
    course_id: strawberry.ID | None = strawberry.field(default=None, description="Everything published of this course.")
    employee_ids: list[strawberry.ID] | None = strawberry.field(default=None, description="To these people.")
    team_id: strawberry.ID | None = strawberry.field(default=None, description="To everyone of this team and of those below it.")
    due_at: datetime | None = strawberry.field(default=None, description="By when; else by the course's ladder.")

    def asked(self) -> dict[str, Any]:
        return {
            "unit_ids": _ids(self.unit_ids), "course_id": id_of(self.course_id), "employee_ids": _ids(self.employee_ids),
            "team_id": id_of(self.team_id), "due_at": self.due_at,
        }


@strawberry.input(description="Assignments to take back.")
class WithdrawAssignmentsInput:
    ids: list[strawberry.ID] = strawberry.field(description="Their ids.")

    def keys(self) -> list[UUID]:
        return _ids(self.ids)


def _ids(texts: list[str] | None) -> list[UUID]:
    return list(dict.fromkeys(id_of(text) for text in texts or ()))
