"""What a bulk call refers to, found in a few statements; and the lock under which provisioning takes turns."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar
from uuid import UUID

from api.kit.refusals import Code, Refusal
from api.people.models import Organisation, Team
from api.people.rules.checks import KEEP, Path

MOST = 500
Draft = TypeVar("Draft")


def at_most(drafts: Sequence, name: str, most: int = MOST) -> None:
    if len(drafts) > most:
        raise Refusal(Code.TOO_LARGE, f"{len(drafts)} at once; at most {most} are taken.", (name,))


async def locked(organisation_id: UUID) -> Organisation:
    """The organisation, its row locked: two senders change people one after the other."""
    return await Organisation.select_for_update().get(id=organisation_id)


class Teams:
    """The teams that the drafts name, by id and by external id."""

    def __init__(self, found: Iterable[Team]):
        self.by_id = {team.id: team for team in found}
        self.by_external_id = {team.external_id: team for team in self.by_id.values() if team.external_id}

    @classmethod
    async def named(cls, organisation_id: UUID, drafts: Iterable) -> "Teams":
        drafts = list(drafts)
        ids = {draft.team_id for draft in drafts if draft.team_id is not KEEP}
        keys = {draft.team_external_id for draft in drafts if draft.team_external_id is not KEEP}
        mine = Team.filter(organisation_id=organisation_id)
        found = [*(await mine.filter(id__in=ids) if ids else ()), *(await mine.filter(external_id__in=keys) if keys else ())]
        return cls(found)

    def of(self, draft, path: Path) -> UUID | None:
        """The team's id; None where the draft names none."""
        if draft.team_id is not KEEP:
            return known(self.by_id, draft.team_id, "team", (*path, "teamId")).id
        if draft.team_external_id is not KEEP:
            return known(self.by_external_id, draft.team_external_id, "team", (*path, "teamExternalId")).id
        return None


def known(found: dict, key, what: str, path: Path):
    """One of `found`. What is not there and what is another organisation's look the same."""
    try:
        return found[key]
    except KeyError:
        raise Refusal(Code.NOT_FOUND, f"There is no such {what}.", path) from None


def each(name: str, drafts: Sequence[Draft], check: Callable[[Draft, Path], Draft]) -> list[Draft | Refusal]:
    """The drafts with clean values, or why not."""
    checked: list[Draft | Refusal] = []
    for number, draft in enumerate(drafts):
        try:
            checked.append(check(draft, (name, number)))
        except Refusal as no:
            checked.append(no)
    return checked
