"""Employees as an HRMS knows them: joined, changed, moved, left."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from api.kit import clock, journal
from api.kit.refusals import Code, Refusal
from api.kit.viewer import Viewer
from api.kit.work import unit_of_work
from api.people import follows, sql
from api.people.actions import lookups
from api.people.models import Employee, EmployeeStatus, Placement, Position
from api.people.rules import employees as rules
from api.people.rules.checks import KEEP, Path
from api.people.rules.employees import EmployeeDraft, Person


async def upsert_employees(viewer: Viewer, drafts: Sequence[EmployeeDraft]) -> list[UUID | Refusal]:
    """Each employee's id, or why not. The sender's externalId decides who it is; sent again, nothing changes."""
    lookups.at_most(drafts, "employees")
    checked = lookups.each("employees", drafts, rules.checked)

    async def work() -> list[UUID | Refusal]:
        organisation = await lookups.locked(viewer.organisation_id)
        good = [draft for draft in checked if not isinstance(draft, Refusal)]
        batch = await _Batch.load(organisation.id, good)
        today = clock.today(organisation.timezone)
        answers: list[UUID | Refusal] = []
        for number, draft in enumerate(checked):
            try:
                answers.append(draft if isinstance(draft, Refusal) else batch.take(draft, today, ("employees", number)))
            except Refusal as no:
                answers.append(no)
        await batch.save(clock.now())
        return answers

    return await unit_of_work(work)


async def let_go(organisation_id: UUID) -> int:
    """How many left because their last day, known in advance, is over where they work."""

    async def work() -> int:
        organisation = await lookups.locked(organisation_id)
        today = clock.today(organisation.timezone)
        due = await Employee.filter(organisation_id=organisation_id, left_on__lt=today).exclude(status=EmployeeStatus.left)
        batch = _Batch(organisation_id, due, lookups.Teams([]), {})
        for one in due:
            one.status = EmployeeStatus.left
            batch.touched[one.id] = one
        await batch.save(clock.now())
        return len(due)

    return await unit_of_work(work)


class _Batch:
    """What is known of those whom the drafts name, and what becomes of them."""

    def __init__(self, organisation_id: UUID, people: list[Employee], teams: lookups.Teams, positions: dict[str, Position]):
        self.organisation_id, self.teams, self.positions = organisation_id, teams, positions
        self.by_external_id = {one.external_id: one for one in people if one.external_id}
        self.by_number = {one.employee_number: one for one in people}
        self.before = {one.id: person_of(one) for one in people}
        self.touched: dict[UUID, Employee] = {}

    @classmethod
    async def load(cls, organisation_id: UUID, drafts: list[EmployeeDraft]) -> "_Batch":
        mine = Employee.filter(organisation_id=organisation_id)
        numbers = [draft.employee_number for draft in drafts if draft.employee_number is not KEEP]
        people = {one.id: one for one in await mine.filter(external_id__in=[draft.external_id for draft in drafts])}
        people |= {one.id: people.get(one.id, one) for one in await mine.filter(employee_number__in=numbers)}
        codes = {draft.position_code for draft in drafts if draft.position_code not in (KEEP, None)}
        positions = await Position.filter(organisation_id=organisation_id, code__in=codes) if codes else []
        teams = await lookups.Teams.named(organisation_id, drafts)
        return cls(organisation_id, list(people.values()), teams, {position.code: position for position in positions})

    def take(self, draft: EmployeeDraft, today, path: Path) -> UUID:
        employee = self.by_external_id.get(draft.external_id)
        namesake = self.by_number.get(draft.employee_number) if draft.employee_number is not KEEP else None
        if namesake and namesake is not employee:
            if employee or namesake.external_id:
                raise Refusal(Code.CONFLICT, "Someone else has this number.", (*path, "employeeNumber"))
            employee = namesake  # kept by hand until now: the HRMS takes them over
        position_id = None
        if draft.position_code not in (KEEP, None):
            position_id = lookups.known(self.positions, draft.position_code, "position", (*path, "positionCode")).id
        person = rules.merged(
            person_of(employee) if employee else None, draft, self.teams.of(draft, path), position_id, today, path
        )
        if employee is None:
            employee = Employee(organisation_id=self.organisation_id)
        elif not rules.changed(person_of(employee), person):
            return employee.id
        else:
            self.by_number.pop(employee.employee_number, None)
        employee.update_from_dict({**{name: getattr(person, name) for name in rules.COLUMNS}, "status": EmployeeStatus(person.status)})
        self.by_external_id[employee.external_id] = self.by_number[employee.employee_number] = employee
        self.touched[employee.id] = employee
        return employee.id

    async def save(self, now: datetime) -> None:
        made = [one for one in self.touched.values() if one.id not in self.before]
        changes = {
            one.id: names for one in self.touched.values()
            if one.id in self.before and (names := rules.changed(self.before[one.id], person_of(one)))
        }
        for one in made:
            one.created_at = one.updated_at = now
        for id in changes:
            self.touched[id].updated_at = now
        if made:
            await Employee.bulk_create(made)
        if changes:
            columns = {name for names in changes.values() for name in names} | {"updated_at"}
            await sql.save([self.touched[id] for id in changes], columns)
        moved = [self.touched[id] for id, names in changes.items() if {"team_id", "position_id"} & set(names)]
        await place(self.organisation_id, made, moved, now)
        left = [
            id for id in (*changes, *(one.id for one in made))
            if self.touched[id].status == EmployeeStatus.left and (id not in self.before or self.before[id].status != "left")
        ]
        for one in made:
            self._tell("employee.created", one)
        for id, names in changes.items():
            self._tell("employee.updated", self.touched[id], changed=sorted(map(rules.camel, names)), **self._from(id, names))
        for id in left:
            self._tell("employee.left", self.touched[id])
        followed = [id for id, names in changes.items() if {"team_id", "status"} & set(names)]
        await follows.changed(self.organisation_id, [one.id for one in made] + followed)
        await follows.left(self.organisation_id, left)

    def _tell(self, kind: str, one: Employee, **payload) -> None:
        journal.add(kind, organisation=self.organisation_id, subject=one.id, employee=one.id, team=one.team_id, **payload)

    def _from(self, id: UUID, names: list[str]) -> dict[str, str]:
        return {"fromTeamId": str(self.before[id].team_id)} if "team_id" in names else {}


def person_of(one: Employee) -> Person:
    return Person(
        one.external_id, one.employee_number, one.name, one.email, one.locale, one.team_id, one.position_id,
        str(one.status), one.hired_on, one.left_on,
    )


async def place(organisation_id: UUID, made: Sequence[Employee], moved: Sequence[Employee], now: datetime) -> None:
    """Write down where they work from now on; a move ends the place before."""
    if moved:
        await Placement.filter(
            organisation_id=organisation_id, employee_id__in=[one.id for one in moved], until__isnull=True
        ).update(until=now)
    if made or moved:
        await Placement.bulk_create([
            Placement(
                organisation_id=organisation_id, employee_id=one.id, team_id=one.team_id, position_id=one.position_id, since=now
            )
            for one in (*made, *moved)
        ])
