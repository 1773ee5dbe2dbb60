"""POST /graphql/stream: one operation as server-sent events, graphql-sse's distinct connections."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson

from api.kit import meters
from api.kit.hub import Hub
from api.kit.reads.errors import Refused, of_fault
from api.kit.reads.execute import Answer, Context
from api.kit.refusals import Refusal
from api.kit.web import asking
from api.kit.web.asking import Rejected
from api.kit.web.credentials import Doorman, headers_of
from api.kit.web.frames import BOUND
from api.kit.web.guests import Guests, Subscription
from api.kit.web.late import LateEngine
from api.kit.web.post import GraphQL, of
from api.kit.web.replies import reply_of, send_reply

PING_S = 20.0
COMPLETE = b"event: complete\ndata:\n\n"


def event(payload: bytes) -> bytes:
    """JSON of ours has no line break, so one `data` line holds it."""
    return b"event: next\ndata: " + payload + b"\n\n"


class Streams:
    """Every event stream of this process."""

    def __init__(self, engine: LateEngine, hub: Hub, doorman: Doorman, guests: Guests):
        self.engine, self.hub, self.doorman, self.guests = engine, hub, doorman, guests
        self.front = GraphQL(engine, doorman)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        headers = headers_of(scope)
        try:
            stream = await self._asked(scope, headers, receive)
        except asking.Gone:
            return
        except Refused as refused:
            await send_reply(send, await reply_of(headers, refused.status, refused.body(), asking.JSON, refused.headers))
            return
        except Refusal as refusal:
            refused = of(refusal)
            await send_reply(send, await reply_of(headers, refused.status, refused.body(), asking.JSON, {}))
            return
        except Exception as fault:
            await send_reply(send, await reply_of(headers, 500, orjson.dumps({"errors": [of_fault(fault)]}), asking.JSON, {}))
            return
        if isinstance(stream, Answer):
            await self._once(stream, send)
            return
        meters.sockets.labels("stream").inc()
        try:
            await stream.run(receive, send)
        finally:
            meters.sockets.labels("stream").dec()

    async def _asked(self, scope: dict[str, Any], headers: dict[bytes, bytes], receive: Any) -> Stream | Answer:
        if scope["method"] != "POST":
            raise Rejected(405, "METHOD_NOT_ALLOWED", "Event streams are asked for by POST.", allow="POST")
        if self.guests.draining:
            raise Rejected(503, "GOING_AWAY", "The server stops; come back in a moment.", retry_after="1")
        if not asking.is_json(headers.get(b"content-type")):
            raise Rejected(415, "UNSUPPORTED_MEDIA_TYPE", "Questions are sent as application/json, in UTF-8.", accept_post="application/json")
        accept = headers.get(b"accept", b"*/*")
        if not any(kind in accept for kind in (b"text/event-stream", b"*/*", b"text/*")):
            raise Rejected(406, "NOT_ACCEPTABLE", "Answers are text/event-stream.")
        viewer = await self.front.viewer(scope, headers)
        limit = asking.CLIENTS if viewer is not None and viewer.client_id is not None else asking.PEOPLE
        ask = asking.question(await asking.body(receive, headers, limit))
        context = Context(viewer)
        listening = await self.engine.listen(ask, context)
        if listening is None:
            return await self.engine.answer(ask, context)
        if isinstance(listening, Answer):
            raise Refused(*orjson.loads(listening.body)["errors"])
        return Stream(self, self.doorman.credentials(headers), viewer, ask, listening)

    async def _once(self, answer: Answer, send: Any) -> None:
        await start(send)
        await send({"type": "http.response.body", "body": event(answer.body) + COMPLETE})


async def start(send: Any) -> None:
    headers = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})


class Stream:
    """A guest with one subscription, and the line of its subscriber."""

    def __init__(self, streams: Streams, credentials: Any, viewer: Any, ask: Any, listening: Any):
        self.streams, self.credentials, self.viewer, self.ask, self.listening = streams, credentials, viewer, ask, listening
        self.subscriptions: dict[str, Subscription] = {}
        self._waiting: asyncio.Queue[bytes | None] = asyncio.Queue(BOUND)

    def push(self, payload: bytes) -> None:
        try:
            self._waiting.put_nowait(event(payload))
        except asyncio.QueueFull:
            meters.overflows.inc()
            self.close(4429, "Too slow")

    async def put(self, payload: bytes) -> None:
        await self._waiting.put(event(payload))

    def fail(self, error: dict[str, Any]) -> None:
        self._end(event(orjson.dumps({"errors": [error]})) + COMPLETE)

    def close(self, code: int, reason: str) -> None:
        """Codes are a socket's; here a line with a code of words. After a stop or an overflow the client just comes again."""
        meters.closed.labels(str(code)).inc()
        word = {4401: "UNAUTHENTICATED", 4403: "FORBIDDEN"}.get(code)
        self._end(event(orjson.dumps({"errors": [{"message": reason, "extensions": {"code": word}}]})) + COMPLETE if word else b"")

    def _end(self, last: bytes) -> None:
        while not self._waiting.empty():
            self._waiting.get_nowait()
        for part in (last, None):
            self._waiting.put_nowait(part)

    async def run(self, receive: Any, send: Any) -> None:
        guests, hub = self.streams.guests, self.streams.hub
        await guests.enter(self)
        await start(send)
        tasks = [asyncio.ensure_future(work) for work in (self._send(send), self._gone(receive), self._subscribe(hub))]
        try:
            await asyncio.wait(tasks[:2], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            guests.leave(self)
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _subscribe(self, hub: Hub) -> None:
        try:
            subscriber = await hub.subscribe(self.listening, self.viewer, self.listening.args.get("after"), self)
            self.subscriptions["only"] = Subscription(self.ask, subscriber)
        except Refusal as refusal:
            self.fail(of(refusal).errors[0])
        except Exception as fault:
            self.fail(of_fault(fault))

    async def _send(self, send: Any) -> None:
        while True:
            try:
                part = await asyncio.wait_for(self._waiting.get(), PING_S)
            except TimeoutError:
                part = b":\n\n"  # a comment: the line is alive
            if part is None:
                await send({"type": "http.response.body", "body": b""})
                return
            if part:
                await send({"type": "http.response.body", "body": part, "more_body": True})

    async def _gone(self, receive: Any) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
