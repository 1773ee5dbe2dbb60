"""Who may ask a field. Every field of the schema has one, or the schema does not build."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from api.kit.viewer import Role, Viewer

LEARNER, COACH, MANAGER = Role.learner, Role.coach, Role.manager
AUTHOR, ANALYST, ADMIN = Role.author, Role.analyst, Role.admin

ANYONE_SIGNED_IN = frozenset(Role) - {Role.api_client}
ANY_SCOPE = "*"


@dataclass(frozen=True, init=False)
class Who:
    """People with one of these roles; and, if a scope is named, API clients that hold it.

    `Who(ADMIN, MANAGER, scope="people:read")`; `Who(ANYONE_SIGNED_IN)` keeps clients out;
    `Who(scope="people:write")` keeps people out; with `scope=ANY_SCOPE` every API client may ask.
    """

    roles: frozenset[Role]
    scope: str | None

    def __init__(self, *roles: Role | Iterable[Role], scope: str | None = None):
        flat: set[Role] = set()
        for role in roles:
            flat |= {role} if isinstance(role, Role) else set(role)
        if Role.api_client in flat:
            raise TypeError("an API client is let in by its scope: Who(..., scope=\"domain:read\")")
        if not flat and scope is None:
            raise TypeError("Who() lets nobody in")
        object.__setattr__(self, "roles", frozenset(flat))
        object.__setattr__(self, "scope", scope)

    def allows(self, viewer: Viewer) -> bool:
        if Role.api_client in viewer.roles:
            return self.scope == ANY_SCOPE or (self.scope is not None and self.scope in viewer.scopes)
        return not self.roles.isdisjoint(viewer.roles)
