"""Durable attempts: 64 phones at once, every commit on the disk; on this disk, and on one where a commit costs 5 ms."""

import itertools
import json
import random
import shutil
import sqlite3
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from tests.bench import documents
from tests.bench.client import Request, drive, graphql
from tests.bench.reads import OURS, learners
from tests.bench.report import Row, Table
from tests.bench.servers import ours, peer, slow_disk
from tests.bench.world import World

PHONES, ATTEMPTS = 64, 1600
SLOW_MS = 5.0


def commit_cost_ms(folder: Path) -> float:
    """What one fully synchronous commit costs on this disk."""
    path = folder / "commit.db"
    with sqlite3.connect(path, isolation_level=None) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("CREATE TABLE IF NOT EXISTS it (id INTEGER PRIMARY KEY, text TEXT)")
        begun = time.perf_counter()
        for _ in range(200):
            db.execute("INSERT INTO it (text) VALUES ('x')")
        cost = (time.perf_counter() - begun) * 5
    for left in folder.glob("commit.db*"):
        left.unlink()
    return cost


def tasks(world: World, people: list[tuple[str, str]]) -> list[dict]:
    """Assignments of the people signed in, with the questions of the live version."""
    held = {person: cookie for person, cookie in people}
    rows = world.rows(
        "SELECT a.id, a.employee_id, v.id AS version, v.marking FROM assignment a JOIN unit u ON u.id = a.unit_id JOIN unit_version v ON v.id = u.version_id "
        "WHERE a.organisation_id = :it AND a.withdrawn_at IS NULL AND a.employee_id IN (SELECT value FROM json_each(:people)) LIMIT 2000",
        people=json.dumps(list(held)),
    )
    made = [{"id": row["id"], "cookie": held[row["employee_id"]], "version": row["version"], "key": _right(json.loads(row["marking"]))} for row in rows]
    random.Random(1).shuffle(made)  # phones of different people, not one after the other
    return made


def _right(marking: dict) -> dict:
    return {question: rule["key"][0] if rule["form"] == "short_text" else rule["key"] for question, rule in marking.items()}


def our_requests(some: list[dict], port: int, count: int) -> list[Request]:
    finished = datetime.now(UTC) - timedelta(minutes=1)
    begun, ended = ((finished - timedelta(seconds=s)).isoformat(timespec="milliseconds").replace("+00:00", "Z") for s in (200, 0))
    made = []
    for task in itertools.islice(itertools.cycle(some), count):
        attempt = {"id": str(uuid4()), "assignmentId": task["id"], "versionId": task["version"], "startedAt": begun, "finishedAt": ended, "durationS": 200, "offline": False, "answers": task["key"]}
        made.append((graphql(documents.RECORD, {"input": {"attempts": [attempt]}}), {**OURS, "Cookie": task["cookie"], "Origin": f"http://127.0.0.1:{port}"}))
    return made


def peer_requests(some: list[dict], count: int) -> list[Request]:
    now = datetime.now(UTC).isoformat()
    made = []
    for task in itertools.islice(itertools.cycle(some), count):
        answers = [{"question": question, "right": True} for question in task["key"]]
        attempt = {"id": str(uuid4()), "assignmentId": task["id"], "answers": answers, "startedAt": now, "finishedAt": now, "durationS": 200}
        made.append((graphql(documents.PEER_RECORD, {"input": [attempt]}), {}))
    return made


async def writes(world: World, table: Table, scratch: Path) -> None:
    for slowed in (0.0, SLOW_MS):
        more = slow_disk(scratch, slowed) if slowed else {}
        if more is None:
            print("no C compiler: the run on a slow disk is left out")
            return
        count = ATTEMPTS if not slowed else ATTEMPTS // 2
        data = copy_of(world, scratch)
        with ours(data, more) as server, peer(data / "peer.db", "FULL", more) as other:
            people = await learners(world, server)
            some = tasks(world, people)
            mine, theirs = our_requests(some, server.port, count), peer_requests(some, count)
            await drive(server.port, iter(mine[:40]), lines=8, headers={})
            await drive(other.port, iter(theirs[:40]), lines=8, headers={})
            ours_tally = await drive(server.port, iter(mine[40:]), lines=PHONES, headers={})
            peer_tally = await drive(other.port, iter(theirs[40:]), lines=PHONES, headers={})
        rate, peer_rate = (tally.count / tally.seconds for tally in (ours_tally, peer_tally))
        cost = commit_cost_ms(scratch) + slowed
        table.add(Row(
            f"Durable attempts, {PHONES} phones, a commit costs about {cost:.2f} ms", f"{rate:,.0f}/s, p99 {ours_tally.percentile(0.99):.0f} ms",
            f"{peer_rate:,.0f}/s, p99 {peer_tally.percentile(0.99):.0f} ms", rate / peer_rate, 5 if slowed else 1, "≥",
        ))
        shutil.rmtree(data)


def copy_of(world: World, scratch: Path) -> Path:
    data = scratch / f"copy-{time.monotonic_ns()}"
    data.mkdir(parents=True)
    for name in ("tiro.db", "peer.db", "demo.json"):
        shutil.copy(world.folder / name, data / name)
    for folder in ("media", "keys"):
        if (world.folder / folder).is_dir():
            shutil.copytree(world.folder / folder, data / folder)
    return data

