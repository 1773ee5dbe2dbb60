"""Organisation, team, position, employee, shift."""

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from api.kit.fields import MomentField, key, text


class TeamKind(StrEnum):
    company = "company"
    region = "region"
    shop = "shop"
    department = "department"


class EmployeeStatus(StrEnum):
    active = "active"
    on_leave = "on_leave"
    left = "left"


class Organisation(Model):
    id = key()
    slug = text(60, unique=True)
    name = fields.JSONField()  # by locale
    locale = text(10, default="zh-Hant")
    timezone = text(60, default="Asia/Taipei")
    currency = text(3, default="TWD")
    created_at = MomentField()

    class Meta:
        table = "organisation"


class Team(Model):
    id = key()
    organisation_id = fields.UUIDField()
    parent_id = fields.UUIDField(null=True)
    kind = fields.CharEnumField(TeamKind, max_length=20)
    name = fields.JSONField()  # by locale
    external_id = text(120, null=True)
    updated_at = MomentField()

    class Meta:
        table = "team"
        unique_together = (("organisation_id", "external_id"),)
        indexes = (("organisation_id", "updated_at", "id"), ("organisation_id", "parent_id"))


class TeamTree(Model):
    """Every ancestor of every team, itself included (depth 0): a subtree is one index range."""

    id = fields.BigIntField(primary_key=True, generated=True)
    organisation_id = fields.UUIDField()
    ancestor_id = fields.UUIDField()
    descendant_id = fields.UUIDField()
    depth = fields.IntField()

    class Meta:
        table = "team_tree"
        unique_together = (("organisation_id", "ancestor_id", "descendant_id"),)
        indexes = (("organisation_id", "descendant_id"),)


class Position(Model):
    id = key()
    organisation_id = fields.UUIDField()
    code = text(60)
    name = fields.JSONField()  # by locale

    class Meta:
        table = "position"
        unique_together = (("organisation_id", "code"),)


class Employee(Model):
    id = key()
    organisation_id = fields.UUIDField()
    employee_number = text(40)
    external_id = text(120, null=True)
    name = text()
    email = text(320, null=True)
    locale = text(10, default="zh-Hant")
    team_id = fields.UUIDField()
    position_id = fields.UUIDField(null=True)
    status = fields.CharEnumField(EmployeeStatus, max_length=20, default=EmployeeStatus.active)
    hired_on = fields.DateField()
    left_on = fields.DateField(null=True)
    created_at = MomentField()
    updated_at = MomentField()

    class Meta:
        table = "employee"
        unique_together = (("organisation_id", "employee_number"), ("organisation_id", "external_id"))
        indexes = (("organisation_id", "updated_at", "id"), ("organisation_id", "team_id", "id"))


class Placement(Model):
    """Where a person worked, as what, since when: a move ends one and begins the next."""

    id = key()
    organisation_id = fields.UUIDField()
    employee_id = fields.UUIDField()
    team_id = fields.UUIDField()
    position_id = fields.UUIDField(null=True)
    since = MomentField()
    until = MomentField(null=True)  # null: still there

    class Meta:
        table = "placement"
        indexes = (("organisation_id", "employee_id", "since"),)


class Shift(Model):
    id = key()
    organisation_id = fields.UUIDField()
    employee_id = fields.UUIDField()
    team_id = fields.UUIDField()
    starts_at = MomentField()
    ends_at = MomentField()
    external_id = text(120, null=True)

    class Meta:
        table = "shift"
        unique_together = (("organisation_id", "external_id"),)
        indexes = (("organisation_id", "employee_id", "starts_at"), ("organisation_id", "team_id", "starts_at"))
