"""The whole reckoning of an evaluation, as one function of what is known: the same facts give the same bytes."""

import hashlib
from dataclasses import dataclass

from .analysis import Reading, readings, rounded_check, rounded_effect
from .assembly import Assembled, assemble
from .cashflow import Discounted, discounted
from .codes import Code, Flag, Refused, Severity, flag
from .costs import BudgetLine, CostCategory, budget_against_actual, fully_loaded, in_currency, standing_costs
from .delay import DelayPoint, delay_curve
from .facts import Facts
from .inputs import ProjectionKind, input_flags
from .money import Money
from .projection import Projection, project
from .replay import canonical, inputs_hash, plain
from .waterfall import benefit_path


@dataclass(frozen=True, slots=True)
class Reckoning:
    """`projection` is null where a flag bars an ROI. `costs` are by category, in the study's currency."""

    kind: ProjectionKind
    assembled: Assembled
    readings: tuple[Reading, ...]
    projection: Projection | None
    flags: tuple[Flag, ...]
    costs: tuple[tuple[CostCategory, Money], ...]
    budget: tuple[BudgetLine, ...]
    delay: tuple[DelayPoint, ...]
    discounted: Discounted


def reckon(facts: Facts) -> Reckoning:
    read = readings(facts)
    assembled = assemble(facts, read)
    flags = [*assembled.flags]
    if facts.method is None:
        flags.append(flag(Code.NO_ISOLATION, "design", "no method is chosen yet"))
    try:
        flags += input_flags(assembled.inputs)
        kept = standing_costs(in_currency(facts.costs, facts.currency, facts.fx))
        costs = fully_loaded(kept, facts.currency).by_category
        budget = budget_against_actual(in_currency(facts.costs, facts.currency, facts.fx), facts.currency)
    except Refused as no:
        flags += no.flags
        costs, budget = (), ()
    flags = list(dict.fromkeys(flags))
    barred = any(f.severity is Severity.REFUSE for f in flags)
    projection = None if barred else project(assembled.inputs)
    return Reckoning(
        assembled.kind, assembled, read, projection, tuple(flags), costs, budget, () if barred else _delay(assembled),
        Discounted(None, None) if barred else discounted(assembled.inputs, benefit_path(assembled.inputs), facts.assumptions.discount_rate),
    )  # fmt: skip


def _delay(assembled: Assembled) -> tuple[DelayPoint, ...]:
    path = benefit_path(assembled.inputs)
    return delay_curve(path.monthly, int(path.months), ramp_months=assembled.inputs.ramp_months, delivery_months=int(assembled.inputs.delivery_months))


def result_of(reckoning: Reckoning) -> dict:
    """What a study freezes and hashes: plain values, floats rounded so that every machine agrees."""
    return {
        "kind": reckoning.kind.value,
        "projection": plain(reckoning.projection),
        "grade": reckoning.assembled.grade,
        "discounted": plain(reckoning.discounted),
        "excluded": plain(reckoning.assembled.excluded),
        "flags": plain(reckoning.flags),
        "effects": [
            {
                "measure": r.measure, "method": r.method.value, "primary": r.primary,
                **plain(rounded_effect(r.effect)), "model": "" if r.effect is None else r.effect.model,
                "checks": [] if r.effect is None else [rounded_check(d) for d in r.effect.diagnostics],
                "flags": plain(r.flags),
            }
            for r in reckoning.readings
        ],
    }  # fmt: skip


def frozen(facts: Facts) -> tuple[bytes, str, str]:
    """(the result as canonical JSON, its hash, the hash of its facts)."""
    result = canonical(result_of(reckon(facts)))
    return result, hashlib.sha256(result).hexdigest(), inputs_hash(facts)
