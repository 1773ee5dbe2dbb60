"""熟食報廢: 24 shops, 12 drawn to learn food hygiene first. It is over, and it paid."""

from datetime import timedelta
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

NAME = "熟食報廢訓練"
STARTED_DAYS, DELIVERY_WEEKS, CONCLUDED_DAYS, TRAINED_LATER_DAYS = 80, 3, 22, 21
BASELINE_WEEKS, SEED, EFFECT = 13, 24, 0.9
VALUES = Wobble(7, level=5.2, between=0.55, within=0.6)
REVENUE = Wobble(70, level=62, between=9, within=3)


async def begin(desk: Desk) -> None:
    start = desk.monday(STARTED_DAYS)
    shops = desk.shops[:24]
    with clock.at(desk.before(STARTED_DAYS + 10)):
        id = await actions.create_evaluation(
            desk.analyst,
            drafts.CreateEvaluationDraft(
                name={"zh-Hant": NAME, "en": "Ready-meal waste", "zh-Hans": "熟食报废培训"}, kind=TrainingKind.SKILL,
                course_id=await desk.course("food-hygiene"), starts_on=start,
                delivery_ends_on=start + timedelta(weeks=DELIVERY_WEEKS, days=-1), team_ids=tuple(shop.id for shop in shops),
                need=drafts.NeedDraft(
                    problem="熟食保存與效期處理不一致，每週約 5 % 的熟食報廢。", kpi="熟食報廢率", owner=OWNER, owner_outside_hr=True
                ),
            ),
        )  # fmt: skip
        await desk.agree(id)
        measure = await desk.measure(
            id,
            drafts.MeasureDraft(
                name="熟食報廢率", unit=Unit.PP, direction=Direction.DOWN, period=Period.WEEK, source_system="POS 報廢帳", owner="營運部",
                unit_value=drafts.UnitValueDraft(
                    amount=Decimal(9400), low=Decimal(7600), high=Decimal(10800), basis=Basis.COST, source="財務部 2025 年報廢成本，每店每月每一個百分點",
                    rank=SourceRank.HISTORICAL_COST, approved_by="吳美玲",
                ),
            ),
            value=Decimal("4.2"), due_on=start + timedelta(days=180), contribution=Decimal("0.6"), confidence=Decimal("0.8"),
        )  # fmt: skip
        await actions.set_measures(
            desk.analyst,
            drafts.SetMeasuresDraft(
                evaluation_id=id,
                measures=(
                    drafts.MeasureDraft(
                        name="門市營收（萬元）", unit=Unit.MONEY, direction=Direction.UP, period=Period.WEEK, source_system="POS", owner="財務部"
                    ),
                ),
            ),
        )  # fmt: skip
        await actions.set_assumptions(
            desk.analyst,
            drafts.SetAssumptionsDraft(evaluation_id=id, months=drafts.RangeDraft(low=Decimal(7), mode=Decimal(10), high=Decimal(14)), hurdle=Decimal("0.2")),
        )
        days = [day for day in weekly(start - timedelta(weeks=BASELINE_WEEKS), BASELINE_WEEKS) if day <= desk.before(STARTED_DAYS + 10).date()]
        values = shop_values([s.id for s in shops], days, lambda shop, day: VALUES(_number(desk, shop), day))
        await actions.record_baseline(desk.analyst, drafts.RecordDraft(measure_id=measure, observations=tuple(values), source="POS"))
        await _revenue(desk, id, shops, days)
        await actions.set_design(
            desk.analyst, drafts.SetDesignDraft(evaluation_id=id, method=Method.RANDOMISED_TEAMS, treated=12, seed=SEED)
        )
        await desk.spend(
            id, CostKind.BUDGET, ("教材與講師", CostCategory.DIRECT, "170000"), ("課程設計、行政", CostCategory.INDIRECT, "90000"),
            ("學習時間", CostCategory.OPPORTUNITY, "120000"), ("資料與分析", CostCategory.EVALUATION, "40000"),
        )  # fmt: skip
        await actions.lock_baseline(desk.analyst, drafts.OfEvaluationDraft(evaluation_id=id))
    with clock.at(desk.before(STARTED_DAYS - 1)):
        await desk.start(id)


