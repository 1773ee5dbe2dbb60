"""Bring a database to the models, or leave it as it was.

SQLite: backup, foreign keys off (changing a column makes its table anew, which would empty the tables below it),
migrate, compare counts and check keys; else put the backup back. PostgreSQL: one transaction under a lock.

    python -m api.kit.migrate new NAME   append a migration with what the models changed
    python -m api.kit.migrate initial    write the first migration anew (while it is the only one and not released)
    python -m api.kit.migrate status     say which are not applied to TIRO_DATABASE_URL
"""

import argparse
import asyncio
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from api.kit import database, log
from api.kit.settings import Settings, load

_log = log.named("tiro.migrate")

HOUSE = Path(__file__).resolve().parents[2]
PACKAGE = "migrations"
RECORD = "tortoise_migrations"


class MigrationFailed(RuntimeError):
    """Nothing was changed."""


def names(package: str = PACKAGE) -> list[str]:
    """The migrations of this version, oldest first."""
    folder = HOUSE.joinpath(*package.split("."))
    if package != PACKAGE:
        folder = Path(next(iter(__import__(package, fromlist=["_"]).__path__)))
    return sorted(path.stem for path in folder.glob("[0-9]*.py"))


async def pending(settings: Settings, package: str = PACKAGE) -> list[str]:
    """What `migrate` would apply; asked without loading the models, since every start asks it."""
    have = await (_recorded_sqlite(settings.sqlite_path) if settings.dialect == "sqlite" else _recorded_postgres(settings.database_url))
    unknown = sorted(have - set(names(package)))
    if unknown:
        raise MigrationFailed(f"the database was made by a newer version: it has {', '.join(unknown)}")
    return [name for name in names(package) if name not in have]


async def migrate(settings: Settings, package: str = PACKAGE, upto: str | None = None) -> list[str]:
    """Apply what is missing, or what is missing up to one migration, and say what that was."""
    todo = [name for name in await pending(settings, package) if upto is None or name <= upto]
    if todo:
        try:
            await (_migrate_sqlite if settings.dialect == "sqlite" else _migrate_postgres)(settings, package, todo[-1])
        except MigrationFailed:
            raise
        except Exception as error:
            raise MigrationFailed(f"the migration failed and the database is as it was: {error}") from error
        _log.info("migrated", applied=todo)
    return todo


async def _recorded_sqlite(path: Path) -> set[str]:
    if not path.exists():
        return set()
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as file:
        if not file.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [RECORD]).fetchone():
            return set()
        return {name for (name,) in file.execute(f"SELECT name FROM {RECORD}")}


async def _recorded_postgres(url: str) -> set[str]:
    import asyncpg

    connection = await asyncpg.connect(url)
    try:
        if await connection.fetchval("SELECT to_regclass($1)", RECORD) is None:
            return set()
        return {row["name"] for row in await connection.fetch(f"SELECT name FROM {RECORD}")}
    finally:
        await connection.close()


