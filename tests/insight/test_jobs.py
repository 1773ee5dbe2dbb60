"""The recount comes by night, and a night that was missed is not made up for by day."""

from datetime import timedelta

from api.insight.jobs import recount_everything
from api.insight.models import Standing
from api.kit import clock
from api.kit.ids import new_id
from api.kit.jobs import Job


def due(ago: timedelta) -> Job:
    return Job(new_id(), "insight.recounted", "x", None, {}, clock.now() - ago, 1, clock.now())


async def test_by_night_everything_is_recounted_and_by_day_nothing(room):
    await room.house.do(lambda: Standing.all().delete())

    await recount_everything(due(timedelta(hours=9)))
    by_day = await Standing.all().count()
    await recount_everything(due(timedelta(minutes=1)))

    assert (by_day, await Standing.all().count()) == (0, 1)
