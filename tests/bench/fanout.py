"""A thousand managers' screens on one team: processor time a message, and how late it comes."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import connect

from tests.bench import documents
from tests.bench.client import drive
from tests.bench.report import Row, Table
from tests.bench.servers import Server, ours, peer
from tests.bench.world import World, cookie
from tests.bench.writes import copy_of, our_requests, peer_requests, tasks

ROUNDS = 8


@dataclass
class Crowd:
    """Open sockets, each counting what it hears."""

    sockets: list[Any] = field(default_factory=list)
    heard: list[float] = field(default_factory=list)
    readers: list[asyncio.Task] = field(default_factory=list)

    async def join(self, url: str, count: int, document: str, team: str, headers: dict[str, str]) -> None:
        gate = asyncio.Semaphore(50)

        async def one() -> None:
            async with gate:
                socket = await connect(url, subprotocols=["graphql-transport-ws"], additional_headers=headers, compression=None, max_queue=1024, ping_interval=None)
                await socket.send('{"type":"connection_init"}')
                await socket.recv()
                await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": document, "variables": {"id": team}}}))
            self.sockets.append(socket)
            self.readers.append(asyncio.create_task(self._read(socket)))

        await asyncio.gather(*(one() for _ in range(count)))

    async def _read(self, socket: Any) -> None:
        async for frame in socket:
            if '"next"' in frame[:200]:
                self.heard.append(time.perf_counter())
            elif '"ping"' in frame:
                await socket.send('{"type":"pong"}')
            elif '"error"' in frame[:200] or '"complete"' in frame[:200]:
                raise RuntimeError(frame[:300])

    async def quiet(self, seconds: float = 1.5) -> None:
        """Until nothing has come for a while."""
        count = -1
        while count != len(self.heard):
            count = len(self.heard)
            await asyncio.sleep(seconds)

    async def leave(self) -> None:
        for reader in self.readers:
            reader.cancel()
        await asyncio.gather(*(socket.close() for socket in self.sockets))


async def fan_out(world: World, table: Table, scratch, subscribers: int) -> None:
    data = copy_of(world, scratch)
    manager = world.demo["people"]["manager"]
    team = world.rows("SELECT team_id FROM employee WHERE organisation_id = :it AND employee_number = :n", n=manager["employeeNumber"])[0]["team_id"]
    crew = world.rows("SELECT id, employee_number AS number FROM employee WHERE organisation_id = :it AND team_id = :t AND status = 'active' LIMIT 4", t=team)
    with ours(data) as server, peer(data / "peer.db") as other:
        held = await cookie(server.port, world.demo["organisation"], manager["employeeNumber"], manager["pin"])
        people = [(one["id"], await cookie(server.port, world.demo["organisation"], one["number"], manager["pin"])) for one in crew]
        some = tasks(world, people)
        origin = f"http://127.0.0.1:{server.port}"
        mine = await _rounds(server, f"ws://127.0.0.1:{server.port}/graphql", subscribers, documents.LIVE, team, {"Cookie": held, "Origin": origin}, our_requests(some, server.port, ROUNDS + 1))
        theirs = await _rounds(other, f"ws://127.0.0.1:{other.port}/graphql", subscribers, documents.PEER_LIVE, team, {}, peer_requests(some, ROUNDS + 1))
    table.add(Row(
        f"Fan-out to {subscribers:,}, CPU a message", f"{mine[0]:.0f} µs, p99 {mine[1]:.0f} ms, {mine[2]:.0f} MB", f"{theirs[0]:.0f} µs, p99 {theirs[1]:.0f} ms, {theirs[2]:.0f} MB",
        mine[0] / theirs[0], 0.3, "≤",
    ))
    table.add(Row(f"Fan-out to {subscribers:,}, p99 from the commit", f"{mine[1]:.0f} ms", f"{theirs[1]:.0f} ms", mine[1], 50, "≤", "ms"))


async def _rounds(server: Server, url: str, subscribers: int, document: str, team: str, headers: dict[str, str], requests: list) -> tuple[float, float, float]:
    """(µs CPU a message, p99 in ms from the answer of the write to the frame, memory in MB)."""
    crowd = Crowd()
    await crowd.join(url, subscribers, document, team, headers)
    await crowd.quiet()
    await drive(server.port, iter(requests[:1]), lines=1, headers={})
    await crowd.quiet()
    before, late, messages = server.cpu_s(), [], 0
    for request in requests[1:]:
        crowd.heard.clear()
        await drive(server.port, iter([request]), lines=1, headers={})
        written = time.perf_counter()
        while len(crowd.heard) < subscribers:
            await asyncio.sleep(0.002)
            if time.perf_counter() - written > 20:
                raise RuntimeError(f"only {len(crowd.heard)} of {subscribers} heard")
        late += [max(0.0, heard - written) * 1000 for heard in crowd.heard]
        messages += len(crowd.heard)
        await asyncio.sleep(1.1)
    cpu = (server.cpu_s() - before) * 1e6 / messages
    memory = server.memory_mb()
    await crowd.leave()
    late.sort()
    return cpu, late[int(0.99 * len(late))], memory

