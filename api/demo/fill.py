"""Fill an empty database with the demo: the company, a second one that nobody sees, its courses, and what was learned."""

import json
import os
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from random import Random
from time import perf_counter
from typing import Any, TypeVar

from api.content import courses
from api.demo import large, staff, study
from api.demo.company import Company, hailan, qingchuan
from api.demo.practice import Waves
from api.kit import clock, database
from api.kit.settings import Settings

Item = TypeVar("Item")
SCOPES = (
    "people:read", "people:write", "learning:read", "learning:write", "catalogue:read", "catalogue:write",
    "impact:read", "impact:write", "changes:read",
)  # fmt: skip
PIN = "246810"


class Steps:
    """Says what is being done, and how long it took."""

    def __init__(self, say: Callable[..., None]):
        self._say, self._begun = say, perf_counter()

    def __call__(self, what: str) -> None:
        self._say(f"{perf_counter() - self._begun:5.1f} s  {what}")

    def bar(self, what: str) -> Callable[[int, int], None]:
        """To be told how many of how many are done; says each tenth, and nothing of what is done at once."""
        shown = 0

        def told(done: int, of: int) -> None:
            nonlocal shown
            tenth = min(10, done * 10 // of) if of else 10
            if tenth > shown and not (shown == 0 and tenth == 10):
                shown = tenth
                self(f"{what} {'█' * tenth}{'░' * (10 - tenth)} {min(done, of):,} of {of:,}")

        return told

    def through(self, items: Sequence[Item], what: str, size: int = 500) -> Iterable[Sequence[Item]]:
        """The items in batches, with a bar for those who wait."""
        told = self.bar(what)
        for start in range(0, len(items), size):
            yield items[start : start + size]
            told(start + size, len(items))


async def fill(settings: Settings, *, employees: int | None = None, say: Callable[..., None] = print) -> None:
    """The demo as it is shown; or, with `employees`, the organisation for measuring: a hundred units for each of so many.

    At the end `demo.json` in the data folder says who may sign in; it is written last, so that it means a whole demo.
    """
    db = await database.open(settings)
    try:
        step, now = Steps(say), clock.now()
        people = await _demo(settings, step, now) if employees is None else await _measuring(step, now, employees)
        _write(settings, people)
        step("ready; PINs and keys are in demo.json")
    finally:
        await db.close()


async def _demo(settings: Settings, step: Steps, now: datetime) -> dict[str, Any]:
    random = Random(now.date().toordinal())
    company = qingchuan(clock.today("Asia/Taipei"))
    settled = await _settle(company, step, random)
    step("courses, with their clips")
    drafts = study.with_clips(courses(), await study.keep_media(settings, settled.organisation_id, now))
    taught = [await study.publish(settled.organisation_id, draft, now - timedelta(days=100)) for draft in drafts]
    waves = await _evaluations(settled, step, now)
    step("ninety days of learning")
    await study.learn(settled, company, taught, waves, now, random, step)
    await _follow(settled, step)
    await _neighbour(step, now, random)
    return await _keys(company, settled)


async def _settle(company: Company, step: Steps, random: Random) -> staff.Settled:
    step(f"{company.name['zh-Hant']}: {len(company.people):,} people in {sum(place.kind == 'shop' for place in company.places)} shops")
    settled = await staff.settle(company, step, PIN)
    return settled


async def _evaluations(settled: staff.Settled, step: Steps, now: datetime) -> Waves:
    """Plan, audit and conclude; what they drew decides who learns what when."""
    from api.impact import seeding

    step("evaluations: one audited, two concluded, one running")
    first = await seeding.before_learning(settled.organisation_id, now)
    later = await seeding.waiting_for_hygiene(settled.organisation_id)
    keys = {id: key for key, id in settled.teams.items()}
    return Waves(
        frozenset(keys[id] for id in first), frozenset(keys[id] for id in later), seeding.waste.TRAINED_LATER_DAYS,
    )


async def _follow(settled: staff.Settled, step: Steps) -> None:
    from api.impact import seeding

    step("what the evaluations make of it")
    await seeding.after_learning(settled.organisation_id, clock.now())


async def _neighbour(step: Steps, now: datetime, random: Random) -> None:
    company = hailan(clock.today("Asia/Taipei"))
    settled = await _settle(company, step, random)
    taught = [await study.publish(settled.organisation_id, draft, now - timedelta(days=100)) for draft in courses()[:2]]
    await study.learn(settled, company, taught, Waves(), now, random, step)


async def _measuring(step: Steps, now: datetime, employees: int) -> dict[str, Any]:
    random = Random(11)
    company = large.chain(clock.today("Asia/Taipei"), employees)
    settled = await _settle(company, step, random)
    step(f"{large.UNITS} generated units")
    taught = [await study.publish(settled.organisation_id, draft, now - timedelta(days=200)) for draft in large.generated(courses())]
    await study.learn_much(settled, company, taught, now, random, step)
    return await _keys(company, settled)


async def _keys(company: Company, settled: staff.Settled) -> dict[str, Any]:
    client = await staff.api_client(settled.organisation_id, "HRMS", SCOPES)
    shown = {
        role: {"employeeNumber": company.who(role).number, "pin": PIN, "name": company.who(role).name}
        for role in ("learner", "coach", "manager", "author", "analyst", "admin")
    }
    return {"organisation": company.slug, "people": shown, "apiClient": {"id": client.client_id, "secret": client.secret}}


def _write(settings: Settings, told: dict[str, Any]) -> None:
    """Whole or not at all, and for its owner's eyes."""
    path = settings.data / "demo.json"
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    os.chmod(draft, 0o600)
    draft.replace(path)
