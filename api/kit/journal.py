"""What happened, in the transaction in which it happened, numbered without gaps; and the bell after the commit."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from api.kit import clock, log, unit

_log = log.named("tiro.journal")


@dataclass(frozen=True, slots=True)
class Entry:
    organisation_id: UUID
    seq: int
    at: datetime
    kind: str
    subject_id: UUID | None
    employee_id: UUID | None
    team_id: UUID | None
    payload: dict[str, Any]


# Called with the entries of one unit of work, after its commit, in the order of `seq`. They must not wait.
rings: list[Callable[[list[Entry]], None]] = []


def add(
    kind: str,
    *,
    organisation: UUID,
    subject: UUID | None = None,
    employee: UUID | None = None,
    team: UUID | None = None,
    **payload: Any,
) -> None:
    """Say what happened. Its `seq` is given at the end of the unit of work."""
    unit.current().entries.append(Entry(organisation, 0, clock.now(), kind, subject, employee, team, payload))


def organisations(entries: Iterable[Entry]) -> list[UUID]:
    """Always locked in this order."""
    return sorted({entry.organisation_id for entry in entries})


async def settle(of: unit.Unit) -> None:
    """Number the unit's entries and write them: the last thing before its commit.

    The head row stays locked until then, so that `seq` is given in the order of the commits and has no gaps.
    """
    if not of.entries:
        return
    groups: dict[UUID, list[Entry]] = defaultdict(list)
    for entry in of.entries:
        groups[entry.organisation_id].append(entry)
    settled: list[Entry] = []
    for organisation in organisations(of.entries):
        group = groups[organisation]
        [head] = await of.door.fetch(
            "INSERT INTO journal_head (organisation_id, seq) VALUES (:organisation, :count) "
            "ON CONFLICT (organisation_id) DO UPDATE SET seq = journal_head.seq + excluded.seq RETURNING seq",
            {"organisation": organisation, "count": len(group)},
        )
        first = head["seq"] - len(group) + 1
        settled += [replace(entry, seq=first + n) for n, entry in enumerate(group)]
    await of.door.many(
        "INSERT INTO journal (organisation_id, seq, at, kind, subject_id, employee_id, team_id, payload) "
        "VALUES (:organisation_id, :seq, :at, :kind, :subject_id, :employee_id, :team_id, :payload)",
        [{name: getattr(entry, name) for name in Entry.__slots__} for entry in settled],
    )
    of.entries[:] = settled


def ring(of: unit.Unit) -> None:
    """Tell who listens. A listener that fails is its own trouble: the unit is committed."""
    for call in of.after:
        try:
            call()
        except Exception:
            _log.exception("after a commit")
    if of.entries:
        for listener in rings:
            try:
                listener(list(of.entries))
            except Exception:
                _log.exception("a listener failed", listener=repr(listener))
