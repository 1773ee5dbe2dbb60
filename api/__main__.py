"""The command `tiro`. What a command needs is imported when it runs, so that a start is quick."""

import argparse
import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from socket import gaierror
from typing import Any

from api.kit.settings import Settings, SettingsError, load

Command = Callable[[Settings, argparse.Namespace], None]


class Stop(Exception):
    """An expected end with one clear line."""


def serve(settings: Settings, given: argparse.Namespace) -> None:
    from api.kit import migrate
    from api.kit.draft import inhabited

    if given.migrate:
        asyncio.run(migrate.migrate(settings))
    elif todo := asyncio.run(migrate.pending(settings)):
        raise Stop(f"the database lacks {', '.join(todo)}: run `tiro migrate`, or start with `tiro serve --migrate`")
    if settings.dialect == "sqlite":
        from api.kit.sqlite import only_one

        only_one(settings.sqlite_path).close()  # told now, in one line, rather than in the middle of the start
    if settings.demo and not asyncio.run(inhabited(settings)):
        asyncio.run(_fill(settings, None))
    from api.app import serve as serve_app

    serve_app(settings)


def migrate(settings: Settings, given: argparse.Namespace) -> None:
    from api.kit import migrate as room

    applied = asyncio.run(room.migrate(settings))
    print(f"tiro: applied {', '.join(applied)}" if applied else "tiro: nothing to apply")


def init(settings: Settings, given: argparse.Namespace) -> None:
    from api.kit import migrate as room

    asyncio.run(room.migrate(settings))

    async def found() -> str:
        from api.access.actions.welcome import found_organisation
        from api.kit import database

        db = await database.open(settings)
        try:
            _, token = await found_organisation(
                given.slug, {given.locale: given.name}, locale=given.locale, timezone=given.timezone, currency=given.currency
            )
        finally:
            await db.close()
        return token

    token = asyncio.run(found())
    print(f"tiro: {given.name} is founded. Its first admin begins here, once, within seven days:")
    print(f"{settings.public_url}/welcome#{token}")


def demo(settings: Settings, given: argparse.Namespace) -> None:
    from api.kit import migrate as room
    from api.kit.draft import inhabited

    if todo := asyncio.run(room.pending(settings)):
        if settings.dialect == "postgres":
            raise Stop(f"the database lacks {', '.join(todo)}: run `tiro migrate` first")
        asyncio.run(room.migrate(settings))
    if asyncio.run(inhabited(settings)):
        raise Stop("the database has an organisation already; the demo goes into an empty one")
    asyncio.run(_fill(settings, given.employees))


def backup(settings: Settings, given: argparse.Namespace) -> None:
    from api.kit import backup as room

    manifest = asyncio.run(room.backup(settings, given.file))
    print(f"tiro: {sum(manifest['rows'].values())} rows and {len(manifest['files'])} files are in {given.file}")


def restore(settings: Settings, given: argparse.Namespace) -> None:
    from api.kit import backup as room

    manifest = asyncio.run(room.restore(settings, given.file, replace=given.replace))
    print(f"tiro: {sum(manifest['rows'].values())} rows and {len(manifest['files'])} files are back")


def recount(settings: Settings, given: argparse.Namespace) -> None:
    async def work() -> None:
        from api.insight import recount as room
        from api.kit import database
        from api.people.models import Organisation

        db = await database.open(settings)
        try:
            for organisation in await Organisation.all().order_by("slug"):
                report = await room.rebuild(organisation.id)
                print(f"tiro: {organisation.slug}: {report.said()}")
        finally:
            await db.close()

    asyncio.run(work())


