"""JSON text in the making: constant parts and SQL parts, joined by `||`."""

from __future__ import annotations

from collections.abc import Iterable

WIDE = 24


class Pieces:
    """`Pieces('{"id":').sql("t0.id").text("}")` renders as one SQL expression."""

    __slots__ = ("parts",)

    def __init__(self, text: str = ""):
        self.parts: list[tuple[bool, str]] = []
        self.text(text)

    def text(self, text: str) -> Pieces:
        if text:
            if self.parts and not self.parts[-1][0]:
                self.parts[-1] = (False, self.parts[-1][1] + text)
            else:
                self.parts.append((False, text))
        return self

    def sql(self, expression: str) -> Pieces:
        self.parts.append((True, expression))
        return self

    def add(self, other: Pieces) -> Pieces:
        for is_sql, part in other.parts:
            self.sql(part) if is_sql else self.text(part)
        return self

    def render(self) -> str:
        """One SQL expression. Long ones are nested, since SQLite counts how deep an expression is."""
        parts = [part if is_sql else quoted(part) for is_sql, part in self.parts] or ["''"]
        while len(parts) > WIDE:
            parts = [_joined(parts[n : n + WIDE]) for n in range(0, len(parts), WIDE)]
        return " || ".join(parts)


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"({' || '.join(parts)})"


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def named(name: str) -> str:
    """An identifier."""
    return '"' + name.replace('"', '""') + '"'


def an_object(fields: Iterable[tuple[str, Pieces]]) -> Pieces:
    made, comma = Pieces("{"), ""
    for key, value in fields:
        made.text(f'{comma}"{key}":').add(value)
        comma = ","
    return made.text("}")
