"""A shop with people in it, a small course, and phones that send what was learned."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from api.catalogue.actions import import_course
from api.kit import clock
from api.kit.ids import new_id
from api.kit.viewer import Role
from api.learning import actions
from api.learning.models import Assignment
from api.learning.rules import Sent, Told
from api.people.models import TeamTree

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)  # Monday noon in Taipei
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

WORDS = {"en": "Cold food stays at seven degrees or below, hot food at sixty or above. " * 30}


def question(id: str, key: str = "a", **more: Any) -> dict[str, Any]:
    choices = [{"id": one, "text": {"en": f"choice {one}"}} for one in ("a", "b", "c")]
    return {"id": id, "kind": "question", "form": "single", "stem": {"en": f"{id}?"}, "choices": choices, "key": key, **more}


def unit(slug: str, **more: Any) -> dict[str, Any]:
    """A unit of a little over three minutes with two questions."""
    cards = [{"id": "words", "kind": "explain", "text": WORDS}, question("q1"), question("q2")]
    return {"slug": slug, "title": {"en": slug}, "objective": {"en": "Know it."}, "cards": cards, "pass_mark": 0.8, **more}


def course(slug: str = "hygiene", units: tuple[str, ...] = ("hands", "fridge", "floor"), **more: Any) -> dict[str, Any]:
    return {
        "slug": slug, "title": {"en": slug, "zh-Hant": slug, "zh-Hans": slug}, "summary": {"en": "…"}, "skills": [],
        "units": [unit(one) for one in units],
        "milestones": [
            {"name": {"en": "first"}, "after_units": [units[0]], "due_day": 1},
            {"name": {"en": "all"}, "after_units": list(units[1:]), "due_day": 7},
        ],
        "behaviour_indicators": [], **more,
    }


@dataclass
class Phone:
    """One person's phone: what it sends has its own ids and clock."""

    viewer: Any
    assignments: dict[str, Assignment]
    versions: dict[str, Any]
    sent: list[Sent] = field(default_factory=list)

    def run(self, slug: str, at: datetime, right: int = 2, minutes: float = 3, **given: Any) -> Sent:
        """A finished run with so many right answers of two."""
        answers = {f"q{n}": "a" if n <= right else "b" for n in (1, 2)}
        made = Sent(
            id=new_id(), assignment_id=self.assignments[slug].id, version_id=self.versions[slug].id, answers=answers,
            started_at=at - timedelta(minutes=minutes), finished_at=at, duration_s=int(minutes * 60), offline=False,
        )
        made = replace(made, **given)
        self.sent.append(made)
        return made

    def event(self, slug: str, at: datetime, kind: str = "card_shown", **given: Any) -> Told:
        made = Told(
            id=new_id(), attempt_id=new_id(), version_id=self.versions[slug].id, kind=kind, card_id="words", card_index=0,
            question_id=None, value=None, position_s=None, device_at=at, offline=False,
        )
        return replace(made, **given)

    async def record(self, *runs: Sent) -> list[Any]:
        return await actions.record_quiz_attempts(self.viewer, runs)

    async def tell(self, *events: Told) -> tuple[int, list[Any]]:
        return await actions.record_learning_events(self.viewer, events)

    async def look(self, slug: str) -> Assignment:
        return await Assignment.get(id=self.assignments[slug].id)


@dataclass
class Classroom:
    house: Any
    organisation: Any
    region: Any
    shop: Any
    manager: Any
    admin: Any
    published: dict[str, Any]

    @classmethod
    async def open(cls, house: Any, draft: dict[str, Any] | None = None, slug: str = "qingchuan", **given: Any) -> "Classroom":
        organisation = await house.organisation(slug, **given)
        region = await house.team(organisation, name="北區", kind="region")
        shop = await house.team(organisation, region)
        boss = await house.employee(shop, name="王美惠")
        published = await import_course(organisation.id, draft or course(), clock.now())
        manager = house.viewer(boss, Role.learner, Role.manager, branch=(shop.id,))
        return cls(house, organisation, region, shop, manager, house.viewer(boss, Role.admin), published)

    async def phone(self, *slugs: str, team: Any = None, due_at: datetime | None = None, **person: Any) -> Phone:
        """Someone new, with these units (or the whole course) assigned."""
        employee = await self.house.employee(team or self.shop, **person)
        ids = [self.published[slug][0] for slug in slugs or self.published]
        await actions.assign_units(self.admin, unit_ids=ids, employee_ids=[employee.id], due_at=due_at)
        return await self.phone_of(employee)

    async def phone_of(self, employee: Any) -> Phone:
        slugs = {unit_id: slug for slug, (unit_id, _) in self.published.items()}
        held = {slugs[one.unit_id]: one for one in await Assignment.filter(employee_id=employee.id)}
        return Phone(self.house.viewer(employee), held, {slug: version for slug, (_, version) in self.published.items()})

    async def teams_below(self, team: Any) -> list[UUID]:
        return list(await TeamTree.filter(ancestor_id=team.id).values_list("descendant_id", flat=True))
