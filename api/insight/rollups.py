"""Sums by day: of a person, of a team, of a unit. Inside a unit of work."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from api.kit.work import connection
from api.learning.follows import Counted

SUMS = ("attempts", "passes", "score_sum", "learning_s")
# Table → its column; locked in this order.
TABLES = {"person_day": "employee_id", "team_day": "team_id", "unit_day": "unit_id"}


def _add(table: str, whose: str) -> str:
    adding = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in SUMS)
    return (
        f"INSERT INTO {table} (organisation_id, {whose}, day, {', '.join(SUMS)})"
        f" VALUES (:organisation_id, :whose, :day, {', '.join(f':{name}' for name in SUMS)})"
        f" ON CONFLICT (organisation_id, {whose}, day) DO UPDATE SET {adding}"
    )


_ADD = {table: _add(table, whose) for table, whose in TABLES.items()}


async def count(organisation_id: UUID, counted: Iterable[Counted]) -> None:
    """Add attempts, each of which is recorded now for the first time."""
    counted = list(counted)
    for table, whose in TABLES.items():
        sums: dict[tuple[str, date], dict[str, Any]] = defaultdict(lambda: dict.fromkeys(SUMS, 0))
        for one in counted:
            sum_ = sums[str(getattr(one, whose)), one.day]
            sum_["attempts"] += 1
            sum_["passes"] += one.passed
            sum_["score_sum"] += one.score
            sum_["learning_s"] += one.duration_s
        # Sorted, so that two processes on PostgreSQL take the rows in one order.
        rows = [{"organisation_id": organisation_id, "whose": UUID(id), "day": day, **sums[id, day]} for id, day in sorted(sums)]
        await connection().many(_ADD[table], rows)
