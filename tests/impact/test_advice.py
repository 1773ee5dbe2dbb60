"""Sums before there is anything to measure."""

import pytest

KNOWLEDGE = {"authored": "10", "releasedHours": "1.5", "hoursPerUnit": "3", "reinvested": "0.2", "obsolete": "0.041666666666666666666666667", "hourlyWage": "200", "redeployed": "0.5"}


async def test_six_teams_of_ten_people_see_three_quarters_of_a_standard_deviation(desk):
    told = await desk.ask("{ designPower(teamsPerArm: 6, peoplePerTeam: 10, icc: 0.1) { mdeSd withEarlierFigureSd peoplePerArm } }")

    power = told["data"]["designPower"]
    assert power["mdeSd"] == pytest.approx(0.782, abs=1e-3)
    assert power["withEarlierFigureSd"] == pytest.approx(0.782 * 0.75**0.5, abs=1e-3)


async def test_knowledge_compounds_month_by_month(desk):
    document = "query($input: KnowledgeGrowthInput!) { knowledgeGrowth(input: $input) { compounds points { month live value } } }"

    grown = (await desk.ask(document, input=KNOWLEDGE))["data"]["knowledgeGrowth"]
    linear = (await desk.ask(document, input={**KNOWLEDGE, "reinvested": "0", "obsolete": "0"}))["data"]["knowledgeGrowth"]

    assert grown["compounds"] and len(grown["points"]) == 13
    assert round(float(grown["points"][12]["live"]), 3) == 167.067
    assert not linear["compounds"] and linear["points"][12]["live"] == "120"
    assert linear["points"][12]["value"] == "18000"


async def test_a_pilot_is_run_where_it_tells_more_than_it_takes(desk):
    document = "query($costs: Decimal!) { pilotWorth(mean: \"100000\", sd: \"200000\", pilotSe: \"150000\", costs: $costs, currency: \"USD\") { evpi { amount } worth { amount currency } run } }"

    dear = (await desk.ask(document, costs="72000"))["data"]["pilotWorth"]
    cheap = (await desk.ask(document, costs="20000"))["data"]["pilotWorth"]

    assert (round(float(dear["evpi"]["amount"])), round(float(dear["worth"]["amount"]))) == (39559, 25907)
    assert (dear["run"], cheap["run"]) == (False, True)


@pytest.mark.parametrize("document, code", [
    ("{ designPower(teamsPerArm: 1, peoplePerTeam: 10) { mdeSd } }", "TOO_FEW_CLUSTERS"),
    ("{ designPower(teamsPerArm: 4, peoplePerTeam: 10, icc: 2) { mdeSd } }", "INVALID"),
    ("{ knowledgeGrowth(input: {authored: 1, releasedHours: 1, hoursPerUnit: 0, reinvested: 0, obsolete: 0}) { compounds } }", "RANGE_DISORDERED"),
    ("{ knowledgeGrowth(input: {authored: 1, releasedHours: 1, hoursPerUnit: 1, reinvested: 3, obsolete: 0}) { compounds } }", "SHARE_OUT_OF_RANGE"),
    ("{ pilotWorth(mean: 1, sd: -1, pilotSe: 1, costs: 1, currency: \"USD\") { run } }", "RANGE_DISORDERED"),
    ("{ pilotWorth(mean: 1, sd: 1, pilotSe: 1, costs: 1, currency: \"usd\") { run } }", "CURRENCY_UNKNOWN"),
    ("{ studyReplay(id: \"x\") { same } }", "NOT_FOUND"),
])  # fmt: skip
async def test_bad_questions_are_refused(desk, document, code):
    told = await desk.ask(document)

    assert told["errors"][0]["extensions"]["code"] == code
