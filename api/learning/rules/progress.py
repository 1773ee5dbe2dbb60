"""How far a person is with a unit, folded from what their phone told.

Phones report late, twice and in any order. Every fold is a count, a sum, a first or a last, so the order cannot
matter; that a thing counts once is the business of its id.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce


@dataclass(frozen=True, slots=True)
class Run:
    """A finished and marked attempt."""

    started_at: datetime
    finished_at: datetime
    duration_s: int
    score: float
    passed: bool


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of life: a learning event."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Progress:
    attempts: int = 0
    best_score: float | None = None
    learning_s: int = 0
    started_at: datetime | None = None
    completed_at: datetime | None = None
    passed_at: datetime | None = None
    last_attempt_at: datetime | None = None
    last_progress_at: datetime | None = None


def advance(progress: Progress, run: Run) -> Progress:
    """Fold one attempt in."""
    return Progress(
        attempts=progress.attempts + 1,
        best_score=_last(progress.best_score, run.score),
        learning_s=progress.learning_s + run.duration_s,
        started_at=_first(progress.started_at, run.started_at),
        completed_at=_first(progress.completed_at, run.finished_at),
        passed_at=_first(progress.passed_at, run.finished_at if run.passed else None),
        last_attempt_at=_last(progress.last_attempt_at, run.finished_at),
        last_progress_at=_last(progress.last_progress_at, run.finished_at),
    )


def notice(progress: Progress, sign: Sign) -> Progress:
    """Fold one learning event in."""
    return replace(
        progress,
        started_at=_first(progress.started_at, sign.at),
        last_progress_at=_last(progress.last_progress_at, sign.at),
    )


def fold(progress: Progress, happened: Iterable[Run | Sign]) -> Progress:
    return reduce(lambda so_far, one: advance(so_far, one) if isinstance(one, Run) else notice(so_far, one), happened, progress)


def _first(one, other):
    return min((each for each in (one, other) if each is not None), default=None)


def _last(one, other):
    return max((each for each in (one, other) if each is not None), default=None)
