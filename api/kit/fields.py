"""Column types that read the same from both databases."""

from datetime import UTC, datetime
from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from api.kit.ids import new_id


def iso(moment: datetime) -> str:
    """UTC with milliseconds and a Z, fixed width: sorts as text, and is what the API shows."""
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return moment.isoformat(timespec="milliseconds")[:-6] + "Z"


class MomentField(fields.DatetimeField):
    """A UTC moment to the millisecond: `timestamptz` on PostgreSQL, the API's own ISO text on SQLite."""

    class _db_sqlite:
        SQL_TYPE = "VARCHAR(24)"

    def to_db_value(self, value: Any, instance: type[Model] | Model) -> Any:
        if isinstance(value, str):
            value = datetime.fromisoformat(value)
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{self.model_field_name}: a moment without a time zone")
        dialect = self.model._meta.db.capabilities.dialect  # an update() brings no instance
        return iso(value) if dialect == "sqlite" else value

    def to_python_value(self, value: Any) -> datetime | None:
        if value is None or isinstance(value, datetime):
            return value
        return datetime.fromisoformat(value)


def key() -> fields.UUIDField:
    return fields.UUIDField(primary_key=True, default=new_id)


def text(length: int = 200, **kwargs: Any) -> fields.CharField:
    return fields.CharField(max_length=length, **kwargs)


def money(**kwargs: Any) -> fields.DecimalField:
    return fields.DecimalField(max_digits=20, decimal_places=6, **kwargs)


class IndexWhere(Index):
    """An index of only those rows for which `where` holds. Plain SQL that both databases read."""

    def __init__(self, *, fields: tuple[str, ...] | list[str], where: str, name: str | None = None):
        super().__init__(fields=fields, name=name)
        self.where = where
        self.extra = f" WHERE {where}"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "where": self.where}
