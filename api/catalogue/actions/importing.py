"""Bring in a whole course, as its authors wrote it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.models import Model

from api.catalogue.actions.versions import publish
from api.catalogue.models import BehaviourIndicator, Course, MilestoneStep, Skill, Unit, UnitKind, UnitVersion
from api.catalogue.rules import importing
from api.kit import journal
from api.kit.refusals import CONFLICT, Refusal
from api.kit.work import unit_of_work

Published = dict[str, tuple[UUID, UnitVersion]]


async def import_course(organisation_id: UUID, draft: dict[str, Any], at: datetime, by: UUID | None = None) -> Published:
    """Make or renew the course of this slug and publish its units: all of it or, at the first fault, nothing.

    Returns slug → (unit id, live version). Twice the same draft is once.
    """
    units, steps = importing.units(draft), importing.steps(draft)

    async def work() -> Published:
        course, changed = await _put(
            Course, {"organisation_id": organisation_id, "slug": draft["slug"]}, at,
            title=draft["title"], summary=draft["summary"], certifying=draft.get("certifying", False),
            valid_for_days=draft.get("valid_for_days"), audience=(draft.get("audience") or {}).get("positions", []),
        )
        mine = {"organisation_id": organisation_id, "course_id": course.id}
        skills: dict[str, UUID] = {}
        for skill in draft.get("skills") or ():
            kept, touched = await _put(Skill, {**mine, "slug": skill["slug"]}, at, name=skill["name"])
            skills[skill["slug"]], changed = kept.id, changed or touched
        published: Published = {}
        for index, unit in enumerate(units):
            try:
                published[unit.slug] = await _unit(course, skills, unit, at, by)
            except Refusal as refusal:
                raise refusal.within("units", index) from None
        for step in steps:
            ids = [str(published[slug][0]) for slug in step.units]
            _, touched = await _put(MilestoneStep, {**mine, "position": step.position}, at, name=step.name, unit_ids=ids, due_day=step.due_day)
            changed = changed or touched
        if await MilestoneStep.filter(**mine, position__gt=len(steps)).exists():
            raise Refusal(CONFLICT, "a ladder that people stand on may change its rungs, not lose one", ("milestones",))
        for position, watched in enumerate(draft.get("behaviour_indicators") or (), start=1):
            _, touched = await _put(
                BehaviourIndicator, {**mine, "position": position}, at, name=watched["behaviour"],
                good_looks_like=watched["good_looks_like"], frequency_prompt=watched["frequency_prompt"],
            )
            changed = changed or touched
        if changed:
            await Course.filter(id=course.id).update(updated_at=at)
            journal.add("course.changed", organisation=organisation_id, subject=course.id, slug=course.slug)
        return published

    return await unit_of_work(work)


async def _unit(course: Course, skills: dict[str, UUID], unit: importing.UnitDraft, at: datetime, by: UUID | None) -> tuple[UUID, UnitVersion]:
    kept, _ = await _put(
        Unit, {"organisation_id": course.organisation_id, "slug": unit.slug}, at,
        course_id=course.id, skill_id=skills.get(unit.skill), kind=UnitKind(unit.kind), position=unit.position,
        title=unit.title, objective=unit.objective, pass_mark=unit.pass_mark, draft={"cards": unit.cards},
    )
    return kept.id, await publish(course, kept, at, by)


async def _put(model: type[Model], key: dict[str, Any], at: datetime, **values: Any) -> tuple[Any, bool]:
    """The row of this key with these values; touched only where they differ."""
    moved = {"updated_at": at} if "updated_at" in model._meta.fields_map else {}
    row = await model.filter(**key).select_for_update().first()
    if row is None:
        return await model.create(**key, **values, **moved), True
    if row.__class__ is Unit and row.course_id != values["course_id"]:
        raise Refusal(CONFLICT, f"a unit of another course is called {row.slug}", ("slug",))
    differing = {name: value for name, value in values.items() if getattr(row, name) != value}
    if differing:
        row.update_from_dict({**differing, **moved})
        await row.save(update_fields=[*differing, *moved])
    return row, bool(differing)


