"""Rows for any schema: two organisations whose keys point at each other's rows, nulls, ties, and awkward texts."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from graphql import GraphQLObjectType, get_named_type, is_list_type, is_object_type
from tortoise import fields
from tortoise.models import Model

from api.kit.reads.declare import Column, Localized, One
from api.kit.reads.schema import BACKREF, Schema, read_of

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
TEXTS = ["林小晴", 'quote " s', "back\\slash", "a'b", "tab\tline\nend", "", "🎈 party", "</script>", "%_!", "\u2028\u007f", "Zoë", "zoe", ":me {t}"]
LOCALES = ["zh-Hant", "zh-Hans", "en"]


class Sower:
    """Fills every table that the schema reads, and those that its SQL leans on."""

    def __init__(self, schema: Schema, seed: int, each: int = 18):
        self.random, self.each = random.Random(seed), each
        self.types = [type_ for type_ in schema._schema.type_map.values() if isinstance(type_, GraphQLObjectType) and self._table(type_)]
        self.models = {self._table(type_).model for type_ in self.types}
        self.organisations = [self._id() for _ in range(2)]
        self.ids: dict[str, dict[UUID, list[UUID]]] = {}
        self.safe = self._never_null()

    def _table(self, type_: GraphQLObjectType) -> Any:
        declared = type_.extensions.get(BACKREF)
        return getattr(declared.origin, "__reads__", None) if declared else None

    def _never_null(self) -> set[tuple[type[Model], str]]:
        """Keys that a field which is never null follows: they must lead to a row of the own organisation."""
        return {
            (self._table(type_).model, read.by) for type_ in self.types for each in type_.fields.values()
            if isinstance(read := read_of(each), One) and read.by and str(each.type).endswith("!")
        }

    def rows(self, *more: type[Model]) -> list[Model]:
        models = [*self.models, *(model for model in more if model not in self.models)]
        models.sort(key=lambda model: model._meta.db_table)
        for model in models:
            if model._meta.db_table != "organisation":
                self.ids[model._meta.db_table] = {own: [self._id() for _ in range(self.each)] for own in self.organisations}
        self.ids["organisation"] = {own: [own] for own in self.organisations}
        return [made for model in models for made in self._table_rows(model)]

    def _table_rows(self, model: type[Model]) -> list[Model]:
        rows, taken = [], set()
        for own in self.organisations:
            for id_ in self.ids[model._meta.db_table][own]:
                for _ in range(50):
                    values = self._row(model, own, id_)
                    keys = {(columns, tuple(str(values[each]) for each in columns)) for columns in self._unique(model)}
                    if not keys & taken:
                        taken |= keys
                        rows.append(model(**values))
                        break
        return rows

    def _unique(self, model: type[Model]) -> list[tuple[str, ...]]:
        single = [(name,) for name, each in model._meta.fields_map.items() if (each.unique or each.pk) and not each.generated]
        return [*single, *model._meta.unique_together]

    def _row(self, model: type[Model], own: UUID, id_: UUID) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name, each in model._meta.fields_map.items():
            if each.pk and each.generated:
                continue
            if each.pk and name == "id":
                made[name] = id_
            elif name == "organisation_id":
                made[name] = own
            elif each.null and (model, name) not in self.safe and self.random.random() < 0.3:
                made[name] = None
            else:
                made[name] = self._value(model, name, each, own)
        return made

    def _value(self, model: type[Model], name: str, each: Any, own: UUID) -> Any:
        rng = self.random
        if isinstance(each, fields.UUIDField):
            return self._key(model, name, own)
        if hasattr(each, "enum_type"):
            return rng.choice(list(each.enum_type))
        if isinstance(each, fields.JSONField):
            return self._json(model, name)
        if isinstance(each, fields.DecimalField):
            return Decimal(rng.choice(["0", "18.20", "50000", "-3.141590", "0.000001", "7"])).quantize(each.quant)
        if isinstance(each, fields.BooleanField):
            return rng.random() < 0.5
        if isinstance(each, fields.IntField | fields.BigIntField | fields.SmallIntField):
            return rng.randrange(6)
        if isinstance(each, fields.FloatField):
            return rng.choice([0.0, 0.1, 1 / 3, 0.8, 1.0, 2 / 3])
        if isinstance(each, fields.DatetimeField):
            return NOW + timedelta(hours=rng.randrange(-6, 6) * 12, milliseconds=rng.choice([0, 7, 123]))
        if isinstance(each, fields.DateField):
            return date(2026, 11, 24) + timedelta(days=rng.randrange(-4, 5))
        if name == "locale":
            return rng.choice([*LOCALES, "xx"])
        if name == "timezone":
            return "Asia/Taipei"
        text = rng.choice(TEXTS) + (f" {rng.randrange(10**6)}" if each.unique or self._in_key(model, name) else "")
        return text[: getattr(each, "max_length", None) or 50]

    def _in_key(self, model: type[Model], name: str) -> bool:
        return any(name in columns for columns in model._meta.unique_together)

    def _key(self, model: type[Model], name: str, own: UUID) -> UUID:
        stem = name.removesuffix("_id")
        ends = {"parent": model._meta.db_table, "ancestor": "team", "descendant": "team", "owner": "employee", "learner": "employee",
                "version": "unit_version", "step": "milestone_step"}
        table = ends.get(stem, stem)
        found = next((known for known in sorted(self.ids, key=len, reverse=True) if table == known or table.endswith("_" + known)), None)
        if found is None:
            return self._id()
        whose = own if (model, name) in self.safe or self.random.random() < 0.85 else self.random.choice(self.organisations)
        return self.random.choice(self.ids[found][whose])

    def _json(self, model: type[Model], name: str) -> Any:
        """What the types over this model make of the column."""
        for type_ in self.types:
            if self._table(type_).model is model:
                for each in type_.fields.values():
                    read = read_of(each)
                    if isinstance(read, Column | Localized) and (read.name or each.extensions[BACKREF].python_name) == name:
                        if isinstance(read, Localized):
                            return {locale: self.random.choice(TEXTS) for locale in LOCALES if self.random.random() < 0.6}
                        return self._shaped(each.type)
        return [str(self._id())]

    def _shaped(self, type_: Any) -> Any:
        required, rng = str(type_).endswith("!"), self.random
        inner = type_.of_type if required else type_
        if not required and rng.random() < 0.3:
            return None
        if is_list_type(inner):
            return [self._shaped(inner.of_type) for _ in range(rng.randrange(4))]
        named = get_named_type(inner)
        if is_object_type(named):
            return {name: self._shaped(each.type) for name, each in named.fields.items()}
        if hasattr(named, "values"):
            return rng.choice(sorted(named.values))
        plain = {
            "Int": lambda: rng.randrange(9), "Float": lambda: rng.choice([0.5, 1.25, 3.0]), "Boolean": lambda: rng.random() < 0.5,
            "Decimal": lambda: rng.choice(["18.2", "50000", "-3"]), "DateTime": lambda: "2026-11-24T16:15:34.123Z",
            "Date": lambda: "2026-11-24", "ID": lambda: str(self._id()), "JSON": lambda: rng.choice([["a", 1, None], [{"k": "v"}], [], [{"n": {"m": [1.5]}}, True]]),
        }
        return plain.get(named.name, lambda: rng.choice(TEXTS))()

    def _id(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)
