"""Phones that learn against a real server which dies in the middle of it, and what the database says afterwards."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx

from api.insight import recount
from api.kit import database
from api.kit.models import JournalEntry
from api.kit.settings import load
from api.learning.models import Assignment, Attempt
from tests.engines import HOUSE, free_port
from tests.journeys.program import LEARNING, RECORD, answers

PHONES = 12


@dataclass
class Outcome:
    """What was promised beside what is there."""

    acknowledged: int = 0
    kills: int = 0
    sent_twice: int = 0
    lost: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    summaries_off: int = 0  # rows that the recount had to set right
    journal_off: int = 0  # gaps, and attempts that are not in it exactly once

    @property
    def good(self) -> bool:
        return not (self.lost or self.duplicated or self.changed or self.summaries_off or self.journal_off)

    def line(self, what: str) -> str:
        return (
            f"{what:<24} {self.acknowledged:>6} acknowledged, {self.kills} kills, {self.sent_twice} sent twice: lost {len(self.lost)}, "
            f"duplicated {len(self.duplicated)}, changed {len(self.changed)}, summaries off {self.summaries_off}, journal off {self.journal_off}"
        )


class Server:
    """`tiro serve` as a process that may be killed and comes back at the same address."""

    def __init__(self, settings: dict[str, str], data: Path):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TIRO_")}
        self._environment = {**kept, "PYTHONPATH": str(HOUSE), "TIRO_DATA": str(data), "TIRO_PORT": str(self.port), **settings}
        self._log = (data / "server.log").open("a")

    def _begin(self) -> None:
        command = [sys.executable, "-m", "api", "serve"]
        self.process = subprocess.Popen(command, env=self._environment, cwd=HOUSE, stdout=self._log, stderr=self._log, start_new_session=True)

    async def start(self) -> None:
        self._begin()
        async with httpx.AsyncClient() as client:
            for _ in range(1200):
                if self.process.poll() is not None:
                    raise RuntimeError(Path(self._log.name).read_text()[-3000:])
                try:
                    if (await client.get(self.url + "/readyz", timeout=2)).status_code == 200:
                        return
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.05)
        raise RuntimeError("the server did not become ready")

    def end(self, how: signal.Signals) -> None:
        if self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(60)


@dataclass
class Phone:
    """One learner's outbox: what was sent stays in it until the server answered for it by name."""

    number: str
    dice: random.Random
    heard: asyncio.Event  # shared by all: somebody got an answer
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)
    tasks: list[dict[str, Any]] = field(default_factory=list)
    outbox: dict[str, dict[str, Any]] = field(default_factory=dict)
    receipts: dict[str, dict[str, Any]] = field(default_factory=dict)
    told: Counter[str] = field(default_factory=Counter)

    async def sign_in(self, url: str, house: dict[str, Any]) -> None:
        async with self._client(url) as client:
            given = {"organisation": house["organisation"]["slug"], "employeeNumber": self.number, "pin": house["pin"]}
            (await client.post("/auth/pin", json=given)).raise_for_status()
            self.cookies = client.cookies
            told = (await client.post("/graphql", json={"query": LEARNING})).json()
        nodes = told["data"]["viewer"]["employee"]["assignments"]["nodes"]
        self.tasks = [node for node in nodes if node["unit"]["version"] and all("key" in q or "gaps" in q or "accepted" in q for q in _questions(node))]

    async def learn(self, url: str, rounds: int) -> None:
        """Finish units and send them, until the server is gone. Some of what was acknowledged is sent again."""
        async with self._client(url) as client:
            for _ in range(rounds):
                attempt = self._finish()
                self.outbox[attempt["id"]] = attempt
                if not await self._send(client, list(self.outbox.values())[-20:]):
                    return

    async def flush(self, url: str) -> None:
        async with self._client(url) as client:
            waiting = [attempt for id, attempt in self.outbox.items() if id not in self.receipts]
            again = self.dice.sample(sorted(self.receipts), min(5, len(self.receipts)))
            for attempt in [*waiting, *(self.outbox[id] for id in again)]:
                if not await self._send(client, [attempt]):
                    return

    async def _send(self, client: httpx.AsyncClient, attempts: list[dict[str, Any]]) -> bool:
        try:
            answered = await client.post("/graphql", json={"query": RECORD, "variables": {"input": {"attempts": attempts}}})
        except httpx.TransportError:
            return False
        if answered.status_code >= 500:
            return False
        told = answered.json()
        if answered.status_code == 429:
            await asyncio.sleep(told["errors"][0]["extensions"]["retryAfterS"])
            return True
        for attempt, receipt in zip(attempts, told["data"]["recordQuizAttempts"], strict=True):
            if receipt["__typename"] != "QuizAttempt":
                raise AssertionError(receipt)
            known = self.receipts.setdefault(attempt["id"], receipt)
            if known != receipt:
                raise AssertionError(f"{attempt['id']} was answered {known}, then {receipt}")
            self.told[attempt["id"]] += 1
        self.heard.set()
        return True

    def _finish(self) -> dict[str, Any]:
        task = self.dice.choice(self.tasks)
        now = datetime.now(UTC).replace(microsecond=0)
        right = dict(answers(task["unit"]["version"]["cards"]))
        kept = {question: answer for question, answer in right.items() if self.dice.random() < 0.8}
        return {
            "id": str(uuid4()), "assignmentId": task["id"], "versionId": task["unit"]["version"]["id"], "offline": False, "durationS": 200,
            "startedAt": (now - timedelta(seconds=220)).isoformat(), "finishedAt": now.isoformat(), "answers": kept,
        }

    def _client(self, url: str) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=url, headers={"X-Tiro": "1", "Origin": url}, cookies=self.cookies, timeout=20)


