"""Scalars and names as the whole schema shows them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

import strawberry
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.name_converter import NameConverter
from strawberry.types.scalar import ScalarDefinition

from api.kit.fields import iso


@strawberry.enum(description="Languages that texts are kept in.")
class Locale(Enum):
    ZH_HANT = "zh-Hant"
    ZH_HANS = "zh-Hans"
    EN = "en"


def parse_moment(value: Any) -> datetime:
    """A UTC moment to the millisecond; an offset is needed, since a wall clock names no moment."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    if moment is None or moment.tzinfo is None:
        raise ValueError("A DateTime is ISO 8601 with an offset, like 2026-11-24T16:15:34.123Z.")
    moment = moment.astimezone(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def parse_day(value: Any) -> date:
    if not isinstance(value, str) or len(value) != 10:
        raise ValueError("A Date is ISO 8601, like 2026-11-24.")
    return date.fromisoformat(value)


def parse_decimal(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError("A Decimal is a string, like \"18.20\".")
    try:
        number = Decimal(value)
    except ArithmeticError:
        number = Decimal("NaN")
    if not number.is_finite():
        raise ValueError("A Decimal is a string, like \"18.20\".")
    return number


def plain(number: Decimal) -> str:
    """Without an exponent, without zeros at its end."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _scalar(name: str, origin: type, description: str, serialize, parse) -> ScalarDefinition:
    return ScalarDefinition(
        name=name, description=description, specified_by_url=None, serialize=serialize,
        parse_value=parse, parse_literal=None, origin=origin,
    )


SCALARS = {
    datetime: _scalar("DateTime", datetime, "A UTC moment, ISO 8601 with milliseconds: 2026-11-24T16:15:34.123Z.", iso, parse_moment),
    date: _scalar("Date", date, "A day, ISO 8601: 2026-11-24.", date.isoformat, parse_day),
    Decimal: _scalar("Decimal", Decimal, "An exact decimal number, as a string.", lambda value: plain(Decimal(value)), parse_decimal),
}


class Names(NameConverter):
    """camelCase fields, UPPER_CASE enum values."""

    def from_enum_value(self, enum, enum_value) -> str:
        return super().from_enum_value(enum, enum_value).upper()


def config() -> StrawberryConfig:
    return StrawberryConfig(name_converter=Names(), scalar_map=SCALARS)
