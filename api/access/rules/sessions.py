"""How long a signed-in device stays so."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from api.kit.viewer import Role

# A learner's phone in a shop without a network must not ask again each week; who sees much is asked sooner.
IDLE, LONGEST = timedelta(days=30), timedelta(days=90)
IDLE_POWERFUL, LONGEST_POWERFUL = timedelta(hours=12), timedelta(days=7)
POWERFUL = frozenset({Role.admin, Role.analyst})

SEEN_EVERY = timedelta(minutes=10)  # how exactly `seen_at` is kept


def longest(roles: Iterable[Role]) -> timedelta:
    return LONGEST if POWERFUL.isdisjoint(roles) else LONGEST_POWERFUL


def lives_until(created_at: datetime, seen_at: datetime, expires_at: datetime, roles: Iterable[Role]) -> datetime:
    """When it ends unless it is used: a role that was given later counts as well."""
    idle = IDLE if POWERFUL.isdisjoint(roles) else IDLE_POWERFUL
    return min(expires_at, created_at + longest(roles), seen_at + idle + SEEN_EVERY)


_BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
             ("Chrome", "Chrome"), ("CriOS", "Chrome"), ("FxiOS", "Firefox"), ("Safari", "Safari"))  # fmt: skip
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("CrOS", "ChromeOS"), ("Windows", "Windows"),
            ("Mac OS", "Mac"), ("Linux", "Linux"))  # fmt: skip


def device(user_agent: str) -> str:
    """A short text by which a person knows the device again: "Chrome · Android"."""
    parts = [next((name for mark, name in marks if mark in user_agent), None) for marks in (_BROWSERS, _SYSTEMS)]
    return " · ".join(part for part in parts if part) or "?"
