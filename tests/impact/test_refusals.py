"""Bad input, each refused with exactly its code and its path, through GraphQL on both databases.

What is refused leaves no trace, so one evaluation in each state serves all of its cases.
"""

from datetime import timedelta
from typing import Any

from api.kit import clock
from api.kit.ids import new_id
from tests.impact.conftest import START, Desk

NOBODY = "01890000-0000-7000-8000-000000000000"
Case = tuple[str, dict, str, str]

MEASURE = {"name": "客訴率", "unit": "PP", "direction": "DOWN"}
WORTH = {"amount": "10", "basis": "COST", "source": "財務"}
COST = {"label": "講師", "category": "DIRECT", "amount": "10"}
ESTIMATE = {"estimator": "店長", "kind": "MANAGER", "contribution": "0.6", "confidence": "0.8"}


async def answers(desk: Desk, cases: list[Case]) -> tuple[list, list]:
    """(what came, what should have come), case by case."""
    came = []
    for name, input, _, _ in cases:
        told = await desk.do(name, input, "id")
        came.append((name, told.get("code"), ".".join(told.get("path", [])), told["__typename"]))
    return came, [(name, code, path, "Refusal") for name, _, code, path in cases]


def worth(**more: Any) -> dict:
    return {"measures": [{**MEASURE, "unitValue": {**WORTH, **more}}]}


def cost(**more: Any) -> dict:
    return {"costs": [{**COST, **more}]}


def estimate(**more: Any) -> dict:
    return {"estimates": [{**ESTIMATE, **more}]}


