"""What lower floors have recorded of an evaluation's people, summed by the database. Reads only."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from api.impact import models
from api.kit import database, sql


async def fetch(text: str, **binds: Any) -> list[dict[str, Any]]:
    """On the reading connection; inside a unit of work, on its own."""
    statement, values = sql.compiled(text, binds, database.current().dialect)
    return [dict(row) for row in await models.Evaluation._meta.db.execute_query_dict(statement, values)]


# People of the given teams and below; leavers stay in.
_PEOPLE = """people AS (
  SELECT e.id, e.status FROM employee e
  WHERE e.organisation_id = :organisation AND e.team_id IN (
    SELECT tree.descendant_id FROM team_tree tree WHERE tree.organisation_id = :organisation AND tree.ancestor_id IN (:teams))
)"""

_LEARNING = f"""WITH {_PEOPLE}, each_one AS (
  SELECT people.id, people.status, count(*) AS units,
    sum(CASE WHEN a.completed_at IS NULL THEN 0 ELSE 1 END) AS completed,
    sum(CASE WHEN a.passed_at IS NULL THEN 0 ELSE 1 END) AS passed,
    sum(a.learning_s) AS learning_s
  FROM people JOIN assignment a ON a.organisation_id = :organisation AND a.employee_id = people.id AND a.course_id = :course
  WHERE a.withdrawn_at IS NULL OR people.status = 'left'
  GROUP BY people.id, people.status
)
SELECT count(*) AS assigned,
  coalesce(sum(CASE WHEN completed = units THEN 1 ELSE 0 END), 0) AS completed,
  coalesce(sum(CASE WHEN completed < units AND status = 'left' THEN 1 ELSE 0 END), 0) AS gone,
  coalesce(sum(CASE WHEN completed = units AND passed = units THEN 1 ELSE 0 END), 0) AS passed,
  coalesce(sum(learning_s), 0) AS learning_s
