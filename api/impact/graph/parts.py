"""Values that ride inside a row: money, flags, the bars and points of the charts."""

from datetime import date
from decimal import Decimal
from typing import Any

import strawberry

from api.impact.graph.enums import (
    CostCategoryEnum,
    EvaluationArm,
    EvaluationStep,
    FlagSeverity,
)
from api.kit.reads import sql_field


@strawberry.type
class Money:
    """An exact amount and its currency (ISO 4217)."""

    amount: Decimal = strawberry.field(description="Exact, as text: \"50000\". Round at display only.")
    currency: str = strawberry.field(description="ISO 4217 code.")


def money(column: str, description: str) -> Any:
    """`cost: Money | None = money("cost", "…")`: a column and the row's currency."""
    return sql_field(
        f"CASE WHEN {{t}}.{column} IS NULL THEN NULL "
        f"ELSE json_object('amount', rtrim(rtrim({{t}}.{column}, '0'), '.'), 'currency', {{t}}.currency) END",
        postgres=f"CASE WHEN {{t}}.{column} IS NULL THEN NULL "
        f"ELSE json_build_object('amount', trim_scale({{t}}.{column})::text, 'currency', {{t}}.currency) END",
        description=description,
    )


@strawberry.type
class Flag:
    """One finding of the rules against a figure or a step."""

    code: str = strawberry.field(description="UPPER_SNAKE, like COST_CATEGORY_MISSING.")
    path: str = strawberry.field(description="Dotted, from the object that was checked: costs.evaluation.")
    message: str = strawberry.field(description="A sentence for a person, in English; screens have their own by code.")
    severity: FlagSeverity = strawberry.field(description="Whether it bars an ROI.")


@strawberry.type
class MissingStep:
    """What still stands against the next step."""

    step: EvaluationStep = strawberry.field(description="The step.")
    code: str = strawberry.field(description="UPPER_SNAKE, like SIGNOFF_MISSING.")
    path: str = strawberry.field(description="Dotted, from the evaluation: targets.0.due_on.")
    message: str = strawberry.field(description="A sentence for a person.")


@strawberry.type
class LevelRecords:
    """How much is recorded at a level: 0 inputs, 1 reaction, 2 learning, 3 application, 4 results."""

    level: int = strawberry.field(description="0 to 4.")
    records: int = strawberry.field(description="People assigned, reactions, tests after, check-ins, values after the start.")
    people: int = strawberry.field(description="Of how many different people or teams.")
    mean: Decimal | None = strawberry.field(description="Mean mark: usefulness 1–5, score 0–1, proficiency 1–5; null elsewhere.")


@strawberry.type
class Balance:
    """How alike the arms came out in one thing known before."""

    name: str = strawberry.field(description="What was compared.")
    treated_mean: float = strawberry.field(description="Mean of the trained arm.")
    waiting_mean: float = strawberry.field(description="Mean of the waiting arm.")
    smd: float = strawberry.field(description="Standardised mean difference: up to 0.1 is well, above 0.25 warns.")
    alike: bool = strawberry.field(description="Whether it is up to 0.1.")


@strawberry.type
class Arms:
    """Who is trained and who waits, as drawn. The seed draws the same again."""

    treated: int = strawberry.field(description="Teams trained now.")
    waiting: int = strawberry.field(description="Teams that wait.")
    exempt: int = strawberry.field(description="Teams trained at once and compared with nobody.")
    seed: int = strawberry.field(description="The seed of the lot.")
    balance: list[Balance] = strawberry.field(description="How alike the arms came out.")


@strawberry.type
class CategoryCost:
    """The fully loaded cost of one category, actual before estimate before budget."""

    category: CostCategoryEnum = strawberry.field(description="The category.")
    money: Money = strawberry.field(description="Charged to this programme.")