def planned_cases(desk: Desk, id: str, measure: str, other: str) -> list[Case]:
    shop, plan = str(desk.shops[0].id), desk.plan()
    monday = (START - timedelta(weeks=11)).isoformat()

    def on(name: str, input: dict, code: str, path: str) -> Case:
        return name, {"evaluationId": id, **input}, code, path

    def of(name: str, input: dict, code: str, path: str) -> Case:
        return name, {"measureId": measure, **input}, code, path

    def one(**more: Any) -> dict:
        return {"observations": [{"teamId": shop, "periodOn": monday, "value": "5", **more}]}

    def target(**more: Any) -> dict:
        return {"targets": [{"measureId": measure, "value": "4", **more}]}

    def claim(**more: Any) -> dict:
        return {"name": {"en": "c"}, "claim": {"label": "c", "currency": "USD"}, **more}

    far = clock.now().date() + timedelta(days=3)
    return [
        # making one
        ("createEvaluation", {**plan, "name": {}}, "INVALID", "name"),
        ("createEvaluation", {**plan, "name": {"en": " "}}, "INVALID", "name.en"),
        ("createEvaluation", {**plan, "deliveryEndsOn": "2026-03-01"}, "INVALID", "deliveryEndsOn"),
        ("createEvaluation", {**plan, "startsOn": "1800-01-01"}, "INVALID", "startsOn"),
        ("createEvaluation", {**plan, "stopsAt": 6}, "INVALID", "stopsAt"),
        ("createEvaluation", {**plan, "courseId": NOBODY}, "NOT_FOUND", "courseId"),
        ("createEvaluation", {**plan, "teamIds": [shop, NOBODY]}, "NOT_FOUND", "teamIds.1"),
        ("createEvaluation", {**plan, "teamIds": [shop, shop]}, "DOUBLE_COUNT", "teamIds.1"),
        ("createEvaluation", {**plan, "currency": "twd"}, "CURRENCY_UNKNOWN", "currency"),
        ("createEvaluation", {**plan, "need": {**plan["need"], "problem": " "}}, "NO_BUSINESS_NEED", "need.problem"),
        ("createEvaluation", {**plan, "need": {**plan["need"], "kpi": ""}}, "NO_BUSINESS_NEED", "need.kpi"),
        ("createEvaluation", {**plan, "id": "seven"}, "INVALID", "id"),
        ("createEvaluation", {**plan, "id": id, "name": {"en": "another"}}, "CONFLICT", "id"),
        # the need
        ("setNeed", {"evaluationId": NOBODY, "need": plan["need"]}, "NOT_FOUND", "evaluationId"),
        on("setNeed", {"need": {**plan["need"], "owner": " "}}, "NO_BUSINESS_NEED", "need.owner"),
        on("signNeed", {"person": "陳", "role": "營運", "contentHash": "0" * 64}, "SIGNOFF_STALE", "contentHash"),
        # measures and targets
        on("setMeasures", {"measures": [{**MEASURE, "level": 2}]}, "INVALID", "measures.0.level"),
        on("setMeasures", {"measures": [{**MEASURE, "name": ""}]}, "INVALID", "measures.0.name"),
        on("setMeasures", {"measures": [{**MEASURE, "name": str(i)} for i in range(21)]}, "TOO_LARGE", "measures"),
        on("setMeasures", worth(basis="REVENUE"), "REVENUE_NOT_MARGIN", "measures.0.unitValue.basis"),
        on("setMeasures", worth(basis="UNDECLARED"), "REVENUE_NOT_MARGIN", "measures.0.unitValue.basis"),
        on("setMeasures", worth(source=" "), "CONVERSION_UNSOURCED", "measures.0.unitValue.source"),
        on("setMeasures", worth(per="0"), "UNIT_PERIOD", "measures.0.unitValue.per"),
        on("setMeasures", worth(redeployed="2"), "SHARE_OUT_OF_RANGE", "measures.0.unitValue.redeployed"),
        on("setMeasures", worth(low="5"), "RANGE_DISORDERED", "measures.0.unitValue.low"),
        on("setMeasures", worth(low="11", high="12"), "RANGE_DISORDERED", "measures.0.unitValue.low"),
        on("setTargets", {"targets": [{"measureId": NOBODY, "value": "4"}]}, "NOT_FOUND", "targets.0.measureId"),
        on("setTargets", target(contribution="60"), "SHARE_OUT_OF_RANGE", "targets.0.contribution"),
        on("setTargets", target(confidence="-0.1"), "SHARE_OUT_OF_RANGE", "targets.0.confidence"),
        # figures
        of("recordBaseline", one(periodOn=START.isoformat()), "BASELINE_AFTER_START", "observations.0.periodOn"),
        of("recordBaseline", {"observations": one()["observations"] * 2}, "DUPLICATE_PERIOD", "observations.1.periodOn"),
        of("recordBaseline", one(teamId=None), "INVALID", "observations.0.teamId"),
        of("recordBaseline", one(teamId=NOBODY), "NOT_FOUND", "observations.0.teamId"),
        of("recordKpi", one(periodOn=far.isoformat()), "INVALID", "observations.0.periodOn"),
        of("recordKpi", one(n=-1), "INVALID", "observations.0.n"),
        of("recordKpi", one(value="1000000000000000"), "NON_FINITE", "observations.0.value"),
        ("recordKpi", {"measureId": NOBODY, **one()}, "NOT_FOUND", "measureId"),
        of("importKpi", {"csv": "", "columns": {"period": "週", "value": "值"}}, "DATA_MISSING", "csv"),
        of("importKpi", {"csv": "週,店\n", "columns": {"period": "週", "value": "值"}}, "DATA_MISSING", "columns.value"),
        # assumptions
        on("setAssumptions", {"completion": "1.2"}, "SHARE_OUT_OF_RANGE", "completion"),
        on("setAssumptions", {"monthlyDecay": "-1"}, "SHARE_OUT_OF_RANGE", "monthlyDecay"),
        on("setAssumptions", {"transfer": {"low": "0.5", "mode": "0.4", "high": "0.6"}}, "RANGE_DISORDERED", "transfer"),
        on("setAssumptions", {"transfer": {"low": "0.5", "mode": "0.6", "high": "1.6"}}, "SHARE_OUT_OF_RANGE", "transfer.high"),
        on("setAssumptions", {"months": {"low": "-1", "mode": "6", "high": "9"}}, "RANGE_DISORDERED", "months"),
        on("setAssumptions", {"rampMonths": 25}, "BENEFIT_WINDOW", "rampMonths"),
        on("setAssumptions", {"windowWaiverMonths": 99}, "BENEFIT_WINDOW", "windowWaiverMonths"),
        # the design
        on("setDesign", {"method": "RANDOMISED_TEAMS"}, "NO_ISOLATION", "treated"),
        on("setDesign", {"method": "RANDOMISED_TEAMS", "treated": 8}, "TOO_FEW_CLUSTERS", "treated"),
        on("setDesign", {"method": "RANDOMISED_TEAMS", "treated": 0}, "TOO_FEW_CLUSTERS", "treated"),
        on("setDesign", {"method": "RANDOMISED_TEAMS", "treated": 4, "treatedTeamIds": [shop]}, "INVALID", "treatedTeamIds"),
        on("setDesign", {"method": "RANDOMISED_TEAMS", "treated": 4, "exemptTeamIds": [NOBODY]}, "NOT_FOUND", "exemptTeamIds.0"),
        on("setDesign", {"method": "STAGGERED", "treatedTeamIds": [shop]}, "DESIGN_CHANGED", "starts"),
        # money
        on("enterCosts", cost(amount="-1"), "COST_NEGATIVE", "costs.0.amount"),
        on("enterCosts", cost(used="2"), "SHARE_OUT_OF_RANGE", "costs.0.used"),
        on("enterCosts", cost(low="5"), "RANGE_DISORDERED", "costs.0.low"),
        on("enterCosts", cost(low="11", high="12"), "RANGE_DISORDERED", "costs.0.low"),
        on("enterCosts", cost(kind="ACTUAL", low="9", high="12"), "RANGE_DISORDERED", "costs.0.low"),
        on("enterCosts", cost(label=""), "INVALID", "costs.0.label"),
        on("enterCosts", cost(currency="usd"), "CURRENCY_UNKNOWN", "costs.0.currency"),
        on("enterCosts", cost(currency="USD"), "CURRENCY_MIXED", "costs.0.currency"),
        on("enterCosts", {**cost(currency="USD"), "fx": fx("JPY", "0.2")}, "FX_RATE_MISSING", "costs.0.currency"),
        on("enterCosts", {"fx": fx("USD", "0")}, "FX_RATE_MISSING", "fx.rates.0.rate"),
        on("enterCosts", {"fx": fx("dollar", "30")}, "CURRENCY_UNKNOWN", "fx.rates.0.currency"),
        on("enterCosts", cost(label="learning time", category="OPPORTUNITY", kind="ACTUAL"), "DOUBLE_COUNT", "costs.0.label"),
        on("enterCosts", {"withdrawnIds": [NOBODY]}, "NOT_FOUND", "withdrawnIds.0"),
        on("enterCosts", {"hourlyWage": "-1"}, "COST_NEGATIVE", "hourlyWage"),
        on("enterCosts", {"costs": [{**COST, "label": str(i)} for i in range(201)]}, "TOO_LARGE", "costs"),
        on("enterIntangibles", {"intangibles": [{"indicator": "報廢率"}]}, "DOUBLE_COUNT", "intangibles.0.indicator"),
        on("enterRivalCauses", {"causes": [{"name": " ", "happenedOn": "2026-01-01"}]}, "INVALID", "causes.0.name"),
        # estimates, of an evaluation that is told by estimates
        *(("enterEstimates", {"evaluationId": other, **input}, code, path) for input, code, path in [
            (estimate(confidence=None), "CONFIDENCE_MISSING", "estimates.0.confidence"),
            (estimate(contribution="1.2"), "SHARE_OUT_OF_RANGE", "estimates.0.contribution"),
            (estimate(confidence=None, low="0.7", high="0.9"), "RANGE_DISORDERED", "estimates.0.low"),
            (estimate(low="0.5"), "RANGE_DISORDERED", "estimates.0.low"),
            ({"estimates": [ESTIMATE, ESTIMATE]}, "INVALID", "estimates.1.estimator"),
            (estimate(estimator=" "), "INVALID", "estimates.0.estimator"),
        ]),
        # claims
        ("auditClaim", claim(claim={"label": "c", "currency": "dollar"}), "CURRENCY_UNKNOWN", "claim.currency"),
        ("auditClaim", claim(claim={"label": " ", "currency": "USD"}), "INVALID", "claim.label"),
        ("auditClaim", claim(name={}), "INVALID", "name"),
        ("auditClaim", claim(assumed={"confidence": "2"}), "SHARE_OUT_OF_RANGE", "assumed.confidence"),
        ("auditClaim", claim(assumed={"confidence": "0.8", "addedCosts": [{**COST, "amount": "-5"}]}), "COST_NEGATIVE", "assumed.addedCosts.0.amount"),
        ("auditClaim", claim(claim={"label": "c", "currency": "USD", "quotes": [{"metric": "m", "value": "1"}] * 51}), "TOO_LARGE", "claim.quotes"),
        # steps out of turn
        on("startEvaluation", {}, "STATE_ILLEGAL", "state"),
        on("moveToFollowUp", {"deliveryEndedOn": "2026-03-29"}, "STATE_ILLEGAL", "state"),
        on("concludeEvaluation", {}, "STATE_ILLEGAL", "state"),
        on("publishArms", {}, "STATE_ILLEGAL", "evaluationId"),
        on("cancelEvaluation", {"reason": " "}, "REASON_MISSING", "reason"),
        on("recordCheckIn", look(str(desk.analyst.employee_id)), "STATE_ILLEGAL", "evaluationId"),
        ("lockBaseline", {"evaluationId": NOBODY}, "NOT_FOUND", "evaluationId"),
        ("lockBaseline", {"evaluationId": "seven"}, "NOT_FOUND", "evaluationId"),
    ]  # fmt: skip


