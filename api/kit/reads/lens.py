"""Which rows a viewer sees, by the widest lens that their roles give."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from api.kit.viewer import Role, Viewer

Lens = tuple[str, Iterable[Role]]
NOTHING = "1 = 0"


@dataclass(frozen=True, init=False)
class Rows:
    """`organisation_id = :organisation` is no part of this: the kit adds it to every table, always.

    whole: roles that see all rows of the organisation.
    branch, own: SQL over `{t}` with the binds of the package docstring, and the roles that see through it.
    A role with a branch sees its own rows too.
    """

    whole: frozenset[Role]
    branch: tuple[str, frozenset[Role]]
    own: tuple[str, frozenset[Role]]

    def __init__(self, *, whole: Iterable[Role] = (), branch: Lens = ("", ()), own: Lens = ("", ())):
        object.__setattr__(self, "whole", frozenset(whole))
        object.__setattr__(self, "branch", (branch[0], frozenset(branch[1])))
        object.__setattr__(self, "own", (own[0], frozenset(own[1])))

    def seen_by(self, viewer: Viewer) -> str | None:
        """The term that limits this viewer's rows; None when they see the whole organisation."""
        if not self.whole.isdisjoint(viewer.roles):
            return None
        branch, branch_roles = self.branch
        own, own_roles = self.own
        terms = []
        if not branch_roles.isdisjoint(viewer.roles):
            terms.append(branch)
        if own and (terms or not own_roles.isdisjoint(viewer.roles)):
            terms.append(own)
        if not terms:
            return NOTHING
        return terms[0] if len(terms) == 1 else "(" + " OR ".join(f"({term})" for term in terms) + ")"


EVERYONE = Rows(whole=frozenset(Role))
