"""A small company for the journeys, brought in by the actions of real use: `python -m tests.journeys.seeding` fills TIRO_DATA."""

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from api.access import secrets
from api.access.actions import grants, pins
from api.catalogue.models import Course
from api.content import courses
from api.demo import study
from api.kit import clock, database, migrate
from api.kit.refusals import Refusal
from api.kit.settings import Settings, load
from api.kit.viewer import Role, Viewer
from api.kit.work import unit_of_work
from api.learning.actions.assigning import assign_units
from api.people.actions.employees import upsert_employees
from api.people.actions.founding import found_organisation
from api.people.actions.teams import upsert_teams
from api.people.rules.employees import EmployeeDraft
from api.people.rules.tree import TeamDraft

SLUG, PIN = "qingchuan", "246810"
SHOPS = {"xinyi": "信義門市", "daan": "大安門市"}
# key → number, name, shop, roles
PEOPLE: dict[str, tuple[str, str, str, tuple[Role, ...]]] = {
    "yijun": ("204817", "林怡君", "xinyi", ()),
    "bohan": ("204818", "陳柏翰", "xinyi", ()),
    "thao": ("204819", "Nguyễn Thị Thảo", "xinyi", ()),
    "manager": ("100201", "王淑芬", "xinyi", (Role.manager,)),
    "coach": ("100202", "黃詩涵", "xinyi", (Role.coach,)),
    "analyst": ("100301", "許文彬", SLUG, (Role.analyst,)),
    "admin": ("100001", "周明德", SLUG, (Role.admin,)),
}
ASSIGNED = ("food-hygiene", "customer-objections")
PUBLISHED = (*ASSIGNED, "first-week")


async def fill(settings: Settings, learners: int = 60) -> dict[str, Any]:
    """People, three courses with their clips, two of them assigned to a shop; `learner-1` … are there for tests that want one to themselves."""
    await migrate.migrate(settings)
    db = await database.open(settings)
    try:
        organisation = await unit_of_work(lambda: found_organisation(SLUG, {"zh-Hant": "晴川生活", "en": "Qingchuan", "zh-Hans": "晴川生活"}))
        viewer = Viewer(organisation, frozenset({Role.admin}))
        teams = {SLUG: None} | dict(zip(SHOPS, taken(await upsert_teams(viewer, [
            TeamDraft(key, {"zh-Hant": name}, "shop", parent_external_id=SLUG) for key, name in SHOPS.items()
        ])), strict=True))
        everybody = PEOPLE | {f"learner-{n}": (f"3{n:05}", f"學員{n:02}", "xinyi", ()) for n in range(1, learners + 1)}
        drafts = [
            EmployeeDraft(key, employee_number=number, name=name, locale="zh-Hant", team_external_id=shop, status="active", hired_on=date(2026, 1, 5))
            for key, (number, name, shop, _) in everybody.items()
        ]
        people = dict(zip(everybody, taken(await upsert_employees(viewer, drafts)), strict=True))
        await _let_in(organisation, everybody, people, teams)
        assigned = await _teach(settings, viewer, [people[key] for key, (_, _, shop, roles) in everybody.items() if shop == "xinyi" and not roles])
        return {
            "organisation": {"id": str(organisation), "slug": SLUG}, "pin": PIN, "teams": {key: str(id) for key, id in teams.items() if id},
            "people": {key: {"id": str(people[key]), "number": number, "name": name} for key, (number, name, _, _) in everybody.items()},
            "assigned": assigned,
        }
    finally:
        await db.close()


async def _let_in(organisation: UUID, everybody: dict[str, Any], people: dict[str, UUID], teams: dict[str, UUID | None]) -> None:
    hashed = await secrets.hash_pin(PIN)

    async def work() -> None:
        for key, (number, _, shop, roles) in everybody.items():
            await pins.keep(organisation, people[key], number, hashed)
            for role in roles:
                await grants.give(organisation, people[key], role, teams[shop])

    await unit_of_work(work)


async def _teach(settings: Settings, viewer: Viewer, learners: list[UUID]) -> dict[str, Any]:
    now = clock.now()
    kept = await study.keep_media(settings, viewer.organisation_id, now)
    for draft in study.with_clips([one for one in courses() if one["slug"] in PUBLISHED], kept):
        await study.publish(viewer.organisation_id, draft, now)
    for slug in ASSIGNED:
        course = await Course.get(organisation_id=viewer.organisation_id, slug=slug)
        await assign_units(viewer, course_id=course.id, employee_ids=learners)
    return {"courses": list(ASSIGNED)}


def taken(answers: Sequence[Any]) -> list[UUID]:
    for answer in answers:
        if isinstance(answer, Refusal):
            raise answer
    return list(answers)


if __name__ == "__main__":
    settings = load(os.environ)
    settings.data.mkdir(parents=True, exist_ok=True)
    json.dump(asyncio.run(fill(settings)), sys.stdout, ensure_ascii=False)
