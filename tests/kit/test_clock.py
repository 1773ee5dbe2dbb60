"""One clock, which tests move."""

from datetime import UTC, date, datetime, timedelta

import pytest

from api.kit import clock
from api.kit.work import unit_of_work

NEW_YEAR = datetime(2026, 1, 1, 0, 30, 15, 123456, tzinfo=UTC)


def test_it_tells_utc_in_whole_milliseconds():
    now = clock.now()

    assert now.tzinfo is UTC
    assert now.microsecond % 1000 == 0
    assert abs(now - datetime.now(UTC)) < timedelta(seconds=5)


def test_it_can_be_held_and_moved_and_goes_on_after():
    with clock.at(NEW_YEAR):
        held = clock.now()
        clock.move(timedelta(days=2))
        moved = clock.now()

    assert (held, moved) == (NEW_YEAR.replace(microsecond=123000), NEW_YEAR.replace(microsecond=123000) + timedelta(days=2))
    assert clock.now() != moved


def test_the_day_is_the_organisations_own():
    with clock.at(NEW_YEAR):
        days = [clock.today(zone) for zone in ("Asia/Taipei", "America/New_York", "UTC")]

    assert days == [date(2026, 1, 1), date(2025, 12, 31), date(2026, 1, 1)]


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError), clock.at(datetime(2026, 1, 1)):
        pass


async def test_a_held_clock_holds_inside_a_unit_of_work_too(house):
    async def work():
        return clock.now()

    with clock.at(NEW_YEAR):
        assert await unit_of_work(work) == clock.now()
