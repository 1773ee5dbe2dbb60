"""The shape of compose.yaml, as plain processes: a shop learns through the TLS proxy while one of the apps is killed."""

import asyncio
import contextlib
import json
import signal
import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from tests.cluster import Cluster
from tests.journeys.program import LEARNING, RECORD, answers
from tests.soak.phones import seeded

LIVE = """subscription Live($team: ID!, $after: Int) { teamProgress(teamId: $team, after: $after) {
    seq kind standings { employee { name } passed } } }"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    with Cluster(tmp_path_factory.mktemp("cluster"), apps=2, demo=False) as running:
        yield running


@pytest.fixture(scope="module")
def house(cluster) -> dict[str, Any]:
    return seeded(cluster.folder, {"TIRO_DATABASE_URL": cluster.postgres.url})


@contextlib.asynccontextmanager
async def someone(cluster: Cluster, house: dict[str, Any], person: str) -> AsyncIterator[httpx.AsyncClient]:
    """Signed in through the proxy, whose authority is checked."""
    trust = ssl.create_default_context(cafile=cluster.certificate)
    async with httpx.AsyncClient(base_url=cluster.url, verify=trust, headers={"X-Tiro": "1", "Origin": cluster.url}, timeout=30) as client:
        given = {"organisation": house["organisation"]["slug"], "employeeNumber": house["people"][person]["number"], "pin": house["pin"]}
        (await client.post("/auth/pin", json=given)).raise_for_status()
        yield client


async def learn(client: httpx.AsyncClient, unit: str, id: str) -> dict[str, Any]:
    """Finish a unit with every answer right; sent again where the proxy found no app."""
    nodes = (await client.post("/graphql", json={"query": LEARNING})).json()["data"]["viewer"]["employee"]["assignments"]["nodes"]
    task = next(node for node in nodes if node["unit"]["slug"] == unit)
    attempt = {
        "id": id, "assignmentId": task["id"], "versionId": task["unit"]["version"]["id"], "offline": False, "durationS": 200,
        "startedAt": "2026-01-06T02:00:00Z", "finishedAt": "2026-01-06T02:04:00Z", "answers": dict(answers(task["unit"]["version"]["cards"])),
    }
    [told] = (await client.post("/graphql", json={"query": RECORD, "variables": {"input": {"attempts": [attempt]}}})).json()["data"]["recordQuizAttempts"]
    return told


class Screen:
    """The manager's live page: takes up where a lost line broke off, and remembers what it heard."""

    def __init__(self, cluster: Cluster, house: dict[str, Any], client: httpx.AsyncClient):
        self._cluster, self._team = cluster, house["teams"]["xinyi"]
        self._cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        self._trust = ssl.create_default_context(cafile=cluster.certificate)
        self.seqs: list[int] = []
        self.passed: dict[str, int] = {}
        self.heard = asyncio.Event()
        self.lines = 0

    async def listen(self) -> None:
        address = self._cluster.url.replace("https", "wss") + "/graphql"
        while True:
            with contextlib.suppress(OSError, WebSocketException):
                async with connect(
                    address, ssl=self._trust, subprotocols=["graphql-transport-ws"], additional_headers={"Cookie": self._cookie, "Origin": self._cluster.url},
                ) as line:
                    self.lines += 1
                    await self._follow(line)
            await asyncio.sleep(0.1)

    async def _follow(self, line: Any) -> None:
        await line.send('{"type":"connection_init"}')
        async for frame in line:
            told = json.loads(frame)
            if told["type"] == "ping":
                await line.send('{"type":"pong"}')
            if told["type"] == "connection_ack":
                variables = {"team": self._team, "after": self.seqs[-1] if self.seqs else None}
                await line.send(json.dumps({"type": "subscribe", "id": "1", "payload": {"query": LIVE, "variables": variables}}))
            if told["type"] == "next":
                event = told["payload"]["data"]["teamProgress"]
                self.seqs.append(event["seq"])
                self.passed |= {one["employee"]["name"]: one["passed"] for one in event["standings"]}
                self.heard.set()

    async def until(self, condition) -> None:
        async with asyncio.timeout(30):
            while not condition():
                self.heard.clear()
                await self.heard.wait()


async def test_a_shop_learns_on_while_one_app_is_killed(cluster: Cluster, house: dict[str, Any]):
    names = {key: house["people"][key]["name"] for key in ("yijun", "bohan")}
    ids = {key: f"0198f000-0000-7000-8000-00000000000{n}" for n, key in enumerate(names, 1)}
    async with someone(cluster, house, "manager") as manager, someone(cluster, house, "yijun") as yijun, someone(cluster, house, "bohan") as bohan:
        screen = Screen(cluster, house, manager)
        listening = asyncio.create_task(screen.listen())
        await screen.until(lambda: screen.seqs)

        first = await learn(yijun, "clean-hands", ids["yijun"])
        await screen.until(lambda: screen.passed.get(names["yijun"]) == 1)
        cluster.apps[0].process.send_signal(signal.SIGKILL)
        cluster.apps[0].process.wait()
        again = await learn(yijun, "clean-hands", ids["yijun"])
        second = await learn(bohan, "clean-hands", ids["bohan"])
        await screen.until(lambda: screen.passed.get(names["bohan"]) == 1)

        listening.cancel()
        assert (first["__typename"], second["__typename"]) == ("QuizAttempt", "QuizAttempt")
        assert again == first
        assert screen.seqs == sorted(set(screen.seqs))


async def test_the_proxy_speaks_https_and_the_cookie_is_bound_to_it(cluster: Cluster, house: dict[str, Any]):
    async with someone(cluster, house, "analyst") as analyst:
        page = await analyst.get("/")

        assert [cookie.name for cookie in analyst.cookies.jar] == ["__Host-tiro"]
        assert all(cookie.secure for cookie in analyst.cookies.jar)
        assert page.status_code == 200 and "script-src 'self'" in page.headers["content-security-policy"]


def test_what_the_cluster_says_leads_to_its_certificate(cluster: Cluster):
    assert Path(cluster.certificate).read_text().startswith("-----BEGIN CERT")
