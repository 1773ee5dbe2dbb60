"""PostgreSQL's row-level security as a second opinion: a plain role that may read one organisation's rows and no others.

The packaged server's own user is a superuser, whom no policy stops; hence a role of its own, and FORCE.
"""

from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import asyncpg

ROLE = "tiro_reader"
SETTING = "tiro.organisation"


async def guard(url: str) -> list[str]:
    """Put a policy on every table that has an organisation; the tables that have none."""
    connection = await asyncpg.connect(url)
    try:
        if not await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", ROLE):
            await connection.execute(f"CREATE ROLE {ROLE} LOGIN NOSUPERUSER NOBYPASSRLS")
        tables = [row["tablename"] for row in await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")]
        owned = {
            row["table_name"] for row in await connection.fetch(
                "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'organisation_id'"
            )
        }
        bare = []
        for table in tables:
            column = "id" if table == "organisation" else "organisation_id" if table in owned else None
            if column is None:
                bare.append(table)
                continue
            await connection.execute(f"""
                ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY;
                ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY;
                CREATE POLICY own_rows ON "{table}" USING ({column} = nullif(current_setting('{SETTING}', true), '')::uuid);
                GRANT SELECT ON "{table}" TO {ROLE};
            """)
        return bare
    finally:
        await connection.close()


def reader_url(url: str, organisation_id: UUID | None) -> str:
    """The same database, as the plain role, for one organisation or for none."""
    parts = urlsplit(url)
    setting = f"{SETTING}={organisation_id}" if organisation_id else ""
    return urlunsplit(parts._replace(netloc=f"{ROLE}@{parts.hostname}:{parts.port}", query=setting))
