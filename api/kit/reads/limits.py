"""Limits that hold before anything runs. Each is counted in linear time, fragments once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
)

from api.kit.reads.errors import refuse

UNPRICED = 10**9


@dataclass(frozen=True)
class Limits:
    """What one document may be, and what its reading may cost."""

    characters: int = 20_000
    tokens: int = 2_000
    depth: int = 12
    introspection_depth: int = 24
    fields: int = 2_000  # after fragments are spread
    aliases: int = 60
    definitions: int = 60
    nodes: int = 5_000  # of a person
    client_nodes: int = 100_000
    per_minute: int = 60_000
    client_per_minute: int = 3_000_000


@dataclass(frozen=True)
class Size:
    depth: int
    fields: int
    aliases: int


def measure(document: DocumentNode, limits: Limits) -> None:
    """Refuse what is too deep or too wide, before it is validated: fragments may be missing, or run in circles."""
    if len(document.definitions) > limits.definitions:
        raise refuse("TOO_COSTLY", f"At most {limits.definitions} operations and fragments.", limit=limits.definitions)
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    known: dict[str, Size] = {}
    roots = [root for node in document.definitions if isinstance(node, OperationDefinitionNode) for root in node.selection_set.selections]
    for root in roots:
        deep = isinstance(root, FieldNode) and root.name.value in ("__schema", "__type")
        if _of([root], fragments, known).depth > (limits.introspection_depth if deep else limits.depth):
            raise refuse("TOO_DEEP", f"At most {limits.depth} levels.", limit=limits.depth)
    whole = _of(roots, fragments, known)
    if whole.fields > limits.fields:
        raise refuse("TOO_COSTLY", f"At most {limits.fields:,} fields, fragments spread.", limit=limits.fields)
    if whole.aliases > limits.aliases:
        raise refuse("TOO_COSTLY", f"At most {limits.aliases} aliases, fragments spread.", limit=limits.aliases)


def _of(selections, fragments: Mapping[str, FragmentDefinitionNode], known: dict[str, Size]) -> Size:
    depth = fields = aliases = 0
    for node in selections:
        if isinstance(node, FragmentSpreadNode):
            name = node.name.value
            if name not in known:
                known[name] = Size(0, 0, 0)
                if name in fragments:
                    known[name] = _of(fragments[name].selection_set.selections, fragments, known)
            size, below = known[name], 0
        else:
            below = 1 if isinstance(node, FieldNode) else 0
            aliases += 1 if isinstance(node, FieldNode) and node.alias else 0
            size = _of(node.selection_set.selections, fragments, known) if node.selection_set else Size(0, 0, 0)
        depth = max(depth, size.depth + below)
        fields = min(fields + size.fields + below, UNPRICED)
        aliases = min(aliases + size.aliases, UNPRICED)
    return Size(depth, fields, aliases)
