"""Where each person stands now, told from their assignments, milestones and last event. Inside a unit of work."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from api.kit.work import connection
from api.learning.sql import as_keys, keys, listed

FAILED_OFTEN = 3  # more failed attempts than this are too many
COUNTS = ("assigned", "completed", "passed")
COLUMNS = (
    "team_id", *COUNTS, "open_unit_id", "open_since", "open_failures",
    "next_milestone_due_on", "next_due_at", "active_unit_id", "active_card_index", "active_at",
)
MOVING = tuple(name for name in COLUMNS if name not in ("team_id", "assigned"))


def _parts(theirs: str, sums: str) -> str:
    """What a standing is put together from. Materialized, or SQLite would look through all of it for each person."""
    return f"""
    WITH sums AS MATERIALIZED (
      SELECT employee_id, {sums} GROUP BY employee_id
    ), open AS MATERIALIZED (
      SELECT employee_id, unit_id, last_progress_at, attempts FROM (
        SELECT employee_id, unit_id, last_progress_at, attempts, row_number() OVER (
          PARTITION BY employee_id ORDER BY CASE WHEN attempts > {FAILED_OFTEN} THEN 0 ELSE 1 END, last_progress_at, unit_id) AS place
        FROM assignment WHERE {theirs} AND withdrawn_at IS NULL AND passed_at IS NULL AND started_at IS NOT NULL
      ) begun WHERE place = 1
    ), rungs AS MATERIALIZED (
      SELECT employee_id, min(due_on) AS due_on FROM milestone
      WHERE {theirs} AND reached_at IS NULL AND units_total > 0 GROUP BY employee_id
    )
    """


_MOVING = """
open.unit_id AS open_unit_id, open.last_progress_at AS open_since, coalesce(open.attempts, 0) AS open_failures,
rungs.due_on AS next_milestone_due_on, sums.next_due_at,
CASE WHEN last.kind <> 'left' THEN last.unit_id END AS active_unit_id,
CASE WHEN last.kind <> 'left' THEN last.card_index END AS active_card_index,
last.device_at AS active_at
"""


def _people(dialect: str) -> str:
    """Those of `:people` who have not left, each with their parts and their last event. CROSS JOIN begins with who is asked for."""
    return f"""
    FROM {listed("people", dialect)} AS asked CROSS JOIN employee e
    LEFT JOIN sums ON sums.employee_id = e.id
    LEFT JOIN open ON open.employee_id = e.id
    LEFT JOIN rungs ON rungs.employee_id = e.id
    LEFT JOIN activity last ON last.id = (
      SELECT seen.id FROM activity seen WHERE seen.organisation_id = :organisation AND seen.employee_id = e.id
      ORDER BY seen.device_at DESC, seen.id DESC LIMIT 1)
    WHERE e.id = asked.id AND e.organisation_id = :organisation AND e.status <> 'left'
    """


def standings(dialect: str) -> str:
    """One row for each of `:people` who has not left: what their standing is, whatever is kept of it."""
    theirs = f"organisation_id = :organisation AND employee_id IN {keys('people', dialect)}"
    sums = f"""
    count(*) AS assigned, count(completed_at) AS completed, count(passed_at) AS passed, min(CASE WHEN passed_at IS NULL THEN due_at END) AS next_due_at
    FROM assignment WHERE {theirs} AND withdrawn_at IS NULL
    """
    return f"""
    {_parts(theirs, sums)}
    SELECT e.id AS employee_id, e.organisation_id, e.team_id,
           coalesce(sums.assigned, 0) AS assigned, coalesce(sums.completed, 0) AS completed, coalesce(sums.passed, 0) AS passed, {_MOVING}
    {_people(dialect)}
    """


def _moved(dialect: str) -> str:
    """The same from what is still to be passed alone, which has an index of its own."""
    theirs = f"organisation_id = :organisation AND employee_id IN {keys('people', dialect)}"
    sums = f"""
    count(*) AS unpassed, count(*) - count(completed_at) AS uncompleted, min(due_at) AS next_due_at
    FROM assignment WHERE {theirs} AND withdrawn_at IS NULL AND passed_at IS NULL
    """
    return f"""
    {_parts(theirs, sums)}
    SELECT e.id AS employee_id, coalesce(sums.uncompleted, 0) AS uncompleted, coalesce(sums.unpassed, 0) AS unpassed, {_MOVING}
    {_people(dialect)}
    """


async def refresh(organisation_id: UUID, employees: Collection[UUID], at: datetime) -> None:
    """Set the standings of these people right; who has left has none."""
    door = connection()
    written = ", ".join(f"{name} = excluded.{name}" for name in (*COLUMNS, "updated_at"))
    # The sort keeps one order of locks; WHERE true tells SQLite that ON begins no join.
    await door.execute(
        f"""
        INSERT INTO standing (employee_id, organisation_id, {", ".join(COLUMNS)}, updated_at)
        SELECT employee_id, organisation_id, {", ".join(COLUMNS)}, {_at(door.dialect)}
        FROM ({standings(door.dialect)}) AS told WHERE true ORDER BY employee_id
        ON CONFLICT (employee_id) DO UPDATE SET {written}
        """,
        {"organisation": organisation_id, "people": as_keys(employees), "at": at},
    )


async def move(organisation_id: UUID, employees: Collection[UUID], at: datetime) -> None:
    """The same after something was learned, when nothing was given or taken: looks only at what is still to be passed."""
    door = connection()
    written = ", ".join(f"{name} = told.{name}" for name in MOVING if name not in COUNTS)
    moved = await door.execute(
        f"""
        UPDATE standing SET completed = standing.assigned - told.uncompleted, passed = standing.assigned - told.unpassed, {written},
          updated_at = {_at(door.dialect)}
        FROM ({_moved(door.dialect)}) AS told WHERE standing.employee_id = told.employee_id
        """,
        {"organisation": organisation_id, "people": as_keys(employees), "at": at},
    )
    if moved < len(set(employees)):  # someone has left, or was never told of
        await refresh(organisation_id, employees, at)


async def forget_leavers(organisation_id: UUID, employees: Collection[UUID]) -> int:
    door = connection()
    return await door.execute(
        f"""
        DELETE FROM standing WHERE organisation_id = :organisation AND employee_id IN {keys("people", door.dialect)}
        AND employee_id IN (SELECT id FROM employee WHERE organisation_id = :organisation AND status = 'left')
        """,
        {"organisation": organisation_id, "people": as_keys(employees)},
    )


def _at(dialect: str) -> str:
    return ":at" if dialect == "sqlite" else "CAST(:at AS timestamptz)"
