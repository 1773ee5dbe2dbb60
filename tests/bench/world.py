"""The benchmark organisation: made once, kept under data/bench, shared by both servers."""

import json
import os
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.bench.client import Line
from tests.bench.data import peer_database
from tests.engines import HOUSE


@dataclass
class World:
    folder: Path
    organisation: str
    demo: dict
    employees: int

    @property
    def database(self) -> Path:
        return self.folder / "tiro.db"

    @property
    def peer(self) -> Path:
        return self.folder / "peer.db"

    def rows(self, sql: str, **binds) -> list[sqlite3.Row]:
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as db:
            db.row_factory = sqlite3.Row
            return db.execute(sql, {"it": self.organisation, **binds}).fetchall()

    def size(self) -> str:
        (people,), (progress,), (attempts,) = (
            self.rows(f"SELECT count(*) FROM {table} WHERE organisation_id = :it")[0] for table in ("employee", "assignment", "attempt")
        )
        return f"{people:,} employees, {progress:,} progress rows, {attempts:,} attempts, {self.database.stat().st_size / 1e6:,.0f} MB"


def world(employees: int) -> World:
    """Fill it with `tiro demo --employees`, unless an earlier run has."""
    folder = HOUSE / "data" / "bench" / str(employees)
    folder.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "TIRO_DATA": str(folder), "TIRO_DEMO": "1"}
    commands = [["migrate"]] if (folder / "demo.json").exists() else [["migrate"], ["demo", "--employees", str(employees)]]
    for command in commands:
        subprocess.run([sys.executable, "-m", "api", *command], env=environment, cwd=HOUSE, check=True)
    demo = json.loads((folder / "demo.json").read_text())
    made = World(folder, "", demo, employees)
    made.organisation = made.rows("SELECT id FROM organisation WHERE slug = :slug", slug=demo["organisation"])[0]["id"]
    peer_database(made.database, made.organisation, made.peer)
    return made


async def cookie(port: int, slug: str, number: str, pin: str) -> str:
    """Sign in as a person does."""
    async with Line(port, {"X-Tiro": "1", "Origin": f"http://127.0.0.1:{port}"}) as line:
        status, headers, body = await line.post("/auth/pin", json.dumps({"organisation": slug, "employeeNumber": number, "pin": pin}).encode())
        if "set-cookie" not in headers:
            raise RuntimeError(f"sign-in of {number}: {status} {body[:200]!r}")
        return headers["set-cookie"].partition(";")[0]


async def token(port: int, client: dict) -> str:
    form = f"grant_type=client_credentials&client_id={client['id']}&client_secret={client['secret']}".encode()
    async with Line(port, {"Content-Type": "application/x-www-form-urlencoded"}) as line:
        _, _, body = await line.post("/oauth/token", form, {"Content-Type": "application/x-www-form-urlencoded"})
        return json.loads(body)["access_token"]
