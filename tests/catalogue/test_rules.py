"""What keeps a draft back, how long it takes, and what freezing keeps from the phone."""

import copy

import pytest

from api.catalogue import rules
from api.catalogue.rules.duration import reading_s
from api.content import courses
from api.kit.refusals import Refusal
from tests.learning.classroom import question

SOUND = {"cards": [{"id": "c1", "kind": "explain", "text": {"en": "words", "zh-Hant": "字"}}, {
    **question("q1"), "stem": {"en": "?", "zh-Hant": "？"},
    "choices": [{"id": id, "text": {"en": id, "zh-Hant": id}} for id in "abc"],
}]}

ABC = [{"id": id, "text": {"en": id}} for id in "abc"]


def lasting(seconds: int) -> dict:
    """A draft that takes exactly so long: a clip fills what the question leaves."""
    asks = {"cards": [question("q1")]}
    left = seconds - rules.duration_s(asks["cards"], ["en"]) - 1
    clip = {"id": "clip", "kind": "video_idea", "seconds": left, "script": {"en": "…"}, "caption_lines": [], "timed_questions": []}
    assert rules.duration_s([*asks["cards"], clip], ["en"]) == seconds
    return {"cards": [*asks["cards"], clip]}


def publish(draft, **given):
    return rules.publishable(draft, **{"pass_mark": 0.8, "certifying": False, "test": False, **given})


@pytest.mark.parametrize(("seconds", "code", "by"), [(179, "UNIT_TOO_SHORT", "1 s under 3:00"), (421, "UNIT_TOO_LONG", "1 s over 7:00")])
def test_two_fifty_nine_and_seven_one_are_refused_and_say_by_how_much(seconds, code, by):
    with pytest.raises(Refusal) as refused:
        publish(lasting(seconds))

    assert (refused.value.code, refused.value.path) == (code, ("cards",))
    assert refused.value.message.endswith(by)


@pytest.mark.parametrize("seconds", [180, 420])
def test_three_and_seven_minutes_are_published(seconds):
    assert publish(lasting(seconds)).duration_s == seconds


def test_an_estimate_that_someone_typed_changes_nothing():
    with pytest.raises(Refusal, match="UNIT_TOO_LONG"):
        publish({**lasting(421), "estimated_seconds": 300})


def test_a_test_may_be_short_and_not_long():
    assert publish(lasting(40), test=True).duration_s == 40
    with pytest.raises(Refusal, match="UNIT_TOO_LONG"):
        publish(lasting(421), test=True)


@pytest.mark.parametrize("share", [0, -1, 1.01, "0.8", None, True])
def test_a_pass_mark_is_a_share(share):
    with pytest.raises(Refusal) as refused:
        publish(lasting(200), pass_mark=share)

    assert (refused.value.code, refused.value.path) == ("PASS_MARK_INVALID", ("passMark",))


def changed(**change):
    draft = copy.deepcopy(SOUND)
    draft["cards"][1].update(change)
    return draft


@pytest.mark.parametrize(("draft", "code", "path"), [
    (None, "CARDS_MISSING", ("cards",)),
    ({"cards": []}, "CARDS_MISSING", ("cards",)),
    ({"cards": ["x"]}, "CARD_UNKNOWN", ("cards", 0, "kind")),
    ({"cards": [{"id": "a", "kind": "spell"}]}, "CARD_UNKNOWN", ("cards", 0, "kind")),
    ({"cards": [{"id": "a", "kind": []}]}, "CARD_UNKNOWN", ("cards", 0, "kind")),
    ({"cards": SOUND["cards"][:1]}, "QUESTION_MISSING", ("cards",)),
    ({"cards": [SOUND["cards"][1], SOUND["cards"][1]]}, "ID_TWICE", ("cards", 1, "id")),
    (changed(id=""), "ID_MISSING", ("cards", 1, "id")),
    (changed(stem={"en": " "}), "TEXT_MISSING", ("cards", 1, "stem", "en")),
    (changed(stem=None), "TEXT_MISSING", ("cards", 1, "stem")),
    (changed(form="riddle"), "FORM_UNKNOWN", ("cards", 1, "form")),
    (changed(choices=[{"id": "a", "text": {"en": "a"}}]), "OPTIONS_TOO_FEW", ("cards", 1, "choices")),
    (changed(key=None), "KEY_MISSING", ("cards", 1, "key")),
    (changed(key="z"), "KEY_UNKNOWN", ("cards", 1, "key")),
    (changed(points=0), "NUMBER_INVALID", ("cards", 1, "points")),
    (changed(stem={"th": "?"}), "LOCALE_MISSING", ("cards",)),
])
def test_each_fault_has_its_code_and_its_place(draft, code, path):
    found = rules.faults(draft)

    assert (found[0].code, found[0].path) == (code, path)


