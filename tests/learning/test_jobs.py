"""Raw events go after ninety days; what they told stays."""

from api.insight import recount
from api.insight.models import Standing
from api.kit import clock
from api.learning import bulk
from api.learning.jobs import forget_old_events
from api.learning.models import LearningEvent
from tests.learning.classroom import DAY, HOUR, NOON


async def test_old_events_go_and_what_they_added_up_to_stays(room, monkeypatch):
    phone, other = await room.phone("hands", "fridge"), await room.phone("hands")
    await phone.tell(*(phone.event("hands", NOON - n * HOUR) for n in range(5)))
    await other.tell(other.event("hands", NOON))
    clock.move(89 * DAY)
    await phone.tell(phone.event("fridge", clock.now()))
    await recount.rebuild(room.organisation.id)
    monkeypatch.setattr(bulk, "CHUNK", 2)

    await forget_old_events(None)
    early = await LearningEvent.all().count()
    clock.move(2 * DAY)
    await forget_old_events(None)

    assert early == 7
    assert {event.employee_id for event in await LearningEvent.all()} == {phone.viewer.employee_id, other.viewer.employee_id}
    assert await LearningEvent.all().count() == 2
    kept = await phone.look("hands")
    assert (kept.started_at, kept.last_progress_at) == (NOON - 4 * HOUR, NOON)
    assert (await recount.rebuild(room.organisation.id)).total == 0
    assert (await Standing.get(employee_id=other.viewer.employee_id)).active_at == NOON
