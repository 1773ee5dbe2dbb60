"""The way of an evaluation, walked through GraphQL on both databases."""




async def test_an_evaluation_is_planned_locked_run_and_followed_up(desk):
    id, _ = await desk.ready_to_lock()

    locked = await desk.must("lockBaseline", {"evaluationId": id}, "state lockedHash design { mde mdeMoney { amount currency } enough lockedHash contentHash } arms { treated waiting seed }")
    await desk.must("publishArms", {"evaluationId": id})
    await desk.enter_budget(id)
    started = await desk.must("startEvaluation", {"evaluationId": id})

    assert locked["state"] == "BASELINE_LOCKED"
    assert len(locked["lockedHash"]) == 64
    assert locked["design"]["lockedHash"] == locked["design"]["contentHash"]
    assert locked["arms"] == {"treated": 4, "waiting": 4, "seed": 7}
    assert started["state"] == "RUNNING"
