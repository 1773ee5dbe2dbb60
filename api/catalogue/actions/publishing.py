"""Publish one unit: what an author, an admin or a content system asks for."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from api.catalogue.actions.versions import publish
from api.catalogue.models import Course, Skill, Unit, UnitKind
from api.kit import clock
from api.kit.refusals import CONFLICT, INVALID, NOT_FOUND, Refusal
from api.kit.viewer import Viewer
from api.kit.work import unit_of_work
from api.people.rules import checks


@dataclass(frozen=True, slots=True)
class Draft:
    """A unit to publish: one that exists, by its id; or the unit of this slug in this course, made if need be.
    What is None stays as it is."""

    unit_id: UUID | None = None
    course_id: UUID | None = None
    slug: str | None = None
    kind: UnitKind | None = None
    position: int | None = None
    title: dict[str, str] | None = None
    objective: dict[str, str] | None = None
    skill_id: UUID | None = None
    pass_mark: float | None = None
    cards: Any = None


async def publish_micro_unit(viewer: Viewer, draft: Draft) -> UUID:
    """Save what was sent and freeze it. Refused with the first fault, its code and where it stands; then nothing is saved."""
    at = clock.now()
    draft = _checked(draft)

    async def work() -> UUID:
        unit, course = await _unit(viewer, draft)
        if draft.skill_id and not await Skill.filter(id=draft.skill_id, course_id=course.id).exists():
            raise Refusal(INVALID, "the course has no such skill", ("skillId",))
        changed = {
            "kind": draft.kind, "position": draft.position, "title": draft.title, "objective": draft.objective,
            "skill_id": draft.skill_id, "pass_mark": draft.pass_mark,
            "draft": {"cards": draft.cards} if draft.cards is not None else None,
        }
        changed = {name: value for name, value in changed.items() if value is not None and value != getattr(unit, name)}
        if changed or not unit._saved_in_db:
            unit.update_from_dict({**changed, "updated_at": at})
            await unit.save()
        await publish(course, unit, at, viewer.employee_id)
        return unit.id

    return await unit_of_work(work)


def _checked(draft: Draft) -> Draft:
    if draft.position is not None and not 0 <= draft.position <= 1000:
        raise Refusal(INVALID, "a place in the course, 0 to 1,000", ("position",))
    return replace(
        draft,
        slug=checks.slug(draft.slug, ("slug",)) if draft.slug is not None else None,
        title=checks.texts(draft.title, ("title",)) if draft.title is not None else None,
        objective=checks.texts(draft.objective, ("objective",), most=500) if draft.objective is not None else None,
    )


async def _unit(viewer: Viewer, draft: Draft) -> tuple[Unit, Course]:
    mine = {"organisation_id": viewer.organisation_id}
    if draft.unit_id:
        unit = await Unit.filter(**mine, id=draft.unit_id).select_for_update().first()
        if unit is None:
            raise Refusal(NOT_FOUND, "no such unit", ("unitId",))
        return unit, await Course.get(**mine, id=unit.course_id)
    if not draft.course_id or not draft.slug:
        raise Refusal(INVALID, "a unit is named by unitId, or by courseId and slug", ("unitId",))
    course = await Course.filter(**mine, id=draft.course_id).select_for_update().first()
    if course is None:
        raise Refusal(NOT_FOUND, "no such course", ("courseId",))
    unit = await Unit.filter(**mine, slug=draft.slug).select_for_update().first()
    if unit is None:
        if not draft.title:
            raise Refusal(INVALID, "a new unit has a title by language", ("title",))
        last = await Unit.filter(**mine, course_id=course.id, kind=UnitKind.unit).order_by("-position").first()
        return Unit(**mine, course_id=course.id, slug=draft.slug, title=draft.title, position=last.position + 1 if last else 1), course
    if unit.course_id != course.id:
        raise Refusal(CONFLICT, f"a unit of another course is called {unit.slug}", ("slug",))
    return unit, course
