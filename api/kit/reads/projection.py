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
    v = planner.alias()
    json = f"{v}.value"
    if is_list_type(inner):
        t = planner.alias()
        item = _item(planner, inner.of_type, selected, f"{t}.value")
        made = f"(SELECT '[' || coalesce({planner.dialect.join.format(item.render())}, '') || ']' FROM {planner.dialect.items(json, t)})"
    else:
        made = _object(planner, get_named_type(inner), selected, json).render()
    # LIMIT keeps the databases from writing the value's SQL wherever it is used, and so running it as often.
    source = f"(SELECT {planner.dialect.one_json(value)} AS value LIMIT 1) {v}"
    return Pieces().sql(f"coalesce((SELECT {made} FROM {source} WHERE NOT {planner.dialect.no_json(json)}), {nothing})")


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
