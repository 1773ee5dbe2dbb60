"""Assignment with its progress, attempt, learning event, milestone."""

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from api.kit.fields import IndexWhere, MomentField, key, text


class AssignmentSource(StrEnum):
    rule = "rule"
    manager = "manager"
    api = "api"
    own = "own"


class Assignment(Model):
    """This person, this unit, by then; and, folded from the attempts, how far they are.

    Progress sits in the same row, because nobody reads the one without the other.
    """

    id = key()
    organisation_id = fields.UUIDField()
    employee_id = fields.UUIDField()
    unit_id = fields.UUIDField()
    course_id = fields.UUIDField()
    source = fields.CharEnumField(AssignmentSource, max_length=20)
    assigned_at = MomentField()
    due_at = MomentField(null=True)
    withdrawn_at = MomentField(null=True)
    # progress: every fold is order-free (count, sum, max, min)
    attempts = fields.IntField(default=0)
    best_score = fields.FloatField(null=True)
    learning_s = fields.IntField(default=0)
    started_at = MomentField(null=True)  # first event or attempt
    completed_at = MomentField(null=True)  # first finished attempt
    passed_at = MomentField(null=True)  # first attempt at or above the pass mark
    last_attempt_at = MomentField(null=True)
    last_progress_at = MomentField(null=True)  # last sign of life on it, event or attempt
    updated_at = MomentField()

    class Meta:
        table = "assignment"
        unique_together = (("organisation_id", "employee_id", "unit_id"),)
        indexes = (
            ("organisation_id", "updated_at", "id"),
            ("organisation_id", "employee_id", "due_at", "id"),
            ("organisation_id", "unit_id", "employee_id"),
            # What a standing is told from, without a look at the rows: what is still to be passed.
            IndexWhere(
                fields=(
                    "organisation_id", "employee_id", "due_at", "completed_at", "started_at", "last_progress_at", "attempts", "unit_id",
                    "passed_at", "withdrawn_at",
                ),
                where="passed_at IS NULL AND withdrawn_at IS NULL",
            ),
        )


class Attempt(Model):
    """One finished run of a unit with its quiz, under the phone's own id. Marked by the server."""

    id = fields.UUIDField(primary_key=True)  # the phone's
    organisation_id = fields.UUIDField()
    employee_id = fields.UUIDField()
    assignment_id = fields.UUIDField()
    unit_id = fields.UUIDField()
    version_id = fields.UUIDField()
    team_id = fields.UUIDField()  # the person's team when it was recorded
    answers = fields.JSONField()
    marks = fields.JSONField()  # question id → share of its points
    score = fields.FloatField()  # share of all points, 0 to 1
    passed = fields.BooleanField()
    started_at = MomentField()  # device clock
    finished_at = MomentField()  # device clock, never later than received
    received_at = MomentField()
    duration_s = fields.IntField()  # foreground seconds
    offline = fields.BooleanField(default=False)
    content_hash = text(64)  # of what the phone sent: same id, other content is refused

    class Meta:
        table = "attempt"
        indexes = (
            ("organisation_id", "received_at", "id"),
            ("organisation_id", "employee_id", "finished_at", "id"),
            ("organisation_id", "unit_id", "finished_at", "id"),
            ("organisation_id", "team_id", "finished_at"),
            ("organisation_id", "assignment_id", "finished_at", "id"),
        )


class LearningEventKind(StrEnum):
    card_shown = "card_shown"
    answered = "answered"
    changed = "changed"
    hesitated = "hesitated"
    played = "played"
    paused = "paused"
    sought = "sought"
    replayed = "replayed"
    left = "left"
    resumed = "resumed"


class LearningEvent(Model):
    """Raw signal from the phone. Kept 90 days by default; daily sums are kept."""

    id = fields.UUIDField(primary_key=True)  # the phone's
    organisation_id = fields.UUIDField()
    employee_id = fields.UUIDField()
    unit_id = fields.UUIDField()
    version_id = fields.UUIDField()
    attempt_id = fields.UUIDField()  # the run that it belongs to, finished or not
    kind = fields.CharEnumField(LearningEventKind, max_length=20)
    card_id = text(80)
    card_index = fields.IntField()
    question_id = text(80, null=True)
    value = fields.JSONField(null=True)  # the answer, or {"from": s, "to": s} for media
    position_s = fields.FloatField(null=True)  # in the clip
    device_at = MomentField()
    received_at = MomentField()
    offline = fields.BooleanField(default=False)

    class Meta:
        table = "activity"
        indexes = (
            ("organisation_id", "employee_id", "device_at", "id"),
            ("organisation_id", "unit_id", "device_at"),
            ("organisation_id", "received_at"),
        )


class Milestone(Model):
    """One person's standing on one rung of a course's ladder."""

    id = key()
    organisation_id = fields.UUIDField()
    employee_id = fields.UUIDField()
    course_id = fields.UUIDField()
    step_id = fields.UUIDField()
    position = fields.IntField()
    due_on = fields.DateField()
    units_total = fields.IntField()
    units_passed = fields.IntField(default=0)
    reached_at = MomentField(null=True)
    updated_at = MomentField()

    class Meta:
        table = "milestone"
        unique_together = (("organisation_id", "employee_id", "step_id"),)
        indexes = (
            ("organisation_id", "updated_at", "id"),
            ("organisation_id", "employee_id", "due_on", "id"),
            ("organisation_id", "reached_at", "due_on"),
        )
