"""A slow, obvious evaluation of the same declarations: graphql-core walks the document over rows held in memory.

It shares with the planner what is declared, and nothing of how it is planned. SQL that a declaration carries
(a lens, a match, a computed value) is run by itself, a row or a table at a time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cmp_to_key
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import orjson
from graphql import (
    GraphQLObjectType,
    GraphQLUnionType,
    execute,
    get_named_type,
    is_list_type,
    is_object_type,
    parse,
)
from tortoise.models import Model

from api.kit import clock
from api.kit.fields import iso
from api.kit.reads.declare import Column, Embedded, Localized, Many, One, Sql, SqlField, Table, Told
from api.kit.reads.roots import Row
from api.kit.reads.schema import BACKREF, Schema, read_of
from api.kit.refusals import Refusal
from api.kit.sql import compiled
from api.kit.viewer import Viewer

NOWHERE = UUID(int=0)
SPAN = re.compile(r":(now|today)_(minus|plus)_(\d+)([mhd])")


@dataclass(frozen=True)
class Record:
    """A row, seen as an object of this type."""

    type: GraphQLObjectType
    row: Model

    @property
    def table(self) -> Table:
        return self.type.extensions[BACKREF].origin.__reads__


@dataclass
class World:
    """Every row of the database, and a door for the SQL that declarations carry."""

    rows: dict[type[Model], dict[Any, Model]]
    fetch: Callable[[str, list[Any]], Any]
    dialect: str
    known: dict[Any, Any] = field(default_factory=dict)  # answers of SQL, for as long as nothing changes

    async def ask(self, text: str, binds: dict[str, Any]) -> list[tuple]:
        statement, values = compiled(text, binds, self.dialect)
        key = (statement, repr(values))
        if key not in self.known:
            self.known[key] = await self.fetch(statement, values)
        return self.known[key]


class Oracle:
    def __init__(self, build: Callable[[], Schema], world: World):
        self.world, self.schema = world, build()._schema
        for type_ in self.schema.type_map.values():
            if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
                for name, each in type_.fields.items():
                    self._wire(type_, name, each)
            elif isinstance(type_, GraphQLUnionType):
                type_.resolve_type = lambda value, *_: value.type.name if isinstance(value, Record) else type(value).__strawberry_definition__.name

    async def answer(self, query: str, variables: dict[str, Any], viewer: Viewer) -> Any:
        found = execute(self.schema, parse(query), variable_values=variables, context_value=SimpleNamespace(viewer=viewer))
        return await found if hasattr(found, "__await__") else found

    # Resolvers in the place of the schema's own -------------------------------------------------

    def _wire(self, type_: GraphQLObjectType, name: str, each: Any) -> None:
        declared, read, own = each.extensions[BACKREF], read_of(each), each.resolve

        async def read_it(source: Any, info: Any, **given: Any) -> Any:
            args = {each.args[key].extensions[BACKREF].python_name: value for key, value in given.items()}
            return await self.read(read, each.type, declared.python_name, source, args, info.context.viewer)

        async def compute(source: Any, info: Any, **given: Any) -> Any:
            try:
                value = own(source, info, **given)
                return await self.seen(await value if hasattr(value, "__await__") else value, info.context.viewer)
            except Refusal as refusal:
                if "Refusal" in [member.name for member in getattr(get_named_type(each.type), "types", ())]:
                    return refusal.to_graph()
                raise

        async def plain(source: Any, info: Any, **_: Any) -> Any:
            value = source.get(name) if isinstance(source, dict) else getattr(source, declared.python_name)
            return _member(each.type, value) if isinstance(source, dict) else await self.seen(value, info.context.viewer)

        each.resolve = read_it if read is not None else compute if declared.base_resolver else plain

    async def seen(self, value: Any, viewer: Viewer) -> Any:
        """Rows that a resolver named, as this viewer may see them."""
        if isinstance(value, list):
            return [await self.seen(item, viewer) for item in value]
        if not isinstance(value, Row):
            return value
        type_ = self.schema.type_map[value.type.__strawberry_definition__.name]
        row = self.world.rows[value.type.__reads__.model].get(value.id)
        return Record(type_, row) if row and await self.sees(value.type.__reads__, row, viewer) else None

    async def read(self, read: Any, type_: Any, name: str, source: Any, args: dict[str, Any], viewer: Viewer) -> Any:
        match read:
            case Column():
                return _wire_form(type_, getattr(source.row, read.name or name))
            case Localized():
                texts = await self.json_of(read.value, source, viewer) if read.value else getattr(source.row, read.name or name)
                return _in_language(texts, args.get("locale"), viewer, type_)
            case SqlField():
                seen = read.rows is None or await self.sees(replace(source.table, rows=read.rows), source.row, viewer)
                given = {read.args[key].sql.removeprefix(":"): _bound(value, read.args[key].type) for key, value in args.items()}
                return await self.computed(read.value, type_, source, viewer, given) if seen else None
            case Told():
                return _told(read.tell(viewer))
            case Embedded():
                whole = not read.when or await self.holds(read.when, source, viewer)
                return Record(get_named_type(type_), source.row) if whole else None
            case One():
                rows = await self.ones(read, get_named_type(type_), source, args, viewer)
                return rows[0] if rows else None
            case Many():
                return await self.many(read, get_named_type(type_), source, args, viewer)

    # Rows ---------------------------------------------------------------------------------------

    async def ones(self, read: One, type_: Any, source: Any, args: dict[str, Any], viewer: Viewer) -> list[Record]:
        table = type_.extensions[BACKREF].origin.__reads__
        rows = await self.rows_of(table, viewer, read.trusted)
        if source is None and read.by == "id":
            rows = [row for row in rows if str(row.pk) == args.get("id")]
        elif read.by or (read.to and not read.match):
            ours = getattr(source.row, read.by) if read.by else source.row.pk
            rows = [row for row in rows if ours is not None and (getattr(row, read.to) if read.to else row.pk) == ours]
        rows, order = await self.narrowed(read, table, rows, source, args, viewer)
        return [Record(type_, row) for row in ordered(rows, order)]

    async def many(self, read: Many, named: Any, source: Any, args: dict[str, Any], viewer: Viewer) -> Any:
        paged = not hasattr(named.extensions[BACKREF].origin, "__reads__")
        type_ = get_named_type(named.fields["nodes"].type) if paged else named
        table = type_.extensions[BACKREF].origin.__reads__
        rows = await self.rows_of(table, viewer, read.trusted)
        if read.by:
            rows = [row for row in rows if getattr(row, read.by) == source.row.pk]
        rows, order = await self.narrowed(read, table, rows, source, args, viewer)
        rows = ordered(rows, order)
        if not paged:
            return [Record(type_, row) for row in rows[: read.most]]
        total, first, after = len(rows), args["first"], args.get("after")
        cursors = {row.pk: cursor(row, order, self.world.dialect) for row in rows}
        if after is not None:
            rows = [row for row in rows if comes_after(row, after, order)]
        shown = rows[:first]
        return SimpleNamespace(
            total_count=total,
            nodes=[Record(type_, row) for row in shown],
            edges=[SimpleNamespace(cursor=cursors[row.pk], node=Record(type_, row)) for row in shown],
            page_info=SimpleNamespace(
                has_next_page=len(rows) > first, has_previous_page=after is not None,
                start_cursor=cursors[shown[0].pk] if shown else None, end_cursor=cursors[shown[-1].pk] if shown else None,
            ),
        )

    async def rows_of(self, table: Table, viewer: Viewer, trusted: bool) -> list[Model]:
        """The organisation's rows that the viewer sees."""
        own = [row for row in self.world.rows[table.model].values() if getattr(row, table.organisation) == viewer.organisation_id]
        return own if trusted else [row for row in own if await self.sees(table, row, viewer)]

    async def sees(self, table: Table, row: Model, viewer: Viewer) -> bool:
        if getattr(row, table.organisation) != viewer.organisation_id:
            return False
        lens = table.rows.seen_by(viewer)
        if lens is None:
            return True
        text = f"SELECT x.{_key(table.model)} FROM {table.model._meta.db_table} x WHERE {_over(lens, 'x')}"
        return str(row.pk) in {str(key) for (key,) in await self.world.ask(text, _binds(text, viewer))}

    async def narrowed(self, read: Any, table: Table, rows: list[Model], source: Any, args: dict[str, Any], viewer: Viewer) -> tuple[list[Model], str]:
        order = read.order
        for text in (read.match, read.where):
            if text:
                rows = await self.matching(text, table, rows, source, {}, viewer)
        for name, value in args.items():
            arg = read.args.get(name)
            if arg and value is not None:
                value = arg.convert(value) if arg.convert else value
                rows = await self.matching(arg.condition, table, rows, source, {"v": _bound(value, arg.type)}, viewer)
                order = arg.order or order
        return rows, (table.model, order or table.model._meta.pk_attr)

    async def matching(self, text: Sql, table: Table, rows: list[Model], source: Any, given: dict[str, Any], viewer: Viewer) -> list[Model]:
        said = text.postgres if self.world.dialect == "postgres" else text.sqlite
        statement = f"SELECT x.{_key(table.model)} FROM {table.model._meta.db_table} x"
        if "{parent}" in said:
            statement += f", {source.table.model._meta.db_table} y WHERE y.{_key(source.table.model)} = :parent AND ({_over(said, 'x', 'y')})"
            given = {**given, "parent": source.row.pk}
        else:
            statement += f" WHERE {_over(said, 'x')}"
        if self.world.dialect == "postgres" and isinstance(given.get("v"), str):
            statement = re.sub(r":v\b", ":v::text", statement)
        found = {str(key) for (key,) in await self.world.ask(statement, _binds(statement, viewer, given))}
        return [row for row in rows if str(row.pk) in found]

    # Values -------------------------------------------------------------------------------------

    async def value_of(self, text: Sql, source: Record, viewer: Viewer, cast: str = "{}", given: dict[str, Any] | None = None) -> Any:
        said = text.postgres if self.world.dialect == "postgres" else text.sqlite
        model = source.row.__class__
        statement = f"SELECT {cast.format('(' + _over(said, 'x') + ')')} FROM {model._meta.db_table} x WHERE x.{_key(model)} = :row"
        ((value,),) = await self.world.ask(statement, _binds(statement, viewer, {"row": source.row.pk, **(given or {})}))
        return value

    async def json_of(self, text: Sql, source: Record, viewer: Viewer, given: dict[str, Any] | None = None) -> Any:
        value = await self.value_of(text, source, viewer, "({})::text" if self.world.dialect == "postgres" else "{}", given)
        return None if value is None else orjson.loads(str(value))

    async def holds(self, text: Sql, source: Record, viewer: Viewer) -> bool:
        return bool(await self.value_of(text, source, viewer))

    async def computed(self, text: Sql, type_: Any, source: Record, viewer: Viewer, given: dict[str, Any]) -> Any:
        required = str(type_).endswith("!")
        inner, named = type_.of_type if required else type_, get_named_type(type_)
        if is_list_type(inner) or is_object_type(named) or named.name == "JSON":
            return _wire_form(type_, await self.json_of(text, source, viewer, given))
        value = await self.value_of(text, source, viewer, given=given)
        if named.name == "Boolean":
            return bool(value) if required or value is not None else None
        if named.name == "DateTime" and isinstance(value, str):
            return datetime.fromisoformat(value)
        return _wire_form(type_, value)


