"""What may stand in a field that came from outside. A refusal names the field by its path."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import available_timezones

from api.kit.refusals import Code, Refusal

LOCALES = ("zh-Hant", "zh-Hans", "en")
Path = tuple[str | int, ...]

_MAIL = re.compile(r"[^\s@]{1,64}@[^\s@.]+(\.[^\s@.]+)+")
# They turn the reading direction round, and so a name into another one.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ZONES = frozenset(available_timezones())


class Keep:
    """In a draft: the sender did not say, so the value stays as it is. Null, said, empties."""

    def __repr__(self) -> str:
        return "KEEP"


KEEP: Any = Keep()


def invalid(message: str, path: Path) -> Refusal:
    return Refusal(Code.INVALID, message, path)


def plain(value: str, path: Path, most: int = 200) -> str:
    """One line of text, trimmed, in composed form (NFC), 1 to `most` characters."""
    text = unicodedata.normalize("NFC", value).strip()
    if any(unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} or sign in _TURNING for sign in text):
        raise invalid("Control characters and line breaks are not allowed.", path)
    if not text:
        raise invalid("It must not be empty.", path)
    if len(text) > most:
        raise invalid(f"It has {len(text)} characters; at most {most} fit.", path)
    return text


def code(value: str, path: Path, most: int = 120) -> str:
    """A key of the sender's: a line of text without spaces at its ends, kept as it came."""
    if plain(value, path, most) != value:
        raise invalid("A key must be trimmed and in composed form (NFC), so that it is the same key each time.", path)
    return value


def texts(value: Mapping[str, str], path: Path, most: int = 200) -> dict[str, str]:
    """A text by locale, at least one."""
    known = {locale: plain(text, (*path, locale), most) for locale, text in value.items()}
    for locale in known:
        if locale not in LOCALES:
            raise invalid(f"“{locale}” is no language here; {', '.join(LOCALES)} are.", path)
    if not known:
        raise invalid("At least one language is needed.", path)
    return known


def locale(value: str, path: Path) -> str:
    if value not in LOCALES:
        raise invalid(f"No such language; {', '.join(LOCALES)} are known.", path)
    return value


def timezone(value: str, path: Path) -> str:
    if value not in _ZONES:
        raise invalid("No such time zone in the IANA list.", path)
    return value


def currency(value: str, path: Path) -> str:
    if not re.fullmatch("[A-Z]{3}", value):
        raise invalid("A currency is three capital letters, as in ISO 4217.", path)
    return value


def slug(value: str, path: Path) -> str:
    if not re.fullmatch("[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?", value):
        raise invalid("A slug has small letters, digits and hyphens, 1 to 60 of them, no hyphen at its ends.", path)
    return value


def mail(value: str, path: Path) -> str:
    text = plain(value, path, 320)
    if not _MAIL.fullmatch(text):
        raise invalid("That is no e-mail address.", path)
    return text


def day(value: date, path: Path) -> date:
    if not date(1900, 1, 1) <= value <= date(2200, 1, 1):
        raise invalid("The day lies outside 1900 to 2200.", path)
    return value


def span(starts_at: datetime, ends_at: datetime, path: Path, most: timedelta = timedelta(hours=48)) -> None:
    if not starts_at < ends_at:
        raise invalid("It must end after it starts.", (*path, "endsAt"))
    if ends_at - starts_at > most:
        raise invalid(f"It is longer than {most.total_seconds() / 3600:g} hours.", (*path, "endsAt"))
    day(starts_at.date(), (*path, "startsAt"))
