"""Refusals of this domain."""

from enum import StrEnum


class AccessCode(StrEnum):
    WRONG_PIN = "WRONG_PIN"
    LOCKED = "LOCKED"
    WEAK_PIN = "WEAK_PIN"
    LAST_ADMIN = "LAST_ADMIN"
    WELCOME_USED = "WELCOME_USED"
