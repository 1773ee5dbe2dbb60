"""Measure and its parts, its observations, and what a method says the training did to it."""

from datetime import date, datetime
from decimal import Decimal

import strawberry

from api.impact import models
from api.impact.graph.access import EVALUATIONS_OF, FIGURES_OF, MAY_READ
from api.impact.graph.enums import (
    IsolationMethod,
    MeasureDirection,
    MeasureGrain,
    MeasurePeriod,
    MeasureUnit,
    ValueBasis,
    ValueSourceRank,
)
from api.impact.graph.parts import Diagnostic, Flag, GroupPoint, TrendPoint
from api.kit.reads import Arg, Connection, column, embedded, many, one, part, reads
from api.people.graph import Team


@part(models.Measure, who=MAY_READ)
class Target:
    """The value agreed on, by when, and the training's part in reaching it."""

    value: Decimal = column("target_value", description="In the measure's unit.")
    due_on: date | None = column("target_due_on", description="By when.")
    contribution: Decimal | None = column("target_contribution", description="Expected of the training, 0 to 1.")
    confidence: Decimal | None = column("target_confidence", description="How sure of that, 0 to 1.")
    agreed_by: str = column("target_agreed_by", description="Who agreed, outside HR.")


@part(models.Measure, who=MAY_READ)
class UnitValue:
    """What a change of the measure is worth in money."""

    amount: Decimal = column("value_amount", description="Money for `per` units, in the evaluation's currency.")
    per: Decimal = column("value_per", description="How many units it stands for.")
    low: Decimal | None = column("value_low", description="Its low end, where it is a range.")
    high: Decimal | None = column("value_high", description="Its high end.")
    basis: ValueBasis = column("value_basis", description="Margin, cost or wage; revenue is refused.")
    source: str = column("value_source", description="Who states it.")
    rank: ValueSourceRank | None = column("value_rank", description="How credible that is.")
    approved_by: str = column("value_approved_by", description="Who in finance approved it; empty: nobody yet.")
    redeployed: Decimal | None = column("value_redeployed", description="Share of freed time put to other work.")


@part(models.Measure, who=MAY_READ)
class Baseline:
    """The figure before the start."""

    from_on: date = column("baseline_from", description="First period.")
    to_on: date = column("baseline_to", description="Last period.")
    mean: Decimal = column("baseline_mean", description="Mean of all values.")
    n: int = column("baseline_n", description="Values.")
    periods: int = column("baseline_periods", description="Different periods.")


@reads(models.Observation, rows=FIGURES_OF, who=MAY_READ)
class Observation:
    """One value of a measure, for a team or the whole, in one period."""

    id: strawberry.ID
    team: Team | None = one(by="team_id", trusted=True, description="Null: of the whole.")
    period_on: date = column(description="First day of the period.")
    value: Decimal = column(description="In the measure's unit.")
    n: int | None = column(description="How many cases it rests on.")
    revision: int = column(description="1, and one more for each restatement.")
    source: str = column(description="Where it came from.")
    recorded_at: datetime = column(description="When it was recorded or last restated.")


@reads(models.Effect, rows=EVALUATIONS_OF, who=MAY_READ)
class Effect:
    """What one method says the training did to one measure. Per team (or unit) and period, in the measure's own unit and
    sign: fewer complaints are negative. The primary method was frozen before the start."""

    id: strawberry.ID
    measure: "Measure" = one(by="measure_id", trusted=True, description="Of which measure.")
    method: IsolationMethod = column(description="The method.")
    primary: bool = column("leading", description="Frozen before the start; the others are exploratory.")
    model: str = column(description="The pinned formula, named; or why it was refused.")
    estimate: Decimal | None = column(description="The effect; null where the method was refused.")
    low: Decimal | None = column(description="95 % interval.")
    high: Decimal | None = column(description="95 % interval.")
    p: Decimal | None = column(description="Two-sided.")
    p_kind: str = column(description="Where the p comes from.")
    distinguishable: bool = column(description="From zero, at 5 %, by every p that is there.")
    treated: int = column(description="Units trained.")
    controls: int = column(description="Units or periods compared with.")
    diagnostics: list[Diagnostic] = column(description="What was checked.")
    flags: list[Flag] = column(description="Warnings, and why it was refused.")
    groups: list[GroupPoint] = column(description="A dot a team.")
    trend: list[TrendPoint] = column(description="The trained teams by period, and without the training.")
    computed_at: datetime = column(description="When it was computed.")


@reads(models.Measure, rows=EVALUATIONS_OF, who=MAY_READ)
class Measure:
    """A business figure of level 4, or one of behaviour (level 3)."""

    id: strawberry.ID
    name: str = column(description="As the business calls it.")
    position: int = column(description="Its place, from 1.")
    level: int = column(description="3 or 4.")
    unit: MeasureUnit = column(description="What a number of it counts.")
    direction: MeasureDirection = column(description="Which way is good.")
    period: MeasurePeriod = column(description="The time that a value stands for.")
    grain: MeasureGrain = column(description="Whose figure one value is.")
    seasonal: bool = column(description="Whether it follows the year.")
    source_system: str = column(description="Where it is read.")
    formula_version: str = column(description="Changed formula, broken line.")
    owner: str = column(description="Who answers for it.")
    target: Target | None = embedded(when="{t}.target_value IS NOT NULL", description="What was agreed.")
    unit_value: UnitValue | None = embedded(when="{t}.value_amount IS NOT NULL", description="What it is worth; null: not turned into money.")
    baseline: Baseline | None = embedded(when="{t}.baseline_n > 0", description="Before the start.")
    effects: list[Effect] = many(by="measure_id", trusted=True, description="What each method says.")
    observations: Connection[Observation] = many(
        by="measure_id", order="period_on", description="Its values.",
        args={
            "team_id": Arg(strawberry.ID, "{t}.team_id = {v}", "Of this team."),
            "from_on": Arg(date, "{t}.period_on >= {v}", "From this day."),
        },
    )
    updated_at: datetime = column(description="When it last changed.")
