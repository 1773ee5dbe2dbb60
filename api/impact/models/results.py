"""What was computed: projections as they moved, concluded studies that replay, and claims of others with their audit."""

from tortoise import fields
from tortoise.models import Model

from api.impact.rules.inputs import ProjectionKind
from api.kit.fields import MomentField, key, money, text

from .evaluation import ratio


class RoiProjection(Model):
    """One kind's projection as it stood on one day, recomputed within the day. `current` is the newest of its kind.

    Where something bars an ROI, `flags` say what, and the figures are null.
    """

    id = key()
    organisation_id = fields.UUIDField()
    evaluation_id = fields.UUIDField()
    kind = fields.CharEnumField(ProjectionKind, max_length=20)
    day = fields.DateField()
    current = fields.BooleanField(default=True)
    currency = text(3)
    roi = ratio(null=True)
    roi_low = ratio(null=True)
    roi_median = ratio(null=True)
    roi_high = ratio(null=True)
    bcr = ratio(null=True)
    payback_months = ratio(null=True)
    break_even_attribution = ratio(null=True)
    break_even_months = ratio(null=True)
    attribution = ratio(null=True)
    cost = money(null=True)
    attributed_benefit = money(null=True)
    benefit_low = money(null=True)
    benefit_high = money(null=True)
    net_benefit = money(null=True)
    npv = money(null=True)
    irr = ratio(null=True)
    probability_above_zero = ratio(null=True)
    probability_above_hurdle = ratio(null=True)
    hurdle = ratio(default=0)
    distinguishable = fields.BooleanField(null=True)
    grade = text(1, null=True)
    flags = fields.JSONField(default=list)
    waterfall = fields.JSONField(default=list)
    payback_curve = fields.JSONField(default=list)
    tornado = fields.JSONField(default=list)
    delay_curve = fields.JSONField(default=list)
    cost_by_category = fields.JSONField(default=list)
    excluded = fields.JSONField(default=list)
    inputs = fields.JSONField(null=True)  # the whole of them: it can be computed again
    inputs_hash = text(64)
    engine_version = text(20)
    seed = fields.BigIntField(default=1)
    computed_at = MomentField()
    updated_at = MomentField()

    class Meta:
        table = "roi_projection"
        unique_together = (("organisation_id", "evaluation_id", "kind", "day"),)
        indexes = (("organisation_id", "updated_at", "id"),)


class Study(Model):
    """A concluded evaluation, frozen: from its inputs the result can be computed again, to the same bytes. A correction
    is a new version beside the old one."""

    id = key()
    organisation_id = fields.UUIDField()
    evaluation_id = fields.UUIDField()
    version = fields.IntField()
    supersedes_id = fields.UUIDField(null=True)
    inputs = fields.JSONField()
    result = fields.TextField()  # canonical JSON, as it was hashed
    inputs_hash = text(64)
    result_hash = text(64)
    engine_version = text(20)
    seed = fields.BigIntField()
    approved_by = text(default="")
    reason = fields.TextField(default="")
    concluded_at = MomentField()

    class Meta:
        table = "study"
        unique_together = (("organisation_id", "evaluation_id", "version"),)


class AuditedClaim(Model):
    """A claim of others as typed in, with what our rules find: figures recomputed, flags, what we assumed where it is
    silent."""

    id = key()
    organisation_id = fields.UUIDField()
    evaluation_id = fields.UUIDField()
    label = text(300)
    source = text(300, default="")
    currency = text(3)
    claim = fields.JSONField()
    assumed = fields.JSONField(null=True)
    figures = fields.JSONField(default=list)
    flags = fields.JSONField(default=list)
    audited_at = MomentField()

    class Meta:
        table = "audited_claim"
        indexes = (("organisation_id", "evaluation_id"),)
