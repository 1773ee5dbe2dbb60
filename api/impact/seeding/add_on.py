"""加購話術: every shop at once, so only a trend line is left to compare with. It cannot be told from zero, and that is said."""

from datetime import timedelta
from decimal import Decimal
from random import Random

from api.impact import actions, models
from api.impact.actions import drafts
from api.impact.actions.drafts import ObservationDraft
from api.impact.rules.costs import CostCategory, CostKind
from api.impact.rules.evaluation import Method, TrainingKind
from api.impact.rules.measures import Basis, Direction, Period, SourceRank, Unit
from api.impact.seeding.desk import OWNER, Desk, Wobble, weekly
from api.kit import clock

NAME = "商品知識與加購"
STARTED_DAYS, DELIVERY_WEEKS, CONCLUDED_DAYS, BASELINE_WEEKS = 66, 2, 15, 26
VALUES = Wobble(19, level=12.4, between=0.0, within=0.55)


async def begin(desk: Desk) -> None:
    start = desk.monday(STARTED_DAYS)
    with clock.at(desk.before(STARTED_DAYS + 9)):
        id = await actions.create_evaluation(
            desk.analyst,
            drafts.CreateEvaluationDraft(
                name={"zh-Hant": NAME, "en": "Product knowledge and add-on sales", "zh-Hans": "商品知识与加购"}, kind=TrainingKind.SKILL,
                course_id=await desk.course("product-knowledge"), starts_on=start,
                delivery_ends_on=start + timedelta(weeks=DELIVERY_WEEKS, days=-1), team_ids=tuple(shop.id for shop in desk.shops),
                need=drafts.NeedDraft(problem="櫃檯很少主動介紹搭配商品。", kpi="加購率", owner=OWNER, owner_outside_hr=True),
            ),
        )  # fmt: skip
        await desk.agree(id)
        measure = await desk.measure(
            id,
            drafts.MeasureDraft(
                name="加購率", unit=Unit.PP, direction=Direction.UP, period=Period.WEEK, grain=models.Grain.WHOLE, source_system="POS",
                owner="商品部",
                unit_value=drafts.UnitValueDraft(
                    amount=Decimal(52000), basis=Basis.MARGIN, source="財務部，全部門市每月每一個百分點的毛利", rank=SourceRank.STANDARD_VALUE,
                    approved_by="吳美玲",
                ),
            ),
            value=Decimal("14"), due_on=start + timedelta(days=120), contribution=Decimal("0.5"), confidence=Decimal("0.7"),
        )  # fmt: skip
        days = [day for day in weekly(start - timedelta(weeks=BASELINE_WEEKS), BASELINE_WEEKS) if day <= clock.now().date()]
        await actions.record_baseline(
            desk.analyst, drafts.RecordDraft(measure_id=measure, observations=tuple(_values(days, 0.0, start)), source="POS")
        )
        await actions.set_design(desk.analyst, drafts.SetDesignDraft(evaluation_id=id, method=Method.TREND_LINE, seed=66))
        await desk.spend(
            id, CostKind.BUDGET, ("教材", CostCategory.DIRECT, "150000"), ("設計、行政", CostCategory.INDIRECT, "60000"),
            ("學習時間", CostCategory.OPPORTUNITY, "90000"), ("資料與分析", CostCategory.EVALUATION, "15000"),
        )  # fmt: skip
        await actions.lock_baseline(desk.analyst, drafts.OfEvaluationDraft(evaluation_id=id))
    with clock.at(desk.before(STARTED_DAYS - 1)):
        await desk.start(id)


def _values(days, gain: float, start) -> list[ObservationDraft]:
    made = []
    for day in days:
        after = min(1.0, max(0.0, (day - start).days / 14))
        made.append(ObservationDraft(period_on=day, value=Decimal(f"{VALUES('all', day) + gain * after:.2f}")))
    return made


async def conclude(desk: Desk) -> None:
    evaluation = await desk.named(NAME)
    id, start, random = evaluation.id, evaluation.starts_on, Random(3)
    measure = await models.Measure.get(evaluation_id=id)
    people = await desk.people([shop.id for shop in desk.shops], 50)
    with clock.at(desk.before(STARTED_DAYS - 7 * DELIVERY_WEEKS - 2)):
        await desk.react(id, people, clock.now(), random)
        await desk.spend(
            id, CostKind.ACTUAL, ("教材", CostCategory.DIRECT, "158000"), ("設計、行政", CostCategory.INDIRECT, "60000"),
            ("資料與分析", CostCategory.EVALUATION, "15000"), wage="205",
        )  # fmt: skip
        await actions.move_to_follow_up(
            desk.analyst,
            drafts.FollowUpDraft(
                evaluation_id=id, delivery_ended_on=start + timedelta(weeks=DELIVERY_WEEKS, days=-1), action_plan_waiver="全員短課程，不另寫行動計畫。"
            ),
        )
    with clock.at(desk.before(CONCLUDED_DAYS)):
        days = [day for day in weekly(start, 20) if day + timedelta(days=7) <= clock.now().date()]
        await desk.figures(measure.id, _values(days, 0.45, start), "POS")
        await desk.watch(id, people, start + timedelta(weeks=5), random)
        await desk.sign_and_conclude(
            id, ("營運部", "財務部", "人資部"), "change", "與零分不開：下一波改抽籤，12 家以上。", desk.now.date() + timedelta(days=60)
        )
