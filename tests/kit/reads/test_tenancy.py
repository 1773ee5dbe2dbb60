"""PostgreSQL's row-level security as the oracle of tenancy: as a plain role, it hides nothing that a plan shows."""

import random

import asyncpg
import pytest
import pytest_asyncio

from api.kit import clock
from api.kit.reads.execute import Ask, Context, Engine
from tests.kit.reads.conftest import house_schema
from tests.kit.reads.documents import Author
from tests.kit.reads.rows import NOW
from tests.kit.reads.trial import BOUNDLESS, sown, tables

pytestmark = pytest.mark.parametrize("migrated_url", ["postgres"], indirect=True)


class Walled:
    """Reads as a role that sees the rows of one organisation only, whatever the statement says."""

    dialect = "postgres"

    def __init__(self, connection: asyncpg.Connection):
        self.connection, self.organisation_id = connection, None

    async def _fetch(self, sql, binds):
        async with self.connection.transaction():
            await self.connection.execute("SET LOCAL ROLE plain")
            await self.connection.execute(f"SET LOCAL tiro.organisation = '{self.organisation_id}'")
            return await self.connection.fetch(sql, *binds)

    async def point(self, sql, binds):
        return (await self._fetch(sql, binds))[0][0]

    page = point

    async def rows(self, sql, binds):
        return [tuple(row) for row in await self._fetch(sql, binds)]

    many = rows


@pytest_asyncio.fixture
async def walled(house):
    trial = await sown(house, house_schema)
    connection = await asyncpg.connect(house.settings.database_url)
    await connection.execute("DROP ROLE IF EXISTS plain; CREATE ROLE plain; GRANT USAGE ON SCHEMA public TO plain; GRANT SELECT ON ALL TABLES IN SCHEMA public TO plain")
    owned = {model._meta.db_table: "organisation_id" for model in tables()} | {"organisation": "id"}
    for table, column in owned.items():
        await connection.execute(f"""ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY; ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY;
            CREATE POLICY own ON "{table}" USING ({column} = current_setting('tiro.organisation')::uuid)""")
    with clock.at(NOW):
        yield trial, Walled(connection)
    await connection.execute("DROP OWNED BY plain; DROP ROLE plain")
    await connection.close()


async def test_the_wall_stands(walled):
    trial, readers = walled
    counts = {}

    for organisation in {row.organisation_id for table in trial.rows.values() for row in table.values() if hasattr(row, "organisation_id")}:
        readers.organisation_id = organisation
        counts[organisation] = await readers.rows("SELECT DISTINCT organisation_id FROM employee", [])

    assert counts == {organisation: [(organisation,)] for organisation in counts} and len(counts) == 2


async def test_it_hides_nothing_that_a_plan_shows(walled):
    trial, readers = walled
    behind, rng = Engine(trial.schema, readers, BOUNDLESS), random.Random(5)
    viewers = trial.viewers(rng)

    for number in range(120):
        viewer = rng.choice(viewers)
        made = Author(trial.schema, viewer, random.Random(10_000 + number), trial.ids, roots=lambda name: name != "changes").write()
        readers.organisation_id = viewer.organisation_id
        ask = Ask(made.query, made.variables)
        assert (await behind.answer(ask, Context(viewer))).body == (await trial.engine.answer(ask, Context(viewer))).body, made.query