def fx(currency: str, rate: str) -> dict:
    return {"rates": [{"currency": currency, "rate": rate}], "ratedOn": "2026-01-02", "source": "央行"}


def look(employee: str, **more: Any) -> dict:
    return {"id": str(new_id()), "employeeId": employee, "checkedOn": "2026-03-10", "frequency": 1, "proficiency": 3, **more}


async def test_a_planned_evaluation_takes_no_nonsense(desk):
    id, measure = await desk.ready_to_lock()
    other = await desk.planned(name={"en": "by estimates"})
    await desk.must("setDesign", {"evaluationId": other, "method": "ESTIMATES"})
    cases = planned_cases(desk, id, measure, other)
    before = await desk.evaluation(id, "updatedAt costs { id } measures { name target { value } } design { contentHash }")

    came, expected = await answers(desk, cases)

    assert came == expected
    assert len(cases) >= 60
    assert await desk.evaluation(id, "updatedAt costs { id } measures { name target { value } } design { contentHash }") == before


async def test_a_lock_is_refused_for_every_thing_that_is_missing(desk):
    id, measure = await desk.ready_to_lock()
    told = {}
    lacking = {
        "need": ("setNeed", {"need": {**desk.plan()["need"], "kpi": "另一個"}}),
        "outside": ("setNeed", {"need": {**desk.plan()["need"], "ownerOutsideHr": False}}),
        "short": ("setMeasures", {"measures": [{**MEASURE, "seasonal": True}]}),
        "target": ("setTargets", {"targets": [{"measureId": measure, "value": "4"}]}),
    }

    for what, (name, input) in lacking.items():
        await desk.must(name, {"evaluationId": id, **input})
        refused = await desk.do("lockBaseline", {"evaluationId": id})
        told[what] = (refused["code"], ".".join(refused["path"]))
    missing = (await desk.evaluation(id, "missing { step code path }"))["missing"]

    assert told["need"] == ("SIGNOFF_STALE", "need.signOff")
    assert told["outside"] == ("SIGNOFF_MISSING", "need.owner")
    assert [(m["step"], m["code"], m["path"]) for m in missing] == [
        ("LOCK", "SIGNOFF_MISSING", "need.owner"), ("LOCK", "SIGNOFF_STALE", "need.signOff"), ("LOCK", "TARGET_INCOMPLETE", "targets.0.dueOn"),
        ("LOCK", "TARGET_INCOMPLETE", "targets.0.contribution"), ("LOCK", "BASELINE_TOO_SHORT", "baselines.1.observations"),
    ]  # fmt: skip


