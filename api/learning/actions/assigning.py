"""Give people units to learn, and take them back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from api.catalogue.models import MilestoneStep, Unit, UnitStatus
from api.kit import clock, journal
from api.kit.ids import new_id
from api.kit.refusals import INVALID, NOT_FOUND, TOO_LARGE, Refusal
from api.kit.viewer import Role, Viewer
from api.kit.work import unit_of_work
from api.learning import bulk, folding, follows, rules
from api.learning.models import Assignment, AssignmentSource
from api.learning.rules.ladder import Rung
from api.people.models import Employee, EmployeeStatus, Organisation, TeamTree

MOST = 20_000  # people × units at once


@dataclass(frozen=True, slots=True)
class Assigned:
    """All assignments that were asked for, in no order, and how many of them are new."""

    ids: list[UUID]
    created: int


async def assign_units(
    viewer: Viewer, *, unit_ids: Collection[UUID] = (), course_id: UUID | None = None,
    employee_ids: Collection[UUID] = (), team_id: UUID | None = None, due_at: datetime | None = None,
    source: AssignmentSource | None = None,
) -> Assigned:
    """Units, or all of a course, to people, or to all of a team and below it. Whoever has a unit keeps what they have.

    Without `due_at` a unit is due with the rung of the course's ladder that needs it. A withdrawn assignment comes
    back with its progress; a due date that is given replaces another.
    """
    at = clock.now()
    source = source or (AssignmentSource.api if viewer.may(Role.api_client) else AssignmentSource.manager)

    async def work() -> Assigned:
        organisation = await Organisation.get(id=viewer.organisation_id)
        units = await _units(viewer, unit_ids, course_id)
        people = await _people(viewer, employee_ids, team_id)
        if len(units) * len(people) > MOST:
            raise Refusal(TOO_LARGE, f"at most {MOST:,} assignments at once", ("unitIds",))
        await folding.lock(people)
        assigning = _Assigning(organisation, at, source, due_at, units, people)
        await assigning.load()
        return await assigning.save()

    return await unit_of_work(work)


async def withdraw_assignments(viewer: Viewer, ids: Collection[UUID]) -> int:
    """Take assignments back. What was learned stays; what was finished before still counts when it arrives."""
    at = clock.now()

    async def work() -> int:
        found = await Assignment.filter(organisation_id=viewer.organisation_id, id__in=list(ids))
        teams = await _teams(viewer.organisation_id, [one.employee_id for one in found])
        if viewer.roles.isdisjoint({Role.admin, Role.api_client}):
            below = await _below(viewer)
            found = [one for one in found if teams[one.employee_id] in below]
        if missing := set(ids) - {one.id for one in found}:
            raise Refusal(NOT_FOUND, f"no such assignment: {min(missing)}", ("ids",))
        await folding.lock(teams)
        open_ones = [one for one in found if one.withdrawn_at is None]
        await Assignment.filter(id__in=[one.id for one in open_ones]).update(withdrawn_at=at, updated_at=at)
        await _settle(viewer.organisation_id, at, {one.employee_id for one in open_ones}, teams)
        for one in open_ones:
            journal.add(
                "assignment.withdrawn", organisation=viewer.organisation_id, subject=one.id, employee=one.employee_id,
                team=teams[one.employee_id], unit=str(one.unit_id),
            )
        return len(open_ones)

    return await unit_of_work(work)


class _Assigning:
    def __init__(
        self, organisation: Organisation, at: datetime, source: AssignmentSource, due_at: datetime | None,
        units: Sequence[Unit], people: dict[UUID, UUID],
    ):
        self.organisation, self.at, self.source, self.due_at = organisation, at, source, due_at
        self.units, self.people = {unit.id: unit for unit in units}, people
        self.today = rules.day_of(at, organisation.timezone)

    async def load(self) -> None:
        courses = {unit.course_id for unit in self.units.values()}
        mine = {"organisation_id": self.organisation.id}
        self.steps = await MilestoneStep.filter(**mine, course_id__in=list(courses)).order_by("course_id", "position")
        # Of the whole course: a ladder begins with the first of its units that someone was given.
        held = await Assignment.filter(**mine, course_id__in=list(courses), employee_id__in=list(self.people))
        self.held = {(one.employee_id, one.unit_id): one for one in held}

    async def save(self) -> Assigned:
        due = self._due()
        made: list[dict[str, Any]] = []
        back, moved = [], []
        for employee in self.people:
            for unit in self.units.values():
                held = self.held.get((employee, unit.id))
                if held is None:
                    made.append(self._row(employee, unit, due[unit.id]))
                elif held.withdrawn_at is not None:
                    back.append(held)
                elif self.due_at is not None and held.due_at != self.due_at:
                    moved.append(held)
        await bulk.insert_assignments(made)
        for held in back:
            await Assignment.filter(id=held.id).update(withdrawn_at=None, due_at=due[held.unit_id], assigned_at=self.at, updated_at=self.at)
        if moved:
            await Assignment.filter(id__in=[one.id for one in moved]).update(due_at=self.due_at, updated_at=self.at)
        await bulk.insert_milestones(self._milestones(made))
        touched = [*made, *({"id": one.id, "employee_id": one.employee_id, "unit_id": one.unit_id} for one in (*back, *moved))]
        await _settle(self.organisation.id, self.at, {row["employee_id"] for row in touched}, self.people)
        for row in touched:
            journal.add(
                "assignment.assigned", organisation=self.organisation.id, subject=row["id"], employee=row["employee_id"],
                team=self.people[row["employee_id"]], unit=str(row["unit_id"]),
            )
        kept = [one.id for key, one in self.held.items() if key[1] in self.units]
        return Assigned([*(row["id"] for row in made), *kept], len(made))

    def _due(self) -> dict[UUID, datetime | None]:
        if self.due_at is not None:
            return dict.fromkeys(self.units, self.due_at)
        due: dict[UUID, datetime | None] = {}
        for course in {unit.course_id for unit in self.units.values()}:
            rungs = [Rung(frozenset(map(UUID, step.unit_ids)), step.due_day) for step in self.steps if step.course_id == course]
            units = [(unit.id, unit.kind.value) for unit in self.units.values() if unit.course_id == course]
            due |= rules.due_moments(units, rungs, self.today, self.organisation.timezone)
        return due

    def _row(self, employee: UUID, unit: Unit, due_at: datetime | None) -> dict[str, Any]:
        return {
            "id": new_id(), "organisation_id": self.organisation.id, "employee_id": employee, "unit_id": unit.id,
            "course_id": unit.course_id, "source": self.source, "assigned_at": self.at, "due_at": due_at, "updated_at": self.at,
        }

    def _milestones(self, made: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """A rung for each person who now has all of its units, due so many days after the first unit of the course was given."""
        first: dict[tuple[UUID, UUID], datetime] = {}
        has: dict[UUID, set[str]] = {}
        for one in self.held.values():
            key = (one.employee_id, one.course_id)
            first[key] = min(first.get(key, self.at), one.assigned_at)
            has.setdefault(one.employee_id, set()).add(str(one.unit_id))
        for row in made:
            has.setdefault(row["employee_id"], set()).add(str(row["unit_id"]))
        rows = []
        for employee in {row["employee_id"] for row in made}:
            for step in self.steps:
                if has[employee].issuperset(step.unit_ids):
                    began = first.get((employee, step.course_id), self.at)
                    rows.append({
                        "id": new_id(), "organisation_id": self.organisation.id, "employee_id": employee, "course_id": step.course_id,
                        "step_id": step.id, "position": step.position, "units_total": len(step.unit_ids), "updated_at": self.at,
                        "due_on": rules.due_on(began, step.due_day, self.organisation.timezone),
                    })
        return rows


async def _settle(organisation_id: UUID, at: datetime, people: set[UUID], teams: dict[UUID, UUID]) -> None:
    await folding.refresh_milestones(organisation_id, people, at, teams)
    await follows.tell(follows.Happened(organisation_id, at, frozenset(people), given=True))


async def _units(viewer: Viewer, unit_ids: Collection[UUID], course_id: UUID | None) -> list[Unit]:
    if bool(unit_ids) == bool(course_id):
        raise Refusal(INVALID, "either unitIds or courseId", ("unitIds",))
    mine = Unit.filter(organisation_id=viewer.organisation_id)
    if course_id:
        units = await mine.filter(course_id=course_id, status=UnitStatus.published)
        if not units:
            raise Refusal(NOT_FOUND, "no such course, or nothing published in it", ("courseId",))
        return units
    units = await mine.filter(id__in=list(unit_ids))
    if missing := set(unit_ids) - {unit.id for unit in units}:
        raise Refusal(NOT_FOUND, f"no such unit: {min(missing)}", ("unitIds",))
    if unready := [unit for unit in units if unit.status is not UnitStatus.published]:
        raise Refusal(INVALID, f"{unready[0].slug} is not published", ("unitIds",))
    return units


async def _people(viewer: Viewer, employee_ids: Collection[UUID], team_id: UUID | None) -> dict[UUID, UUID]:
    """Person → team. A manager reaches their own teams and all below; nobody who has left."""
    if bool(employee_ids) == bool(team_id):
        raise Refusal(INVALID, "either employeeIds or teamId", ("employeeIds",))
    everyone = not viewer.roles.isdisjoint({Role.admin, Role.api_client})
    below = None if everyone else await _below(viewer)
    if team_id:
        teams = await TeamTree.filter(organisation_id=viewer.organisation_id, ancestor_id=team_id).values_list("descendant_id", flat=True)
        if not teams or (below is not None and team_id not in below):
            raise Refusal(NOT_FOUND, "no such team", ("teamId",))
        found = await Employee.filter(organisation_id=viewer.organisation_id, team_id__in=list(teams)).exclude(status=EmployeeStatus.left)
        return {one.id: one.team_id for one in found}
    found = await Employee.filter(organisation_id=viewer.organisation_id, id__in=list(employee_ids))
    seen = [one for one in found if below is None or one.team_id in below]
    if missing := set(employee_ids) - {one.id for one in seen}:
        raise Refusal(NOT_FOUND, f"no such employee: {min(missing)}", ("employeeIds",))
    if gone := [one for one in seen if one.status is EmployeeStatus.left]:
        raise Refusal("EMPLOYEE_LEFT", f"{gone[0].id} has left", ("employeeIds",))
    return {one.id: one.team_id for one in seen}


async def _below(viewer: Viewer) -> set[UUID]:
    return set(await TeamTree.filter(organisation_id=viewer.organisation_id, ancestor_id__in=list(viewer.branch)).values_list("descendant_id", flat=True))


async def _teams(organisation_id: UUID, employees: Collection[UUID]) -> dict[UUID, UUID]:
    found = await Employee.filter(organisation_id=organisation_id, id__in=list(set(employees))).values_list("id", "team_id")
    return dict(found)
