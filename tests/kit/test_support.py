"""The oracle that other tests trust: PostgreSQL's row-level security, as a plain role."""

import asyncpg
import pytest

from api.kit import journal
from api.kit.ids import new_id
from tests.support import TENANT, tenant

pytestmark = pytest.mark.parametrize("migrated_url", ["postgres"], indirect=True)


async def two(house):
    first, second = await house.organisation("first"), await house.organisation("second")
    for organisation in (first, second):
        await house.employee(await house.team(organisation))

        async def work(organisation=organisation):
            journal.add("x", organisation=organisation.id)

        await house.do(work)
    return first, second


async def test_a_tenant_sees_its_own_rows_without_any_filter(house):
    first, second = await two(house)

    async with tenant(house, first) as connection:
        seen = {
            table: {row[0] for row in await connection.fetch(f"SELECT organisation_id FROM {table}")}
            for table in ("team", "team_tree", "employee", "journal", "journal_head")
        }
        organisations = [row["id"] for row in await connection.fetch("SELECT id FROM organisation")]

    assert set(map(frozenset, seen.values())) == {frozenset({first.id})}
    assert organisations == [first.id]


async def test_it_blocks_what_is_written_for_another(house):
    first, second = await two(house)

    async with tenant(house, first) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(
                "INSERT INTO position (id, organisation_id, code, name) VALUES ($1, $2, 'x', '{}')", new_id(), second.id
            )
        changed = await connection.execute("UPDATE employee SET name = 'mine' WHERE organisation_id = $1", second.id)

    assert changed == "UPDATE 0"


async def test_without_an_organisation_nothing_is_seen(house):
    await two(house)

    async with tenant(house, "") as connection:
        seen = await connection.fetch("SELECT id FROM employee")

    assert seen == []


async def test_every_table_with_an_owner_is_guarded_also_from_its_owner(house):
    first, _ = await two(house)

    async with tenant(house, first) as connection:
        rows = await connection.fetch(
            "SELECT c.relname, c.relforcerowsecurity FROM pg_class c JOIN information_schema.columns i ON i.table_name = c.relname "
            "WHERE i.column_name = 'organisation_id' AND c.relkind = 'r'"
        )
        privileged = await connection.fetchval("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = $1", TENANT)

    assert len(rows) > 20
    assert [row["relname"] for row in rows if not row["relforcerowsecurity"]] == []
    assert privileged is False
