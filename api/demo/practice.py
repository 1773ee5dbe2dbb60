"""Ninety days of learning: who met which unit when, with what answers, on a phone that was often offline."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from api.demo.answering import answer
from api.demo.company import TAIPEI, Person
from api.kit.ids import new_id
from api.learning.marking import mark_all, passes

HISTORY_DAYS = 90
SIGNS_DAYS = 14  # raw learning events reach back this far
# Days ago on which those who were there already got a course; newcomers get it on such a day of theirs.
VETERANS = {"food-hygiene": 80, "product-knowledge": 66, "privacy-and-fraud": 50, "open-close-shop": 36, "leading-a-shift": 24, "occupational-safety": 7}
NEWCOMERS = {"first-week": 0, "food-hygiene": 2, "open-close-shop": 6, "product-knowledge": 12, "occupational-safety": 18, "privacy-and-fraud": 26, "leading-a-shift": 30}
HYGIENE = "food-hygiene"
OBJECTIONS, OBJECTIONS_DAYS = "customer-objections", 30  # only in the shops of the running evaluation's first wave


@dataclass(frozen=True, slots=True)
class Waves:
    """What the evaluations drew: shops (by the HRMS's key) that got a course at another time, or not yet."""

    objections: frozenset[str] = frozenset()  # the first wave; the others wait
    hygiene_later: frozenset[str] = frozenset()  # the arm that waited until the study was over
    hygiene_later_days: int = 0


@dataclass(frozen=True, slots=True)
class Lesson:
    """A published unit as the simulation needs it."""

    unit_id: UUID
    course_id: UUID
    version_id: UUID
    slug: str
    course: str
    kind: str
    due_day: int
    duration_s: int
    pass_mark: float
    marking: dict[str, dict[str, Any]]
    cards: tuple[tuple[str, tuple[str, ...]], ...]  # (card id, questions on it)


@dataclass(slots=True)
class Run:
    """A finished run."""

    id: UUID
    assignment: "Task"
    answers: dict[str, Any]
    marks: dict[str, float]
    score: float
    passed: bool
    started_at: datetime
    finished_at: datetime
    received_at: datetime
    duration_s: int
    offline: bool


@dataclass(slots=True)
class Sign:
    """A learning event."""

    id: UUID
    assignment: "Task"
    run_id: UUID
    kind: str
    card_id: str
    card_index: int
    question_id: str | None
    value: Any
    at: datetime
    received_at: datetime
    offline: bool
    position_s: float | None = None


@dataclass(slots=True)
class Task:
    """An assignment."""

    id: UUID
    person: Person
    lesson: Lesson
    assigned_at: datetime
    due_at: datetime
    withdrawn_at: datetime | None = None
    runs: list[Run] = field(default_factory=list)
    signs: list[Sign] = field(default_factory=list)


def tasks_of(person: Person, courses: dict[str, list[Lesson]], audiences: dict[str, list[str]], waves: Waves, now: datetime) -> Iterator[Task]:
    """What was assigned to a person within the ninety days: by their position, their first day and their shop's wave."""
    local_today = now.astimezone(TAIPEI).date()
    tenure = (local_today - person.hired_on).days
    for slug, lessons in courses.items():
        if person.position not in audiences[slug]:
            continue
        if slug == OBJECTIONS:
            days = min(OBJECTIONS_DAYS, tenure) if person.team in waves.objections else None
        elif tenure < HISTORY_DAYS:
            days = tenure - NEWCOMERS[slug]
        elif slug == HYGIENE and person.team in waves.hygiene_later:
            days = waves.hygiene_later_days
        else:
            days = VETERANS.get(slug)
        if days is None or days < 0:
            continue
        assigned = datetime.combine(local_today - timedelta(days=days), time(6), TAIPEI).astimezone(UTC)
        if assigned > now or (person.left_on and person.left_on <= assigned.astimezone(TAIPEI).date()):
            continue
        for lesson in lessons:
            due = datetime.combine(assigned.astimezone(TAIPEI).date() + timedelta(days=lesson.due_day), time(23, 59), TAIPEI)
            yield Task(new_id(), person, lesson, assigned, due.astimezone(UTC))


def practise(person: Person, tasks: list[Task], now: datetime, random: Random, *, steady: bool = False) -> None:
    """Live through the tasks, one after the other, at the person's own pace; some get stuck, leavers end.

    Who is `steady` keeps up and never gets stuck.
    """
    ability = 0.85 if steady else random.betavariate(8, 2.6)
    pace = 0.4 if steady else random.lognormvariate(-0.35, 0.5)
    end = now if not person.left_on else datetime.combine(person.left_on, time(18), TAIPEI).astimezone(UTC)
    stuck_at = random.choice(tasks).id if tasks and not steady and random.random() < 0.05 else None
    at = None
    for task in sorted(tasks, key=lambda one: (one.assigned_at, one.lesson.course, one.due_at)):
        begin = max(filter(None, (at, task.assigned_at))) + timedelta(days=random.expovariate(1 / (0.75 * pace)))
        begin = _on_shift(begin, person.night, random)
        if begin >= end or (person.status == "on_leave" and begin > now - timedelta(days=15)):
            break
        at = attempt_until_known(task, begin, end, ability, random, gives_up=task.id == stuck_at)
        if task.id == stuck_at:
            break
    for task in tasks:
        if person.left_on and not any(run.passed for run in task.runs):
            task.withdrawn_at = end


def attempt_until_known(task: Task, begin: datetime, end: datetime, ability: float, random: Random, *, gives_up: bool = False) -> datetime:
    """Runs until one passes. Errors are remembered: each retake goes better. Who gives up leaves it unpassed."""
    known = min(0.97, ability + random.gauss(0, 0.06) + (0.12 if task.lesson.kind == "post_test" else 0))
    if task.lesson.kind == "pre_test":
        known -= 0.3
    at, most = begin, random.choice((1, 2, 3, 5)) if gives_up else 8
    for number in range(most):
        chance = 0.35 if gives_up else min(0.99, known + 0.09 * number)
        run = one_run(task, at, chance, random)
        if run.finished_at >= end:
            break
        task.runs.append(run)
        at = run.finished_at
        if run.passed or task.lesson.kind == "pre_test":
            break
        at = _on_shift(at + timedelta(minutes=random.choice((2, 4, 30, 400, 1500))), task.person.night, random)
    return at


def one_run(task: Task, begin: datetime, chance: float, random: Random, *, right: dict[str, bool] | None = None) -> Run:
    """One finished run: `chance` of a right answer each, unless `right` says which."""
    lesson = task.lesson
    answers = {
        question: answer(rule, (right or {}).get(question, random.random() < chance), random) for question, rule in lesson.marking.items()
    }
    marks, score = mark_all(lesson.marking, answers)
    took = max(40, int(lesson.duration_s * random.uniform(0.65, 1.35)))
    finished = begin + timedelta(seconds=took + (random.randint(60, 3000) if random.random() < 0.08 else 0))
    offline = random.random() < 0.14
    late = timedelta(hours=random.expovariate(1 / 5) + 0.1) if offline else timedelta(milliseconds=random.randint(80, 1500))
    return Run(new_id(), task, answers, marks, score, passes(score, lesson.pass_mark), begin, finished, finished + late, took, offline)


def signs_of(run: Run, random: Random) -> Iterator[Sign]:
    """The events of a finished run: each card shown, each question answered, now and then a change of mind or a pause."""
    cards = run.assignment.lesson.cards
    step = (run.finished_at - run.started_at) / (len(cards) + 1)
    for index, (card, questions) in enumerate(cards):
        at = run.started_at + step * index
        yield _sign(run, "card_shown", card, index, None, None, at)
        for question in questions:
            if random.random() < 0.07:
                yield _sign(run, "changed", card, index, question, run.answers[question], at + step * 0.5)
            yield _sign(run, "answered", card, index, question, run.answers[question], at + step * 0.7)
        if random.random() < 0.02:
            yield _sign(run, "left", card, index, None, None, at + step * 0.8)
            yield _sign(run, "resumed", card, index, None, None, at + step * 0.95)


def _sign(run: Run, kind: str, card: str, index: int, question: str | None, value: Any, at: datetime) -> Sign:
    at = at.replace(microsecond=at.microsecond // 1000 * 1000)
    return Sign(new_id(), run.assignment, run.id, kind, card, index, question, value, at, run.received_at, run.offline)


def _on_shift(at: datetime, night: bool, random: Random) -> datetime:
    """The next moment at which this person may have the phone in hand."""
    local = at.astimezone(TAIPEI)
    hour = local.hour
    awake = (hour >= 22 or hour < 6) if night else 7 <= hour < 22
    if not awake:
        opens = local.replace(hour=22 if night else 7, minute=random.randint(5, 55), second=random.randint(0, 59))
        if opens < local:
            opens += timedelta(days=1)
        local = opens + timedelta(hours=random.uniform(0, 5))
    return local.astimezone(UTC).replace(microsecond=random.randrange(1000) * 1000)
