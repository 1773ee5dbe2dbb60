"""Objects kept as JSON in a column, or built by SQL: of a plain type, cut down to what is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphql import GraphQLNonNull, GraphQLOutputType, get_named_type, is_list_type, is_object_type

from api.kit.reads.dialects import BROKEN
from api.kit.reads.pieces import Pieces, an_object, quoted
from api.kit.reads.selection import Selected

if TYPE_CHECKING:
    from api.kit.reads.plan import Planner


def project(planner: Planner, type_: GraphQLOutputType, selected: Selected, value: str) -> Pieces:
    """`value` is SQL that gives JSON (text on SQLite, json or jsonb on PostgreSQL) whose keys are the type's field names."""
    required = isinstance(type_, GraphQLNonNull)
    inner = type_.of_type if required else type_
    nothing = quoted(BROKEN if required else "null")
    t = planner.alias()
    json = f"{t}.value"
    if is_list_type(inner):
        item = _item(planner, inner.of_type, selected, json)
        rows = planner.dialect.items(value, t)
        listed = f"(SELECT '[' || coalesce({planner.dialect.join.format(item.render())}, '') || ']' FROM {rows})"
        return Pieces().sql(f"CASE WHEN {planner.dialect.no_json(value)} THEN {nothing} ELSE {listed} END")
    made = _object(planner, get_named_type(inner), selected, json)
    source = planner.dialect.one_json(value)
    return Pieces().sql(f"coalesce((SELECT {made.render()} FROM (SELECT {source} AS value) {t} WHERE NOT {planner.dialect.no_json(json)}), {nothing})")


def _item(planner: Planner, type_: GraphQLOutputType, selected: Selected, json: str) -> Pieces:
    made = _object(planner, get_named_type(type_), selected, json)
    return Pieces().sql(f"CASE WHEN {planner.dialect.no_json(json)} THEN 'null' ELSE {made.render()} END")


def _object(planner: Planner, type_: Any, selected: Selected, json: str) -> Pieces:
    def shown(each: Selected) -> Pieces:
        if each.field is None:
            return Pieces(f'"{each.parent.name}"')
        planner.check(each)
        of = each.field.type
        if is_object_type(get_named_type(of)):
            return project(planner, of, each, planner.dialect.member(json, each.name))
        inner = of.of_type if isinstance(of, GraphQLNonNull) else of
        kind = "JSON" if is_list_type(inner) else inner.name
        return Pieces().sql(planner.dialect.member_text(json, each.name, kind))

    parts = planner.document.select(type_, selected.selection_sets, selected.path)
    return an_object([(each.key, shown(each)) for each in parts])