async def test_after_the_lock_nothing_frozen_is_changed(desk):
    id, measure = await desk.ready_to_lock()
    await desk.must("lockBaseline", {"evaluationId": id})
    shop, monday = str(desk.shops[0].id), (START - timedelta(weeks=1)).isoformat()
    restated = {"observations": [{"teamId": shop, "periodOn": monday, "value": "9.9"}]}
    cases: list[Case] = [
        ("setNeed", {"evaluationId": id, "need": desk.plan()["need"]}, "BASELINE_LOCKED", "evaluationId"),
        ("setMeasures", {"evaluationId": id, "measures": [MEASURE]}, "BASELINE_LOCKED", "evaluationId"),
        ("setTargets", {"evaluationId": id, "targets": [{"measureId": measure, "value": "1"}]}, "BASELINE_LOCKED", "evaluationId"),
        ("setDesign", {"evaluationId": id, "method": "TREND_LINE"}, "BASELINE_LOCKED", "evaluationId"),
        ("setAssumptions", {"evaluationId": id, "multiYearRegistered": True}, "BASELINE_LOCKED", "multiYearRegistered"),
        ("recordBaseline", {"measureId": measure, **restated}, "BASELINE_LOCKED", "measureId"),
        ("recordKpi", {"measureId": measure, **restated}, "BASELINE_LOCKED", "observations.0.periodOn"),
        ("enterEstimates", {"evaluationId": id, **estimate()}, "DOUBLE_ISOLATION", "estimates"),
        ("startEvaluation", {"evaluationId": id}, "ASSIGNMENT_UNPUBLISHED", "design.assignmentPublished"),
        ("lockBaseline", {"evaluationId": id}, "STATE_ILLEGAL", "state"),
    ]

    came, expected = await answers(desk, cases)

    assert came == expected
    await desk.must("publishArms", {"evaluationId": id})
    costless = await desk.do("startEvaluation", {"evaluationId": id})
    assert (costless["code"], costless["path"]) == ("COST_MISSING", ["costs"])


