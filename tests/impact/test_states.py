"""The way of an evaluation, walked through GraphQL on both databases."""

from datetime import timedelta
from uuid import UUID

from api.impact import actions, models
from api.impact.actions import replayed
from api.kit import clock


async def test_an_evaluation_is_planned_locked_and_run(desk):
    id, _ = await desk.ready_to_lock()

    want = "state lockedHash design { mde mdeMoney { amount currency } targetMoney { amount } enough lockedHash contentHash } arms { treated waiting seed }"
    locked = await desk.must("lockBaseline", {"evaluationId": id}, want)
    await desk.must("publishArms", {"evaluationId": id})
    await desk.enter_budget(id)
    started = await desk.must("startEvaluation", {"evaluationId": id})

    assert locked["state"] == "BASELINE_LOCKED"
    assert len(locked["lockedHash"]) == 64
    assert locked["design"]["lockedHash"] == locked["design"]["contentHash"]
    assert float(locked["design"]["mde"]) > 0 and locked["design"]["mdeMoney"]["currency"] == "TWD"
    assert locked["arms"] == {"treated": 4, "waiting": 4, "seed": 7}
    assert started["state"] == "RUNNING"


async def test_it_is_followed_up_concluded_and_replays_to_the_same_bytes(school):
    id, _ = await school.concluded()

    told = await school.evaluation(
        id,
        "state resultHash proof levels { level records } decision studies { version inputsHash resultHash approvedBy engineVersion }"
        " projection { kind roi roiLow roiHigh grade distinguishable flags { code } attribution } missing { code } distribution",
    )
    study = await models.Study.get(evaluation_id=UUID(id))

    assert told["state"] == "CONCLUDED" and told["proof"] == "resulted" and told["missing"] == []
    assert [level["records"] > 0 for level in told["levels"]] == [True] * 5
    assert told["projection"]["kind"] == "FINAL" and told["projection"]["grade"] == "A"
    assert told["projection"]["attribution"] == "1" and told["projection"]["distinguishable"]
    assert [(s["version"], s["resultHash"], s["approvedBy"]) for s in told["studies"]] == [(1, told["resultHash"], "吳美玲 (財務長)")]
    assert replayed(study)
    assert (told["decision"], told["distribution"]) == ("continue", ["董事會"])


async def test_a_concluded_evaluation_does_not_move_any_more(school):
    id, _ = await school.concluded()
    before = await school.evaluation(id, "updatedAt resultHash projection { inputsHash }")

    people = await school.trained(id)
    clock.move(timedelta(days=3))
    await school.learned(people[0], minutes=9)
    moved = await actions.project(school.organisation.id, UUID(id))

    assert moved is False
    assert await school.evaluation(id, "updatedAt resultHash projection { inputsHash }") == before


async def test_a_figure_that_comes_after_the_signature_makes_it_stale(school):
    id, measure, _ = await school.followed_up()
    clock.move(timedelta(days=40))
    await school.figures_after(id, measure)
    await school.signed(id)

    await school.figures_after(id, measure, gain=0.2)
    told = await school.do("concludeEvaluation", {"evaluationId": id, "distribution": ["董事會"]})

    assert (told["code"], told["path"]) == ("SIGNOFF_STALE", ["financeSignOff"])


async def test_recorded_minutes_become_opportunity_cost_and_move_with_every_attempt(school):
    id, _ = await school.running()
    await school.must("enterCosts", {"evaluationId": id, "hourlyWage": "240"})
    people = await school.trained(id)
    await school.assigned(people)

    await school.learned(people[0], minutes=4)
    await school.learned(people[1], minutes=6)
    await actions.project(school.organisation.id, UUID(id))
    told = await school.evaluation(
        id, "learningMinutes costTotal { amount } costs { label category automatic kind money { amount } } projection { cost { amount } waterfall { key amount } }"
    )

    automatic = [c for c in told["costs"] if c["automatic"]]
    assert told["learningMinutes"] == 20  # two units each
    assert automatic == [{"label": "learning time", "category": "OPPORTUNITY", "automatic": True, "kind": "ACTUAL", "money": {"amount": "80"}}]
    assert told["costTotal"]["amount"] == told["projection"]["cost"]["amount"] == "46080"


async def test_an_evaluation_is_cancelled_with_its_reason(desk):
    id, _ = await desk.ready_to_lock()

    told = await desk.must("cancelEvaluation", {"evaluationId": id, "reason": "店收了"}, "state cancelledBecause")

    assert told == {"__typename": "Evaluation", "state": "CANCELLED", "cancelledBecause": "店收了"}

