"""A new version of a unit, when there is something new in it. Inside a unit of work."""

from datetime import datetime
from uuid import UUID

from api.catalogue import rules
from api.catalogue.models import Course, Unit, UnitKind, UnitStatus, UnitVersion
from api.kit import journal


async def publish(course: Course, unit: Unit, at: datetime, by: UUID | None) -> UnitVersion:
    """Freeze the unit's draft and make it the live one. The same content again is the same version.

    Versions are never changed or taken away: attempts and half-finished runs keep theirs.
    """
    frozen = rules.publishable(
        unit.draft, pass_mark=unit.pass_mark, test=unit.kind is not UnitKind.unit,
        certifying=course.certifying and unit.kind is UnitKind.post_test,
    )
    live = await UnitVersion.get(id=unit.version_id) if unit.version_id else None
    if live and live.content_hash == frozen.content_hash:
        if unit.status is not UnitStatus.published:
            await _live(unit, live, at)
        return live
    last = await UnitVersion.filter(organisation_id=unit.organisation_id, unit_id=unit.id).order_by("-number").first()
    version = await UnitVersion.create(
        organisation_id=unit.organisation_id, unit_id=unit.id, number=last.number + 1 if last else 1,
        cards=frozen.cards, marking=frozen.marking, duration_s=frozen.duration_s, pass_mark=unit.pass_mark,
        certifying=course.certifying and unit.kind is UnitKind.post_test, locales=frozen.locales,
        content_hash=frozen.content_hash, published_at=at, published_by_id=by,
    )
    await _live(unit, version, at)
    return version


async def _live(unit: Unit, version: UnitVersion, at: datetime) -> None:
    unit.version_id, unit.status, unit.updated_at = version.id, UnitStatus.published, at
    await unit.save(update_fields=["version_id", "status", "updated_at"])
    journal.add(
        "unit.published", organisation=unit.organisation_id, subject=unit.id,
        course=str(unit.course_id), version=str(version.id), number=version.number,
    )