async def test_a_running_evaluation_is_watched_honestly(school):
    id, _ = await school.running()
    person = str((await school.trained(id))[0].id)
    stranger = await school.house.employee(await school.house.team(school.organisation, name="別區"), name="路人")
    known = look(person, evaluationId=id)
    await school.must("recordCheckIn", known)
    today, tomorrow = clock.now().date(), clock.now().date() + timedelta(days=2)

    def watched(**more: Any) -> dict:
        return look(person, evaluationId=id, **more)

    def reaction(**more: Any) -> dict:
        one = {"id": str(new_id()), "satisfaction": 4, "usefulness": 4, "answeredAt": f"{today}T01:00:00Z", **more}
        return {"evaluationId": id, "reactions": [one]}

    plan = {"employeeId": person, "behaviour": "看效期", "situation": "補貨", "intended": "少報廢"}
    cases: list[Case] = [
        ("recordCheckIn", watched(proficiency=6), "INVALID", "proficiency"),
        ("recordCheckIn", watched(proficiency=0), "INVALID", "proficiency"),
        ("recordCheckIn", watched(frequency=-1), "INVALID", "frequency"),
        ("recordCheckIn", watched(employeeId=str(stranger.id)), "NOT_FOUND", "employeeId"),
        ("recordCheckIn", watched(employeeId=NOBODY), "NOT_FOUND", "employeeId"),
        ("recordCheckIn", watched(checkedOn="2026-02-01"), "INVALID", "checkedOn"),
        ("recordCheckIn", watched(checkedOn=tomorrow.isoformat()), "INVALID", "checkedOn"),
        ("recordCheckIn", {**known, "proficiency": 5}, "CONFLICT", "id"),
        ("recordReactions", reaction(satisfaction=0), "INVALID", "reactions.0.satisfaction"),
        ("recordReactions", reaction(teaching=7), "INVALID", "reactions.0.teaching"),
        ("recordReactions", reaction(employeeId=str(stranger.id)), "NOT_FOUND", "reactions.0.employeeId"),
        ("recordActionPlans", {"evaluationId": id, "plans": [{**plan, "situation": " "}]}, "INVALID", "plans.0.situation"),
        ("recordActionPlans", {"evaluationId": id, "plans": [{**plan, "employeeId": NOBODY}]}, "NOT_FOUND", "plans.0.employeeId"),
        ("moveToFollowUp", {"evaluationId": id, "deliveryEndedOn": tomorrow.isoformat()}, "DELIVERY_NOT_ENDED", "deliveryEndedOn"),
        ("moveToFollowUp", {"evaluationId": id, "deliveryEndedOn": "2026-02-01"}, "INVALID", "deliveryEndedOn"),
        ("moveToFollowUp", {"evaluationId": id, "deliveryEndedOn": today.isoformat()}, "LEVEL_GAP", "postTests"),
        ("signResult", {"evaluationId": id, "person": "吳", "role": "財務", "contentHash": "0"}, "BASELINE_LOCKED", "evaluationId"),
    ]

    came, expected = await answers(school, cases)

    assert came == expected
    again = await school.must("recordCheckIn", known, "checkIns(first: 5) { totalCount }")
    assert again["checkIns"]["totalCount"] == 1


