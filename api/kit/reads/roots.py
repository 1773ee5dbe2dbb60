"""Resolvers of what is truly computed: `strawberry.field` and its kin, with a Who."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import strawberry

from api.kit.reads.declare import WHO
from api.kit.reads.who import Who


def query(*, who: Who, name: str | None = None, description: str | None = None) -> Callable[[Callable], Any]:
    """A computed query. The docstring is its description; `info.context.viewer` asks."""
    return lambda resolver: strawberry.field(resolver, name=name, description=description or _said(resolver), metadata={WHO: who})


def mutation(*, who: Who, name: str | None = None, description: str | None = None) -> Callable[[Callable], Any]:
    """A mutation: a sentence of the business, one `input`, a named union back."""
    return lambda resolver: strawberry.mutation(resolver, name=name, description=description or _said(resolver), metadata={WHO: who})


def subscription(*, who: Who, name: str | None = None, description: str | None = None) -> Callable[[Callable], Any]:
    """A subscription: an async generator of events."""
    return lambda resolver: strawberry.subscription(resolver, name=name, description=description or _said(resolver), metadata={WHO: who})


@dataclass(frozen=True)
class Row:
    """Returned by a resolver in place of an object: this row, filled with what the document asks of it."""

    type: type
    id: UUID

    @property
    def __as_strawberry_type__(self) -> type:
        return self.type


def row(type_: type, id: UUID) -> Any:
    """`return row(QuizAttempt, id)`: the planner reads it, through the asker's own lens, after the commit."""
    return Row(type_, id)


def rows(type_: type, ids: list[UUID]) -> list[Any]:
    """`return rows(Standing, ids)`: all of them in one statement. In a list, refusals may stand between rows."""
    return [Row(type_, id) for id in ids]


def _said(resolver: Callable) -> str | None:
    import inspect

    return inspect.getdoc(resolver)
