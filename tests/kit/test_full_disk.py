"""No room left: whoever was promised nothing is told so, and the house lives on once there is room."""

import asyncio
import json
import resource
import signal
import sqlite3
import subprocess
import sys

import pytest
from tortoise.exceptions import OperationalError

from api.kit import journal, log
from api.kit.refusals import CONFLICT, Refusal
from api.kit.work import unit_of_work
from api.people.models import Position
from tests.kit.killing import HOUSE

pytestmark = pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)


def filling(organisation, code: str, size: int = 200_000):
    async def work() -> str:
        await Position.create(organisation_id=organisation.id, code=code, name={"en": "x" * size})
        journal.add("position.made", organisation=organisation.id, code=code)
        return code

    return work


async def test_with_no_page_left_nothing_is_half_done_and_the_writer_lives(house):
    organisation = await house.organisation()
    house.rung.clear()
    raw = house.db.writer._raw
    pages = raw.execute("PRAGMA page_count").fetchone()[0]
    raw.execute(f"PRAGMA max_page_count = {pages + 120}")

    answers = await asyncio.gather(*(unit_of_work(filling(organisation, f"p{n}")) for n in range(8)), return_exceptions=True)
    raw.execute("PRAGMA max_page_count = 1073741823")
    after = await unit_of_work(filling(organisation, "after"))

    told = {answer for answer in answers if isinstance(answer, str)} | {after}
    assert any(isinstance(answer, OperationalError) for answer in answers)
    assert set(await Position.all().values_list("code", flat=True)) == told
    assert {entry.payload["code"] for entry in house.rung} == told
    assert [entry.seq for entry in house.rung] == list(range(1, len(told) + 1))


async def test_a_commit_that_fails_fails_everyone_in_it(house):
    organisation = await house.organisation()
    house.rung.clear()
    writer = house.db.writer
    in_thread = writer._in_thread

    async def no_room(statement: str) -> None:
        if statement == "COMMIT":
            raise sqlite3.OperationalError("database or disk is full")
        await in_thread(statement)

    writer._in_thread = no_room
    answers = await asyncio.gather(*(unit_of_work(filling(organisation, f"p{n}", 10)) for n in range(5)), return_exceptions=True)
    writer._in_thread = in_thread
    after = await unit_of_work(filling(organisation, "after", 10))

    assert [type(answer).__name__ for answer in answers] == ["OperationalError"] * 5
    assert await Position.all().values_list("code", flat=True) == [after]
    assert [entry.payload["code"] for entry in house.rung] == ["after"]
    assert writer.counters.waiting == 0


async def test_nobody_is_refused_because_of_what_was_not_kept(house):
    """A unit that finds another's row, before that one is safe, is not told so when it never becomes safe."""
    organisation = await house.organisation()
    writer = house.db.writer
    in_thread = writer._in_thread

    async def no_room(statement: str) -> None:
        if statement == "COMMIT":
            raise sqlite3.OperationalError("database or disk is full")
        await in_thread(statement)

    async def only_once():
        if await Position.exists(code="one"):
            raise Refusal(CONFLICT, "there already")
        return await filling(organisation, "one", 10)()

    writer._in_thread = no_room
    answers = await asyncio.gather(*(unit_of_work(only_once) for _ in range(3)), return_exceptions=True)
    writer._in_thread = in_thread

    assert [type(answer) for answer in answers] == [sqlite3.OperationalError] * 3


async def test_closing_ends_even_when_the_last_commit_fails(house):
    organisation = await house.organisation()
    writer = house.db.writer
    in_thread = writer._in_thread

    async def no_room(statement: str) -> None:
        if statement == "COMMIT":
            raise sqlite3.OperationalError("database or disk is full")
        await in_thread(statement)

    writer._in_thread = no_room
    asked = [asyncio.create_task(unit_of_work(filling(organisation, f"p{n}", 10))) for n in range(3)]
    await asyncio.sleep(0)
    await asyncio.wait_for(house.close(), 20)

    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(answer) for answer in answers] == [sqlite3.OperationalError] * 3
    await house.open()


async def test_with_the_file_at_its_limit_what_was_told_is_true(migrated_url, tmp_path):
    said = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-m", "tests.kit.test_full_disk", migrated_url, str(tmp_path)],
        cwd=HOUSE, capture_output=True, text=True, timeout=60,
    )  # fmt: skip

    assert said.returncode == 0, said.stderr[-2000:]
    told = json.loads(said.stdout)
    assert told["failed"] >= 1
    assert told["after"] == "after"
    assert sorted(told["rows"]) == sorted(told["acknowledged"])
    assert told["seqs"] == list(range(1, len(told["rows"]) + 1))


async def at_the_limit(url: str, folder) -> dict:
    """In a process of its own: no file may grow beyond a megabyte more than the log has."""
    from pathlib import Path
    from types import SimpleNamespace
    from uuid import UUID

    from api.kit import database
    from api.kit.models import JournalEntry
    from tests.support import settings_for

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    db = await database.open(settings_for(url, Path(folder)))
    organisation = SimpleNamespace(id=UUID(int=1))
    size = max(path.stat().st_size for path in Path(folder).glob("tiro.db*"))
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 1_000_000, resource.RLIM_INFINITY))
    answers = []
    for start in range(0, 40, 4):
        works = [unit_of_work(filling(organisation, f"p{n}", 60_000)) for n in range(start, start + 4)]
        answers += await asyncio.gather(*works, return_exceptions=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    after = await unit_of_work(filling(organisation, "after"))
    told = {
        "failed": sum(not isinstance(answer, str) for answer in answers),
        "after": after,
        "acknowledged": [*(answer for answer in answers if isinstance(answer, str)), after],
        "rows": await Position.all().values_list("code", flat=True),
        "seqs": await JournalEntry.all().order_by("seq").values_list("seq", flat=True),
    }
    await db.close()
    return told


if __name__ == "__main__":
    log.set_up()
    print(json.dumps(asyncio.run(at_the_limit(sys.argv[1], sys.argv[2]))))
