"""A house with eight shops, an analyst and a manager; and a desk at which evaluations are run through GraphQL."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson
import pytest
import pytest_asyncio

from api.impact.graph import FiguresMutation, ImpactMutation, ImpactQuery, ImpactSubscription
from api.kit import clock
from api.kit.reads import Schema
from api.kit.reads.execute import Ask, Context, Engine
from api.kit.viewer import Role, Viewer
from api.people.graph import PeopleQuery

pytest_plugins = ["tests.support"]

START = date(2026, 3, 2)
NOON = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
STATE = "id state missing { step code path }"


@pytest.fixture(scope="session")
def impact_schema() -> Schema:
    import strawberry

    @strawberry.type
    class Query(PeopleQuery, ImpactQuery): ...

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
