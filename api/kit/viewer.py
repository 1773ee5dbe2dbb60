"""Who asks. Made once at the front door, passed first to every action, bound into every plan."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    learner = "learner"
    coach = "coach"
    manager = "manager"
    author = "author"
    analyst = "analyst"
    admin = "admin"
    api_client = "api_client"


@dataclass(frozen=True, slots=True)
class Viewer:
    organisation_id: UUID
    roles: frozenset[Role]
    employee_id: UUID | None = None  # absent for an API client
    team_id: UUID | None = None  # the person's own team
    client_id: UUID | None = None
    session_id: UUID | None = None
    scopes: frozenset[str] = field(default_factory=frozenset)
    locale: str = "zh-Hant"
    timezone: str = "Asia/Taipei"  # the organisation's, which says what day it is
    branch: tuple[UUID, ...] = ()  # teams that the person leads as manager or coach: roots of what they see

    def may(self, role: Role) -> bool:
        return role in self.roles
