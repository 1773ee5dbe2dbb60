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



async def test_a_correction_is_a_new_version_beside_the_old_one(school):
    id, measure = await school.concluded()
    first = await school.evaluation(id, "resultHash")

    reopened = await school.must("reviseEvaluation", {"evaluationId": id, "reason": "三店的數字重報"}, "state revisedBecause")
    await school.figures_after(id, measure, gain=0.5)
    stale = await school.do("concludeEvaluation", {"evaluationId": id, "distribution": ["董事會"]})
    await school.signed(id)
    await school.must("concludeEvaluation", {"evaluationId": id})
    told = await school.evaluation(id, "state resultHash forecastRatio studies { id version resultHash reason }")

    assert reopened == {"__typename": "Evaluation", "state": "FOLLOW_UP", "revisedBecause": "三店的數字重報"}
    assert (stale["code"], stale["path"]) == ("SIGNOFF_STALE", ["financeSignOff"])
    assert [(s["version"], s["reason"]) for s in told["studies"]] == [(2, "三店的數字重報"), (1, "")]
    assert told["studies"][1]["resultHash"] == first["resultHash"] != told["resultHash"] == told["studies"][0]["resultHash"]
    for study in told["studies"]:
        again = await school.ask("query($id: ID!) { studyReplay(id: $id) { same engineVersion engineNow } }", id=study["id"])
        assert again["data"]["studyReplay"]["same"] is True


async def test_a_forecast_is_kept_and_held_against_what_came(school):
    id, measure = await school.ready_to_lock()
    await school.enter_budget(id)
    await actions.project(school.organisation.id, UUID(id))
    await school.must("lockBaseline", {"evaluationId": id})
    await school.must("publishArms", {"evaluationId": id})
    clock.move(timedelta(days=14))
    await school.must("startEvaluation", {"evaluationId": id})

    ratio = (await school.evaluation(await school.through(id, measure), "forecastRatio forecast { kind }"))

    assert ratio["forecast"]["kind"] == "FORECAST"
    assert 0 < float(ratio["forecastRatio"]) < 1  # the careful forecast foresaw less than came


async def test_two_taps_of_a_learner_count_where_their_shop_takes_part(school):
    id, _ = await school.running()
    person = school.house.viewer(school.learners[0])
    tap = {"id": "01890000-0000-7000-8000-0000000000bb", "courseId": str(school.course.id), "satisfaction": 5, "usefulness": 4, "answeredAt": clock.now().isoformat()}
    document = "mutation($input: ReactInput!) { react(input: $input) { ... on ReactionTaken { evaluations } ... on Refusal { code path } } }"

    first = await school.ask(document, person, input=tap)
    again = await school.ask(document, person, input=tap)
    bad = await school.ask(document, person, input={**tap, "usefulness": 9})
    told = await school.evaluation(id, "reactions(first: 5) { totalCount } levels { level records mean } proof")

    assert first["data"]["react"] == again["data"]["react"] == {"evaluations": 1}
    assert bad["data"]["react"] == {"code": "INVALID", "path": ["usefulness"]}
    assert told["reactions"]["totalCount"] == 1
    assert told["levels"][1] == {"level": 1, "records": 1, "mean": "4"}
    assert told["proof"] == "unproven"