async def _revenue(desk: Desk, id: UUID, shops, days) -> None:
    """Recorded and shown, but revenue is not benefit: without its margin it is left out."""
    measure = await models.Measure.get(evaluation_id=id, unit=Unit.MONEY)
    values = shop_values([s.id for s in shops], days, lambda shop, day: REVENUE(_number(desk, shop), day))
    await desk.figures(measure.id, values, "POS")


def _number(desk: Desk, shop: UUID) -> str:
    """A shop's own place in the list: ids differ from fill to fill, its figures should not."""
    return next(s.external_id or str(i) for i, s in enumerate(desk.shops) if s.id == shop)


async def conclude(desk: Desk) -> None:
    evaluation = await desk.named(NAME)
    id, start, random = evaluation.id, evaluation.starts_on, Random(SEED)
    trained = set(await desk.trained(evaluation))
    measure = await models.Measure.get(evaluation_id=id, unit=Unit.PP)
    people = await desk.people(sorted(trained), 60)
    ended = start + timedelta(weeks=DELIVERY_WEEKS, days=-1)

    def value(shop: UUID, day) -> float:
        after = (day - start).days / 7
        gain = EFFECT * min(1.0, max(0.0, after / DELIVERY_WEEKS)) if shop in trained else 0.0
        return VALUES(_number(desk, shop), day) - 0.3 * min(1.0, max(0.0, after / 6)) - gain

    with clock.at(desk.before(STARTED_DAYS - 7 * DELIVERY_WEEKS - 2)):
        await desk.react(id, people, clock.now(), random)
        await actions.record_action_plans(
            desk.analyst,
            drafts.RecordActionPlansDraft(
                evaluation_id=id,
                plans=tuple(
                    drafts.ActionPlanDraft(
                        employee_id=person, behaviour="每次補貨先看效期，先進先出", situation="早班補貨與下午三點盤點", intended="熟食報廢率降 1 個百分點",
                        approved=True,
                    )
                    for person in people
                ),
            ),
        )  # fmt: skip
        await desk.spend(
            id, CostKind.ACTUAL, ("教材與講師", CostCategory.DIRECT, "180000"), ("課程設計、行政", CostCategory.INDIRECT, "96000"),
            ("資料與分析", CostCategory.EVALUATION, "36000"), wage="220",
        )  # fmt: skip
        await actions.move_to_follow_up(
            desk.analyst,
            drafts.FollowUpDraft(
                evaluation_id=id, delivery_ended_on=ended, action_plan_waiver="每店六位種子同仁寫行動計畫，其餘同仁跟著做。"
            ),
        )
    with clock.at(desk.before(CONCLUDED_DAYS)):
        days = [day for day in weekly(start, 20) if day + timedelta(days=7) <= clock.now().date()]
        await desk.figures(measure.id, shop_values([s.id for s in desk.shops[:24]], days, value), "POS")
        await _revenue(desk, id, desk.shops[:24], days)
        for weeks in (4, 6):
            await desk.watch(id, people, start + timedelta(weeks=weeks), random)
        await actions.enter_rival_causes(
            desk.analyst,
            drafts.EnterRivalCausesDraft(
                evaluation_id=id,
                causes=(drafts.RivalCauseDraft(happened_on=start + timedelta(weeks=4), name="總部調整熟食訂量建議", note="全部門市同時調整"),),
            ),
        )  # fmt: skip
        await actions.enter_intangibles(
            desk.analyst,
            drafts.EnterIntangiblesDraft(
                evaluation_id=id,
                intangibles=(
                    drafts.IntangibleDraft(indicator="同仁投入度", unit="分", before=Decimal("68"), after=Decimal("76"), note="季度問卷"),
                    drafts.IntangibleDraft(indicator="主動提案", unit="件／月", before=Decimal("3"), after=Decimal("7")),
                ),
            ),
        )  # fmt: skip
        await desk.sign_and_conclude(
            id, ("董事會", "營運部", "財務部", "人資部"), "continue", "推廣到其餘門市。", desk.now.date() + timedelta(days=90)
        )


async def waiting(organisation_id: UUID) -> set[UUID]:
    rows = await models.Evaluation.filter(organisation_id=organisation_id)
    ids = [row.id for row in rows if row.name.get("zh-Hant") == NAME]
    teams = await models.EvaluationTeam.filter(organisation_id=organisation_id, evaluation_id__in=ids, arm=models.Arm.WAITING) if ids else []
    return {team.team_id for team in teams}
