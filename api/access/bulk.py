"""Roles and PINs of many at once, for the demo. Within a unit of work; no journal."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from api.access import secrets
from api.access.models import Pin, RoleGrant
from api.access.rules import grants, pins
from api.kit.viewer import Role


async def load_grants(organisation_id: UUID, rows: Iterable[tuple[UUID, Role, UUID | None]], now: datetime) -> None:
    """(employee, role, team or None)."""
    made = []
    for employee_id, role, team_id in rows:
        grants.checked(Role(role), team_id)
        made.append(RoleGrant(organisation_id=organisation_id, employee_id=employee_id, role=Role(role), team_id=team_id, granted_at=now))
    await RoleGrant.bulk_create(made, batch_size=500)


async def hashed(chosen: Mapping[UUID, str]) -> dict[UUID, str]:
    """{employee: hash} of {employee: PIN}. Before the unit of work, since hashing takes its time."""
    return {employee_id: await secrets.hash_pin(pins.checked(pin, "")) for employee_id, pin in chosen.items()}


async def load_pins(organisation_id: UUID, hashes: Mapping[UUID, str], now: datetime) -> None:
    await Pin.bulk_create(
        [Pin(employee_id=employee_id, organisation_id=organisation_id, hash=hash, set_at=now) for employee_id, hash in hashes.items()],
        batch_size=500,
    )
