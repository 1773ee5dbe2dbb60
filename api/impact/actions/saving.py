"""After every change: what still stands against the next step, what is recorded, what it costs; and the one entry."""

from datetime import date
from uuid import UUID

from api.impact import models, sql
from api.impact.actions.loading import facts_of, learning_time, standing_of, teams_of
from api.impact.actions.refusing import flag_json
from api.impact.rules.codes import Refused
from api.impact.rules.costs import budget_against_actual, fully_loaded, in_currency, standing_costs
from api.impact.rules.facts import Facts
from api.impact.rules.money import Money, rounded
from api.impact.rules.replay import decimal_text
from api.impact.rules.states import STEPS, guard, proof
from api.kit import clock, journal
from api.kit.ids import new_id
from api.people.models import Organisation

NEXT = {came_from: step for step, (came_from, _) in STEPS.items()}


async def today_of(organisation_id: UUID) -> date:
    organisation = await Organisation.get(id=organisation_id)
    return clock.today(organisation.timezone)


async def changed(evaluation: models.Evaluation, what: str, **told) -> None:
    """Save it and say so. `what` names the change; the projection listens."""
    await refresh(evaluation)
    evaluation.updated_at = clock.now()
    await evaluation.save()
    journal.add(
        "evaluation.changed", organisation=evaluation.organisation_id, subject=evaluation.id,
        what=what, state=evaluation.state.value, **told,
    )  # fmt: skip


async def refresh(evaluation: models.Evaluation) -> Facts:
    """Everything about it that is summed from elsewhere."""
    today = await today_of(evaluation.organisation_id)
    facts = await facts_of(evaluation, today)
    teams = [t.team_id for t in await teams_of(evaluation)]
    evaluation.learners = await sql.headcount(evaluation.organisation_id, teams) if teams else 0
    evaluation.learning_s = facts.learning.learning_s
    records = await sql.records(evaluation, teams, facts.after_on)
    evaluation.levels = levels_json(facts, records)
    evaluation.proof = proof(frozenset(r["level"] for r in records if r["records"]))
    evaluation.missing = await _missing(evaluation, facts, records, today)
    _costs(evaluation, facts)
    await _learning_time(evaluation, facts)
    return facts


async def _missing(evaluation: models.Evaluation, facts: Facts, records: list[dict], today: date) -> list[dict]:
    step = NEXT.get(evaluation.state)
    if step is None:
        return []
    standing = await standing_of(evaluation, facts, records)
    return [{"step": step.name, **{k: v for k, v in flag_json(f).items() if k != "severity"}} for f in guard(standing, step, today)]


def levels_json(facts: Facts, records: list[dict]) -> list[dict]:
    people = facts.learning.assigned
    rows = [{"level": 0, "records": people, "people": people, "mean": None}, *records]
    return [{**row, "mean": None if row["mean"] is None else f"{float(row['mean']):.4g}"} for row in rows]


def money_json(money: Money) -> dict[str, str]:
    return {"amount": decimal_text(money.amount), "currency": money.currency}


async def _learning_time(evaluation: models.Evaluation, facts: Facts) -> None:
    """The computed cost line stands in the list like any other."""
    own = {"organisation_id": evaluation.organisation_id, "evaluation_id": evaluation.id, "automatic": True}
    lines = learning_time(evaluation, facts.learning)
    row = await models.CostLine.filter(**own).select_for_update().first()
    if not lines:
        if row is not None:
            await row.delete()
        return
    [line] = lines
    made = row is None
    row = row or models.CostLine(**own, id=new_id(), position=0, label=line.label, category=line.category, kind=line.kind)
    amount = rounded(line.money.amount, 6)
    if made or row.amount != amount:
        row.amount, row.currency, row.updated_at = amount, line.money.currency, clock.now()
        await row.save(force_create=made)


def _costs(evaluation: models.Evaluation, facts: Facts) -> None:
    """Total and budget; left empty while a currency has no rate."""
    try:
        lines = in_currency(facts.costs, facts.currency, facts.fx)
    except Refused:
        evaluation.cost_total, evaluation.budget = None, []
        return
    cost = fully_loaded(standing_costs(lines), facts.currency)
    counted = dict(cost.by_category)
    evaluation.cost_total = money_json(cost.total) if lines else None
    evaluation.budget = [
        {
            "category": row.category.name, "budget": money_json(row.budget), "actual": money_json(row.actual),
            "counted": money_json(counted[row.category]),
        }
        for row in budget_against_actual(lines, facts.currency)
    ]  # fmt: skip
