"""Lists of rows: Relay connections by keyset, and plain lists."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from graphql import GraphQLObjectType, get_named_type

from api.kit.reads.binds import Getter
from api.kit.reads.cursors import Order, column_of
from api.kit.reads.declare import Many
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
        source = f"{named(table.model._meta.db_table)} {t}"
        if not paged:
            with self._priced(lambda run: read.most, selected):
                row = planner.object(type_, selected.selection_sets, t, selected.path)
            return Pieces().sql(self._list(row, source, terms, order, t, str(read.most)))
        return self._page(selected, named_type, type_, source, terms, order, t, arguments)

    def _list(self, row: Pieces, source: str, terms: list[str], order: Order, t: str, limit: str) -> str:
        rows = f"SELECT {row.render()} AS j FROM {source} WHERE {' AND '.join(terms)} ORDER BY {order.clause(t)} LIMIT {limit}"
        return f"(SELECT '[' || coalesce({self.dialect.join.format('j')}, '') || ']' FROM ({rows}) p)"

    def _page(self, selected: Selected, connection: GraphQLObjectType, type_: GraphQLObjectType, source: str, terms: list[str], order: Order, t: str, arguments: Any) -> Pieces:
        planner, statement = self.planner, self.planner.statement
        first = arguments.getter("first")
        limit = statement.bind(first, int)
        keys = planner.document.select(connection, selected.selection_sets, selected.path)
        info = [part for each in keys if each.name == "pageInfo" for part in planner.document.select(get_named_type(each.field.type), each.selection_sets, each.path)]
        numbered = any(part.name in ("hasNextPage", "startCursor", "endCursor") for part in info)
        count = " AND ".join(terms)
        if "after" in arguments.given:
            terms = [*terms, order.after(statement, t, arguments.getter("after"), (*selected.path, "after"))]
        columns: list[str] = []
        cursor = order.cursor(self.dialect, t)

        def listed(row: Pieces) -> Pieces:
            columns.append(row.render())
            shown = f"p.j{len(columns)}"
            shown = f"CASE WHEN p.k <= {limit} THEN {shown} END" if numbered else shown
            return Pieces("[").sql(f"coalesce({self.dialect.join.format(shown)}, '')").text("]")

        def shown(each: Selected) -> Pieces:
            match each.name:
                case "__typename":
                    return Pieces(f'"{connection.name}"')
                case "nodes":
                    return listed(planner.object(type_, each.selection_sets, t, each.path))
                case "edges":
                    return listed(self._edge(each, type_, order, t))
                case "totalCount":
                    return Pieces().sql(f"(SELECT {self.dialect.bare('count(*)')} FROM {source} WHERE {count})")
                case "pageInfo":
                    return self._info(each, order, limit, "after" in arguments.given)
            raise TypeError(each.name)

        with self._priced(first, selected):
            made = an_object([(each.key, shown(each)) for each in keys])
        if not columns and not info:
            return made
        if info:
            columns.append(cursor)
        names = [f"{column} AS j{number}" for number, column in enumerate(columns, 1)]
        if info:
            names[-1] = f"{cursor} AS c"
        if not numbered:
            rows = f"SELECT {', '.join(names)} FROM {source} WHERE {' AND '.join(terms)} ORDER BY {order.clause(t)} LIMIT {limit}"
        else:
            rows = f"SELECT {', '.join(names)} FROM {source} WHERE {' AND '.join(terms)} ORDER BY {order.clause(t)} LIMIT {limit} + 1"
            rows = f"SELECT row_number() OVER () AS k, q.* FROM ({rows}) q"
        return Pieces().sql(f"(SELECT {made.render()} FROM ({rows}) p)")

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

    def _info(self, each: Selected, order: Order, limit: str, follows: bool) -> Pieces:
        type_ = get_named_type(each.field.type)

        def cursor(last: bool) -> Pieces:
            numbered = f"(CASE WHEN p.k <= {limit} THEN {self.dialect.bare(f'({FIRST_ROW} + p.k)')} || p.c END)"
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

