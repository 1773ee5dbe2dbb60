"""What a document selects of a resolver's result: rows to be filled by plan, and plain objects to be read off."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLObjectType,
    GraphQLOutputType,
    get_named_type,
    is_abstract_type,
    is_list_type,
    is_object_type,
)

from api.kit.reads.arguments import Arguments
from api.kit.reads.binds import Statement
from api.kit.reads.plan import Planner, table_of
from api.kit.reads.price import Level
from api.kit.reads.schema import BACKREF
from api.kit.reads.selection import Path, Selected


@dataclass(eq=False, slots=True)
class Rows:
    """Rows of a declared type: one statement fills all that a resolver named."""

    sql: str
    statement: Statement


@dataclass(eq=False, slots=True)
class Part:
    """One response key of a plain object. `called` when a resolver computes it."""

    selected: Selected
    shape: Shape | None
    arguments: Arguments | None
    called: bool
    attribute: str


@dataclass(eq=False, slots=True)
class Shape:
    """A field's type, and what is selected of each object type that it may be."""

    type: GraphQLOutputType
    of: dict[str, Rows | list[Part]] = field(default_factory=dict)


class Shaper:
    """Makes shapes. A planner beside it checks who may ask, and writes the statements of rows."""

    def __init__(self, planner: Planner):
        self.planner, self.document = planner, planner.document
        self.rows: list[Rows] = []
        self.calls = False  # whether a resolver below a root will run

    def part(self, selected: Selected, root: bool = False) -> Part:
        if selected.field is None:
            return Part(selected, None, None, False, "")
        self.planner.check(selected)
        declared = selected.field.extensions[BACKREF]
        called = declared.base_resolver is not None
        self.calls = self.calls or (called and not root)
        arguments = self.planner.arguments(selected) if selected.field.args else None
        return Part(selected, self.shape(selected, arguments), arguments, called, declared.python_name)

    def shape(self, selected: Selected, arguments: Arguments | None = None) -> Shape:
        type_ = selected.field.type
        named, shape = get_named_type(type_), Shape(type_)
        if is_abstract_type(named):
            possible = self.document.schema.get_possible_types(named)
        else:
            possible = [named] if is_object_type(named) else []
        price, around = self.planner.price, self.planner.price.within
        if is_list_type(getattr(type_, "of_type", type_)) or is_list_type(type_):
            price.within = Level(lambda run: longest(arguments, run), selected.path, around)
            price.levels.append(price.within)
        for each in possible:
            shape.of[each.name] = self.object(each, selected, selected.path)
        price.within = around
        return shape

    def object(self, type_: GraphQLObjectType, selected: Selected, path: Path) -> Rows | list[Part]:
        table = table_of(type_)
        if table is None or table.rows is None:
            return [self.part(each) for each in self.document.select(type_, selected.selection_sets, path)]
        planner, before = self.planner, self.planner.statement
        planner.statement = Statement(planner.dialect)
        sql = planner.filled(type_, selected.selection_sets, path, lambda run: run.ids)
        rows = Rows(sql, planner.statement)
        planner.statement = before
        self.rows.append(rows)
        return rows


def longest(arguments: Arguments | None, run: Any) -> int:
    """How long a list may come back: as long as the longest that was sent."""
    if arguments is None:
        return 1
    sent, todo = 1, list(arguments.values(run).values())
    while todo:
        value = todo.pop()
        if isinstance(value, list):
            sent = max(sent, len(value))
        elif isinstance(value, dict):
            todo.extend(value.values())
    return min(sent, 1_000)
