"""Arguments of a field: coerced once where they are literals, at each run where they hold variables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from graphql import FieldNode, GraphQLError, GraphQLField, VariableNode, Visitor, visit
from graphql.execution.values import VariableValues, get_argument_values

from api.kit.reads.binds import NOWHERE, Getter, Run
from api.kit.reads.errors import Refused, of_graphql, refuse
from api.kit.reads.selection import Path

LONGEST = 1_000


class Arguments:
    """The arguments of one field. `given` says which are not null, for this presence of variables."""

    def __init__(self, field: GraphQLField, node: FieldNode, values: VariableValues, path: Path):
        self.field, self.node, self.path = field, node, path
        self._nodes = {argument.name.value: argument.value for argument in node.arguments or ()}
        self._now = self._coerce(values) if field.args else {}
        self.given = {name for name, value in self._now.items() if value is not None}

    def getter(self, name: str) -> Getter:
        node = self._nodes.get(name)
        if isinstance(node, VariableNode):
            variable, default = node.name.value, self.field.args[name].default_value
            return lambda run: run.values.get(variable, default)
        if node is None or not variables_in(node):
            value = self._now.get(name)
            return lambda run: value
        return lambda run: self._coerce(run.variable_values).get(name)

    def values(self, run: Run) -> Mapping[str, Any]:
        return self._coerce(run.variable_values) if self.field.args else {}

    def key(self, name: str) -> Any:
        """What makes two values of this argument surely the same."""
        node = self._nodes.get(name)
        return node.name.value if isinstance(node, VariableNode) else (repr(self._now.get(name)),)

    def _coerce(self, values: VariableValues) -> Mapping[str, Any]:
        try:
            return get_argument_values(self.field, self.node, values)
        except GraphQLError as error:
            raise Refused(of_graphql("BAD_USER_INPUT", error, self.path))


def variables_in(node: Any) -> dict[str, int]:
    """The variables that a node names, and how often."""
    found: dict[str, int] = {}

    class Names(Visitor):
        def enter_variable(self, variable: VariableNode, *_: Any) -> None:
            found[variable.name.value] = found.get(variable.name.value, 0) + 1

    visit(node, Names())
    return found


def short(getter: Getter, path: Path) -> Getter:
    """A condition is not searched for by a text of pages, nor by thousands of them."""

    def get(run: Run) -> Any:
        value = getter(run)
        if isinstance(value, str | list) and len(value) > LONGEST:
            raise refuse("BAD_USER_INPUT", f"At most {LONGEST:,} characters, or items.", path)
        return value

    return get


def as_id(getter: Getter) -> Getter:
    """An id as UUID. What is none names no row: "not there" and "not yours" look the same."""
    return lambda run: _id(getter(run))


def as_ids(getter: Getter) -> Getter:
    return lambda run: [_id(value) for value in getter(run) or ()]


def _id(value: Any) -> UUID | None:
    if value is None:
        return None
    try:
        return UUID(value) if len(value) == 36 else NOWHERE
    except ValueError:
        return NOWHERE
