"""What was summed up on the way is what a recount finds."""

import asyncio
from random import Random

import pytest

from api.insight import recount
from api.kit import clock
from api.learning import actions
from tests.insight.storm import SLUGS, blow
from tests.learning.classroom import HOUR


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
async def test_after_a_storm_a_recount_finds_nothing_to_mend(room, seed):
    await blow(room, seed)

    report = await recount.rebuild(room.organisation.id)

    assert report == recount.Report()


async def test_from_nothing_it_makes_the_same(room):
    await blow(room, seed=5)
    tables = {
        "assignment": "updated_at", "milestone": "id,updated_at", "standing": "updated_at", "person_day": "id", "team_day": "id", "unit_day": "id",
    }
    before = {name: await everything(room, name, apart) for name, apart in tables.items()}
    for name in ("milestone", "standing", "person_day", "team_day", "unit_day"):
        await room.house.do(lambda name=name: execute(f"DELETE FROM {name}"))
    await room.house.do(lambda: execute(
        "UPDATE assignment SET attempts = 0, best_score = NULL, learning_s = 0, started_at = NULL, completed_at = NULL, passed_at = NULL,"
        " last_attempt_at = NULL, last_progress_at = NULL"
    ))

    report = await recount.rebuild(room.organisation.id, chunk=2)

    assert report.total > 0
    assert {name: await everything(room, name, apart) for name, apart in tables.items()} == before
    assert (await recount.rebuild(room.organisation.id)).total == 0


async def test_what_was_tampered_with_is_found_and_mended(room):
    phone = await room.phone("hands")
    await phone.record(phone.run("hands", clock.now()))
    await recount.rebuild(room.organisation.id)
    await room.house.do(lambda: execute("UPDATE assignment SET attempts = 7"))
    await room.house.do(lambda: execute("UPDATE person_day SET learning_s = 1"))
    await room.house.do(lambda: execute("UPDATE standing SET passed = 0"))

    report = await recount.rebuild(room.organisation.id)

    assert (report.assignments, report.person_day, report.standings, report.team_day) == (1, 1, 1, 0)
    assert (await recount.rebuild(room.organisation.id)).total == 0


@pytest.mark.parametrize("seed", [11, 12])
async def test_also_when_everything_happens_at_once(room, seed):
    """On PostgreSQL the units of work run side by side, and over the same people."""
    random = Random(seed)
    phones = [await room.phone(*SLUGS[: 1 + n % 3]) for n in range(5)]
    await recount.rebuild(room.organisation.id)
    asked = []
    for n in range(60):
        phone = random.choice(phones)
        slug = random.choice(sorted(phone.assignments))
        assignment = phone.assignments[slug]
        match random.randrange(6):
            case 0 | 1 | 2:
                asked.append(phone.record(phone.run(slug, clock.now() - n * HOUR, right=random.randint(0, 2))))
            case 3:
                asked.append(phone.tell(phone.event(slug, clock.now() - n * HOUR, kind=random.choice(["card_shown", "left"]))))
            case 4:
                asked.append(actions.withdraw_assignments(room.admin, [assignment.id]))
            case 5:
                asked.append(actions.assign_units(room.admin, unit_ids=[assignment.unit_id], employee_ids=[phone.viewer.employee_id]))

    answers = await asyncio.gather(*asked, return_exceptions=True)

    assert [answer for answer in answers if isinstance(answer, BaseException)] == []
    assert (await recount.rebuild(room.organisation.id)) == recount.Report()
    assert [entry.seq for entry in room.house.rung] == list(range(1, len(room.house.rung) + 1))


async def execute(text: str) -> None:
    from api.kit.work import connection

    await connection().execute(text)


async def everything(room, name: str, apart: str) -> list[dict]:
    rows = await room.house.rows(f"SELECT * FROM {name}")
    kept = [{column: rounded(value) for column, value in row.items() if column not in apart.split(",")} for row in rows]
    return sorted(kept, key=repr)


def rounded(value):
    return round(value, 9) if isinstance(value, float) else value