async def _migrate_sqlite(settings: Settings, package: str, upto: str) -> None:
    from api.kit.sqlite import only_one

    path = settings.sqlite_path
    path.parent.mkdir(parents=True, exist_ok=True)
    backup = path.with_name(path.name + ".before-migration")
    with only_one(path):
        filled = path.exists() and path.stat().st_size > 0
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # people's records are nobody else's
        before: dict[str, int] = {}
        if filled:
            copy_sqlite(path, backup)
            before = counts(path)
        try:
            shrinks = await _run(settings, package, upto, {"file_path": str(path), "foreign_keys": "OFF", "synchronous": "FULL"})
            _check(path, before, shrinks)
        except BaseException:
            for suffix in ("", "-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            if filled:
                backup.replace(path)
            raise
        backup.unlink(missing_ok=True)


def copy_sqlite(source: Path, target: Path) -> None:
    """A consistent copy, also while it is written to."""
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as ours, closing(sqlite3.connect(target)) as copy:
        ours.backup(copy)  # in one step: between steps a write would make it begin anew
        copy.execute("PRAGMA journal_mode=DELETE")


def counts(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as file:
        tables = [name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
        return {table: file.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for table in tables}


def _check(path: Path, before: dict[str, int], shrinks: set[str]) -> None:
    after = counts(path)
    lost = {table: (count, after[table]) for table, count in before.items() if after.get(table, count) < count and table not in shrinks}
    with closing(sqlite3.connect(path)) as file:
        dangling = file.execute("PRAGMA foreign_key_check").fetchall()
    if lost:
        raise MigrationFailed(f"the migration would have lost rows, so the database is as it was: {lost}")
    if dangling:
        raise MigrationFailed(f"the migration would have left keys without their rows, so the database is as it was: {dangling[:5]}")


async def _migrate_postgres(settings: Settings, package: str, upto: str) -> None:
    from urllib.parse import unquote, urlsplit

    parts = urlsplit(settings.database_url)
    await _run(settings, package, upto, {
        "user": unquote(parts.username or ""), "password": unquote(parts.password or "") or None, "host": parts.hostname,
        "port": parts.port or 5432, "database": unquote(parts.path[1:]), "minsize": 1, "maxsize": 1,
    })  # fmt: skip


async def _run(settings: Settings, package: str, upto: str, credentials: dict[str, Any]) -> set[str]:
    """Apply with a connection of its own; returns the tables that a migration says may lose rows."""
    from tortoise.context import TortoiseContext
    from tortoise.migrations.executor import MigrationTarget
    from tortoise.transactions import in_transaction

    from api.kit.executor import Executor

    reachable()
    config = _config(settings.dialect, credentials, package)
    async with TortoiseContext() as context:
        await context.init(config)

        async def apply(client: Any) -> set[str]:
            executor = Executor(client, config["apps"])
            await executor.prepare()
            await executor.migrate([MigrationTarget(database.APP, upto)], direction="forward")
            return {table for one in executor.loader.disk_migrations.values() for table in getattr(one, "shrinks", ())}

        if settings.dialect == "sqlite":
            return await apply(context.db())
        async with in_transaction(settings.dialect) as client:
            await client.execute_query("SELECT pg_advisory_xact_lock(hashtext('tiro migrate'))")
            return await apply(client)


def _config(dialect: str, credentials: dict[str, Any], package: str) -> dict[str, Any]:
    engine = "tortoise.backends.sqlite" if dialect == "sqlite" else "tortoise.backends.asyncpg"
    return {
        "connections": {dialect: {"engine": engine, "credentials": credentials}},
        "apps": {database.APP: {"models": database.model_modules(), "migrations": package, "default_connection": dialect}},
        "use_tz": True,
        "timezone": "UTC",
    }


def reachable() -> None:
    """`migrations/` stands beside `api/`; let it be imported wherever we were started."""
    if str(HOUSE) not in sys.path:
        sys.path.append(str(HOUSE))


# ---- for developers ----


async def changes() -> list[Any]:
    """What the models have that the migrations do not: writers of migrations, none when they are equal."""
    from tortoise.context import TortoiseContext
    from tortoise.migrations.autodetector import MigrationAutodetector

    reachable()
    config = _config("sqlite", {"file_path": ":memory:"}, PACKAGE)
    async with TortoiseContext() as context:
        await context.init(config)
        return await MigrationAutodetector(context.apps, config["apps"]).changes()


def _write(name: str | None, say: Callable[[str], None] = print) -> None:
    for writer in asyncio.run(changes()):
        if name:
            writer.name = f"{len(names()) + 1:04d}_{name}"
        path = Path(writer.write())
        ruff = Path(sys.executable).with_name("ruff")
        if ruff.exists():
            subprocess.run([ruff, "check", "--quiet", "--fix", "--unsafe-fixes", path], check=False)
        say(str(path.relative_to(HOUSE)))


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m api.kit.migrate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = asked.add_subparsers(dest="what", required=True)
    what.add_parser("new", help="append a migration").add_argument("name")
    what.add_parser("initial", help="write the first migration anew")
    what.add_parser("status", help="what is not applied")
    given = asked.parse_args()
    if given.what == "new":
        _write(given.name)
    elif given.what == "initial":
        if names() not in ([], ["0001_initial"]):
            sys.exit("there are later migrations: append one with `new`")
        (HOUSE / PACKAGE / "0001_initial.py").unlink(missing_ok=True)
        _write(None)
    else:
        print("\n".join(asyncio.run(pending(load(os.environ)))) or "nothing to apply")


if __name__ == "__main__":
    main()
