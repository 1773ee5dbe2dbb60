"""Sums that help to decide, before there is anything to measure; and the proof of what was concluded."""

import asyncio
from decimal import Decimal
from typing import Annotated

import strawberry

from api.impact import models
from api.impact.actions import replayed
from api.impact.actions.refusing import heard
from api.impact.graph.access import MAY_READ
from api.impact.graph.live import seen
from api.impact.graph.parts import Money
from api.impact.rules.information import pilot_advice
from api.impact.rules.knowledge import KnowledgeLoop
from api.impact.rules.money import Money as Amount
from api.impact.rules.money import currency_code, rounded
from api.impact.rules.power import persons_per_arm, teams_mde, variance_left
from api.impact.rules.replay import ENGINE_VERSION
from api.kit.reads import query
from api.kit.refusals import Code, Refusal
from api.people.inputs import id_of

MOST_MONTHS = 120


@strawberry.type
class DesignPower:
    """What a design with two arms of teams would find with 80 % power, at 5 %."""

    mde_sd: float = strawberry.field(description="Smallest effect, in standard deviations of a person.")
    with_earlier_figure_sd: float = strawberry.field(description="The same where the earlier figure is taken off.")
    people_per_arm: float = strawberry.field(description="People an arm for that effect, if people and not teams were drawn.")


@strawberry.type
class KnowledgePoint:
    """One month of a loop."""

    month: int = strawberry.field(description="0 is now.")
    live: Decimal = strawberry.field(description="Live units.")
    value: Decimal = strawberry.field(description="Hours set free and redeployed, in money a month.")


@strawberry.type
class KnowledgeGrowth:
    """Knowledge speed × released capacity, month by month."""

    compounds: bool = strawberry.field(description="Whether it grows on itself: reinvested hours write faster than units age. Else it is linear.")
    points: list[KnowledgePoint] = strawberry.field(description="From now on.")


@strawberry.type
class PilotWorth:
    """What it is worth to know more before deciding."""

    evpi: Money = strawberry.field(description="Of knowing for sure: the most that any pilot could be worth.")
    worth: Money = strawberry.field(description="Of this pilot.")
    costs: Money = strawberry.field(description="What it takes, benefit forgone included.")
    run: bool = strawberry.field(description="Whether it tells more than it takes.")


@strawberry.type
class StudyReplay:
    """A concluded version, computed again from its stored inputs."""

    same: bool = strawberry.field(description="Whether the bytes are the same.")
    engine_version: str = strawberry.field(description="The engine that it was concluded by.")
    engine_now: str = strawberry.field(description="The engine that computed it again.")


@strawberry.input(description="A loop of authoring and released hours.")
class KnowledgeGrowthInput:
    authored: Decimal = strawberry.field(description="Units written a month.")
    released_hours: Decimal = strawberry.field(description="Hours that a live unit sets free a month.")
    hours_per_unit: Decimal = strawberry.field(description="Hours to write one.")
    reinvested: Decimal = strawberry.field(description="Share of those hours put into writing, 0 to 1.")
    obsolete: Decimal = strawberry.field(description="Share outdated a month, 0 to 1.")
    live: Decimal = strawberry.field(default=Decimal(0), description="Live units now.")
    hourly_wage: Decimal = strawberry.field(default=Decimal(0), description="What an hour is worth.")
    redeployed: Decimal = strawberry.field(default=Decimal(1), description="Share of the other hours that somebody uses.")
    currency: str = strawberry.field(default="TWD", description="ISO 4217.")
    months: int = strawberry.field(default=12, description="How far, up to 120.")


