"""The projection of an evaluation: what is known now, as it moves."""

from datetime import timedelta
from decimal import Decimal as D

import pytest

from api.impact import actions, models
from api.impact.projector import Projector
from api.kit import clock
from tests.impact.conftest import START

MONEY = "amount currency"
P = (
    f"kind current day roi roiLow roiHigh bcr paybackMonths breakEvenAttribution attribution cost {{ {MONEY} }} attributedBenefit {{ {MONEY} }}"
    f" netBenefit {{ {MONEY} }} probabilityAboveZero probabilityAboveHurdle distinguishable grade flags {{ code path severity }}"
    " waterfall { key label amount kind } paybackCurve { month low mid high } tornado { key low high } delayCurve { months lost }"
    f" costByCategory {{ category money {{ {MONEY} }} }} excluded {{ key reason }} inputsHash engineVersion seed"
)


async def projected(desk, id: str, want: str = P) -> dict:
    from uuid import UUID

    await actions.project(desk.organisation.id, UUID(id))
    return (await desk.evaluation(id, f"projection {{ {want} }}"))["projection"]


async def test_before_the_start_a_forecast_is_made_from_the_agreed_target(desk):
    id, _ = await desk.ready_to_lock()
    await desk.enter_budget(id)

    p = await projected(desk, id)

    assert p["kind"] == "FORECAST" and p["current"]
    assert p["cost"] == {"amount": "46000", "currency": "TWD"}
    assert p["grade"] == "E"
    bars = {bar["key"]: D(bar["amount"]) for bar in p["waterfall"]}
    assert bars["net"] == D(p["netBenefit"]["amount"])
    assert bars["attributed"] - 46000 == bars["net"]
    assert D(p["roi"]) == pytest.approx(bars["net"] / 46000, abs=D("1e-6"))
    assert D(p["roiLow"]) <= D(p["roi"]) <= D(p["roiHigh"])
    assert len(p["paybackCurve"]) == 13 and p["paybackCurve"][0]["mid"] == "-46000"
    assert [c["category"] for c in p["costByCategory"]] == ["DIRECT", "INDIRECT", "OPPORTUNITY", "EVALUATION"]


async def test_without_costs_no_roi_is_printed_and_the_flags_say_why(desk):
    id, _ = await desk.ready_to_lock()

    p = await projected(desk, id)

    assert p["roi"] is None and p["waterfall"] == []
    assert {"code": "COST_MISSING", "path": "costs", "severity": "REFUSE"} in p["flags"]


async def test_figures_after_the_training_measure_the_effect_and_others_stand_beside_it(desk):
    id, measure = await desk.running()
    clock.move(timedelta(days=60))
    treated = {t["team"]["id"]: 0.9 for t in (await desk.evaluation(id, "teams { arm team { id } }"))["teams"] if t["arm"] == "TREATED"}
    await desk.must("recordKpi", {"measureId": measure, "observations": desk.values(range(0, 10), treated)})

    p = await projected(desk, id)
    told = await desk.evaluation(id, "effect { method primary estimate low high distinguishable groups { teamId arm before after } trend { periodOn observed comparison expected } } effects { method primary estimate flags { code } }")

    assert p["kind"] == "INTERIM" and p["grade"] == "A" and p["attribution"] == "1"
    assert told["effect"]["method"] == "RANDOMISED_TEAMS" and told["effect"]["primary"]
    assert float(told["effect"]["low"]) < -0.9 < float(told["effect"]["high"])
    assert len(told["effect"]["groups"]) == 8
    assert len(told["effect"]["trend"]) == 20
    assert {e["method"] for e in told["effects"]} == {"RANDOMISED_TEAMS", "DIFFERENCE_IN_DIFFERENCES", "TREND_LINE"}
    assert START


async def test_a_projection_that_did_not_move_is_not_written_again(desk):
    id, _ = await desk.ready_to_lock()
    await desk.enter_budget(id)
    await projected(desk, id)
    before = len(desk.house.rung)

    again = await actions.project(desk.organisation.id, (await models.Evaluation.get(id=id)).id)

    assert again is False
    assert len(desk.house.rung) == before


async def test_the_projector_hears_a_cost_and_moves_the_projection(desk):
    id, _ = await desk.ready_to_lock()
    async with Projector(wait_s=0.01) as projector:
        await desk.enter_budget(id)
        await projector.settled()
        first = (await desk.evaluation(id, f"projection {{ {P} }}"))["projection"]
        await desk.must("enterCosts", {"evaluationId": id, "costs": [{"label": "講師", "category": "DIRECT", "amount": "36000"}]})
        await projector.settled()
        second = (await desk.evaluation(id, f"projection {{ {P} }}"))["projection"]

    assert (first["cost"]["amount"], second["cost"]["amount"]) == ("46000", "64000")
    assert D(second["roi"]) < D(first["roi"])
    assert await models.RoiProjection.filter(evaluation_id=id).count() == 1
