"""What a read can be declared as. Each declaration rides in its Strawberry field's metadata."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField
from tortoise.models import Model

from api.kit.reads.lens import EVERYONE, Rows
from api.kit.reads.scalars import Locale
from api.kit.reads.who import Who
from api.kit.viewer import Viewer

READ, WHO = "reads", "who"


@dataclass(frozen=True)
class Sql:
    """Static SQL over `{t}`; where the databases differ, a text each."""

    sqlite: str
    postgres: str

    def __bool__(self) -> bool:
        return bool(self.sqlite)


def sql(text: str | None, postgres: str | None = None) -> Sql:
    return Sql(text or "", postgres if postgres is not None else text or "")


@dataclass(frozen=True)
class Arg:
    """An argument of a list or of a single row, and the condition that it adds; `{v}` stands for the bound value.

    A list argument reads `{t}.id IN {v}`. `required`: the field cannot be asked without it. `order`: the list is ordered so while the argument is given.
    `convert` prepares the value before it is bound (`lambda text: f"%{text}%"`).
    """

    type: Any
    sql: str
    description: str = ""
    order: str | None = None
    postgres: str | None = None
    convert: Callable[[Any], Any] | None = None
    required: bool = False

    @property
    def condition(self) -> Sql:
        return sql(self.sql, self.postgres)


@dataclass(frozen=True)
class Column:
    """A column of this row."""

    name: str | None = None


@dataclass(frozen=True)
class Localized:
    """A JSON-by-locale column, or SQL that gives such JSON, shown as one text."""

    name: str | None = None
    value: Sql = sql(None)


@dataclass(frozen=True)
class Embedded:
    """An object over this same row; null unless `when` holds."""

    when: Sql = sql(None)


@dataclass(frozen=True)
class SqlField:
    """A value computed by static SQL over this row; null where the viewer's lens of `rows` does not hold."""

    value: Sql
    args: Mapping[str, Arg] = field(default_factory=dict)
    rows: Rows | None = None


@dataclass(frozen=True)
class Told:
    """A value that the viewer carries; bound, never read."""

    tell: Callable[[Viewer], Any]


@dataclass(frozen=True)
class One:
    """The one row whose `to` column equals this row's `by`."""

    by: str | None = None
    to: str | None = None
    match: Sql = sql(None)
    where: Sql = sql(None)
    trusted: bool = False
    args: Mapping[str, Arg] = field(default_factory=dict)
    order: str | None = None


@dataclass(frozen=True)
class Many:
    """Rows whose `by` column is this row's key: a connection, or a plain list of at most `most`."""

    by: str | None = None
    order: str | None = None
    match: Sql = sql(None)
    where: Sql = sql(None)
    args: Mapping[str, Arg] = field(default_factory=dict)
    trusted: bool = False
    most: int = 100


@dataclass(frozen=True)
class Table:
    """A GraphQL type over rows of a model. Without `rows` it is only ever a part of another type's row."""

    model: type[Model]
    rows: Rows | None
    who: Who | None
    organisation: str
    few: bool = False


# The fields of a declared class ------------------------------------------------------------------


def _field(read: Any, who: Who | None, description: str | None, name: str | None = None, arguments=()) -> Any:
    made = strawberry.field(name=name, description=description, metadata={READ: read, WHO: who})
    made.arguments = list(arguments)
    return made


def argument(name: str, type_: Any, description: str = "") -> StrawberryArgument:
    shown = name[:-1] if name.endswith("_") else None  # `from_` is a word of Python's
    return StrawberryArgument(name, shown, StrawberryAnnotation(type_), description=description or None)


def _page_arguments(args: Mapping[str, Arg]) -> list[StrawberryArgument]:
    """`first` is required: nobody asks for a list without saying how much of it."""
    page = [
        argument("first", int, "How many, 0 to 1,000."),
        argument("after", str | None, "The cursor after which the page begins."),
    ]
    return page + _arguments(args)


def _arguments(args: Mapping[str, Arg]) -> list[StrawberryArgument]:
    return [argument(name, arg.type if arg.required else _optional(arg.type), arg.description) for name, arg in args.items()]


def _optional(type_: Any) -> Any:
    return type_ | None


def column(name: str | None = None, *, who: Who | None = None, description: str | None = None) -> Any:
    """A column; `name` where it is not the field's own."""
    return _field(Column(name), who, description)


def localized(
    name: str | None = None, *, value: str | None = None, who: Who | None = None, description: str | None = None,
) -> Any:
    """A text by locale: the asked one, else the viewer's, else zh-Hant, else any. `str` is never null.

    Of the column `name`, or of what the SQL `value` over `{t}` gives.
    """
    languages = argument("locale", Locale | None, "The language wished for; else the viewer's own.")
    return _field(Localized(name, sql(value)), who, description, arguments=[languages])


def embedded(part: type | None = None, *, when: str | None = None, who: Who | None = None, description: str | None = None) -> Any:
    """An object over the same row, of a class made by `@part`. With `when` it may be null."""
    return _field(Embedded(sql(when)), who, description)


def sql_field(
    text: str, *, postgres: str | None = None, args: Mapping[str, Arg] | None = None, rows: Rows | None = None,
    who: Who | None = None, description: str | None = None,
) -> Any:
    """A value by static SQL over `{t}`. Subselects name `organisation_id` once for every table they read.

    A `list[…]` or JSON annotation takes SQL that gives JSON text (SQLite) or json/jsonb (PostgreSQL).
    `args` are required arguments; `Arg(date, ":from_day")` names the bind by which the SQL has it. `rows` is a lens over
    `{t}` for where this row is seen more widely than this value: outside of it the value is null.
    """
    arguments = [argument(name, arg.type, arg.description) for name, arg in (args or {}).items()]
    return _field(SqlField(sql(text, postgres), args or {}, rows), who, description, arguments=arguments)


