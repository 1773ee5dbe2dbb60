"""Raw SQL with named binds, `:name`, that reads the same on both databases.

A list is spread out (`id IN (:ids)`), a dict is bound as JSON. Ids, moments, days, money and enums are bound
as the ORM writes them.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson

from api.kit.fields import iso

# A string, a quoted name or a cast is passed over; `:name` is a bind.
_PART = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|::|:([a-zA-Z_]\w*)")


def _same(value: Any) -> Any:
    return value


# What nearly every value is; bulk loads convert millions.
_SQLITE: dict[type, Callable[[Any], Any]] = {
    type(None): _same, str: _same, int: _same, float: _same, bytes: _same, bool: int, UUID: UUID.__str__, Decimal: str,
}


def sqlite_value(value: Any) -> Any:
    if convert := _SQLITE.get(type(value)):
        return convert(value)
    if isinstance(value, Enum):
        return sqlite_value(value.value)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return orjson.dumps(value, default=str).decode()
    return value


def postgres_value(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return orjson.dumps(value, default=str).decode()
    return value


@lru_cache(maxsize=2048)
def _compiled(text: str, mark: str, sizes: tuple[tuple[str, int], ...]) -> tuple[str, tuple[str, ...]]:
    many, order = dict(sizes), {}

    def put(match: re.Match[str]) -> str:
        name = match.group(1)
        if name is None:
            return match.group()
        if name not in order:
            order[name] = sum(many.get(known, 1) for known in order) + 1
        first, count = order[name], many.get(name, 1)
        return ", ".join(f"{mark}{first + n}" for n in range(count)) if count else "NULL"

    return _PART.sub(put, text), tuple(order)


def compiled(text: str, binds: Mapping[str, Any], dialect: str) -> tuple[str, list[Any]]:
    """The statement with the database's own marks, and its values in their order."""
    sizes = tuple((name, len(value)) for name, value in binds.items() if isinstance(value, list | tuple | set | frozenset))
    statement, order = _compiled(text, "?" if dialect == "sqlite" else "$", sizes)
    convert = sqlite_value if dialect == "sqlite" else postgres_value
    values: list[Any] = []
    for name in order:
        value = binds[name]
        if isinstance(value, list | tuple | set | frozenset):
            values += [convert(one) for one in value]
        else:
            values.append(convert(value))
    return statement, values


def compiled_many(text: str, rows: Sequence[Mapping[str, Any]], dialect: str) -> tuple[str, list[list[Any]]]:
    """The same for many rows of single values."""
    statement, order = _compiled(text, "?" if dialect == "sqlite" else "$", ())
    convert = sqlite_value if dialect == "sqlite" else postgres_value
    return statement, [[convert(row[name]) for name in order] for row in rows]
