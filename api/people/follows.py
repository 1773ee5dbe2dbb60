"""Who must know, in the same unit of work, what became of people: higher floors keep things of their own about them."""

from collections.abc import Awaitable, Callable
from uuid import UUID

Follower = Callable[[UUID, list[UUID]], Awaitable[None]]  # (organisation, employees)

followers: list[Follower] = []  # someone came, moved to another team, left or came back
farewells: list[Follower] = []  # someone left


async def changed(organisation_id: UUID, employee_ids: list[UUID]) -> None:
    if employee_ids:
        for follower in followers:
            await follower(organisation_id, employee_ids)


async def left(organisation_id: UUID, employee_ids: list[UUID]) -> None:
    if employee_ids:
        for farewell in farewells:
            await farewell(organisation_id, employee_ids)
