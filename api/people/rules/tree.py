"""The tree of teams: who lies below whom, at what depth; and no team below itself."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from api.people.rules import checks
from api.people.rules.checks import KEEP, Path, invalid

Link = tuple[UUID, UUID, int]  # ancestor, descendant, depth
DEEPEST = 12


@dataclass(frozen=True, slots=True)
class TeamDraft:
    """KEEP where the sender said nothing; the parent by id or by external id. Without a parent it is a root."""

    external_id: str
    name: Mapping[str, str] = KEEP
    kind: str = KEEP
    parent_id: UUID | None = KEEP
    parent_external_id: str | None = KEEP


def checked(draft: TeamDraft, path: Path) -> TeamDraft:
    external_id = checks.code(draft.external_id, (*path, "externalId"))
    if draft.name is None or draft.kind is None:
        raise invalid("It cannot be emptied; leave it out to keep it.", (*path, "name" if draft.name is None else "kind"))
    if draft.parent_id is not KEEP and draft.parent_external_id is not KEEP:
        raise invalid("Name the parent by parentId or by parentExternalId, not by both.", (*path, "parentId"))
    name = draft.name if draft.name is KEEP else checks.texts(draft.name, (*path, "name"))
    return replace(draft, external_id=external_id, name=name)


def ancestors(team: UUID, parents: Mapping[UUID, UUID | None]) -> list[UUID] | None:
    """From the team itself up to its root; None if the way never ends."""
    way, seen = [team], {team}
    while (above := parents.get(way[-1])) is not None:
        if above in seen:
            return None
        way.append(above)
        seen.add(above)
    return way


def closure(parents: Mapping[UUID, UUID | None]) -> set[Link]:
    """Every (ancestor, descendant, depth), each team being its own ancestor at depth 0."""
    return {(above, team, depth) for team in parents for depth, above in enumerate(ancestors(team, parents) or [])}


def fits(team: UUID, parents: Mapping[UUID, UUID | None], path: Path) -> None:
    """Refuses a place that would put a team below itself, or any team too deep."""
    way = ancestors(team, parents)
    if way is None:
        raise invalid("That would put the team below itself.", path)
    ways = [way]
    if team in parents.values():
        ways += [other for each in parents if team in (other := ancestors(each, parents) or [])]
    if any(len(each) > DEEPEST for each in ways):
        raise invalid(f"The tree of teams would be deeper than {DEEPEST}.", path)
