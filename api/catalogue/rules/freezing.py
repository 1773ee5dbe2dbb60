"""From a draft to the two halves of a version: what the phone shows, and what marks the answers."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from api.catalogue.rules.duration import duration_s
from api.catalogue.rules.faults import locales
from api.catalogue.rules.shapes import FORMS, questions

# What would give the answer away, in a question or in its options and gaps.
_SECRETS = frozenset({"key", "accepted", "tolerance", "near_misses", "feedback"})


@dataclass(frozen=True, slots=True)
class Frozen:
    cards: list[dict[str, Any]]
    marking: dict[str, dict[str, Any]]
    locales: list[str]
    duration_s: int
    content_hash: str


def freeze(draft: dict[str, Any], *, pass_mark: float, certifying: bool) -> Frozen:
    """A version of a draft without faults. A certifying one sends the phone no key: the server alone marks."""
    cards = [{name: value for name, value in card.items() if name != "notes"} for card in draft["cards"]]
    marking = {question["id"]: _marking(question) for question in questions(cards)}
    languages = locales(cards)
    taken = duration_s(cards, languages)
    sealed = json.dumps([cards, pass_mark, certifying], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Frozen(
        cards=[_sealed(card) for card in cards] if certifying else cards,
        marking=marking,
        locales=languages,
        duration_s=taken,
        content_hash=hashlib.sha256(sealed.encode()).hexdigest(),
    )


def _marking(question: dict[str, Any]) -> dict[str, Any]:
    form = question["form"]
    made: dict[str, Any] = {"form": form, "points": question.get("points", 1)}
    for name in FORMS[form]:
        made[name] = [option["id"] for option in question[name]]
    match form:
        case "cloze":
            made["gaps"] = {gap["id"]: [choice["id"] for choice in gap["choices"]] for gap in question["gaps"]}
            made["key"] = {gap["id"]: gap["key"] for gap in question["gaps"]}
        case "short_text":
            made["key"] = [text for texts in question["accepted"].values() for text in texts]
        case "numeric":
            made["key"], made["tolerance"] = question["key"], question.get("tolerance", 0)
        case _:
            made["key"] = question["key"]
    return made


def _sealed(card: dict[str, Any]) -> dict[str, Any]:
    if card["kind"] == "question":
        return _without(card, _SECRETS)
    if "timed_questions" in card:
        timed = [{**each, "question": _without(each["question"], _SECRETS)} for each in card["timed_questions"]]
        return {**card, "timed_questions": timed}
    return card


def _without(value: Any, names: frozenset[str]) -> Any:
    """The same, at every depth without these entries."""
    if isinstance(value, dict):
        return {name: _without(inner, names) for name, inner in value.items() if name not in names}
    if isinstance(value, list):
        return [_without(inner, names) for inner in value]
    return value
