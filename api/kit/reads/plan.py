"""The planner: what a document selects of declared types becomes one SQL expression that builds its JSON."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from graphql import (
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    get_named_type,
    is_list_type,
    is_object_type,
)

from api.kit.reads.arguments import Arguments, as_id, as_ids, short
from api.kit.reads.binds import Statement
from api.kit.reads.cursors import Order, column_of, kind_of
from api.kit.reads.declare import Arg, Column, Embedded, Localized, Many, One, Sql, SqlField, Table, Told
from api.kit.reads.dialects import BROKEN, Dialect
from api.kit.reads.leaves import leaf
from api.kit.reads.pages import Pages
from api.kit.reads.pieces import Pieces, an_object, named, quoted
from api.kit.reads.price import Price
from api.kit.reads.projection import project
from api.kit.reads.schema import BACKREF, read_of, who_of
from api.kit.reads.selection import Document, Path, Selected
from api.kit.reads.telling import telling
from api.kit.reads.who import Who
from api.kit.viewer import Viewer

SCALARS = {
    "ID": UUID, "Int": int, "Float": float, "Boolean": bool, "DateTime": datetime, "Date": date, "Decimal": Decimal,
}


class Planner:
    """Plans one statement for viewers of the same roles. Collects what must be checked before it runs."""

    def __init__(self, dialect: Dialect, document: Document, viewer: Viewer, variable_values: Any, long: bool = False):
        self.dialect, self.document, self.viewer, self.variable_values = dialect, document, viewer, variable_values
        self.long = long and dialect.once  # many rows are asked for: it pays to read what they share once
        self.statement = Statement(dialect)
        self.whos: dict[Who, Path] = {}
        self.tells: list[Any] = []
        self.price = Price()
        self.sources: list[str] = []
        self._aliases = 0

    # Objects ---------------------------------------------------------------------------------

    def root(self, selected: Selected) -> Pieces:
        """The JSON of a root field that is declared."""
        return self.field(selected, None, "")

    def object(self, type_: GraphQLObjectType, selection_sets: Sequence[Any], t: str, path: Path) -> Pieces:
        model = table_of(type_).model
        return an_object((each.key, self.field(each, model, t)) for each in self.document.select(type_, selection_sets, path))

    def field(self, selected: Selected, model: Any, t: str) -> Pieces:
        if selected.field is None:
            return Pieces(f'"{selected.parent.name}"')
        self.check(selected)
        read, type_ = read_of(selected.field), selected.field.type
        match read:
            case Column():
                name = read.name or selected.field.extensions[BACKREF].python_name
                return self.value(selected, f"{t}.{named(column_of(model, name))}")
            case SqlField():
                return self.value(selected, self.computed(selected, read, t))
            case Localized():
                return self.localized(selected, read, model, t)
            case Told():
                tell = telling(type_, read.tell)
                self.tells.append(tell)
                return Pieces().sql(self.statement.bind(lambda run: tell(run.viewer), str))
            case Embedded():
                return self.embedded(selected, read, t)
            case One():
                return self.one(selected, read, model, t)
            case Many():
                return Pages(self).many(selected, read, model, t)
        raise TypeError(f"{selected.parent.name}.{selected.name} is not declared")

    def check(self, selected: Selected) -> None:
        who = who_of(selected.parent, selected.field)
        if who is not None:
            self.whos.setdefault(who, selected.path)

    # Values ----------------------------------------------------------------------------------

    def value(self, selected: Selected, value: str) -> Pieces:
        type_ = selected.field.type
        if is_object_type(get_named_type(type_)):
            return project(self, type_, selected, value)
        return leaf(self.dialect, type_, value)

    def computed(self, selected: Selected, read: SqlField, t: str) -> str:
        text = read.value.postgres if self.dialect.name == "postgres" else read.value.sqlite
        arguments = self.arguments(selected) if read.args else None
        for name, argument in selected.field.args.items() if read.args else ():
            arg = read.args[argument.extensions[BACKREF].python_name]
            kind = SCALARS.get(get_named_type(argument.type).name, str)
            place = self.statement.bind(arguments.getter(name), kind)
            text = re.sub(rf"{arg.sql}\b", place, text)
        made = f"({self.statement.expand(text, t)})"
        lens = read.rows.seen_by(self.viewer) if read.rows else None
        return f"(CASE WHEN {self.statement.expand(lens, t)} THEN {made} END)" if lens else made

    def localized(self, selected: Selected, read: Localized, model: Any, t: str) -> Pieces:
        if read.value:
            column = f"({self.expand(read.value, t)})"
        else:
            column = f"{t}.{named(column_of(model, read.name or selected.field.extensions[BACKREF].python_name))}"
        arguments = self.arguments(selected)
        if "locale" in arguments.given:
            wished = arguments.getter("locale")
            locale = self.statement.bind(lambda run: wished(run).value, str, key=("locale", arguments.key("locale")))
        else:
            locale = self.statement.viewers("locale")
        text = self.dialect.text(self.dialect.localized(column, locale))
        return Pieces().sql(text if not isinstance(selected.field.type, GraphQLNonNull) else f"coalesce(nullif({text}, 'null'), '\"\"')")

    def embedded(self, selected: Selected, read: Embedded, t: str) -> Pieces:
        type_ = get_named_type(selected.field.type)
        made = self.object(type_, selected.selection_sets, t, selected.path)
        if not read.when:
            return made
        return Pieces().sql(f"CASE WHEN {self.expand(read.when, t)} THEN {made.render()} ELSE {null(selected.field.type)} END")

    # Rows ------------------------------------------------------------------------------------

    def one(self, selected: Selected, read: One, model: Any, parent: str) -> Pieces:
        type_ = get_named_type(selected.field.type)
        table, t = table_of(type_), self.alias()
        if self.long and table.few and read == One(by=read.by, trusted=read.trusted) and model is not None:
            if shared := self.shared(selected, read, table, f"{parent}.{named(column_of(model, read.by))}"):
                return shared
        terms = self.terms(table, t, read.trusted)
        if model is None and read.by == "id":  # a root by its id
            wanted = as_id(self.arguments(selected).getter("id"))
            kind = kind_of(table.model, table.model._meta.pk_attr)
            terms.append(f"{t}.{named(column_of(table.model, 'pk'))} = {self.statement.bind(wanted, kind)}")
        elif read.by or (read.to and not read.match):
            theirs, ours = column_of(table.model, read.to or "pk"), column_of(model, read.by or "pk")
            terms.append(f"{t}.{named(theirs)} = {parent}.{named(ours)}")
        terms += [self.expand(text, t, parent) for text in (read.match, read.where) if text]
        wanted = self.narrowed(selected, read.args, terms, t, parent) or read.order
        several = bool(read.match) or read.to is not None
        order = f" ORDER BY {Order.of(table.model, wanted).clause(t)} LIMIT 1" if wanted or several else ""  # a key finds one
        source = self.source(table, lambda inner: [self.object(type_, selected.selection_sets, inner, selected.path).render()])
        found = f"(SELECT {t}.json1 FROM {source} {t} WHERE {' AND '.join(terms)}{order})"
        return Pieces().sql(f"coalesce({found}, {null(selected.field.type)})")

    def shared(self, selected: Selected, read: One, table: Table, key: str) -> Pieces | None:
        """The same row for many: all rows of the table are made into JSON once, and looked up. Not if they hold lists."""
        t, before, lists = self.alias(), list(self.sources), len(self.price.levels)
        made = self.object(get_named_type(selected.field.type), selected.selection_sets, t, selected.path).render()
        if len(self.price.levels) > lists:
            self.sources = before
            del self.price.levels[lists:]
            return None
        terms = " AND ".join(self.terms(table, t, read.trusted))
        pk, rows = f"{t}.{named(column_of(table.model, 'pk'))}", f"{named(table.model._meta.db_table)} {t}"
        self.sources.append(f"s{t[1:]} AS MATERIALIZED (SELECT {pk} AS key, {made} AS json1 FROM {rows} WHERE {terms})")
        found = f"(SELECT {t}.json1 FROM s{t[1:]} {t} WHERE {t}.key = {key})"
        return Pieces().sql(f"coalesce({found}, {null(selected.field.type)})")

    def source(self, table: Table, columns: Callable[[str], list[str]]) -> str:
        """The table, with what is made of each row beside its columns: json1, json2, …

        It stands before the statement, as a common table expression that is used once: both databases merge it
        into its place. Written out there it would nest too deep for SQLite's parser.
        """
        t = self.alias()
        made = [f"{expression} AS json{number}" for number, expression in enumerate(columns(t), 1)]
        name = f"s{t[1:]}"
        given = [f"{t}.*", *([f"{t}.rowid AS rowid_"] if self.dialect.name == "sqlite" else []), *made]
        self.sources.append(f"{name} AS (SELECT {', '.join(given)} FROM {named(table.model._meta.db_table)} {t})")
        return name

    def written(self, select: str) -> str:
        """The whole statement."""
        return self.statement.finished(f"WITH {', '.join(self.sources)} {select}" if self.sources else select)

    def terms(self, table: Table, t: str, trusted: bool = False) -> list[str]:
        """What limits every table of every level: the organisation, and the viewer's lens."""
        organisation = column_of(table.model, table.organisation)
        terms = [f"{t}.{named(organisation)} = {self.statement.viewers('organisation')}"]
        if not trusted:
            lens = table.rows.seen_by(self.viewer)
            if lens:
                terms.append(f"({self.statement.expand(lens, t)})")
        return terms

    def filled(self, type_: GraphQLObjectType, selection_sets: Sequence[Any], path: Path, ids: Any) -> str:
        """The statement that fills rows which a resolver named: `(id, json)` of those that the viewer sees."""
        table, t = table_of(type_), self.alias()
        key = f"{t}.{named(column_of(table.model, 'pk'))}"
        place = self.statement.bind(ids, kind_of(table.model, table.model._meta.pk_attr), is_list=True)
        terms = [*self.terms(table, t), f"{key} {self.dialect.within(place)}"]
        before, self.sources = self.sources, []
        source = self.source(table, lambda inner: [self.object(type_, selection_sets, inner, path).render()])
        made = self.written(f"SELECT {self.dialect.bare(key)}, {t}.json1 FROM {source} {t} WHERE {' AND '.join(terms)}")
        self.sources = before
        return made

    # What the parts share ---------------------------------------------------------------------

    def alias(self) -> str:
        self._aliases += 1
        return f"t{self._aliases}"

    def arguments(self, selected: Selected) -> Arguments:
        return Arguments(selected.field, selected.node, self.variable_values, selected.path)

    def expand(self, text: Sql, t: str, parent: str | None = None, v: str | None = None) -> str:
        return self.statement.expand(text.postgres if self.dialect.name == "postgres" else text.sqlite, t, parent, v)

    def narrowed(self, selected: Selected, args: Mapping[str, Arg], terms: list[str], t: str, parent: str) -> str | None:
        """Adds what the given arguments demand; the order that one of them wishes for."""
        wanted = None
        if args:
            arguments = self.arguments(selected)
            for name in [name for name in selected.field.args if name in arguments.given]:
                arg = args.get(selected.field.args[name].extensions[BACKREF].python_name)
                if arg:
                    terms.append(self.condition(arg, selected, arguments, name, t, parent))
                    wanted = arg.order or wanted
        return wanted

    def condition(self, arg: Arg, selected: Selected, arguments: Arguments, name: str, t: str, parent: str | None = None) -> str:
        """The condition that a given argument of a list adds."""
        type_ = selected.field.args[name].type
        inner = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
        is_list, scalar = is_list_type(inner), get_named_type(inner)
        kind, getter = SCALARS.get(scalar.name, str), arguments.getter(name)
        if arg.convert:
            given = getter
            getter = lambda run: arg.convert(given(run))
        elif scalar.name == "ID":
            getter = as_ids(getter) if is_list else as_id(getter)
        v = self.statement.bind(short(getter, (*selected.path, name)), kind, is_list)
        return f"({self.expand(arg.condition, t, parent, v)})"


def table_of(type_: GraphQLObjectType) -> Table | None:
    """The rows that a type stands for; None for a plain type."""
    return getattr(type_.extensions[BACKREF].origin, "__reads__", None)


def null(type_: GraphQLOutputType) -> str:
    """What stands where no row was found."""
    return quoted(BROKEN if isinstance(type_, GraphQLNonNull) else "null")
