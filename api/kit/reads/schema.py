"""The schema: Strawberry's, which also knows who may ask each field and answers by plan."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator
from typing import Any

import strawberry
from graphql import GraphQLField, GraphQLObjectType
from strawberry.schema.schema_converter import GraphQLCoreConverter

from api.kit.reads.declare import READ, WHO
from api.kit.reads.guard import faults, lens_faults
from api.kit.reads.scalars import config
from api.kit.reads.who import Who

BACKREF = GraphQLCoreConverter.DEFINITION_BACKREF


class Schema(strawberry.Schema):
    """Does not build while a field has no Who, or a declaration reads more than it limits (guard.py)."""

    def __init__(self, query: type, mutation: type | None = None, subscription: type | None = None, **more: Any):
        super().__init__(query, mutation, subscription, config=config(), **more)
        describe(self._schema.type_map.values())
        if nobody := [f"{type_.name}.{name}" for type_, name, field in self.fields() if who_of(type_, field) is None]:
            if unguarded := [name for name in nobody if self._needs_who(name)]:
                raise TypeError("no Who on " + ", ".join(unguarded))

        if wrong := sorted(self._faults()):
            raise TypeError("\n".join(wrong))

    def _faults(self) -> Iterator[str]:
        for type_, name, field in self.fields():
            if read_of(field) is not None:
                yield from (f"{type_.name}.{name} {fault}" for fault in faults(type_, name, field, BACKREF))
        for type_ in self._schema.type_map.values():
            table = getattr(type_.extensions[BACKREF].origin, "__reads__", None) if BACKREF in type_.extensions and isinstance(type_, GraphQLObjectType) else None
            if table is not None:
                yield from (f"{type_.name}'s rows: {fault}" for fault in lens_faults(table))

    def fields(self) -> Iterator[tuple[GraphQLObjectType, str, GraphQLField]]:
        """Every field of every object type, introspection's apart."""
        for type_ in self._schema.type_map.values():
            if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
                for name, field in type_.fields.items():
                    yield type_, name, field

    def _needs_who(self, name: str) -> bool:
        type_ = self._schema.type_map[name.partition(".")[0]]
        roots = (self._schema.query_type, self._schema.mutation_type, self._schema.subscription_type)
        return type_ in roots or hasattr(type_.extensions[BACKREF].origin, "__reads__")


def describe(types: Iterable[Any]) -> None:
    """A class is described by its docstring; what needs no words of its own gets the ones that it always has."""
    for type_ in types:
        origin = getattr((type_.extensions or {}).get(BACKREF), "origin", None)
        # A dataclass without a docstring is given its signature for one.
        if not type_.description and origin is not None and origin.__doc__ and not origin.__doc__.startswith(f"{origin.__name__}("):
            type_.description = inspect.cleandoc(origin.__doc__)
        if not isinstance(type_, GraphQLObjectType):
            continue
        for name, field in type_.fields.items():
            if name == "id" and not field.description:
                field.description = "Its id."
            if "input" in field.args and not field.args["input"].description:
                field.args["input"].description = "What to do."


def who_of(type_: GraphQLObjectType, field: GraphQLField) -> Who | None:
    """Who may ask it. Fields of plain types (a payload, a page) are for whoever may ask the field above."""
    return field.extensions[BACKREF].metadata.get(WHO)


def read_of(field: GraphQLField) -> Any | None:
    """The declaration of a field that is read by plan; None for one that is computed."""
    return field.extensions[BACKREF].metadata.get(READ) if BACKREF in field.extensions else None
