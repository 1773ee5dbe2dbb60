"""The shop of the mock-ups: what its known people have just been through, told to the hour."""

from datetime import datetime, timedelta
from random import Random

from api.demo.answering import answer
from api.demo.company import TAIPEI, Person
from api.demo.practice import Run, Sign, Task, one_run, practise
from api.kit.ids import new_id
from api.learning.marking import mark_all, passes

STUCK_ON = "temperature-checks"
TRIES = (timedelta(hours=70), timedelta(hours=68, minutes=40), timedelta(hours=67))
LEFT_CLIP = (timedelta(hours=77), timedelta(hours=58), timedelta(hours=55))
LEFT_AT_S = 26.0


def live(person: Person, tasks: list[Task], now: datetime, random: Random) -> None:
    """The person's ninety days with the end that the mock-ups tell of; anybody else of that shop keeps up."""
    story = {
        "learner": _has_two_units_today, "stuck": _fails_the_same_question, "leaves_clips": _leaves_the_clip,
        "not_begun": _has_not_begun, "learning_now": _is_learning, "learning_now_too": _is_learning,
    }.get(person.known_as or "")
    if story:
        story(person, sorted(tasks, key=lambda task: (task.assigned_at, task.due_at)), now, random)
    else:
        practise(person, tasks, now, random, steady=True)


def _until(person: Person, tasks: list[Task], kept: int, now: datetime, random: Random) -> list[Task]:
    """Everything passed in good time but the last `kept` units of practice, which are returned, open."""
    still_open = [task for task in tasks if task.lesson.kind == "unit"][-kept:]
    exams = [task for task in tasks if task.lesson.kind == "post_test" and task.lesson.course in {one.lesson.course for one in still_open}]
    done = [task for task in tasks if task not in still_open and task not in exams]
    for task in done:
        _pass(task, min(task.due_at - timedelta(hours=6), now - timedelta(hours=3)), random)
    return still_open


def _pass(task: Task, by: datetime, random: Random) -> None:
    begun = max(task.assigned_at + timedelta(hours=2), by - timedelta(hours=random.uniform(1, 30)))
    run = one_run(task, begun, 0.9, random, right=dict.fromkeys(task.lesson.marking, True))
    run.received_at = run.finished_at + timedelta(milliseconds=400)
    task.runs.append(run)


def _today(now: datetime, hour: int, days: int = 0) -> datetime:
    local = now.astimezone(TAIPEI) + timedelta(days=days)
    return local.replace(hour=hour, minute=0, second=0, microsecond=0).astimezone(now.tzinfo)


def _has_two_units_today(person: Person, tasks: list[Task], now: datetime, random: Random) -> None:
    for number, task in enumerate(_until(person, tasks, 4, now, random)):
        task.due_at = _today(now, 22, days=number // 2)


def _fails_the_same_question(person: Person, tasks: list[Task], now: datetime, random: Random) -> None:
    for task in tasks:
        if task.lesson.slug == STUCK_ON:
            missed = next(iter(task.lesson.marking))
            for ago in TRIES:
                task.runs.append(_failed(task, now - ago, missed, random))
            task.due_at = _today(now, 22, days=-1)
            return
        _pass(task, min(task.due_at, now - TRIES[0] - timedelta(hours=1)), random)


def _failed(task: Task, finished: datetime, missed: str, random: Random) -> Run:
    """One question wrong in the same way each time, and enough beside it to fail."""
    same = Random(missed)
    questions = list(task.lesson.marking)
    wrong = {missed, *questions[len(questions) // 2:]}
    answers = {name: answer(rule, name not in wrong, same if name == missed else random) for name, rule in task.lesson.marking.items()}
    marks, score = mark_all(task.lesson.marking, answers)
    begun = finished - timedelta(seconds=task.lesson.duration_s)
    return Run(
        new_id(), task, answers, marks, score, passes(score, task.lesson.pass_mark), begun, finished,
        finished + timedelta(seconds=1), task.lesson.duration_s, False,
    )


def _leaves_the_clip(person: Person, tasks: list[Task], now: datetime, random: Random) -> None:
    for task in tasks:
        if task.lesson.slug != STUCK_ON:
            _pass(task, min(task.due_at, now - LEFT_CLIP[0] - timedelta(hours=1)), random)
            continue
        card, _ = task.lesson.cards[2]
        run = new_id()
        for ago in LEFT_CLIP:
            at = now - ago
            for kind, later in (("card_shown", 0), ("played", 2), ("left", 2 + LEFT_AT_S)):
                task.signs.append(_sign(task, run, kind, card, 2, at + timedelta(seconds=later), LEFT_AT_S if kind == "left" else None))
        task.due_at = _today(now, 22, days=1)
        return


def _has_not_begun(person: Person, tasks: list[Task], now: datetime, random: Random) -> None:
    newest = max(task.assigned_at for task in tasks)
    for task in tasks:
        if task.assigned_at == newest:
            task.due_at = max(task.due_at, _today(now, 22, days=1))
        else:
            _pass(task, min(task.due_at, now - timedelta(hours=20)), random)


def _is_learning(person: Person, tasks: list[Task], now: datetime, random: Random) -> None:
    task = _until(person, tasks, 2, now, random)[0]
    run, reached = new_id(), random.randint(3, 6)
    for index, (card, _) in enumerate(task.lesson.cards[: reached + 1]):
        ago = timedelta(seconds=8 + 25 * (reached - index))
        task.signs.append(_sign(task, run, "card_shown", card, index, now - ago, None))
    for open_task in tasks:
        open_task.due_at = max(open_task.due_at, _today(now, 22, days=1)) if not open_task.runs else open_task.due_at


def _sign(task: Task, run, kind: str, card: str, index: int, at: datetime, position_s: float | None) -> Sign:
    at = at.replace(microsecond=at.microsecond // 1000 * 1000)
    return Sign(new_id(), task, run, kind, card, index, None, None, at, at + timedelta(seconds=1), False, position_s)
