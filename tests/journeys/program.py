"""A program that signs in like a person and asks in GraphQL: what the screens show is held against it."""

import json
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from http.cookiejar import CookieJar
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from tests.journeys.conftest import House

LEARNING = """query Learning { viewer { employee { assignments(first: 100) { nodes {
    id state unit { slug version { id cards } } } } } } }"""
RECORD = """mutation Record($input: RecordQuizAttemptsInput!) { recordQuizAttempts(input: $input) {
    __typename ... on QuizAttempt { id passed score } ... on Refusal { code message } } }"""


class Program:
    def __init__(self, house: "House", person: str):
        self.url = house.url
        self.door = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.post("/auth/pin", {"organisation": house.organisation["slug"], "employeeNumber": house.people[person]["number"], "pin": house.pin})

    def post(self, path: str, body: dict[str, Any]) -> Any:
        headers = {"Content-Type": "application/json", "Accept": "application/json", "X-Tiro": "1", "Origin": self.url}
        try:
            with self.door.open(urllib.request.Request(self.url + path, json.dumps(body).encode(), headers)) as answer:
                told = answer.read()
        except urllib.error.HTTPError as refused:
            raise AssertionError(f"{path}: {refused.code} {refused.read().decode()[:2000]}") from None
        return json.loads(told) if told else None

    def ask(self, query: str, **variables: Any) -> Any:
        answer = self.post("/graphql", {"query": query, "variables": variables})
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def finish(self, unit: str, right: bool = True) -> dict[str, Any]:
        """Finish a unit that is assigned, all right or all wrong, as a phone would tell of it."""
        nodes = self.ask(LEARNING)["viewer"]["employee"]["assignments"]["nodes"]
        one = next(node for node in nodes if node["unit"]["slug"] == unit)
        version, now = one["unit"]["version"], datetime.now(UTC)
        attempt = {
            "id": str(uuid4()), "assignmentId": one["id"], "versionId": version["id"], "offline": False, "durationS": 200,
            "startedAt": (now - timedelta(seconds=220)).isoformat(), "finishedAt": now.isoformat(),
            "answers": dict(answers(version["cards"])) if right else {},
        }
        [recorded] = self.ask(RECORD, input={"attempts": [attempt]})["recordQuizAttempts"]
        assert recorded["__typename"] == "QuizAttempt", recorded
        return recorded


def answers(cards: list[dict[str, Any]]):
    """The keys as answers."""
    for card in cards:
        asked = [card] if card["kind"] == "question" else [timed["question"] for timed in card.get("timed_questions", [])]
        for question in asked:
            if question["form"] == "cloze":
                yield question["id"], {gap["id"]: gap["key"] for gap in question["gaps"]}
            elif question["form"] == "short_text":
                yield question["id"], next(iter(question["accepted"].values()))[0]
            else:
                yield question["id"], question["key"]
