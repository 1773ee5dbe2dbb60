"""What comes due by the calendar alone."""

from datetime import timedelta

from api.kit import jobs
from api.people import actions
from api.people.models import Organisation


@jobs.handles("people.leave", every=timedelta(hours=1))
async def leave(job: jobs.Job) -> None:
    """Whose last day is over has left, whether or not the HRMS says so again. Hourly: each organisation has its own midnight."""
    for organisation_id in await Organisation.all().values_list("id", flat=True):
        await actions.let_go(organisation_id)
