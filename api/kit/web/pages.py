"""The web app: hashed files for ever, its worker and pages asked for anew, every route of the app its one page."""

from __future__ import annotations

import gzip
import mimetypes
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from starlette.responses import Response

TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".html": "text/html; charset=utf-8",
         ".webmanifest": "application/manifest+json", ".svg": "image/svg+xml", ".json": "application/json"}
PACKED = re.compile(r"^(text/|application/(json|manifest\+json)|image/svg)")
# These speak JSON; a page there would only confuse who asks.
NOT_PAGES = re.compile(r"^/(graphql|auth|oauth|media|scim|xapi|metrics|livez|readyz|\.well-known|assets|icons)(/|$)|\.\w{2,11}$")


@dataclass(frozen=True)
class File:
    body: bytes
    packed: bytes | None
    etag: str
    type: str
    kept: str


class Pages:
    """Read into memory once, packed once: the whole app is smaller than a photograph."""

    def __init__(self, folder: Path):
        self.files = {f"/{path.relative_to(folder).as_posix()}": load(path, folder) for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")}

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        await self.answer(scope)(scope, receive, send)

    def answer(self, scope: dict[str, Any]) -> Response:
        path, headers = scope["path"], dict(scope["headers"])
        file = self.files.get(path)
        if file is None and not NOT_PAGES.search(path):
            file = self.files.get("/index.html")
            if file is None:
                return Response("The web app is not built: run `make build`.\n", 503, media_type="text/plain")
        if file is None:
            return Response(b'{"code":"NOT_FOUND","message":"There is nothing here."}', 404, media_type="application/json")
        if scope["method"] not in ("GET", "HEAD"):
            return Response(b'{"code":"METHOD_NOT_ALLOWED","message":"Only to be read."}', 405, {"allow": "GET, HEAD"}, "application/json")
        told = {"etag": file.etag, "cache-control": file.kept, "vary": "accept-encoding"}
        if file.etag.encode() in headers.get(b"if-none-match", b""):
            return Response(status_code=304, headers=told)
        body = file.body
        if file.packed is not None and b"gzip" in headers.get(b"accept-encoding", b""):
            body, told["content-encoding"] = file.packed, "gzip"
        response = Response(body, headers={**told, "content-type": file.type})
        if scope["method"] == "HEAD":
            response.body = b""
        return response


def load(path: Path, folder: Path) -> File:
    body = path.read_bytes()
    type = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    packed = gzip.compress(body, 9, mtime=0) if PACKED.match(type) and len(body) > 500 else None
    hashed = path.parent == folder / "assets"
    return File(
        body, packed if packed and len(packed) < len(body) else None, f'"{sha256(body).hexdigest()[:24]}"', type,
        "public, max-age=31536000, immutable" if hashed else "no-cache",
    )
