"""Who must know, in the same unit of work, what was learned: insight keeps its sums and standings there."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Counted:
    """An attempt that was recorded now."""

    employee_id: UUID
    team_id: UUID  # the person's now
    unit_id: UUID
    day: date  # local, on which it was finished
    score: float
    passed: bool
    duration_s: int


@dataclass(frozen=True, slots=True)
class Happened:
    """What one unit of work changed in one organisation. `employees` are all whose learning was touched."""

    organisation_id: UUID
    at: datetime
    employees: frozenset[UUID]
    counted: tuple[Counted, ...] = ()
    given: bool = False  # assignments were given or taken back, and not only worked on


followers: list[Callable[[Happened], Awaitable[None]]] = []


async def tell(happened: Happened) -> None:
    if happened.employees:
        for follower in followers:
            await follower(happened)
