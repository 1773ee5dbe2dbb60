"""What a declaration must keep to. A schema that breaks it does not build: a forgotten filter is found before it runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from graphql import GraphQLField, GraphQLNonNull, GraphQLObjectType, get_named_type
from tortoise import fields
from tortoise.models import Model

from api.kit.reads.binds import of_viewer
from api.kit.reads.declare import READ, Column, Embedded, Localized, Many, One, Sql, SqlField, Table

QUOTED = re.compile(r"'(?:[^']|'')*'")
TABLE = re.compile(r"(?:\b(?:FROM|JOIN)\s+|,\s*)\"?([a-z_]\w*)\"?", re.IGNORECASE)
LIMITED = re.compile(r"\borganisation_id\"?\s*=\s*(?::organisation\b|[\w{}]+\.(?:organisation_id|id)\b)")
BIND = re.compile(r"(?<![:\w]):([a-z]\w*)")


def faults(type_: GraphQLObjectType, name: str, field: GraphQLField, backref: str) -> Iterator[str]:
    """What is wrong with the declaration of one field."""
    read = field.extensions[backref].metadata.get(READ)
    table: Table | None = getattr(type_.extensions[backref].origin, "__reads__", None)
    given = {arg.sql.removeprefix(":") for arg in read.args.values()} if isinstance(read, SqlField) else set()
    for text in _texts(read):
        yield from _sql_faults(text, given)
    match read:
        case Column() | Localized() if not (isinstance(read, Localized) and read.value):
            yield from _missing(table.model, read.name or field.extensions[backref].python_name)
        case One():
            theirs = _rows_of(field, backref)
            if table:
                yield from _missing(table.model, read.by)
            yield from _missing(theirs.model, read.to)
            yield from _order_faults(theirs.model, read.order, *read.args.values())
            if isinstance(field.type, GraphQLNonNull) and not read.trusted and table:
                yield "is never null, and may be hidden from who asks: trust it, or let it be null"
        case Many():
            theirs = _rows_of(field, backref)
            yield from _missing(theirs.model, read.by)
            yield from _order_faults(theirs.model, read.order, *read.args.values())


def lens_faults(table: Table) -> Iterator[str]:
    for text in (table.rows.branch[0], table.rows.own[0]) if table.rows else ():
        yield from _sql_faults(text, set())


def _rows_of(field: GraphQLField, backref: str) -> Table:
    named = get_named_type(field.type)
    table = getattr(named.extensions[backref].origin, "__reads__", None)
    return table or get_named_type(named.fields["nodes"].type).extensions[backref].origin.__reads__


def _texts(read: Any) -> Iterator[str]:
    found: list[Sql] = []
    match read:
        case Embedded():
            found = [read.when]
        case Localized() | SqlField():
            found = [read.value]
        case One() | Many():
            found = [read.match, read.where, *(arg.condition for arg in read.args.values())]
    for text in found:
        yield from {text.sqlite, text.postgres} - {""}
    if isinstance(read, SqlField) and read.rows:
        yield from (text for text in (read.rows.branch[0], read.rows.own[0]) if text)


def _sql_faults(text: str, given: set[str]) -> Iterator[str]:
    bare = QUOTED.sub("''", text)
    tables = [name for name in TABLE.findall(bare) if name.lower() in _tables()]
    limited = len(LIMITED.findall(bare))
    if limited < len(tables):
        yield f"reads {', '.join(tables)} and names organisation_id {limited} times, of {len(tables)}: {_short(text)}"
    for name in BIND.findall(bare):
        if name not in given:
            try:
                of_viewer(name)
            except KeyError:
                yield f"knows no :{name}: {_short(text)}"


def _order_faults(model: type[Model], *orders: Any) -> Iterator[str]:
    for each in orders:
        name = (each if isinstance(each, str) or each is None else each.order or "").removeprefix("-") if each else ""
        if name:
            yield from _missing(model, name)
            if isinstance(model._meta.fields_map.get(name), fields.DecimalField):
                yield f"is ordered by {name}: SQLite keeps decimals as text"


def _missing(model: type[Model], name: str | None) -> Iterator[str]:
    if name and name not in model._meta.fields_map:
        yield f"knows no column {name} of {model.__name__}"


def _tables() -> set[str]:
    found, todo = set(), [Model]
    while todo:
        each = todo.pop()
        todo.extend(each.__subclasses__())
        if each is not Model and each._meta.db_table:
            found.add(each._meta.db_table.lower())
    return found


def _short(text: str) -> str:
    one = " ".join(text.split())
    return one if len(one) < 160 else one[:160] + "…"
