"""Everything in one file: the records, the media, the keys; with a manifest that says what must be in it.

SQLite is copied by its own backup, PostgreSQL table by table with COPY from one snapshot: both while the app serves.
A restore reads and checks the whole file before it touches anything.
"""

import asyncio
import hashlib
import io
import os
import shutil
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import asyncpg
import orjson

from api.kit import clock, migrate
from api.kit.fields import iso
from api.kit.settings import Settings
from api.kit.sqlite import only_one

MANIFEST = "manifest.json"
FOLDERS = ("media", "keys")  # of the data folder
LOOSE = ("*.key", "*.pem", "demo.json")
FORM = 1

Manifest = dict[str, Any]


class BackupError(RuntimeError):
    """Nothing was changed."""


async def backup(settings: Settings, target: Path) -> Manifest:
    target = target.absolute()
    target.parent.mkdir(parents=True, exist_ok=True)
    if todo := await migrate.pending(settings):
        raise BackupError(f"the database lacks {', '.join(todo)}: run `tiro migrate` first")
    with tempfile.TemporaryDirectory(prefix=".tiro-backup-", dir=target.parent) as name:
        room = Path(name)
        rows = await (_dump_sqlite if settings.dialect == "sqlite" else _dump_postgres)(settings, room)
        files = {f"records/{path.name}": path for path in sorted(room.iterdir())} | _kept(settings.data)
        manifest = {
            "form": FORM,
            "dialect": settings.dialect,
            "at": iso(clock.now()),
            "migrations": migrate.names(),
            "rows": {table: count for table, (count, _) in rows.items()},
            "columns": {table: columns for table, (_, columns) in rows.items()},
            "files": {member: _digest(path) for member, path in files.items()},
        }
        draft = room / "draft.tar.gz"
        await asyncio.to_thread(_pack, draft, manifest, files)
        draft.replace(target)
    return manifest


async def restore(settings: Settings, source: Path, *, replace: bool = False) -> Manifest:
    settings.data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".tiro-restore-", dir=settings.data) as name:
        room = Path(name)
        manifest = await asyncio.to_thread(_unpack, source, room)
        if manifest["dialect"] != settings.dialect:
            raise BackupError(f"the backup is of {manifest['dialect']}, and the database is {settings.dialect}")
        if unknown := set(manifest["migrations"]) - set(migrate.names()):
            raise BackupError(f"the backup was made by a newer version: it has {', '.join(sorted(unknown))}")
        await (_load_sqlite if settings.dialect == "sqlite" else _load_postgres)(settings, room / "records", manifest, replace)
        for member in manifest["files"]:
            if not member.startswith("records/"):
                to = settings.data / member
                to.parent.mkdir(parents=True, exist_ok=True)
                (room / member).replace(to)
    await migrate.migrate(settings)
    return manifest


def _kept(data: Path) -> dict[str, Path]:
    found = [path for folder in FOLDERS for path in (data / folder).rglob("*")] + [path for loose in LOOSE for path in data.glob(loose)]
    return {path.relative_to(data).as_posix(): path for path in sorted(found) if path.is_file() and not path.is_symlink()}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _pack(draft: Path, manifest: Manifest, files: dict[str, Path]) -> None:
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as raw:
        with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=3) as archive:
            text = orjson.dumps(manifest, option=orjson.OPT_INDENT_2)
            entry = tarfile.TarInfo(MANIFEST)
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text))
            for member, path in files.items():
                archive.add(path, member, recursive=False)
        raw.flush()
        os.fsync(raw.fileno())


def _unpack(source: Path, room: Path) -> Manifest:
    """Only files, only under names that we give, and only when each is what the manifest says."""
    try:
        with tarfile.open(source, "r:gz") as archive:
            first = archive.next()
            if first is None or first.name != MANIFEST:
                raise BackupError(f"{source} is no backup of ours")
            manifest = orjson.loads(archive.extractfile(first).read())
            if manifest["form"] != FORM:
                raise BackupError(f"{source} was made by a newer version")
            while entry := archive.next():
                if entry.name not in manifest["files"] or not entry.isfile() or not _ours(entry.name):
                    raise BackupError(f"{source} holds {entry.name}, which does not belong there")
                to = room / entry.name
                to.parent.mkdir(parents=True, exist_ok=True)
                with to.open("wb") as file:
                    shutil.copyfileobj(archive.extractfile(entry), file, 1 << 20)
    except (OSError, EOFError, tarfile.TarError, orjson.JSONDecodeError, KeyError) as error:
        raise BackupError(f"{source} cannot be read: {error}") from error
    for member, digest in manifest["files"].items():
        if not (room / member).is_file() or _digest(room / member) != digest:
            raise BackupError(f"{source} is damaged: {member} is not what it was")
    return manifest


