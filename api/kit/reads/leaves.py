"""One value of a row as JSON text, by its GraphQL type."""

from __future__ import annotations

from graphql import (
    GraphQLEnumType,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLOutputType,
    get_named_type,
    is_list_type,
)

from api.kit.reads.dialects import BROKEN, Dialect
from api.kit.reads.pieces import Pieces, quoted


def leaf(dialect: Dialect, type_: GraphQLOutputType, value: str) -> Pieces:
    """What `value`, an SQL expression, looks like in JSON. Null where the type is never null breaks the answer."""
    required = isinstance(type_, GraphQLNonNull)
    named = get_named_type(type_)
    if named.name == "Boolean" and not is_list_type(type_.of_type if required else type_):
        unknown = "" if required else f" WHEN ({value}) IS NULL THEN 'null'"
        return Pieces().sql(f"CASE WHEN {value} THEN 'true'{unknown} ELSE 'false' END")
    if is_list_type(type_.of_type if required else type_) or named.name == "JSON":
        return Pieces().sql(f"coalesce({dialect.bare(value)}, {_null(required and named.name != 'JSON')})")
    if named.name in ("Int", "Float"):
        return Pieces().sql(f"coalesce({dialect.bare(value)}, {_null(required)})")
    if named.name == "String" or _free(named):
        text = dialect.text(value)
        return Pieces().sql(text) if not required else Pieces().sql(f"CASE WHEN ({value}) IS NULL THEN {quoted(BROKEN)} ELSE {text} END")
    bare = _bare(dialect, named, value)
    if required:
        return Pieces('"').sql(f"coalesce({bare}, {quoted(BROKEN)})").text('"')
    return Pieces().sql(f"coalesce('\"' || {bare} || '\"', 'null')")


def _free(named: GraphQLNamedType) -> bool:
    """A text that anybody may have written; all else needs no escaping."""
    return not isinstance(named, GraphQLEnumType) and named.name not in ("ID", "DateTime", "Date", "Decimal")


def _bare(dialect: Dialect, named: GraphQLNamedType, value: str) -> str:
    if isinstance(named, GraphQLEnumType):
        return enum_name(named, value)
    if named.name == "DateTime":
        return dialect.moment(value)
    if named.name == "Decimal":
        return dialect.decimal(value)
    return dialect.bare(value)


def enum_name(type_: GraphQLEnumType, value: str) -> str:
    """The member's name of a stored value."""
    members = {str(member.value): name for name, member in type_.values.items()}
    if all(stored.upper() == name for stored, name in members.items()):
        return f"upper({value})"
    return f"CASE {value} " + " ".join(f"WHEN {quoted(stored)} THEN {quoted(name)}" for stored, name in members.items()) + " END"


def _null(breaks: bool) -> str:
    return quoted(BROKEN if breaks else "null")
