"""The database: models over a connection that only reads, and one writer. SQLite and PostgreSQL look the same."""

import contextvars
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from tortoise.context import TortoiseContext

from api.kit.settings import Settings

API = Path(__file__).resolve().parents[1]
APP = "models"

_current: "Database | None" = None


def model_modules() -> list[str]:
    """Every domain's models, whichever exist. One Tortoise app: foreign keys between apps would need hand-written order."""
    found = [path for path in API.iterdir() if (path / "models.py").is_file() or (path / "models" / "__init__.py").is_file()]
    return [f"api.{path.name}.models" for path in sorted(found)]


def config(settings: Settings) -> dict[str, Any]:
    """The connection is named by its dialect: the ORM caches statements by that name."""
    if settings.dialect == "sqlite":
        connection = {"engine": "api.kit.sqlite", "credentials": {"file_path": str(settings.sqlite_path)}}
    else:
        connection = {"engine": "api.kit.postgres", "credentials": {"dsn": settings.database_url}}
    return {
        "connections": {settings.dialect: connection},
        "apps": {APP: {"models": model_modules(), "default_connection": settings.dialect}},
        "use_tz": True,
        "timezone": "UTC",
    }


def load_follows() -> None:
    """Know who follows what in the same unit of work: every domain's `follows.py`. Whoever writes writes that too."""
    for path in sorted(API.glob("*/follows.py")):
        import_module(f"api.{path.parent.name}.follows")


@dataclass(slots=True)
class Database:
    settings: Settings
    dialect: str
    context: TortoiseContext
    writer: Any

    async def close(self) -> None:
        """Finish the units of work that were asked for, then let go of every connection."""
        global _current
        if _current is self:
            _current = None
        await self.writer.finish()
        await self.context.close_connections()
        self.writer.close()


async def open(settings: Settings) -> Database:
    """One at a time in a process: the models know one database."""
    global _current
    if _current is not None:
        raise RuntimeError("a database is open already")
    load_follows()
    context = TortoiseContext()
    bind = _binder(context, settings.dialect)
    if settings.dialect == "sqlite":
        from api.kit import grouping

        writer = grouping.Writer(settings.sqlite_path, settings.dialect, bind)
    else:
        from api.kit import postgres

        writer = await postgres.Writer.connect(settings.database_url, settings.dialect, bind)
    try:
        with context:  # while it sets up; after that requests find it by the fallback, whatever task they run in
            await context.init(config(settings), _enable_global_fallback=True)
    except BaseException:
        await writer.finish()
        writer.close()
        raise
    _current = Database(settings, settings.dialect, context, writer)
    return _current


def current() -> Database:
    if _current is None:
        raise RuntimeError("no database is open")
    return _current


def _binder(context: TortoiseContext, alias: str) -> Callable[[contextvars.Context, Any], None]:
    """Puts a writing client in the place of the reading one, for one unit of work."""

    def bind(into: contextvars.Context, client: Any) -> None:
        into.run(context.connections.set, alias, client)

    return bind
