"""RoiProjection: what is known now, as a return."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry.scalars import JSON

from api.impact import models
from api.impact.graph.access import EVALUATIONS_OF, MAY_READ
from api.impact.graph.enums import ProjectionKindEnum
from api.impact.graph.parts import (
    CategoryCost,
    DelayPoint,
    Excluded,
    Flag,
    Money,
    PaybackPoint,
    TornadoBar,
    WaterfallBar,
    money,
)
from api.kit.reads import column, one, reads

if TYPE_CHECKING:
    from api.impact.graph.evaluation import Evaluation


@reads(models.RoiProjection, rows=EVALUATIONS_OF, who=MAY_READ)
class RoiProjection:
    """What a training returned, or will return, in money, from what is known now: one conservative headline and the
    interval around it. One row per kind and day; the newest of its kind is current. Ratios, never percent: 18.2 is 1820 %."""

    id: strawberry.ID
    evaluation: Annotated["Evaluation", strawberry.lazy("api.impact.graph.evaluation")] = one(
        by="evaluation_id", trusted=True, description="Of which evaluation."
    )
    kind: ProjectionKindEnum = column(description="Forecast before the start, interim, final; or a claim and its restatement.")
    day: date = column(description="The local day that it stands for.")
    current: bool = column(description="Whether it is the newest of its kind.")
    roi: Decimal | None = column(description="(benefit − cost) ÷ cost, conservative. Null where a flag bars it.")
    roi_low: Decimal | None = column(description="5 % of the draws lie below.")
    roi_median: Decimal | None = column(description="Middle of the draws; above the headline, which takes confidence off.")
    roi_high: Decimal | None = column(description="5 % of the draws lie above.")
    bcr: Decimal | None = column(description="Benefit ÷ cost. A BCR of 3 is an ROI of 2.")
    payback_months: Decimal | None = column(description="Months from the start until the benefit has repaid the cost; null if never.")
    break_even_attribution: Decimal | None = column(
        description="The share of the unisolated benefit that must be due to the training for it to pay."
    )
    break_even_months: Decimal | None = column(description="Months of benefit that would just pay the cost.")
    attribution: Decimal | None = column(description="The share given to the training; 1 where it was measured.")
    cost: Money | None = money("cost", "Fully loaded.")
    attributed_benefit: Money | None = money("attributed_benefit", "Isolated, gross of cost.")
    benefit_low: Money | None = money("benefit_low", "2.5 % of the draws lie below.")
    benefit_high: Money | None = money("benefit_high", "2.5 % of the draws lie above.")
    net_benefit: Money | None = money("net_benefit", "Attributed benefit less cost.")
    npv: Money | None = money("npv", "Net present value at the discount rate; null without one.")
    irr: Decimal | None = column(description="Internal rate of return a year; null where there is no single one, or it is beyond all measure.")
    probability_above_zero: Decimal | None = column(description="P(ROI > 0).")
    probability_above_hurdle: Decimal | None = column(description="P(ROI > hurdle).")
    hurdle: Decimal = column(description="The return that finance asks for, a ratio.")
    distinguishable: bool | None = column(description="False where the benefit's 95 % interval holds zero.")
    grade: str | None = column(description="Evidence: A randomised, B compared, C synthetic, D trend, E estimates.")
    flags: list[Flag] = column(description="What bars the ROI, and what warns beside it.")
    waterfall: list[WaterfallBar] = column(description="From the possible benefit to the net one.")
    payback_curve: list[PaybackPoint] = column(description="Balance by month, with its 80 % band.")
    tornado: list[TornadoBar] = column(description="Which assumption moves the ROI most.")
    delay_curve: list[DelayPoint] = column(description="What waiting some months would cost.")
    cost_by_category: list[CategoryCost] = column(description="The fully loaded cost, by category.")
    excluded: list[Excluded] = column(description="What was left out, with its reason.")
    inputs: JSON | None = column(description="Everything that it was computed from: it can be computed again.")
    inputs_hash: str = column(description="SHA-256 over the inputs and the engine's version.")
    engine_version: str = column(description="Raised whenever the same inputs may give another result.")
    seed: int = column(description="Seed of the draws.")
    computed_at: datetime = column(description="When it was computed.")
    updated_at: datetime = column(description="When the row last changed.")
