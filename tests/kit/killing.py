"""Kill a process that writes, and see whether it kept its word.

`kill_under_load` starts this file as a process, sends it work, kills it in the middle, again and again, and asks the
database. What was sent and not acknowledged is sent again, as a phone would: under the same id.

    python -m tests.kit.killing sqlite:////tmp/tiro.db --seeds 1 2 3
"""

import argparse
import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

HOUSE = Path(__file__).resolve().parents[2]
ORGANISATION = UUID(int=1)
CLIENTS = 24


@dataclass
class Outcome:
    """What the database says about what was promised."""

    acknowledged: int = 0
    kills: int = 0
    lost: list[str] = field(default_factory=list)  # promised, not there
    doubled: list[str] = field(default_factory=list)  # there twice, or told twice
    changed: list[str] = field(default_factory=list)  # there, with other content
    gaps: list[int] = field(default_factory=list)  # numbers that the journal lacks
    count: tuple[int, int] = (0, 0)  # what a counter in the same unit says, and what it should

    @property
    def good(self) -> bool:
        return not (self.lost or self.doubled or self.changed or self.gaps) and self.count[0] == self.count[1]


def kill_under_load(url: str, data: Path, seed: int, kills: int = 3, end_with: signal.Signals = signal.SIGKILL) -> Outcome:
    """The database must be migrated. Each seed cuts at other moments."""
    dice = random.Random(seed)
    told: Counter[str] = Counter()
    cuts = 0
    sent: list[str] = []
    for round in range(kills + 1):
        last = round == kills
        cut_after = None if last else dice.randint(20, 160)
        todo = [one for one in sent if not told[one]] + [_new(dice) for _ in range(300)]
        # Some were acknowledged and are sent again: the answer was lost on its way.
        todo += dice.sample([one for one in sent if told[one]], min(10, sum(map(bool, told.values()))))
        sent = list(dict.fromkeys([*sent, *todo]))
        names, was_cut = _acknowledged(url, data, todo, cut_after, end_with)
        told.update(names)
        cuts += was_cut
    outcome = asyncio.run(_ask(url, data, list(told)))
    outcome.acknowledged, outcome.kills = len(told), cuts
    return outcome


def _new(dice: random.Random) -> str:
    return str(UUID(int=dice.getrandbits(128), version=4))


def _acknowledged(url: str, data: Path, todo: list[str], cut_after: int | None, end_with: signal.Signals) -> tuple[list[str], bool]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.kit.killing", url, "--write", "--data", str(data)],
        cwd=HOUSE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(HOUSE)},
    )  # fmt: skip
    process.stdin.write(json.dumps(todo) + "\n")
    process.stdin.flush()
    heard: list[str] = []
    for line in process.stdout:
        heard.append(line.strip())
        if cut_after is not None and len(heard) == cut_after:
            process.send_signal(end_with)
    code = process.wait()
    process.stdin.close()
    expected = {0} if cut_after is None or end_with != signal.SIGKILL else {-signal.SIGKILL, 0}
    if code not in expected:
        raise RuntimeError(f"the writer ended with {code}")
    names = [line for line in heard if len(line) == 36]
    return names, cut_after is not None and len(names) < len(todo)


async def _ask(url: str, data: Path, told: list[str]) -> Outcome:
    from api.kit import database
    from api.people.models import Position
    from tests.support import settings_for

    outcome = Outcome()
    db = await database.open(settings_for(url, data))
    try:
        from api.kit.models import JournalEntry

        rows = {str(row.id): row for row in await Position.filter(organisation_id=ORGANISATION)}
        entries = await JournalEntry.filter(organisation_id=ORGANISATION).order_by("seq")
        count = (await Position.get(id=ORGANISATION)).name["n"]
    finally:
        await db.close()
    rows.pop(str(ORGANISATION))
    spoken = Counter(str(entry.subject_id) for entry in entries)
    outcome.lost = [name for name in told if name not in rows]
    outcome.doubled = [name for name, times in spoken.items() if times != 1]
    outcome.changed = [name for name, row in rows.items() if row.name != content(name) or spoken[name] != 1]
    outcome.gaps = sorted(set(range(1, len(entries) + 1)) - {entry.seq for entry in entries})
    outcome.count = (count, len(rows))
    return outcome


def content(name: str) -> dict[str, str]:
    """What a row of this id must hold; long enough to reach over pages."""
    return {"en": name * (1 + int(name[0], 16))}


async def _write(url: str, data: Path) -> None:
    """In the process that is killed: a line for each row, once it is safe."""
    from api.kit import database, journal
    from api.kit.work import unit_of_work
    from api.people.models import Position
    from tests.support import settings_for

    todo = json.loads(sys.stdin.readline())
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    db = await database.open(settings_for(url, data))

    async def counter() -> None:
        await Position.get_or_create(id=ORGANISATION, defaults={"organisation_id": ORGANISATION, "code": "counter", "name": {"n": 0}})

    await unit_of_work(counter)

    async def record(name: str) -> None:
        async def work() -> None:
            if await Position.exists(id=name):
                return
            await Position.create(id=name, organisation_id=ORGANISATION, code=name, name=content(name))
            kept = await Position.select_for_update().get(id=ORGANISATION)
            kept.name = {"n": kept.name["n"] + 1}
            await kept.save()
            journal.add("row.recorded", organisation=ORGANISATION, subject=UUID(name))

        await unit_of_work(work)
        os.write(1, f"{name}\n".encode())

    async def client() -> None:
        while todo and not stop.is_set():
            await record(todo.pop())

    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    await db.close()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("url")
    asked.add_argument("--data", type=Path, default=None)
    asked.add_argument("--write", action="store_true", help=argparse.SUPPRESS)
    asked.add_argument("--seeds", type=int, nargs="*", default=[1])
    given = asked.parse_args()
    data = given.data or Path(tempfile.mkdtemp())
    if given.write:
        return asyncio.run(_write(given.url, data))
    from api.kit import migrate
    from tests.support import settings_for

    asyncio.run(migrate.migrate(settings_for(given.url, data)))
    for seed in given.seeds:
        print(seed, kill_under_load(given.url, data, seed))


if __name__ == "__main__":
    main()
