"""Pieces of SQL that read the same on both databases. Many keys travel as one bind, so that a statement has one text."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import orjson

_POSTGRES = {"uuid": "uuid", "moment": "timestamptz", "day": "date", "int": "bigint", "float": "double precision", "text": "text"}


def keys(bind: str, dialect: str) -> str:
    """`x IN {keys("people", dialect)}`, bound to `as_keys(ids)`."""
    if dialect == "sqlite":
        return f"(SELECT value FROM json_each(:{bind}))"
    return f"(SELECT CAST(jsonb_array_elements_text(CAST(:{bind} AS jsonb)) AS uuid))"


def listed(bind: str, dialect: str) -> str:
    """`FROM {listed("people", dialect)} AS asked JOIN …`: the same keys as a table, in its column `id`, to begin a join with."""
    if dialect == "sqlite":
        return f"(SELECT value AS id FROM json_each(:{bind}))"
    return f"(SELECT CAST(jsonb_array_elements_text(CAST(:{bind} AS jsonb)) AS uuid) AS id)"


def as_keys(ids: Iterable[UUID | str]) -> str:
    return orjson.dumps(sorted({str(id) for id in ids})).decode()


def table(bind: str, dialect: str, **columns: str) -> str:
    """`FROM {table("sent", dialect, id="uuid", at="moment")} AS s`, bound to `as_rows(…)`."""
    if dialect == "sqlite":
        listed = ", ".join(f"value ->> '$.{name}' AS {name}" for name in columns)
        return f"(SELECT {listed} FROM json_each(:{bind}))"
    listed = ", ".join(f"{name} {_POSTGRES[kind]}" for name, kind in columns.items())
    return f"(SELECT * FROM jsonb_to_recordset(CAST(:{bind} AS jsonb)) AS t({listed}))"


def as_rows(rows: Iterable[dict[str, Any]]) -> str:
    return orjson.dumps(list(rows), default=str).decode()


def elements(column: str, dialect: str, alias: str) -> str:
    """The ids in a JSON list column, as a table to join: its column is `{alias}.value`."""
    if dialect == "sqlite":
        return f"json_each({column}) AS {alias}"
    return f"LATERAL (SELECT CAST(one AS uuid) AS value FROM jsonb_array_elements_text({column}) AS one) AS {alias}"
