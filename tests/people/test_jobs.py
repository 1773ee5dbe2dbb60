from datetime import UTC, date, datetime

from api.kit import clock
from api.people import actions, jobs
from api.people.models import Employee, EmployeeStatus
from api.people.rules.employees import EmployeeDraft
from tests.access.world import as_admin


async def test_who_has_a_last_day_leaves_when_it_is_over_where_they_work(world):
    hrms = as_admin(world.ours.organisation.id)
    person = world.ours.people["learner"].id
    with clock.at(datetime(2026, 7, 1, tzinfo=UTC)):
        await actions.upsert_employees(hrms, [EmployeeDraft("hr-204817", left_on=date(2026, 7, 8))])

    async def status_at(moment: datetime) -> str:
        with clock.at(moment):
            await jobs.leave(None)
        return (await Employee.get(id=person)).status

    bells = len(world.house.rung)
    assert await status_at(datetime(2026, 7, 8, 15, 59, tzinfo=UTC)) == EmployeeStatus.active  # 23:59 in Taipei
    assert await status_at(datetime(2026, 7, 8, 16, 0, tzinfo=UTC)) == EmployeeStatus.left
    assert [entry.kind for entry in world.house.rung[bells:]] == ["employee.updated", "employee.left"]
    assert await status_at(datetime(2026, 7, 9, tzinfo=UTC)) == EmployeeStatus.left
    assert len(world.house.rung) == bells + 2
