"""Around every answer: a request id, security headers, a log line, meters. Around every fault: a masked 500."""

from __future__ import annotations

import itertools
import os
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
import structlog

from api.kit import clock, meters
from api.kit.fields import iso
from api.kit.reads.errors import of_fault
from api.kit.settings import Settings

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; "
    "manifest-src 'self'; worker-src 'self'; font-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types tiro"
)
HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "accelerometer=(), camera=(self), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()",
    "x-frame-options": "DENY",
}
HSTS = ("strict-transport-security", "max-age=31536000; includeSubDomains")

ASGI = Callable[[dict[str, Any], Any, Any], Awaitable[None]]

_prefix = os.urandom(4).hex()
_numbers = itertools.count(1)


def request_id() -> str:
    return f"{_prefix}-{next(_numbers):x}"


class Shell:
    """`quick` answers its paths itself; everything else goes on to the application."""

    def __init__(self, app: ASGI, settings: Settings, quick: dict[str, ASGI], sockets: dict[str, ASGI]):
        self.app, self.quick, self.sockets = app, quick, sockets
        told = [*HEADERS.items(), *([HSTS] if settings.public_url.startswith("https:") else [])]
        self.headers = [(name.encode(), value.encode()) for name, value in told]
        self.but_csp = self.headers[1:]
        self.says = settings.log_level in ("debug", "info")

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        id, began = request_id(), time.perf_counter()
        structlog.contextvars.bind_contextvars(request=id)
        if scope["type"] == "websocket":
            await self.websocket(scope, receive, send, id, began)
            return
        path, status = scope["path"], 0

        async def answer(message: dict[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = list(message.get("headers", ()))
                own = any(name == b"content-security-policy" for name, _ in headers)
                headers += self.but_csp if own else self.headers
                headers.append((b"x-request-id", id.encode()))
                message = {**message, "headers": headers}
            await send(message)

        try:
            await self.quick.get(path, self.app)(scope, receive, answer)
        except Exception as fault:
            if status:
                raise  # too late to say anything else
            body = orjson.dumps({"errors": [of_fault(fault)]})
            await answer({"type": "http.response.start", "status": 500, "headers": [(b"content-type", b"application/json")]})
            await answer({"type": "http.response.body", "body": body})
        finally:
            self.note(scope, path, status, id, began)

    async def websocket(self, scope: dict[str, Any], receive: Any, send: Any, id: str, began: float) -> None:
        app = self.sockets.get(scope["path"])
        if app is None:
            await receive()
            await send({"type": "websocket.http.response.start", "status": 404, "headers": []})
            await send({"type": "websocket.http.response.body", "body": b""})
            return
        try:
            await app(scope, receive, send)  # `send` itself: the outbox looks for the transport behind it
        finally:
            self.note(scope, scope["path"], 101, id, began)

    def note(self, scope: dict[str, Any], path: str, status: int, id: str, began: float) -> None:
        took = time.perf_counter() - began
        known = path if path in self.quick else "/" + path[1:].partition("/")[0] if path.count("/") > 1 else "page"
        meters.answered(known, status, took)
        if not self.says or path in ("/livez", "/readyz"):
            return
        client = scope.get("client")
        line = {
            "event": "request", "level": "info", "at": iso(clock.now()), "request": id, "method": scope.get("method", "WS"), "path": path[:200],
            "status": status, "ms": round(took * 1000, 2), "client": client[0] if client else None,
        }
        sys.stderr.write(orjson.dumps(line).decode() + "\n")
