"""A shift as a roster hands it over."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from api.people.rules import checks
from api.people.rules.checks import KEEP, Path, invalid


@dataclass(frozen=True, slots=True)
class ShiftDraft:
    """The person by id or by external id; the team, unless said, is the person's own."""

    external_id: str
    starts_at: datetime
    ends_at: datetime
    employee_id: UUID = KEEP
    employee_external_id: str = KEEP
    team_id: UUID = KEEP
    team_external_id: str = KEEP


def checked(draft: ShiftDraft, path: Path) -> ShiftDraft:
    external_id = checks.code(draft.external_id, (*path, "externalId"))
    if (draft.employee_id is KEEP) == (draft.employee_external_id is KEEP):
        raise invalid("Name the person by employeeId or by employeeExternalId.", (*path, "employeeExternalId"))
    if draft.team_id is not KEEP and draft.team_external_id is not KEEP:
        raise invalid("Name the team by teamId or by teamExternalId, not by both.", (*path, "teamId"))
    checks.span(draft.starts_at, draft.ends_at, path)
    return replace(
        draft, external_id=external_id, starts_at=draft.starts_at.astimezone(UTC), ends_at=draft.ends_at.astimezone(UTC)
    )
