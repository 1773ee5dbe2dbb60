"""Courses, their units and what they are made of, as the world sees them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry.scalars import JSON

from api.catalogue import actions, models, rows
from api.kit.reads import (
    ADMIN,
    ANYONE_SIGNED_IN,
    AUTHOR,
    EVERYONE,
    Arg,
    Connection,
    Who,
    column,
    connection,
    localized,
    many,
    mutation,
    one,
    reads,
    row,
    single,
    sql_field,
)
from api.kit.refusals import GraphRefusal, Refusal
from api.people.inputs import TextsInput, id_of
from api.people.rows import containing

UnitKind = strawberry.enum(models.UnitKind, name="UnitKind", description="A unit of three to seven minutes, or a test around a course.")
UnitStatus = strawberry.enum(models.UnitStatus, name="UnitStatus", description="Whether learners can be given it.")

SEES = Who(ANYONE_SIGNED_IN, scope="catalogue:read")
WRITES = Who(AUTHOR, ADMIN, scope="catalogue:write")


@reads(models.Course, rows=EVERYONE, who=SEES)
class Course:
    """Units that belong together, with the ladder of milestones over them."""

    id: strawberry.ID = column(description="Its id.")
    slug: str = column(description="Its short name, unique in the organisation.")
    title: str = localized(description="Its title.")
    summary: str = localized(description="What it is about, in a sentence or two.")
    certifying: bool = column(description="Whether its post-test is an exam: marked by the server alone, online only.")
    valid_for_days: int | None = column(description="For how many days a pass counts; null: for good.")
    audience: JSON = column(description="Codes of the positions that it is made for.")
    updated_at: datetime = column(description="When something of it last changed.")
    units: Connection[MicroUnit] = many(
        by="course_id", order="position", trusted=False, description="Its units in their order, the tests first and last.",
        args={"kind": Arg(UnitKind, "{t}.kind = {v}", "Only of this kind.")},
    )
    milestone_steps: list[MilestoneStep] = many(by="course_id", order="position", most=12, description="The rungs of its ladder, from below.")
    behaviour_indicators: list[BehaviourIndicator] = many(
        by="course_id", order="position", most=20, description="What a manager watches for on the floor afterwards."
    )
    skills: list[Skill] = many(by="course_id", order="slug", most=50, description="The skills that it trains.")


@reads(models.Skill, rows=EVERYONE, who=SEES)
class Skill:
    """Something that a course trains and its tests ask for."""

    id: strawberry.ID = column(description="Its id.")
    slug: str = column(description="Its short name, unique in its course.")
    name: str = localized(description="Its name.")


@reads(models.Unit, rows=rows.UNITS, who=SEES, few=True)
class MicroUnit:
    """Three to seven minutes of learning, with questions. A test before or after a course is one too, of its own kind."""

    id: strawberry.ID = column(description="Its id.")
    slug: str = column(description="Its short name, unique in the organisation.")
    kind: UnitKind = column(description="A unit, or a test.")
    title: str = localized(description="Its title.")
    objective: str | None = localized(description="What one can do afterwards.")
    status: UnitStatus = column(description="Draft, published or retired.")
    position: int = column(description="Its place in the course, from 1; a pre-test stands at 0.")
    pass_mark: float = column(description="The share of all points from which it is passed, 0 to 1.")
    duration_s: int | None = sql_field(
        "(SELECT live.duration_s FROM unit_version live WHERE live.organisation_id = {t}.organisation_id AND live.id = {t}.version_id)",
        description="Seconds that the published version takes, computed from what it holds; null before the first publication.",
    )
    updated_at: datetime = column(description="When it last changed.")
    draft: JSON | None = column(
        who=WRITES, description="The cards as their author has them, with keys; what the next publication will freeze."
    )
    course: Course = one(by="course_id", trusted=True, description="The course that it belongs to.")
    skill: Skill | None = one(by="skill_id", trusted=True, description="The skill that it trains most.")
    version: UnitVersion | None = one(by="version_id", trusted=True, description="The published version; null before the first publication.")
    versions: list[UnitVersion] = many(by="unit_id", order="-number", description="Every version that was published, the latest first.")


@reads(models.UnitVersion, rows=EVERYONE, who=SEES, few=False)
class UnitVersion:
    """A unit as it was published. It never changes: attempts keep the version that they were made on."""

    id: strawberry.ID = column(description="Its id.")
    number: int = column(description="Which version of its unit, from 1.")
    duration_s: int = column(description="Seconds that it takes, computed at publication.")
    pass_mark: float = column(description="The share of all points from which it is passed, 0 to 1.")
    certifying: bool = column(description="Whether it is an exam: its cards carry no keys, and it is answered online.")
    locales: JSON = column(description="The languages in which all of its texts stand.")
    cards: JSON = column(description="What the phone shows, card by card. With the keys, so that it can mark by itself; without them in an exam.")
    published_at: datetime = column(description="When it was published.")


@reads(models.MilestoneStep, rows=EVERYONE, who=SEES)
class MilestoneStep:
    """A rung of a course's ladder: reached once all its units are passed."""

    id: strawberry.ID = column(description="Its id.")
    position: int = column(description="Its place on the ladder, from 1.")
    name: str = localized(description="What someone can do who stands on it.")
    due_day: int = column(description="How many days after the assignment it is due.")
    units: list[MicroUnit] = many(
        match="{t}.course_id = {parent}.course_id AND CAST({parent}.unit_ids AS text) LIKE '%' || CAST({t}.id AS text) || '%'",
        order="position", most=50, description="The units of this rung and of those below it.",
    )