@strawberry.type
class AdviceQuery:
    @query(who=MAY_READ)
    async def design_power(
        self,
        info: strawberry.Info,
        teams_per_arm: Annotated[int, strawberry.argument(description="Teams in each arm.")],
        people_per_team: Annotated[float, strawberry.argument(description="People in a team, on average.")],
        icc: Annotated[float, strawberry.argument(description="Share of the variance that lies between teams, 0 to 1.")] = 0.1,
        correlation: Annotated[float, strawberry.argument(description="Of the earlier figure with the later, 0 to 1.")] = 0.5,
    ) -> DesignPower:
        """What so many teams could show. INVALID for shares outside 0 to 1, TOO_FEW_CLUSTERS below two teams an arm."""
        if not 0 <= icc <= 1 or not 0 <= correlation < 1 or people_per_team < 1 or teams_per_arm > 10_000:
            raise Refusal(Code.INVALID, "Shares lie from 0 to 1, and a team has people.", ("icc",))
        with heard():
            return await asyncio.to_thread(_power, teams_per_arm, people_per_team, icc, correlation)

    @query(who=MAY_READ)
    async def knowledge_growth(
        self, info: strawberry.Info, input: Annotated[KnowledgeGrowthInput, strawberry.argument(description="The loop.")]
    ) -> KnowledgeGrowth:
        """Whether knowledge compounds, and what it sets free. SHARE_OUT_OF_RANGE, RANGE_DISORDERED."""
        if not 0 <= input.months <= MOST_MONTHS:
            raise Refusal(Code.INVALID, "Up to 120 months.", ("input", "months"))
        with heard("input"):
            loop = KnowledgeLoop(input.authored, input.released_hours, input.hours_per_unit, input.reinvested, input.obsolete, input.live)
            wage = Amount(input.hourly_wage, input.currency)
            points = [
                KnowledgePoint(month=m, live=rounded(k, 6), value=rounded(loop.monthly_value(k, wage, input.redeployed).amount, 2))
                for m, k in enumerate(loop.after(input.months))
            ]
        return KnowledgeGrowth(compounds=loop.compounds, points=points)

    @query(who=MAY_READ)
    async def pilot_worth(
        self,
        info: strawberry.Info,
        mean: Annotated[Decimal, strawberry.argument(description="Expected net gain of the rollout.")],
        sd: Annotated[Decimal, strawberry.argument(description="How unsure that is: its standard deviation.")],
        pilot_se: Annotated[Decimal, strawberry.argument(description="Standard error with which the pilot would measure it.")],
        costs: Annotated[Decimal, strawberry.argument(description="What the pilot takes, benefit forgone included.")],
        currency: Annotated[str, strawberry.argument(description="ISO 4217.")],
    ) -> PilotWorth:
        """Whether a pilot pays, for a net gain of this mean and standard deviation. RANGE_DISORDERED for negative spreads."""
        with heard():
            advice = pilot_advice(float(mean), float(sd), float(pilot_se), Amount(costs, currency_code(currency)))

        def money(amount: Decimal) -> Money:
            return Money(amount=amount, currency=currency)

        return PilotWorth(evpi=money(advice.evpi), worth=money(advice.worth), costs=money(costs), run=advice.run)

    @query(who=MAY_READ)
    async def study_replay(
        self, info: strawberry.Info, id: Annotated[strawberry.ID, strawberry.argument(description="The version's id.")]
    ) -> StudyReplay:
        """Compute a concluded version again from its stored inputs, and compare the bytes."""
        viewer = info.context.viewer
        study = await models.Study.get_or_none(organisation_id=viewer.organisation_id, id=id_of(id))
        if study is None or not await seen(viewer, study.evaluation_id):
            raise Refusal(Code.NOT_FOUND, "There is no such study.", ("id",))
        same = await asyncio.to_thread(replayed, study)
        return StudyReplay(same=same, engine_version=study.engine_version, engine_now=ENGINE_VERSION)


def _power(teams: int, people: float, icc: float, correlation: float) -> DesignPower:
    plain = teams_mde(teams, people, icc)
    less = teams_mde(teams, people, icc, explained=1 - variance_left(correlation))
    return DesignPower(mde_sd=plain, with_earlier_figure_sd=less, people_per_arm=persons_per_arm(plain))

