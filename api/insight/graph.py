"""Where people stand, and what teams add up to: the manager's pages, and the live line under them."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from typing import Annotated

import strawberry

from api.catalogue.graph import MicroUnit
from api.insight import models
from api.insight import summaries as sums
from api.insight.live import LearnerTopic, TeamTopic, learner_topic, team_topic
from api.kit.live import NewsKind, Topic, live
from api.kit.reads import (
    ADMIN,
    ANALYST,
    ANYONE_SIGNED_IN,
    COACH,
    MANAGER,
    Arg,
    Connection,
    Rows,
    Who,
    column,
    extends,
    many,
    one,
    reads,
    row,
    rows,
    sql_field,
)
from api.kit.viewer import Viewer
from api.learning.graph import Assignment, Milestone
from api.people.graph import Employee, Team
from api.people.rows import IN_MY_BRANCH, LEADERS, TEAM_IN_MY_BRANCH, THEMSELVES, WHOLE

SEES = Who(ANYONE_SIGNED_IN, scope="learning:read")
LEADS = Who(COACH, MANAGER, ANALYST, ADMIN, scope="learning:read")

STANDINGS = Rows(whole=WHOLE, branch=(IN_MY_BRANCH, LEADERS), own=("{t}.employee_id = :me", THEMSELVES))
NUMBERS = Rows(whole=WHOLE, branch=(TEAM_IN_MY_BRANCH, LEADERS))


@strawberry.enum(description="Why someone counts as stuck.")
class StuckReason(Enum):
    no_progress = strawberry.enum_value("no_progress", description="No sign of life on it for 48 hours.")
    failed_often = strawberry.enum_value("failed_often", description="More than three failed attempts.")


@strawberry.enum(description="In which way someone needs attention.")
class StandingNeed(Enum):
    stuck = strawberry.enum_value("stuck", description="Begun, not passed, and stuck.")
    behind = strawberry.enum_value("behind", description="The next milestone is overdue.")
    overdue = strawberry.enum_value("overdue", description="Something is due and not passed.")


@reads(models.Standing, rows=STANDINGS, who=SEES)
class Standing:
    """Where one person stands now. Nobody who has left has one."""

    employee: Employee = one(by="employee_id", trusted=True, description="Whose it is.")
    team: Team = one(by="team_id", trusted=True, description="Their team.")
    assigned: int = column(description="Units that they were given, done or not, without withdrawn ones.")
    completed: int = column(description="Units that they finished at least once.")
    passed: int = column(description="Units that they passed.")
    open_unit: MicroUnit | None = one(
        by="open_unit_id", trusted=True,
        description="The unit, begun and not passed, that is most in the way: failed more than three times, else longest without progress.",
    )
    open_since: datetime | None = column(description="The last progress on it.")
    open_failures: int = column(description="Failed attempts on it.")
    stuck: bool = sql_field(sums.over(sums.STUCK, "{t}"), description="Whether that unit has them stuck.")
    stuck_hours: float | None = sql_field(
        f"CASE WHEN {sums.over(sums.STUCK, '{t}')} THEN round((julianday(:now) - julianday({{t}}.open_since)) * 24, 2) END",
        postgres=f"CASE WHEN {sums.over(sums.STUCK, '{t}')} THEN"
        " CAST(round(CAST(extract(epoch FROM (:now - {t}.open_since)) / 3600 AS numeric), 2) AS double precision) END",
        description="Hours since the last progress on it, while stuck.",
    )
    stuck_reason: StuckReason | None = sql_field(
        f"CASE WHEN {{t}}.open_failures > {sums.FAILED_OFTEN} THEN 'failed_often' WHEN {sums.over(sums.STUCK, '{t}')} THEN 'no_progress' END",
        description="Why they count as stuck.",
    )
    next_milestone_due_on: date | None = column(description="The day of the first rung that they have not reached.")
    behind: bool = sql_field(sums.over(sums.BEHIND, "{t}"), description="That day is over.")
    next_due_at: datetime | None = column(description="When the first unit that they have not passed is due.")
    overdue: bool = sql_field(sums.over(sums.OVERDUE, "{t}"), description="That moment is over.")
    active_unit: MicroUnit | None = one(by="active_unit_id", trusted=True, description="What they last had open; null once they left it.")
    active_card_index: int | None = column(description="The card that they last saw there, from 0.")
    active_cards: int | None = sql_field(
        "(SELECT json_array_length(live.cards) FROM unit part JOIN unit_version live ON live.id = part.version_id"
        " AND live.organisation_id = :organisation WHERE part.organisation_id = :organisation AND part.id = {t}.active_unit_id)",
        postgres="(SELECT jsonb_array_length(live.cards) FROM unit part JOIN unit_version live ON live.id = part.version_id"
        " AND live.organisation_id = :organisation WHERE part.organisation_id = :organisation AND part.id = {t}.active_unit_id)",
        description="How many cards that unit has.",
    )
    active_at: datetime | None = column(description="When their phone last told of anything.")
    active: bool = sql_field(sums.over(sums.ACTIVE, "{t}"), description="Learning right now: something was told within five minutes.")
    updated_at: datetime = column(description="When it was last told anew.")


@strawberry.type(description="What a team and all teams below it add up to.")
class TeamSummary:
    people: int = strawberry.field(description="Everyone who has not left.")
    assigned: int = strawberry.field(description="Units that were given, over all people.")
    completed: int = strawberry.field(description="Of these, finished at least once.")
    passed: int = strawberry.field(description="Of these, passed.")
    stuck: int = strawberry.field(description="People who are stuck on a unit.")
    behind: int = strawberry.field(description="People whose next milestone is overdue.")
    overdue: int = strawberry.field(description="People with something due and not passed.")
    needed: int = strawberry.field(description="People who are stuck, behind or overdue, each once.")
    active_now: int = strawberry.field(description="People who are learning right now.")
    learning_s7d: int = strawberry.field(name="learningS7d", description="Seconds of learning in the last seven local days, today included.")
    completion_share: float | None = strawberry.field(description="completed / assigned, 0 to 1; null when nothing is assigned.")
    mastery_share: float | None = strawberry.field(description="passed / assigned, 0 to 1; null when nothing is assigned.")


@strawberry.type(description="Sums of one local day of the organisation. Days on which nothing was finished are absent.")
class LearningDay:
    day: date = strawberry.field(description="The day.")
    attempts: int = strawberry.field(description="Attempts finished on it.")
    passes: int = strawberry.field(description="Of these, passed.")
    learning_s: int = strawberry.field(description="Seconds in the foreground, of these attempts.")
    mean_score: float | None = strawberry.field(description="Their mean score, 0 to 1.")


BETWEEN = {
    "from_": Arg(date, ":from_day", "The first day."),
    "to": Arg(date, ":to_day", "The last day."),
}

NEED = "CASE {v} WHEN 'stuck' THEN " + " WHEN 'behind' THEN ".join([sums.over(sums.STUCK, "{t}"), sums.over(sums.BEHIND, "{t}")]) + (
    " WHEN 'overdue' THEN " + sums.over(sums.OVERDUE, "{t}") + " END"
)


@extends(Team, who=LEADS)
class TeamInsight:
    summary: TeamSummary | None = sql_field(
        sums.SUMMARY, postgres=sums.SUMMARY_POSTGRES, rows=NUMBERS,
        description="What the team and those below it add up to; null for a team whose numbers the viewer may not see.",
    )
    days: list[LearningDay] | None = sql_field(
        sums.TEAM_DAYS, postgres=sums.TEAM_DAYS_POSTGRES, args=BETWEEN, rows=NUMBERS,
        description="Day by day, the teams below included; null for a team whose numbers the viewer may not see.",
    )
    standings: Connection[Standing] = many(
        match="{t}.team_id IN (SELECT part.descendant_id FROM team_tree part WHERE part.organisation_id = :organisation AND part.ancestor_id = {parent}.id)",
        order="open_since", args={"need": Arg(StandingNeed, NEED, "Only those who need attention in this way.", convert=lambda need: need.value)},
        description="Where its people and those of the teams below stand, of those whom the viewer sees; who is longest without progress first.",
    )


@extends(Employee, who=SEES)
class EmployeeInsight:
    standing: Standing | None = one(to="employee_id", description="Where they stand now.")
    days: list[LearningDay] = sql_field(
        sums.PERSON_DAYS, postgres=sums.PERSON_DAYS_POSTGRES, args=BETWEEN, description="Their learning, day by day.",
    )


@strawberry.type(description="A team, as it moves.")
class TeamProgressEvent:
    seq: int = strawberry.field(description="Where the journal stood; the next `after`.")
    at: datetime = strawberry.field(description="When.")
    kind: NewsKind = strawberry.field(description="The whole, or what changed.")
    team: Team = strawberry.field(description="The team, with its summary.")
    standings: list[Standing] = strawberry.field(description="Those who moved; all, at most 200, in a snapshot or reset.")


@strawberry.type(description="One's own learning, as it moves.")
class LearnerProgressEvent:
    seq: int = strawberry.field(description="Where the journal stood; the next `after`.")
    at: datetime = strawberry.field(description="When.")
    kind: NewsKind = strawberry.field(description="What changed, or that everything is to be read anew.")
    assignment: Assignment | None = strawberry.field(description="The assignment that moved.")
    milestone: Milestone | None = strawberry.field(description="The milestone that was reached.")


async def _team_event(topic: TeamTopic, news) -> TeamProgressEvent:
    people = await topic.people(news)
    return TeamProgressEvent(seq=news.seq, at=news.at, kind=news.kind, team=row(Team, topic.team_id), standings=rows(Standing, people))


async def _learner_event(topic: LearnerTopic, news) -> LearnerProgressEvent:
    assignment, milestone = topic.moved(news)
    return LearnerProgressEvent(
        seq=news.seq, at=news.at, kind=news.kind, assignment=row(Assignment, assignment) if assignment else None,
        milestone=row(Milestone, milestone) if milestone else None,
    )


@strawberry.type
class InsightSubscription:
    @live(who=LEADS, every_s=1.0, snapshot=True)
    async def team_progress(
        viewer: Viewer, team_id: Annotated[strawberry.ID, strawberry.argument(description="The team; those below it belong to it.")],
    ) -> Topic[TeamProgressEvent]:
        """A team and those below it, live: at most one event a second."""
        return await team_topic(viewer, team_id, _team_event)

    @live(who=Who(ANYONE_SIGNED_IN))
    async def learner_progress(viewer: Viewer) -> Topic[LearnerProgressEvent]:
        """One's own assignments and milestones, live."""
        return learner_topic(viewer, _learner_event)
