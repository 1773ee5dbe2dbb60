"""What people work as."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from api.kit import journal
from api.kit.refusals import Refusal
from api.kit.viewer import Viewer
from api.kit.work import unit_of_work
from api.people.actions import lookups
from api.people.models import Position
from api.people.rules import checks
from api.people.rules.checks import Path


@dataclass(frozen=True, slots=True)
class PositionDraft:
    code: str
    name: Mapping[str, str]


def checked(draft: PositionDraft, path: Path) -> PositionDraft:
    return PositionDraft(checks.code(draft.code, (*path, "code"), 60), checks.texts(draft.name, (*path, "name")))


async def upsert_positions(viewer: Viewer, drafts: Sequence[PositionDraft]) -> list[UUID | Refusal]:
    """Each position's id, or why not; its code decides which it is."""
    lookups.at_most(drafts, "positions")
    clean = lookups.each("positions", drafts, checked)

    async def work() -> list[UUID | Refusal]:
        organisation = await lookups.locked(viewer.organisation_id)
        codes = [draft.code for draft in clean if not isinstance(draft, Refusal)]
        found = {one.code: one for one in await Position.select_for_update().filter(organisation_id=organisation.id, code__in=codes)}
        answers: list[UUID | Refusal] = []
        for draft in clean:
            if isinstance(draft, Refusal):
                answers.append(draft)
                continue
            position = found.get(draft.code)
            if position is None:
                position = found[draft.code] = await Position.create(organisation_id=organisation.id, code=draft.code, name=dict(draft.name))
                journal.add("position.changed", organisation=organisation.id, subject=position.id, created=True)
            elif position.name != draft.name:
                position.name = dict(draft.name)
                await position.save(update_fields=["name"])
                journal.add("position.changed", organisation=organisation.id, subject=position.id, created=False)
            answers.append(position.id)
        return answers

    return await unit_of_work(work)
