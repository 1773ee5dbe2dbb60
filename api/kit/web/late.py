"""The engine, which comes after the addresses that need it: its readers open with the house."""

from __future__ import annotations

from typing import Any

from api.kit.reads.execute import Answer, Ask, Context, Engine, Listening
from api.kit.viewer import Viewer


class LateEngine:
    engine: Engine

    def kind(self, ask: Ask) -> str:
        """query, mutation or subscription; or the refusal of a document that cannot be read."""
        return self.engine.documents.operation(ask.query, ask.document_hash, ask.operation_name).kind

    async def answer(self, ask: Ask, context: Context) -> Answer:
        return await self.engine.answer(ask, context)

    async def listen(self, ask: Ask, context: Context) -> Listening | Answer | None:
        return await self.engine.listen(ask, context)

    async def render(self, listening: Listening, event: Any, viewer: Viewer) -> bytes:
        return await self.engine.render(listening, event, viewer)

    def kept(self) -> tuple[int, int]:
        """How many documents and plans are kept."""
        operations = [each for found in self.engine.documents._kept.values() if isinstance(found, dict) for each in found.values()]
        return len(self.engine.documents._kept), sum(len(each.plans) for each in operations)
