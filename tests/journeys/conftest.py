"""A served house with a small company in it, and phones to use it with."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests import engines
from tests.journeys.mast import Mast
from tests.journeys.phone import LISTEN, Phone

HOUSE = Path(__file__).resolve().parents[2]
VIEW = {"width": 390, "height": 844}


@dataclass
class House:
    """A real server on a scratch DATA, and what the tests may see behind its back."""

    url: str
    data: Path
    pin: str
    people: dict[str, dict[str, str]]
    teams: dict[str, str]
    organisation: dict[str, str]
    engine: engines.Engine

    def rows(self, text: str, *binds: Any) -> list[tuple]:
        with sqlite3.connect(f"file:{self.data / 'tiro.db'}?mode=ro", uri=True) as door:
            return door.execute(text, binds).fetchall()

    def ask(self, person: str, document: str, **variables: Any) -> dict[str, Any]:
        """As somebody else, from somewhere else: what the company does meanwhile."""
        with httpx.Client(base_url=self.url, headers={"X-Tiro": "1", "Origin": self.url}) as client:
            given = {"organisation": self.organisation["slug"], "employeeNumber": self.people[person]["number"], "pin": self.pin}
            client.post("/auth/pin", json=given).raise_for_status()
            return client.post("/graphql", json={"query": document, "variables": variables}).raise_for_status().json()["data"]

    def attempts(self, person: str) -> list[tuple]:
        """(id, unit slug, score, passed, offline) of everything recorded for somebody."""
        return self.rows(
            "SELECT a.id, u.slug, a.score, a.passed, a.offline FROM attempt a JOIN unit u ON u.id = a.unit_id WHERE a.employee_id = ? ORDER BY a.id",
            self.people[person]["id"],
        )

    def assignment(self, person: str, unit: str) -> str:
        return self.rows(
            "SELECT a.id FROM assignment a JOIN unit u ON u.id = a.unit_id WHERE a.employee_id = ? AND u.slug = ?", self.people[person]["id"], unit
        )[0][0]


def environment(data: Path, **more: str) -> dict[str, str]:
    """Of a process of ours that keeps its things in `data`."""
    return {**os.environ, "TIRO_DATA": str(data), **more}


def seeded(data: Path) -> dict[str, Any]:
    said = subprocess.run(
        [sys.executable, "-m", "tests.journeys.seeding"], cwd=HOUSE, env=environment(data), capture_output=True, text=True,
    )
    assert said.returncode == 0, said.stderr[-4000:]
    return json.loads(said.stdout.splitlines()[-1])


def serve(data: Path, port: int = 0) -> engines.Engine:
    """`tiro serve`, ready when it answers."""
    port = port or engines.free_port()
    return engines.start(
        [sys.executable, "-m", "api", "serve", "--migrate"], f"http://127.0.0.1:{port}", data,
        ready=lambda line: '"listening"' in line or "Uvicorn running" in line, end_with=15, cwd=HOUSE,
        env=environment(data, TIRO_PORT=str(port)),
    )


@pytest.fixture(scope="session")
def house(tmp_path_factory) -> Iterator[House]:
    if not (HOUSE / "web" / "dist" / "index.html").exists():
        subprocess.run(["make", "-s", "build"], cwd=HOUSE, check=True)
    data = tmp_path_factory.mktemp("house")
    told = seeded(data)
    engine = serve(data)
    yield House(engine.url, data, told["pin"], told["people"], told["teams"], told["organisation"], engine)
    engine.stop()


@pytest.fixture(scope="session")
def newcomers(house: House) -> Iterator[str]:
    """Learners whom no other test has met; the manager watches 49 to 52."""
    return iter([key for key in house.people if key.startswith("learner-")])


@pytest.fixture
def somebody(newcomers: Iterator[str]) -> str:
    return next(newcomers)


@pytest.fixture
def mast(house: House) -> Iterator[Mast]:
    mast = Mast(house.url).start()
    yield mast
    mast.stop()


@pytest.fixture(scope="module")
def playwright_() -> Iterator[Playwright]:
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="module")
def chromium(playwright_: Playwright, browser_engine: engines.Browser) -> Iterator[Browser]:
    """One browser a module: it must be gone before tests with a loop of their own begin."""
    browser = playwright_.chromium.launch(**browser_engine.launch())
    yield browser
    browser.close()


@pytest.fixture
def context_of(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    made: list[BrowserContext] = []

    def new(**given: Any) -> BrowserContext:
        context = chromium.new_context(**{"viewport": VIEW, "locale": "zh-TW", "timezone_id": "Asia/Taipei", "reduced_motion": "reduce", **given})
        context.add_init_script(LISTEN)
        context.set_default_timeout(15_000)
        made.append(context)
        return context

    yield new
    for context in made:
        context.close()


@pytest.fixture
def phone(house: House, mast: Mast, context_of: Callable[..., BrowserContext]) -> Iterator[Callable[..., Phone]]:
    """`phone("yijun")`: a phone with that person signed in, everything assigned on it, the worker in charge."""
    phones: list[Phone] = []

    def take(person: str | None = None, context: BrowserContext | None = None, **given: Any) -> Phone:
        page: Page = (context or context_of(**given)).new_page()
        phones.append(Phone(page, mast, house))
        return phones[-1].signed_in(person) if person else phones[-1]

    yield take
    for one in phones:
        assert one.faults() == [], one.faults()
