"""Attempts as phones send them: twice, late, out of order, of someone else, of a leaver, all at once."""

import asyncio
from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from api.catalogue.actions import import_course
from api.kit import clock
from api.kit.ids import new_id
from api.kit.refusals import Refusal
from api.kit.work import connection
from api.learning import actions
from api.learning.actions import attempts
from api.learning.models import Attempt, Milestone
from tests.learning.classroom import DAY, HOUR, MINUTE, NOON, Classroom, course, question, unit


def said(answer) -> tuple[str, tuple] | str:
    return (answer.code, answer.path) if isinstance(answer, Refusal) else "recorded"


async def test_a_run_is_marked_recorded_and_told(room):
    phone = await room.phone("hands")
    run = phone.run("hands", NOON - MINUTE)

    [answer] = await phone.record(run)

    kept = await Attempt.get(id=answer)
    assert (kept.id, kept.score, kept.passed, kept.marks, kept.team_id) == (run.id, 1.0, True, {"q1": 1.0, "q2": 1.0}, room.shop.id)
    assert kept.received_at == NOON
    told = next(entry for entry in room.house.rung if entry.kind == "attempt.recorded")
    assert (told.subject_id, told.employee_id, told.team_id) == (run.id, phone.viewer.employee_id, room.shop.id)


async def test_sent_twice_it_counts_once_and_has_one_answer(room):
    phone = await room.phone("hands")
    run = phone.run("hands", NOON, right=1)

    first, again, together = await phone.record(run), await phone.record(run), await phone.record(run, run)

    assert first == again == together[:1] == together[1:] == [run.id]
    assert (await phone.look("hands")).attempts == 1
    assert len([entry for entry in room.house.rung if entry.kind == "attempt.recorded"]) == 1


async def test_the_same_id_with_other_content_is_a_conflict_and_the_first_stands(room):
    phone = await room.phone("hands")
    run = phone.run("hands", NOON, right=2)
    await phone.record(run)

    [answer] = await phone.record(replace(run, answers={"q1": "b", "q2": "b"}))

    assert said(answer) == ("CONFLICT", ("attempts", 0, "id"))
    assert (await Attempt.get(id=run.id)).score == 1.0
    assert (await phone.look("hands")).attempts == 1


async def test_someone_elses_id_is_a_conflict_that_tells_nothing(room):
    mine, theirs = await room.phone("hands"), await room.phone("hands")
    run = theirs.run("hands", NOON)
    await theirs.record(run)

    [own_content] = await mine.record(replace(mine.run("hands", NOON), id=run.id))
    [their_content] = await mine.record(run)

    assert said(own_content) == said(their_content) == ("CONFLICT", ("attempts", 0, "id"))
    assert own_content.message == their_content.message


async def test_someone_elses_assignment_is_not_there(room):
    mine, theirs = await room.phone("hands"), await room.phone("hands")
    run = replace(mine.run("hands", NOON), assignment_id=theirs.assignments["hands"].id)

    assert [said(one) for one in await mine.record(run, replace(run, id=new_id(), assignment_id=new_id()))] == [
        ("NOT_FOUND", ("attempts", 0, "assignmentId")), ("NOT_FOUND", ("attempts", 1, "assignmentId")),
    ]
    assert (await theirs.look("hands")).attempts == 0


async def test_another_organisation_sees_and_touches_nothing(room):
    phone = await room.phone("hands")
    other = await Classroom.open(room.house, slug="hailan")
    stranger = await other.phone("hands")
    run = stranger.run("hands", NOON)

    answers = [
        *await stranger.record(replace(run, assignment_id=phone.assignments["hands"].id)),
        *await stranger.record(replace(run, version_id=phone.versions["hands"].id)),
        *await stranger.record(run),
    ]

    assert [said(one) for one in answers] == [
        ("NOT_FOUND", ("attempts", 0, "assignmentId")), ("NOT_FOUND", ("attempts", 0, "versionId")), "recorded",
    ]


@pytest.mark.parametrize("order", permutations(range(3)))
async def test_late_and_out_of_order_the_progress_is_the_same(room, order):
    phone = await room.phone("hands")
    week = [phone.run("hands", NOON - 3 * DAY, right=1), phone.run("hands", NOON - 2 * DAY, right=2), phone.run("hands", NOON - DAY, right=0)]

    for place in order:
        await phone.record(week[place])
        clock.move(HOUR)

    kept = await phone.look("hands")
    assert (kept.attempts, kept.best_score, kept.learning_s) == (3, 1.0, 540)
    assert (kept.started_at, kept.completed_at, kept.passed_at) == (week[0].started_at, week[0].finished_at, week[1].finished_at)
    assert kept.last_attempt_at == kept.last_progress_at == week[2].finished_at


