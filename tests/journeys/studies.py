"""Evaluations as an analyst brings them in, all through GraphQL: one that is planned, one that others claim."""

from datetime import date, timedelta
from typing import Any

from tests.journeys.program import Program

CATEGORIES = ("DIRECT", "INDIRECT", "OPPORTUNITY", "EVALUATION")
BUDGET = dict(zip(CATEGORIES, ("140000", "75000", "80000", "25000"), strict=True))


def does(analyst: Program, what: str, /, answers: str = "Evaluation { id measures { id } }", **given: Any) -> dict[str, Any]:
    """`createEvaluation(input: CreateEvaluationInput!)` and its like: they answer the evaluation, or why not."""
    kind = what[0].upper() + what[1:]
    answer = analyst.ask(
        f"mutation M($input: {kind}Input!) {{ {what}(input: $input) {{ __typename"
        f" ... on {answers} ... on Refusal {{ code message path }} }} }}", input=given,
    )[what]  # fmt: skip
    assert answer["__typename"] != "Refusal", answer
    return answer


def planned(analyst: Program, teams: list[str]) -> str:
    """Before its start: a forecast from costs, a target, and what people expect."""
    start = date.today() + timedelta(days=20)
    id = does(
        analyst, "createEvaluation", kind="SKILL", startsOn=str(start), deliveryEndsOn=str(start + timedelta(days=30)), teamIds=teams,
        name={"zhHant": "熱食報廢訓練", "en": "Hot food waste training", "zhHans": "热食报废培训"},
        need={"problem": "熱食報廢太多。", "kpi": "每月報廢率", "owner": "陳志遠", "ownerOutsideHr": True},
    )["id"]  # fmt: skip
    measure = does(analyst, "setMeasures", evaluationId=id, measures=[{
        "name": "熱食報廢率", "unit": "PP", "direction": "DOWN", "sourceSystem": "POS", "owner": "營運部",
        "unitValue": {"amount": "60000", "low": "45000", "high": "75000", "basis": "MARGIN", "source": "財務部，每店每月每一個百分點", "rank": "STANDARD_VALUE", "approvedBy": "吳美玲"},
    }])["measures"][0]["id"]  # fmt: skip
    does(analyst, "recordBaseline", answers="FiguresRecorded { __typename }", measureId=measure, source="POS", observations=[
        {"teamId": team, "periodOn": str((start.replace(day=1) - timedelta(days=31 * months)).replace(day=1)), "value": value}
        for team in teams for months, value in enumerate(("5.4", "5.1", "5.6", "5.2", "5.5", "5.3"), 1)
    ])  # fmt: skip
    does(analyst, "setTargets", evaluationId=id, targets=[{
        "measureId": measure, "value": "3.2", "dueOn": str(start + timedelta(days=200)), "contribution": "0.7", "confidence": "0.8", "agreedBy": "陳志遠",
    }])  # fmt: skip
    does(analyst, "setDesign", evaluationId=id, method="ESTIMATES")
    does(analyst, "enterCosts", evaluationId=id, costs=[
        {"label": category.lower(), "category": category, "kind": "BUDGET", "amount": amount} for category, amount in BUDGET.items()
    ])  # fmt: skip
    return id


def claimed(analyst: Program) -> str:
    """A vendor's case: US$50,000, US$100,000 a month for twelve months, 80 %: 1820 %."""
    case = {
        "cost": "50000", "costCategories": ["DIRECT", "OPPORTUNITY"], "monthlyBenefit": "100000", "months": "12", "deliveryMonths": "1",
        "attribution": "0.8", "estimators": 1, "otherCausesExcluded": True, "printedBenefit": "960000", "printedAs": "NET", "roi": "18.20",
        "basis": "COST", "levels": [2, 3, 4],
    }  # fmt: skip
    added = [{"label": "行政", "category": "INDIRECT", "amount": "15000"}, {"label": "成效評估", "category": "EVALUATION", "amount": "10000"}]
    return does(
        analyst, "auditClaim", name={"zhHant": "廠商案例", "en": "A vendor's case", "zhHans": "厂商案例"}, source="一篇文章",
        claim={"label": "程式碼審查", "currency": "USD", "returns": [case]}, assumed={"confidence": "0.8", "addedCosts": added},
    )["id"]  # fmt: skip
