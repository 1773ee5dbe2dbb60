"""Where SQLite and PostgreSQL write the same thing differently. A value's JSON is text on both."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

import orjson

from api.kit.fields import iso

BROKEN = "\x01"  # never part of JSON: a value that must not be null was


class Sqlite:
    name = "sqlite"
    once = sqlite3.sqlite_version_info >= (3, 35)  # knows AS MATERIALIZED, and makes an index for what it holds
    join = "group_concat({0}, ',')"
    answer = "CAST({0} AS BLOB)"  # bytes at once: no decoding and encoding again

    mark = "?"

    def place(self, mark: str, kind: type, is_list: bool) -> str:
        return f"(SELECT value FROM json_each({mark}))" if is_list else mark

    def bound(self, kind: type, is_list: bool) -> Callable[[Any], Any]:
        return _sqlite_list if is_list else _sqlite_value

    def within(self, place: str) -> str:
        return f"IN {place}"

    def without(self, place: str) -> str:
        return f"NOT IN {place}"

    def text(self, value: str) -> str:
        return f"json_quote({value})"

    def bare(self, value: str) -> str:
        """A value whose text needs no escaping, without its quotes."""
        return value

    def moment(self, value: str) -> str:
        return value

    def decimal(self, value: str) -> str:
        written = f"(CASE WHEN instr({value}, 'E') THEN printf('%.12f', {value}) ELSE {value} END)"
        return f"(CASE WHEN instr({written}, '.') THEN rtrim(rtrim({written}, '0'), '.') ELSE {written} END)"

    def float_text(self, value: str) -> str:
        return f"printf('%!.17g', {value})"

    def localized(self, column: str, locale: str) -> str:
        return (
            f"coalesce(json_extract({column}, '$.\"' || {locale} || '\"'), json_extract({column}, '$.\"zh-Hant\"'), "
            f"(SELECT value FROM json_each({column}) WHERE value IS NOT NULL ORDER BY key LIMIT 1))"
        )

    # JSON that is taken apart

    def one_json(self, value: str) -> str:
        return value

    def no_json(self, value: str) -> str:
        return f"coalesce(json_type({value}), 'null') = 'null'"

    def items(self, value: str, t: str) -> str:
        return f"json_each({value}) {t}"

    def member(self, json: str, name: str) -> str:
        return f"json_extract({json}, '$.{name}')"

    def member_text(self, json: str, name: str, kind: str) -> str:
        value = self.member(json, name)
        if kind == "Boolean":
            return f"CASE {value} WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END"
        return f"json_quote({value})"


class Postgres:
    name = "postgres"
    once = False  # it would search what it holds row by row
    join = "string_agg({0}, ',')"
    answer = "convert_to({0}, 'UTF8')"
    TYPES = {
        str: "text", int: "bigint", float: "double precision", bool: "boolean", UUID: "uuid", datetime: "timestamptz",
        date: "date", Decimal: "numeric",
    }

    mark = "$"

    def place(self, mark: str, kind: type, is_list: bool) -> str:
        return f"{mark}::{self.TYPES[kind]}" + ("[]" if is_list else "")

    def bound(self, kind: type, is_list: bool) -> Callable[[Any], Any]:
        return _postgres_list if is_list else _postgres_value

    def within(self, place: str) -> str:
        return f"= ANY({place})"

    def without(self, place: str) -> str:
        return f"<> ALL({place})"

    def text(self, value: str) -> str:
        return f"coalesce(to_json(({value})::text)::text, 'null')"

    def bare(self, value: str) -> str:
        return f"({value})::text"

    def moment(self, value: str) -> str:
        return f"""to_char(({value}) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')"""

    def decimal(self, value: str) -> str:
        return f"trim_scale(({value})::numeric)::text"

    def float_text(self, value: str) -> str:
        return f"({value})::text"

    def localized(self, column: str, locale: str) -> str:
        return (
            f"coalesce({column} ->> {locale}, {column} ->> 'zh-Hant', "
            f"(SELECT any_.value FROM jsonb_each_text({column}) any_ WHERE any_.value IS NOT NULL ORDER BY any_.key COLLATE \"C\" LIMIT 1))"
        )

    # JSON that is taken apart

    def one_json(self, value: str) -> str:
        return f"({value})::jsonb"

    def no_json(self, value: str) -> str:
        return f"coalesce(jsonb_typeof(({value})::jsonb), 'null') = 'null'"

    def items(self, value: str, t: str) -> str:
        return f"jsonb_array_elements(({value})::jsonb) {t}(value)"

    def member(self, json: str, name: str) -> str:
        return f"({json} -> '{name}')"

    def member_text(self, json: str, name: str, kind: str) -> str:
        return f"coalesce(({json} -> '{name}')::text, 'null')"


Dialect = Sqlite | Postgres


def _sqlite_value(value: Any) -> Any:
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return value


def _sqlite_list(values: Any) -> str:
    return orjson.dumps([_sqlite_value(value) for value in values or ()]).decode()


def _postgres_value(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _postgres_list(values: Any) -> list[Any]:
    return [_postgres_value(value) for value in values or ()]
