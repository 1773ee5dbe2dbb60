"""A unit of work: all or nothing, acknowledged when it is safe, and unbreakable by who asked for it."""

import asyncio
from uuid import UUID

import pytest
from tortoise.exceptions import IntegrityError, OperationalError
from tortoise.transactions import in_transaction

from api.kit import clock, database, journal
from api.kit.ids import new_id
from api.kit.refusals import CONFLICT, Refusal
from api.kit.unit import OutsideWork, StrayTask
from api.kit.work import connection, unit_of_work
from api.people.models import Organisation, Position
from tests.support import until


def making(organisation_id: UUID, code: str, position_id: UUID | None = None):
    async def work() -> Position:
        return await Position.create(id=position_id or new_id(), organisation_id=organisation_id, code=code, name={"en": code})

    return work


async def codes() -> list[str]:
    return sorted(await Position.all().values_list("code", flat=True))


async def test_what_was_answered_is_there_for_everyone(house):
    organisation = await house.organisation()

    made = await unit_of_work(making(organisation.id, "barista"))

    assert (await Position.get(id=made.id)).code == "barista"


async def test_a_refusal_takes_back_its_own_unit_and_no_other(house):
    organisation = await house.organisation()

    async def refused():
        await making(organisation.id, "refused")()
        raise Refusal(CONFLICT, "no", ("code",))

    answers = await asyncio.gather(
        *(unit_of_work(making(organisation.id, f"p{n}")) for n in range(3)), unit_of_work(refused),
        *(unit_of_work(making(organisation.id, f"p{n}")) for n in range(3, 6)), return_exceptions=True,
    )  # fmt: skip

    assert [type(answer) for answer in answers] == [Position] * 3 + [Refusal] + [Position] * 3
    assert await codes() == [f"p{n}" for n in range(6)]


@pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
async def test_units_that_wait_share_a_commit_on_sqlite(house):
    organisation = await house.organisation()
    before = house.db.writer.counters.commits

    await asyncio.gather(*(unit_of_work(making(organisation.id, f"p{n}")) for n in range(100)))

    counters = house.db.writer.counters
    assert counters.commits - before <= 10
    assert counters.largest_group >= 10
    assert counters.waiting == 0


async def test_a_caller_that_goes_away_before_its_turn_breaks_nothing(house):
    organisation = await house.organisation()

    callers = [asyncio.create_task(unit_of_work(making(organisation.id, f"p{n:02}"))) for n in range(30)]
    await asyncio.sleep(0)
    for caller in callers:
        caller.cancel()
    await asyncio.gather(*callers, return_exceptions=True)
    after = await asyncio.wait_for(unit_of_work(making(organisation.id, "zz")), 20)

    await until(lambda: house.db.writer.counters.waiting == 0)
    assert all(caller.cancelled() for caller in callers)
    assert await codes() == [*(f"p{n:02}" for n in range(30)), after.code]


async def test_a_caller_that_goes_away_in_the_middle_does_not_stop_what_was_begun(house):
    organisation = await house.organisation()
    begun, go = asyncio.Event(), asyncio.Event()

    async def slow():
        await making(organisation.id, "first")()
        begun.set()
        await go.wait()
        await making(organisation.id, "second")()

    caller = asyncio.create_task(unit_of_work(slow))
    await begun.wait()
    caller.cancel()
    await asyncio.gather(caller, return_exceptions=True)
    go.set()
    await until(lambda: house.db.writer.counters.waiting == 0)

    assert await codes() == ["first", "second"]


async def test_a_unit_that_dawdles_is_taken_back_and_others_go_on(house):
    organisation = await house.organisation()
    house.db.writer._limit_s = 0.05

    async def dawdle():
        await making(organisation.id, "never")()
        await asyncio.Event().wait()

    with pytest.raises(TimeoutError):
        await unit_of_work(dawdle)
    await unit_of_work(making(organisation.id, "after"))

    assert await codes() == ["after"]


async def test_a_unit_that_cancels_itself_is_taken_back(house):
    organisation = await house.organisation()

    async def gives_up():
        await making(organisation.id, "never")()
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await unit_of_work(gives_up)
    await unit_of_work(making(organisation.id, "after"))

    assert await codes() == ["after"]


