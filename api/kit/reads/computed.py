"""Runs resolvers and completes what they return: rows by one statement each, nulls as GraphQL has them."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import orjson
from graphql import GraphQLError, GraphQLNonNull, is_leaf_type, is_list_type, is_union_type
from strawberry.types.base import get_object_definition

from api.kit.reads.binds import Run
from api.kit.reads.dialects import BROKEN
from api.kit.reads.errors import of_fault, of_graphql, of_refusal
from api.kit.reads.roots import Row
from api.kit.reads.shapes import Part, Rows, Shape
from api.kit.refusals import Refusal

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class ResolveInfo:
    """What `strawberry.Info` reads of a running field."""

    field_name: str
    context: Any
    return_type: Any
    parent_type: Any
    field_nodes: list[Any]
    path: Any
    schema: Any
    root_value: Any = None
    variable_values: Any = None


class _Null(Exception):
    """A value that may not be null is: the nearest one that may be becomes null."""


@dataclass(frozen=True, slots=True, eq=False)
class _Failed:
    error: dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class _Cell:
    """A row that is yet to be filled."""

    rows: Rows
    id: str


class Computing:
    """One operation's resolvers, run for one viewer."""

    def __init__(self, schema: Any, readers: Any, run: Run, context: Any):
        self.schema, self.readers, self.run, self.context = schema, readers, run, context
        self.errors: list[dict[str, Any]] = []
        self._wanted: dict[Rows, set[UUID]] = {}
        self._filled: dict[Rows, dict[str, str]] = {}

    async def root(self, part: Part) -> Any:
        """The value of a root field, ready for orjson. Raises `Null` when the whole `data` is null."""
        found = await self._part(part, None, (part.selected.key,))
        return await self.finished(part, found)

    async def told(self, part: Part, event: Any) -> Any:
        """The same for a value that is already there: an event of a subscription."""
        place = (part.selected.key,)
        return await self.finished(part, await self._value(part.shape, part.shape.type, event, place))

    async def finished(self, part: Part, found: Any) -> Any:
        for rows, ids in self._wanted.items():
            lines = await self.readers.many(rows.sql, rows.statement.values(replace(self.run, ids=sorted(ids))))
            self._filled[rows] = {str(key): json for key, json in lines}
        self._wanted.clear()
        return self._finish(part.shape, part.shape.type, found, (part.selected.key,))

    # First everything is resolved, and rows are gathered ----------------------------------------

    async def _part(self, part: Part, source: Any, place: Place) -> Any:
        if part.selected.field is None:
            return part.selected.parent.name
        try:
            value = await self._called(part, source) if part.called else getattr(source, part.attribute)
        except Refusal as refusal:
            shown = _as_union_member(part, refusal)
            if shown is None:
                return _Failed(of_refusal(refusal, place))
            value = shown
        except GraphQLError as error:
            return _Failed(of_graphql("BAD_USER_INPUT", error, place))
        except Exception as fault:
            return _Failed(of_fault(fault, place))
        return await self._value(part.shape, part.shape.type, value, place)

    async def _called(self, part: Part, source: Any) -> Any:
        selected = part.selected
        info = ResolveInfo(selected.name, self.context, selected.field.type, selected.parent, selected.nodes, None, self.schema)
        arguments = part.arguments.values(self.run) if part.arguments else {}
        value = selected.field.resolve(source, info, **arguments)
        return await value if inspect.isawaitable(value) else value

    async def _value(self, shape: Shape, type_: Any, value: Any, place: Place) -> Any:
        if isinstance(type_, GraphQLNonNull):
            type_ = type_.of_type
        if value is None:
            return None
        if is_list_type(type_):
            return [await self._value(shape, type_.of_type, item, (*place, n)) for n, item in enumerate(value)]
        if is_leaf_type(type_):
            try:
                return type_.serialize(value)
            except Exception as fault:
                return _Failed(of_fault(fault, place))
        if isinstance(value, Row):
            rows = shape.of[_name(self.schema, value.type)]
            self._wanted.setdefault(rows, set()).add(value.id)
            return _Cell(rows, str(value.id))
        parts = shape.of[_name(self.schema, type(value)) if is_union_type(type_) else type_.name]
        return {each.selected.key: (each, await self._part(each, value, (*place, each.selected.key))) for each in parts}

    # Then, with the rows filled in, nulls find their place ---------------------------------------

    def _finish(self, shape: Shape | None, type_: Any, found: Any, place: Place) -> Any:
        required = isinstance(type_, GraphQLNonNull)
        try:
            value = self._inner(shape, type_.of_type if required else type_, found, place)
        except _Null:
            if required:
                raise
            return None
        if value is None and required:
            if not isinstance(found, _Failed):
                self.errors.append(of_fault(TypeError("null where none may be"), place))
            raise _Null
        return value

    def _inner(self, shape: Shape | None, type_: Any, found: Any, place: Place) -> Any:
        if isinstance(found, _Failed):
            self.errors.append(found.error)
            return None
        if isinstance(found, _Cell):
            json = self._filled[found.rows].get(found.id)
            if json is not None and BROKEN in json:
                self.errors.append(of_fault(ValueError(f"a broken row {found.id}"), place))
                return None
            return None if json is None else orjson.Fragment(json)
        if isinstance(found, list):
            return [self._finish(shape, type_.of_type, item, (*place, n)) for n, item in enumerate(found)]
        if isinstance(found, dict) and not is_leaf_type(type_):
            return {key: self._finish_part(part, value, (*place, key)) for key, (part, value) in found.items()}
        return found

    def _finish_part(self, part: Part, value: Any, place: Place) -> Any:
        return value if part.shape is None else self._finish(part.shape, part.shape.type, value, place)


Null = _Null


def _as_union_member(part: Part, refusal: Refusal) -> Any:
    """A refusal that the field's union names is an answer, not an error."""
    type_ = part.shape.type.of_type if isinstance(part.shape.type, GraphQLNonNull) else part.shape.type
    return refusal.to_graph() if is_union_type(type_) and "Refusal" in part.shape.of else None


def _name(schema: Any, type_: type) -> str:
    return get_object_definition(type_, strict=True).name


