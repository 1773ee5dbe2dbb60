"""The engine as sockets need it: what is no subscription is told from what is, and who may share a rendering."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import FieldNode, VariableNode

from api.kit.reads.errors import Refused
from api.kit.reads.execute import Answer, Ask, Context, Engine, Listening
from api.kit.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Heard:
    """A subscription, and `key`: those of equal keys, topics and shares are told the same bytes."""

    listening: Listening
    key: Hashable

    @property
    def field(self) -> Any:
        return self.listening.field

    @property
    def args(self) -> Mapping[str, Any]:
        return self.listening.args

    def shares(self, viewer: Viewer) -> Hashable:
        return self.listening.shares(viewer)


class Listens:
    def __init__(self, engine: Engine):
        self.engine = engine

    def kind(self, ask: Ask) -> str:
        """query, mutation or subscription; or the refusal of a document that cannot be read."""
        return self.engine.documents.operation(ask.query, ask.document_hash, ask.operation_name).kind

    def kept(self) -> tuple[int, int]:
        """How many documents and plans are kept."""
        operations = [each for found in self.engine.documents._kept.values() if isinstance(found, dict) for each in found.values()]
        return len(self.engine.documents._kept), sum(len(each.plans) for each in operations)

    async def answer(self, ask: Ask, context: Context) -> Answer:
        return await self.engine.answer(ask, context)

    async def listen(self, ask: Ask, context: Context) -> Heard | Answer | None:
        """None for what is no subscription: `answer` it."""
        try:
            operation = self.engine.documents.operation(ask.query, ask.document_hash, ask.operation_name)
        except Refused as refused:
            return Answer(refused.status, refused.body())
        if operation.kind != "subscription":
            return None
        listening = await self.engine.listen(ask, context)
        return listening if isinstance(listening, Answer) else Heard(listening, key(operation, ask))

    async def render(self, heard: Heard, event: Any, viewer: Viewer) -> bytes:
        return await self.engine.render(heard.listening, event, viewer)


def key(operation: Any, ask: Ask) -> Hashable:
    """Document, operation and variables, but for the one that says from where to resume: it is each subscriber's own."""
    own = {
        argument.value.name.value
        for field in operation.node.selection_set.selections if isinstance(field, FieldNode)
        for argument in field.arguments or () if argument.name.value == "after" and isinstance(argument.value, VariableNode)
    }
    text = ask.query or ""
    own = {name for name in own if text.count(f"${name}") == 2}  # declared, and used there alone
    others = {name: value for name, value in (ask.variables or {}).items() if name not in own}
    return (operation, orjson.dumps(others, option=orjson.OPT_SORT_KEYS))
