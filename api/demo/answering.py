"""Answers as people give them: right ones, and the wrong ones that a version's questions allow."""

from random import Random
from typing import Any

Rule = dict[str, Any]


def answer(rule: Rule, right: bool, random: Random) -> Any:
    """An answer of the form that the phone sends, to one question of a version's marking."""
    key = rule["key"]
    match rule["form"]:
        case "single" | "true_false":
            return key if right else _other(rule["choices"], key, random)
        case "multiple":
            return list(key) if right else _slipped(rule["choices"], key, random)
        case "hotspot_idea":
            return list(key) if right else _slipped(rule["areas"], key, random)
        case "order":
            return list(key) if right else _swapped(key, random)
        case "match":
            return dict(key) if right else _crossed(key, rule["right"], random)
        case "swipe_sort":
            return dict(key) if right else _crossed(key, rule["buckets"], random)
        case "cloze":
            gap = random.choice(sorted(key))
            return dict(key) if right else {**key, gap: _other(rule["gaps"][gap], key[gap], random)}
        case "numeric":
            return key if right else round(key * random.choice((0.5, 1.2, 2)) + rule["tolerance"] + 1, 2)
        case "short_text":
            return key[0] if right else random.choice(("不知道", "忘記了", "再想想"))
        case form:
            raise ValueError(f"no such form of question: {form}")


def _other(ids: list[str], key: str, random: Random) -> str:
    return random.choice([one for one in ids if one != key])


def _slipped(ids: list[str], key: list[str], random: Random) -> list[str]:
    """One right choice missed, or one wrong one taken along."""
    wrong = [one for one in ids if one not in key]
    if wrong and random.random() < 0.5:
        return [*key, random.choice(wrong)]
    return [one for one in key if one != random.choice(key)]


def _swapped(key: list[str], random: Random) -> list[str]:
    at = random.randrange(len(key) - 1)
    return [*key[:at], key[at + 1], key[at], *key[at + 2:]]


def _crossed(key: dict[str, str], partners: list[str], random: Random) -> dict[str, str]:
    one = random.choice(sorted(key))
    return {**key, one: _other(partners, key[one], random)}
