"""Every hour all open evaluations are reckoned anew: windows open with the days, and a crash may have swallowed a ring."""

from datetime import timedelta

from api.impact import models
from api.impact.actions import project
from api.impact.actions.projecting import OPEN
from api.kit import jobs, log

_log = log.named("tiro.impact")


@jobs.handles("impact.swept", every=timedelta(hours=1))
async def sweep(_: jobs.Job) -> None:
    for organisation_id, id in await models.Evaluation.filter(state__in=OPEN).values_list("organisation_id", "id"):
        try:
            await project(organisation_id, id)
        except Exception:
            _log.exception("a projection failed", evaluation=str(id))
