"""A stop lets everyone finish: what was acknowledged is kept, sockets are told to come back, streams end."""

import concurrent.futures
import sqlite3

import httpx

from api.kit.viewer import Role
from tests.app.serving import Front, until
from tests.app.test_live import TICKS
from tests.app.test_stream import listening, next_of

UPSERT = """mutation ($input: UpsertPositionsInput!) { upsertPositions(input: $input) { __typename ... on Position { code } ... on Refusal { code message } } }"""


def test_what_was_acknowledged_is_kept_and_nobody_waits_for_nothing(front, company):
    admin = front.person(company, Role.admin)

    def write(number: int) -> str | None:
        positions = {"positions": [{"code": f"p{number}", "name": {"en": "Clerk"}}]}
        try:
            answer = front.post(UPSERT, body={"variables": {"input": positions}}, headers=front.of(admin))
        except httpx.TransportError:
            return None  # it came when the door was closed
        assert answer.json()["data"]["upsertPositions"][0]["__typename"] == "Position", answer.text
        return f"p{number}"

    with concurrent.futures.ThreadPoolExecutor(16) as room:
        asked = [room.submit(write, number) for number in range(300)]
        until(lambda: sum(done.done() for done in asked) > 30)
        front.stop()
        told = {done.result() for done in asked} - {None}

    assert 30 <= len(told) <= 300
    assert told <= kept(front)


def test_sockets_are_told_to_come_back_and_resume_at_the_next_start(migrated_url, tmp_path, with_ticks):
    with Front(migrated_url, tmp_path).serving() as front:
        company = front.found()
        learner = front.person(company)
        line = front.line(person=learner)
        line.subscribe(TICKS, after=0)
        ticked(front, company, 3)
        first = [line.next()["seq"] for _ in range(3)]
        ticked(front, company, 2)
        front.stop()
        code = line.closed()
    with Front(migrated_url, tmp_path).serving() as front:
        line = front.line(person=learner)
        line.subscribe(TICKS, after=first[-1])
        later = [line.next()["seq"] for _ in range(2)]

    assert code in (1001, 1012)
    assert later == [first[-1] + 1, first[-1] + 2]


def test_event_streams_end_and_do_not_hold_up_the_stop(front, company, bearer):
    with listening(front, bearer, TICKS, after=0) as lines:
        ticked(front, company, 1)
        next_of(lines)
        front.stop()
        rest = [line for line in lines if line and not line.startswith(":")]

    assert rest == []


def ticked(front, company, times: int) -> None:
    from tests.app import ticks

    front.do(lambda: ticks.tick(company.id, None, times))


def kept(front) -> set[str]:
    """Asked of the database itself: the house is closed."""
    if front.settings.dialect == "sqlite":
        with sqlite3.connect(front.settings.sqlite_path) as file:
            return {code for (code,) in file.execute("SELECT code FROM position")}
    import asyncio

    import asyncpg

    async def ask() -> set[str]:
        connection = await asyncpg.connect(front.settings.database_url)
        try:
            return {row["code"] for row in await connection.fetch("SELECT code FROM position")}
        finally:
            await connection.close()

    return asyncio.run(ask())
