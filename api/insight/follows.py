"""Sums and standings, written with what happened: nobody asks for them, they follow."""

from uuid import UUID

from api.insight import rollups, standing
from api.kit import clock
from api.learning import follows as learning
from api.learning.follows import Happened
from api.people import follows as people


async def keep_up(happened: Happened) -> None:
    """Something was learned, assigned or withdrawn."""
    if happened.counted:
        await rollups.count(happened.organisation_id, happened.counted)
    told_anew = standing.refresh if happened.given else standing.move
    await told_anew(happened.organisation_id, happened.employees, happened.at)


async def follow_people(organisation_id: UUID, employee_ids: list[UUID]) -> None:
    """Someone came, moved, left or came back: a standing goes where its person goes."""
    await standing.refresh(organisation_id, employee_ids, clock.now())
    await standing.forget_leavers(organisation_id, employee_ids)


learning.followers.append(keep_up)
people.followers.append(follow_people)