async def test_two_attempts_in_the_same_instant_both_count(room):
    phone = await room.phone("hands")

    answers = await phone.record(phone.run("hands", NOON, right=0), phone.run("hands", NOON, right=2))

    assert [said(one) for one in answers] == ["recorded", "recorded"]
    kept = await phone.look("hands")
    assert (kept.attempts, kept.completed_at, kept.passed_at) == (2, NOON, NOON)


async def test_what_is_wrong_is_refused_by_itself_and_the_rest_is_kept(room):
    phone = await room.phone("hands", "fridge")
    good = phone.run("hands", NOON)

    answers = await phone.record(
        replace(phone.run("hands", NOON), version_id=new_id()),
        replace(phone.run("hands", NOON), version_id=phone.versions["fridge"].id),
        phone.run("hands", NOON, answers={"q7": "a"}),
        phone.run("hands", NOON, answers={"q1": "z"}),
        phone.run("hands", NOON, answers=["a"]),
        phone.run("hands", NOON, started_at=NOON + MINUTE),
        phone.run("hands", NOON, duration_s=100_000),
        good,
    )

    assert [said(one) for one in answers] == [
        ("NOT_FOUND", ("attempts", 0, "versionId")),
        ("INVALID", ("attempts", 1, "versionId")),
        ("INVALID", ("attempts", 2, "answers", "q7")),
        ("INVALID", ("attempts", 3, "answers", "q1")),
        ("INVALID", ("attempts", 4, "answers")),
        ("INVALID", ("attempts", 5, "finishedAt")),
        ("INVALID", ("attempts", 6, "durationS")),
        "recorded",
    ]
    assert await Attempt.all().count() == 1


async def test_a_refused_id_may_be_sent_again_with_what_was_meant(room):
    phone = await room.phone("hands")
    run = phone.run("hands", NOON, answers={"q7": "a"})

    [first], [mended] = await phone.record(run), await phone.record(replace(run, answers={"q1": "a"}))

    assert (said(first)[0], mended) == ("INVALID", run.id)


async def test_a_clock_that_is_ahead_finishes_now(room):
    phone = await room.phone("hands")
    run = phone.run("hands", NOON + 5 * DAY)

    await phone.record(run)

    assert (await Attempt.get(id=run.id)).finished_at == NOON
    assert await phone.record(run) == [run.id]


async def test_an_older_version_is_as_good_and_is_marked_by_its_own_key(room):
    phone = await room.phone("hands")
    old = phone.run("hands", NOON)
    newer = course()
    newer["units"][0] = unit("hands", cards=[newer["units"][0]["cards"][0], question("q1", key="c"), question("q2", key="c"), question("q3")])

    published = await import_course(room.organisation.id, newer, clock.now())

    assert published["hands"][1].number == 2
    assert await phone.record(old) == [old.id]
    kept = await Attempt.get(id=old.id)
    assert (kept.version_id, kept.score) == (phone.versions["hands"].id, 1.0)


async def test_what_was_finished_before_the_withdrawal_counts_and_what_was_not_says_so(room):
    phone = await room.phone("hands")
    clock.move(DAY)
    await actions.withdraw_assignments(room.admin, [phone.assignments["hands"].id])
    clock.move(DAY)

    before, after = await phone.record(phone.run("hands", NOON + HOUR), phone.run("hands", NOON + DAY + HOUR))

    assert said(before) == "recorded"
    assert said(after) == ("ASSIGNMENT_WITHDRAWN", ("attempts", 1, "assignmentId"))


async def test_a_leavers_last_day_still_counts(room):
    phone = await room.phone("hands", left_on=date(2026, 11, 23))
    clock.move(3 * DAY)

    # The last day ends at midnight in Taipei, not in Greenwich.
    evening, morning = await phone.record(phone.run("hands", NOON + 11 * HOUR), phone.run("hands", NOON + 13 * HOUR))

    assert said(evening) == "recorded"
    assert said(morning) == ("EMPLOYEE_LEFT", ("attempts", 1, "finishedAt"))


async def test_more_than_a_hundred_at_once_are_too_many(room):
    phone = await room.phone("hands")

    with pytest.raises(Refusal, match="TOO_LARGE"):
        await phone.record(*[phone.run("hands", NOON)] * 101)

    assert await phone.record() == []


