"""Keyset pages: the order of a list, and the cursor that names a row's place in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from api.kit.fields import MomentField
from api.kit.reads.binds import Getter, Run, Statement
from api.kit.reads.dialects import Dialect
from api.kit.reads.errors import refuse
from api.kit.reads.pieces import Pieces, named
from api.kit.reads.selection import Path

KINDS: dict[type, type] = {
    fields.UUIDField: UUID, MomentField: datetime, fields.DatetimeField: datetime, fields.DateField: date,
    fields.BooleanField: bool, fields.IntField: int, fields.BigIntField: int, fields.SmallIntField: int,
    fields.FloatField: float, fields.DecimalField: Decimal,
}


def kind_of(model: type[Model], name: str) -> type:
    """The Python type of a column, as it is bound."""
    field = model._meta.fields_map[name]
    return next((KINDS[base] for base in type(field).__mro__ if base in KINDS), str)


def column_of(model: type[Model], name: str) -> str:
    """The database's name of a model's field."""
    return model._meta.fields_db_projection[model._meta.pk_attr if name == "pk" else name]


@dataclass(frozen=True)
class Order:
    """By one column and then the key, both in the same direction; nulls last."""

    model: type[Model]
    by: str
    down: bool

    @classmethod
    def of(cls, model: type[Model], text: str | None) -> Order:
        name = (text or "pk").removeprefix("-")
        return cls(model, model._meta.pk_attr if name == "pk" else name, (text or "").startswith("-"))

    @property
    def key(self) -> str:
        return self.model._meta.pk_attr

    @property
    def by_key(self) -> bool:
        return self.by == self.key

    @property
    def nullable(self) -> bool:
        return bool(self.model._meta.fields_map[self.by].null)

    def indexed(self, fixed: set[str | None]) -> bool:
        """Whether an index gives the rows in this order, where the `fixed` columns are equal to something."""
        meta = self.model._meta
        for index in (*(getattr(each, "fields", each) for each in meta.indexes), *meta.unique_together):
            rest = [name for name in index if name not in fixed]
            if rest[:1] == [self.by] and len(rest) + len(fixed - {None}) == len(index):
                return True
        return False

    def columns(self, t: str) -> tuple[str, str]:
        return f"{t}.{named(column_of(self.model, self.by))}", f"{t}.{named(column_of(self.model, self.key))}"

    def clause(self, t: str) -> str:
        by, key = self.columns(t)
        way = " DESC" if self.down else ""
        if self.by_key:
            return key + way
        return f"{by}{way}{' NULLS LAST' if self.nullable else ''}, {key}{way}"

    def cursor(self, dialect: Dialect, t: str) -> str:
        """The cursor's text in SQL: the key, and after a point what the list is ordered by."""
        by, key = self.columns(t)
        if self.by_key:
            return dialect.bare(key)
        kind = kind_of(self.model, self.by)
        text = dialect.bare(by)
        if kind is datetime:
            text = dialect.moment(by)
        elif kind is float:
            text = dialect.float_text(by)
        return f"{dialect.bare(key)} || " + (f"coalesce('.' || {text}, '')" if self.nullable else f"'.' || {text}")

    def cursor_json(self, dialect: Dialect, cursor: str) -> Pieces:
        if kind_of(self.model, self.by) is str:
            return Pieces().sql(dialect.text(cursor))
        return Pieces('"').sql(cursor).text('"')

    def after(self, statement: Statement, t: str, cursor: Getter, path: Path) -> str:
        """The condition that lets only rows after the cursor through."""
        by, key = self.columns(t)
        beyond = "<" if self.down else ">"
        read = self._reader(cursor, path)
        id_ = statement.bind(lambda run: read(run)[0], kind_of(self.model, self.key))
        if self.by_key:
            return f"{key} {beyond} {id_}"
        value = statement.bind(lambda run: read(run)[1], kind_of(self.model, self.by))
        rest = f"({by}, {key}) {beyond} ({value}, {id_})"
        if not self.nullable:
            return rest
        return f"(CASE WHEN {value} IS NULL THEN {by} IS NULL AND {key} {beyond} {id_} ELSE {by} IS NULL OR {rest} END)"

    def _reader(self, cursor: Getter, path: Path) -> Callable[[Run], tuple[Any, Any]]:
        key_kind, by_kind = kind_of(self.model, self.key), kind_of(self.model, self.by)

        def read(run: Run) -> tuple[Any, Any]:
            key, point, by = cursor(run).partition(".")
            try:
                if point and self.by_key or not (point or self.by_key or self.nullable):
                    raise ValueError(key)
                return parse(key_kind, key), parse(by_kind, by) if point else None
            except (ValueError, ArithmeticError):
                raise refuse("BAD_USER_INPUT", "`after` is no cursor of this list.", path)

        return read


def parse(kind: type, text: str) -> Any:
    if kind is datetime:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError(text)
        return moment.astimezone(UTC)
    if kind is date:
        return date.fromisoformat(text)
    if kind is bool:
        return {"true": True, "false": False, "1": True, "0": False}[text] if text in ("true", "false", "1", "0") else _no(text)
    if kind is UUID and len(text) != 36:
        raise ValueError(text)
    if kind is int and not -(2**63) <= int(text) < 2**63:
        raise ValueError(text)
    return kind(text)


def _no(text: str) -> Any:
    raise ValueError(text)