FROM each_one"""


async def learning(organisation: UUID, course: UUID, teams: Sequence[UUID]) -> Mapping[str, int]:
    """One row: people assigned, completed, gone before that, passed, and seconds recorded."""
    [row] = await fetch(_LEARNING, organisation=organisation, course=course, teams=list(teams))
    return {name: int(value) for name, value in row.items()}


async def headcount(organisation: UUID, teams: Sequence[UUID]) -> int:
    """People of these teams and below who are here."""
    [row] = await fetch(
        f"WITH {_PEOPLE} SELECT count(*) AS n FROM people WHERE status <> 'left'", organisation=organisation, teams=list(teams)
    )
    return int(row["n"])


_TESTS = f"""WITH {_PEOPLE}
SELECT count(*) AS records, count(DISTINCT t.employee_id) AS people, avg(t.score) AS mean
FROM attempt t JOIN unit u ON u.organisation_id = :organisation AND u.id = t.unit_id
WHERE t.organisation_id = :organisation AND u.course_id = :course AND t.finished_at >= :since
  AND t.employee_id IN (SELECT id FROM people)
  AND (u.kind = 'post_test' OR NOT EXISTS (
    SELECT 1 FROM unit x WHERE x.organisation_id = :organisation AND x.course_id = :course AND x.kind = 'post_test'))"""

_REACTIONS = """SELECT count(*) AS records, count(*) AS people, avg(usefulness * 1.0) AS mean FROM reaction
WHERE organisation_id = :organisation AND evaluation_id = :evaluation"""

_CHECKS = """SELECT count(*) AS records, count(DISTINCT employee_id) AS people, avg(proficiency * 1.0) AS mean FROM check_in
WHERE organisation_id = :organisation AND evaluation_id = :evaluation"""

_VALUES = """SELECT count(*) AS records, count(DISTINCT o.unit) AS people FROM observation o
JOIN measure m ON m.organisation_id = :organisation AND m.id = o.measure_id
WHERE o.organisation_id = :organisation AND o.evaluation_id = :evaluation AND m.level = :level AND o.period_on >= :since"""

_LAST_CHECKS = """SELECT count(*) AS checked, coalesce(sum(CASE WHEN c.frequency > 0 THEN 1 ELSE 0 END), 0) AS applying FROM check_in c
WHERE c.organisation_id = :organisation AND c.evaluation_id = :evaluation AND NOT EXISTS (
  SELECT 1 FROM check_in later WHERE later.organisation_id = :organisation AND later.evaluation_id = :evaluation
  AND later.employee_id = c.employee_id AND (later.checked_on > c.checked_on OR (later.checked_on = c.checked_on AND later.id > c.id)))"""

_PLANS = """SELECT count(*) AS n FROM action_plan WHERE organisation_id = :organisation AND evaluation_id = :evaluation"""


async def records(evaluation: models.Evaluation, teams: Sequence[UUID], after_on: date) -> list[dict[str, Any]]:
    """Levels 1 to 4: records, people (or teams), mean mark."""
    own = {"organisation": evaluation.organisation_id, "evaluation": evaluation.id}
    [reactions] = await fetch(_REACTIONS, **own)
    tests = {"records": 0, "people": 0, "mean": None}
    if evaluation.course_id is not None:
        since = datetime.combine(evaluation.starts_on, time(), UTC)
        [tests] = await fetch(
            _TESTS, organisation=evaluation.organisation_id, course=evaluation.course_id, since=since, teams=list(teams)
        )
    [checks] = await fetch(_CHECKS, **own)
    [behaviour] = await fetch(_VALUES, **own, level=3, since=evaluation.starts_on)
    checks = {**checks, "records": checks["records"] + behaviour["records"]}
    [results] = await fetch(_VALUES, **own, level=4, since=after_on)
    found = [reactions, tests, checks, {**results, "mean": None}]
    return [{"level": level, **row} for level, row in enumerate(found, start=1)]


async def applying(evaluation: models.Evaluation) -> tuple[int, int]:
    """(people checked, those of whom the last check saw the behaviour)."""
    [row] = await fetch(_LAST_CHECKS, organisation=evaluation.organisation_id, evaluation=evaluation.id)
    return int(row["checked"]), int(row["applying"])


async def action_plans(evaluation: models.Evaluation) -> int:
    [row] = await fetch(_PLANS, organisation=evaluation.organisation_id, evaluation=evaluation.id)
    return int(row["n"])


_TAKING_PART = """SELECT DISTINCT part.evaluation_id AS id FROM evaluation_team part
JOIN team_tree tree ON tree.organisation_id = :organisation AND tree.descendant_id = part.team_id
WHERE part.organisation_id = :organisation AND part.evaluation_id = :evaluation AND tree.ancestor_id IN (:branch)"""


async def takes_part(organisation: UUID, evaluation: UUID, branch: Sequence[UUID]) -> bool:
    """Whether a team in this branch takes part."""
    return bool(branch) and bool(await fetch(_TAKING_PART, organisation=organisation, evaluation=evaluation, branch=list(branch)))


_MOVED = """SELECT DISTINCT part.evaluation_id AS id FROM evaluation_team part
JOIN team_tree tree ON tree.organisation_id = :organisation AND tree.ancestor_id = part.team_id
JOIN evaluation e ON e.organisation_id = :organisation AND e.id = part.evaluation_id
WHERE part.organisation_id = :organisation AND tree.descendant_id IN (:teams) AND e.state IN ('planned', 'baseline_locked', 'running', 'follow_up')"""


async def open_evaluations(organisation: UUID, teams: Sequence[UUID]) -> list[UUID]:
    """Those in which one of these teams, or one above it, takes part."""
    rows = await fetch(_MOVED, organisation=organisation, teams=list(teams)) if teams else []
    return [row["id"] if isinstance(row["id"], UUID) else UUID(row["id"]) for row in rows]
