"""Engines for every test. Each starts when first asked for, once a session, and dies with it."""

import asyncio
import concurrent.futures
import contextlib
import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from tests import engines

# A developer's own settings must not reach the tests.
for name in [name for name in os.environ if name.startswith("TIRO_")]:
    del os.environ[name]

# A migrated house to live in, for tests of domains.
pytest_plugins = ["tests.support"]

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_engine(tmp_path_factory) -> Iterator[engines.Engine]:
    """One PostgreSQL server for the session."""
    engine = engines.postgres(tmp_path_factory.mktemp("postgres"))
    yield engine
    engine.remove()


@pytest.fixture(scope="session")
def nats_engine(tmp_path_factory) -> Iterator[engines.Engine]:
    """One NATS server with JetStream for the session."""
    engine = engines.nats(tmp_path_factory.mktemp("nats"))
    yield engine
    engine.remove()


@pytest.fixture(scope="session")
def browser_engine() -> engines.Browser:
    """The packaged Chromium: `playwright.chromium.launch(**browser_engine.launch())`."""
    return engines.chromium()


def ask_postgres(engine: engines.Engine, *statements: str) -> None:
    """Administer the server, from a test of any kind."""

    async def ask() -> None:
        connection = await asyncpg.connect(engine.url)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    # A loop of its own in a thread of its own: the test's loop may be running.
    with concurrent.futures.ThreadPoolExecutor(1) as room:
        room.submit(asyncio.run, ask()).result()


@contextlib.contextmanager
def fresh_postgres(engine: engines.Engine, template: str = "template1") -> Iterator[str]:
    """A database of its own, thrown away after."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    ask_postgres(engine, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield engine.url.rpartition("/")[0] + "/" + name
    finally:
        ask_postgres(engine, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def postgres_url(postgres_engine) -> Iterator[str]:
    """The address of an empty PostgreSQL database, for one test."""
    with fresh_postgres(postgres_engine) as url:
        yield url


@pytest.fixture
def bus_url(nats_engine) -> str:
    return nats_engine.url


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request, tmp_path: Path) -> str:
    """The address of an empty database: the test runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'tiro.db'}"
    return request.getfixturevalue("postgres_url")
