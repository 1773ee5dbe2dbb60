"""Costs, and what people estimate the training's part to be."""

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from api.impact.rules.costs import CostCategory, CostKind
from api.kit.fields import MomentField, key, money, text

from .evaluation import ratio


class CostLine(Model):
    """One cost. `automatic` is computed from recorded learning minutes and the wage; nobody types it."""

    id = key()
    organisation_id = fields.UUIDField()
    evaluation_id = fields.UUIDField()
    position = fields.IntField()
    label = text()
    category = fields.CharEnumField(CostCategory, max_length=20)
    kind = fields.CharEnumField(CostKind, max_length=20)
    amount = money()
    currency = text(3)
    low = money(null=True)
    high = money(null=True)
    used = ratio(default=1)
    spent_on = fields.DateField(null=True)
    recurring = fields.BooleanField(default=False)
    automatic = fields.BooleanField(default=False)
    updated_at = MomentField()

    class Meta:
        table = "cost_line"
        unique_together = (("organisation_id", "evaluation_id", "category", "label", "kind"),)


class EstimatorKind(StrEnum):
    PARTICIPANT = "participant"
    MANAGER = "manager"
    EXECUTIVE = "executive"
    EXPERT = "expert"
    CUSTOMER = "customer"


class Estimate(Model):
    """One estimator's share for the training, and how sure they are of it."""

    id = key()
    organisation_id = fields.UUIDField()
    evaluation_id = fields.UUIDField()
    estimator = text()
    kind = fields.CharEnumField(EstimatorKind, max_length=20)
    contribution = ratio()
    confidence = ratio(null=True)
    low = ratio(null=True)
    high = ratio(null=True)
    basis = fields.TextField(default="")
    entered_at = MomentField()

    class Meta:
        table = "estimate"
        unique_together = (("organisation_id", "evaluation_id", "estimator"),)
