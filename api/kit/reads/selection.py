"""What a document selects of an object: fragments spread, directives decided, equal keys merged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
    VariableNode,
    is_abstract_type,
)

Path = tuple[str, ...]


@dataclass(slots=True, eq=False)
class Selected:
    """One response key of an object: its field, and every place in the document that asks for it."""

    key: str
    name: str
    parent: GraphQLObjectType
    field: GraphQLField | None  # None for __typename
    nodes: list[FieldNode]
    path: Path

    @property
    def node(self) -> FieldNode:
        return self.nodes[0]

    @property
    def selection_sets(self) -> list[SelectionSetNode]:
        return [node.selection_set for node in self.nodes if node.selection_set]


@dataclass(frozen=True, slots=True)
class Document:
    """What selecting needs: the schema, the document's fragments, and the values of variables."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    values: Mapping[str, Any]

    def select(self, type_: GraphQLObjectType, selection_sets: Iterable[SelectionSetNode], path: Path = ()) -> list[Selected]:
        """The response keys of `type_` in the order of the document."""
        found: dict[str, Selected] = {}
        spread: set[str] = set()
        for selection_set in selection_sets:
            self._collect(type_, selection_set, path, found, spread)
        return list(found.values())

    def _collect(self, type_, selection_set, path: Path, found: dict[str, Selected], spread: set[str]) -> None:
        for node in selection_set.selections:
            if node.directives and not self._included(node.directives):
                continue
            if isinstance(node, FieldNode):
                key = node.alias.value if node.alias else node.name.value
                if key in found:
                    found[key].nodes.append(node)
                else:
                    name = node.name.value
                    field = None if name == "__typename" else self.schema.get_field(type_, name)
                    found[key] = Selected(key, name, type_, field, [node], (*path, key))
            elif isinstance(node, FragmentSpreadNode):
                name = node.name.value
                if name not in spread:
                    spread.add(name)
                    fragment = self.fragments[name]
                    if self._concerns(fragment, type_):
                        self._collect(type_, fragment.selection_set, path, found, spread)
            elif isinstance(node, InlineFragmentNode) and self._concerns(node, type_):
                self._collect(type_, node.selection_set, path, found, spread)

    def _concerns(self, fragment: FragmentDefinitionNode | InlineFragmentNode, type_: GraphQLObjectType) -> bool:
        if not fragment.type_condition:
            return True
        name = fragment.type_condition.name.value
        if name == type_.name:
            return True
        other = self.schema.type_map[name]
        return is_abstract_type(other) and self.schema.is_sub_type(other, type_)

    def _included(self, directives: Iterable[DirectiveNode]) -> bool:
        for directive in directives:
            name = directive.name.value
            if name in ("skip", "include"):
                value = directive.arguments[0].value
                holds = self.values.get(value.name.value) if isinstance(value, VariableNode) else value.value
                if bool(holds) == (name == "skip"):
                    return False
        return True
