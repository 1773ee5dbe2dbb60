"""An organisation for measuring: any number of people, a hundred generated units each, most of them learned."""

import copy
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count, islice
from random import Random
from typing import Any

from api.demo.company import EARLY, LATE, TAIPEI, Company, Duty, Person, Place
from api.demo.names import Names
from api.demo.places import COMPANY, POSITIONS, words
from api.demo.practice import Lesson, Run, Task, one_run
from api.kit.ids import new_id

UNITS = 100
CREW = 25
LEARNED = 0.6  # share of the assignments with an attempt
ROLES = {"200011": ("author", None), "200027": ("analyst", None), "200003": ("admin", None)}


def chain(today: date, people: int, seed: int = 11) -> Company:
    """Shops of 25 in regions of 20; the first shop's people are those of the sign-in page, and lead it together."""
    random, names = Random(seed), Names(Random(seed + 1))
    shops = max(2, people // CREW)
    places = [Place("company", None, "company", COMPANY)]
    places += [Place(f"r{n}", "company", "region", words(f"第 {n + 1} 區", f"Region {n + 1}", f"第 {n + 1} 区")) for n in range(1 + (shops - 1) // 20)]
    places += [Place(f"s{n}", f"r{n // 20}", "shop", words(f"第 {n + 1} 店", f"Shop {n + 1}", f"第 {n + 1} 店")) for n in range(shops)]
    known = [("200011", "author"), ("200027", "analyst"), ("200003", "admin"), ("201033", "manager"), ("203318", "coach"), ("204817", "learner")]
    crew = []
    for n in range(people):
        number, known_as = known[n] if n < len(known) else (str(300_000 + n), None)
        shop = "s0" if n < CREW else f"s{n // CREW % shops}"
        name, locale = names.draw()
        roles = [ROLES[number]] if number in ROLES else [("coach", shop)] if known_as == "coach" else [("manager", shop)] if shop == "s0" and known_as != "learner" else []
        crew.append(Person(number, name, shop, "cashier", today - timedelta(days=random.randint(120, 2000)), locale, roles=roles, known_as=known_as))
    start, hours = EARLY
    duties = [
        Duty(one.external_id, one.team, at, at + timedelta(hours=hours))
        for one in crew[:CREW] for day in range(14)
        for at in [datetime.combine(today + timedelta(days=day), (start, LATE[0])[day % 2], TAIPEI).astimezone(UTC)]
    ]
    return Company("qingchuan", COMPANY, POSITIONS, places, crew, duties)


def generated(courses: tuple[dict[str, Any], ...]) -> Iterator[dict[str, Any]]:
    """Courses until there are a hundred units: the shipped ones, then copies of them under other slugs. No tests, no exams."""
    left = UNITS
    for turn in count(1):
        for course in courses:
            made = copy.deepcopy(course) | {"certifying": False, "audience": {"positions": ["cashier"]}}
            made["units"] = made["units"][:left]
            for name in ("pre_test", "post_test"):
                made.pop(name, None)
            _rename(made, turn)
            left -= len(made["units"])
            yield made
            if left == 0:
                return


def _rename(course: dict[str, Any], turn: int) -> None:
    kept = {unit["slug"] for unit in course["units"]}
    course["milestones"] = [step | {"after_units": [slug for slug in step["after_units"] if slug in kept]} for step in course["milestones"]]
    course["milestones"] = [step for step in course["milestones"] if step["after_units"]]
    if turn == 1:
        return
    course["slug"] += f"-{turn}"
    course["title"] = {locale: f"{text} {turn}" for locale, text in course["title"].items()}
    for unit in course["units"]:
        unit["slug"] += f"-{turn}"
        unit["title"] = {locale: f"{text} {turn}" for locale, text in unit["title"].items()}
    course["milestones"] = [step | {"after_units": [f"{slug}-{turn}" for slug in step["after_units"]]} for step in course["milestones"]]


def tasks(person: Person, lessons: list[Lesson], now: datetime, random: Random, samples: dict[Any, list[Run]]) -> Iterator[Task]:
    """All hundred units for one person, spread over half a year; runs are taken from a store of ready ones."""
    for number, lesson in enumerate(lessons):
        assigned = (now - timedelta(days=180 - number * 1.7, minutes=random.randint(0, 600))).replace(microsecond=0)
        task = Task(new_id(), person, lesson, assigned, assigned + timedelta(days=7))
        if random.random() < LEARNED:
            begun = assigned + timedelta(hours=random.uniform(1, 140))
            if begun < now - timedelta(hours=2):
                task.runs.append(_moved(random.choice(samples[lesson.unit_id]), task, begun, random))
        yield task


def ready_runs(lesson: Lesson, now: datetime, random: Random) -> list[Run]:
    """A few finished runs of a unit, good and bad, to be moved to whoever needs one."""
    task = Task(new_id(), Person("0", "", "", "cashier", now.date()), lesson, now, now)
    return list(islice((one_run(task, now, random.choice((0.6, 0.85, 0.97)), random) for _ in count()), 24))


def _moved(run: Run, task: Task, begun: datetime, random: Random) -> Run:
    begun = begun.replace(microsecond=random.randrange(1000) * 1000)
    later = begun - run.started_at
    return Run(new_id(), task, run.answers, run.marks, run.score, run.passed, begun, run.finished_at + later, run.received_at + later, run.duration_s, run.offline)
