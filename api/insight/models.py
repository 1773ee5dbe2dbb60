"""Rollups. Written with the answer, read by dashboards, proved by the nightly recount."""

from tortoise import fields
from tortoise.models import Model

from api.kit.fields import MomentField


class PersonDay(Model):
    """Sums for one person on one local day of the organisation."""

    id = fields.BigIntField(primary_key=True, generated=True)
    organisation_id = fields.UUIDField()
    employee_id = fields.UUIDField()
    day = fields.DateField()
    attempts = fields.IntField(default=0)
    passes = fields.IntField(default=0)  # attempts at or above the pass mark
    score_sum = fields.FloatField(default=0)
    learning_s = fields.IntField(default=0)

    class Meta:
        table = "person_day"
        unique_together = (("organisation_id", "employee_id", "day"),)


class TeamDay(Model):
    """The same for a team's own people (the subtree is summed over `team_tree` when read)."""

    id = fields.BigIntField(primary_key=True, generated=True)
    organisation_id = fields.UUIDField()
    team_id = fields.UUIDField()  # the person's team when the attempt was recorded
    day = fields.DateField()
    attempts = fields.IntField(default=0)
    passes = fields.IntField(default=0)
    score_sum = fields.FloatField(default=0)
    learning_s = fields.IntField(default=0)

    class Meta:
        table = "team_day"
        unique_together = (("organisation_id", "team_id", "day"),)


class UnitDay(Model):
    id = fields.BigIntField(primary_key=True, generated=True)
    organisation_id = fields.UUIDField()
    unit_id = fields.UUIDField()
    day = fields.DateField()
    attempts = fields.IntField(default=0)
    passes = fields.IntField(default=0)
    score_sum = fields.FloatField(default=0)
    learning_s = fields.IntField(default=0)

    class Meta:
        table = "unit_day"
        unique_together = (("organisation_id", "unit_id", "day"),)


class Standing(Model):
    """Where one person stands now: the row of the manager's live page."""

    employee_id = fields.UUIDField(primary_key=True)
    organisation_id = fields.UUIDField()
    team_id = fields.UUIDField()  # follows the person
    assigned = fields.IntField(default=0)  # open and done, without withdrawn ones
    completed = fields.IntField(default=0)
    passed = fields.IntField(default=0)
    # the unit that was begun and not passed: first one failed more than three times, else that with the oldest last
    # progress; stuck after more than three failed attempts, or when that progress is 48 h ago
    open_unit_id = fields.UUIDField(null=True)
    open_since = MomentField(null=True)  # last progress on it
    open_failures = fields.IntField(default=0)
    next_milestone_due_on = fields.DateField(null=True)  # first rung not reached; behind when it has passed
    next_due_at = MomentField(null=True)  # first assignment not passed; overdue when it has passed
    active_unit_id = fields.UUIDField(null=True)  # what the last event was about; none once the unit was left
    active_card_index = fields.IntField(null=True)
    active_at = MomentField(null=True)
    updated_at = MomentField()

    class Meta:
        table = "standing"
        indexes = (("organisation_id", "team_id", "employee_id"),)
