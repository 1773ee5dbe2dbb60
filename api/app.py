"""The front door: what answers at which address, how the house starts and how it stops."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

from starlette.applications import Starlette
from starlette.routing import Mount, Route

from api import schema
from api.access.routes import routes as access_routes
from api.access.viewers import viewer_for, viewers
from api.catalogue.models import Media
from api.impact.projector import Projector
from api.kit import database, jobs, journal, meters
from api.kit.bus import Bus
from api.kit.hub import Hub
from api.kit.readers import Readers
from api.kit.reads.execute import Engine
from api.kit.settings import Settings
from api.kit.web import health, metrics, serving
from api.kit.web.credentials import Doorman
from api.kit.web.guests import Guests
from api.kit.web.health import Ready
from api.kit.web.late import LateEngine
from api.kit.web.media import MediaFiles
from api.kit.web.pages import Pages
from api.kit.web.post import GraphQL
from api.kit.web.shell import Shell
from api.kit.web.socket import Sockets
from api.kit.web.stream import Streams

DIST = Path(__file__).resolve().parent.parent / "web" / "dist"


class House:
    """Everything between the addresses and the database, from start to stop."""

    def __init__(self, settings: Settings):
        self.settings = settings
        self.doorman = Doorman(settings, viewer_for)
        self.schema = schema.build()
        self.engine = LateEngine()
        self.hub = Hub(self.engine)
        self.hub.watchers.append(viewers.ring)  # who they are is forgotten before anyone's rights are looked at
        self.guests = Guests(self.engine, self.hub, self.doorman)
        self.bus = Bus(self.hub, settings.bus_url)
        self.sockets = Sockets(self.engine, self.hub, self.doorman, self.guests)
        self.graphql = GraphQL(self.engine, self.doorman)
        self.streams = Streams(self.engine, self.hub, self.doorman, self.guests)
        self.media = MediaFiles(settings.media, self.doorman, media_type)
        self.ready = Ready(
            readable=lambda: health.readable(self.engine.engine.readers), writable=lambda: health.writable(settings),
            caught_up=lambda: health.caught_up(self.hub),
        )
        self.database: database.Database | None = None

    @contextlib.asynccontextmanager
    async def open(self, _: Starlette) -> AsyncIterator[None]:
        async with contextlib.AsyncExitStack() as stop:
            self.database = await database.open(self.settings)
            stop.push_async_callback(self.database.close)  # last: it finishes what was still to be written
            readers = await Readers.open(self.settings.database_url)
            stop.push_async_callback(readers.close)
            self.engine.engine = Engine(self.schema, readers)
            for bell in (self.hub.ring, self.bus.ring):
                journal.rings.append(bell)
                stop.callback(journal.rings.remove, bell)
            stop.push_async_callback(self.hub.stop)
            stop.push_async_callback(self.guests.stop)
            await self.bus.start()
            stop.push_async_callback(self.bus.stop)
            jobs.load()
            worker = await stop.enter_async_context(jobs.Worker())
            await stop.enter_async_context(Projector())
            meters.watch(self.database.writer.counters, worker, self.engine.kept)
            for work in (self.guests.keep_checking(), self.sockets.keep_pinging()):
                stop.push_async_callback(ended, asyncio.create_task(work))
            serving_metrics = metrics.serve(self.settings.metrics_port)
            stop.callback(metrics.stop, serving_metrics)
            yield
            self.guests.drain()

    async def drain(self) -> None:
        """Told by the server when it is asked to stop, before it waits for what is being answered."""
        self.ready.stopping = True
        self.guests.drain()


async def ended(task: asyncio.Task) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def media_type(organisation_id: UUID, name: str) -> str | None:
    return await Media.filter(organisation_id=organisation_id, sha256=name).first().values_list("content_type", flat=True)


def create_app(settings: Settings) -> Shell:
    house = House(settings)
    app = Starlette(
        routes=[
            Route("/livez", health.livez),
            Route("/readyz", house.ready.answer),
            Route("/media/{name}", house.media.answer),
            *access_routes(settings),
            Route("/graphql/stream", house.streams),
            Mount("/", Pages(DIST)),
        ],
        lifespan=house.open,
    )
    app.state.house, app.state.drain = house, house.drain
    return Shell(app, settings, quick={"/graphql": house.graphql}, sockets={"/graphql": house.sockets}, state=app.state)


def serve(settings: Settings) -> None:
    """Until told to stop. The database is migrated already: `tiro serve` sees to it."""
    serving.open_many_files()
    serving.Server(serving.config(create_app(settings), settings)).run()
