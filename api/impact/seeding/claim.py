"""Seed B's case as it is told: US$50,000, ten days a month saved at US$10,000 each, twelve months, 80 %: 1820 %."""

from decimal import Decimal

from api.impact import actions
from api.impact.actions import drafts
from api.impact.rules.claims import (
    BenefitLabel,
    ChangeClaim,
    Claim,
    ContributionClaim,
    ConversionClaim,
    ReturnClaim,
    SaidAs,
)
from api.impact.rules.costs import CostCategory, CostKind
from api.impact.rules.evaluation import TrainingKind
from api.impact.rules.measures import Basis, Unit
from api.impact.seeding.desk import Desk
from api.kit import clock

CASE = ReturnClaim(
    cost=Decimal(50000), cost_categories=(CostCategory.DIRECT, CostCategory.OPPORTUNITY), monthly_benefit=Decimal(100000), months=Decimal(12),
    delivery_months=Decimal(1), attribution=Decimal("0.8"), estimators=1, other_causes_excluded=True, printed_benefit=Decimal(960000),
    printed_as=BenefitLabel.NET, roi=Decimal("18.20"), basis=Basis.COST, levels=(2, 3, 4),
)  # fmt: skip
CLAIM = Claim(
    label="創新科技：高效率除錯與程式碼審查", currency="USD", returns=(CASE,),
    changes=(
        ChangeClaim("測驗平均 65 → 92 分", Unit.COUNT, Decimal(27), SaidAs.VALUE, Decimal(65), Decimal(92)),
        ChangeClaim("錯誤率 8 % → 3 %", Unit.RATIO, Decimal("0.05"), SaidAs.PERCENT, Decimal("0.08"), Decimal("0.03")),
    ),
    conversions=(ConversionClaim("錯誤率少 5 點，每月少延誤 10 天", Decimal(5), Unit.PP, Decimal(2), Unit.PP, Decimal(10)),),
    contributions=(ContributionClaim("主管估計的訓練貢獻", Decimal(1200000), Decimal("0.80")),),
)  # fmt: skip


def assumed() -> drafts.AssumedDraft:
    """What a careful reader adds: doubt, and the costs that were left out."""
    costs = (("需求分析、行政", CostCategory.INDIRECT, 15000), ("成效評估", CostCategory.EVALUATION, 10000))
    return drafts.AssumedDraft(
        confidence=Decimal("0.8"),
        added_costs=tuple(
            drafts.CostDraft(label=label, category=category, kind=CostKind.ESTIMATE, amount=Decimal(amount)) for label, category, amount in costs
        ),
    )


async def audit(desk: Desk) -> None:
    with clock.at(desk.before(64)):
        await actions.audit_claim(
            desk.analyst,
            drafts.AuditClaimDraft(
                name={"zh-Hant": "廠商案例：程式碼審查訓練 1820 %", "en": "A vendor's case: code review training, 1820 %", "zh-Hans": "厂商案例：代码审查培训 1820 %"},
                kind=TrainingKind.SKILL, source="訓練成效評估文章中的案例", claim=CLAIM, assumed=assumed(),
            ),
        )  # fmt: skip
