"""A real server on a real port, in a thread with a loop of its own; and people who may come in."""

import asyncio
import contextlib
import os
import signal
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import httpx
from websockets.sync.client import ClientConnection, connect

from api.access.actions import clients, grants, sessions
from api.access.actions.tokens import issue
from api.access.rules.oauth import Claimed
from api.app import create_app
from api.kit import clock, settings
from api.kit.viewer import Role
from api.kit.web import serving
from api.kit.work import unit_of_work
from api.people.models import Employee, Organisation, Team, TeamTree
from tests import engines
from tests.engines import free_port

JSON = {"Content-Type": "application/json", "Accept": "application/graphql-response+json"}


class Front:
    """What a test does to the server, from outside; and `do`, to what stands behind it."""

    def __init__(self, url: str, data: Any, **more: str):
        self.port = free_port()
        self.settings = settings.load({"TIRO_DATABASE_URL": url, "TIRO_DATA": str(data), "TIRO_PORT": str(self.port), **more})
        self.url = f"http://127.0.0.1:{self.port}"
        self.origin = self.url
        self.app = create_app(self.settings)
        self.server = serving.Server(serving.config(self.app, self.settings))
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.failed: BaseException | None = None
        self.lines: list[Socket] = []

    def _run(self) -> None:
        try:
            self.server.run()
        except BaseException as why:
            self.failed = why
            raise

    @contextlib.contextmanager
    def serving(self) -> Iterator["Front"]:
        self.thread.start()
        until(lambda: self.server.started or not self.thread.is_alive(), "the server to start")
        assert self.failed is None
        try:
            yield self
            self.hang_up()
        finally:
            self.stop()

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(40)
        assert not self.thread.is_alive(), "the server did not stop"

    @property
    def house(self) -> Any:
        return self.app.state.house

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        return self.house.bus.loop

    def do(self, work: Callable[[], Awaitable[Any]]) -> Any:
        """Run it on the server's own loop."""
        return asyncio.run_coroutine_threadsafe(work(), self.loop).result(30)

    # People ------------------------------------------------------------------------------------------

    def found(self, slug: str = "qingchuan") -> "Company":
        return self.do(lambda: unit_of_work(lambda: found(slug)))

    def person(self, company: "Company", *roles: Role, name: str = "林小晴") -> "Person":
        """Signed in, with these roles over the shop."""

        async def work() -> Person:
            moment = clock.now()
            employee = await Employee.create(
                organisation_id=company.id, team_id=company.shop, name=name, employee_number=str(moment.timestamp()) + name + str(len(roles)),
                hired_on=moment.date(), created_at=moment, updated_at=moment,
            )
            for role in roles:
                if role is not Role.learner:
                    await grants.give(company.id, employee.id, role, company.shop if role in (Role.manager, Role.coach) else None)
            token = await sessions.begin(company.id, employee.id, roles or (Role.learner,), "test")
            return Person(employee.id, token)

        return self.do(lambda: unit_of_work(work))

    def client(self, company: "Company", *scopes: str) -> str:
        """A bearer token."""

        async def work() -> str:
            made = await unit_of_work(lambda: clients.make(company.id, "HRMS", scopes))
            return (await issue(Claimed(made.client_id, made.secret, by_header=True), None)).token

        return self.do(work)

    # Asking ------------------------------------------------------------------------------------------

    def post(self, query: Any = None, *, path: str = "/graphql", content: bytes | None = None, json: Any = None, **how: Any) -> httpx.Response:
        headers = {**JSON, **how.pop("headers", {})}
        body = {"content": content} if content is not None else {"json": json if json is not None else {"query": query, **how.pop("body", {})}}
        return httpx.post(self.url + path, headers=headers, timeout=30, **body, **how)

    def of(self, person: "Person") -> dict[str, str]:
        """What our own page sends."""
        return {"Cookie": f"tiro={person.cookie}", "X-Tiro": "1", "Origin": self.origin}

    def line(self, *, person: "Person | None" = None, init: Any = None, headers: dict[str, str] | None = None, **how: Any) -> "Socket":
        """A socket on which `connection_init` was said."""
        socket = self.socket(headers=headers or ({"Cookie": f"tiro={person.cookie}"} if person else {}), origin=self.origin if person else None, **how)
        socket.say({"type": "connection_init", **({"payload": init} if init is not None else {})})
        assert socket.hear() == {"type": "connection_ack"}
        return socket

    def socket(self, *, headers: dict[str, str] | None = None, origin: str | None = None, subprotocol: str | None = "graphql-transport-ws", **how: Any) -> "Socket":
        socket = Socket(connect(
            self.url.replace("http", "ws") + "/graphql", additional_headers=headers or {}, origin=origin,
            subprotocols=[subprotocol] if subprotocol else None, compression=None, user_agent_header=None, max_size=None, legacy=True, **how,
        ))
        self.lines.append(socket)
        return socket

    def hang_up(self) -> None:
        """Everyone, and the house has let go of them."""
        for line in self.lines:
            line.close()
        self.lines.clear()
        self.let_go()

    def let_go(self) -> None:
        until(lambda: not self.house.sockets.open and not self.house.guests.here and not self.house.hub.streams, "the house to let go")


