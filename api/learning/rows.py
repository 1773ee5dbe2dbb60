"""What is loaded to record something, each in one statement; and which rows of learning a viewer sees."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from api.kit.reads import Rows
from api.kit.work import connection
from api.learning.folding import moment, progress_of, uuid
from api.learning.sql import as_keys, as_rows, keys, table
from api.people.rows import LEADERS, PERSON_IN_MY_BRANCH, THEMSELVES, WHOLE

# Arguments `teamId` and `courseId` over a table with an employee and a unit.
PERSON_BELOW = (
    "{t}.employee_id IN (SELECT person.id FROM employee person JOIN team_tree below ON below.descendant_id = person.team_id"
    " AND below.organisation_id = :organisation AND below.ancestor_id = {v} WHERE person.organisation_id = :organisation)"
)
UNIT_OF_COURSE = "{t}.unit_id IN (SELECT part.id FROM unit part WHERE part.organisation_id = :organisation AND part.course_id = {v})"
# How far an assignment is: the names of AssignmentState.
STATE = (
    "CASE WHEN {t}.withdrawn_at IS NOT NULL THEN 'withdrawn' WHEN {t}.passed_at IS NOT NULL THEN 'passed'"
    " WHEN {t}.completed_at IS NOT NULL THEN 'completed' WHEN {t}.started_at IS NOT NULL THEN 'started' ELSE 'assigned' END"
)

LEARNING = Rows(whole=WHOLE, branch=(PERSON_IN_MY_BRANCH, LEADERS), own=("{t}.employee_id = :me", THEMSELVES))

Key = tuple[UUID, UUID, UUID]  # assignment, organisation, employee


async def load_known(ids: Iterable[UUID]) -> dict[UUID, tuple[UUID, str]]:
    """Attempts that are recorded already, of anyone: whose they are, and the hash of what was in them."""
    door = connection()
    found = await door.fetch(
        f"SELECT id, employee_id, content_hash FROM attempt WHERE id IN {keys('ids', door.dialect)}", {"ids": as_keys(ids)},
    )
    return {uuid(row["id"]): (uuid(row["employee_id"]), row["content_hash"]) for row in found}


async def load_assignments(asked: Iterable[Key]) -> dict[Key, dict[str, Any]]:
    """Assignments with the person's team, last day and time zone; only those that are the asker's own."""
    door = connection()
    wanted = [{"id": id, "organisation_id": organisation, "employee_id": employee} for id, organisation, employee in dict.fromkeys(asked)]
    found = await door.fetch(
        f"""
        SELECT a.*, e.team_id, e.left_on, o.timezone
        FROM {table("asked", door.dialect, id="uuid", organisation_id="uuid", employee_id="uuid")} AS asked
        JOIN assignment a ON a.id = asked.id AND a.organisation_id = asked.organisation_id AND a.employee_id = asked.employee_id
        JOIN employee e ON e.id = a.employee_id AND e.organisation_id = a.organisation_id
        JOIN organisation o ON o.id = a.organisation_id
        """,
        {"asked": as_rows(wanted)},
    )
    return {(uuid(row["id"]), uuid(row["organisation_id"]), uuid(row["employee_id"])): _assignment(row) for row in found}


def _assignment(row: Any) -> dict[str, Any]:
    left_on = row["left_on"]
    return {
        "id": uuid(row["id"]),
        "unit_id": uuid(row["unit_id"]),
        "course_id": uuid(row["course_id"]),
        "team_id": uuid(row["team_id"]),
        "withdrawn_at": moment(row["withdrawn_at"]),
        "left_on": date.fromisoformat(left_on) if isinstance(left_on, str) else left_on,
        "timezone": row["timezone"],
        "progress": progress_of(row),
    }


async def load_known_events(ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Events that are kept already, of anyone, and whose they are."""
    door = connection()
    found = await door.fetch(f"SELECT id, employee_id FROM activity WHERE id IN {keys('ids', door.dialect)}", {"ids": as_keys(ids)})
    return {uuid(row["id"]): uuid(row["employee_id"]) for row in found}


async def load_units(asked: Iterable[Key]) -> dict[Key, dict[str, Any]]:
    """The same by organisation, employee and unit."""
    door = connection()
    wanted = [{"organisation_id": organisation, "employee_id": employee, "unit_id": unit} for organisation, employee, unit in dict.fromkeys(asked)]
    found = await door.fetch(
        f"""
        SELECT a.*, e.team_id, e.left_on, o.timezone
        FROM {table("asked", door.dialect, organisation_id="uuid", employee_id="uuid", unit_id="uuid")} AS asked
        JOIN assignment a ON a.organisation_id = asked.organisation_id AND a.employee_id = asked.employee_id AND a.unit_id = asked.unit_id
        JOIN employee e ON e.id = a.employee_id AND e.organisation_id = a.organisation_id
        JOIN organisation o ON o.id = a.organisation_id
        """,
        {"asked": as_rows(wanted)},
    )
    return {(uuid(row["organisation_id"]), uuid(row["employee_id"]), uuid(row["unit_id"])): _assignment(row) for row in found}
