"""Clears away what nobody can come in with any more."""

from datetime import timedelta

from api.access.actions import tokens
from api.access.actions.sessions import KEPT_AFTER_END
from api.access.models import AccessToken, PinLock, Session, Welcome
from api.access.rules.pins import FORGIVEN_AFTER
from api.kit import clock, jobs
from api.kit.work import unit_of_work


@jobs.handles("access.sweep", every=timedelta(days=1), at="18:40")
async def sweep(job: jobs.Job) -> None:
    now = clock.now()

    async def work() -> None:
        await PinLock.filter(failed_at__lt=now - FORGIVEN_AFTER).delete()
        await AccessToken.filter(expires_at__lt=now - tokens.KEPT_AFTER_END).delete()
        await Session.filter(expires_at__lt=now - KEPT_AFTER_END).delete()
        await Welcome.filter(expires_at__lt=now - KEPT_AFTER_END).delete()

    await unit_of_work(work)
