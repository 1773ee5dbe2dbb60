"""Tables of the kit: the journal and its counter, jobs. They know nothing of learning."""

from tortoise import fields
from tortoise.models import Model

from api.kit.fields import MomentField, key, text


class JournalHead(Model):
    """One counter row an organisation, locked last in a unit of work: `seq` has no gaps."""

    organisation_id = fields.UUIDField(primary_key=True)
    seq = fields.BigIntField()

    class Meta:
        table = "journal_head"


class JournalEntry(Model):
    """What happened, in the transaction in which it happened. Never updated."""

    id = fields.BigIntField(primary_key=True, generated=True)
    organisation_id = fields.UUIDField()
    seq = fields.BigIntField()
    at = MomentField()
    kind = text(60)
    subject_id = fields.UUIDField(null=True)
    employee_id = fields.UUIDField(null=True)
    team_id = fields.UUIDField(null=True)
    payload = fields.JSONField(default=dict)

    class Meta:
        table = "journal"
        unique_together = (("organisation_id", "seq"),)


class Job(Model):
    """Work for later. The natural key makes a second run, or a second enqueueing, harmless."""

    id = key()
    organisation_id = fields.UUIDField(null=True)
    kind = text(60)
    natural_key = text(200, unique=True)
    payload = fields.JSONField(default=dict)
    run_at = MomentField()
    leased_until = MomentField(null=True)
    tries = fields.IntField(default=0)
    done_at = MomentField(null=True)
    failed_at = MomentField(null=True)
    error = fields.TextField(null=True)

    class Meta:
        table = "job"
        indexes = (("done_at", "run_at"),)
