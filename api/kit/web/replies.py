"""Whole answers: packed for who can unpack them, and sent in one write where the server lets us."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

Send = Callable[[dict[str, Any]], Awaitable[None]]

SMALL = 1_400  # a packet: nothing is gained by packing less
LARGE = 128 * 1024  # packed in a thread, so that others are not kept waiting


@dataclass(slots=True)
class Reply:
    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


async def reply_of(asked: dict[bytes, bytes], status: int, body: bytes, kind: bytes, more: Mapping[str, str]) -> Reply:
    headers = [(b"content-type", kind + b"; charset=utf-8"), (b"cache-control", b"no-store"), (b"vary", b"accept-encoding")]
    if len(body) > SMALL and b"gzip" in asked.get(b"accept-encoding", b""):
        body = await asyncio.to_thread(packed, body) if len(body) > LARGE else packed(body)
        headers.append((b"content-encoding", b"gzip"))
    headers.append((b"content-length", str(len(body)).encode()))
    if more:
        headers += [(name.encode("latin-1"), value.encode("latin-1")) for name, value in more.items()]
    return Reply(status, headers, body)


def packed(body: bytes) -> bytes:
    return gzip.compress(body, 1, mtime=0)


async def send_reply(send: Send, reply: Reply) -> None:
    await send({"type": "http.response.start", "status": reply.status, "headers": reply.headers})
    await send({"type": "http.response.body", "body": reply.body})


def at_once(send: Send, reply: Reply, head: bytes) -> bool:
    """Headers and body in one write, without uvicorn's look at each header: they are ours, and good.

    `head`: further header lines, ready made. False where the usual way must be taken: another server, a line that
    cannot take more, one that is to be closed.
    """
    cycle = getattr(send, "__self__", None)
    if type(cycle) is not RequestResponseCycle or not cycle.keep_alive or cycle.disconnected or cycle.response_started:
        return False
    if cycle.flow.write_paused or cycle.scope["method"] == "HEAD" or any(name == b"connection" for name, _ in reply.headers):
        return False
    lines = b"".join(b"%s: %s\r\n" % header for header in (*cycle.default_headers, *reply.headers))
    cycle.response_started, cycle.waiting_for_100_continue = True, False
    cycle.transport.write(b"".join((STATUS_LINE[reply.status], lines, head, b"\r\n", reply.body)))
    cycle.response_complete = True
    cycle.message_event.set()
    cycle.on_response()
    return True
