"""Around every answer: a request id, security headers, a log line, meters. Around every fault: a masked 500."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
import structlog

from api.kit import meters
from api.kit.reads.errors import of_fault
from api.kit.settings import Settings
from api.kit.web.noting import Notebook
from api.kit.web.replies import Reply, at_once, send_reply

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
Quick = Callable[[dict[str, Any], Any], Awaitable[Reply | None]]

_prefix = os.urandom(4).hex()
_numbers = itertools.count(1)


def request_id() -> str:
    return f"{_prefix}-{next(_numbers):x}"


class Shell:
    """The outermost application. `quick` answers its addresses with whole replies, past every framework; `sockets` take WebSockets."""

    def __init__(self, app: ASGI, settings: Settings, quick: dict[str, Quick], sockets: dict[str, ASGI], state: Any = None):
        self.app, self.quick, self.sockets, self.state = app, quick, sockets, state
        told = [*HEADERS.items(), *([HSTS] if settings.public_url.startswith("https:") else [])]
        self.headers = [(name.encode(), value.encode()) for name, value in told]
        self.but_csp = self.headers[1:]
        self.head = b"".join(b"%s: %s\r\n" % header for header in self.headers)
        self.notebook = Notebook()
        self.says = settings.log_level in ("debug", "info")

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            self.notebook.write()
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
            quick = self.quick.get(path)
            if quick is None:
                await self.app(scope, receive, answer)
            elif (reply := await quick(scope, receive)) is not None:
                if at_once(send, reply, b"%sx-request-id: %s\r\n" % (self.head, id.encode())):
                    status = reply.status
                else:
                    await send_reply(answer, reply)
        except Exception as fault:
            if status:
                raise  # too late to say anything else
            body = orjson.dumps({"errors": [of_fault(fault)]})
            await send_reply(answer, Reply(500, [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())], body))
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
        self.notebook.note(
            request=id, method=scope.get("method", "WS"), path=path[:200], status=status, ms=round(took * 1000, 2), client=client[0] if client else None,
        )
