"""What insight does by night."""

from datetime import timedelta

from api.insight import recount
from api.kit import clock, log
from api.kit.jobs import Job, handles
from api.people.models import Organisation

NIGHT = timedelta(hours=3)

_log = log.named("tiro.insight")


@handles("insight.recounted", every=timedelta(days=1), at="19:00")
async def recount_everything(job: Job) -> None:
    """All sums and standings must equal what attempts and events say. What differs is mended, and said aloud: it is a bug.

    A night that was missed is left to the next one: by day people are learning.
    """
    if clock.now() - job.run_at > NIGHT:
        return
    for organisation_id in await Organisation.all().order_by("id").values_list("id", flat=True):
        report = await recount.rebuild(organisation_id, chunk=10)
        if report.total:
            _log.error("a recount differed", organisation=str(organisation_id), **{name: getattr(report, name) for name in report.__slots__})
