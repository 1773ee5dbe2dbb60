"""Teams and their tree."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from api.kit import clock, journal
from api.kit.refusals import Refusal
from api.kit.viewer import Viewer
from api.kit.work import unit_of_work
from api.people import sql
from api.people.actions import lookups
from api.people.models import Team, TeamKind, TeamTree
from api.people.rules import tree
from api.people.rules.checks import KEEP, Path, invalid
from api.people.rules.tree import TeamDraft


async def upsert_teams(viewer: Viewer, drafts: Sequence[TeamDraft]) -> list[UUID | Refusal]:
    """Each team's id, or why not. A parent may come later in the same call than its children."""
    lookups.at_most(drafts, "teams")
    checked = lookups.each("teams", drafts, tree.checked)

    async def work() -> list[UUID | Refusal]:
        organisation = await lookups.locked(viewer.organisation_id)
        forest = _Forest(organisation.id, await Team.filter(organisation_id=organisation.id))
        answers: dict[int, UUID | Refusal] = {n: draft for n, draft in enumerate(checked) if isinstance(draft, Refusal)}
        waiting = [n for n in range(len(checked)) if n not in answers]
        while waiting:  # until no parent is found any more
            later = []
            for number in waiting:
                try:
                    if not forest.knows_parent(checked[number]):
                        later.append(number)
                        continue
                    answers[number] = forest.take(checked[number], ("teams", number))
                except Refusal as no:
                    answers[number] = no
            if len(later) == len(waiting):
                for number in later:
                    answers[number] = forest.no_parent(checked[number], ("teams", number))
                break
            waiting = later
        await forest.save(clock.now())
        return [answers[number] for number in range(len(checked))]

    return await unit_of_work(work)


class _Forest:
    """All teams of the organisation, and what becomes of them."""

    def __init__(self, organisation_id: UUID, teams: list[Team]):
        self.organisation_id = organisation_id
        self.teams = {team.id: team for team in teams}
        self.by_external_id = {team.external_id: team for team in teams if team.external_id}
        self.parents = {team.id: team.parent_id for team in teams}
        self.made: dict[UUID, Team] = {}
        self.changed: dict[UUID, set[str]] = {}

    def knows_parent(self, draft: TeamDraft) -> bool:
        if draft.parent_external_id not in (KEEP, None):
            return draft.parent_external_id in self.by_external_id
        return draft.parent_id in (KEEP, None) or draft.parent_id in self.teams

    def no_parent(self, draft: TeamDraft, path: Path) -> Refusal:
        field = "parentId" if draft.parent_external_id in (KEEP, None) else "parentExternalId"
        return invalid("There is no such team.", (*path, field))

    def take(self, draft: TeamDraft, path: Path) -> UUID:
        team = self.by_external_id.get(draft.external_id)
        told = {name: getattr(draft, name) for name in ("name", "kind") if getattr(draft, name) is not KEEP}
        if "kind" in told:
            told["kind"] = TeamKind(told["kind"])
        if draft.parent_id is not KEEP:
            told["parent_id"] = draft.parent_id
        elif draft.parent_external_id is not KEEP:
            above = draft.parent_external_id
            told["parent_id"] = self.by_external_id[above].id if above is not None else None
        if team is None:
            for name in ("name", "kind"):
                if name not in told:
                    raise invalid("A new team needs it.", (*path, name))
            made = Team(organisation_id=self.organisation_id, external_id=draft.external_id, **told)
            tree.fits(made.id, {**self.parents, made.id: made.parent_id}, (*path, "parentExternalId"))
            self.made[made.id] = self.teams[made.id] = self.by_external_id[made.external_id] = made
            self.parents[made.id] = made.parent_id
            return made.id
        different = {name for name, value in told.items() if getattr(team, name) != value}
        if "parent_id" in different:
            tree.fits(team.id, {**self.parents, team.id: told["parent_id"]}, (*path, "parentExternalId"))
            self.parents[team.id] = told["parent_id"]
        if different:
            team.update_from_dict({name: told[name] for name in different})
            if team.id not in self.made:
                self.changed.setdefault(team.id, set()).update(different)
        return team.id

    async def save(self, now: datetime) -> None:
        for id in (*self.made, *self.changed):
            self.teams[id].updated_at = now
        if self.made:
            await Team.bulk_create(self.made.values())
        if self.changed:
            columns = {name for names in self.changed.values() for name in names} | {"updated_at"}
            await sql.save([self.teams[id] for id in self.changed], columns)
        moved = {id for id, names in self.changed.items() if "parent_id" in names}
        if self.made or moved:
            await plant(self.organisation_id, self.parents)
        for id in (*self.made, *self.changed):
            journal.add(
                "team.changed", organisation=self.organisation_id, subject=id, team=id,
                created=id in self.made, moved=id in moved,
            )


async def plant(organisation_id: UUID, parents: dict[UUID, UUID | None]) -> None:
    """Make `team_tree` say what the parents say, touching only what differs."""
    wanted = tree.closure(parents)
    kept = {(link.ancestor_id, link.descendant_id, link.depth): link.id for link in await TeamTree.filter(organisation_id=organisation_id)}
    if gone := [id for link, id in kept.items() if link not in wanted]:
        for start in range(0, len(gone), 500):
            await TeamTree.filter(organisation_id=organisation_id, id__in=gone[start : start + 500]).delete()
    if fresh := wanted - kept.keys():
        await TeamTree.bulk_create(
            [
                TeamTree(organisation_id=organisation_id, ancestor_id=above, descendant_id=team, depth=depth)
                for above, team, depth in sorted(fresh, key=lambda link: (link[2], link[1], link[0]))
            ],
            batch_size=500,
        )
