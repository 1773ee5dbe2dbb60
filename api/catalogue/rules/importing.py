"""A course as its authors write it (`api/content/README.md` has the shape), laid out as the catalogue keeps it."""

from dataclasses import dataclass
from typing import Any

from api.kit.refusals import INVALID, Refusal

Texts = dict[str, str]

PRE_TEST: Texts = {"zh-Hant": "課前測驗", "en": "Pre-test", "zh-Hans": "课前测验"}
POST_TEST: Texts = {"zh-Hant": "課後測驗", "en": "Post-test", "zh-Hans": "课后测验"}
EXAM: Texts = {"zh-Hant": "認證考試", "en": "Exam", "zh-Hans": "认证考试"}
LAST = 99  # position of the post-test: after every unit
PASS_MARK = 0.8
TAKEN = 0.0  # a pre-test only looks what is known already: whoever took it is through


@dataclass(frozen=True, slots=True)
class UnitDraft:
    slug: str
    kind: str
    position: int
    title: Texts
    objective: Texts
    skill: str | None
    pass_mark: float
    cards: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class StepDraft:
    position: int
    name: Texts
    units: tuple[str, ...]  # of this rung and of those below it
    due_day: int


def units(course: dict[str, Any]) -> list[UnitDraft]:
    """The course's units in order, its tests before and after them."""
    drafts = [
        UnitDraft(
            slug=unit["slug"], kind="unit", position=position, title=unit["title"], objective=unit.get("objective") or {},
            skill=unit.get("skill"), pass_mark=unit.get("pass_mark", PASS_MARK), cards=unit["cards"],
        )
        for position, unit in enumerate(course["units"], start=1)
    ]
    if course.get("pre_test"):
        drafts.insert(0, _test(course, "pre_test", 0, PRE_TEST))
    if course.get("post_test"):
        drafts.append(_test(course, "post_test", LAST, EXAM if course.get("certifying") else POST_TEST))
    return drafts


def steps(course: dict[str, Any]) -> list[StepDraft]:
    """The ladder. Each rung stands on those below it."""
    known = {unit["slug"] for unit in course["units"]}
    made: list[StepDraft] = []
    below: tuple[str, ...] = ()
    for index, rung in enumerate(course.get("milestones") or ()):
        for slug in rung["after_units"]:
            if slug not in known:
                raise Refusal(INVALID, f"the course has no unit {slug}", ("milestones", index, "after_units"))
        below = tuple(dict.fromkeys((*below, *rung["after_units"])))
        made.append(StepDraft(index + 1, rung["name"], below, rung["due_day"]))
    return made


def _test(course: dict[str, Any], kind: str, position: int, name: Texts) -> UnitDraft:
    languages = [locale for locale in course["title"] if locale in name]
    return UnitDraft(
        slug=f"{course['slug']}-{kind.replace('_', '-')}", kind=kind, position=position,
        title={locale: f"{name[locale]} · {course['title'][locale]}" for locale in languages}, objective={},
        skill=None, pass_mark=TAKEN if kind == "pre_test" else PASS_MARK, cards=[{"kind": "question", **question} for question in course[kind]],
    )