@strawberry.type
class BudgetLine:
    """Budget against actual of one category, and what counts in the ROI."""

    category: CostCategoryEnum = strawberry.field(description="The category.")
    budget: Money = strawberry.field(description="Budgeted.")
    actual: Money = strawberry.field(description="Booked so far.")
    counted: Money = strawberry.field(description="What stands: actual before estimate before budget.")


@strawberry.type
class WaterfallBar:
    """Start + steps = subtotal, subtotal + costs = end, exactly."""

    key: str = strawberry.field(description="possible, time, completion, mastery, transfer, attribution, confidence, attributed, a cost category, net.")
    label: str = strawberry.field(description="In English; screens have their own by key.")
    amount: Decimal = strawberry.field(description="Signed, in the evaluation's currency.")
    kind: str = strawberry.field(description="START, STEP, COST, SUBTOTAL or END.")


@strawberry.type
class PaybackPoint:
    """Benefit so far less the whole cost."""

    month: int = strawberry.field(description="Months after the start.")
    mid: Decimal = strawberry.field(description="The headline's balance.")
    low: Decimal = strawberry.field(description="10 % of the draws lie below.")
    high: Decimal = strawberry.field(description="10 % of the draws lie above.")


@strawberry.type
class TornadoBar:
    """The ROI with one input at its low and at its high end, all else as in the headline. Widest first."""

    key: str = strawberry.field(description="The input: shrink.effect, months, cost.direct.trainer.")
    label: str = strawberry.field(description="In English; screens have their own by key.")
    input_low: Decimal = strawberry.field(description="Its low end.")
    input_high: Decimal = strawberry.field(description="Its high end.")
    low: Decimal = strawberry.field(description="ROI there, a ratio.")
    high: Decimal = strawberry.field(description="ROI there, a ratio.")
    variance_share: Decimal = strawberry.field(description="Its share of the drawn variance, 0 to 1.")


@strawberry.type
class DelayPoint:
    """What waiting costs, of the benefit that was to come."""

    months: int = strawberry.field(description="Months of waiting.")
    lost: Decimal = strawberry.field(description="Benefit lost, in the evaluation's currency.")


@strawberry.type
class Excluded:
    """What was left out of the headline, and why."""

    key: str = strawberry.field(description="Its short name.")
    label: str = strawberry.field(description="What.")
    reason: str = strawberry.field(description="Why, in one sentence.")


@strawberry.type
class Diagnostic:
    """One check of a method."""

    name: str = strawberry.field(description="Its name.")
    value: float | None = strawberry.field(description="Its value.")
    passed: bool | None = strawberry.field(description="Null: information only.")
    note: str = strawberry.field(description="A sentence for a person.")


@strawberry.type
class GroupPoint:
    """One team before and after: a dot of the group comparison."""

    team_id: strawberry.ID = strawberry.field(description="The team.")
    arm: EvaluationArm = strawberry.field(description="Its arm.")
    before: Decimal | None = strawberry.field(description="Mean before the start.")
    after: Decimal | None = strawberry.field(description="Mean after delivery ended.")


@strawberry.type
class TrendPoint:
    """One period of the trained teams: observed, and where it would have gone without the training."""

    period_on: date = strawberry.field(description="The first day of the period.")
    observed: Decimal = strawberry.field(description="Mean of the trained teams.")
    comparison: Decimal | None = strawberry.field(description="Mean of the waiting teams, where there are any.")
    expected: Decimal | None = strawberry.field(description="Without the training.")
    low: Decimal | None = strawberry.field(description="95 % band.")
    high: Decimal | None = strawberry.field(description="95 % band.")


@strawberry.type
class ClaimFigure:
    """A claimed figure beside the one that its own inputs give."""

    path: str = strawberry.field(description="Dotted, from the claim: returns.0.roi.")
    label: str = strawberry.field(description="What it is.")
    stated: Decimal | None = strawberry.field(description="As claimed; null where the source left it out.")
    computed: Decimal | None = strawberry.field(description="As computed; null where it cannot be known.")