# The order of a list -----------------------------------------------------------------------------


def ordered(rows: list[Model], order: tuple[type[Model], str]) -> list[Model]:
    model, by = order
    name, down = by.removeprefix("-"), by.startswith("-")
    return sorted(rows, key=cmp_to_key(lambda a, b: _compare(_place(a, name), _place(b, name), down)))


def comes_after(row: Model, after: str, order: tuple[type[Model], str]) -> bool:
    model, by = order
    name, down = by.removeprefix("-"), by.startswith("-")
    key, point, text = after.partition(".")
    mine = _place(row, name)
    if name == model._meta.pk_attr:
        return _compare(mine, (key, key), down) > 0
    return _compare(mine, (_read_as(mine[0], model, name, text) if point else None, key), down) > 0


def cursor(row: Model, order: tuple[type[Model], str], dialect: str) -> str:
    model, by = order
    name, key = by.removeprefix("-"), str(row.pk)
    value = getattr(row, name)
    if name == model._meta.pk_attr or value is None:
        return key
    if isinstance(value, datetime):
        return f"{key}.{iso(value)}"
    if isinstance(value, bool):
        return f"{key}.{str(value).lower() if dialect == 'postgres' else int(value)}"
    if isinstance(value, float):
        seventeen = format(value, ".17g")
        return f"{key}." + (format(value, "g") if dialect == "postgres" and value == int(value) else repr(value) if dialect == "postgres" else seventeen if "." in seventeen else seventeen + ".0")
    return f"{key}.{value.value if isinstance(value, Enum) else value}"