def _questions(node: dict[str, Any]) -> list[dict[str, Any]]:
    cards = node["unit"]["version"]["cards"]
    return [card for card in cards if card["kind"] == "question"]


async def killed_while_learning(settings: dict[str, str], data: Path, house: dict[str, Any], seed: int, kills: int = 3, end_with: signal.Signals = signal.SIGKILL) -> Outcome:
    """Twelve phones learn; the server is ended `kills` times at moments of the seed's choosing; then all is counted."""
    dice, server = random.Random(seed), Server(settings, data)
    numbers = [person["number"] for key, person in house["people"].items() if key.startswith("learner-")][:PHONES]
    heard = asyncio.Event()
    phones = [Phone(number, random.Random(seed * 1000 + n), heard) for n, number in enumerate(numbers)]
    await server.start()
    try:
        for phone in phones:
            await phone.sign_in(server.url, house)
        for _ in range(kills):
            learning = [asyncio.create_task(phone.learn(server.url, 400)) for phone in phones]
            await _until_some_are_acknowledged(phones, heard, dice.randint(60, 200))
            server.end(end_with)
            await asyncio.gather(*learning)
            await server.start()
            await asyncio.gather(*(phone.flush(server.url) for phone in phones))
    finally:
        server.end(signal.SIGTERM)
    return await _count(settings, data, phones, UUID(house["organisation"]["id"]), kills)


async def _until_some_are_acknowledged(phones: list[Phone], heard: asyncio.Event, more: int) -> None:
    goal = sum(len(phone.receipts) for phone in phones) + more
    while sum(len(phone.receipts) for phone in phones) < goal:
        heard.clear()
        await heard.wait()


async def _count(settings: dict[str, str], data: Path, phones: list[Phone], organisation: UUID, kills: int) -> Outcome:
    outcome = Outcome(kills=kills)
    sent = {id: attempt for phone in phones for id, attempt in phone.outbox.items()}
    receipts = {id: receipt for phone in phones for id, receipt in phone.receipts.items()}
    outcome.acknowledged = len(receipts)
    outcome.sent_twice = sum(count > 1 for phone in phones for count in phone.told.values())
    db = await database.open(load({"TIRO_DATA": str(data), **settings}))
    try:
        kept = {str(row.id): row for row in await Attempt.filter(organisation_id=organisation)}
        for id, receipt in receipts.items():
            row = kept.get(id)
            if row is None:
                outcome.lost.append(id)
            elif row.answers != sent[id]["answers"] or abs(row.score - receipt["score"]) > 1e-9:
                outcome.changed.append(id)
        by_assignment = Counter(row.assignment_id for row in kept.values())
        for assignment in await Assignment.filter(organisation_id=organisation):
            if assignment.attempts != by_assignment[assignment.id]:
                outcome.duplicated.append(str(assignment.id))
        entries = await JournalEntry.filter(organisation_id=organisation).order_by("seq").values("seq", "kind", "subject_id")
        outcome.journal_off = sum(entry["seq"] != n for n, entry in enumerate(entries, 1))
        recorded = Counter(str(entry["subject_id"]) for entry in entries if entry["kind"] == "attempt.recorded")
        outcome.journal_off += sum(recorded[id] != 1 for id in kept)
        outcome.summaries_off = (await recount.rebuild(organisation)).total
    finally:
        await db.close()
    return outcome


def seeded(data: Path, settings: dict[str, str]) -> dict[str, Any]:
    """The small company of the journeys, in this database."""
    data.mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TIRO_")}
    said = subprocess.run(
        [sys.executable, "-m", "tests.journeys.seeding"], cwd=HOUSE, env={**kept, "PYTHONPATH": str(HOUSE), "TIRO_DATA": str(data), **settings},
        capture_output=True, text=True,
    )
    if said.returncode:
        raise RuntimeError(said.stderr[-3000:])
    return json.loads(said.stdout.splitlines()[-1])
