"""Home, the HRMS's page of 1,000, the team: processor time a request, ours beside the peer's."""

import asyncio
import itertools
from collections.abc import Iterator

import orjson

from tests.bench import documents
from tests.bench.client import Line, Request, Tally, drive, graphql
from tests.bench.report import Row, Table
from tests.bench.servers import Server
from tests.bench.world import World, cookie, token

LEARNERS = 48
OURS = {"X-Tiro": "1"}


async def learners(world: World, server: Server) -> list[tuple[str, str]]:
    """(id, cookie) of people who have much to do, signed in."""
    people = world.rows(
        "SELECT e.id, e.employee_number AS number FROM employee e JOIN standing s ON s.employee_id = e.id "
        "WHERE e.organisation_id = :it AND e.status = 'active' AND s.assigned > 0 ORDER BY e.id DESC LIMIT :n", n=LEARNERS,
    )
    pin, slug = world.demo["people"]["learner"]["pin"], world.demo["organisation"]
    return [(person["id"], await cookie(server.port, slug, person["number"], pin)) for person in people]


async def leaders(world: World, server: Server) -> tuple[str, list[str]]:
    """The first shop and its managers, signed in: many, so that no one's budget of a minute is spent."""
    manager = world.demo["people"]["manager"]
    team = world.rows("SELECT team_id FROM employee WHERE organisation_id = :it AND employee_number = :n", n=manager["employeeNumber"])[0]["team_id"]
    people = world.rows(
        "SELECT e.employee_number AS number FROM role_grant g JOIN employee e ON e.id = g.employee_id "
        "WHERE g.organisation_id = :it AND g.role = 'manager' AND g.team_id = :t ORDER BY e.id", t=team,
    )
    return team, [await cookie(server.port, world.demo["organisation"], person["number"], manager["pin"]) for person in people]


async def measured(server: Server, requests: Iterator[Request], *, lines: int, headers: dict[str, str]) -> tuple[Tally, float]:
    """The tally, and processor milliseconds of the server a request."""
    before = server.cpu_s()
    tally = await drive(server.port, requests, lines=lines, headers=headers)
    return tally, (server.cpu_s() - before) * 1000 / tally.count


async def compare(table: Table, name: str, goal: float, mine: tuple[Server, list[Request]], theirs: tuple[Server, list[Request]], count: int, lines: int) -> None:
    """Warm both, then measure in turns, so that a busy machine is busy for both."""
    totals = {"ours": [], "peer": []}
    for server, requests in (mine, theirs):
        await drive(server.port, iter(requests[:1] * 20), lines=2, headers={})
    for _ in range(3):
        for who, (server, requests) in (("ours", mine), ("peer", theirs)):
            totals[who].append(await measured(server, itertools.islice(itertools.cycle(requests), count), lines=lines, headers={}))
    (ours, our_cpu), (peer, peer_cpu) = (min(runs, key=lambda run: run[1]) for runs in totals.values())
    table.add(Row(
        name, f"{our_cpu:.2f} ms CPU, p99 {ours.percentile(0.99):.1f} ms", f"{peer_cpu:.2f} ms CPU, p99 {peer.percentile(0.99):.1f} ms",
        our_cpu / peer_cpu, goal, "≤",
    ))


async def reads(world: World, table: Table, server: Server, peer: Server) -> None:
    people = await learners(world, server)
    bearer = await token(server.port, world.demo["apiClient"])
    team, managers = await leaders(world, server)
    await compare(
        table, "Home, CPU a request", 0.5,
        (server, [(graphql(documents.HOME), {**OURS, "Cookie": held, "Origin": f"http://127.0.0.1:{server.port}"}) for _, held in people]),
        (peer, [(graphql(documents.PEER_HOME, {"id": person}), {}) for person, _ in people]), 1500, 8,
    )
    await compare(
        table, "1,000 employees with progress, CPU a page", 0.25,
        (server, [(graphql(documents.PAGE), {"Authorization": f"Bearer {bearer}"})]),
        (peer, [(graphql(documents.PEER_PAGE), {})]), 12, 1,
    )
    await compare(
        table, "Live team page, CPU a request", 0.25,
        (server, [(graphql(documents.TEAM, {"id": team}), {**OURS, "Cookie": held, "Origin": f"http://127.0.0.1:{server.port}"}) for held in managers]),
        (peer, [(graphql(documents.PEER_TEAM, {"id": team}), {})]), 400, 4,
    )


async def flat(table: Table, here: tuple[World, Server], small: tuple[World, Server]) -> None:
    """The same page of a shop of 25 in a company of 400 shops and in one of 2: other teams must cost nothing."""
    runs: dict[str, list[float]] = {"here": [], "small": []}
    prepared = {}
    for name, (world, server) in (("here", here), ("small", small)):
        team, managers = await leaders(world, server)
        prepared[name] = server, [(graphql(documents.TEAM, {"id": team}), {**OURS, "Cookie": held, "Origin": f"http://127.0.0.1:{server.port}"}) for held in managers]
        await drive(server.port, iter(prepared[name][1] * 3), lines=2, headers={})
    for _ in range(4):
        for name, (server, requests) in prepared.items():
            _, cpu = await measured(server, itertools.islice(itertools.cycle(requests), 300), lines=4, headers={})
            runs[name].append(cpu)
    large, few = min(runs["here"]), min(runs["small"])
    shops = here[0].employees // small[0].employees
    table.add(Row(f"Team page while other teams grow {shops} ×, CPU", f"{large:.2f} ms, {few:.2f} ms among few", "", large / few, 1.2, "≤"))


async def under_load(world: World, table: Table, server: Server) -> None:
    """Home's p99 while one client loops the bulk page, and while it exports every attempt."""
    people = await learners(world, server)
    bearer = {"Authorization": f"Bearer {await token(server.port, world.demo['apiClient'])}"}
    origin = f"http://127.0.0.1:{server.port}"
    homes = [(graphql(documents.HOME), {**OURS, "Cookie": held, "Origin": origin}) for _, held in people]
    for name, document in (("the bulk page loops", documents.PAGE), ("every attempt is exported", documents.EXPORT)):
        done = asyncio.Event()

        async def bulk(document=document, done=done) -> int:
            pages, after = 0, None
            while not done.is_set():
                _, answer = await _page(server.port, graphql(document, {"after": after}), bearer)
                info = next(iter(answer["data"].values()))["pageInfo"]
                after = info["endCursor"] if info["hasNextPage"] else None
                pages += 1
            return pages

        looping = asyncio.create_task(bulk())
        tally = await drive(server.port, itertools.islice(itertools.cycle(homes), 600), lines=1, headers={})
        done.set()
        pages = await looping
        p99 = tally.percentile(0.99)
        table.add(Row(f"Home p99 while {name}", f"{p99:.1f} ms ({pages} pages meanwhile)", "", p99, 60, "≤", "ms"))


async def _page(port: int, body: bytes, headers: dict[str, str]) -> tuple[int, dict]:
    async with Line(port, headers) as line:
        while True:
            status, said, answer = await line.post("/graphql", body)
            if status != 429:
                return status, orjson.loads(answer)
            await asyncio.sleep(float(said.get("retry-after", "1")))
