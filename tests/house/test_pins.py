"""Nothing that we run on is left to chance."""

import json
import re
import tomllib
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests.house.plan import HOUSE, tracked

PROJECT = tomllib.loads((HOUSE / "pyproject.toml").read_text())
PINS = dict(
    line.split("==") for line in (HOUSE / "constraints.txt").read_text().splitlines() if line and not line.startswith("#")
)


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


PINNED = {canonical(name): version for name, version in PINS.items()}


def declared() -> list[Requirement]:
    project = PROJECT["project"]
    lines = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    return [Requirement(line) for line in lines if not line.startswith("tiro[")]


def test_what_we_name_we_name_with_its_version_and_constraints_agree():
    loose = [str(one) for one in declared() if str(one.specifier) != f"=={PINNED.get(canonical(one.name))}"]

    assert loose == []
    assert all("==" in line for line in PROJECT["build-system"]["requires"])


def test_constraints_hold_the_whole_closure_and_what_is_installed():
    seen: dict[str, str] = {}
    todo = [(one, extra) for one in declared() for extra in ("", *one.extras)]
    while todo:
        one, extra = todo.pop()
        name = canonical(one.name)
        if (name, extra) in seen or (one.marker and not one.marker.evaluate({"extra": extra})):
            continue
        found = metadata.distribution(name)
        seen[(name, extra)] = found.version
        for line in found.requires or []:
            need = Requirement(line)
            if need.marker is None or need.marker.evaluate({"extra": extra}):
                need.marker = None
                todo += [(need, part) for part in ("", *need.extras)]

    adrift = {name: version for (name, _), version in seen.items() if PINNED.get(name) != version}

    assert adrift == {}


# Advisories are not to be had offline: these are the floors known when this was written.
@pytest.mark.parametrize(
    ("name", "least"),
    [("h11", "0.16.0"), ("starlette", "0.49.1"), ("authlib", "1.6.6"), ("python-multipart", "0.0.22"), ("cryptography", "46.0.5"),
     ("httpx", "0.28.0"), ("strawberry-graphql", "0.312.3"), ("websockets", "13.0"), ("uvicorn", "0.30.0"), ("joserfc", "1.3.5")],
)
def test_no_version_with_a_known_hole(name, least):
    assert Version(PINNED[name]) >= Version(least)


PACKAGES = [path for path in tracked() if path.name == "package.json"]


@pytest.mark.parametrize("path", PACKAGES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_node_packages_are_exact_and_locked_without_a_registry(path):
    package = json.loads(path.read_text())
    lock = json.loads(path.with_name("package-lock.json").read_text())

    wanted = {**package.get("dependencies", {}), **package.get("devDependencies", {})}
    loose = {name: version for name, version in wanted.items() if not re.fullmatch(r"\d+\.\d+\.\d+(-[\w.]+)?", version)}
    unlocked = {
        name for name, version in wanted.items() if lock["packages"].get(f"node_modules/{name}", {}).get("version") != version
    }
    named = [name for name, entry in lock["packages"].items() if "resolved" in entry]

    assert (loose, unlocked, named) == ({}, set(), [])