async def test_the_end_is_not_reached_before_its_time(school):
    id, measure, _ = await school.followed_up()
    told = []

    async def conclude(**more: Any) -> None:
        refused = await school.do("concludeEvaluation", {"evaluationId": id, "distribution": ["董事會"], **more})
        told.append((refused["code"], ".".join(refused["path"])))

    await conclude(decision="maybe")
    await conclude()
    clock.move(timedelta(days=40))
    await conclude()
    await school.figures_after(id, measure)
    await conclude()
    await school.signed(id)
    await conclude(distribution=[])

    assert told == [
        ("INVALID", "decision"), ("WINDOW_NOT_REACHED", "deliveryEndedOn"), ("LEVEL_GAP", "levels.4"), ("SIGNOFF_MISSING", "financeSignOff"),
        ("DISTRIBUTION_MISSING", "distribution"),
    ]  # fmt: skip


async def test_what_is_concluded_stays(school):
    id, measure = await school.concluded()
    shop = str(school.shops[0].id)
    cases: list[Case] = [
        ("enterCosts", {"evaluationId": id, **cost()}, "STATE_ILLEGAL", "evaluationId"),
        ("setAssumptions", {"evaluationId": id, "completion": "0.5"}, "STATE_ILLEGAL", "evaluationId"),
        ("recordKpi", {"measureId": measure, "observations": [{"teamId": shop, "periodOn": "2026-04-06", "value": "1"}]}, "STATE_ILLEGAL", "measureId"),
        ("cancelEvaluation", {"evaluationId": id, "reason": "so"}, "STATE_ILLEGAL", "state"),
        ("concludeEvaluation", {"evaluationId": id, "distribution": ["x"]}, "STATE_ILLEGAL", "state"),
    ]

    came, expected = await answers(school, cases)

    assert came == expected


async def test_floats_and_nonsense_stop_at_the_border(desk):
    id = await desk.planned()
    document = "mutation($input: EnterCostsInput!) { enterCosts(input: $input) { __typename } }"

    async def told(amount: Any) -> tuple[int, str]:
        answer = await desk.ask(document, input={"evaluationId": id, "costs": [{**COST, "amount": amount}]})
        return answer["status"], answer["errors"][0]["extensions"]["code"]

    assert {await told(bad) for bad in (10.5, True, "ten", "NaN", "Infinity", None)} == {(400, "BAD_USER_INPUT")}
