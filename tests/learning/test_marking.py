"""The server's marks and the phone's are held to the same cases."""

import json
from pathlib import Path

import pytest

from api.catalogue import rules
from api.kit.refusals import Refusal
from api.learning.marking import mark_all, passes

CASES = json.loads((Path(__file__).parent / "marking_cases.json").read_text())


def marking(question: dict) -> dict:
    """What marks this one question, as a publication freezes it."""
    draft = {"cards": [{"kind": "question", **question}]}
    return rules.freeze(draft, pass_mark=0.8, certifying=False).marking


@pytest.mark.parametrize("case", CASES["marked"], ids=lambda case: f"{case['question']['form']}: {case['what']}")
def test_an_answer_earns_its_share(case):
    question = case["question"]["id"]

    marks, score = mark_all(marking(case["question"]), {question: case["answer"]})

    assert marks[question] == pytest.approx(case["share"], abs=1e-9)
    assert score == marks[question]


@pytest.mark.parametrize("case", CASES.get("refused", []), ids=lambda case: f"{case['question']['form']}: {case['what']}")
def test_what_no_phone_could_have_sent_is_refused(case):
    with pytest.raises(Refusal) as refused:
        mark_all(marking(case["question"]), {case["question"]["id"]: case["answer"]})

    assert refused.value.code == "INVALID"
    assert refused.value.path[:2] == ("answers", case["question"]["id"])


def test_points_weigh():
    rules_ = {"a": {"form": "single", "points": 3, "choices": ["x", "y"], "key": "x"}, "b": {"form": "single", "points": 1, "choices": ["x", "y"], "key": "x"}}

    assert mark_all(rules_, {"a": "x", "b": "y"}) == ({"a": 1.0, "b": 0.0}, 0.75)


def test_what_was_not_answered_earns_nothing_and_what_is_not_asked_is_refused():
    rules_ = {"a": {"form": "single", "points": 1, "choices": ["x", "y"], "key": "x"}}

    assert mark_all(rules_, {})[1] == 0
    with pytest.raises(Refusal):
        mark_all(rules_, {"z": "x"})


def test_a_unit_without_questions_is_passed_by_finishing_it():
    assert mark_all({}, {}) == ({}, 1.0)


def test_thirds_that_reach_the_mark_only_in_decimal_pass():
    assert passes(1 / 3 + 1 / 3 + 1 / 3 - 1e-12, 1.0)
    assert not passes(0.79, 0.8)
