"""Courses into the catalogue, and ninety days of practice into the records."""

import copy
import hashlib
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

from api.catalogue.actions.importing import import_course
from api.catalogue.models import Course, Media, Unit
from api.content import media
from api.demo import large, stories
from api.demo.company import XINYI, Company
from api.demo.practice import SIGNS_DAYS, Lesson, Run, Sign, Task, Waves, practise, signs_of, tasks_of
from api.demo.staff import Settled
from api.insight import recount
from api.kit import clock
from api.kit.refusals import Refusal
from api.kit.settings import Settings
from api.kit.viewer import Role, Viewer
from api.kit.work import unit_of_work
from api.learning import bulk
from api.learning.actions import record_quiz_attempts
from api.learning.rules import Sent

if TYPE_CHECKING:
    from api.demo.fill import Steps

AFTER_LADDER_DAYS = 1  # a test falls due a day after the last rung


@dataclass(frozen=True, slots=True)
class Taught:
    slug: str
    audience: list[str]
    lessons: list[Lesson]


async def keep_media(settings: Settings, organisation_id: UUID, at: datetime) -> dict[str, Media]:
    """The clips in the media folder, named by their content. Card id → its row."""
    kept = {}
    settings.media.mkdir(parents=True, exist_ok=True)
    for card, path in media().items():
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        shutil.copyfile(path, settings.media / digest)
        kept[card] = Media(
            organisation_id=organisation_id, sha256=digest, name=path.name, content_type="video/mp4", bytes=path.stat().st_size, created_at=at,
        )
    await unit_of_work(lambda: Media.bulk_create(kept.values()))
    return kept


def with_clips(drafts: Sequence[dict[str, Any]], kept: dict[str, Media]) -> list[dict[str, Any]]:
    """The courses with each clip on its card."""
    made = copy.deepcopy(list(drafts))
    for card in (card for draft in made for unit in draft["units"] for card in unit["cards"]):
        if clip := kept.get(card["id"]):
            card["video"] = {"src": f"/media/{clip.sha256}", "type": clip.content_type, "bytes": clip.bytes}
    return made


async def publish(organisation_id: UUID, draft: dict[str, Any], at: datetime) -> Taught:
    published = await import_course(organisation_id, draft, at)
    course = await Course.get(organisation_id=organisation_id, slug=draft["slug"])
    units = {unit.id: unit for unit in await Unit.filter(organisation_id=organisation_id, course_id=course.id)}
    due = {slug: step["due_day"] for step in reversed(draft["milestones"]) for slug in step["after_units"]}
    last = max(due.values())
    lessons = []
    for slug, (unit_id, version) in published.items():
        unit = units[unit_id]
        day = due.get(slug, 1 if unit.kind == "pre_test" else last + AFTER_LADDER_DAYS)
        cards = tuple((card["id"], _asked(card)) for card in version.cards)
        lessons.append(Lesson(
            unit_id, course.id, version.id, slug, draft["slug"], str(unit.kind.value), day, version.duration_s, version.pass_mark, version.marking, cards,
        ))
    lessons.sort(key=lambda lesson: (units[lesson.unit_id].position, lesson.slug))
    return Taught(draft["slug"], draft["audience"]["positions"], lessons)


def _asked(card: dict[str, Any]) -> tuple[str, ...]:
    if card["kind"] == "question":
        return (card["id"],)
    return tuple(timed["question"]["id"] for timed in card.get("timed_questions", ()))


async def learn(settled: Settled, company: Company, taught: list[Taught], waves: Waves, now: datetime, random: Random, step: "Steps") -> None:
    """Live the ninety days, load them, and let the recount prove what they add up to."""
    courses = {one.slug: one.lessons for one in taught}
    audiences = {one.slug: one.audience for one in taught}
    tasks: list[Task] = []
    for person in company.people:
        mine = list(tasks_of(person, courses, audiences, waves, now))
        if person.team == XINYI and company.slug == "qingchuan":
            stories.live(person, mine, now, random)
        else:
            practise(person, mine, now, random)
        tasks += mine
    await _load(settled, tasks, now, random, step)


async def learn_much(settled: Settled, company: Company, taught: list[Taught], now: datetime, random: Random, step: "Steps") -> None:
    """A million assignments without keeping them all in memory."""
    lessons = [lesson for one in taught for lesson in one.lessons]
    samples = {lesson.unit_id: large.ready_runs(lesson, now, random) for lesson in lessons}
    for some in step.through(company.people, "learning", 250):
        tasks = [task for person in some for task in large.tasks(person, lessons, now, random, samples)]
        await bulk.load_assignments(settled.organisation_id, _assignments(settled, tasks))
        await bulk.load_attempts(settled.organisation_id, _attempts(settled, tasks, now))
    await _prove(settled, step)


