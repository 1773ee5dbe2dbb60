"""Course, unit, frozen unit version, skill, milestone step, behaviour indicator, media."""

from enum import StrEnum

from tortoise import fields
from tortoise.models import Model

from api.kit.fields import MomentField, key, text


class UnitKind(StrEnum):
    unit = "unit"  # 3 to 7 minutes
    pre_test = "pre_test"
    post_test = "post_test"


class UnitStatus(StrEnum):
    draft = "draft"
    published = "published"
    retired = "retired"


class Course(Model):
    id = key()
    organisation_id = fields.UUIDField()
    slug = text(80)
    title = fields.JSONField()  # by locale
    summary = fields.JSONField()  # by locale
    certifying = fields.BooleanField(default=False)
    valid_for_days = fields.IntField(null=True)
    audience = fields.JSONField(default=list)  # position codes
    updated_at = MomentField()

    class Meta:
        table = "course"
        unique_together = (("organisation_id", "slug"),)
        indexes = (("organisation_id", "updated_at", "id"),)


class Skill(Model):
    id = key()
    organisation_id = fields.UUIDField()
    course_id = fields.UUIDField()
    slug = text(80)
    name = fields.JSONField()  # by locale

    class Meta:
        table = "skill"
        unique_together = (("organisation_id", "course_id", "slug"),)


class Unit(Model):
    id = key()
    organisation_id = fields.UUIDField()
    course_id = fields.UUIDField()
    skill_id = fields.UUIDField(null=True)
    slug = text(80)
    kind = fields.CharEnumField(UnitKind, max_length=20, default=UnitKind.unit)
    position = fields.IntField()  # within the course, from 1
    title = fields.JSONField()  # by locale
    objective = fields.JSONField(default=dict)  # by locale
    status = fields.CharEnumField(UnitStatus, max_length=20, default=UnitStatus.draft)
    version_id = fields.UUIDField(null=True)  # the one that is live
    draft = fields.JSONField(null=True)  # the cards with their keys, as the author has them
    pass_mark = fields.FloatField(default=0.8)  # share of the points
    updated_at = MomentField()

    class Meta:
        table = "unit"
        unique_together = (("organisation_id", "slug"),)
        indexes = (("organisation_id", "updated_at", "id"), ("organisation_id", "course_id", "position"))


class UnitVersion(Model):
    """Frozen once published: old attempts keep the version that they were made on."""

    id = key()
    organisation_id = fields.UUIDField()
    unit_id = fields.UUIDField()
    number = fields.IntField()
    cards = fields.JSONField()  # what the phone shows; marks itself unless certifying
    marking = fields.JSONField()  # question id → form, key, points; server only for certifying units
    duration_s = fields.IntField()  # computed at publication
    pass_mark = fields.FloatField()
    certifying = fields.BooleanField(default=False)
    locales = fields.JSONField()
    content_hash = text(64)
    published_at = MomentField()
    published_by_id = fields.UUIDField(null=True)

    class Meta:
        table = "unit_version"
        unique_together = (("organisation_id", "unit_id", "number"),)


class MilestoneStep(Model):
    """A rung of a course's ladder: reached once all its units are passed, due so many days after assignment."""

    id = key()
    organisation_id = fields.UUIDField()
    course_id = fields.UUIDField()
    position = fields.IntField()
    name = fields.JSONField()  # by locale
    unit_ids = fields.JSONField()  # cumulative: the units of this rung and of those below it
    due_day = fields.IntField()

    class Meta:
        table = "milestone_step"
        unique_together = (("organisation_id", "course_id", "position"),)


class BehaviourIndicator(Model):
    """What a manager watches for on the floor after the course (Kirkpatrick level 3)."""

    id = key()
    organisation_id = fields.UUIDField()
    course_id = fields.UUIDField()
    position = fields.IntField()
    name = fields.JSONField()  # by locale
    good_looks_like = fields.JSONField()  # by locale
    frequency_prompt = fields.JSONField()  # by locale

    class Meta:
        table = "behaviour_indicator"
        unique_together = (("organisation_id", "course_id", "position"),)


class Media(Model):
    """A file under `$DATA/media`, named by its content."""

    id = key()
    organisation_id = fields.UUIDField()
    sha256 = text(64)
    name = text()
    content_type = text(80)
    bytes = fields.BigIntField()
    duration_s = fields.FloatField(null=True)
    created_at = MomentField()

    class Meta:
        table = "media"
        unique_together = (("organisation_id", "sha256"),)
