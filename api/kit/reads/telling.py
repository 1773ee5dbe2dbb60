"""Values that the viewer carries, as JSON."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any

import orjson
from graphql import GraphQLEnumType, GraphQLOutputType, get_named_type

from api.kit.viewer import Viewer


def telling(type_: GraphQLOutputType, tell: Callable[[Viewer], Any]) -> Callable[[Viewer], str]:
    """Enum members become their names; sets become lists."""
    named = get_named_type(type_)
    names = {str(value.value): name for name, value in named.values.items()} if isinstance(named, GraphQLEnumType) else {}

    def plain(value: Any) -> Any:
        if isinstance(value, set | frozenset):
            value = sorted(value)
        if isinstance(value, list | tuple):
            return [plain(item) for item in value]
        if isinstance(value, Enum):
            value = value.value
        return names.get(value, value) if isinstance(value, str) else value

    return lambda viewer: orjson.dumps(plain(tell(viewer)), default=str).decode()
