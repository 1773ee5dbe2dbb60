"""The expected no. A refusal is an answer with a code; everything else that is raised is a fault."""

from collections.abc import Sequence
from enum import StrEnum

import strawberry


class Code(StrEnum):
    """The codes that every domain knows. A domain adds its own, in a StrEnum of its own."""

    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    NOT_FOUND = "NOT_FOUND"
    INVALID = "INVALID"
    CONFLICT = "CONFLICT"
    TOO_LARGE = "TOO_LARGE"
    TOO_DEEP = "TOO_DEEP"
    TOO_COSTLY = "TOO_COSTLY"
    RATE_LIMITED = "RATE_LIMITED"
    STALE = "STALE"


UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, INVALID, CONFLICT = Code.UNAUTHENTICATED, Code.FORBIDDEN, Code.NOT_FOUND, Code.INVALID, Code.CONFLICT
TOO_LARGE, TOO_DEEP, TOO_COSTLY, RATE_LIMITED, STALE = Code.TOO_LARGE, Code.TOO_DEEP, Code.TOO_COSTLY, Code.RATE_LIMITED, Code.STALE


@strawberry.type(name="Refusal")
class GraphRefusal:
    """An expected no: nothing was changed."""

    code: str = strawberry.field(description="Why, for programs: upper snake case, never translated.")
    message: str = strawberry.field(description="Why, for people, in English; a screen translates the code.")
    path: list[str] = strawberry.field(description="Where in the input, outermost first; empty when it is about the whole.")


class Refusal(Exception):
    """Raise it from an action: its unit of work is rolled back, and the caller is told."""

    def __init__(self, code: str, message: str, path: Sequence[str | int] = ()):
        super().__init__(str(code), message, tuple(path))
        self.code, self.message, self.path = str(code), message, tuple(path)

    def __str__(self) -> str:
        return f"{self.code}: {self.message}" + (f" (at {'.'.join(map(str, self.path))})" if self.path else "")

    def within(self, *path: str | int) -> "Refusal":
        """The same refusal, seen from further out."""
        return type(self)(self.code, self.message, (*path, *self.path))

    def to_graph(self) -> GraphRefusal:
        return GraphRefusal(code=self.code, message=self.message, path=[str(part) for part in self.path])
