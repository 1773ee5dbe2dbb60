"""The journal, read again from where somebody left off."""

from __future__ import annotations

from uuid import UUID

from tortoise.expressions import Q

from api.kit.journal import Entry
from api.kit.models import JournalEntry

REPLAY = 10_000  # entries; who missed more is told the whole anew
PAGE = 1_000
FEW = 50


async def read(organisation_id: UUID, after: int, until: int | None = None, about: frozenset[UUID] | None = None) -> list[Entry]:
    """The journal from after `after` on, at most a page; only what is about one of these, if they are few."""
    entries = JournalEntry.filter(organisation_id=organisation_id, seq__gt=after)
    if until is not None:
        entries = entries.filter(seq__lte=until)
    if about is not None and len(about) <= FEW:
        ids = list(about)
        entries = entries.filter(Q(subject_id__in=ids) | Q(employee_id__in=ids) | Q(team_id__in=ids))
    rows = await entries.order_by("seq").limit(PAGE).values_list(
        "organisation_id", "seq", "at", "kind", "subject_id", "employee_id", "team_id", "payload"
    )
    return [Entry(*row) for row in rows]


async def too_old(organisation_id: UUID, after: int, head: int) -> bool:
    if after < 0 or head - after > REPLAY:
        return True
    if after == head:
        return False
    oldest = await JournalEntry.filter(organisation_id=organisation_id).order_by("seq").first().values_list("seq", flat=True)
    return oldest is None or oldest > after + 1
