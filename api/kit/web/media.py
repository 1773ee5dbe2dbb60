"""GET /media/<name>: clips and pictures of one's own organisation, in parts where asked."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from api.kit.refusals import Refusal
from api.kit.web.credentials import Doorman, headers_of

NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$")
# Whatever somebody uploaded, it runs nothing and reaches nothing, even when it is opened by itself.
SANDBOX = "default-src 'none'; media-src 'self'; img-src 'self'; style-src 'none'; sandbox"

Find = Callable[[UUID, str], Awaitable[str | None]]


class MediaFiles:
    def __init__(self, folder: Path, doorman: Doorman, find: Find):
        """`find` tells the media type of a name if the organisation has it."""
        self.folder, self.doorman, self.find = folder, doorman, find

    async def answer(self, request: Request) -> Response:
        name = request.path_params["name"]
        try:
            viewer = await self.doorman.viewer(self.doorman.credentials(headers_of(request.scope)))
        except Refusal as refusal:
            return no(401 if str(refusal.code) == "UNAUTHENTICATED" else 400, str(refusal.code), refusal.message)
        if viewer is None:
            return no(401, "UNAUTHENTICATED", "Sign in first.")
        type = await self.find(viewer.organisation_id, name) if NAME.match(name) else None
        path = self.folder / name
        if type is None or not path.is_file():
            return no(404, "NOT_FOUND", "There is nothing here.")
        headers = {"content-security-policy": SANDBOX, "cache-control": "private, max-age=31536000, immutable", "etag": f'"{name}"'}
        if f'"{name}"' in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        inline = type.startswith(("image/", "video/", "audio/", "text/vtt")) and type != "image/svg+xml"
        return FileResponse(path, media_type=type, headers=headers, filename=None if inline else name)


def no(status: int, code: str, message: str) -> Response:
    return JSONResponse({"code": code, "message": message}, status)
