"""A claim from a brochure, typed in through GraphQL, audited and restated."""

from decimal import Decimal as D

CASE = {
    "cost": "50000", "costCategories": ["DIRECT", "OPPORTUNITY"], "monthlyBenefit": "100000", "months": "12", "deliveryMonths": "1",
    "attribution": "0.8", "estimators": 1, "otherCausesExcluded": True, "printedBenefit": "960000", "printedAs": "NET", "roi": "18.20",
    "basis": "COST", "levels": [2, 3, 4],
}  # fmt: skip
SEED_B = {
    "label": "創新科技", "currency": "USD", "returns": [CASE],
    "changes": [{"label": "錯誤率", "unit": "RATIO", "stated": "0.05", "saidAs": "PERCENT", "before": "0.08", "after": "0.03"}],
    "conversions": [{"label": "2 % × Z", "quantity": "0.02", "unit": "RATIO", "value": "10000", "valueUnit": "PP", "stated": "200", "source": "seed"}],
}  # fmt: skip
ASSUMED = {
    "confidence": "0.8",
    "addedCosts": [{"label": "分析", "category": "INDIRECT", "amount": "15000"}, {"label": "評估", "category": "EVALUATION", "amount": "10000"}],
}  # fmt: skip
WANT = (
    "id state claim { label figures { path stated computed } flags { code path } } claimed { kind roi cost { amount } attributedBenefit { amount }"
    " netBenefit { amount } flags { code path } waterfall { key amount } } restated { kind roi bcr cost { amount currency } attributedBenefit { amount }"
    " netBenefit { amount } breakEvenAttribution paybackMonths flags { code } waterfall { key amount kind } paybackCurve { month mid }"
    " costByCategory { category money { amount } } excluded { key reason } } projection { kind } missing { code }"
)


async def test_seed_bs_case_is_claimed_at_1820_percent_and_restated_at_839(desk):
    told = await desk.must("auditClaim", {"name": {"en": "Case"}, "claim": SEED_B, "assumed": ASSUMED}, WANT)

    ours = told["restated"]
    assert told["state"] == "AUDITED" and told["missing"] == []
    assert D(told["claimed"]["roi"]) == D("18.20")
    assert told["claimed"]["attributedBenefit"]["amount"] == "960000"
    assert round(D(ours["roi"]), 4) == D("8.3867")
    assert (ours["attributedBenefit"]["amount"], ours["netBenefit"]["amount"], ours["cost"]) == ("704000", "629000", {"amount": "75000", "currency": "USD"})
    assert ours["flags"] == []
    assert told["projection"]["kind"] == "RESTATED"
    codes = {(f["code"], f["path"]) for f in told["claim"]["flags"]}
    assert codes >= {
        ("NET_BENEFIT_AS_GROSS", "returns.0.printedBenefit"), ("CONFIDENCE_MISSING", "returns.0.confidence"), ("BENEFIT_WINDOW", "returns.0.months"),
        ("COST_CATEGORY_MISSING", "returns.0.costCategories.evaluation"), ("CONFLICTING_SOURCE", "returns.0.attribution"),
        ("TOO_FEW_ESTIMATORS", "returns.0.estimators"), ("CONVERSION_UNSOURCED", "returns.0.conversionSource"), ("LEVEL_GAP", "returns.0.levels.1"),
        ("PP_VS_PERCENT", "changes.0.stated"), ("PP_VS_PERCENT", "conversions.0.unit"),
    }  # fmt: skip


async def test_the_restated_waterfall_adds_up(desk):
    ours = (await desk.must("auditClaim", {"name": {"en": "Case"}, "claim": SEED_B, "assumed": ASSUMED}, WANT))["restated"]

    bars = {b["key"]: D(b["amount"]) for b in ours["waterfall"]}
    steps = sum(D(b["amount"]) for b in ours["waterfall"] if b["kind"] == "STEP")
    costs = sum(D(b["amount"]) for b in ours["waterfall"] if b["kind"] == "COST")
    assert bars["possible"] + steps == bars["attributed"] == 704000
    assert bars["attributed"] + costs == bars["net"] == 629000
    assert [p["mid"] for p in ours["paybackCurve"]][:3] == ["-75000", "-75000", "-11000"]
    assert ours["paybackCurve"][-1]["mid"] == "629000"
    assert {"time", "claim"} <= {e["key"].partition(".")[0] for e in ours["excluded"]}


async def test_a_claim_that_is_silent_on_its_costs_has_no_restatement(desk):
    silent = {**SEED_B, "returns": [{**CASE, "cost": None}]}

    told = await desk.must("auditClaim", {"name": {"en": "Case"}, "claim": silent, "assumed": ASSUMED}, WANT)

    assert told["restated"]["roi"] is None
    assert [f["code"] for f in told["restated"]["flags"]] == ["COST_MISSING"]


async def test_the_same_claim_under_the_same_id_is_audited_once(desk):
    id = "01890000-0000-7000-8000-00000000000a"
    input = {"id": id, "name": {"en": "Case"}, "claim": SEED_B}

    first = await desk.must("auditClaim", input, "id")
    again = await desk.must("auditClaim", input, "id")
    other = await desk.do("auditClaim", {**input, "claim": {**SEED_B, "label": "other"}}, "id")

    assert first["id"] == again["id"] == id
    assert (other["code"], other["path"]) == ("CONFLICT", ["id"])