@pytest.mark.parametrize(("given", "code"), [
    ({"form": "multiple", "choices": ABC, "key": []}, "KEY_MISSING"),
    ({"form": "multiple", "choices": ABC, "key": ["a", "a"]}, "KEY_UNKNOWN"),
    ({"form": "order", "items": [{"id": id, "text": {"en": id}} for id in "ab"], "key": ["a"]}, "KEY_UNKNOWN"),
    ({"form": "numeric", "key": "7"}, "KEY_MISSING"),
    ({"form": "numeric", "key": 7, "tolerance": -1}, "NUMBER_INVALID"),
    ({"form": "short_text", "accepted": {"en": []}}, "KEY_MISSING"),
    ({"form": "cloze", "stem": {"en": "no gap"}, "gaps": [{"id": "g1", "choices": [{"id": id, "text": {"en": id}} for id in "ab"], "key": "a"}]}, "GAP_UNKNOWN"),
    ({"form": "match", "left": [{"id": id, "text": {"en": id}} for id in "ab"], "right": [{"id": id, "text": {"en": id}} for id in "xy"], "key": {"a": "x"}}, "KEY_MISSING"),
])
def test_every_form_has_its_own_key(given, code):
    draft = {"cards": [{"id": "q1", "kind": "question", "stem": {"en": "?"}, **given}]}

    assert [fault.code for fault in rules.faults(draft)][0] == code


def test_all_faults_are_counted_in_the_refusal():
    with pytest.raises(Refusal, match="and 1 more"):
        publish({"cards": [{**question("q1"), "key": "z"}, {**question("q2"), "key": "z"}]})


def test_faults_are_found_in_anything():
    for draft in (None, 1, [], "x", {"cards": {}}, {"cards": [None, 1, [], {"kind": "question"}, {"kind": "video_idea", "seconds": "x"}]}):
        assert rules.faults(draft)


def test_reading_is_by_script():
    assert reading_s("四個漢字") == 1
    assert reading_s("one two three four five six seven eight nine ten eleven") == 4
    assert reading_s("กขคงจฉชซฌญ") == 1


def test_the_slowest_language_counts():
    cards = [{"id": "a", "kind": "explain", "text": {"en": "one", "zh-Hant": "字" * 400}}, question("q1")]

    assert rules.duration_s(cards, ["en", "zh-Hant"]) == rules.duration_s(cards, ["zh-Hant"]) > rules.duration_s(cards, ["en"])


SECRETS = {"key", "accepted", "tolerance", "near_misses", "feedback"}


def names(value) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(names, value.values()))
    return set().union(*map(names, value)) if isinstance(value, list) else set()


@pytest.mark.parametrize("course", courses(), ids=lambda course: course["slug"])
def test_an_exam_tells_the_phone_nothing_and_practice_tells_it_all(course):
    for unit in course["units"]:
        draft = {"cards": unit["cards"]}
        practice, exam = (rules.freeze(draft, pass_mark=0.8, certifying=certifying) for certifying in (False, True))

        assert names(exam.cards).isdisjoint(SECRETS)
        assert exam.marking == practice.marking
        assert SECRETS & names(practice.cards)


def test_notes_stay_with_the_author():
    frozen = rules.freeze({"cards": [{**question("q1"), "notes": "my source"}]}, pass_mark=0.8, certifying=False)

    assert "notes" not in names(frozen.cards)


def test_the_hash_follows_the_content_and_what_passes():
    draft = {"cards": [question("q1")]}

    def of(draft, pass_mark=0.8, certifying=False):
        return rules.freeze(draft, pass_mark=pass_mark, certifying=certifying).content_hash

    assert of(draft) == of(copy.deepcopy(draft))
    assert len({of(draft), of({"cards": [question("q1", key="b")]}), of(draft, pass_mark=0.9), of(draft, certifying=True)}) == 4
