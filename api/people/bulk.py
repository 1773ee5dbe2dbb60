"""A whole company at once, in few statements: for the demo and for measuring. No journal: nobody listens yet."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from api.people import follows
from api.people.actions.teams import plant
from api.people.models import Employee, Placement, Position, Shift, Team

Row = Mapping[str, Any]
BATCH = 1_000


async def load_teams(organisation_id: UUID, rows: Iterable[Row], now: datetime) -> dict[str, UUID]:
    """{external_id: id}. A row has external_id, parent (an external_id of an earlier row or team, or None), kind, name.

    A team that is there already (the root that an organisation is founded with) is used as it is.
    """
    known = {team.external_id: team for team in await Team.filter(organisation_id=organisation_id)}
    made = []
    for row in rows:
        if row["external_id"] not in known:
            above = known[row["parent"]].id if row["parent"] else None
            team = Team(
                organisation_id=organisation_id, external_id=row["external_id"], parent_id=above, kind=row["kind"],
                name=dict(row["name"]), updated_at=now,
            )
            known[team.external_id] = team
            made.append(team)
    await Team.bulk_create(made, batch_size=BATCH)
    await plant(organisation_id, {team.id: team.parent_id for team in known.values()})
    return {key: team.id for key, team in known.items()}


async def load_positions(organisation_id: UUID, names: Mapping[str, Mapping[str, str]]) -> dict[str, UUID]:
    """{code: id} of {code: name by locale}."""
    made = [Position(organisation_id=organisation_id, code=code, name=dict(name)) for code, name in names.items()]
    await Position.bulk_create(made, batch_size=BATCH)
    return {one.code: one.id for one in made}


async def load_employees(organisation_id: UUID, rows: Sequence[Row], now: datetime) -> dict[str, UUID]:
    """{external_id: id}. A row has the columns of `employee` but id and organisation; `since` where they were placed earlier."""
    columns = [name for name in Employee._meta.db_fields if name not in {"id", "organisation_id", "created_at", "updated_at"}]
    people = [
        Employee(
            organisation_id=organisation_id, created_at=row.get("since", now), updated_at=now,
            **{name: row[name] for name in columns if name in row},
        )
        for row in rows
    ]
    await Employee.bulk_create(people, batch_size=BATCH)
    await Placement.bulk_create(
        [
            Placement(
                organisation_id=organisation_id, employee_id=one.id, team_id=one.team_id, position_id=one.position_id, since=one.created_at
            )
            for one in people
        ],
        batch_size=BATCH,
    )
    await follows.changed(organisation_id, [one.id for one in people])
    return {one.external_id: one.id for one in people}


async def load_shifts(organisation_id: UUID, rows: Sequence[Row]) -> int:
    """A row has employee_id, team_id, starts_at, ends_at, external_id (or None)."""
    made = [Shift(organisation_id=organisation_id, **row) for row in rows]
    await Shift.bulk_create(made, batch_size=BATCH)
    return len(made)
