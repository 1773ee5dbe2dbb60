"""/livez: the process answers. /readyz: it can read, write, and has heard what happened."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.kit import log
from api.kit.hub import Hub
from api.kit.models import JournalHead
from api.kit.settings import Settings
from api.kit.work import connection, unit_of_work

WAIT_S = 2.0

logger = log.named("tiro.health")

Check = Callable[[], Awaitable[Any]]


async def livez(request: Request) -> Response:
    return JSONResponse({"live": True})


class Ready:
    """Each check raises, or takes too long, when it fails. What failed is named; why is for the log."""

    def __init__(self, **checks: Check):
        self.checks = checks
        self.stopping = False

    async def answer(self, request: Request) -> Response:
        told = {name: await self.holds(name, check) for name, check in self.checks.items()}
        ready = not self.stopping and all(told.values())
        return JSONResponse({"ready": ready, **told}, 200 if ready else 503)

    async def holds(self, name: str, check: Check) -> bool:
        try:
            return await asyncio.wait_for(check(), WAIT_S) is not False
        except Exception as why:
            logger.warning("not ready", check=name, why=str(why) or type(why).__name__)
            return False


ROOM = 16 * 1024 * 1024  # bytes on the disk; with less, a write may fail at any moment
BEHIND = 1_000  # entries


async def readable(readers: Any) -> None:
    await readers.rows("SELECT 1", ())


async def writable(settings: Settings) -> bool:
    """A read through the writer queues like any write, and touches nothing; a full disk shows only when something is written."""
    await unit_of_work(lambda: connection().fetch("SELECT 1 FROM journal_head LIMIT 1", {}))
    return settings.sqlite_path is None or shutil.disk_usage(settings.sqlite_path.resolve().parent).free > ROOM


async def caught_up(hub: Hub) -> bool:
    """No stream that is followed stays far behind its journal."""
    heads = await JournalHead.filter(organisation_id__in=list(hub.streams)).values_list("organisation_id", "seq")
    return all(seq - hub.streams[id].seq < BEHIND for id, seq in heads if id in hub.streams)
