"""When the units of a course are due: with the first rung of its ladder that needs them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from api.learning.rules.days import day_ends, day_of


@dataclass(frozen=True, slots=True)
class Rung:
    unit_ids: frozenset[UUID]
    due_day: int


def due_moments(
    units: Iterable[tuple[UUID, str]], rungs: list[Rung], assigned_on: date, timezone: str,
) -> dict[UUID, datetime | None]:
    """Unit → the end of the local day by which it is due; none in a course without a ladder.

    The test before the course goes with the first rung, whatever no rung names (the test after it) with the last.
    """
    days = sorted(rung.due_day for rung in rungs)

    def due_day(unit: UUID, kind: str) -> int | None:
        needing = [rung.due_day for rung in rungs if unit in rung.unit_ids]
        if needing:
            return min(needing)
        return (days[0] if kind == "pre_test" else days[-1]) if days else None

    found = {unit: due_day(unit, kind) for unit, kind in units}
    return {unit: day_ends(assigned_on + timedelta(days=day), timezone) if day is not None else None for unit, day in found.items()}


def due_on(began_at: datetime, due_day: int, timezone: str) -> date:
    """A rung is due so many local days after the course was given."""
    return day_of(began_at, timezone) + timedelta(days=due_day)
