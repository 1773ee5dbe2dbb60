"""README says what is so."""

import re
import shlex
import subprocess
import sys

import pytest

from tests.house.plan import API, HOUSE

README = (HOUSE / "README.md").read_text()
MAKEFILE = (HOUSE / "Makefile").read_text()
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", README, re.M | re.S)
SETTING = re.compile(r"\bTIRO_[A-Z][A-Z_]*[A-Z]\b")


def commands() -> list[list[str]]:
    lines = "\n".join(body for kind, body in BLOCKS if kind in {"sh", "bash", "shell"}).replace("\\\n", " ").splitlines()
    inline = re.findall(r"`((?:make|tiro) [^`]+)`", README)
    return [shlex.split(line, comments=True) for line in [*lines, *inline] if line.strip() and line.count("'") % 2 == 0]


def words_after(program: str) -> set[str]:
    """What follows `program` in README's commands, settings before it left out."""
    found = set()
    for command in commands():
        while command and re.match(r"[A-Z_]+=", command[0]):
            command = command[1:]
        if command and command[0].removeprefix(".venv/bin/") == program and len(command) > 1:
            found.add(next((word for word in command[1:] if "=" not in word), ""))
    return found - {""}


def test_every_setting_stands_in_readme_and_nothing_else():
    source = "\n".join(path.read_text() for path in API.rglob("*.py"))

    assert set(SETTING.findall(source)) ^ set(SETTING.findall(README)) == set()


def test_every_make_target_in_readme_exists():
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.M))

    assert {"run", "test"} <= words_after("make")
    assert words_after("make") <= targets


@pytest.mark.parametrize("word", sorted(words_after("tiro")))
def test_every_tiro_command_in_readme_exists(word):
    said = subprocess.run([sys.executable, "-m", "api", word, "--help"], cwd=HOUSE, capture_output=True, text=True)

    assert said.returncode == 0, said.stderr


def test_pictures_in_readme_are_there():
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)|<img[^>]+src=\"([^\"]+)\"", README)

    assert [name for pair in pictures for name in pair if name and not (HOUSE / name).is_file()] == []
