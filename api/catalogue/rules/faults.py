"""What is wrong with a draft, each fault with its code and the path to it. A draft may be any JSON."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from api.catalogue.rules.shapes import CARDS, FORMS

Path = tuple[str | int, ...]


class Code(StrEnum):
    CARDS_MISSING = "CARDS_MISSING"
    CARD_UNKNOWN = "CARD_UNKNOWN"
    FORM_UNKNOWN = "FORM_UNKNOWN"
    QUESTION_MISSING = "QUESTION_MISSING"
    ID_MISSING = "ID_MISSING"
    ID_TWICE = "ID_TWICE"
    TEXT_MISSING = "TEXT_MISSING"
    LOCALE_MISSING = "LOCALE_MISSING"
    OPTIONS_TOO_FEW = "OPTIONS_TOO_FEW"
    KEY_MISSING = "KEY_MISSING"
    KEY_UNKNOWN = "KEY_UNKNOWN"
    GAP_UNKNOWN = "GAP_UNKNOWN"
    NUMBER_INVALID = "NUMBER_INVALID"
    PASS_MARK_INVALID = "PASS_MARK_INVALID"
    UNIT_TOO_SHORT = "UNIT_TOO_SHORT"
    UNIT_TOO_LONG = "UNIT_TOO_LONG"


@dataclass(frozen=True, slots=True)
class Fault:
    code: Code
    path: Path
    message: str


def locales(cards: list[dict[str, Any]]) -> list[str]:
    """The languages in which every text of a sound draft stands, in the order of its first text."""
    texts = [found for card in cards for found in _texts(card)]
    return [locale for locale in texts[0] if all(locale in found for found in texts)] if texts else []


def faults(draft: Any) -> list[Fault]:
    """Everything that keeps `{"cards": [...]}` from being frozen; empty when it is sound."""
    cards = draft.get("cards") if isinstance(draft, dict) else None
    if not isinstance(cards, list) or not cards:
        return [Fault(Code.CARDS_MISSING, ("cards",), "a unit has at least one card")]
    seen: set[str] = set()
    found = [fault for index, card in enumerate(cards) for fault in _card(card, ("cards", index), seen)]
    if not found and not _asks(cards):
        found.append(Fault(Code.QUESTION_MISSING, ("cards",), "a unit asks at least one question"))
    if not found and not locales(cards):
        found.append(Fault(Code.LOCALE_MISSING, ("cards",), "no language has all texts of this unit"))
    return found


def _asks(cards: list[dict[str, Any]]) -> bool:
    return any(card["kind"] == "question" or card.get("timed_questions") for card in cards)


def _card(card: Any, path: Path, seen: set[str]) -> Iterator[Fault]:
    kind = card.get("kind") if isinstance(card, dict) else None
    if not isinstance(kind, str) or kind not in CARDS:
        yield Fault(Code.CARD_UNKNOWN, (*path, "kind"), "no such kind of card")
        return
    yield from _id(card, path, seen)
    texts, lists = CARDS[kind]
    for name in texts:
        yield from _text(card, name, path)
    for name, inner in lists.items():
        entries = card.get(name, [] if kind == "video_idea" else None)
        if not isinstance(entries, list) or (not entries and kind != "video_idea"):
            yield Fault(Code.OPTIONS_TOO_FEW, (*path, name), "at least one entry")
            continue
        for index, entry in enumerate(entries):
            for text in inner:
                yield from _text(entry, text, (*path, name, index))
    if kind == "question":
        yield from _question(card, path)
    if kind == "video_idea":
        yield from _clip(card, path, seen)


def _clip(card: dict[str, Any], path: Path, seen: set[str]) -> Iterator[Fault]:
    if not _number(card.get("seconds")) or card["seconds"] <= 0:
        yield Fault(Code.NUMBER_INVALID, (*path, "seconds"), "a clip has a length in seconds")
        return
    timed = card.get("timed_questions", [])
    if not isinstance(timed, list):
        yield Fault(Code.QUESTION_MISSING, (*path, "timed_questions"), "a list of questions with their moment")
        return
    for index, each in enumerate(timed):
        where = (*path, "timed_questions", index)
        if not isinstance(each, dict) or not isinstance(each.get("question"), dict):
            yield Fault(Code.QUESTION_MISSING, (*where, "question"), "a moment needs its question")
            continue
        if not _number(each.get("at_s")) or not 0 <= each["at_s"] <= card["seconds"]:
            yield Fault(Code.NUMBER_INVALID, (*where, "at_s"), "a moment within the clip, in seconds")
        yield from _id(each["question"], (*where, "question"), seen)
        yield from _text(each["question"], "stem", (*where, "question"))
        yield from _question(each["question"], (*where, "question"))


def _question(question: dict[str, Any], path: Path) -> Iterator[Fault]:
    form = question.get("form")
    if not isinstance(form, str) or form not in FORMS:
        yield Fault(Code.FORM_UNKNOWN, (*path, "form"), "no such form of question")
        return
    points = question.get("points", 1)
    if not _number(points) or points <= 0:
        yield Fault(Code.NUMBER_INVALID, (*path, "points"), "points are more than 0")
    lists: dict[str, list[str]] = {}
    for name in FORMS[form]:
        shape = list(_options(question, name, path))
        yield from shape
        if shape:
            return
        lists[name] = [option["id"] for option in question[name]]
    yield from _key(form, question, lists, path)


def _key(form: str, question: dict[str, Any], lists: dict[str, list[str]], path: Path) -> Iterator[Fault]:
    here, key = (*path, "key"), question.get("key")
    match form:
        case "single" | "true_false":
            yield from _one_of(key, lists["choices"], here)
        case "multiple" | "hotspot_idea":
            ids = lists["choices" if form == "multiple" else "areas"]
            if not isinstance(key, list) or not key:
                yield Fault(Code.KEY_MISSING, here, "at least one right choice")
            elif not all(isinstance(one, str) and one in ids for one in key) or len(set(key)) < len(key):
                yield Fault(Code.KEY_UNKNOWN, here, "the key names choices, each once")
        case "order":
            if not isinstance(key, list):
                yield Fault(Code.KEY_MISSING, here, "the items in their right order")
            elif not all(isinstance(one, str) for one in key) or sorted(key) != sorted(lists["items"]):
                yield Fault(Code.KEY_UNKNOWN, here, "the key names every item once")
        case "match" | "swipe_sort":
            givers, takers = (lists["left"], lists["right"]) if form == "match" else (lists["items"], lists["buckets"])
            if not isinstance(key, dict) or set(key) != set(givers):
                yield Fault(Code.KEY_MISSING, here, "each one has its partner")
            elif not all(isinstance(one, str) and one in takers for one in key.values()):
                yield Fault(Code.KEY_UNKNOWN, here, "partners that are there")
        case "numeric":
            if not _number(key):
                yield Fault(Code.KEY_MISSING, here, "a number")
            if not _number(question.get("tolerance", 0)) or question.get("tolerance", 0) < 0:
                yield Fault(Code.NUMBER_INVALID, (*path, "tolerance"), "0 or more")
        case "short_text":
            yield from _accepted(question.get("accepted"), (*path, "accepted"))
        case "cloze":
            yield from _gaps(question, path)


def _accepted(accepted: Any, path: Path) -> Iterator[Fault]:
    groups = list(accepted.values()) if isinstance(accepted, dict) else []
    if not groups or not all(isinstance(group, list) and group for group in groups):
        yield Fault(Code.KEY_MISSING, path, "at least one accepted answer for each language")
    elif not all(isinstance(text, str) and text.strip() for group in groups for text in group):
        yield Fault(Code.TEXT_MISSING, path, "an accepted answer has letters or digits")


def _gaps(question: dict[str, Any], path: Path) -> Iterator[Fault]:
    gaps = question.get("gaps")
    if not isinstance(gaps, list) or not gaps:
        yield Fault(Code.OPTIONS_TOO_FEW, (*path, "gaps"), "at least one gap")
        return
    seen: set[str] = set()
    for index, gap in enumerate(gaps):
        where = (*path, "gaps", index)
        shape = [*_id(gap, where, seen), *_options(gap, "choices", where)]
        yield from shape
        if shape:
            continue
        yield from _one_of(gap.get("key"), [choice["id"] for choice in gap["choices"]], (*where, "key"))
        if isinstance(question.get("stem"), dict):
            for locale, text in question["stem"].items():
                if isinstance(text, str) and "{{" + gap["id"] + "}}" not in text:
                    yield Fault(Code.GAP_UNKNOWN, (*path, "stem", locale), f"no place for gap {gap['id']}")


def _options(holder: Any, name: str, path: Path) -> Iterator[Fault]:
    entries = holder.get(name) if isinstance(holder, dict) else None
    if not isinstance(entries, list) or len(entries) < 2:
        yield Fault(Code.OPTIONS_TOO_FEW, (*path, name), "at least two to choose from")
        return
    seen: set[str] = set()
    for index, entry in enumerate(entries):
        yield from _id(entry, (*path, name, index), seen)
        yield from _text(entry, "text", (*path, name, index))


def _one_of(key: Any, ids: list[str], path: Path) -> Iterator[Fault]:
    if not isinstance(key, str):
        yield Fault(Code.KEY_MISSING, path, "the id of the right choice")
    elif key not in ids:
        yield Fault(Code.KEY_UNKNOWN, path, "the key names no choice")


def _id(holder: Any, path: Path, seen: set[str]) -> Iterator[Fault]:
    name = holder.get("id") if isinstance(holder, dict) else None
    if not isinstance(name, str) or not name or len(name) > 80:
        yield Fault(Code.ID_MISSING, (*path, "id"), "an id of 1 to 80 characters")
    elif name in seen:
        yield Fault(Code.ID_TWICE, (*path, "id"), f"{name} is there already")
    else:
        seen.add(name)


def _text(holder: Any, name: str, path: Path) -> Iterator[Fault]:
    texts = holder.get(name) if isinstance(holder, dict) else None
    if not isinstance(texts, dict) or not texts:
        yield Fault(Code.TEXT_MISSING, (*path, name), "a text by language")
        return
    for locale, text in texts.items():
        if not isinstance(text, str) or not text.strip():
            yield Fault(Code.TEXT_MISSING, (*path, name, locale), "an empty text")


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _texts(card: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Every text by language that a learner reads on a sound card."""
    texts, lists = CARDS[card["kind"]]
    yield from (card[name] for name in texts)
    yield from (entry[name] for listed, inner in lists.items() for entry in card.get(listed, ()) for name in inner)
    for question in [card] if card["kind"] == "question" else [timed["question"] for timed in card.get("timed_questions", ())]:
        if card["kind"] != "question":
            yield question["stem"]
        for name in FORMS[question["form"]]:
            yield from (option["text"] for option in question[name])
        yield from (choice["text"] for gap in question.get("gaps", ()) for choice in gap["choices"])
