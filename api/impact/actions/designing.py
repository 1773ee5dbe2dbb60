"""How the training's part will be told: the method, the lot, and what such a design could see."""

import asyncio
from importlib import import_module
from uuid import UUID

from api.impact import models
from api.impact.actions import drafts
from api.impact.actions.loading import facts_of, locked, teams_of
from api.impact.actions.planning import in_state
from api.impact.actions.refusing import invalid, refusing
from api.impact.actions.saving import changed, today_of
from api.impact.rules.arms import Draw, TeamBefore, draw_arms
from api.impact.rules.codes import Code, refuse
from api.impact.rules.evaluation import Method, State
from api.impact.rules.replay import content_hash, plain
from api.impact.rules.sight import power_of, smallest_effect
from api.kit import refusals
from api.kit.refusals import Refusal
from api.kit.viewer import Viewer
from api.kit.work import unit_of_work


@refusing
async def set_design(viewer: Viewer, draft: drafts.SetDesignDraft) -> UUID:
    """The method, and the lot where there is one. Drawn within regions, in proportion."""
    await warmed()

    async def work() -> UUID:
        evaluation = await locked(viewer.organisation_id, draft.evaluation_id)
        in_state(evaluation, State.PLANNED)
        evaluation.method = draft.method
        evaluation.assignment_published = False
        teams = await teams_of(evaluation, lock=True)
        _named(teams, "exemptTeamIds", draft.exempt_team_ids)
        _named(teams, "treatedTeamIds", draft.treated_team_ids)
        if draft.seed is not None:
            evaluation.seed = draft.seed
        if draft.treated is not None:
            await _draw(evaluation, teams, draft)
        else:
            _place(evaluation, teams, draft)
        starts = {s.team_id: s.starts_on for s in draft.starts}
        _named(teams, "starts", tuple(starts))
        for team in teams:
            team.starts_on = starts.get(team.team_id)
            await team.save()
        if draft.method in (Method.STAGGERED, Method.STEPPED_WEDGE) and not starts:
            raise refuse(Code.DESIGN_CHANGED, "starts", "teams that start one after another need their own starts")
        await measure_sight(evaluation)
        await changed(evaluation, "design")
        return evaluation.id

    return await unit_of_work(work)


def _named(teams: list[models.EvaluationTeam], field: str, ids: tuple[UUID, ...]) -> None:
    known = {t.team_id for t in teams}
    for i, team_id in enumerate(ids):
        if team_id not in known:
            raise Refusal(refusals.Code.NOT_FOUND, "This team does not take part.", (field, i))


async def _draw(evaluation: models.Evaluation, teams: list[models.EvaluationTeam], draft: drafts.SetDesignDraft) -> None:
    if draft.treated_team_ids:
        raise invalid("Either a lot is drawn, or teams are named.", "treatedTeamIds")
    facts = await facts_of(evaluation, await today_of(evaluation.organisation_id))
    results = [m for m in facts.measures if m.level == 4]
    pool = []
    for team in teams:
        means = {m.name: m.mean(before=facts.starts_on, teams=frozenset({str(team.team_id)})) for m in results}
        known = {name: float(mean) for name, mean in means.items() if mean is not None}
        pool.append(TeamBefore(str(team.team_id), team.stratum, team.team_id in draft.exempt_team_ids, known))
    shared = set.intersection(*(set(t.known) for t in pool)) if pool else set()
    pool = [TeamBefore(t.team, t.stratum, t.exempt, {n: t.known[n] for n in shared}) for t in pool]
    drawn = await asyncio.to_thread(draw_arms, pool, draft.treated, evaluation.seed)
    order = {team: i for i, team in enumerate((*drawn.order, *drawn.exempt), start=1)}
    for team in teams:
        key = str(team.team_id)
        team.arm = models.Arm.EXEMPT if key in drawn.exempt else models.Arm.TREATED if key in drawn.treated else models.Arm.WAITING
        team.position = order[key]
    evaluation.draw = _draw_json(drawn)


def _draw_json(drawn: Draw) -> dict:
    return {
        "treated": len(drawn.treated), "waiting": len(drawn.control), "exempt": len(drawn.exempt), "seed": drawn.seed,
        "balance": [
            {"name": b.name, "treatedMean": b.treated_mean, "waitingMean": b.control_mean, "smd": b.smd, "alike": b.alike}
            for b in drawn.balance
        ],
    }  # fmt: skip


def _place(evaluation: models.Evaluation, teams: list[models.EvaluationTeam], draft: drafts.SetDesignDraft) -> None:
    """Named, not drawn: a comparison, but no experiment."""
    if draft.method in (Method.RANDOMISED, Method.RANDOMISED_TEAMS, Method.STEPPED_WEDGE):
        raise refuse(Code.NO_ISOLATION, "treated", "a randomised design is drawn by lot: say how many teams are trained")
    evaluation.draw = None
    for team in teams:
        if team.team_id in draft.exempt_team_ids:
            team.arm = models.Arm.EXEMPT
        elif draft.treated_team_ids:
            team.arm = models.Arm.TREATED if team.team_id in draft.treated_team_ids else models.Arm.WAITING
        else:
            team.arm = models.Arm.UNDRAWN


async def warmed() -> None:
    """numpy and scipy are loaded where they are first used, in a thread, and before anybody waits for the writer."""
    await asyncio.to_thread(import_module, "scipy.special")


async def measure_sight(evaluation: models.Evaluation) -> None:
    """What the design could see, from the baseline as it stands; and the hash of the design."""
    facts = await facts_of(evaluation, await today_of(evaluation.organisation_id))
    evaluation.mde, check = await asyncio.to_thread(lambda: (smallest_effect(facts), power_of(facts)))
    evaluation.mde_money = check and check.mde_money.amount
    evaluation.target_money = check and check.target_money.amount
    evaluation.mde_enough = check and check.enough
    teams = await teams_of(evaluation)
    evaluation.design_hash = content_hash(
        {
            "method": evaluation.method, "seed": evaluation.seed,
            "teams": sorted([str(t.team_id), t.arm.value, plain(t.starts_on)] for t in teams),
        }
    )  # fmt: skip
