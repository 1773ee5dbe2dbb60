"""What a phone sent, held against what can be: its clock, its durations. Nothing is guessed that the phone knows better."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson

from api.kit.fields import iso
from api.kit.refusals import INVALID, Refusal

LONGEST = timedelta(days=1)  # of foreground learning in one run
SLACK = timedelta(hours=1)
EARLIEST = timedelta(days=730)  # an outbox that is two years old is a broken clock
LONGEST_ANSWERS = 64_000  # bytes


@dataclass(frozen=True, slots=True)
class Sent:
    """A finished run as the phone sent it."""

    id: UUID
    assignment_id: UUID
    version_id: UUID
    answers: Any
    started_at: datetime
    finished_at: datetime
    duration_s: int
    offline: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A learning event as the phone sent it."""

    id: UUID
    attempt_id: UUID
    version_id: UUID
    kind: str
    card_id: str
    card_index: int
    question_id: str | None
    value: Any
    position_s: float | None
    device_at: datetime
    offline: bool


def checked_run(sent: Sent, received_at: datetime) -> Sent:
    """The run as it is kept. A clock that is ahead cannot finish later than now: it is set to what was received."""
    if sent.finished_at < sent.started_at:
        raise Refusal(INVALID, "finished before it was started", ("finishedAt",))
    if received_at - sent.finished_at > EARLIEST:
        raise Refusal(INVALID, "finished more than two years ago", ("finishedAt",))
    if not 0 <= sent.duration_s <= LONGEST.total_seconds():
        raise Refusal(INVALID, "a run lasts from 0 to 86,400 seconds", ("durationS",))
    # The foreground is counted without the clock, which may have been set back meanwhile; but not by more than this.
    if sent.duration_s > (sent.finished_at - sent.started_at + SLACK).total_seconds():
        raise Refusal(INVALID, "longer in the foreground than from start to finish", ("durationS",))
    if len(_text(sent.answers, "answers")) > LONGEST_ANSWERS:
        raise Refusal(INVALID, "answers of more than 64,000 bytes", ("answers",))
    return replace(sent, started_at=min(sent.started_at, received_at), finished_at=min(sent.finished_at, received_at))


def checked_event(told: Told, received_at: datetime) -> Told:
    if not 0 <= told.card_index <= 1000:
        raise Refusal(INVALID, "a card's place, from 0", ("cardIndex",))
    if not told.card_id or len(told.card_id) > 80:
        raise Refusal(INVALID, "a card's id has 1 to 80 characters", ("cardId",))
    if told.question_id is not None and len(told.question_id) > 80:
        raise Refusal(INVALID, "a question's id has at most 80 characters", ("questionId",))
    if told.position_s is not None and not 0 <= told.position_s <= LONGEST.total_seconds():
        raise Refusal(INVALID, "seconds within the clip", ("positionS",))
    if received_at - told.device_at > EARLIEST:
        raise Refusal(INVALID, "more than two years ago", ("deviceAt",))
    if len(_text(told.value, "value")) > 4000:
        raise Refusal(INVALID, "a value of more than 4,000 bytes", ("value",))
    return replace(told, device_at=min(told.device_at, received_at))


def content_hash(sent: Sent) -> str:
    """Of what the phone sent, before anything was set right: the same run sent again has the same one."""
    whole = [str(sent.assignment_id), str(sent.version_id), iso(sent.started_at), iso(sent.finished_at), sent.duration_s, sent.offline, sent.answers]
    return hashlib.sha256(_text(whole, "answers")).hexdigest()


def _text(value: Any, name: str) -> bytes:
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except (orjson.JSONEncodeError, RecursionError):
        raise Refusal(INVALID, "not a JSON value that any phone sends", (name,)) from None
