"""Assignments with their progress, attempts and milestones, as the world sees them; and what phones send."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from typing import Annotated

import strawberry
from strawberry.scalars import JSON

from api.catalogue.graph import Course, MicroUnit, UnitVersion
from api.kit.reads import (
    ADMIN,
    ANYONE_SIGNED_IN,
    COACH,
    MANAGER,
    Arg,
    Connection,
    Who,
    column,
    connection,
    embedded,
    extends,
    localized,
    many,
    mutation,
    one,
    part,
    reads,
    row,
    rows,
    single,
    sql_field,
)
from api.kit.refusals import GraphRefusal, Refusal
from api.learning import actions, models
from api.learning.inputs import (
    AssignUnitsInput,
    RecordLearningEventsInput,
    RecordQuizAttemptsInput,
    WithdrawAssignmentsInput,
)
from api.learning.rows import LEARNING, PERSON_BELOW, STATE, UNIT_OF_COURSE
from api.people.graph import Employee

SEES = Who(ANYONE_SIGNED_IN, scope="learning:read")
ASSIGNS = Who(COACH, MANAGER, ADMIN, scope="learning:write")
LEARNS = Who(ANYONE_SIGNED_IN)

AssignmentSource = strawberry.enum(models.AssignmentSource, name="AssignmentSource", description="Who gave it.")


@strawberry.enum(description="How far someone is with a unit.")
class AssignmentState(Enum):
    assigned = strawberry.enum_value("assigned", description="Not begun.")
    started = strawberry.enum_value("started", description="Begun, no run finished yet.")
    completed = strawberry.enum_value("completed", description="Finished at least once, not passed yet.")
    passed = strawberry.enum_value("passed", description="Passed.")
    withdrawn = strawberry.enum_value("withdrawn", description="Taken back.")


@part(models.Assignment, who=SEES)
class Progress:
    """What the attempts on an assignment add up to, in whatever order they arrived."""

    attempts: int = column(description="Finished runs.")
    best_score: float | None = column(description="The best score, 0 to 1; null before the first finished run.")
    learning_s: int = column(name="learning_s", description="Seconds in the foreground, of all finished runs.")
    started_at: datetime | None = column(description="When it was first opened.")
    completed_at: datetime | None = column(description="When it was first finished.")
    passed_at: datetime | None = column(description="When it was first passed.")
    last_progress_at: datetime | None = column(description="The last sign of life.")


@reads(models.Assignment, rows=LEARNING, who=SEES)
class Assignment:
    """This person, this unit, by then."""

    id: strawberry.ID = column(description="Its id.")
    state: AssignmentState = sql_field(STATE, description="How far they are.")
    due_at: datetime | None = column(description="By when it is to be passed.")
    overdue: bool = sql_field(
        "({t}.due_at IS NOT NULL AND {t}.due_at < :now AND {t}.passed_at IS NULL AND {t}.withdrawn_at IS NULL)",
        description="Due, and not passed.",
    )
    source: AssignmentSource = column(description="Who gave it.")
    assigned_at: datetime = column(description="When it was given.")
    updated_at: datetime = column(description="When it, or its progress, last changed.")
    progress: Progress = embedded(Progress, description="How far they are.")
    employee: Employee = one(by="employee_id", trusted=True, description="Whose it is.")
    unit: MicroUnit = one(by="unit_id", trusted=True, description="What is to be learned.")
    course: Course = one(by="course_id", trusted=True, description="The course that the unit belongs to.")
    attempts: Connection[QuizAttempt] = many(by="assignment_id", order="-finished_at", trusted=True, description="The finished runs, the latest first.")


@reads(models.Attempt, rows=LEARNING, who=SEES)
class QuizAttempt:
    """One finished run of a micro-unit with its quiz, by one learner, marked by the server."""

    id: strawberry.ID = column(description="The phone's own id of the run.")
    score: float = column(description="Share of all points, 0 to 1.")
    passed: bool = column(description="Whether the score reaches the version's pass mark.")
    marks: JSON = column(description="Question id → share of its points, 0 to 1.")
    answers: JSON = column(description="Question id → answer, as it was given.")
    started_at: datetime = column(description="When it was begun, by the phone's clock.")
    finished_at: datetime = column(description="When it was finished, by the phone's clock, never later than it was received.")
    received_at: datetime = column(description="When the server recorded it.")
    duration_s: int = column(description="Seconds in the foreground.")
    offline: bool = column(description="Whether it was finished without a network.")
    learner: Employee = one(by="employee_id", trusted=True, description="Whose run it is.")
    unit: MicroUnit = one(by="unit_id", trusted=True, description="The unit.")
    assignment: Assignment = one(by="assignment_id", trusted=True, description="The assignment that it counts for.")
    version: UnitVersion = one(by="version_id", trusted=True, description="The version that was answered.")


@reads(models.Milestone, rows=LEARNING, who=SEES)
class Milestone:
    """One person's standing on one rung of a course's ladder."""

    id: strawberry.ID = column(description="Its id.")
    name: str = localized(
        value="(SELECT rung.name FROM milestone_step rung WHERE rung.organisation_id = {t}.organisation_id AND rung.id = {t}.step_id)",
        description="What someone can do who stands on it.",
    )
    position: int = column(description="Its place on the ladder, from 1.")
    due_on: date = column(description="The day by which it is to be reached.")
    units_total: int = column(description="How many units it takes.")
    units_passed: int = column(description="How many of them are passed.")
    reached_at: datetime | None = column(description="When the last of them was passed; null while some are not.")
    behind: bool = sql_field(
        "({t}.reached_at IS NULL AND {t}.units_total > 0 AND {t}.due_on < :today)", description="Not reached, and its day is over.",
    )
    updated_at: datetime = column(description="When it last changed.")
    course: Course = one(by="course_id", trusted=True, description="The course.")
    employee: Employee = one(by="employee_id", trusted=True, description="Whose it is.")


STATES = {"state": Arg(AssignmentState, f"{STATE} = {{v}}", "In this state.", convert=lambda state: state.value)}
FINISHED = {
    "passed": Arg(bool, "{t}.passed = {v}", "Only those passed, or only those not."),
    "unit_id": Arg(strawberry.ID, "{t}.unit_id = {v}", "On this unit."),
}


@extends(Employee)
class EmployeeLearning:
    assignments: Connection[Assignment] = many(
        by="employee_id", order="due_at", who=SEES, args={
            **STATES, "course_id": Arg(strawberry.ID, "{t}.course_id = {v}", "Of this course."),
            "updated_since": Arg(datetime, "{t}.updated_at >= {v}", "Changed since, in the order of change.", order="updated_at"),
        },
        description="What they are to learn, by due date.",
    )
    milestones: Connection[Milestone] = many(
        by="employee_id", order="due_on", who=SEES, args={"course_id": Arg(strawberry.ID, "{t}.course_id = {v}", "Of this course.")},
        description="The rungs that they climb, by due day.",
    )
    attempts: Connection[QuizAttempt] = many(
        by="employee_id", order="-finished_at", who=SEES, args=FINISHED, description="Their finished runs, the latest first.",
    )


@extends(MicroUnit)
class MicroUnitLearning:
    attempts: Connection[QuizAttempt] = many(
        by="unit_id", order="-finished_at", who=SEES, args={"passed": FINISHED["passed"]},
        description="The finished runs that the viewer sees, the latest first.",
    )
    assignments: Connection[Assignment] = many(by="unit_id", who=SEES, args=STATES, description="Who has it, of those whom the viewer sees.")


OF = {
    "employee_id": Arg(strawberry.ID, "{t}.employee_id = {v}", "Of this person."),
    "team_id": Arg(strawberry.ID, PERSON_BELOW, "Of people in this team or any below it."),
}


@strawberry.type
class LearningQuery:
    assignments: Connection[Assignment] = connection(
        Assignment, who=SEES, description="The assignments that the viewer sees.",
        args={
            "updated_since": Arg(datetime, "{t}.updated_at >= {v}", "Changed since, progress included, in the order of change.", order="updated_at"),
            **OF, "unit_id": Arg(strawberry.ID, "{t}.unit_id = {v}", "Of this unit."),
            "course_id": Arg(strawberry.ID, "{t}.course_id = {v}", "Of this course."),
            **STATES, "due_before": Arg(datetime, "{t}.due_at < {v}", "Due before."),
        },
    )
    assignment: Assignment | None = single(Assignment, who=SEES, description="One assignment; null where there is none that the viewer sees.")
    quiz_attempts: Connection[QuizAttempt] = connection(
        QuizAttempt, who=SEES, description="The finished runs that the viewer sees.",
        args={
            "updated_since": Arg(datetime, "{t}.received_at >= {v}", "Received since, in that order. An attempt never changes.", order="received_at"),
            **OF, **FINISHED, "course_id": Arg(strawberry.ID, UNIT_OF_COURSE, "On a unit of this course."),
        },
    )
    quiz_attempt: QuizAttempt | None = single(QuizAttempt, who=SEES, description="One finished run; null where there is none that the viewer sees.")
    milestones: Connection[Milestone] = connection(
        Milestone, who=SEES, description="The milestones that the viewer sees.",
        args={
            "updated_since": Arg(datetime, "{t}.updated_at >= {v}", "Changed since, in the order of change.", order="updated_at"),
            **OF, "course_id": Arg(strawberry.ID, "{t}.course_id = {v}", "Of this course."),
            "reached": Arg(bool, "({t}.reached_at IS NOT NULL) = {v}", "Only those reached, or only those not."),
            "behind": Arg(bool, "({t}.reached_at IS NULL AND {t}.units_total > 0 AND {t}.due_on < :today) = {v}", "Only those behind, or only those not."),
        },
    )
    milestone: Milestone | None = single(Milestone, who=SEES, description="One milestone; null where there is none that the viewer sees.")


# ---- mutations ----

RecordQuizAttemptResult = Annotated[
    QuizAttempt | GraphRefusal, strawberry.union("RecordQuizAttemptResult", description="The attempt as it is recorded, or why not.")
]


@strawberry.type(description="What became of the events.")
class RecordLearningEventsPayload:
    accepted: int = strawberry.field(description="How many are kept, those that were kept before included.")
    refusals: list[GraphRefusal] = strawberry.field(description="Why the others are not; `path` begins with `events` and their index.")


@strawberry.type(description="What was assigned.")
class UnitsAssigned:
    created: int = strawberry.field(description="How many assignments are new.")
    assignments: list[Assignment] = strawberry.field(description="All that were asked for, new and old; the first 500.")


@strawberry.type(description="What was withdrawn.")
class AssignmentsWithdrawn:
    withdrawn: int = strawberry.field(description="How many were open and are withdrawn now.")


AssignUnitsResult = Annotated[UnitsAssigned | GraphRefusal, strawberry.union("AssignUnitsResult", description="The assignments, or why not.")]
WithdrawAssignmentsResult = Annotated[
    AssignmentsWithdrawn | GraphRefusal, strawberry.union("WithdrawAssignmentsResult", description="How many, or why not.")
]


@strawberry.type
class LearningMutation:
    @mutation(who=LEARNS)
    async def record_quiz_attempts(self, info: strawberry.Info, input: RecordQuizAttemptsInput) -> list[RecordQuizAttemptResult]:
        """Record up to 100 finished attempts of one's own. Safe to send again: the phone's ids decide, and the first answer stands.

        Each is marked anew. Refused one by one: CONFLICT (the id was used for something else), NOT_FOUND (assignment, version),
        INVALID (with the path), ASSIGNMENT_WITHDRAWN and EMPLOYEE_LEFT (finished after that; what was finished before counts).
        """
        answers = await actions.record_quiz_attempts(info.context.viewer, [each.sent() for each in input.attempts])
        return [answer.to_graph() if isinstance(answer, Refusal) else row(QuizAttempt, answer) for answer in answers]

    @mutation(who=LEARNS)
    async def record_learning_events(self, info: strawberry.Info, input: RecordLearningEventsInput) -> RecordLearningEventsPayload:
        """Keep up to 1,000 learning events of one's own, late and in any order. Safe to send again: the phone's ids decide."""
        accepted, refusals = await actions.record_learning_events(info.context.viewer, [each.told() for each in input.events])
        return RecordLearningEventsPayload(accepted=accepted, refusals=[refusal.to_graph() for refusal in refusals])

    @mutation(who=ASSIGNS)
    async def assign_units(self, info: strawberry.Info, input: AssignUnitsInput) -> AssignUnitsResult:
        """Give units, or a whole course, to people, or to a team and all below it. Whoever has a unit keeps what they have.

        Without `dueAt`, units are due with the rungs of the course's ladder. Managers and coaches reach their own teams.
        """
        try:
            assigned = await actions.assign_units(info.context.viewer, **input.asked())
        except Refusal as refusal:
            return refusal.to_graph()
        return UnitsAssigned(created=assigned.created, assignments=rows(Assignment, assigned.ids[:500]))

    @mutation(who=ASSIGNS)
    async def withdraw_assignments(self, info: strawberry.Info, input: WithdrawAssignmentsInput) -> WithdrawAssignmentsResult:
        """Take assignments back. What was learned stays; runs that were finished before still count when they arrive."""
        try:
            return AssignmentsWithdrawn(withdrawn=await actions.withdraw_assignments(info.context.viewer, input.keys()))
        except Refusal as refusal:
            return refusal.to_graph()
