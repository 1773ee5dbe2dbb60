"""What a phone has to fetch before a learner learns: every byte is somebody's data plan."""

import gzip
import re
from functools import cache
from pathlib import Path

import pytest

DIST = Path(__file__).resolve().parents[2] / "web" / "dist"
GOAL_KB, MOST_KB = 30, 60
WORDS = re.compile(r"^(app|door|learn|play|manage|impact)\.(zh-Hant|zh-Hans|en)-")


def first_of(name: str) -> Path:
    """The chunk of a page; of two with the same name, the one that has a default export is the page."""
    found = [path for path in DIST.glob(f"assets/{name}-*.js") if re.search(r"as default", path.read_text())]
    assert len(found) == 1, f"{name}: {found}"
    return found[0]


@cache
def entry() -> tuple[Path, ...]:
    page = (DIST / "index.html").read_text()
    return tuple(DIST / path.lstrip("/") for path in re.findall(r'(?:src|href)="(/assets/[^"]+\.js)"', page))


def with_imports(paths: list[Path]) -> set[Path]:
    """The scripts, and all that they import in so many words, at any depth."""
    found: set[Path] = set()
    left = [*paths]
    while left:
        path = left.pop()
        if path in found:
            continue
        found.add(path)
        left += [path.parent / name for name in re.findall(r"""(?:from|import)\s*["']\./([^"']+\.js)["']""", path.read_text())]
    return found


def weight(paths: set[Path]) -> float:
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths) / 1024


@pytest.fixture(autouse=True)
def built():
    assert (DIST / "index.html").exists(), "build the web app first: make build"


def words(*areas: str, locale: str = "zh-Hant") -> list[Path]:
    return [next(DIST.glob(f"assets/{area}.{locale}-*.js")) for area in areas]


def test_the_first_page_of_a_learner_is_light(capsys):
    route = with_imports([*entry(), first_of("today"), *words("app", "learn")])

    heavy = weight(route)

    playing = weight(with_imports([first_of("player"), first_of("result"), *words("play")]) - route)
    with capsys.disabled():
        print(f"\nlearner route: {heavy:.1f} KB of JavaScript, gzipped (goal {GOAL_KB}); the player and the result {playing:.1f} KB more")
    assert heavy <= MOST_KB
    assert heavy + playing <= MOST_KB


def test_a_learner_never_fetches_what_is_for_managers_and_analysts():
    learner = with_imports([*entry(), *(first_of(page) for page in ("today", "path", "me", "attention", "player", "result"))])

    names = {path.name.split("-")[0] for path in learner}

    assert names.isdisjoint({"team", "person", "evaluations", "evaluation", "manage", "impact"})
    assert not [path.name for path in learner if WORDS.match(path.name)]


def test_nothing_is_inline_and_no_font_is_fetched():
    page = (DIST / "index.html").read_text()
    styles = "".join(path.read_text() for path in DIST.glob("assets/*.css"))

    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page)
    assert "@font-face" not in styles and not re.search(r"url\((?!#)", styles)
