"""Joins what the domains' graph rooms declare: every class there named …Query, …Mutation or …Subscription."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import strawberry

from api.kit.reads import Schema

# From the ground up: a higher floor extends the types of a lower one.
DOMAINS = ("people", "access", "catalogue", "learning", "outreach", "insight", "impact", "rollout", "interop")
FILE = Path(__file__).with_name("schema.graphql")

ROOTS = {
    "Query": "What can be asked. Lists are pages; what is not there and what is not yours look the same.",
    "Mutation": "What can be done. Each takes one `input` and answers with what came of it, or a `Refusal` that says why not.",
    "Subscription": "What can be listened to. Every event has a `seq`; `after` takes up where a lost line broke off.",
}


def graph_rooms() -> list[ModuleType]:
    here = Path(__file__).parent
    rooms = [name for name in DOMAINS if (here / name / "graph.py").is_file() or (here / name / "graph").is_dir()]
    return [importlib.import_module(f"api.{name}.graph") for name in rooms]


def build() -> Schema:
    rooms = graph_rooms()
    return Schema(*(joined(root, rooms) for root in ROOTS))


def joined(root: str, rooms: list[ModuleType]) -> type | None:
    parts = tuple(
        part for room in rooms for name, part in sorted(vars(room).items())
        if name.endswith(root) and isinstance(part, type) and part.__module__.startswith(room.__name__)
    )
    return strawberry.type(type(root, parts[::-1], {}), name=root, description=ROOTS[root]) if parts else None


def schema_text() -> str:
    """As it is committed, and as clients rely on it."""
    return build().as_str().rstrip() + "\n"
