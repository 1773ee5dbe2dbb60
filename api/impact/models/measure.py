"""A figure with its target and its worth, its values by team and period, and what the training did to it."""

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from api.impact.rules.evaluation import Method
from api.impact.rules.measures import Basis, Direction, Period, SourceRank, Unit
from api.kit.fields import MomentField, key, money, text

from .evaluation import ratio


class Grain(StrEnum):
    """Whose figure one value is."""

    TEAM = "team"
    WHOLE = "whole"


def figure(**kwargs) -> fields.DecimalField:
    return fields.DecimalField(max_digits=24, decimal_places=6, **kwargs)


class Measure(Model):
    """A figure of level 3 or 4. `baseline_*` are folded from the observations before the start."""

    id = key()
    organisation_id = fields.UUIDField()
    evaluation_id = fields.UUIDField()
    position = fields.IntField()
    name = text()
    level = fields.IntField(default=4)
    unit = fields.CharEnumField(Unit, max_length=20)
    direction = fields.CharEnumField(Direction, max_length=10)
    period = fields.CharEnumField(Period, max_length=10, default=Period.MONTH)
    grain = fields.CharEnumField(Grain, max_length=10, default=Grain.TEAM)
    seasonal = fields.BooleanField(default=False)
    source_system = text(default="")
    formula_version = text(40, default="1")
    owner = text(default="")
    # agreed
    target_value = figure(null=True)
    target_due_on = fields.DateField(null=True)
    target_contribution = ratio(null=True)
    target_confidence = ratio(null=True)
    target_agreed_by = text(default="")
    # what a unit of it is worth
    value_amount = money(null=True)
    value_per = figure(null=True)
    value_low = money(null=True)
    value_high = money(null=True)
    value_basis = fields.CharEnumField(Basis, max_length=20, null=True)
    value_source = text(default="")
    value_rank = fields.IntEnumField(SourceRank, null=True)
    value_approved_by = text(default="")
    value_redeployed = ratio(null=True)
    # before the start
    baseline_from = fields.DateField(null=True)
    baseline_to = fields.DateField(null=True)
    baseline_mean = figure(null=True)
    baseline_n = fields.IntField(default=0)
    baseline_periods = fields.IntField(default=0)
    updated_at = MomentField()

    class Meta:
        table = "measure"
        unique_together = (("organisation_id", "evaluation_id", "name"),)


class Observation(Model):
    """One value of a measure for a team (or the whole) in the period that begins on a day. A restatement replaces
    the value and counts up `revision`."""

    id = key()
    organisation_id = fields.UUIDField()
    evaluation_id = fields.UUIDField()
    measure_id = fields.UUIDField()
    unit = text(120)  # the team's id, or "whole"
    team_id = fields.UUIDField(null=True)
    period_on = fields.DateField()
    value = figure()
    n = fields.IntField(null=True)
    revision = fields.IntField(default=1)
    source = text(120, default="")
    recorded_at = MomentField()

    class Meta:
        table = "observation"
        unique_together = (("organisation_id", "measure_id", "unit", "period_on"),)
        indexes = (("organisation_id", "evaluation_id", "period_on"),)


class Effect(Model):
    """What one method says the training did to one measure. `leading` is the method frozen before the start; the others
    stand beside it as exploratory."""

    id = key()
    organisation_id = fields.UUIDField()
    evaluation_id = fields.UUIDField()
    measure_id = fields.UUIDField()
    method = fields.CharEnumField(Method, max_length=40)
    leading = fields.BooleanField(default=False)
    model = text(300)
    estimate = ratio(null=True)  # as the measure is counted; null where the method was refused
    low = ratio(null=True)
    high = ratio(null=True)
    p = ratio(null=True)
    p_kind = text(60, default="")
    distinguishable = fields.BooleanField(default=False)
    treated = fields.IntField(default=0)
    controls = fields.IntField(default=0)
    diagnostics = fields.JSONField(default=list)
    flags = fields.JSONField(default=list)
    groups = fields.JSONField(default=list)  # a point a team: before, after, arm
    trend = fields.JSONField(default=list)  # observed and expected by period
    computed_at = MomentField()

    class Meta:
        table = "effect"
        unique_together = (("organisation_id", "evaluation_id", "measure_id", "method"),)


class RivalCause(Model):
    """What else happened at the time: a market, a product, a competitor. Shown on the trend, taken off by nobody."""

    id = key()
    organisation_id = fields.UUIDField()
    evaluation_id = fields.UUIDField()
    happened_on = fields.DateField()
    name = text()
    note = fields.TextField(default="")
    entered_at = MomentField()

    class Meta:
        table = "rival_cause"
        indexes = (("organisation_id", "evaluation_id", "happened_on"),)
