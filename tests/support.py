"""A migrated house for every test that asks for one, on SQLite and on PostgreSQL, and people to live in it.

The tables are made once a session, in a template; each test gets a copy.
"""

import asyncio
import concurrent.futures
import contextlib
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest
import pytest_asyncio

from api.kit import clock, database, journal, settings
from api.kit.ids import new_id
from api.kit.viewer import Role, Viewer
from api.kit.work import unit_of_work
from tests.conftest import ask_postgres, fresh_postgres

DIALECTS = ("sqlite", "postgres")


@dataclass
class House:
    """An open database, and what tests do to it."""

    settings: settings.Settings
    db: database.Database | None = None
    readers: Any = None
    rung: list[journal.Entry] = field(default_factory=list)  # everything that rang, in order

    @property
    def dialect(self) -> str:
        return self.db.dialect

    async def open(self) -> None:
        self.db = await database.open(self.settings)
        try:
            from api.kit.readers import Readers
        except ImportError:
            return
        self.readers = await Readers.open(self.settings.database_url)

    async def close(self) -> None:
        if self.readers is not None:
            await self.readers.close()
            self.readers = None
        await self.db.close()

    async def do(self, work: Callable[[], Awaitable[Any]]) -> Any:
        return await unit_of_work(work)

    async def rows(self, text: str, **binds: Any) -> list[dict[str, Any]]:
        """Any SELECT, through the raw-SQL door."""
        from api.kit.work import connection

        async def work() -> list[dict[str, Any]]:
            return [dict(row) for row in await connection().fetch(text, binds)]

        return await unit_of_work(work)

    async def organisation(self, slug: str = "qingchuan", **given: Any) -> Any:
        from api.people.models import Organisation

        return await self._create(Organisation, slug=slug, **{"name": {"zh-Hant": "晴川生活", "en": "Qingchuan"}, "created_at": clock.now(), **given})

    async def team(self, organisation: Any, parent: Any = None, name: str = "信義店", kind: str = "shop", **given: Any) -> Any:
        """A team, and its place in the tree."""
        from api.people.models import Team, TeamTree

        async def work() -> Team:
            made = await Team.create(
                organisation_id=_id(organisation), parent_id=_id(parent), kind=kind, name={"zh-Hant": name}, updated_at=clock.now(), **given
            )
            above = await TeamTree.filter(descendant_id=_id(parent)) if parent else []
            places = [(made.id, 0), *((one.ancestor_id, one.depth + 1) for one in above)]
            await TeamTree.bulk_create(
                TeamTree(organisation_id=_id(organisation), ancestor_id=ancestor, descendant_id=made.id, depth=depth)
                for ancestor, depth in places
            )
            return made

        return await unit_of_work(work)

    async def employee(self, team: Any, name: str = "林小晴", **given: Any) -> Any:
        from api.people.models import Employee

        moment = clock.now()
        return await self._create(
            Employee,
            **{
                "organisation_id": team.organisation_id, "team_id": team.id, "name": name, "employee_number": str(new_id())[-12:],
                "hired_on": date(2024, 1, 1), "created_at": moment, "updated_at": moment, **given,
            },
        )  # fmt: skip

    def viewer(self, employee: Any, *roles: Role, **given: Any) -> Viewer:
        """That person, asking."""
        return Viewer(
            organisation_id=employee.organisation_id, roles=frozenset(roles or {Role.learner}), employee_id=employee.id,
            team_id=employee.team_id, **given,
        )  # fmt: skip

    async def _create(self, model: type, **values: Any) -> Any:
        return await unit_of_work(lambda: model.create(**values))


def _id(thing: Any) -> UUID | None:
    return getattr(thing, "id", thing)


async def until(condition: Callable[[], Any], within_s: float = 20) -> Any:
    """Wait for something to become so, and say what it was."""
    async with asyncio.timeout(within_s):
        while not (value := condition()):  # noqa: ASYNC110
            await asyncio.sleep(0.002)
        return value


TENANT = "tiro_tenant"  # a plain role: the packaged server's own user is a superuser and passes row-level security


def row_level_security() -> list[str]:
    """SQL that lets a plain role see the rows of one organisation only: `SET tiro.organisation = '<id>'`.

    PostgreSQL's own answer to "whose is it", to hold ours against. Needs an open database (its models).
    """
    from tortoise.context import require_context

    lines = [
        f"DO $$ BEGIN CREATE ROLE {TENANT} LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$",
        f"GRANT USAGE ON SCHEMA public TO {TENANT}",
    ]
    for model in require_context().apps.get_models_iterable():
        table = model._meta.db_table
        column = "id" if table == "organisation" else "organisation_id"
        if column not in model._meta.fields_map:
            continue
        lines += [
            f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table}" TO {TENANT}',
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
            f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
            f'CREATE POLICY own ON "{table}" USING ({column} = NULLIF(current_setting(\'tiro.organisation\', true), \'\')::uuid)',
        ]
    return lines


@contextlib.asynccontextmanager
async def tenant(house: House, organisation: Any) -> AsyncIterator[asyncpg.Connection]:
    """PostgreSQL as one organisation sees it: a connection of a plain role, under row-level security."""
    administrator = await asyncpg.connect(house.settings.database_url)
    try:
        if not await administrator.fetchval("SELECT EXISTS (SELECT 1 FROM pg_policies WHERE policyname = 'own')"):
            for statement in row_level_security():
                await administrator.execute(statement)
        connection = await asyncpg.connect(
            house.settings.database_url, user=TENANT, server_settings={"tiro.organisation": str(_id(organisation))}
        )
        try:
            yield connection
        finally:
            await connection.close()
    finally:
        await administrator.close()


def settings_for(url: str, data: Path) -> settings.Settings:
    return settings.load({"TIRO_DATABASE_URL": url, "TIRO_DATA": str(data)})


def aside(work: Callable[[], Awaitable[Any]]) -> Any:
    """Run it on a loop of its own: the test's may be running."""
    with concurrent.futures.ThreadPoolExecutor(1) as room:
        return room.submit(lambda: asyncio.run(work())).result()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory) -> Path:
    """A migrated, empty SQLite file."""
    from api.kit import migrate

    folder = tmp_path_factory.mktemp("template")
    aside(lambda: migrate.migrate(settings_for(f"sqlite:///{folder / 'tiro.db'}", folder)))
    return folder / "tiro.db"


@pytest.fixture(scope="session")
def postgres_template(postgres_engine, tmp_path_factory) -> str:
    """The name of a migrated, empty PostgreSQL database."""
    from api.kit import migrate

    ask_postgres(postgres_engine, "CREATE DATABASE migrated")
    url = postgres_engine.url.rpartition("/")[0] + "/migrated"
    aside(lambda: migrate.migrate(settings_for(url, tmp_path_factory.mktemp("template"))))
    return "migrated"


@pytest.fixture(params=DIALECTS)
def migrated_url(request, tmp_path) -> Any:
    """The address of a migrated, empty database of this test's own."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "tiro.db")
        yield f"sqlite:///{tmp_path / 'tiro.db'}"
    else:
        template = request.getfixturevalue("postgres_template")
        with fresh_postgres(request.getfixturevalue("postgres_engine"), template) as url:
            yield url


@pytest_asyncio.fixture
async def house(migrated_url, tmp_path) -> AsyncIterator[House]:
    """An open, migrated, empty house."""
    home = House(settings_for(migrated_url, tmp_path))
    await home.open()
    journal.rings.append(home.rung.extend)
    try:
        yield home
    finally:
        journal.rings[:] = [listener for listener in journal.rings if listener != home.rung.extend]
        await home.close()
        clock.reset()
