"""Variables of a request: values as the schema has them, or a refusal with the place of what is wrong."""

from __future__ import annotations

from typing import Any

import orjson
from graphql import GraphQLError, GraphQLSchema, OperationDefinitionNode
from graphql.execution.values import VariableValues, get_variable_values

from api.kit.reads.errors import Refused, of_graphql, refuse
from api.kit.reads.selection import Path

DEEPEST = 60
LONGEST = 2_000


def coerced(schema: GraphQLSchema, operation: OperationDefinitionNode, variables: Any) -> VariableValues:
    if variables is None:
        variables = {}
    if not isinstance(variables, dict):
        raise refuse("BAD_USER_INPUT", "`variables` is an object.")
    if variables:
        _short(variables)
        _sound(variables)
    try:
        found = get_variable_values(schema, operation.variable_definitions or (), variables, max_errors=10)
    except (GraphQLError, RecursionError, ArithmeticError, ValueError, TypeError) as error:
        raise refuse("BAD_USER_INPUT", f"The variables do not fit: {error}")
    if isinstance(found, list):
        raise Refused(*(of_graphql("BAD_USER_INPUT", error, _place(error)) for error in found[:10]))
    return found


def _place(error: GraphQLError) -> tuple[str | int, ...]:
    node = (error.nodes or [None])[0]
    return (node.variable.name.value,) if hasattr(node, "variable") else ()


def _short(variables: dict[str, Any]) -> None:
    """No list is longer than what one request may hold."""
    for name, value in variables.items():
        for path, each in ((name,), value), *(((name, key), inner) for key, inner in (value.items() if isinstance(value, dict) else ())):
            if isinstance(each, list) and len(each) > LONGEST:
                raise refuse("TOO_LARGE", f"A list has at most {LONGEST:,} items.", tuple(map(str, path)), limit=LONGEST)


def _sound(variables: dict[str, Any]) -> None:
    """Texts that no database keeps, numbers that are none, nests that are too deep: found by one fast pass."""
    try:
        if b"\\u0000" not in orjson.dumps(variables):
            return
    except (TypeError, ValueError, RecursionError):
        pass
    _search(variables)


def _search(variables: Any) -> None:
    todo: list[tuple[Any, tuple[str | int, ...]]] = [(variables, ())]
    while todo:
        value, place = todo.pop()
        if len(place) > DEEPEST:
            raise refuse("TOO_DEEP", f"Variables are nested more than {DEEPEST} deep.", place[:3], limit=DEEPEST)
        if isinstance(value, dict):
            for key, each in value.items():
                _text(key, place)
                todo.append((each, (*place, str(key))))
        elif isinstance(value, list):
            todo.extend((each, (*place, n)) for n, each in enumerate(value))
        elif isinstance(value, str):
            _text(value, place)
        elif isinstance(value, float) and value - value != 0:
            raise refuse("BAD_USER_INPUT", "Not a number.", place)
        elif isinstance(value, int) and not -(2**63) <= value < 2**64:
            raise refuse("BAD_USER_INPUT", "A number that is too great.", place)


def _text(value: Any, place: Path) -> None:
    if not isinstance(value, str) or "\0" in value:
        raise refuse("BAD_USER_INPUT", "A text without NUL is expected.", place)
    try:
        value.encode()
    except UnicodeEncodeError:
        raise refuse("BAD_USER_INPUT", "A text with half a character.", place)
