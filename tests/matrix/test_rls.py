"""A second opinion: the same questions, answered under PostgreSQL's row-level security."""

import asyncpg
import pytest

from api.kit.readers import Readers
from tests.matrix import rls, table
from tests.matrix.asking import Asking
from tests.matrix.probes import row_types, schema

EXPECTED = table.read()

pytestmark = pytest.mark.postgres


@pytest.fixture
def migrated_url(request):
    """PostgreSQL only."""
    from tests.conftest import fresh_postgres

    with fresh_postgres(request.getfixturevalue("postgres_engine"), request.getfixturevalue("postgres_template")) as url:
        yield url


@pytest.fixture
async def asking(house):
    asking = await Asking.begin(house)
    bare = await rls.guard(house.settings.database_url)
    assert not [name for name in bare if not name.startswith(("tortoise", "pgqueuer"))], "a table without an organisation"
    return asking


@pytest.fixture
async def guarded(house, asking):
    """Readers as the plain role, for our organisation only."""
    readers = await Readers.open(rls.reader_url(house.settings.database_url, asking.seeded.ours.organisation.id))
    yield readers
    await readers.close()


async def test_row_level_security_takes_nothing_away_from_what_we_show(asking, guarded):
    second = Asking(asking.seeded, asking.viewers, guarded)

    for type_ in row_types(schema()):
        for name, cells in (await second.fields(type_, type_, "")).items():
            assert cells == EXPECTED[name], name
    for name, field in asking.core.query_type.fields.items():
        if not name.startswith("probe"):
            assert await second.query(name, field) == EXPECTED[f"Query.{name}"], name


async def test_it_really_blocks(house, asking):
    ours, theirs = asking.seeded.ours.organisation.id, asking.seeded.theirs.organisation.id
    url = house.settings.database_url

    async def seen(as_url: str) -> set:
        connection = await asyncpg.connect(as_url)
        try:
            return {row["organisation_id"] for row in await connection.fetch("SELECT DISTINCT organisation_id FROM employee")}
        finally:
            await connection.close()

    assert await seen(rls.reader_url(url, ours)) == {ours}
    assert await seen(rls.reader_url(url, theirs)) == {theirs}
    assert await seen(rls.reader_url(url, None)) == set()
    assert await seen(url) == {ours, theirs}  # a superuser passes: why the role must be a plain one


async def test_the_plain_role_may_not_write(house, asking):
    connection = await asyncpg.connect(rls.reader_url(house.settings.database_url, asking.seeded.ours.organisation.id))
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("UPDATE employee SET name = 'x'")
    finally:
        await connection.close()


async def test_a_viewer_of_one_organisation_finds_nothing_under_the_policy_of_another(house, asking):
    readers = await Readers.open(rls.reader_url(house.settings.database_url, asking.seeded.theirs.organisation.id))
    try:
        swapped = Asking(asking.seeded, asking.viewers, readers)

        answer = await swapped.ask("{ employees(first: 10) { nodes { id } totalCount } courses(first: 10) { totalCount } }", "admin")

        assert answer["data"] == {"employees": {"nodes": [], "totalCount": 0}, "courses": {"totalCount": 0}}
    finally:
        await readers.close()
