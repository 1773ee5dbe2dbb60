"""Lists of rows: Relay connections by keyset, and plain lists."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from graphql import GraphQLObjectType, get_named_type

from api.kit.reads.arguments import Arguments
from api.kit.reads.binds import Getter
from api.kit.reads.cursors import Order, column_of
from api.kit.reads.declare import Many, Table
from api.kit.reads.pieces import Pieces, an_object, named
from api.kit.reads.price import Level
from api.kit.reads.selection import Selected

if TYPE_CHECKING:
    from api.kit.reads.plan import Planner

FIRST_ROW = 10_000  # row numbers of one width, so that the greatest text is the last row's


class Pages:
    def __init__(self, planner: Planner):
        self.planner, self.dialect = planner, planner.dialect

    def many(self, selected: Selected, read: Many, model: Any, parent: str) -> Pieces:
        from api.kit.reads.plan import table_of

        planner, named_type = self.planner, get_named_type(selected.field.type)
        arguments = planner.arguments(selected)
        paged = table_of(named_type) is None
        type_ = get_named_type(named_type.fields["nodes"].type) if paged else named_type
        table, t = table_of(type_), planner.alias()
        terms = planner.terms(table, t, read.trusted)
        if read.by:
            terms.append(f"{t}.{named(column_of(table.model, read.by))} = {parent}.{named(column_of(model, 'pk'))}")
        terms += [planner.expand(text, t, parent) for text in (read.match, read.where) if text]
        wanted = planner.narrowed(selected, read.args, terms, t, parent) or read.order
        order = Order.of(table.model, wanted)
        if paged:
            return self._page(selected, named_type, type_, table, terms, order, t, arguments, read.by)
        with self._priced(lambda run: read.most, selected):
            source = planner.source(table, lambda inner: [planner.object(type_, selected.selection_sets, inner, selected.path).render()])
        rows = self.rows(source, ["json1"], table, terms, order, t, str(read.most), read.by)
        return Pieces().sql(f"(SELECT '[' || coalesce({self.dialect.join.format('p.json1')}, '') || ']' FROM {rows})")

    def rows(
        self, source: str, names: list[str], table: Table, terms: list[str], order: Order, t: str, limit: str, by: str | None,
        numbered: bool = False,
    ) -> str:
        """The rows of a page, as `p`; numbered, there is one more, and `row` counts them.

        Where no index gives the order, SQLite would make the JSON of every row before it sorts and cuts: so it finds
        the rows first. The same where rows are numbered, since it would copy their JSON to number them.
        """
        where = f"WHERE {' AND '.join(terms)} ORDER BY {order.clause(t)} LIMIT {limit}" + (" + 1" if numbered else "")
        if self.dialect.name == "sqlite" and (numbered or not order.indexed({table.organisation, by})):
            found = f"SELECT {t}.rowid AS rowid_ FROM {named(table.model._meta.db_table)} {t} {where}"
            if numbered:
                found = f"SELECT row_number() OVER () AS row, q.rowid_ FROM ({found}) q"
            return f"({found}) n CROSS JOIN {source} p ON p.rowid_ = n.rowid_"
        found = f"SELECT {', '.join(f'{t}.{name}' for name in names)} FROM {source} {t} {where}"
        return f"(SELECT row_number() OVER () AS row, q.* FROM ({found}) q) p" if numbered else f"({found}) p"

    def _page(
        self, selected: Selected, connection: GraphQLObjectType, type_: GraphQLObjectType, table: Table, terms: list[str],
        order: Order, t: str, arguments: Arguments, by: str | None,
    ) -> Pieces:
        planner, statement, document = self.planner, self.planner.statement, self.planner.document
        first = arguments.getter("first")
        keys = document.select(connection, selected.selection_sets, selected.path)
        info = [part for each in keys if each.name == "pageInfo" for part in document.select(get_named_type(each.field.type), each.selection_sets, each.path)]
        numbered = any(part.name in ("hasNextPage", "startCursor", "endCursor") for part in info)
        follows = "after" in arguments.given
        listed = [each for each in keys if each.name in ("nodes", "edges")]
        limit, within = "", terms
        if listed or numbered:  # what is bound must be used
            limit = statement.bind(first, int)
            within = terms + ([order.after(statement, t, arguments.getter("after"), (*selected.path, "after"))] if follows else [])

        def columns(inner: str) -> list[str]:
            """One JSON for each time that the rows are listed; at the end their cursors."""
            made = [self._row(each, type_, order, inner).render() for each in listed]
            return [*made, order.cursor(self.dialect, inner)] if numbered else made

        with self._priced(first, selected):
            source = planner.source(table, columns) if listed or numbered else ""
        names = [f"json{number + 1}" for number in range(len(listed) + numbered)]

        def shown(each: Selected) -> Pieces:
            match each.name:
                case "__typename":
                    return Pieces(f'"{connection.name}"')
                case "totalCount":
                    counted = f"SELECT {self.dialect.bare('count(*)')} FROM {named(table.model._meta.db_table)} {t} WHERE {' AND '.join(terms)}"
                    return Pieces().sql(f"({counted})")
                case "pageInfo":
                    return self._info(each, order, limit, follows, names[-1] if numbered else "")
            column = f"p.{names[listed.index(each)]}"
            column = f"CASE WHEN row <= {limit} THEN {column} END" if numbered else column
            return Pieces("[").sql(f"coalesce({self.dialect.join.format(column)}, '')").text("]")

        made = an_object([(each.key, shown(each)) for each in keys])
        if not source:
            return made
        rows = self.rows(source, names, table, within, order, t, limit, by, numbered)
        return Pieces().sql(f"(SELECT {made.render()} FROM {rows})")

    def _row(self, each: Selected, type_: GraphQLObjectType, order: Order, t: str) -> Pieces:
        if each.name == "edges":
            return self._edge(each, type_, order, t)
        return self.planner.object(type_, each.selection_sets, t, each.path)

    def _edge(self, each: Selected, type_: GraphQLObjectType, order: Order, t: str) -> Pieces:
        edge = get_named_type(each.field.type)

        def shown(part: Selected) -> Pieces:
            match part.name:
                case "__typename":
                    return Pieces(f'"{edge.name}"')
                case "cursor":
                    return order.cursor_json(self.dialect, order.cursor(self.dialect, t))
                case _:
                    return self.planner.object(type_, part.selection_sets, t, part.path)

        return an_object([(part.key, shown(part)) for part in self.planner.document.select(edge, each.selection_sets, each.path)])

    def _info(self, each: Selected, order: Order, limit: str, follows: bool, column: str) -> Pieces:
        type_ = get_named_type(each.field.type)

        def cursor(last: bool) -> Pieces:
            numbered = f"(CASE WHEN row <= {limit} THEN {self.dialect.bare(f'({FIRST_ROW} + row)')} || p.{column} END)"
            if self.dialect.name == "postgres":
                numbered += ' COLLATE "C"'
            found = order.cursor_json(self.dialect, f"substr({'max' if last else 'min'}({numbered}), 6)").render()
            return Pieces().sql(f"coalesce({found}, 'null')")

        def shown(part: Selected) -> Pieces:
            match part.name:
                case "__typename":
                    return Pieces(f'"{type_.name}"')
                case "hasNextPage":
                    return Pieces().sql(f"CASE WHEN count(*) > {limit} THEN 'true' ELSE 'false' END")
                case "hasPreviousPage":
                    return Pieces("true" if follows else "false")
                case part_name:
                    return cursor(part_name == "endCursor")

        parts = self.planner.document.select(type_, each.selection_sets, each.path)
        return an_object([(part.key, shown(part)) for part in parts])

    @contextmanager
    def _priced(self, first: Getter, selected: Selected):
        price = self.planner.price
        level = Level(first, selected.path, price.within)
        price.levels.append(level)
        price.within = level
        try:
            yield
        finally:
            price.within = level.around