async def _load(settled: Settled, tasks: list[Task], now: datetime, random: Random, step: "Steps") -> None:
    """What is older than a day at once, since it would take minutes one by one; the last day as phones send it."""
    yesterday = now - timedelta(days=1)
    assigned = await bulk.load_assignments(settled.organisation_id, _assignments(settled, tasks))
    attempts = await bulk.load_attempts(settled.organisation_id, _attempts(settled, tasks, yesterday))
    events = await bulk.load_events(settled.organisation_id, _events(settled, tasks, now, random))
    step(f"{assigned:,} assignments, {attempts:,} attempts, {events:,} learning events")
    fresh = sorted((run for task in tasks for run in task.runs if yesterday < run.received_at <= now), key=lambda run: run.received_at)
    await _record(settled, fresh)
    step(f"{len(fresh):,} attempts of the last day, as phones send them")
    await _prove(settled, step)


async def _record(settled: Settled, runs: list[Run]) -> None:
    """Each by its learner, at the moment at which it came in. A refusal would be a fault of ours."""
    for run in runs:
        task = run.assignment
        learner = Viewer(settled.organisation_id, frozenset({Role.learner}), employee_id=settled.people[task.person.external_id])
        sent = Sent(
            id=run.id, assignment_id=task.id, version_id=task.lesson.version_id, answers=run.answers, started_at=_ms(run.started_at),
            finished_at=_ms(run.finished_at), duration_s=run.duration_s, offline=run.offline,
        )
        with clock.at(_ms(run.received_at)):
            [answer] = await record_quiz_attempts(learner, [sent])
        if isinstance(answer, Refusal):
            raise answer


async def _prove(settled: Settled, step: "Steps") -> None:
    """The recount makes progress, milestones, standings and sums; a second one over all of it must find nothing to mend."""
    await recount.rebuild(settled.organisation_id, progress=step.bar("recount"))
    again = await recount.rebuild(settled.organisation_id)
    if again.total:
        raise RuntimeError(f"the recount does not agree with itself: {again}")


def _assignments(settled: Settled, tasks: Iterable[Task]) -> Iterator[dict[str, Any]]:
    for task in tasks:
        yield {
            "id": task.id, "employee_id": settled.people[task.person.external_id], "unit_id": task.lesson.unit_id,
            "course_id": task.lesson.course_id, "source": "rule", "assigned_at": task.assigned_at, "due_at": task.due_at,
            "withdrawn_at": task.withdrawn_at,
        }


def _attempts(settled: Settled, tasks: Iterable[Task], now: datetime) -> Iterator[dict[str, Any]]:
    """What has reached the server by now; a phone that is still offline keeps its own."""
    arrived = ((task, run) for task in tasks for run in task.runs if run.received_at <= now)
    for task, run in arrived:
        yield {
            "id": run.id, "employee_id": settled.people[task.person.external_id], "assignment_id": task.id, "unit_id": task.lesson.unit_id,
            "version_id": task.lesson.version_id, "team_id": settled.teams[task.person.team], "answers": run.answers,
            "marks": run.marks, "score": run.score, "passed": run.passed, "started_at": _ms(run.started_at), "finished_at": _ms(run.finished_at),
            "received_at": _ms(run.received_at), "duration_s": run.duration_s, "offline": run.offline,
        }


def _events(settled: Settled, tasks: Iterable[Task], now: datetime, random: Random) -> Iterator[dict[str, Any]]:
    since = now - timedelta(days=SIGNS_DAYS)
    for task in tasks:
        signs: list[Sign] = list(task.signs)
        for run in task.runs:
            if run.finished_at > since:
                signs += signs_of(run, random)
        for sign in signs:
            if sign.received_at <= now:
                yield _event(settled, task, sign)


def _event(settled: Settled, task: Task, sign: Sign) -> dict[str, Any]:
    return {
        "id": sign.id, "employee_id": settled.people[task.person.external_id], "unit_id": task.lesson.unit_id, "version_id": task.lesson.version_id,
        "attempt_id": sign.run_id, "kind": sign.kind, "card_id": sign.card_id, "card_index": sign.card_index, "question_id": sign.question_id,
        "value": sign.value, "position_s": sign.position_s, "device_at": _ms(sign.at), "received_at": _ms(sign.received_at), "offline": sign.offline,
    }


def _ms(at: datetime) -> datetime:
    return at.replace(microsecond=at.microsecond // 1000 * 1000)

