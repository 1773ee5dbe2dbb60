"""/livez: the process answers. /readyz: it can read, write, and has heard what happened."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.kit import log

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
