"""PINs: six digits that are not the first that anyone would try; and the lock-out after wrong ones."""

import re
from datetime import datetime, timedelta

from api.access.rules.codes import AccessCode
from api.kit.refusals import Refusal

TRIES = 5
LOCK = timedelta(minutes=15)
LONGEST_LOCK = timedelta(hours=24)
FORGIVEN_AFTER = timedelta(hours=24)  # since the last wrong one

_RISING, _FALLING = "01234567890123456789", "98765432109876543210"


def well_formed(pin: str) -> bool:
    return re.fullmatch("[0-9]{6}", pin) is not None


def strong(pin: str, employee_number: str = "") -> bool:
    """No run, no repetition of one, two or three digits, and not the person's own number."""
    repeats = any(pin == pin[:size] * (6 // size) for size in (1, 2, 3))
    return not (repeats or pin in _RISING or pin in _FALLING or employee_number.endswith(pin))


def checked(pin: str, employee_number: str, path: tuple[str | int, ...] = ("pin",)) -> str:
    if not well_formed(pin):
        raise Refusal(AccessCode.WEAK_PIN, "A PIN has six digits.", path)
    if not strong(pin, employee_number):
        raise Refusal(AccessCode.WEAK_PIN, "That PIN is too easy to guess.", path)
    return pin


def failures_now(failures: int, failed_at: datetime | None, now: datetime) -> int:
    """The wrong tries that still count: a day without one forgives them."""
    return failures if failed_at and now - failed_at < FORGIVEN_AFTER else 0


def lock_after(failures: int) -> timedelta | None:
    """How long this wrong try locks: every fifth does, 15 minutes at first, each time twice as long."""
    if failures == 0 or failures % TRIES:
        return None
    return min(LOCK * 2 ** (failures // TRIES - 1), LONGEST_LOCK)


def tries_left(failures: int) -> int:
    """Until the next lock-out."""
    return TRIES - failures % TRIES
