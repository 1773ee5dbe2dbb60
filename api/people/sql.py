"""Many rows of one table changed by one statement: the ORM's bulk update takes ten times as long, on the loop."""

from collections.abc import Iterable, Sequence

from tortoise.models import Model

from api.kit.work import connection


async def save(rows: Sequence[Model], columns: Iterable[str]) -> None:
    """Within a unit of work. `columns` are those that may have changed in any of the rows."""
    if not rows:
        return
    model, names = type(rows[0]), sorted(columns)
    changes = ", ".join(f"{name} = :{name}" for name in names)
    await connection().many(
        f"UPDATE {model._meta.db_table} SET {changes} WHERE organisation_id = :organisation_id AND id = :id",
        [{name: getattr(row, name) for name in (*names, "organisation_id", "id")} for row in rows],
    )
