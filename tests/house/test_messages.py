"""Three languages say the same things."""

import json
import re
from collections import defaultdict

import pytest

from tests.house.plan import WEB

LOCALES = {"zh-Hant", "en", "zh-Hans"}
MESSAGES = WEB / "src" / "ui" / "messages"
AREAS: dict[str, dict[str, dict]] = defaultdict(dict)
for path in sorted(MESSAGES.glob("*.json")):
    area, _, locale = path.stem.partition(".")
    AREAS[area][locale] = json.loads(path.read_text())


def holes(text: str | dict) -> set[str]:
    """The `{name}` parts of a message; a plural has those of all its forms."""
    forms = text.values() if isinstance(text, dict) else [text]
    return {hole for form in forms for hole in re.findall(r"\{(\w+)\}", form)}


def test_there_are_messages():
    assert len(AREAS) >= 3


@pytest.mark.parametrize("area", AREAS)
def test_the_catalogues_of_an_area_have_the_same_keys_and_holes(area):
    catalogues = AREAS[area]
    keys = {locale: set(messages) for locale, messages in catalogues.items()}
    some = keys["zh-Hant"]

    assert set(catalogues) == LOCALES
    assert {locale: sorted(have ^ some) for locale, have in keys.items() if have != some} == {}
    # A plural form may leave its number out ("one unit").
    assert [
        (key, locale) for key in some for locale in LOCALES
        if (holes(catalogues[locale][key]) ^ holes(catalogues["zh-Hant"][key])) - {"n"}
    ] == []


@pytest.mark.parametrize("area", AREAS)
def test_no_message_is_empty_or_left_in_another_script(area):
    han = re.compile(r"[\u4e00-\u9fff]")

    assert [key for messages in AREAS[area].values() for key, text in messages.items() if not text] == []
    # A language's own name is written in its own script.
    assert [
        key for key, text in AREAS[area].get("en", {}).items() if han.search(str(text)) and not key.startswith(("language", "locale"))
    ] == []
