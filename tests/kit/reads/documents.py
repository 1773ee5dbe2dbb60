"""Documents over any schema, made up by a seed: what clients write, and what nobody would write."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson
from graphql import (
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    is_composite_type,
    is_list_type,
    parse,
    validate,
)

from api.kit.reads.schema import BACKREF, Schema, read_of, who_of
from api.kit.viewer import Viewer
from tests.kit.reads.rows import TEXTS

PLAIN_DEPTH = 6


@dataclass
class Made:
    query: str
    variables: dict[str, Any]
    cursors: dict[str, tuple[str, ...]]  # a variable, and the path of the connection that it pages


@dataclass
class Author:
    """Writes documents that this viewer may ask."""

    schema: Schema
    viewer: Viewer
    random: random.Random
    ids: list[str]
    roots: Callable[[str], bool] = lambda name: True
    fields: list[str] = field(default_factory=list)

    def write(self, operation: str = "query") -> Made:
        while True:
            self._start()
            core = self.schema._schema
            root = {"query": core.query_type, "mutation": core.mutation_type}[operation]
            body = self._selection(root, 0, (), self.random.randrange(1, 3 if operation == "query" else 2))
            made = Made(self._text(operation, body), self.variables, self.cursors)
            if body and not validate(core, parse(made.query)):
                return made

    def _start(self) -> None:
        self.variables: dict[str, Any] = {}
        self.declared: dict[str, str] = {}
        self.cursors: dict[str, tuple[str, ...]] = {}
        self.fragments: dict[str, str] = {}
        self.names = 0

    def _text(self, operation: str, body: str) -> str:
        used = ", ".join(f"${name}: {type_}" for name, type_ in self.declared.items())
        return f"{operation} Made{f'({used})' if used else ''} {{ {body} }}\n" + "\n".join(self.fragments.values())

    # Selections ---------------------------------------------------------------------------------

    def _selection(self, type_: Any, depth: int, path: tuple[str, ...], most: int = 4) -> str:
        if isinstance(type_, GraphQLUnionType):
            parts = [f"... on {each.name} {{ {self._selection(each, depth + 1, path)} }}" for each in type_.types if self._chance(0.8)]
            return " ".join([*parts, "__typename"])
        allowed = [name for name, each in type_.fields.items() if self._may(type_, each) and (depth > 0 or self.roots(name))]
        if depth > PLAIN_DEPTH:
            allowed = [name for name in allowed if not is_composite_type(get_named_type(type_.fields[name].type))]
        chosen = [self.random.choice(allowed) for _ in range(self.random.randint(1, most))] if allowed else []
        parts = [self._field(type_, name, depth, path) for name in chosen]
        if self._chance(0.15) or not parts:
            parts.append(self._alias() + "__typename" if self._chance(0.3) else "__typename")
        return " ".join(self._wrapped(type_, part, depth) for part in parts)

    def _may(self, type_: GraphQLObjectType, each: Any) -> bool:
        if type_ is self.schema._schema.query_type and read_of(each) is None and each.extensions[BACKREF].base_resolver is None:
            return False
        who = who_of(type_, each)
        return who is None or who.allows(self.viewer)

    def _field(self, type_: GraphQLObjectType, name: str, depth: int, path: tuple[str, ...]) -> str:
        each = type_.fields[name]
        aliased = self._alias() if self._chance(0.9 if each.args else 0.2) else ""
        key = aliased.rstrip(": ") or name
        here = (*path, key)
        cursor = None
        arguments = []
        for argument, declared in each.args.items():
            required = str(declared.type).endswith("!")
            if argument == "after":
                if self._chance(0.5):
                    cursor = self._variable("String", None)
                    arguments.append(f"after: ${cursor}")
            elif required or self._chance(0.3):
                arguments.append(f"{argument}: {self._value(declared.type, argument)}")
        inner = get_named_type(each.type)
        said = f"{aliased}{name}{f'({chr(44).join(arguments)})' if arguments else ''}{self._directive()}"
        if not is_composite_type(inner):
            return said
        body = self._selection(inner, depth + 1, here)
        if cursor:
            self.cursors[cursor] = here
            body += " pageInfo { endCursor }"
        return f"{said} {{ {body} }}"

    def _wrapped(self, type_: Any, part: str, depth: int) -> str:
        dice = self.random.random()
        if dice < 0.08:
            return f"...{self._directive()} {{ {part} }}"
        if dice < 0.16:
            return f"... on {type_.name}{self._directive()} {{ {part} }}"
        if dice < 0.26 and depth > 0:
            name = f"F{len(self.fragments)}"
            self.fragments[name] = f"fragment {name} on {type_.name} {{ {part} }}"
            return f"...{name}{self._directive()}" + (f" ...{name}" if self._chance(0.2) else "")
        return part

    def _directive(self) -> str:
        if not self._chance(0.08):
            return ""
        name = self.random.choice(["skip", "include"])
        if self._chance(0.5):
            return f" @{name}(if: {self.random.choice(['true', 'false'])})"
        return f" @{name}(if: ${self._variable('Boolean!', self._chance(0.5))})"

    # Values -------------------------------------------------------------------------------------

    def _value(self, type_: Any, name: str) -> str:
        value = self._drawn(type_, name)
        if self._chance(0.4):
            return "$" + self._variable(str(type_), value, default=not str(type_).endswith("!"))
        return _literal(value, type_)

    def _drawn(self, type_: Any, name: str) -> Any:
        rng, required = self.random, str(type_).endswith("!")
        inner = type_.of_type if required else type_
        if not required and self._chance(0.1):
            return None
        if is_list_type(inner):
            return [self._drawn(inner.of_type, name) for _ in range(rng.randrange(4))]
        named = get_named_type(inner)
        if hasattr(named, "fields"):
            return {key: self._drawn(each.type, key) for key, each in named.fields.items()}
        if hasattr(named, "values"):
            return rng.choice(sorted(named.values))
        plain = {
            "Int": lambda: rng.randrange(5), "Float": lambda: rng.choice([0, 0.5, 0.8]), "Boolean": lambda: self._chance(0.5),
            "ID": lambda: rng.choice(self.ids) if self._chance(0.9) else rng.choice(["nobody", "", "0" * 36]),
            "DateTime": lambda: rng.choice(["2026-11-24T12:00:00Z", "2026-11-22T08:00:00.007+08:00", "2027-01-01T00:00:00Z"]),
            "Date": lambda: rng.choice(["2026-11-22", "2026-11-24", "2030-01-01"]), "Decimal": lambda: rng.choice(["18.2", "0"]),
        }
        return plain.get(named.name, lambda: rng.choice(TEXTS)[:3])()

    def _variable(self, type_: str, value: Any, default: bool = False) -> str:
        self.names += 1
        name = f"v{self.names}"
        self.declared[name] = type_
        if default and self._chance(0.2):
            return name  # left out
        self.variables[name] = value
        return name

    def _alias(self) -> str:
        self.names += 1
        return f"a{self.names}: "

    def _chance(self, share: float) -> bool:
        return self.random.random() < share


def _literal(value: Any, type_: Any) -> str:
    named = get_named_type(type_)
    if isinstance(value, list):
        return "[" + ", ".join(_literal(item, type_) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_literal(each, named.fields[key].type)}" for key, each in value.items()) + "}"
    if isinstance(value, str) and hasattr(named, "values"):
        return value
    return orjson.dumps(value).decode()


def follow(data: Any, path: tuple[str, ...]) -> str | None:
    """The last cursor of the first page at this path that has one."""
    if isinstance(data, list):
        return next((found for item in data if (found := follow(item, path))), None)
    if not isinstance(data, dict):
        return None
    if not path:
        return (data.get("pageInfo") or {}).get("endCursor")
    return follow(data.get(path[0]), path[1:])
