"""Marks for every form of question. The phone does the same sums in `web/src/rules/marking.ts`:
both are held to `tests/learning/marking_cases.json`.

A mark is the share of a question's points, 0 to 1. What was not answered earns 0; what no phone could
have sent (another form's answer, a choice that is not there) is refused.
"""

import math
import re
import unicodedata
from typing import Any

from api.kit.refusals import INVALID, Refusal

_TOLERATED = 1e-9  # binary fractions: 0.1 + 0.2 is within 0 of 0.3
_SILENT = re.compile(r"[\s.。]")


def mark_all(marking: dict[str, dict[str, Any]], answers: Any) -> tuple[dict[str, float], float]:
    """The mark of every question, and the share of all points. A unit without questions is passed by finishing it."""
    if not isinstance(answers, dict):
        raise Refusal(INVALID, "answers are an object: question id → answer", ["answers"])
    for question in answers:
        if question not in marking:
            raise Refusal(INVALID, "this version has no such question", ["answers", question])
    marks = {
        question: _mark(rule, answers[question], ["answers", question]) if answers.get(question) is not None else 0.0
        for question, rule in marking.items()
    }
    points = sum(rule["points"] for rule in marking.values())
    earned = sum(marks[question] * rule["points"] for question, rule in marking.items())
    return marks, earned / points if points else 1.0


def passes(score: float, pass_mark: float) -> bool:
    """At the mark is passed, also where thirds do not add up to it in binary."""
    return score >= pass_mark - _TOLERATED


def _mark(rule: dict[str, Any], answer: Any, path: list[str | int]) -> float:
    key = rule["key"]
    match rule["form"]:
        case "single" | "true_false":
            return float(_choice(answer, rule["choices"], path) == key)
        case "multiple":
            return _several(key, _choices(answer, rule["choices"], path))
        case "hotspot_idea":
            return _several(key, _choices(answer, rule["areas"], path))
        case "order":
            return float(_choices(answer, rule["items"], path) == key)
        case "match":
            return _pairs(key, _map(answer, dict.fromkeys(rule["left"], rule["right"]), path))
        case "swipe_sort":
            return _pairs(key, _map(answer, dict.fromkeys(rule["items"], rule["buckets"]), path))
        case "cloze":
            return _pairs(key, _map(answer, rule["gaps"], path))
        case "numeric":
            return float(abs(_number(answer, path) - key) <= rule["tolerance"] + _TOLERATED)
        case "short_text":
            return float(plain(_text(answer, path)) in {plain(text) for text in key})
        case form:
            raise ValueError(f"a version with an unknown form of question: {form}")


def plain(text: str) -> str:
    """Case, spaces and full stops do not count; half and full width are one."""
    return _SILENT.sub("", unicodedata.normalize("NFKC", text).lower())


def _several(key: list[str], chosen: list[str]) -> float:
    """Right ones found, less wrong ones chosen, of all right ones; never below nothing."""
    right = len(set(key) & set(chosen))
    return max(0.0, (right - (len(chosen) - right)) / len(key))


def _pairs(key: dict[str, str], answer: dict[str, str]) -> float:
    return sum(answer.get(one) == partner for one, partner in key.items()) / len(key)


def _choice(answer: Any, known: list[str], path: list[str | int]) -> str:
    if not isinstance(answer, str) or answer not in known:
        raise Refusal(INVALID, "the answer is the id of a choice of this question", path)
    return answer


def _choices(answer: Any, known: list[str], path: list[str | int]) -> list[str]:
    if not isinstance(answer, list) or not all(isinstance(one, str) and one in known for one in answer):
        raise Refusal(INVALID, "the answer is a list of ids of this question", path)
    if len(set(answer)) < len(answer):
        raise Refusal(INVALID, "the answer names the same id twice", path)
    return answer


def _map(answer: Any, known: dict[str, list[str]], path: list[str | int]) -> dict[str, str]:
    if not isinstance(answer, dict):
        raise Refusal(INVALID, "the answer is an object: id → id", path)
    for one, partner in answer.items():
        if one not in known or not isinstance(partner, str) or partner not in known[one]:
            raise Refusal(INVALID, "the answer pairs ids of this question", [*path, one])
    return answer


def _number(answer: Any, path: list[str | int]) -> float:
    if isinstance(answer, bool) or not isinstance(answer, int | float) or abs(answer) > 1e15 or math.isnan(answer):
        raise Refusal(INVALID, "the answer is a number", path)
    return answer


def _text(answer: Any, path: list[str | int]) -> str:
    if not isinstance(answer, str) or len(answer) > 500:
        raise Refusal(INVALID, "the answer is a text of at most 500 characters", path)
    return answer
