"""Reckon an evaluation anew from what is recorded, off the event loop, and keep what came out."""

import asyncio
import hashlib
from uuid import UUID

from api.impact import models
from api.impact.actions.loading import facts_of, locked
from api.impact.actions.projection_row import projection_values
from api.impact.actions.refusing import flag_json
from api.impact.actions.saving import refresh, today_of
from api.impact.rules.analysis import Reading, rounded_check, rounded_effect
from api.impact.rules.evaluation import State
from api.impact.rules.facts import Facts
from api.impact.rules.reckoning import Reckoning, reckon, result_of
from api.impact.rules.replay import canonical
from api.kit import clock, journal
from api.kit.ids import new_id
from api.kit.work import unit_of_work

OPEN = (State.PLANNED, State.BASELINE_LOCKED, State.RUNNING, State.FOLLOW_UP)
ATTEMPTS = 5


class Computed:
    """A reckoning with its result as it is hashed."""

    def __init__(self, facts: Facts):
        self.facts = facts
        self.reckoning: Reckoning = reckon(facts)
        self.result: bytes = canonical(result_of(self.reckoning))
        self.result_hash: str = hashlib.sha256(self.result).hexdigest()


async def computed(facts: Facts) -> Computed:
    """In a thread: draws and fits take tens of milliseconds, and the loop has learners to answer."""
    return await asyncio.to_thread(Computed, facts)


async def project(organisation_id: UUID, evaluation_id: UUID) -> bool:
    """Bring the projection up to date; whether it moved. What changed meanwhile is reckoned again."""
    for _ in range(ATTEMPTS):
        evaluation = await models.Evaluation.get_or_none(organisation_id=organisation_id, id=evaluation_id)
        if evaluation is None or evaluation.state not in OPEN:
            return False
        new = await computed(await facts_of(evaluation, await today_of(organisation_id)))

        async def work(new: Computed = new) -> bool | None:
            held = await locked(organisation_id, evaluation_id)
            if held.state not in OPEN:
                return False
            if await refresh(held) != new.facts:
                return None
            moved = await keep(held, new)
            if moved:
                await refresh(held)  # whether there is an isolation result may open the next step
                tell(held)
            return moved

        moved = await unit_of_work(work)
        if moved is not None:
            return moved
    return False


def tell(evaluation: models.Evaluation) -> None:
    journal.add(
        "evaluation.changed", organisation=evaluation.organisation_id, subject=evaluation.id, what="projection",
        state=evaluation.state.value,
    )  # fmt: skip


async def keep(evaluation: models.Evaluation, new: Computed) -> bool:
    """Rows of the projection and of the effects. False when all is there already, exactly."""
    own = {"organisation_id": evaluation.organisation_id, "evaluation_id": evaluation.id}
    kind, day = new.reckoning.kind, new.facts.today
    rows = models.RoiProjection.filter(**own, kind=kind)
    row = await rows.filter(day=day).select_for_update().first()
    values = projection_values(new.reckoning, evaluation.currency, evaluation.seed)
    if row is not None and row.current and row.inputs_hash == values["inputs_hash"] and evaluation.result_hash == new.result_hash:
        return False
    now = clock.now()
    await rows.exclude(day=day).filter(current=True).update(current=False)
    if row is None:
        row = models.RoiProjection(**own, id=new_id(), kind=kind, day=day)
        made = True
    else:
        made = False
    row.update_from_dict({**values, "current": True, "computed_at": now, "updated_at": now})
    await row.save(force_create=made)
    await _keep_effects(evaluation, new.reckoning.readings)
    evaluation.flags = [flag_json(f) for f in new.reckoning.flags]
    evaluation.result_hash = new.result_hash
    evaluation.updated_at = now
    await evaluation.save()
    return True


async def _keep_effects(evaluation: models.Evaluation, readings: tuple[Reading, ...]) -> None:
    own = {"organisation_id": evaluation.organisation_id, "evaluation_id": evaluation.id}
    measures = {m.name: m.id for m in await models.Measure.filter(**own)}
    known = {(e.measure_id, e.method): e for e in await models.Effect.filter(**own).select_for_update()}
    kept = set()
    for reading in readings:
        key = measures[reading.measure], reading.method
        row = known.get(key)
        made = row is None
        row = row or models.Effect(**own, id=new_id(), measure_id=key[0], method=key[1])
        row.update_from_dict(_effect_values(reading))
        row.computed_at = clock.now()
        await row.save(force_create=made)
        kept.add(key)
    if gone := [e.id for key, e in known.items() if key not in kept]:
        await models.Effect.filter(**own, id__in=gone).delete()


def _effect_values(reading: Reading) -> dict:
    e, figures = reading.effect, rounded_effect(reading.effect)
    refused = "" if e is not None or not reading.flags else f"refused: {reading.flags[0].message}"
    return {
        "leading": reading.primary, "model": refused if e is None else e.model,
        **{name: figures[name] for name in ("estimate", "low", "high")}, "p": figures["p_randomised"] if e and e.se is None else figures["p"],
        "p_kind": "" if e is None else e.p_kind.value, "distinguishable": e is not None and e.distinguishable,
        "treated": 0 if e is None else e.treated, "controls": 0 if e is None else e.controls,
        "diagnostics": [] if e is None else [rounded_check(d) for d in e.diagnostics],
        "flags": [flag_json(f) for f in reading.flags],
        "groups": [
            {"teamId": g.team, "arm": g.arm.name, "before": _short(g.before), "after": _short(g.after)} for g in reading.groups
        ],
        "trend": [
            {
                "periodOn": t.period_on.isoformat(), "observed": _short(t.observed), "comparison": _short(t.comparison),
                "expected": _short(t.expected), "low": _short(t.low), "high": _short(t.high),
            }
            for t in reading.trend
        ],
    }  # fmt: skip


def _short(value: float | None) -> str | None:
    return None if value is None else f"{value:.6g}"
