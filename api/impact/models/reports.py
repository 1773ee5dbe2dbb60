"""What people reported: reactions (level 1), action plans and check-ins (level 3), and gains that are not priced."""

from tortoise import fields
from tortoise.models import Model

from api.kit.fields import MomentField, key, text

from .measure import figure


class Reaction(Model):
    """Two taps after the course, or a full survey with its dimensions; marks run from 1 to 5."""

    id = fields.UUIDField(primary_key=True)  # the sender's
    organisation_id = fields.UUIDField()
    evaluation_id = fields.UUIDField()
    employee_id = fields.UUIDField(null=True)  # an imported survey may be anonymous
    satisfaction = fields.IntField()
    usefulness = fields.IntField()
    teaching = fields.IntField(null=True)
    note = fields.TextField(default="")
    source = text(120, default="")
    answered_at = MomentField()

    class Meta:
        table = "reaction"
        indexes = (("organisation_id", "evaluation_id", "answered_at"),)


class ActionPlan(Model):
    """What a learner will do differently, where, and what it shall bring."""

    id = key()
    organisation_id = fields.UUIDField()
    evaluation_id = fields.UUIDField()
    employee_id = fields.UUIDField()
    behaviour = fields.TextField()
    situation = fields.TextField()
    intended = fields.TextField()
    approved_by_id = fields.UUIDField(null=True)
    approved_at = MomentField(null=True)
    updated_at = MomentField()

    class Meta:
        table = "action_plan"
        unique_together = (("organisation_id", "evaluation_id", "employee_id"),)


class CheckIn(Model):
    """A fortnightly look at one person: how often the new behaviour was seen, and how well it went (1 to 5)."""

    id = fields.UUIDField(primary_key=True)  # the sender's
    organisation_id = fields.UUIDField()
    evaluation_id = fields.UUIDField()
    employee_id = fields.UUIDField()
    reporter_id = fields.UUIDField(null=True)
    indicator_id = fields.UUIDField(null=True)
    checked_on = fields.DateField()
    frequency = fields.IntField()
    proficiency = fields.IntField()
    note = fields.TextField(default="")
    content_hash = text(64)
    recorded_at = MomentField()

    class Meta:
        table = "check_in"
        indexes = (("organisation_id", "evaluation_id", "checked_on"), ("organisation_id", "employee_id"))


class Intangible(Model):
    """A gain told and not priced: there is no money field here, and never will be."""

    id = key()
    organisation_id = fields.UUIDField()
    evaluation_id = fields.UUIDField()
    indicator = text()
    unit = text(60)
    before = figure(null=True)
    after = figure(null=True)
    note = fields.TextField(default="")
    updated_at = MomentField()

    class Meta:
        table = "intangible"
        unique_together = (("organisation_id", "evaluation_id", "indicator"),)