@pytest.mark.parametrize("spawn", ["gather", "create_task", "wait_for"])
async def test_a_task_started_inside_may_not_touch_the_database(house, spawn):
    organisation = await house.organisation()

    async def work():
        await making(organisation.id, "own")()
        if spawn == "gather":
            await asyncio.gather(making(organisation.id, "a")(), making(organisation.id, "b")())
        elif spawn == "create_task":
            await asyncio.create_task(making(organisation.id, "a")())
        else:
            await asyncio.wait_for(making(organisation.id, "a")(), 5)

    with pytest.raises(StrayTask):
        await unit_of_work(work)

    assert await codes() == []


async def test_a_task_that_outlives_its_unit_may_not_write_into_the_next(house):
    organisation = await house.organisation()
    tasks, go = [], asyncio.Event()

    async def late():
        await go.wait()
        await making(organisation.id, "late")()

    async def work():
        tasks.append(asyncio.create_task(late()))
        await making(organisation.id, "own")()

    await unit_of_work(work)

    async def following():
        go.set()
        await asyncio.wait(tasks)
        await making(organisation.id, "following")()

    await unit_of_work(following)

    assert isinstance(tasks[0].exception(), StrayTask)
    assert await codes() == ["following", "own"]


async def test_nothing_is_written_outside_a_unit(house):
    organisation = await house.organisation()

    with pytest.raises(Exception, match="read-?only"):
        await making(organisation.id, "outside")()
    with pytest.raises(OutsideWork):
        async with in_transaction():
            pass
    with pytest.raises(OutsideWork):
        await Position.get_or_create(organisation_id=organisation.id, code="outside", defaults={"name": {}})
    with pytest.raises(OutsideWork):
        journal.add("x", organisation=organisation.id)

    assert await codes() == []


async def test_reading_goes_on_while_something_is_written(house):
    organisation = await house.organisation()
    begun, go = asyncio.Event(), asyncio.Event()

    async def slow():
        await making(organisation.id, "slow")()
        begun.set()
        await go.wait()

    writing = asyncio.create_task(unit_of_work(slow))
    await begun.wait()
    meanwhile = await asyncio.wait_for(codes(), 5)
    go.set()
    await writing

    assert (meanwhile, await codes()) == ([], ["slow"])


async def test_read_then_write_loses_no_update(house):
    organisation = await house.organisation()
    position = await unit_of_work(making(organisation.id, "count"))

    async def count():
        kept = await Position.select_for_update().get(id=position.id)
        kept.name = {"en": str(int(kept.name.get("n", 0))), "n": int(kept.name.get("n", 0)) + 1}
        await kept.save()

    await asyncio.gather(*(unit_of_work(count) for _ in range(40)))

    assert (await Position.get(id=position.id)).name["n"] == 40


async def test_the_same_key_from_two_at_once_is_one_row_and_two_same_answers(house):
    organisation = await house.organisation()

    async def ensure():
        found = await Position.get_or_none(organisation_id=organisation.id, code="one")
        return (found or await making(organisation.id, "one")()).id

    answers = await asyncio.gather(*(unit_of_work(ensure) for _ in range(16)))

    assert len(set(answers)) == 1
    assert await codes() == ["one"]


async def test_a_double_key_is_an_error_and_the_next_unit_is_well(house):
    organisation = await house.organisation()
    await unit_of_work(making(organisation.id, "one"))

    with pytest.raises(IntegrityError):
        await unit_of_work(making(organisation.id, "one"))
    await unit_of_work(making(organisation.id, "two"))

    assert await codes() == ["one", "two"]


async def test_an_inner_unit_joins_and_is_taken_back_alone(house):
    organisation = await house.organisation()
    house.rung.clear()

    async def item(n: int):
        async def work():
            await making(organisation.id, f"p{n}")()
            journal.add("position.made", organisation=organisation.id, n=n)
            if n == 1:
                raise Refusal(CONFLICT, "not this one")
            if n == 2:
                await making(organisation.id, "p0")()  # there already

        return await unit_of_work(work)

    async def batch():
        answers = []
        for n in range(4):
            try:
                answers.append(await item(n))
            except (Refusal, IntegrityError) as error:
                answers.append(type(error))
        return answers

    answers = await unit_of_work(batch)

    assert answers == [None, Refusal, IntegrityError, None]
    assert await codes() == ["p0", "p3"]
    assert [entry.payload["n"] for entry in house.rung] == [0, 3]


