"""Values that SQL texts name, bound when the statement runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from graphql.execution.values import VariableValues

from api.kit import clock
from api.kit.reads.dialects import Dialect
from api.kit.viewer import Viewer

SPAN = re.compile(r"(now|today)_(minus|plus)_(\d+)([mhd])")
NOWHERE = UUID(int=0)
LIST = r"(?:\{v\}|:branch\b)"
TOKEN = re.compile(
    rf"'(?:[^']|'')*'|\b(?:NOT\s+)?IN\s+(?:\({LIST}\)|{LIST})|\{{(?:t|parent|v)\}}|(?<![:\w]):[a-z]\w*", re.IGNORECASE
)


@dataclass(slots=True)
class Run:
    """One run of a plan: who asks, with which variables, when."""

    viewer: Viewer
    variable_values: VariableValues = VariableValues({}, {})
    ids: Sequence[Any] = ()  # rows to be filled
    now: datetime = field(default_factory=clock.now)

    @property
    def values(self) -> dict[str, Any]:
        return self.variable_values.coerced

    @property
    def today(self) -> date:
        return clock.today(self.viewer.timezone)


Getter = Callable[[Run], Any]

OF_VIEWER: dict[str, tuple[type, bool, Getter]] = {
    "organisation": (UUID, False, lambda run: run.viewer.organisation_id),
    "me": (UUID, False, lambda run: run.viewer.employee_id),
    "my_team": (UUID, False, lambda run: run.viewer.team_id),
    "branch": (UUID, True, lambda run: run.viewer.branch),
    "locale": (str, False, lambda run: run.viewer.locale),
    "now": (datetime, False, lambda run: run.now),
    "today": (date, False, lambda run: run.today),
}


def of_viewer(name: str) -> tuple[type, bool, Getter]:
    """The bind of this name: its type, whether it is a list, how it is found. KeyError when there is none."""
    if name in OF_VIEWER:
        return OF_VIEWER[name]
    span = SPAN.fullmatch(name)
    if not span:
        raise KeyError(name)
    base, way, number, unit = span.groups()
    by = timedelta(**{{"m": "minutes", "h": "hours", "d": "days"}[unit]: int(number)}) * (1 if way == "plus" else -1)
    if base == "now":
        return datetime, False, lambda run: run.now + by
    return date, False, lambda run: run.today + by


MARK = re.compile("\x02(\\d+)\x02")


class Statement:
    """The places of one statement, and the values that fill them."""

    def __init__(self, dialect: Dialect):
        self.dialect = dialect
        self.getters: list[Getter] = []
        self._places: dict[Any, str] = {}
        self.uses: set[str] = set()

    def bind(self, getter: Getter, kind: type, is_list: bool = False, key: Any = None) -> str:
        """The place of this value in SQL; equal keys share one. It is numbered in the end, if it is still used then."""
        if key is not None and (key, kind) in self._places:
            return self._places[key, kind]
        convert = self.dialect.bound(kind, is_list)
        self.getters.append(lambda run: convert(getter(run)))
        place = self.dialect.place(f"\x02{len(self.getters) - 1}\x02", kind, is_list)
        if key is not None:
            self._places[key, kind] = place
        return place

    def finished(self, text: str) -> str:
        """The text as the database reads it. Values that no place is left for are not bound."""
        used: dict[int, int] = {}

        def numbered(found: re.Match) -> str:
            return f"{self.dialect.mark}{used.setdefault(int(found[1]), len(used) + 1)}"

        text = MARK.sub(numbered, text)
        self.getters = [self.getters[number] for number in used]
        return text

    def viewers(self, name: str) -> str:
        kind, is_list, getter = of_viewer(name)
        self.uses.add(name)
        return self.bind(getter, kind, is_list, key=name)

    def expand(self, text: str, t: str, parent: str | None = None, v: str | None = None) -> str:
        """Static SQL with its aliases and binds filled in. What stands in quotes is left alone."""

        def fill(found: re.Match) -> str:
            token = found.group()
            if token[0] == "'":
                return token
            if token[0] in "nNiI":
                place = v if "{v}" in token else self.viewers("branch")
                return self.dialect.within(place) if token[0] in "iI" else self.dialect.without(place)
            if token[0] == ":":
                return self.viewers(token[1:])
            return {"{t}": t, "{parent}": parent, "{v}": v}[token]

        return TOKEN.sub(fill, text)

    def values(self, run: Run) -> list[Any]:
        return [getter(run) for getter in self.getters]
