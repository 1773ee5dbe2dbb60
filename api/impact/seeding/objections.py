"""客訴應對: 24 shops, 12 drawn for the first wave. It is running; the projection moves with every attempt."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from api.impact import actions, models
from api.impact.actions import drafts
from api.impact.rules.costs import CostCategory, CostKind
from api.impact.rules.evaluation import Method, TrainingKind
from api.impact.rules.measures import Basis, Direction, Period, SourceRank, Unit
from api.impact.seeding.desk import OWNER, Desk, Wobble, shop_values, weekly
from api.kit import clock

NAME = "客訴應對訓練"
STARTED_DAYS, DELIVERY_DAYS, BASELINE_WEEKS, SEED = 30, 42, 12, 1212
VALUES = Wobble(5, level=31.0, between=2.2, within=1.6)


async def begin(desk: Desk) -> set[UUID]:
    """The drawn shops."""
    start = desk.before(STARTED_DAYS).date()
    shops = desk.shops[-24:]
    with clock.at(desk.before(STARTED_DAYS + 3)):
        id = await actions.create_evaluation(
            desk.analyst,
            drafts.CreateEvaluationDraft(
                name={"zh-Hant": NAME, "en": "Handling objections", "zh-Hans": "客诉应对培训"}, kind=TrainingKind.BEHAVIOUR,
                course_id=await desk.course("customer-objections"), starts_on=start,
                delivery_ends_on=start + timedelta(days=DELIVERY_DAYS), team_ids=tuple(shop.id for shop in shops),
                need=drafts.NeedDraft(
                    problem="客人說太貴就離開，櫃檯不知道怎麼接話。", kpi="每週成交率", owner=OWNER, owner_outside_hr=True
                ),
            ),
        )  # fmt: skip
        await desk.agree(id)
        measure = await desk.measure(
            id,
            drafts.MeasureDraft(
                name="每週成交率", unit=Unit.PP, direction=Direction.UP, period=Period.WEEK, source_system="POS 與來客計數", owner="營運部",
                unit_value=drafts.UnitValueDraft(
                    amount=Decimal(6200), low=Decimal(5000), high=Decimal(7400), basis=Basis.MARGIN, source="財務部，每店每月每一個百分點的毛利",
                    rank=SourceRank.STANDARD_VALUE, approved_by="吳美玲",
                ),
            ),
            value=Decimal(34), due_on=start + timedelta(days=180), contribution=Decimal("0.7"), confidence=Decimal("0.8"),
        )  # fmt: skip
        days = [day for day in weekly(_monday(start) - timedelta(weeks=BASELINE_WEEKS), BASELINE_WEEKS) if day + timedelta(days=7) <= clock.now().date()]
        values = shop_values([s.id for s in shops], days, lambda shop, day: VALUES(_number(desk, shop), day))
        await actions.record_baseline(desk.analyst, drafts.RecordDraft(measure_id=measure, observations=tuple(values), source="POS"))
        await actions.set_design(
            desk.analyst, drafts.SetDesignDraft(evaluation_id=id, method=Method.RANDOMISED_TEAMS, treated=12, seed=SEED)
        )
        await desk.spend(
            id, CostKind.BUDGET, ("教材", CostCategory.DIRECT, "140000"), ("設計、行政", CostCategory.INDIRECT, "75000"),
            ("學習時間", CostCategory.OPPORTUNITY, "80000"), ("資料與分析", CostCategory.EVALUATION, "25000"), wage="205",
        )  # fmt: skip
        await actions.lock_baseline(desk.analyst, drafts.OfEvaluationDraft(evaluation_id=id))
        await actions.project(desk.organisation_id, id)
    with clock.at(desk.before(STARTED_DAYS - 0.1)):
        await desk.start(id)
    return set(await desk.trained(await models.Evaluation.get(id=id)))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _number(desk: Desk, shop: UUID) -> str:
    return next(s.external_id or str(i) for i, s in enumerate(desk.shops) if s.id == shop)


async def go_on(desk: Desk) -> None:
    """Reactions, check-ins and the weeks since the start; the projection as it stands now."""
    evaluation = await desk.named(NAME)
    id, start, random = evaluation.id, evaluation.starts_on, Random(SEED)
    trained = await desk.trained(evaluation)
    measure = await models.Measure.get(evaluation_id=id)
    people = await desk.people(trained, 40)
    with clock.at(desk.before(9)):
        await desk.react(id, people, clock.now(), random)
        await desk.watch(id, people[::2], start + timedelta(days=15), random)
    with clock.at(desk.now):
        days = [day for day in weekly(_monday(start) + timedelta(days=7), 6) if day + timedelta(days=7) <= desk.now.date()]
        values = shop_values(
            [s.id for s in desk.shops[-24:]], days,
            lambda shop, day: VALUES(_number(desk, shop), day) + (1.6 * min(1, (day - start).days / 28) if shop in trained else 0),
        )  # fmt: skip
        await desk.figures(measure.id, values, "POS")
        await desk.watch(id, people[1::2], (desk.now - timedelta(days=1)).date(), random)
        await actions.project(desk.organisation_id, id)