class Elsewhere(Front):
    """Another process of the same house, beside this one."""

    def __init__(self, beside: Front, folder: Any, **more: str):
        self.port, self.metrics_port, self.folder, self.lines = free_port(), free_port(), folder, []
        self.url = self.origin = f"http://127.0.0.1:{self.port}"
        self.environment = {
            "PATH": os.environ["PATH"], "TIRO_DATABASE_URL": beside.settings.database_url, "TIRO_DATA": str(beside.settings.data),
            "TIRO_PORT": str(self.port), "TIRO_METRICS_PORT": str(self.metrics_port), **more,
        }  # fmt: skip

    @contextlib.contextmanager
    def serving(self) -> Iterator["Elsewhere"]:
        self.start()
        try:
            yield self
        finally:
            self.process.stop()

    def start(self) -> None:
        self.folder.mkdir(exist_ok=True)
        self.process = engines.start(
            [sys.executable, "-m", "tests.app.process"], self.url, self.folder, ready=lambda line: "Uvicorn running" in line,
            end_with=signal.SIGTERM, cwd=engines.HOUSE, env=self.environment,
        )

    def kill(self) -> None:
        self.process.process.kill()
        self.process.process.wait()

    def let_go(self) -> None:
        until(lambda: self.meter('tiro_sockets{kind="websocket"}') == 0.0, "the other to let go")

    def meter(self, name: str) -> float:
        lines = httpx.get(f"http://127.0.0.1:{self.metrics_port}/metrics").text.splitlines()
        return next((float(line.rpartition(" ")[2]) for line in lines if line.startswith(name)), 0.0)


class Company:
    def __init__(self, id: Any, slug: str, top: Any, shop: Any):
        self.id, self.slug, self.top, self.shop = id, slug, top, shop


class Person:
    def __init__(self, id: Any, cookie: str):
        self.id, self.cookie = id, cookie


async def found(slug: str) -> Company:
    moment = clock.now()
    organisation = await Organisation.create(slug=slug, name={"zh-Hant": "晴川生活"}, created_at=moment)
    top = await Team.create(organisation_id=organisation.id, kind="company", name={"zh-Hant": "總部"}, updated_at=moment)
    shop = await Team.create(organisation_id=organisation.id, parent_id=top.id, kind="shop", name={"zh-Hant": "信義店"}, updated_at=moment)
    for ancestor, descendant, depth in ((top, top, 0), (shop, shop, 0), (top, shop, 1)):
        await TeamTree.create(organisation_id=organisation.id, ancestor_id=ancestor.id, descendant_id=descendant.id, depth=depth)
    return Company(organisation.id, slug, top.id, shop.id)


class Socket:
    """graphql-transport-ws, spoken by hand."""

    def __init__(self, connection: ClientConnection):
        self.connection = connection

    def say(self, message: Any) -> None:
        import orjson

        self.connection.send(message if isinstance(message, str | bytes) else orjson.dumps(message).decode())

    def subscribe(self, query: str, id: str = "1", **variables: Any) -> None:
        self.say({"id": id, "type": "subscribe", "payload": {"query": query, "variables": variables}})

    def hear(self, timeout: float = 10) -> Any:
        import orjson

        while (told := orjson.loads(self.connection.recv(timeout))) == {"type": "ping"}:
            pass
        return told

    def next(self, timeout: float = 10) -> Any:
        """The one root field of the next event."""
        told = self.hear(timeout)
        assert told["type"] == "next", told
        (value,) = told["payload"]["data"].values()
        return value

    def closed(self, timeout: float = 10) -> int:
        """The code with which the server closes; what it says before is not looked at."""
        from websockets.exceptions import ConnectionClosed

        try:
            while True:
                self.connection.recv(timeout)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006

    def close(self) -> None:
        self.connection.close()

    def cut(self) -> None:
        """As a tunnel does: no goodbye."""
        self.connection.socket.close()


def until(holds: Callable[[], bool], what: str = "it", seconds: float = 20) -> None:
    """Look again and again. For what the server does by itself."""
    import time

    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s for {what}")
        threading.Event().wait(0.01)
