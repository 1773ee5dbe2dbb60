"""The product's one clock. Rules take `now` as an argument; actions and jobs ask here; tests move it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

# Of the whole process, not of a context: a unit of work runs in a context of its own.
_held: datetime | None = None
_moved = timedelta()


def now() -> datetime:
    """UTC, whole milliseconds: what both databases keep and the API shows."""
    moment = (_held or datetime.now(UTC)) + _moved
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def today(tz: str) -> date:
    """The local day of an organisation."""
    return now().astimezone(ZoneInfo(tz)).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Hold the clock still at this moment."""
    global _held, _moved
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    before = _held, _moved
    _held, _moved = moment.astimezone(UTC), timedelta()
    try:
        yield
    finally:
        _held, _moved = before


def move(by: timedelta) -> None:
    """Move the clock on. Within `at` the move ends with it."""
    global _moved
    _moved += by


def reset() -> None:
    """Back to real time."""
    global _held, _moved
    _held, _moved = None, timedelta()
