"""Rows of learning, many at once and as they are: already marked, already checked. What they add up to is the recount's work."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

import orjson

from api.kit.work import connection, unit_of_work

CHUNK = 5000
KEPT = timedelta(days=90)  # of raw events; what they add up to is kept

ASSIGNMENT = ("id", "organisation_id", "employee_id", "unit_id", "course_id", "source", "assigned_at", "due_at", "withdrawn_at", "updated_at")
ATTEMPT = (
    "id", "organisation_id", "employee_id", "assignment_id", "unit_id", "version_id", "team_id", "answers", "marks", "score", "passed",
    "started_at", "finished_at", "received_at", "duration_s", "offline", "content_hash",
)
EVENT = (
    "id", "organisation_id", "employee_id", "unit_id", "version_id", "attempt_id", "kind", "card_id", "card_index", "question_id",
    "value", "position_s", "device_at", "received_at", "offline",
)
MILESTONE = ("id", "organisation_id", "employee_id", "course_id", "step_id", "position", "due_on", "units_total", "updated_at")

Row = dict[str, Any]


def _insert(table: str, columns: Sequence[str], more: str = "") -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(f':{name}' for name in columns)}){more}"


_NEW_ASSIGNMENT = f"""
INSERT INTO assignment ({', '.join(ASSIGNMENT)}, attempts, learning_s)
VALUES ({', '.join(f':{name}' for name in ASSIGNMENT)}, 0, 0)
ON CONFLICT (organisation_id, employee_id, unit_id) DO NOTHING
"""
_NEW_ATTEMPT = _insert("attempt", ATTEMPT)
_NEW_EVENT = _insert("activity", EVENT, " ON CONFLICT (id) DO NOTHING")
_NEW_MILESTONE = f"""
INSERT INTO milestone ({', '.join(MILESTONE)}, units_passed)
VALUES ({', '.join(f':{name}' for name in MILESTONE)}, 0)
ON CONFLICT (organisation_id, employee_id, step_id) DO NOTHING
"""


async def insert_assignments(rows: Sequence[Row]) -> None:
    """Inside a unit of work. Who has the unit already keeps their assignment."""
    await connection().many(_NEW_ASSIGNMENT, [{"due_at": None, "withdrawn_at": None, **row} for row in rows])


async def insert_attempts(rows: Sequence[Row]) -> None:
    """Inside a unit of work."""
    await connection().many(_NEW_ATTEMPT, [{**row, "answers": _json(row["answers"]), "marks": _json(row["marks"])} for row in rows])


async def insert_events(rows: Sequence[Row]) -> None:
    """Inside a unit of work. One that is there already stays as it is."""
    await connection().many(_NEW_EVENT, [{**row, "value": None if row["value"] is None else _json(row["value"])} for row in rows])


async def insert_milestones(rows: Sequence[Row]) -> None:
    """Inside a unit of work. Nobody stands on a rung twice."""
    await connection().many(_NEW_MILESTONE, rows)


async def load_assignments(organisation_id: UUID, rows: Iterable[Row], chunk: int = CHUNK) -> int:
    """Dicts with the columns of ASSIGNMENT; `due_at`, `withdrawn_at` and `updated_at` (else assigned_at) may be missing."""
    rows = ({"updated_at": row["assigned_at"], **row, "organisation_id": organisation_id} for row in rows)
    return await _load(insert_assignments, rows, chunk)


async def load_attempts(organisation_id: UUID, rows: Iterable[Row], chunk: int = CHUNK) -> int:
    """Dicts with the columns of ATTEMPT, marked with `marking.mark_all`."""
    return await _load(insert_attempts, ({"content_hash": "", **row, "organisation_id": organisation_id} for row in rows), chunk)


async def load_events(organisation_id: UUID, rows: Iterable[Row], chunk: int = CHUNK) -> int:
    """Dicts with the columns of EVENT; `question_id`, `value` and `position_s` may be missing."""
    blank = {"question_id": None, "value": None, "position_s": None}
    return await _load(insert_events, ({**blank, **row, "organisation_id": organisation_id} for row in rows), chunk)


async def load_milestones(organisation_id: UUID, rows: Iterable[Row], chunk: int = CHUNK) -> int:
    """Dicts with the columns of MILESTONE. The recount makes missing ones by itself."""
    return await _load(insert_milestones, ({**row, "organisation_id": organisation_id} for row in rows), chunk)


async def _load(insert, rows: Iterable[Row], chunk: int) -> int:
    rows, loaded = iter(rows), 0
    while some := list(islice(rows, chunk)):
        await unit_of_work(lambda some=some: insert(some))
        loaded += len(some)
    return loaded


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


async def forget_events(organisation_id: UUID, before: datetime, most: int) -> int:
    """Take away raw events that were received before then, at most so many; everybody's last one stays."""

    async def work() -> int:
        return await connection().execute(
            """
            DELETE FROM activity WHERE id IN (
              SELECT old.id FROM activity old WHERE old.organisation_id = :organisation AND old.received_at < :before
              AND old.id <> (
                SELECT last.id FROM activity last WHERE last.organisation_id = :organisation AND last.employee_id = old.employee_id
                ORDER BY last.device_at DESC, last.id DESC LIMIT 1)
              ORDER BY old.received_at LIMIT :most)
            """,
            {"organisation": organisation_id, "before": before, "most": most},
        )

    return await unit_of_work(work)