async def test_sixty_four_phones_at_once_share_a_few_commits(room):
    phones = [await room.phone("hands", "fridge") for _ in range(16)]
    runs = [(phone, phone.run(slug, NOON - n * MINUTE)) for phone in phones for n, slug in enumerate(["hands", "fridge", "hands", "fridge"])]
    commits = room.house.db.writer.counters.commits

    answers = await asyncio.gather(*(phone.record(run) for phone, run in runs))

    assert answers == [[run.id] for _, run in runs]
    assert {(await phone.look("hands")).attempts for phone in phones} == {2}
    assert room.house.db.writer.counters.commits - commits <= 3
    assert [entry.seq for entry in room.house.rung] == list(range(1, len(room.house.rung) + 1))


async def test_sixty_four_attempts_take_as_many_statements_as_one(room, monkeypatch):
    phones = [await room.phone() for _ in range(8)]
    said = []

    def counted(name, real):
        async def speak(door, text, *binds):
            said.append(text.split()[:3])
            return await real(door, text, *binds)

        monkeypatch.setattr(client, name, speak)

    client = type(await room.house.do(_door))
    for name in ("execute", "fetch", "many"):
        counted(name, getattr(client, name))
    sizes = []
    for count in (1, 8):
        said.clear()
        await asyncio.gather(*(phone.record(*(phone.run(slug, NOON) for slug in ("hands", "fridge", "floor"))) for phone in phones[:count]))
        sizes.append(len([one for one in said if one[0] != "SAVEPOINT" and one[0] != "RELEASE"]))

    assert sizes[0] == sizes[1] <= 13


async def _door():
    return connection()


async def test_one_who_goes_away_takes_nothing_along(room):
    phones = [await room.phone("hands") for _ in range(8)]
    runs = [phone.run("hands", NOON) for phone in phones]
    tasks = [asyncio.create_task(phone.record(run)) for phone, run in zip(phones, runs, strict=True)]
    await asyncio.sleep(0)

    for task in tasks[::2]:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

    assert [answers for answers in await asyncio.gather(*(phone.record(run) for phone, run in zip(phones, runs, strict=True)))] == [[run.id] for run in runs]
    assert {(await phone.look("hands")).attempts for phone in phones} == {1}


async def test_the_same_run_from_two_tabs_at_once_counts_once(room):
    phone = await room.phone("hands")
    run = phone.run("hands", NOON)

    answers = await asyncio.gather(*(phone.record(run) for _ in range(8)))

    assert answers == [[run.id]] * 8
    assert (await phone.look("hands")).attempts == 1


async def test_a_milestone_is_reached_once_with_the_last_of_its_units(room):
    phone = await room.phone()
    await phone.record(phone.run("hands", NOON - HOUR))
    await phone.record(phone.run("fridge", NOON - 2 * HOUR), phone.run("floor", NOON - 3 * HOUR, right=1))
    await phone.record(phone.run("floor", NOON - 30 * MINUTE), phone.run("hands", NOON))

    first, whole = await Milestone.filter(employee_id=phone.viewer.employee_id).order_by("position")

    assert (first.reached_at, first.units_passed, first.units_total) == (NOON - HOUR, 1, 1)
    assert (whole.reached_at, whole.units_passed, whole.units_total) == (NOON - 30 * MINUTE, 3, 3)
    assert [entry.subject_id for entry in room.house.rung if entry.kind == "milestone.reached"] == [first.id, whole.id]


async def test_an_earlier_pass_that_comes_late_moves_the_milestone_back(room):
    phone = await room.phone()
    await phone.record(phone.run("hands", NOON))

    await phone.record(phone.run("hands", NOON - DAY))

    first = await Milestone.get(employee_id=phone.viewer.employee_id, position=1)
    assert first.reached_at == NOON - DAY
    assert len([entry for entry in room.house.rung if entry.kind == "milestone.reached"]) == 1


async def test_a_fault_in_one_request_leaves_the_others_alone(room, monkeypatch):
    phones = [await room.phone("hands") for _ in range(3)]
    runs = [phone.run("hands", NOON, answers={"q1": key}) for phone, key in zip(phones, "abc", strict=True)]
    marked = attempts.mark_all

    def broken(marking, answers):
        if answers == runs[1].answers and broken.times:
            broken.times -= 1
            raise RuntimeError("a bug")
        return marked(marking, answers)

    broken.times = 2  # in the group, and by itself
    monkeypatch.setattr(attempts, "mark_all", broken)

    answers = await asyncio.gather(*(phone.record(run) for phone, run in zip(phones, runs, strict=True)), return_exceptions=True)

    assert [answers[0], answers[2]] == [[runs[0].id], [runs[2].id]]
    assert isinstance(answers[1], RuntimeError)
    assert await phones[1].record(runs[1]) == [runs[1].id]