def _place(row: Model, name: str) -> tuple[Any, str]:
    value = getattr(row, name)
    if isinstance(value, Enum):
        value = value.value
    return str(value) if isinstance(value, UUID) else value, str(row.pk)


def _compare(a: tuple[Any, str], b: tuple[Any, str], down: bool) -> int:
    way = -1 if down else 1
    if (a[0] is None) != (b[0] is None):
        return 1 if a[0] is None else -1  # nulls last, whichever way
    if a[0] != b[0]:
        return way if a[0] > b[0] else -way
    return 0 if a[1] == b[1] else way if a[1] > b[1] else -way


def _read_as(like: Any, model: type[Model], name: str, text: str) -> Any:
    kind = model._meta.fields_map[name]
    if kind.__class__.__name__ == "BooleanField":
        return text in ("1", "true")
    return kind.to_python_value(text) if kind.__class__.__name__ != "CharEnumFieldInstance" else text


# Forms -------------------------------------------------------------------------------------------


def _key(model: type[Model]) -> str:
    return model._meta.fields_db_projection[model._meta.pk_attr]


def _over(text: str, t: str, parent: str = "") -> str:
    text = text.replace("{t}", t).replace("{parent}", parent).replace("{v}", ":v")
    return "(" + re.sub(r"\bIN\s+\(?(:v|:branch)\b\)?", lambda found: f"IN ({found[1]})" + (")" if found[0].endswith(")") and "(" not in found[0] else ""), text) + ")"


