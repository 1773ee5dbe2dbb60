"""The change feed: the journal as an outsider may read it, by `seq`, without gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.access.rules import scopes
from api.kit.models import JournalEntry, JournalHead
from api.kit.refusals import Code, Refusal
from api.kit.viewer import Role, Viewer

MOST = 1000


@dataclass(frozen=True, slots=True)
class Page:
    entries: list[JournalEntry]
    last_seq: int
    has_next_page: bool
    reset: bool


async def read(viewer: Viewer, after: int, first: int, kinds: Sequence[str] | None = None) -> Page:
    """At most `first` entries after `after`. Whatever kinds are asked for, `last_seq` is the next `after`.

    The head is read before the entries: what it counts is committed, so no number up to it can appear later.
    """
    if not 0 <= first <= MOST:
        raise Refusal(Code.INVALID, f"first is 0 to {MOST}.", ("first",))
    if after < 0:
        raise Refusal(Code.INVALID, "after is a seq, or 0 for the beginning.", ("after",))
    head = await JournalHead.get_or_none(organisation_id=viewer.organisation_id)
    top = head.seq if head else 0
    mine = JournalEntry.filter(organisation_id=viewer.organisation_id)
    if after > top or (after < top and not await mine.filter(seq=after + 1).exists()):
        # Ours was restored from a backup, or theirs is older than what is kept: nothing may be told as if it were whole.
        return Page([], top, False, True)
    wanted = mine.filter(seq__gt=after, seq__lte=top)
    if kinds is not None:
        wanted = wanted.filter(kind__in=list(kinds))
    found = await wanted.order_by("seq").limit(first + 1)
    more, entries = len(found) > first, found[:first]
    last = top if not more else entries[-1].seq if entries else after
    return Page(entries, last, more, False)


def readable(viewer: Viewer, kind: str) -> bool:
    """Whether this viewer may read what an entry of this kind is about; else it is a number, a moment and a kind."""
    return viewer.may(Role.admin) or scopes.opens(viewer.scopes, kind)
