"""A house with eight shops, an analyst and a manager; and a desk at which evaluations are run through GraphQL."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest
import pytest_asyncio

from api.catalogue.actions import import_course
from api.catalogue.models import Course
from api.impact import actions
from api.impact.graph import (
    AdviceQuery,
    FiguresMutation,
    ImpactMutation,
    ImpactQuery,
    ImpactSubscription,
)
from api.kit import clock
from api.kit.ids import new_id
from api.kit.reads import Schema
from api.kit.reads.execute import Ask, Context, Engine
from api.kit.refusals import Refusal
from api.kit.viewer import Role, Viewer
from api.learning import actions as learning
from api.learning.models import Assignment
from api.learning.rules import Sent
from api.people.graph import PeopleQuery
from tests.learning.classroom import course

START = date(2026, 3, 2)
NOON = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
STATE = "id state missing { step code path }"


@pytest.fixture(scope="session")
def impact_schema() -> Schema:
    import strawberry

    @strawberry.type
    class Query(PeopleQuery, ImpactQuery, AdviceQuery): ...

    @strawberry.type
    class Mutation(ImpactMutation, FiguresMutation): ...

    return Schema(Query, Mutation, ImpactSubscription)


@dataclass
class Desk:
    """Where the analyst works."""

    house: Any
    engine: Engine
    analyst: Viewer
    manager: Viewer
    shops: list[Any]
    region: Any
    organisation: Any
    course: Any = None
    published: dict[str, Any] = field(default_factory=dict)
    learners: list[Any] = field(default_factory=list)

    async def ask(self, document: str, viewer: Viewer | None = None, **variables: Any) -> dict:
        answer = await self.engine.answer(Ask(document, variables or None), Context(viewer or self.analyst))
        return {"status": answer.status, **orjson.loads(answer.body)}

    async def do(self, name: str, input: dict, want: str = STATE, viewer: Viewer | None = None) -> dict:
        """A mutation by its name; the result's own fields, or code, message and path of the refusal."""
        kind = f"{name[0].upper()}{name[1:]}"
        figures = name in ("recordBaseline", "recordKpi", "importKpi")
        wanted = f"... on FiguresRecorded {{ recorded restated unchanged refusals {{ code path }} evaluation {{ {want} }} }}" if figures else (
            f"... on Evaluation {{ {want} }}"
        )
        told = await self.ask(
            f"mutation($input: {kind}Input!) {{ {name}(input: $input) {{ __typename {wanted} ... on Refusal {{ code message path }} }} }}",
            viewer, input=input,
        )  # fmt: skip
        assert told["status"] == 200 and "errors" not in told, told
        return told["data"][name]

    async def must(self, name: str, input: dict, want: str = STATE, viewer: Viewer | None = None) -> dict:
        told = await self.do(name, input, want, viewer)
        assert told["__typename"] != "Refusal", told
        return told

    async def evaluation(self, id: str, want: str, viewer: Viewer | None = None) -> dict | None:
        told = await self.ask(f"query($id: ID!) {{ evaluation(id: $id) {{ {want} }} }}", viewer, id=id)
        assert "errors" not in told, told
        return told["data"]["evaluation"]

    async def planned(self, **more: Any) -> str:
        made = await self.must("createEvaluation", {**self.plan(), **more})
        assert made["__typename"] == "Evaluation", made
        return made["id"]

    def plan(self) -> dict:
        return {
            "name": {"zhHant": "熟食報廢", "en": "Waste"}, "kind": "SKILL", "startsOn": START.isoformat(),
            "deliveryEndsOn": (START + timedelta(days=27)).isoformat(), "teamIds": [str(s.id) for s in self.shops],
            "courseId": None if self.course is None else str(self.course.id),
            "need": {"problem": "熟食報廢太多", "kpi": "報廢率", "owner": "營運副總", "ownerOutsideHr": True},
        }  # fmt: skip

    async def measured(self, id: str, **more: Any) -> str:
        """A weekly rate in points with a value; its id."""
        measure = {
            "name": "報廢率", "unit": "PP", "direction": "DOWN", "period": "WEEK",
            "unitValue": {"amount": "9400", "basis": "COST", "source": "財務 2025 報廢帳", "rank": "HISTORICAL_COST", "approvedBy": "吳財務"}, **more,
        }  # fmt: skip
        told = await self.must("setMeasures", {"evaluationId": id, "measures": [measure]}, "id measures { id name }")
        return next(m["id"] for m in told["measures"] if m["name"] == measure["name"])

    def values(self, weeks: range, gain: dict[str, float] | None = None) -> list[dict]:
        """Weekly values of every shop around 5 points; `gain` by shop is taken off."""
        found = []
        for i, shop in enumerate(self.shops):
            for week in weeks:
                wobble = ((i * 7 + week * 13) % 10 - 4.5) / 25
                value = 5 + i * 0.08 + wobble - (gain or {}).get(str(shop.id), 0)
                found.append({"teamId": str(shop.id), "periodOn": (START + timedelta(weeks=week)).isoformat(), "value": f"{value:.3f}"})
        return found

    async def ready_to_lock(self, **design: Any) -> tuple[str, str]:
        """(evaluation, measure): everything agreed, baseline of ten weeks, four shops drawn."""
        id = await self.planned()
        need = (await self.evaluation(id, "need { contentHash }"))["need"]
        await self.must("signNeed", {"evaluationId": id, "person": "陳副總", "role": "營運", "contentHash": need["contentHash"]})
        measure = await self.measured(id)
        target = {"measureId": measure, "value": "4.2", "dueOn": "2026-09-01", "contribution": "0.6", "confidence": "0.8", "agreedBy": "陳副總"}
        await self.must("setTargets", {"evaluationId": id, "targets": [target]})
        await self.must("recordBaseline", {"measureId": measure, "observations": self.values(range(-10, 0))})
        told = await self.must("setDesign", {"evaluationId": id, "method": "RANDOMISED_TEAMS", "treated": 4, "seed": 7, **design})
        assert told["missing"] == [], told
        return id, measure

    async def enter_budget(self, id: str) -> None:
        costs = [
            {"label": label, "category": category, "amount": amount}
            for label, category, amount in [("講師", "DIRECT", "18000"), ("設計", "INDIRECT", "9600"), ("工時", "OPPORTUNITY", "14800"), ("分析", "EVALUATION", "3600")]
        ]  # fmt: skip
        await self.must("enterCosts", {"evaluationId": id, "costs": costs})

    async def running(self) -> tuple[str, str]:
        id, measure = await self.ready_to_lock()
        await self.must("lockBaseline", {"evaluationId": id})
        await self.must("publishArms", {"evaluationId": id})
        await self.enter_budget(id)
        clock.move(timedelta(days=14))  # the training has begun
        told = await self.must("startEvaluation", {"evaluationId": id})
        assert told["state"] == "RUNNING", told
        return id, measure


    # ---- those who learn ----

    async def opened(self) -> None:
        """A course of two units and its test, and two people in every shop."""
        draft = course("hygiene", units=("hands", "fridge"))
        self.published = await import_course(self.organisation.id, draft, clock.now())
        self.course = await Course.get(slug="hygiene")
        for shop in self.shops:
            self.learners += [await self.house.employee(shop, name=f"{shop.name['zh-Hant']}{n}") for n in "甲乙"]

    async def assigned(self, people: list[Any]) -> None:
        admin = self.house.viewer(people[0], Role.admin)
        await learning.assign_units(admin, course_id=self.course.id, employee_ids=[p.id for p in people])

    async def learned(self, person: Any, minutes: int = 4, units: tuple[str, ...] = ("hands", "fridge")) -> None:
        slugs = {id: slug for slug, (id, _) in self.published.items()}
        runs = [
            Sent(
                id=new_id(), assignment_id=a.id, version_id=self.published[slugs[a.unit_id]][1].id, answers={"q1": "a", "q2": "a"},
                started_at=clock.now() - timedelta(minutes=minutes), finished_at=clock.now(), duration_s=minutes * 60, offline=False,
            )
            for a in await Assignment.filter(employee_id=person.id) if slugs[a.unit_id] in units
        ]  # fmt: skip
        answers = await learning.record_quiz_attempts(self.house.viewer(person), runs)
        assert not [a for a in answers if isinstance(a, Refusal)], answers

    async def trained(self, id: str) -> list[Any]:
        """Learners of the shops that the lot trains now."""
        teams = (await self.evaluation(id, "teams { arm team { id } }"))["teams"]
        mine = {t["team"]["id"] for t in teams if t["arm"] == "TREATED"}
        return [p for p in self.learners if str(p.team_id) in mine]

    async def followed_up(self) -> tuple[str, str, list[Any]]:
        """Trained, over, and watched: everything is there but the window and finance."""
        id, measure = await self.running()
        return id, measure, await self.taught(id)

    async def taught(self, id: str) -> list[Any]:
        people = await self.trained(id)
        await self.assigned(people)
        for person in people:
            await self.learned(person)
        plans = [{"employeeId": str(p.id), "behaviour": "先看效期", "situation": "補貨", "intended": "少報廢"} for p in people]
        await self.must("recordActionPlans", {"evaluationId": id, "plans": plans})
        reactions = [
            {"id": str(new_id()), "employeeId": str(p.id), "satisfaction": 4, "usefulness": 5, "answeredAt": clock.now().isoformat()} for p in people
        ]
        await self.must("recordReactions", {"evaluationId": id, "reactions": reactions})
        clock.move(timedelta(days=20))
        await self.must("moveToFollowUp", {"evaluationId": id, "deliveryEndedOn": (START + timedelta(days=27)).isoformat()})
        for person in people:
            look = {"id": str(new_id()), "evaluationId": id, "employeeId": str(person.id), "checkedOn": clock.now().date().isoformat()}
            await self.must("recordCheckIn", {**look, "frequency": 3, "proficiency": 4})
        return people

    async def figures_after(self, id: str, measure: str, gain: float = 0.9, weeks: int = 9) -> None:
        mine = {t["team"]["id"]: gain for t in (await self.evaluation(id, "teams { arm team { id } }"))["teams"] if t["arm"] == "TREATED"}
        await self.must("recordKpi", {"measureId": measure, "observations": self.values(range(0, weeks), mine)})

    async def signed(self, id: str) -> None:
        await actions.project(self.organisation.id, UUID(id))
        hash = (await self.evaluation(id, "resultHash"))["resultHash"]
        await self.must("signResult", {"evaluationId": id, "person": "吳美玲", "role": "財務長", "contentHash": hash})

    async def concluded(self) -> tuple[str, str]:
        id, measure = await self.running()
        return await self.through(id, measure), measure

    async def through(self, id: str, measure: str) -> str:
        """From a running evaluation to its end."""
        await self.taught(id)
        clock.move(timedelta(days=40))
        await self.figures_after(id, measure)
        await self.signed(id)
        told = await self.must("concludeEvaluation", {"evaluationId": id, "distribution": ["董事會"], "decision": "continue", "decisionReason": "有效"})
        assert told["state"] == "CONCLUDED", told
        return id


@pytest_asyncio.fixture
async def desk(house, impact_schema) -> Desk:
    with clock.at(NOON):
        organisation = await house.organisation()
        company = await house.team(organisation, kind="company", name="晴川")
        region = await house.team(organisation, company, kind="region", name="北區")
        shops = [await house.team(organisation, region, name=f"店{i}", external_id=f"S{i}") for i in range(8)]
        head = await house.employee(company, name="許雅婷")
        leader = await house.employee(region, name="林區經理")
        engine = Engine(impact_schema, house.readers)
        analyst = house.viewer(head, Role.learner, Role.analyst)
        manager = house.viewer(leader, Role.learner, Role.manager, branch=(region.id,))
        yield Desk(house, engine, analyst, manager, shops, region, organisation)


@pytest_asyncio.fixture
async def school(desk) -> Desk:
    """The same, where people learn."""
    await desk.opened()
    return desk
