"""The cards and question forms of a unit: which texts and lists each one has."""

from collections.abc import Iterator
from typing import Any

# Card kind → its texts, and its lists with the texts of each entry.
CARDS: dict[str, tuple[tuple[str, ...], dict[str, tuple[str, ...]]]] = {
    "scenario": (("text",), {}),
    "explain": (("text",), {}),
    "flip": (("front", "back"), {}),
    "checklist": (("title",), {"items": ("text",)}),
    "branching": (("prompt",), {"options": ("text", "reply")}),
    "video_idea": (("script",), {"caption_lines": ("text",)}),
    "action_plan": (("behaviour", "situation", "goal"), {}),
    "reaction": (("question",), {}),
    "question": (("stem",), {}),
}
# Question form → its lists of options, each with an id and a text. A cloze has choices in each gap.
FORMS: dict[str, tuple[str, ...]] = {
    "single": ("choices",),
    "true_false": ("choices",),
    "multiple": ("choices",),
    "hotspot_idea": ("areas",),
    "order": ("items",),
    "match": ("left", "right"),
    "swipe_sort": ("items", "buckets"),
    "cloze": (),
    "numeric": (),
    "short_text": (),
}


def questions(cards: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every question of a sound draft, those inside clips too, in the order in which they are met."""
    for card in cards:
        if card["kind"] == "question":
            yield card
        for timed in card.get("timed_questions", ()):
            yield timed["question"]


def options(question: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Everything in a question that can be chosen."""
    for name in FORMS[question["form"]]:
        yield from question[name]
    for gap in question.get("gaps", ()):
        yield from gap["choices"]
