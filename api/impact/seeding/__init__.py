"""The demo's evaluations, made through the same actions as real ones, with the clock held where each step was taken.

One claim of others, audited; one concluded and clearly worth it; one concluded and not to be told from zero; one running.
"""

from datetime import datetime
from uuid import UUID

from api.impact.seeding import add_on, claim, objections, waste
from api.impact.seeding.desk import Desk

__all__ = ["after_learning", "before_learning", "waiting_for_hygiene"]


async def before_learning(organisation_id: UUID, now: datetime) -> set[UUID]:
    """Plan and start them; the teams that the running one drew for its first wave."""
    desk = await Desk.at(organisation_id, now)
    await claim.audit(desk)
    await waste.begin(desk)
    await add_on.begin(desk)
    return await objections.begin(desk)


async def after_learning(organisation_id: UUID, now: datetime) -> None:
    """Figures, reports and results, now that something was learned."""
    desk = await Desk.at(organisation_id, now)
    await waste.conclude(desk)
    await add_on.conclude(desk)
    await objections.go_on(desk)


async def waiting_for_hygiene(organisation_id: UUID) -> set[UUID]:
    """Shops that the lot let wait for food hygiene until the study had ended, `waste.TRAINED_LATER_DAYS` before now."""
    return await waste.waiting(organisation_id)
