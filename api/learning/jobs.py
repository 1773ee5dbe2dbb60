"""What learning does by night."""

from datetime import timedelta

from api.kit import clock
from api.kit.jobs import Job, handles
from api.learning import bulk
from api.people.models import Organisation


@handles("activity.forgotten", every=timedelta(days=1), at="18:30")
async def forget_old_events(_: Job) -> None:
    """Raw events are kept for 90 days, a few thousand taken away at a time so that nobody waits."""
    before = clock.now() - bulk.KEPT
    for organisation_id in await Organisation.all().order_by("id").values_list("id", flat=True):
        while await bulk.forget_events(organisation_id, before, bulk.CHUNK) == bulk.CHUNK:
            pass
