"""Progress and milestones, kept in step with what was recorded. Inside a unit of work, with the people locked."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from api.kit import journal
from api.kit.work import connection
from api.learning.rules import Progress
from api.learning.sql import as_keys, as_rows, elements, keys, listed, table

PROGRESS = tuple(Progress.__dataclass_fields__)


async def lock(employees: Iterable[UUID]) -> None:
    """Whoever changes what a person has learned holds that person first: then what follows is read as it is.

    SQLite has one writer and needs no lock.
    """
    door = connection()
    if door.dialect == "postgres":
        await door.execute(
            f"SELECT id FROM employee WHERE id IN {keys('people', door.dialect)} ORDER BY id FOR NO KEY UPDATE", {"people": as_keys(employees)},
        )


async def save_progress(folded: dict[UUID, Progress], at: datetime) -> None:
    """The progress of these assignments, as the rules have folded it."""
    written = ", ".join(f"{name} = :{name}" for name in PROGRESS)
    await connection().many(
        f"UPDATE assignment SET {written}, updated_at = :at WHERE id = :id",
        [{**{name: getattr(progress, name) for name in PROGRESS}, "at": at, "id": id} for id, progress in folded.items()],
    )


def _rungs(dialect: str, asked: str) -> str:
    """Each milestone beside what it should say, counted from the assignments that are not withdrawn."""
    return f"""
    SELECT m.id, m.employee_id, m.course_id, m.step_id, m.reached_at, m.units_total, m.units_passed,
           count(a.id) AS total, count(a.passed_at) AS passed,
           CASE WHEN count(a.id) > 0 AND count(a.id) = count(a.passed_at) THEN max(a.passed_at) END AS reached
    FROM {asked} CROSS JOIN milestone m
    JOIN milestone_step s ON s.id = m.step_id AND s.organisation_id = m.organisation_id
    JOIN {elements("s.unit_ids", dialect, "u")} ON true
    LEFT JOIN assignment a ON a.organisation_id = m.organisation_id AND a.employee_id = m.employee_id
      AND a.unit_id = u.value AND a.withdrawn_at IS NULL
    WHERE m.organisation_id = :organisation AND m.employee_id = asked.id
    """


async def refresh_milestones(organisation_id: UUID, employees: Iterable[UUID], at: datetime, teams: dict[UUID, UUID] | None = None) -> int:
    """Set right what the milestones of these people say; those reached now enter the journal if their teams are told."""
    door = connection()
    text = _rungs(door.dialect, f"{listed('people', door.dialect)} AS asked") + " GROUP BY m.id"
    counted = await door.fetch(text, {"organisation": organisation_id, "people": as_keys(employees)})
    return await _set_milestones(organisation_id, counted, at, teams)


async def climb(organisation_id: UUID, passed: Iterable[tuple[UUID, UUID]], at: datetime, teams: dict[UUID, UUID]) -> int:
    """The same where something was passed, by person and course."""
    door = connection()
    asked = f"{table('passed', door.dialect, id='uuid', course_id='uuid')} AS asked"
    text = _rungs(door.dialect, asked) + " AND m.course_id = asked.course_id GROUP BY m.id"
    pairs = as_rows({"id": employee, "course_id": course} for employee, course in passed)
    return await _set_milestones(organisation_id, await door.fetch(text, {"organisation": organisation_id, "passed": pairs}), at, teams)


async def _set_milestones(organisation_id: UUID, counted: list[Any], at: datetime, teams: dict[UUID, UUID] | None) -> int:
    moved = [row for row in counted if (row["units_total"], row["units_passed"], row["reached_at"]) != (row["total"], row["passed"], row["reached"])]
    if moved:
        await connection().many(
            "UPDATE milestone SET units_total = :total, units_passed = :passed, reached_at = :reached, updated_at = :at WHERE id = :id",
            [{"total": row["total"], "passed": row["passed"], "reached": row["reached"], "at": at, "id": row["id"]} for row in moved],
        )
    for row in moved:
        if teams is not None and row["reached_at"] is None and row["reached"] is not None:
            employee = uuid(row["employee_id"])
            journal.add(
                "milestone.reached", organisation=organisation_id, subject=uuid(row["id"]), employee=employee,
                team=teams.get(employee), course=str(row["course_id"]), step=str(row["step_id"]),
            )
    return len(moved)


def uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def moment(value: Any) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def progress_of(row: Any) -> Progress:
    """From a row of `assignment`, of either database."""
    times = {name: moment(row[name]) for name in PROGRESS if name.endswith("_at")}
    return Progress(**{name: row[name] for name in PROGRESS if not name.endswith("_at")}, **times)


