"""Messages of graphql-transport-ws as bytes, and a socket's way out: bounded, and quick for what many are told."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

import orjson

from api.kit import meters

BOUND = 256  # messages; a client that is further behind is better off resuming

Send = Callable[[dict[str, Any]], Awaitable[None]]


def next_head(id: str) -> bytes:
    """What stands before an answer in `next`: the id is the only part that is a subscriber's own."""
    return b'{"id":' + orjson.dumps(id) + b',"type":"next","payload":'


def frame(*parts: bytes) -> bytes:
    """A text frame of RFC 6455, from server to client: unmasked, whole, uncompressed."""
    size = sum(map(len, parts))
    if size < 126:
        head = bytes((0x81, size))
    elif size < 65536:
        head = b"\x81\x7e" + size.to_bytes(2)
    else:
        head = b"\x81\x7f" + size.to_bytes(8)
    return b"".join((head, *parts))


class Outbox:
    """What is to be sent on one socket. Overflow calls `overflow` once and takes nothing more."""

    def __init__(self, send: Send, overflow: Callable[[], None]):
        self._send, self._overflow = send, overflow
        self._waiting: deque[bytes] = deque()
        self._some, self._room = asyncio.Event(), asyncio.Event()
        self._room.set()
        self._closed = False
        self._direct = direct(send)

    def push(self, *parts: bytes) -> None:
        """Now, if the line is free: no task is woken for it. Else it waits, and the 257th that waits is too many."""
        if self._closed:
            return
        if self._direct is not None and not self._waiting and self._direct(parts):
            return
        if len(self._waiting) >= BOUND:
            self._closed = True
            meters.overflows.inc()
            self._overflow()
            return
        self._waiting.append(b"".join(parts))
        self._some.set()
        if len(self._waiting) >= BOUND // 2:
            self._room.clear()

    async def put(self, *parts: bytes) -> None:
        """Wait for room first: the sender sets the pace, and nothing overflows."""
        await self._room.wait()
        self.push(*parts)

    async def run(self) -> None:
        """Send what waits, in order, for as long as the socket is open."""
        while True:
            while self._waiting:
                await self._send({"type": "websocket.send", "text": self._waiting[0].decode()})
                self._waiting.popleft()  # only now: until then, what is pushed must queue behind it
                if len(self._waiting) < BOUND // 2:
                    self._room.set()
            self._some.clear()
            await self._some.wait()

    def close(self) -> None:
        self._closed = True
        self._waiting.clear()
        self._room.set()


def direct(send: Send) -> Callable[[tuple[bytes, ...]], bool] | None:
    """Straight to uvicorn's transport while it takes more: a third of the cost of a message through ASGI.

    None under any other server, and where frames would have to be compressed.
    """
    protocol = getattr(send, "__self__", None)
    if type(protocol).__name__ != "WebSocketsSansIOProtocol" or protocol.config.ws_per_message_deflate:
        return None
    transport, writable = protocol.transport, protocol.writable

    def write(parts: tuple[bytes, ...]) -> bool:
        if not writable.is_set() or protocol.close_sent or not protocol.handshake_complete or transport.is_closing():
            return False
        transport.write(frame(*parts))
        return True

    return write