def told(tell: Callable[[Viewer], Any], *, who: Who | None = None, description: str | None = None) -> Any:
    """A value that the viewer carries, like their roles. Plain JSON values."""
    return _field(Told(tell), who, description)


def one(
    *, by: str | None = None, to: str | None = None, match: str | None = None, where: str | None = None,
    args: Mapping[str, Arg] | None = None, order: str | None = None, trusted: bool = False, who: Who | None = None, description: str | None = None,
) -> Any:
    """The row whose `to` (its key, by default) equals this row's `by`; or which satisfies `match` over
    `{t}` (theirs) and `{parent}` (this one), at most one. Null when the viewer may not see it, unless
    `trusted`: whoever sees this row may see that one. A field that is never null must be trusted.
    Where several rows match, `order` says which is first; else the key does.
    """
    read = One(by, to, sql(match), sql(where), trusted, args or {}, order)
    return _field(read, who, description, arguments=_arguments(read.args))


def many(
    *, by: str | None = None, order: str | None = None, match: str | None = None, where: str | None = None,
    args: Mapping[str, Arg] | None = None, trusted: bool = False, most: int = 100,
    who: Who | None = None, description: str | None = None,
) -> Any:
    """The rows whose `by` is this row's key, or which satisfy `match` over `{t}` and `{parent}`.

    Annotated `Connection[X]` it is paged; annotated `list[X]` it is a plain list of at most `most`.
    `order` is a column, `-` for descending, the key by default; nulls last; the key breaks ties.
    """
    read = Many(by, order, sql(match), sql(where), args or {}, trusted, most)
    made = _field(read, who, description)
    made.metadata = {**made.metadata, "page": _page_arguments(read.args), "plain": _page_arguments(read.args)[2:]}
    return made


# Roots ------------------------------------------------------------------------------------------


def connection(
    node: type | str, *, who: Who, order: str | None = None, where: str | None = None,
    args: Mapping[str, Arg] | None = None, description: str | None = None,
) -> Any:
    """Query: a page of all rows that the viewer sees."""
    read = Many(order=order, where=sql(where), args=args or {})
    return _field(read, who, description, arguments=_page_arguments(read.args))


def single(node: type | str, *, who: Who, where: str | None = None, description: str | None = None) -> Any:
    """Query: the row of this `id`, or null where there is none that the viewer sees."""
    return _field(One(by="id", where=sql(where)), who, description, arguments=[argument("id", strawberry.ID, "Its id.")])


def only(node: type | str, *, match: str, who: Who, description: str | None = None) -> Any:
    """Query: the one row that satisfies `match` over `{t}`, like the viewer's own organisation."""
    return _field(One(match=sql(match)), who, description)


# The classes ------------------------------------------------------------------------------------


def reads(
    model: type[Model], *, rows: Rows, who: Who | None = None, name: str | None = None, organisation: str = "organisation_id",
    few: bool | None = None,
) -> Callable[[type], type]:
    """A GraphQL type whose objects are rows of `model`. Annotations without a value are columns.

    `few`: an organisation has hundreds of them, not millions, so that long lists which lead to them again and again
    read them all once. What everybody may see is thought to be so.
    """
    few = rows is EVERYONE if few is None else few
    return lambda cls: _declare(cls, Table(model, rows, who, organisation, few), name)


def part(model: type[Model], *, who: Who | None = None, name: str | None = None) -> Callable[[type], type]:
    """A GraphQL type for a part of such a row, reached by `embedded`."""
    return lambda cls: _declare(cls, Table(model, None, who, "organisation_id"), name)


def extends(base: type, *, who: Who | None = None) -> Callable[[type], type]:
    """Adds fields to a lower floor's type. They need a Who of their own, of `extends`, or of the type."""

    def extend(cls: type) -> type:
        definition = base.__strawberry_definition__
        added = _typed(cls, who or base.__reads__.who).__strawberry_definition__.fields
        known = {field.python_name for field in definition.fields}
        if twice := sorted(known & {field.python_name for field in added}):
            raise TypeError(f"{definition.name} already has {', '.join(twice)}")
        definition.fields.extend(added)
        return cls

    return extend


def _declare(cls: type, table: Table, name: str | None) -> type:
    made = _typed(cls, table.who, name)
    made.__reads__ = table
    return made


def _typed(cls: type, who: Who | None, name: str | None = None) -> type:
    for attribute in cls.__dict__.get("__annotations__", {}):
        if attribute not in cls.__dict__:
            setattr(cls, attribute, column())
    description = inspect.cleandoc(cls.__doc__) if cls.__doc__ else None
    made = strawberry.type(cls, name=name, description=description)
    for each in made.__strawberry_definition__.fields:
        if READ not in each.metadata:
            raise TypeError(f"{cls.__name__}.{each.python_name}: a type over rows has declared fields only")
        each.metadata = {**each.metadata, WHO: each.metadata[WHO] or who}
        if isinstance(each.metadata[READ], Many):
            each.arguments = each.metadata["page" if _paged(each) else "plain"]
    return made


def _paged(made: StrawberryField) -> bool:
    """Whether the annotation says Connection; it may be text still, for a class that comes later."""
    raw = made.type_annotation.raw_annotation
    return "Connection[" in (raw if isinstance(raw, str) else repr(raw))