def _ours(name: str) -> bool:
    parts = name.split("/")
    return ".." not in parts and "" not in parts and (parts[0] in ("records", *FOLDERS) or len(parts) == 1)


# ---- SQLite ----


async def _dump_sqlite(settings: Settings, room: Path) -> dict[str, tuple[int, list[str]]]:
    copy = room / "tiro.db"
    await asyncio.to_thread(migrate.copy_sqlite, settings.sqlite_path, copy)
    return {table: (count, []) for table, count in migrate.counts(copy).items()}


async def _load_sqlite(settings: Settings, records: Path, manifest: Manifest, replace: bool) -> None:
    path, copy = settings.sqlite_path, records / "tiro.db"
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(copy)) as file:
        said = file.execute("PRAGMA integrity_check").fetchone()[0]
    if said != "ok" or migrate.counts(copy) != manifest["rows"]:
        raise BackupError(f"the records in the backup are damaged: {said}")
    with only_one(path):
        if path.exists() and not replace and any(migrate.counts(path).get(table) for table in manifest["rows"] if table != migrate.RECORD):
            raise BackupError("the database is not empty; `--replace` throws away what is there")
        if path.exists():
            with closing(sqlite3.connect(path)) as file:  # so that no write-ahead log of the old stays beside the new
                try:
                    file.execute("PRAGMA journal_mode=DELETE")
                except sqlite3.OperationalError as error:
                    raise BackupError(f"{path} is in use: {error}") from error
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        shutil.move(copy, path)


# ---- PostgreSQL ----


async def _tables(connection: asyncpg.Connection) -> list[str]:
    rows = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
    return [row["tablename"] for row in rows]


async def _dump_postgres(settings: Settings, room: Path) -> dict[str, tuple[int, list[str]]]:
    connection = await asyncpg.connect(settings.database_url)
    found = {}
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            for table in await _tables(connection):
                rows = await connection.fetch(
                    "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1 "
                    "AND is_generated = 'NEVER' ORDER BY ordinal_position",
                    table,
                )
                columns = [row["column_name"] for row in rows]
                said = await connection.copy_from_table(table, columns=columns, output=room / f"{table}.copy")
                found[table] = (int(said.split()[1]), columns)
    finally:
        await connection.close()
    return found


async def _load_postgres(settings: Settings, records: Path, manifest: Manifest, replace: bool) -> None:
    connection = await asyncpg.connect(settings.database_url)
    try:
        there = [table for table in await _tables(connection) if table != migrate.RECORD]
        if not there:
            await migrate.migrate(settings, upto=manifest["migrations"][-1])
        elif not replace and any([await connection.fetchval(f'SELECT EXISTS (SELECT 1 FROM "{table}")') for table in there]):
            raise BackupError("the database is not empty; `--replace` throws away what is there")
        elif {row["name"] for row in await connection.fetch(f"SELECT name FROM {migrate.RECORD}")} != set(manifest["migrations"]):
            raise BackupError("the backup is of another version than the database: restore it into a new, empty database")
        async with connection.transaction():
            tables = sorted(table for table in manifest["columns"] if table != migrate.RECORD)
            await connection.execute("TRUNCATE " + ", ".join(f'"{table}"' for table in tables))
            for table in tables:
                said = await connection.copy_to_table(table, columns=manifest["columns"][table], source=records / f"{table}.copy")
                if int(said.split()[1]) != manifest["rows"][table]:
                    raise BackupError(f"the records of {table} in the backup are damaged")
            await _wind_on(connection)
        await connection.execute("ANALYZE")
    finally:
        await connection.close()


async def _wind_on(connection: asyncpg.Connection) -> None:
    """Numbers that the database gives go on after those that came back."""
    for row in await connection.fetch(
        "SELECT table_name, column_name, pg_get_serial_sequence(quote_ident(table_name), column_name) AS counter "
        "FROM information_schema.columns WHERE table_schema = current_schema() "
        "AND pg_get_serial_sequence(quote_ident(table_name), column_name) IS NOT NULL"
    ):
        table, column, counter = row["table_name"], row["column_name"], row["counter"]
        await connection.execute(f'SELECT setval(\'{counter}\', coalesce(max("{column}"), 0) + 1, false) FROM "{table}"')
