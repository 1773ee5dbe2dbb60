"""WebSocket /graphql: the protocol graphql-transport-ws, queries and mutations too.

Closing codes: 4400 an invalid message · 4401 not signed in · 4403 no longer allowed · 4406 another subprotocol · 4408 no
`connection_init` in time · 4409 the id is taken · 4429 a second `connection_init`, or events taken too slowly · 1009 a message too
large · 1001 the server stops: come back.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import orjson

from api.kit import meters
from api.kit.hub import Hub
from api.kit.reads.errors import Refused, of_fault
from api.kit.reads.execute import Answer, Ask, Context
from api.kit.refusals import Refusal
from api.kit.viewer import Viewer
from api.kit.web import asking
from api.kit.web.credentials import Credentials, Doorman, bearer_of, headers_of
from api.kit.web.frames import Outbox, next_head
from api.kit.web.guests import Guests, Subscription
from api.kit.web.late import LateEngine
from api.kit.web.post import of

PROTOCOL = "graphql-transport-ws"
INIT_S = 10.0
PING_S = 20.0
OPERATIONS = 100  # at a time on one socket

PONG, PING, ACK = b'{"type":"pong"}', b'{"type":"ping"}', b'{"type":"connection_ack"}'


class Closed(Exception):
    """The socket is to be closed, with this code."""

    def __init__(self, code: int, reason: str):
        super().__init__(code, reason)
        self.code, self.reason = code, reason


class Sockets:
    """Every WebSocket of this process."""

    def __init__(self, engine: LateEngine, hub: Hub, doorman: Doorman, guests: Guests):
        self.engine, self.hub, self.doorman, self.guests = engine, hub, doorman, guests
        self.open: set[Socket] = set()

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        await receive()  # websocket.connect
        headers = headers_of(scope)
        refusal = self.refuses(scope, headers)
        if refusal is not None:
            await send({"type": "websocket.http.response.start", "status": refusal, "headers": [(b"content-type", b"application/json")]})
            await send({"type": "websocket.http.response.body", "body": b'{"code":"FORBIDDEN","message":"Not from there."}'})
            return
        offered = PROTOCOL in scope["subprotocols"]
        await send({"type": "websocket.accept", "subprotocol": PROTOCOL if offered else None})
        if not offered:
            await send({"type": "websocket.close", "code": 4406, "reason": "Subprotocol not acceptable"})
            return
        socket = Socket(self, headers, receive, send)
        self.open.add(socket)
        meters.sockets.labels("websocket").inc()
        try:
            await socket.run()
        finally:
            self.open.discard(socket)
            meters.sockets.labels("websocket").dec()

    def refuses(self, scope: dict[str, Any], headers: dict[bytes, bytes]) -> int | None:
        """Another site's page may not open a socket here, least of all with our cookie. Programs send no Origin, and no cookie."""
        if self.guests.draining:
            return 503
        if b"origin" in headers:
            ours = self.doorman.allows(headers[b"origin"].decode("latin-1"), headers.get(b"host", b"").decode("latin-1"), scope)
            return None if ours else 403
        return 403 if self.doorman.cookie(headers) is not None else None

    async def keep_pinging(self) -> None:
        """So that a phone notices a dead line: browsers hide the pings of the WebSocket itself."""
        while True:
            await asyncio.sleep(PING_S)
            for socket in list(self.open):
                if socket.acknowledged:
                    socket.outbox.push(PING)


class Line:
    """A subscription's way into its socket."""

    __slots__ = ("head", "id", "socket")

    def __init__(self, socket: Socket, id: str):
        self.socket, self.id, self.head = socket, id, next_head(id)

    def push(self, payload: bytes) -> None:
        self.socket.outbox.push(self.head, payload, b"}")

    async def put(self, payload: bytes) -> None:
        await self.socket.outbox.put(self.head, payload, b"}")

    def fail(self, error: dict[str, Any]) -> None:
        self.socket.subscriptions.pop(self.id, None)
        self.socket.tell("error", self.id, [error])


