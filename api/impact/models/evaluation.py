"""An evaluation from its business need to its decision, the teams that take part, and who signed what."""

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from api.impact.rules.evaluation import Method, State, TrainingKind
from api.kit.fields import MomentField, key, money, text


def ratio(**kwargs) -> fields.DecimalField:
    """A share or a return: 18.2 is 1820 %."""
    return fields.DecimalField(max_digits=24, decimal_places=9, **kwargs)


class Evaluation(Model):
    """What is agreed lies in columns; `settings` holds the assumptions of the projection, `draw` how the arms were
    drawn, `levels`, `missing` and `flags` what the last reckoning found."""

    id = key()
    organisation_id = fields.UUIDField()
    name = fields.JSONField()  # by locale
    kind = fields.CharEnumField(TrainingKind, max_length=20)
    state = fields.CharEnumField(State, max_length=20, default=State.PLANNED)
    course_id = fields.UUIDField(null=True)
    owner_id = fields.UUIDField(null=True)
    currency = text(3)
    starts_on = fields.DateField()
    delivery_ends_on = fields.DateField()  # as planned
    delivery_ended_on = fields.DateField(null=True)  # as it was
    stops_at = fields.IntField(default=5)  # the level at which it ends; below 5 no ROI is planned
    window_waiver_months = fields.IntField(null=True)
    # the business need
    need_problem = fields.TextField(default="")
    need_kpi = text(default="")
    need_owner = text(default="")
    need_owner_outside_hr = fields.BooleanField(default=False)
    need_hash = text(64, default="")
    # the design
    method = fields.CharEnumField(Method, max_length=40, null=True)
    settings = fields.JSONField(default=dict)
    draw = fields.JSONField(null=True)
    assignment_published = fields.BooleanField(default=False)
    mde = ratio(null=True)
    mde_money = money(null=True)
    target_money = money(null=True)
    mde_enough = fields.BooleanField(null=True)
    design_hash = text(64, default="")
    design_locked_hash = text(64, default="")
    locked_hash = text(64, null=True)  # of need, targets, baseline and design together
    seed = fields.BigIntField(default=1)
    # time and money
    hourly_wage = money(null=True)  # turns recorded minutes into opportunity cost
    wage_loading = ratio(default=1)
    learning_s = fields.BigIntField(default=0)  # recorded, of the people taking part
    learners = fields.IntField(default=0)
    fx = fields.JSONField(null=True)  # one table a study
    cost_total = fields.JSONField(null=True)
    budget = fields.JSONField(default=list)
    # the result
    proof = text(20, default="unproven")
    levels = fields.JSONField(default=list)
    missing = fields.JSONField(default=list)
    flags = fields.JSONField(default=list)
    result_hash = text(64, default="")
    action_plan_waiver = fields.TextField(default="")
    distribution = fields.JSONField(default=list)
    cancelled_because = fields.TextField(default="")
    revised_because = fields.TextField(default="", db_default="")
    forecast_ratio = ratio(null=True)  # forecast benefit over the one that came
    decision = text(20, null=True)
    decision_reason = fields.TextField(default="")
    next_look_on = fields.DateField(null=True)
    created_at = MomentField()
    locked_at = MomentField(null=True)
    started_at = MomentField(null=True)
    followed_up_at = MomentField(null=True)
    concluded_at = MomentField(null=True)
    cancelled_at = MomentField(null=True)
    updated_at = MomentField()

    class Meta:
        table = "evaluation"
        indexes = (("organisation_id", "updated_at", "id"), ("organisation_id", "state"), ("organisation_id", "course_id"))


class Arm(StrEnum):
    """`undrawn` until the lot is drawn; `exempt` teams are trained at once and compared with nobody."""

    UNDRAWN = "undrawn"
    TREATED = "treated"
    WAITING = "waiting"
    EXEMPT = "exempt"


class EvaluationTeam(Model):
    """A team that takes part. `starts_on` is its own start where teams start one after another."""

    id = key()
    organisation_id = fields.UUIDField()
    evaluation_id = fields.UUIDField()
    team_id = fields.UUIDField()
    arm = fields.CharEnumField(Arm, max_length=20, default=Arm.UNDRAWN)
    stratum = text(120, default="")
    position = fields.IntField(default=0)  # in the drawn order
    starts_on = fields.DateField(null=True)

    class Meta:
        table = "evaluation_team"
        unique_together = (("organisation_id", "evaluation_id", "team_id"),)
        indexes = (("organisation_id", "team_id"),)


class SignOffSubject(StrEnum):
    NEED = "need"
    RESULT = "result"


class SignOff(Model):
    """A signature over one content. Once that content has another hash it is stale."""

    id = key()
    organisation_id = fields.UUIDField()
    evaluation_id = fields.UUIDField()
    subject = fields.CharEnumField(SignOffSubject, max_length=20)
    person = text()
    role = text()
    employee_id = fields.UUIDField(null=True)  # who entered it
    content_hash = text(64)
    signed_at = MomentField()

    class Meta:
        table = "sign_off"
        indexes = (("organisation_id", "evaluation_id", "subject"),)
