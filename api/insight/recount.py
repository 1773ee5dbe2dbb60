"""Everything that is summed up, counted anew from attempts and events, some people at a time; what differs is set right.

Nightly it must find nothing. After a bulk load it makes everything.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from api.insight import standing
from api.insight.rollups import SUMS, TABLES
from api.kit import clock
from api.kit.fields import iso
from api.kit.ids import new_id
from api.kit.work import connection, unit_of_work
from api.learning import bulk, folding, rules
from api.learning.folding import PROGRESS
from api.learning.sql import as_keys, as_rows, elements, keys, table

CHUNK = 100  # people in one unit of work; of teams and units, which have more attempts each, a tenth
OLDEST = timedelta(days=3 * 365)


@dataclass(slots=True)
class Report:
    """How many rows were not what they should have been."""

    assignments: int = 0
    milestones: int = 0
    standings: int = 0
    person_day: int = 0
    team_day: int = 0
    unit_day: int = 0

    @property
    def total(self) -> int:
        return self.assignments + self.milestones + self.standings + self.person_day + self.team_day + self.unit_day

    def said(self) -> str:
        found = [f"{getattr(self, name)} {name}" for name in self.__slots__ if getattr(self, name)]
        return f"mended {', '.join(found)}" if found else "nothing differed"


async def rebuild(organisation_id: UUID, progress: Callable[[int, int], Any] | None = None, chunk: int = CHUNK) -> Report:
    """Recount one organisation. `progress(done, total)` is told on the way. Safe while people learn, and when sent twice."""
    at, report = clock.now(), Report()
    counting = await _Counting.of(organisation_id, at)
    people = await _ids("employee", organisation_id)
    groups = [
        *((counting.people, some) for some in _chunks(people, chunk)),
        *((counting.teams, some) for some in _chunks(await _ids("team", organisation_id), max(1, chunk // 10))),
        *((counting.units, some) for some in _chunks(await _ids("unit", organisation_id), max(1, chunk // 10))),
    ]
    for done, (recount, some) in enumerate(groups, start=1):
        for name, differing in (await unit_of_work(lambda recount=recount, some=some: recount(some))).items():
            setattr(report, name, getattr(report, name) + differing)
        if progress:
            progress(done, len(groups))
    return report


@dataclass(slots=True)
class _Counting:
    organisation_id: UUID
    timezone: str
    at: datetime
    zone: str  # offsets of the time zone, as rows

    @classmethod
    async def of(cls, organisation_id: UUID, at: datetime) -> "_Counting":
        async def work() -> str:
            [row] = await connection().fetch("SELECT timezone FROM organisation WHERE id = :id", {"id": organisation_id})
            return row["timezone"]

        timezone = await unit_of_work(work)
        spans = rules.offsets(timezone, at - OLDEST, at + timedelta(days=1))
        zone = as_rows({"from_at": iso(start), "before_at": iso(end), "ahead_s": ahead} for start, end, ahead in spans)
        return cls(organisation_id, timezone, at, zone)

    async def people(self, ids: Sequence[UUID]) -> dict[str, int]:
        await folding.lock(ids)
        assignments = await self._progress(ids)
        made = await self._make_milestones(ids)
        moved = await folding.refresh_milestones(self.organisation_id, ids, self.at)
        return {
            "assignments": assignments,
            "milestones": max(made, moved),
            "standings": await self._standings(ids),
            "person_day": await self._days("person_day", ids),
        }

    async def teams(self, ids: Sequence[UUID]) -> dict[str, int]:
        return {"team_day": await self._days("team_day", ids)}

    async def units(self, ids: Sequence[UUID]) -> dict[str, int]:
        return {"unit_day": await self._days("unit_day", ids)}

    def _binds(self, ids: Iterable[UUID], **more: Any) -> dict[str, Any]:
        return {"organisation": self.organisation_id, "ids": as_keys(ids), "at": self.at, **more}

    async def _progress(self, ids: Sequence[UUID]) -> int:
        door = connection()
        theirs = f"organisation_id = :organisation AND employee_id IN {keys('ids', door.dialect)}"
        first, last = ("min", "max") if door.dialect == "sqlite" else ("LEAST", "GREATEST")

        def of(function: str, one: str, other: str) -> str:
            return f"{function}(coalesce({one}, {other}), coalesce({other}, {one}))"

        kept = f"CASE WHEN a.started_at < {_moment('horizon', door.dialect)} THEN a.started_at END"
        counted = f"""
        SELECT a.id, coalesce(r.attempts, 0) AS attempts, r.best_score, coalesce(r.learning_s, 0) AS learning_s,
               {of(first, of(first, "r.started_at", "s.first_at"), kept)} AS started_at,
               r.completed_at, r.passed_at, r.last_attempt_at,
               {of(last, of(last, "r.last_attempt_at", "s.last_at"), f"CASE WHEN a.last_progress_at < {_moment('horizon', door.dialect)} THEN a.last_progress_at END")} AS last_progress_at
        FROM assignment a
        LEFT JOIN (
          SELECT assignment_id, count(*) AS attempts, max(score) AS best_score, sum(duration_s) AS learning_s, min(started_at) AS started_at,
                 min(finished_at) AS completed_at, min(CASE WHEN passed THEN finished_at END) AS passed_at, max(finished_at) AS last_attempt_at
          FROM attempt WHERE {theirs} GROUP BY assignment_id
        ) r ON r.assignment_id = a.id
        LEFT JOIN (
          SELECT employee_id, unit_id, min(device_at) AS first_at, max(device_at) AS last_at FROM activity WHERE {theirs} GROUP BY employee_id, unit_id
        ) s ON s.employee_id = a.employee_id AND s.unit_id = a.unit_id
        WHERE a.organisation_id = :organisation AND a.employee_id IN {keys('ids', door.dialect)}
        """
        written = ", ".join(f"{name} = c.{name}" for name in PROGRESS)
        differs = " OR ".join(f"assignment.{name} IS DISTINCT FROM c.{name}" for name in PROGRESS)
        return await door.execute(
            f"UPDATE assignment SET {written}, updated_at = :at FROM ({counted}) AS c WHERE c.id = assignment.id AND ({differs})",
            self._binds(ids, horizon=self.at - bulk.KEPT),
        )

    async def _make_milestones(self, ids: Sequence[UUID]) -> int:
        """Rungs of which someone has all units, and on which they do not stand yet."""
        door = connection()
        missing = await door.fetch(
            f"""
            SELECT begun.employee_id, s.id, s.course_id, s.position, s.due_day, begun.began_at, count(*) AS units
            FROM (
              SELECT employee_id, course_id, min(assigned_at) AS began_at FROM assignment
              WHERE organisation_id = :organisation AND employee_id IN {keys('ids', door.dialect)} GROUP BY employee_id, course_id
            ) begun
            JOIN milestone_step s ON s.organisation_id = :organisation AND s.course_id = begun.course_id
            JOIN {elements("s.unit_ids", door.dialect, "u")} ON true
            LEFT JOIN assignment a ON a.organisation_id = :organisation AND a.employee_id = begun.employee_id AND a.unit_id = u.value
            LEFT JOIN milestone m ON m.organisation_id = :organisation AND m.employee_id = begun.employee_id AND m.step_id = s.id
            WHERE m.id IS NULL
            GROUP BY begun.employee_id, s.id, s.course_id, s.position, s.due_day, begun.began_at
            HAVING count(*) = count(a.id)
            """,
            {"organisation": self.organisation_id, "ids": as_keys(ids)},
        )
        await bulk.insert_milestones([
            {
                "id": new_id(), "organisation_id": self.organisation_id, "employee_id": row["employee_id"], "course_id": row["course_id"],
                "step_id": row["id"], "position": row["position"], "units_total": row["units"], "updated_at": self.at,
                "due_on": rules.due_on(folding.moment(row["began_at"]), row["due_day"], self.timezone),
            }
            for row in missing
        ])
        return len(missing)

    async def _standings(self, ids: Sequence[UUID]) -> int:
        door = connection()
        differs = " OR ".join(f"kept.{name} IS DISTINCT FROM told.{name}" for name in standing.COLUMNS)
        differing = await door.fetch(
            f"""
            SELECT told.employee_id FROM ({standing.standings(door.dialect)}) told
            LEFT JOIN standing kept ON kept.employee_id = told.employee_id WHERE kept.employee_id IS NULL OR {differs}
            """,
            {"organisation": self.organisation_id, "people": as_keys(ids)},
        )
        if differing:
            await standing.refresh(self.organisation_id, [row["employee_id"] for row in differing], self.at)
        return len(differing) + await standing.forget_leavers(self.organisation_id, ids)

    async def _days(self, name: str, ids: Sequence[UUID]) -> int:
        door, whose = connection(), TABLES[name]
        day = (
            "date(a.finished_at, z.ahead_s || ' seconds')" if door.dialect == "sqlite"
            else "CAST((a.finished_at AT TIME ZONE 'UTC') + z.ahead_s * interval '1 second' AS date)"
        )
        counted = f"""
        SELECT a.organisation_id, a.{whose}, {day} AS day, count(*) AS attempts, sum(CASE WHEN a.passed THEN 1 ELSE 0 END) AS passes,
               sum(a.score) AS score_sum, sum(a.duration_s) AS learning_s
        FROM attempt a
        JOIN {table("zone", door.dialect, from_at="moment", before_at="moment", ahead_s="int")} AS z
          ON a.finished_at >= z.from_at AND a.finished_at < z.before_at
        WHERE a.organisation_id = :organisation AND a.{whose} IN {keys('ids', door.dialect)}
        GROUP BY 1, 2, 3
        """
        # Sums of shares depend on their order by less than this.
        same = f"""
        k.organisation_id = c.organisation_id AND k.{whose} = c.{whose} AND k.day = c.day AND k.attempts = c.attempts
        AND k.passes = c.passes AND k.learning_s = c.learning_s AND abs(k.score_sum - c.score_sum) < 0.000001
        """
        written = ", ".join(f"{column} = excluded.{column}" for column in SUMS)
        binds = {"organisation": self.organisation_id, "ids": as_keys(ids), "zone": self.zone}
        stray = await door.execute(
            f"""
            DELETE FROM {name} WHERE organisation_id = :organisation AND {whose} IN {keys('ids', door.dialect)} AND NOT EXISTS (
              SELECT 1 FROM ({counted}) c WHERE c.{whose} = {name}.{whose} AND c.day = {name}.day)
            """,
            binds,
        ) if await self._has_days(name, whose, ids) else 0
        return stray + await door.execute(
            f"""
            INSERT INTO {name} (organisation_id, {whose}, day, {", ".join(SUMS)})
            SELECT organisation_id, {whose}, day, {", ".join(SUMS)} FROM ({counted}) c
            WHERE NOT EXISTS (SELECT 1 FROM {name} k WHERE {same})
            ON CONFLICT (organisation_id, {whose}, day) DO UPDATE SET {written}
            """,
            binds,
        )

    async def _has_days(self, name: str, whose: str, ids: Sequence[UUID]) -> bool:
        door = connection()
        return bool(await door.fetch(
            f"SELECT 1 FROM {name} WHERE organisation_id = :organisation AND {whose} IN {keys('ids', door.dialect)} LIMIT 1",
            {"organisation": self.organisation_id, "ids": as_keys(ids)},
        ))


def _moment(bind: str, dialect: str) -> str:
    return f":{bind}" if dialect == "sqlite" else f"CAST(:{bind} AS timestamptz)"


async def _ids(name: str, organisation_id: UUID) -> list[UUID]:
    async def work() -> list[UUID]:
        found = await connection().fetch(f"SELECT id FROM {name} WHERE organisation_id = :organisation ORDER BY id", {"organisation": organisation_id})
        return [folding.uuid(row["id"]) for row in found]

    return await unit_of_work(work)


def _chunks(ids: list[UUID], size: int) -> Iterator[list[UUID]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))