class Socket:
    """One connection. `close` may be called from anywhere; the reader then ends."""

    def __init__(self, sockets: Sockets, headers: dict[bytes, bytes], receive: Any, send: Any):
        self.sockets, self.headers, self._receive, self._send = sockets, headers, receive, send
        self.outbox = Outbox(send, lambda: self.close(4429, "Too slow"))
        self.subscriptions: dict[str, Subscription] = {}
        self.operations: dict[str, asyncio.Task] = {}
        self.credentials, self.viewer = Credentials(), None
        self.asked_in = self.acknowledged = False
        self._closing: asyncio.Future[Closed] = asyncio.get_running_loop().create_future()

    def close(self, code: int, reason: str) -> None:
        if not self._closing.done():
            self._closing.set_result(Closed(code, reason))

    async def run(self) -> None:
        sender = asyncio.ensure_future(self.outbox.run())
        reader = asyncio.ensure_future(self._read())
        late = asyncio.get_running_loop().call_later(INIT_S, self._late)
        try:
            await asyncio.wait((sender, reader, self._closing), return_when=asyncio.FIRST_COMPLETED)
        finally:
            late.cancel()
            self.outbox.close()
            for task in (sender, reader, *self.operations.values()):
                task.cancel()
            if self.viewer is not None and self in self.sockets.guests.here:
                self.sockets.guests.leave(self)
            await asyncio.gather(sender, reader, *self.operations.values(), return_exceptions=True)
        if self._closing.done():
            closed = self._closing.result()
            meters.closed.labels(str(closed.code)).inc()
            with contextlib.suppress(Exception):  # they may have gone first
                await self._send({"type": "websocket.close", "code": closed.code, "reason": closed.reason})

    def _late(self) -> None:
        if not self.asked_in:
            self.close(4408, "Connection initialisation timeout")

    async def _read(self) -> None:
        try:
            while (message := await self._receive())["type"] != "websocket.disconnect":
                await self._hear(message)
        except Closed as closed:
            self.close(closed.code, closed.reason)
        except Exception as fault:
            of_fault(fault)
            self.close(1011, "Internal error")

    async def _hear(self, message: dict[str, Any]) -> None:
        text = message.get("text")
        if text is None:
            raise Closed(4400, "Messages are text")
        if len(text) > asking.PEOPLE and (self.viewer is None or self.viewer.client_id is None):
            raise Closed(1009, "Message too large")
        try:
            told = orjson.loads(text)
        except (orjson.JSONDecodeError, UnicodeEncodeError):
            raise Closed(4400, "Invalid message") from None
        kind = told.get("type") if isinstance(told, dict) else None
        match kind:
            case "connection_init":
                await self._init(told.get("payload"))
            case "ping":
                self.outbox.push(PONG)
            case "pong":
                pass
            case "subscribe":
                self._subscribe(told)
            case "complete" if isinstance(told.get("id"), str):
                self._complete(told["id"])
            case _:
                raise Closed(4400, "Invalid message")

    async def _init(self, payload: Any) -> None:
        if self.asked_in:
            raise Closed(4429, "Too many initialisation requests")
        self.asked_in = True
        if payload is not None and not isinstance(payload, dict):
            raise Closed(4400, "Invalid message")
        try:
            self.credentials = self._shown(payload or {})
            viewer = await self.sockets.doorman.viewer(self.credentials)
        except Refusal:
            raise Closed(4401, "Unauthorized") from None
        if viewer is None:
            raise Closed(4401, "Unauthorized")
        self.viewer = viewer
        await self.sockets.guests.enter(self)
        self.acknowledged = True
        self.outbox.push(ACK)

    def _shown(self, payload: dict[str, Any]) -> Credentials:
        """A bearer token in the payload (or in the upgrade's own header); else the cookie; never both."""
        token = payload.get("Authorization", payload.get("authorization"))
        if token is None:
            return self.sockets.doorman.credentials(self.headers)
        if not isinstance(token, str):
            raise Closed(4400, "Invalid message")
        if self.sockets.doorman.cookie(self.headers) is not None or b"authorization" in self.headers:
            raise Closed(4400, "One credential, not two")
        return Credentials(bearer=bearer_of(token))

    def _subscribe(self, told: dict[str, Any]) -> None:
        if not self.acknowledged:
            raise Closed(4401, "Unauthorized")
        id = told.get("id")
        if not isinstance(id, str) or not 0 < len(id) <= 128:
            raise Closed(4400, "Invalid message")
        if id in self.subscriptions or id in self.operations:
            raise Closed(4409, f"Subscriber for {id} already exists"[:120])
        try:
            ask = asking.asked(told.get("payload"))
        except Refused:
            raise Closed(4400, "Invalid message") from None
        if len(self.operations) + len(self.subscriptions) >= OPERATIONS:
            self.tell("error", id, [{"message": f"At most {OPERATIONS} operations at a time.", "extensions": {"code": "RATE_LIMITED"}}])
            return
        self.operations[id] = asyncio.get_running_loop().create_task(self._operate(id, ask))

    async def _operate(self, id: str, ask: Ask) -> None:
        """Everything that it raises is told to the client under this id."""
        viewer: Viewer = self.viewer
        try:
            listening = await self.sockets.engine.listen(ask, Context(viewer))
            if listening is None:
                self._told(id, await self.sockets.engine.answer(ask, Context(viewer)))
            elif isinstance(listening, Answer):
                self._told(id, listening)
            else:
                subscriber = await self.sockets.hub.subscribe(listening, viewer, listening.args.get("after"), Line(self, id))
                self.subscriptions[id] = Subscription(ask, subscriber)
                if viewer is not self.viewer:  # it changed while they were let in
                    self.sockets.guests.check_soon(self)
        except Refused as refused:
            self.tell("error", id, list(refused.errors))
        except Refusal as refusal:
            self.tell("error", id, list(of(refusal).errors))
        except Exception as fault:
            self.tell("error", id, [of_fault(fault)])
        finally:
            self.operations.pop(id, None)

    def _told(self, id: str, answer: Answer) -> None:
        """One answer and the end; an answer without data is an error."""
        if answer.status >= 400 and not answer.body.startswith(b'{"data"'):
            self.tell("error", id, orjson.loads(answer.body)["errors"])
        else:
            self.outbox.push(next_head(id), answer.body, b"}")
            self.tell("complete", id)

    def _complete(self, id: str) -> None:
        if (task := self.operations.pop(id, None)) is not None:
            task.cancel()
        if (subscription := self.subscriptions.pop(id, None)) is not None:
            self.sockets.hub.leave(subscription.subscriber)

    def tell(self, type: str, id: str, payload: Any = None) -> None:
        message = {"id": id, "type": type}
        self.outbox.push(orjson.dumps(message if payload is None else {**message, "payload": payload}))
