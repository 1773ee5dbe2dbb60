"""Progress does not mind the order; days are local; what cannot be is refused."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.kit.ids import new_id
from api.kit.refusals import Refusal
from api.learning import rules
from api.learning.rules import Progress, Run, Sent, Sign, Told
from api.learning.rules.ladder import Rung

MON = datetime(2026, 11, 23, 8, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def run(at: datetime, score: float = 1.0, passed: bool = True, seconds: int = 200) -> Run:
    return Run(at - timedelta(seconds=seconds), at, seconds, score, passed)


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))
runs = st.builds(
    lambda at, seconds, score: run(at, score / 8, score >= 6, seconds), moments, st.integers(0, 2000), st.integers(0, 8),
)
happenings = st.lists(st.one_of(runs, st.builds(Sign, moments)), max_size=8)


def test_progress_is_the_same_in_whatever_order_attempts_arrive():
    week = [run(MON, 0.4, False), run(MON + DAY, 0.9, True), run(MON + 2 * DAY, 1.0, True), Sign(MON - MINUTE)]

    ends = {rules.fold(Progress(), order) for order in permutations(week)}

    assert ends == {Progress(
        attempts=3, best_score=1.0, learning_s=600, started_at=MON - timedelta(seconds=200), completed_at=MON, passed_at=MON + DAY,
        last_attempt_at=MON + 2 * DAY, last_progress_at=MON + 2 * DAY,
    )}


@given(happenings, st.randoms(use_true_random=False))
def test_any_order_folds_to_the_same(happened, random):
    shuffled = list(happened)
    random.shuffle(shuffled)

    assert rules.fold(Progress(), shuffled) == rules.fold(Progress(), happened)


@given(happenings, happenings)
def test_what_comes_late_is_folded_into_what_was_there(early, late):
    assert rules.fold(rules.fold(Progress(), early), late) == rules.fold(Progress(), [*late, *early])


@given(happenings)
def test_a_sign_that_is_heard_twice_changes_nothing(happened):
    signs = [one for one in happened if isinstance(one, Sign)]

    assert rules.fold(Progress(), [*happened, *signs]) == rules.fold(Progress(), happened)


@given(st.lists(runs, min_size=1, max_size=6))
def test_progress_is_what_its_words_say(happened):
    progress = rules.fold(Progress(), happened)

    assert progress.attempts == len(happened)
    assert progress.best_score == max(one.score for one in happened)
    assert progress.passed_at == min((one.finished_at for one in happened if one.passed), default=None)
    assert progress.started_at <= progress.completed_at <= progress.last_attempt_at == progress.last_progress_at


# ---- days ----


def test_the_day_is_the_organisations():
    late = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)

    assert rules.day_of(late, "Asia/Taipei") == date(2026, 11, 24)
    assert rules.day_of(late, "Europe/Berlin") == date(2026, 11, 23)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)])
def test_a_day_ends_before_the_next_begins_also_when_clocks_change(day, hours):
    end, before = rules.day_ends(day, "Europe/Berlin"), rules.day_ends(day - DAY, "Europe/Berlin")

    assert rules.day_of(end, "Europe/Berlin") == day
    assert rules.day_of(end + timedelta(milliseconds=1), "Europe/Berlin") == day + DAY
    assert end - before == timedelta(hours=hours)


@pytest.mark.parametrize("zone", ["Asia/Taipei", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu"])
def test_offsets_tell_every_moment_its_day(zone):
    first, last = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    spans = rules.offsets(zone, first, last)

    assert spans[0][0] == first
    assert all(one[1] == other[0] for one, other in zip(spans, spans[1:], strict=False))
    for hours in range(0, 365 * 24, 7):
        moment = first + timedelta(hours=hours, minutes=hours % 60)
        [ahead] = [ahead for start, end, ahead in spans if start <= moment < end]
        assert (moment + timedelta(seconds=ahead)).date() == rules.day_of(moment, zone)


# ---- the ladder ----

UNITS = [new_id() for _ in range(4)]


def test_a_unit_is_due_with_the_first_rung_that_needs_it():
    rungs = [Rung(frozenset(UNITS[:1]), 1), Rung(frozenset(UNITS[:3]), 7)]
    units = [(UNITS[0], "unit"), (UNITS[2], "unit"), (UNITS[3], "post_test")]

    due = rules.due_moments(units, rungs, date(2026, 11, 23), "Asia/Taipei")

    assert [due[id].isoformat() for id, _ in units] == [
        "2026-11-24T15:59:59.999000+00:00", "2026-11-30T15:59:59.999000+00:00", "2026-11-30T15:59:59.999000+00:00",
    ]


def test_a_pre_test_goes_with_the_first_rung_and_without_a_ladder_nothing_is_due():
    rungs = [Rung(frozenset(UNITS[:1]), 1), Rung(frozenset(UNITS[:3]), 7)]

    assert rules.due_moments([(UNITS[3], "pre_test")], rungs, date(2026, 11, 23), "UTC")[UNITS[3]].day == 24
    assert rules.due_moments([(UNITS[0], "unit")], [], date(2026, 11, 23), "UTC") == {UNITS[0]: None}


def test_a_rung_is_due_days_after_the_local_day_of_the_assignment():
    assert rules.due_on(datetime(2026, 11, 23, 16, 30, tzinfo=UTC), 7, "Asia/Taipei") == date(2026, 12, 1)


# ---- what phones send ----

SENT = Sent(UUID(int=1), UUID(int=2), UUID(int=3), {"q": "a"}, MON - 4 * MINUTE, MON, 230, False)
TOLD = Told(UUID(int=1), UUID(int=2), UUID(int=3), "card_shown", "c1", 0, None, None, None, MON, False)


def test_a_plausible_run_is_kept_as_it_is():
    assert rules.checked_run(SENT, MON + DAY) == SENT


def test_a_clock_that_is_ahead_is_set_to_what_was_received():
    kept = rules.checked_run(replace(SENT, started_at=MON + DAY, finished_at=MON + DAY + MINUTE, duration_s=60), MON)

    assert (kept.started_at, kept.finished_at) == (MON, MON)


@pytest.mark.parametrize(("given", "path"), [
    ({"finished_at": MON - 5 * MINUTE}, ("finishedAt",)),
    ({"started_at": MON - 800 * DAY, "finished_at": MON - 799 * DAY}, ("finishedAt",)),
    ({"duration_s": -1}, ("durationS",)),
    ({"duration_s": 100_000}, ("durationS",)),
    ({"duration_s": 7200}, ("durationS",)),
    ({"answers": {"q": "a" * 70_000}}, ("answers",)),
    ({"answers": {"q": 2**70}}, ("answers",)),
])
def test_what_cannot_be_is_refused_with_its_field(given, path):
    with pytest.raises(Refusal) as refused:
        rules.checked_run(replace(SENT, **given), MON)

    assert (refused.value.code, refused.value.path) == ("INVALID", path)


def test_a_clock_that_was_set_back_on_the_way_costs_nobody_their_run():
    assert rules.checked_run(replace(SENT, duration_s=600), MON).duration_s == 600


@pytest.mark.parametrize(("given", "path"), [
    ({"card_index": -1}, ("cardIndex",)), ({"card_id": ""}, ("cardId",)), ({"question_id": "q" * 81}, ("questionId",)),
    ({"position_s": -0.5}, ("positionS",)), ({"position_s": float("nan")}, ("positionS",)), ({"value": "x" * 5000}, ("value",)),
    ({"device_at": MON - 800 * DAY}, ("deviceAt",)),
])
def test_an_impossible_event_is_refused_with_its_field(given, path):
    with pytest.raises(Refusal) as refused:
        rules.checked_event(replace(TOLD, **given), MON)

    assert refused.value.path == path


def test_the_same_run_has_the_same_hash_whatever_the_order_of_its_answers():
    one, other = replace(SENT, answers={"a": "x", "b": ["y", "z"]}), replace(SENT, answers={"b": ["y", "z"], "a": "x"})

    assert rules.content_hash(one) == rules.content_hash(other)
    assert rules.content_hash(one) != rules.content_hash(replace(one, duration_s=231))
    assert rules.content_hash(one) != rules.content_hash(replace(one, answers={"a": "x", "b": ["z", "y"]}))
