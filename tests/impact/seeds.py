"""The two seeds' claims as a person would type them in, and their clean twins."""

from dataclasses import replace
from decimal import Decimal as D

from api.impact.rules.audit_returns import Restatement
from api.impact.rules.claims import (
    BenefitLabel,
    ChangeClaim,
    Claim,
    Comparison,
    ContributionClaim,
    ConversionClaim,
    ProductClaim,
    Quote,
    ReturnClaim,
    SaidAs,
    SavingClaim,
    SurveyClaim,
)
from api.impact.rules.costs import CostCategory, CostLine
from api.impact.rules.measures import Basis, Unit
from api.impact.rules.money import Money

CASE = ReturnClaim(
    cost=D(50000),
    cost_categories=(CostCategory.DIRECT, CostCategory.OPPORTUNITY),
    monthly_benefit=D(100000),
    months=D(12),
    delivery_months=D(1),
    attribution=D("0.8"),
    estimators=1,
    other_causes_excluded=True,
    printed_benefit=D(960000),
    printed_as=BenefitLabel.NET,
    roi=D("18.20"),
    basis=Basis.COST,
    levels=(2, 3, 4),
)
"""Seed B's software company: US$50,000, 10 days × US$10,000 a month, 80 %, 12 months, 1820 %."""

SEED_B = Claim(
    label="創新科技：高效率除錯與程式碼審查",
    currency="USD",
    returns=(CASE,),
    changes=(
        ChangeClaim("error rate", Unit.RATIO, D("0.05"), SaidAs.PERCENT, D("0.08"), D("0.03")),
        ChangeClaim("deals closed", Unit.RATIO, D("0.15"), SaidAs.PERCENT, comparison=Comparison.SELF_SELECTED),
    ),
    conversions=(
        ConversionClaim("5 points of errors are 10 days", D(5), Unit.PP, D(2), Unit.PP, D(10)),
        ConversionClaim("2 % × Z", D("0.02"), Unit.RATIO, D(10000), Unit.PP, D(200), source="seed B"),
    ),
    contributions=(ContributionClaim("sales", D("0.20"), D("0.60")),),
)

ASSUMED = Restatement(
    confidence=D("0.8"),
    added_costs=(
        CostLine("needs analysis, administration", CostCategory.INDIRECT, Money(D(15000), "USD")),
        CostLine("measuring it", CostCategory.EVALUATION, Money(D(10000), "USD")),
    ),
)

SEED_A = Claim(
    label="釘釘課程模組",
    currency="HKD",
    returns=(ReturnClaim(monthly_benefit=D(85000) / 12, months=D(12), payback_months=D(6)),),
    products=(ProductClaim("new hires ready 3.2 days sooner", (D("3.2"), D(1200), D(100)), D(384000)),),
    savings=(
        SavingClaim(
            "administration", D(160), D("0.4"), D(160), D(85000), base_hours_per_year=D(300)
        ),
    ),
    changes=(
        ChangeClaim("certification cycle, days", Unit.COUNT, D("0.25"), SaidAs.SPEED, D(14), D("10.5")),
        ChangeClaim("course production, days", Unit.COUNT, D(5), SaidAs.SPEED_FACTOR, D(14), D(2)),
    ),
    quotes=(
        Quote("days sooner ready", D("3.2"), source="five companies"),
        Quote("days sooner ready", D(2), source="phone certification"),
        Quote("completion, growth", D("2.3"), SaidAs.FACTOR),
        Quote("completion, growth", D("1.586"), SaidAs.FACTOR, source="58 to 92 %"),
        Quote("time left", D("9.5"), SaidAs.SPEED_FACTOR),
        Quote("time left", D("-0.72"), SaidAs.RELATIVE),
    ),
    surveys=(SurveyClaim("staff who find training effective", D("0.12"), "a 2025 report", enters_roi=True),),
)

CLEAN_CASE = replace(
    CASE,
    cost=D(75000),
    cost_categories=tuple(CostCategory),
    months=D(11),
    confidence=D("0.8"),
    estimators=3,
    other_causes_excluded=False,
    printed_benefit=D(704000),
    printed_as=BenefitLabel.ATTRIBUTED,
    roi=D("8.3867"),
    bcr=D("9.3867"),
    conversion_source="finance, cost of a day's delay, 2025",
    levels=(1, 2, 3, 4),
)

CLEAN = Claim(
    label="the same programmes, told straight",
    currency="USD",
    returns=(CLEAN_CASE,),
    products=(
        ProductClaim("new hires", (D("3.2"), D(1200), D(100), D("0.5")), D(192000), Basis.MARGIN, D("0.5")),
    ),
    savings=(
        SavingClaim("administration", D(160), D("0.4"), D(768), D("84480"), D(110), base_hours_per_year=D(1920)),
    ),
    changes=(
        ChangeClaim("error rate", Unit.RATIO, D("-5"), SaidAs.PP, D("0.08"), D("0.03")),
        ChangeClaim("cycle, days", Unit.COUNT, D("-0.25"), SaidAs.RELATIVE, D(14), D("10.5")),
        ChangeClaim("production, days", Unit.COUNT, D(7), SaidAs.SPEED_FACTOR, D(14), D(2)),
        ChangeClaim("deals", Unit.RATIO, D(3), SaidAs.PP, D("0.20"), D("0.23"), Comparison.RANDOMISED),
    ),
    conversions=(ConversionClaim("rework", D(2), Unit.PP, D(10000), Unit.PP, D(20000), "scrap ledger 2025"),),
    contributions=(ContributionClaim("sales", D("0.20"), D("0.60"), D("0.9")),),
    quotes=(
        Quote("days sooner ready", D("3.2"), source="roster"),
        Quote("days sooner ready", D("3.2"), source="pilot report"),
        Quote("time left", D("4"), SaidAs.SPEED_FACTOR),
        Quote("time left", D("-0.75"), SaidAs.RELATIVE),
    ),
    surveys=(SurveyClaim("staff who find training effective", D("0.12"), "a 2025 report"),),
)
