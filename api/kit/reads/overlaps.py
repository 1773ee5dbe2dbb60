"""Whether fields that share a response key can be one: the specification's rule, in linear time.

graphql-core compares each field with each other, two seconds for 330 times `viewer`. Here all fields of a key are
held against the first, once for their shape and once, among those of the same object, for their name and arguments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_leaf_type,
    print_ast,
)
from graphql.utilities.sort_value_node import sort_value_node


@dataclass(slots=True)
class Found:
    node: FieldNode
    parent: Any
    type: Any  # None for what validation refuses elsewhere


class Overlaps:
    def __init__(self, schema: GraphQLSchema, document: DocumentNode):
        self.schema = schema
        self.fragments: Mapping[str, FragmentDefinitionNode] = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self.errors: list[GraphQLError] = []

    def operation(self, node: OperationDefinitionNode) -> list[GraphQLError]:
        root = self.schema.get_root_type(node.operation)
        self._check([(root, node.selection_set)], self._same_shape, apart=False)
        self._check([(root, node.selection_set)], self._same_field, apart=True)
        return self.errors

    def _check(self, scopes: list[tuple[Any, SelectionSetNode]], same: Any, apart: bool) -> None:
        """Every group of fields that would be merged; `apart`: only with those of the same object."""
        groups: dict[Any, list[Found]] = {}
        for parent, selection_set in scopes:
            for found in self._fields(parent, selection_set, set()):
                key = found.node.alias.value if found.node.alias else found.node.name.value
                groups.setdefault((key, found.parent.name if apart else None), []).append(found)
        for (key, _), group in groups.items():
            for each in group[1:]:
                if not self.errors and (reason := same(group[0], each)):
                    self.errors.append(GraphQLError(
                        f"Fields '{key}' conflict because {reason}. Use different aliases on the fields to fetch both if this was intentional.",
                        [group[0].node, each.node],
                    ))
            below = [(get_named_type(each.type), each.node.selection_set) for each in group if each.type and each.node.selection_set]
            if below and not self.errors:
                self._check(below, same, apart)

    def _fields(self, parent: Any, selection_set: SelectionSetNode, spread: set[str]) -> Iterable[Found]:
        for node in selection_set.selections:
            if isinstance(node, FieldNode):
                field = self.schema.get_field(parent, node.name.value)
                yield Found(node, parent, field.type if field else None)
                continue
            if isinstance(node, FragmentSpreadNode):
                if node.name.value in spread:
                    continue
                spread.add(node.name.value)
                node = self.fragments[node.name.value]
            on = self.schema.type_map[node.type_condition.name.value] if node.type_condition else parent
            yield from self._fields(on, node.selection_set, spread)

    def _same_shape(self, a: Found, b: Found) -> str | None:
        if a.type is None or b.type is None or _alike(a.type, b.type):
            return None
        return f"they return conflicting types '{a.type}' and '{b.type}'"

    def _same_field(self, a: Found, b: Found) -> str | None:
        if a.node.name.value != b.node.name.value:
            return f"'{a.node.name.value}' and '{b.node.name.value}' are different fields"
        return None if _arguments(a.node) == _arguments(b.node) else "they have differing arguments"


def _alike(a: Any, b: Any) -> bool:
    for wrapper in (GraphQLNonNull, GraphQLList):
        if isinstance(a, wrapper) or isinstance(b, wrapper):
            return isinstance(a, wrapper) and isinstance(b, wrapper) and _alike(a.of_type, b.of_type)
    return a is b if is_leaf_type(a) or is_leaf_type(b) else True


def _arguments(node: FieldNode) -> dict[str, str]:
    return {each.name.value: print_ast(sort_value_node(each.value)) for each in node.arguments or ()}