@reads(models.BehaviourIndicator, rows=EVERYONE, who=SEES)
class BehaviourIndicator:
    """What a manager watches for on the floor after the course (Kirkpatrick's third level)."""

    id: strawberry.ID = column(description="Its id.")
    position: int = column(description="Its place in the list, from 1.")
    name: str = localized(description="The behaviour.")
    good_looks_like: str = localized(description="How one recognises it.")
    frequency_prompt: str = localized(description="What the manager is asked every two weeks.")


@reads(models.Media, rows=EVERYONE, who=SEES, few=False)
class Media:
    """A file that cards show or play, served at `/media/{sha256}`."""

    id: strawberry.ID = column(description="Its id.")
    sha256: str = column(description="The hash of its content, which is its address.")
    name: str = column(description="Its name.")
    content_type: str = column(description="Its MIME type.")
    bytes: int = column(description="Its size.")
    duration_s: float | None = column(description="Its length in seconds, if it plays.")
    created_at: datetime = column(description="When it was uploaded.")


@strawberry.type
class CatalogueQuery:
    courses: Connection[Course] = connection(
        Course, who=SEES, order="slug", description="The courses of the organisation.",
        args={
            "updated_since": Arg(datetime, "{t}.updated_at >= {v}", "Changed since, in the order of change.", order="updated_at"),
            "search": Arg(str, "CAST({t}.title AS text) LIKE {v} ESCAPE '!'", "Part of the title, in any language.", convert=containing),
        },
    )
    course: Course | None = single(Course, who=SEES, description="One course; null where there is none.")
    micro_units: Connection[MicroUnit] = connection(
        MicroUnit, who=SEES, description="The units of the organisation. Drafts are seen by those who write them.",
        args={
            "updated_since": Arg(datetime, "{t}.updated_at >= {v}", "Changed since, in the order of change.", order="updated_at"),
            "course_id": Arg(strawberry.ID, "{t}.course_id = {v}", "Of this course, in its order.", order="position"),
            "kind": Arg(UnitKind, "{t}.kind = {v}", "Of this kind."),
            "status": Arg(UnitStatus, "{t}.status = {v}", "With this status."),
            "search": Arg(str, "CAST({t}.title AS text) LIKE {v} ESCAPE '!'", "Part of the title, in any language.", convert=containing),
        },
    )
    media: Connection[Media] = connection(
        Media, who=Who(AUTHOR, ADMIN, scope="catalogue:read"), order="name", description="The files that cards may use, by name.",
        args={"search": Arg(str, "{t}.name LIKE {v} ESCAPE '!'", "Part of the name.", convert=containing)},
    )
    micro_unit: MicroUnit | None = single(MicroUnit, who=SEES, description="One unit; null where there is none that the viewer sees.")


@strawberry.input(description="A unit to publish: an existing one by unitId, or courseId and slug. What is absent stays as it is.")
class PublishMicroUnitInput:
    unit_id: strawberry.ID | None = strawberry.field(default=None, description="The unit, if it exists.")
    course_id: strawberry.ID | None = strawberry.field(default=None, description="The course, to name a unit by its slug.")
    slug: str | None = strawberry.field(default=None, description="The unit's short name; a new one makes a new unit.")
    kind: UnitKind | None = strawberry.field(default=None, description="A unit, or a test.")
    position: int | None = strawberry.field(default=None, description="Its place in the course.")
    title: TextsInput | None = strawberry.field(default=None, description="Its title.")
    objective: TextsInput | None = strawberry.field(default=None, description="What one can do afterwards.")
    skill_id: strawberry.ID | None = strawberry.field(default=None, description="The skill of the course that it trains most.")
    pass_mark: float | None = strawberry.field(default=None, description="The share of all points from which it is passed, above 0 to 1.")
    cards: JSON | None = strawberry.field(default=None, description="The cards with their keys; absent: the draft as it is.")


PublishMicroUnitResult = Annotated[
    MicroUnit | GraphRefusal, strawberry.union("PublishMicroUnitResult", description="The unit as it is published now, or why not.")
]


@strawberry.type
class CatalogueMutation:
    @mutation(who=WRITES)
    async def publish_micro_unit(self, info: strawberry.Info, input: PublishMicroUnitInput) -> PublishMicroUnitResult:
        """Save a unit and freeze it as a new version, if there is anything new in it. Assignments go on with the new
        version; attempts keep theirs.

        The duration is computed from what the unit holds; outside 180 to 420 seconds it is refused with UNIT_TOO_SHORT or
        UNIT_TOO_LONG, and by how much. Other refusals name the first fault by its code (TEXT_MISSING, KEY_UNKNOWN, …) and path.
        """
        try:
            draft = actions.Draft(
                unit_id=id_of(input.unit_id), course_id=id_of(input.course_id), slug=input.slug, kind=input.kind,
                position=input.position, title=input.title.texts() if input.title else None,
                objective=input.objective.texts() if input.objective else None, skill_id=id_of(input.skill_id),
                pass_mark=input.pass_mark, cards=input.cards,
            )
            return row(MicroUnit, await actions.publish_micro_unit(info.context.viewer, draft))
        except Refusal as refusal:
            return refusal.to_graph()

