"""The house's schema with a root more for each type: any row of it by id. And questions that fit any field."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any
from uuid import UUID

import strawberry
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
    is_list_type,
)
from tortoise.models import Model

from api import schema as house_schema
from api.kit.reads import ANY_SCOPE, ANYONE_SIGNED_IN, Schema, Who, single
from api.kit.reads.schema import BACKREF
from tests.matrix.seeding import snake


@cache
def schema() -> Schema:
    """The whole house's, with one more root for each type: any row of it by id, through the viewer's own lens."""
    real = house_schema.build()
    anybody = Who(ANYONE_SIGNED_IN, scope=ANY_SCOPE)
    members: dict[str, Any] = {"__annotations__": {}}
    for type_ in row_types(real):
        name = f"probe_{snake(type_.name)}"
        members[name] = single(origin(type_), who=anybody)
        members["__annotations__"][name] = origin(type_) | None
    rooms = house_schema.graph_rooms()
    roots = [house_schema.joined(root, rooms) for root in house_schema.ROOTS]
    probes = strawberry.type(type("Probes", (), members))
    roots[0] = strawberry.type(type("Query", (roots[0], probes), {}), name="Query")
    return Schema(*roots)


def origin(type_: GraphQLObjectType) -> type:
    return type_.extensions[BACKREF].origin


def row_types(of: Schema) -> list[GraphQLObjectType]:
    """Types whose objects are rows."""
    found = [
        type_ for name, type_ in sorted(of._schema.type_map.items())
        if isinstance(type_, GraphQLObjectType) and BACKREF in type_.extensions
        and (table := getattr(origin(type_), "__reads__", None)) and table.rows is not None
    ]
    return found


def has_rows(named: Any) -> bool:
    """Whether a field of this type leads to other rows, so that finding one says something; else it is a value of its own row."""
    if not isinstance(named, GraphQLObjectType):
        return False
    return named.name.endswith("Connection") or getattr(origin(named), "__reads__", None) is not None


def model_of(type_: GraphQLObjectType) -> type[Model]:
    return origin(type_).__reads__.model


def asked(field: GraphQLField) -> str:
    """Arguments and selection, whatever the field needs."""
    needed = {name: argument for name, argument in field.args.items() if isinstance(argument.type, GraphQLNonNull)}
    arguments = ", ".join(f"{name}: {_argument(name, argument.type)}" for name, argument in needed.items())
    named = get_named_type(field.type)
    chosen = "" if is_leaf_type(named) else " { nodes { __typename } }" if named.name.endswith("Connection") else " { __typename }"
    return (f"({arguments})" if arguments else "") + chosen


def _argument(name: str, type_: Any) -> str:
    """Something that fits, as GraphQL writes it."""
    if isinstance(type_, GraphQLNonNull):
        return _argument(name, type_.of_type)
    if is_list_type(type_):
        return f"[{_argument(name, type_.of_type)}]"
    if isinstance(type_, GraphQLInputObjectType):
        needed = {key: field.type for key, field in type_.fields.items() if isinstance(field.type, GraphQLNonNull)}
        return "{" + ", ".join(f"{key}: {_argument(key, inner)}" for key, inner in needed.items()) + "}"
    if isinstance(type_, GraphQLEnumType):
        return next(iter(type_.values))
    return {
        "Int": "0" if name == "after" else "5", "Float": "0.5", "Boolean": "true", "Date": '"2026-07-01"', "Decimal": '"1"',
        "DateTime": '"2026-07-01T00:00:00Z"', "ID": f'"{UUID(int=7)}"',
    }.get(type_.name, '"x"')  # fmt: skip


def nonsense(type_: Any) -> Any:
    """A well-formed value that names nothing that is there."""
    if isinstance(type_, GraphQLNonNull):
        return nonsense(type_.of_type)
    if is_list_type(type_):
        return [nonsense(type_.of_type)]
    if isinstance(type_, GraphQLInputObjectType):
        return {name: nonsense(field.type) for name, field in type_.fields.items() if isinstance(field.type, GraphQLNonNull)}
    if isinstance(type_, GraphQLEnumType):
        return next(iter(type_.values))
    return {
        "Int": 1, "Float": 0.5, "Boolean": True, "ID": str(UUID(int=7)), "Date": "2026-07-01", "DateTime": "2026-07-01T00:00:00Z",
        "Decimal": "1", "JSON": {},
    }.get(type_.name, "nonsense")  # fmt: skip


def plain_fields(of: Schema) -> Iterator[str]:
    """Fields of objects that are no rows: they are for whoever may ask the field above."""
    for type_, name, _ in of.fields():
        if getattr(origin(type_), "__reads__", None) is None:
            yield f"{type_.name}.{name}"
