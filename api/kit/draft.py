"""A database that appears only when it is whole. Whoever breaks off a long filling begins anew at the next start."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace

from api.kit import migrate
from api.kit.settings import Settings
from api.kit.sqlite import only_one


async def inhabited(settings: Settings) -> bool:
    """Is there any organisation? Asked without loading the models, since every demo start asks it."""
    query = "SELECT EXISTS (SELECT 1 FROM organisation)"
    if settings.dialect == "sqlite":
        with closing(sqlite3.connect(f"{settings.sqlite_path.resolve().as_uri()}?mode=ro", uri=True)) as file:
            return bool(file.execute(query).fetchone()[0])
    import asyncpg

    connection = await asyncpg.connect(settings.database_url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def analyse(settings: Settings) -> None:
    """After much came at once, PostgreSQL would plan for empty tables until its own turn comes."""
    import asyncpg

    connection = await asyncpg.connect(settings.database_url)
    try:
        await connection.execute("ANALYZE")
    finally:
        await connection.close()


@asynccontextmanager
async def drafted(settings: Settings) -> AsyncIterator[Settings]:
    """Settings to fill an empty database under. On SQLite that is a file beside it, which takes its place at the end."""
    if settings.dialect != "sqlite":
        yield settings
        await analyse(settings)
        return
    path = settings.sqlite_path
    draft = path.with_name(path.name + ".filling")
    with only_one(path):
        for suffix in ("", "-wal", "-shm", ".writer"):
            draft.with_name(draft.name + suffix).unlink(missing_ok=True)
        within = replace(settings, database_url=f"sqlite:///{draft}")
        await migrate.migrate(within)
        yield within
        with closing(sqlite3.connect(draft)) as file:
            file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        draft.replace(path)
        draft.with_name(draft.name + ".writer").unlink(missing_ok=True)
