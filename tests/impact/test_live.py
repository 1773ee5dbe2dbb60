"""A real server, a real socket: the projection is pushed when an input changes, and resumes after a cut line."""

import pytest

from api.access.viewers import viewers
from api.kit.viewer import Role
from tests.app.serving import Front

LIVE = (
    "subscription($id: ID!, $after: Int) { roiProjection(evaluationId: $id, after: $after) { seq kind"
    " projection { kind roi cost { amount } flags { code } } evaluation { id costTotal { amount } } } }"
)
PLAN = {
    "name": {"en": "Waste"}, "kind": "SKILL", "startsOn": "2027-03-01", "deliveryEndsOn": "2027-03-28",
    "need": {"problem": "Too much is thrown away.", "kpi": "waste", "owner": "COO", "ownerOutsideHr": True},
}  # fmt: skip


@pytest.fixture
def front(migrated_url, tmp_path):
    viewers.forget()
    with Front(migrated_url, tmp_path).serving() as front:
        yield front


@pytest.fixture
def company(front):
    return front.found()


def does(front, person, name: str, input: dict) -> dict:
    kind = name[0].upper() + name[1:]
    answer = front.post(
        f"mutation($input: {kind}Input!) {{ {name}(input: $input) {{ __typename ... on Evaluation {{ id }} ... on Refusal {{ code path }} }} }}",
        body={"variables": {"input": input}}, headers=front.of(person),
    ).json()  # fmt: skip
    return answer["data"][name]


def budget(id: str, direct: str) -> dict:
    rest = [{"label": c, "category": c, "amount": "0"} for c in ("INDIRECT", "OPPORTUNITY", "EVALUATION")]
    return {"evaluationId": id, "costs": [{"label": "trainer", "category": "DIRECT", "amount": direct}, *rest]}


def hear_cost(line, cost: str) -> dict:
    """Events until the projection knows this cost."""
    while True:
        event = line.next()
        if event["projection"] and event["projection"]["cost"] and event["projection"]["cost"]["amount"] == cost:
            return event
        known = event["evaluation"]["costTotal"]
        if known and known["amount"] == cost:
            return event


def test_a_changed_cost_is_pushed_and_a_cut_line_misses_nothing(front, company):
    analyst = front.person(company, Role.analyst)
    id = does(front, analyst, "createEvaluation", {**PLAN, "teamIds": [str(company.shop)]})["id"]
    line = front.line(person=analyst)
    line.say({"id": "1", "type": "subscribe", "payload": {"query": LIVE, "variables": {"id": id}}})
    snapshot = line.next()

    does(front, analyst, "enterCosts", budget(id, "1000"))
    first = hear_cost(line, "1000")
    line.cut()
    does(front, analyst, "enterCosts", budget(id, "2500"))
    again = front.line(person=analyst)
    again.say({"id": "1", "type": "subscribe", "payload": {"query": LIVE, "variables": {"id": id, "after": first["seq"]}}})
    second = hear_cost(again, "2500")

    assert snapshot["kind"] == "SNAPSHOT" and snapshot["evaluation"]["id"] == id
    assert first["kind"] == second["kind"] == "CHANGED"
    assert second["seq"] > first["seq"] > snapshot["seq"] - 1


def test_only_who_may_see_the_evaluation_may_listen(front, company):
    analyst, manager, learner = front.person(company, Role.analyst), front.person(company, Role.manager), front.person(company)
    mine = does(front, analyst, "createEvaluation", {**PLAN, "teamIds": [str(company.shop)]})["id"]
    other = does(front, analyst, "createEvaluation", {**PLAN, "teamIds": []})["id"]

    def told(person, id):
        line = front.line(person=person)
        line.say({"id": "1", "type": "subscribe", "payload": {"query": LIVE, "variables": {"id": id}}})
        return line.hear()

    assert told(manager, mine)["payload"]["data"]["roiProjection"]["kind"] == "SNAPSHOT"
    assert told(manager, other)["payload"][0]["extensions"]["code"] == "NOT_FOUND"
    assert told(learner, mine)["payload"][0]["extensions"]["code"] == "FORBIDDEN"


def test_a_manager_reads_and_does_not_write(front, company):
    analyst, manager = front.person(company, Role.analyst), front.person(company, Role.manager)
    id = does(front, analyst, "createEvaluation", {**PLAN, "teamIds": [str(company.shop)]})["id"]

    read = front.post("query($id: ID!) { evaluation(id: $id) { id state } evaluations(first: 5) { totalCount } }", body={"variables": {"id": id}}, headers=front.of(manager)).json()
    write = front.post(
        "mutation($input: EnterCostsInput!) { enterCosts(input: $input) { __typename } }", body={"variables": {"input": budget(id, "1")}}, headers=front.of(manager)
    )

    assert read["data"] == {"evaluation": {"id": id, "state": "PLANNED"}, "evaluations": {"totalCount": 1}}
    assert write.status_code == 403 and write.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
