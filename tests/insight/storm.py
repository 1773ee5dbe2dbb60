"""A seeded storm: people who learn, fail, come back, are late, send twice, leave; phones with wrong clocks."""

from datetime import timedelta
from random import Random
from typing import Any

from api.insight import recount
from api.kit import clock
from api.learning import actions
from tests.learning.classroom import HOUR, Classroom, Phone

SLUGS = ("hands", "fridge", "floor")


async def blow(room: Classroom, seed: int, people: int = 6, steps: int = 120) -> list[Phone]:
    """Everything that may happen, in an order that the seed decides. Returns the phones, with all that they sent."""
    await recount.rebuild(room.organisation.id)  # whoever was there before
    random = Random(seed)
    other = await room.house.team(room.organisation, room.region, name="大安店")
    phones = [await room.phone(*random.sample(SLUGS, random.randint(1, 3)), team=random.choice([room.shop, other])) for _ in range(people)]
    waiting: list[tuple[Phone, Any]] = []
    for _ in range(steps):
        clock.move(timedelta(minutes=random.randint(1, 300)))
        phone = random.choice(phones)
        slug = random.choice(sorted(phone.assignments))
        happened = clock.now() - timedelta(minutes=random.choice([0, 1, 60, 3000]))
        match random.randrange(10):
            case 0 | 1 | 2 | 3:
                waiting.append((phone, phone.run(slug, happened, right=random.randint(0, 2), minutes=random.randint(1, 9))))
            case 4 | 5:
                kind = random.choice(["card_shown", "answered", "left"])
                waiting.append((phone, phone.event(slug, happened, kind=kind, card_index=random.randint(0, 2))))
            case 6:  # twice
                if phone.sent:
                    waiting.append((phone, random.choice(phone.sent)))
            case 7:  # a clock that is ahead
                waiting.append((phone, phone.run(slug, clock.now() + HOUR, right=2)))
            case 8:
                assignment = phone.assignments[slug]
                if random.random() < 0.3:
                    await actions.withdraw_assignments(room.admin, [assignment.id])
                else:
                    await actions.assign_units(room.admin, unit_ids=[assignment.unit_id], employee_ids=[phone.viewer.employee_id])
            case 9:
                random.shuffle(waiting)
                await send(waiting[: len(waiting) // 2 + 1])
                del waiting[: len(waiting) // 2 + 1]
    await send(waiting)
    return phones


async def send(waiting: list[tuple[Phone, Any]]) -> None:
    for phone, what in waiting:
        if hasattr(what, "answers"):
            await phone.record(what)
        else:
            await phone.tell(what)
