"""Asks an engine as the front door does, and reads the answer."""

from __future__ import annotations

from typing import Any

import orjson

from api.kit.reads.execute import Ask, Context, Engine
from api.kit.viewer import Viewer


async def ask(engine: Engine, viewer: Viewer | None, query: Any = None, variables: Any = None, **more: Any) -> dict[str, Any]:
    answer = await engine.answer(Ask(query, variables, **more), Context(viewer))
    return {"status": answer.status, "headers": dict(answer.headers), **orjson.loads(answer.body)}


def code(told: dict[str, Any]) -> str:
    return told["errors"][0]["extensions"]["code"]


def refusal(told: dict[str, Any]) -> tuple[int, str]:
    return told["status"], code(told)