def worker(settings: Settings, given: argparse.Namespace) -> None:
    """Jobs only: for a cluster that keeps them away from its front doors."""
    import signal

    class Deaf:
        """Nobody listens at a worker; it only says where to look."""

        streams: dict[Any, Any] = {}

        async def sweep(self) -> None: ...

    async def work() -> None:
        from api.kit import database, jobs, journal
        from api.kit.bus import Bus

        jobs.load()
        stopped = asyncio.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, stopped.set)
        db, bus = await database.open(settings), Bus(Deaf(), settings.bus_url)
        try:
            await bus.start()
            journal.rings.append(bus.ring)
            async with jobs.Worker():
                print("tiro: working", flush=True)
                await stopped.wait()
        finally:
            await db.close()
            await bus.stop()

    if settings.dialect == "sqlite":
        raise Stop("on SQLite `tiro serve` runs the jobs itself: one process writes to the file")
    asyncio.run(work())


def export_schema(settings: Settings, given: argparse.Namespace) -> None:
    from api import schema

    schema.FILE.write_text(schema.schema_text())
    print(f"tiro: wrote api/{schema.FILE.name}")


async def _fill(settings: Settings, employees: int | None) -> None:
    from api.demo.fill import fill
    from api.kit.draft import drafted

    print("tiro: filling the demo organisation; this happens once", flush=True)
    async with drafted(settings) as within:
        await fill(within, employees=employees, say=lambda *words: print("tiro:", *words, flush=True))


def parser() -> argparse.ArgumentParser:
    asked = argparse.ArgumentParser(prog="tiro", description="Short learning, measured capability, and what it returned.")
    commands = asked.add_subparsers(dest="command", metavar="command", required=True)

    def command(name: str, run: Command, help: str) -> Any:
        one = commands.add_parser(name, help=help, description=help)
        one.set_defaults(run=run)
        return one

    one = command("serve", serve, "serve the app, until it is told to stop")
    one.add_argument("--migrate", action="store_true", help="bring the database to this version first")
    command("migrate", migrate, "bring the database to this version, or leave it as it was")
    one = command("init", init, "make an empty organisation, and a one-time link for its first admin")
    one.add_argument("--name", required=True, help="as people read it")
    one.add_argument("--slug", required=True, help="as addresses have it: lower case letters, digits, hyphens")
    one.add_argument("--locale", default="zh-Hant")
    one.add_argument("--timezone", default="Asia/Taipei")
    one.add_argument("--currency", default="TWD")
    one = command("demo", demo, "fill the demo organisation into an empty database")
    one.add_argument("--employees", type=int, help="how many people; as the demo has it by default")
    one = command("backup", backup, "write the records, the media and the keys into one file; also while serving")
    one.add_argument("file", type=Path)
    one = command("restore", restore, "bring back what `tiro backup` wrote")
    one.add_argument("file", type=Path)
    one.add_argument("--replace", action="store_true", help="throw away what is there now")
    command("recount", recount, "count every sum and standing anew, mend what differs, and say how much that was")
    command("export-schema", export_schema, "write api/schema.graphql anew")
    command("worker", worker, "run jobs only, beside the app's processes on PostgreSQL")
    return asked


def main(arguments: Sequence[str] | None = None) -> None:
    given = parser().parse_args(arguments)
    try:
        settings = load(os.environ)
    except SettingsError as error:
        _end(error, 2)
    from api.kit import log

    log.set_up(settings.log_level)
    try:
        given.run(settings, given)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        if not _expected(error):
            raise
        _end(error, 1)


def _expected(error: Exception) -> bool:
    """What a person who runs the server can mend: told in one line, without a traceback."""
    from api.kit.refusals import Refusal

    named = {"MigrationFailed", "InUse", "BackupError", "InvalidPasswordError", "InvalidAuthorizationSpecificationError", "InvalidCatalogNameError"}
    return isinstance(error, Stop | Refusal | SettingsError | ConnectionError | gaierror) or type(error).__name__ in named


def _end(error: Exception, code: int) -> None:
    print(f"tiro: {error}", file=sys.stderr)
    sys.exit(code)


if __name__ == "__main__":
    main()
