"""How long a unit takes, computed from what it holds: nobody types an estimate.

Reading: 4 Chinese characters, 2.75 Latin words or 10 Thai characters a second. A question costs reading plus
12 to 25 seconds of answering, by form. Media cost their length.
"""

import math
import re
from typing import Any

from api.catalogue.rules.shapes import CARDS, options

SHORTEST_S, LONGEST_S = 180, 420

_SPEEDS = (  # (what is counted, how many a second)
    (re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"), 4),
    (re.compile("[\u0e00-\u0e7f]"), 10),
    (re.compile("[^\\W_\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+(?:['’.:%-]\\w+)*"), 2.75),
)
_ANSWERING_S = {
    "true_false": 12,
    "single": 15,
    "multiple": 20,
    "hotspot_idea": 20,
    "numeric": 20,
    "short_text": 20,
    "cloze": 20,
    "order": 25,
    "match": 25,
    "swipe_sort": 25,
}
_LINGERING_S = {"explain": 4, "flip": 3, "branching": 6, "checklist": 3, "action_plan": 25, "reaction": 5}
_NEXT_CARD_S = 1


def duration_s(cards: list[dict[str, Any]], locales: list[str]) -> int:
    """Seconds for a first run with every answer right, in whichever of `locales` is slowest."""
    return max(math.ceil(sum(_card_s(card, locale) for card in cards)) for locale in locales)


def fits(seconds: int) -> bool:
    return SHORTEST_S <= seconds <= LONGEST_S


def reading_s(text: str) -> float:
    return sum(len(counted.findall(text)) / speed for counted, speed in _SPEEDS)


def _read(texts: dict[str, str] | None, locale: str) -> float:
    return reading_s(texts.get(locale, "")) if texts else 0


def _card_s(card: dict[str, Any], locale: str) -> float:
    kind = card["kind"]
    if kind == "question":
        return _NEXT_CARD_S + _question_s(card, locale)
    if kind == "video_idea":
        # The clip as it will be; its script is read in place of it where the clip is absent.
        return _NEXT_CARD_S + card["seconds"] + sum(_question_s(timed["question"], locale) for timed in card.get("timed_questions", ()))
    texts, lists = CARDS[kind]
    spent = _NEXT_CARD_S + _LINGERING_S.get(kind, 0) + sum(_read(card[name], locale) for name in texts)
    for name in lists:
        spent += sum(_read(entry["text"], locale) for entry in card[name])
    if kind == "branching":  # one reply is read, the longest at worst
        spent += max(_read(option["reply"], locale) for option in card["options"])
    return spent


def _question_s(question: dict[str, Any], locale: str) -> float:
    spent = _ANSWERING_S[question["form"]] + _read(question["stem"], locale)
    spent += sum(_read(option["text"], locale) for option in options(question))
    said = [option["feedback"] for option in options(question) if option.get("feedback")]
    if not said and question.get("feedback"):
        said = [question["feedback"]["right"]]
    return spent + max((_read(texts, locale) for texts in said), default=0)