def _binds(text: str, viewer: Viewer, given: dict[str, Any] | None = None) -> dict[str, Any]:
    now = clock.now()
    binds = {
        "organisation": viewer.organisation_id, "me": viewer.employee_id, "my_team": viewer.team_id, "locale": viewer.locale,
        "branch": list(viewer.branch) or [NOWHERE], "now": now, "today": clock.today(viewer.timezone), **(given or {}),
    }
    for base, way, number, unit in SPAN.findall(text):
        span = timedelta(**{{"m": "minutes", "h": "hours", "d": "days"}[unit]: int(number)})
        binds[f"{base}_{way}_{number}{unit}"] = binds[base] + (span if way == "plus" else -span)
    return binds


def _bound(value: Any, type_: Any) -> Any:
    if isinstance(value, list):
        return [_bound(item, type_) for item in value] or [NOWHERE if "ID" in repr(type_) else "\x02"]
    if "ID" in repr(type_) and isinstance(value, str):
        try:
            return UUID(value) if len(value) == 36 else NOWHERE
        except ValueError:
            return NOWHERE
    return value.value if isinstance(value, Enum) else value


def _in_language(texts: Any, wished: Any, viewer: Viewer, type_: Any) -> str | None:
    for locale in (wished.value if wished else viewer.locale, "zh-Hant", *sorted(texts or {})):
        if (texts or {}).get(locale) is not None:
            return texts[locale]
    return "" if str(type_).endswith("!") else None


def _told(value: Any) -> Any:
    return [_told(item) for item in (sorted(value) if isinstance(value, set | frozenset) else value)] if isinstance(value, list | tuple | set | frozenset) else value


def _wire_form(type_: Any, value: Any) -> Any:
    """JSON keeps its leaves as they are shown; an enum's stored value is looked up as its member."""
    named = get_named_type(type_)
    if isinstance(value, list):
        return [_member(type_, item) for item in value]
    if isinstance(value, str) and hasattr(named, "values"):
        return named.wrapped_cls(value)
    return value


def _member(type_: Any, value: Any) -> Any:
    named = get_named_type(type_)
    if hasattr(named, "values") and isinstance(value, str):
        return named.values[value].value
    if named.name == "DateTime" and isinstance(value, str):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if named.name == "Date" and isinstance(value, str) else value