async def test_a_batch_that_fails_takes_its_items_with_it(house):
    organisation = await house.organisation()

    async def batch():
        await unit_of_work(making(organisation.id, "item"))
        raise Refusal(CONFLICT, "the whole")

    with pytest.raises(Refusal):
        await unit_of_work(batch)

    assert await codes() == []


async def test_get_or_create_works_inside(house):
    organisation = await house.organisation()

    async def work():
        made = await Position.get_or_create(organisation_id=organisation.id, code="one", defaults={"name": {}})
        found = await Position.get_or_create(organisation_id=organisation.id, code="one", defaults={"name": {}})
        return made[1], found[1], made[0].id == found[0].id

    assert await unit_of_work(work) == (True, False, True)


async def test_the_callers_context_stays_outside(house):
    import contextvars

    whose = contextvars.ContextVar("whose", default="nobody")
    whose.set("caller")

    async def work():
        return whose.get()

    assert await unit_of_work(work) == "nobody"


async def test_the_database_is_found_from_a_context_that_knows_nothing(house):
    """As a server's request is, which was not born where the database was opened."""
    import contextvars

    organisation = await house.organisation()

    task = asyncio.get_running_loop().create_task(
        unit_of_work(making(organisation.id, "one")), context=contextvars.Context()
    )
    made = await task
    found = await asyncio.get_running_loop().create_task(codes(), context=contextvars.Context())

    assert found == [made.code]


async def test_raw_sql_reads_the_same_on_both(house):
    organisation, moment = await house.organisation(), clock.now()

    async def work():
        door = connection()
        await door.many(
            "INSERT INTO position (id, organisation_id, code, name) VALUES (:id, :organisation, :code, :name)",
            [{"id": new_id(), "organisation": organisation.id, "code": code, "name": {"en": f"{code}'s :name"}} for code in "abc"],
        )
        changed = await door.execute(
            "UPDATE position SET code = code || '::' || :end WHERE code IN (:codes) AND organisation_id = :organisation",
            {"end": "z", "codes": ["a", "b"], "organisation": organisation.id},
        )
        none = await door.fetch("SELECT code FROM position WHERE code IN (:codes)", {"codes": []})
        rows = await door.fetch(
            "SELECT code FROM position WHERE organisation_id = :organisation ORDER BY code", {"organisation": organisation.id}
        )
        [stamp] = await door.fetch("SELECT count(*) AS n FROM organisation WHERE created_at <= :moment", {"moment": moment})
        return changed, none, [row["code"] for row in rows], stamp["n"]

    assert await unit_of_work(work) == (2, [], ["a::z", "b::z", "c"], 1)


async def test_closing_finishes_what_was_asked_for(house):
    organisation = await house.organisation()

    asked = [asyncio.create_task(unit_of_work(making(organisation.id, f"p{n}"))) for n in range(5)]
    await asyncio.sleep(0)
    await house.close()
    answers = await asyncio.gather(*asked)

    assert len(answers) == 5
    with pytest.raises(RuntimeError):
        await unit_of_work(making(organisation.id, "late"))
    await house.open()
    assert len(await codes()) == 5


async def test_one_database_at_a_time(house):
    with pytest.raises(RuntimeError, match="open already"):
        await database.open(house.settings)


async def test_what_is_saved_was_loaded_with_a_lock_on_postgres(house):
    organisation = await house.organisation()

    async def work():
        kept = await Organisation.get(id=organisation.id)
        kept.currency = "EUR"
        await kept.save()

    if house.dialect == "sqlite":
        await unit_of_work(work)
        assert (await Organisation.get(id=organisation.id)).currency == "EUR"
    else:
        with pytest.raises(RuntimeError, match="Organisation.select_for_update"):
            await unit_of_work(work)


async def test_a_statement_that_fails_is_an_error_of_its_caller_only(house):
    organisation = await house.organisation()

    async def broken():
        await making(organisation.id, "never")()
        await connection().execute("UPDATE no_such_table SET x = 1")

    answers = await asyncio.gather(
        unit_of_work(making(organisation.id, "a")), unit_of_work(broken), unit_of_work(making(organisation.id, "b")),
        return_exceptions=True,
    )

    assert isinstance(answers[1], OperationalError) or "no_such_table" in str(answers[1])
    assert await codes() == ["a", "b"]
