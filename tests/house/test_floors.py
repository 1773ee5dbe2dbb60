"""Imports go down only."""

import ast
import re
from pathlib import Path

import pytest

from tests.house.plan import API, FLOORS, HOUSE, ROOMS, WEB, WEB_FLOORS, imports, level, module_name, modules


def climbs(path: Path) -> list[str]:
    """The imports of `path` that go up, between floors or between rooms of one domain."""
    me = module_name(path).split(".")
    found = []
    for line, name in imports(path):
        other = name.split(".")
        if len(me) < 2 or len(other) < 2:
            continue
        mine, theirs = level(me[1], FLOORS), level(other[1], FLOORS)
        if theirs is None:
            continue
        where = f"{path.relative_to(HOUSE)}:{line} imports {name}"
        if me[1] == other[1] and len(me) > 2 and len(other) > 2:
            room, next_room = level(me[2], ROOMS), level(other[2], ROOMS)
            if room is not None and next_room is not None and next_room > room:
                found.append(where)
        elif mine is not None and theirs > mine:
            found.append(where)
    return found


def test_every_module_of_the_house_stands_on_a_known_floor():
    strangers = {module_name(path).split(".")[1] for path in modules() if path.parent != API or path.stem != "__init__"}

    assert {name for name in strangers if level(name, FLOORS) is None} == set()


def test_imports_go_down_only():
    assert [climb for path in modules() for climb in climbs(path)] == []


def test_the_guard_sees_a_climb(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.house.plan.HOUSE", tmp_path)
    monkeypatch.setattr("tests.house.test_floors.HOUSE", tmp_path)
    room = tmp_path / "api" / "people"
    room.mkdir(parents=True)
    guilty = room / "models.py"
    guilty.write_text("def late():\n    from api.learning import models\n    from . import graph\n    from api.kit import ids\n")

    assert climbs(guilty) == [
        "api/people/models.py:2 imports api.learning",
        "api/people/models.py:2 imports api.learning.models",
        "api/people/models.py:3 imports api.people.graph",
    ]


RULES = [path for path in modules() if "rules" in path.relative_to(API).with_suffix("").parts]
IMPURE = re.compile(r"^(asyncio|tortoise|asyncpg|aiosqlite|sqlite3|httpx|socket|starlette|strawberry|os|time)$")


@pytest.mark.parametrize("path", RULES, ids=lambda path: str(path.relative_to(API)))
def test_rules_are_values_in_values_out(path):
    faults = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.AsyncFunctionDef | ast.Await):
            faults.append(f"line {node.lineno} is async")
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [name.name for name in node.names]
            faults += [f"line {node.lineno} imports {name}" for name in names if IMPURE.match(name.split(".")[0])]
            faults += [f"line {node.lineno} asks the clock" for name in names if name == "api.kit.clock"]
        if isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today"} and isinstance(node.value, ast.Name):
            if node.value.id in {"datetime", "date"}:
                faults.append(f"line {node.lineno} asks the clock")

    assert faults == []


def test_only_the_unit_of_work_opens_a_transaction():
    opens = re.compile(r"in_transaction\(|\batomic\(|[\"']BEGIN\b")

    found = {str(path.relative_to(API)) for path in modules() if opens.search(path.read_text())}

    assert {name for name in found if not name.startswith("kit/")} == set()


def test_raw_sql_stays_in_the_rooms_named_for_it():
    statement = re.compile(r"[\"'](SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH RECURSIVE)\s")
    named = re.compile(r"^(kit/|demo/)|/(rows|sql|summaries|rollups|recount|standing|bulk|folding)(\.py|/)")

    found = {str(path.relative_to(API)) for path in modules() if statement.search(path.read_text())}

    assert {name for name in found if not named.search(name)} == set()


# ---- the phone ----

SOURCES = sorted(path for path in (WEB / "src").rglob("*.ts*") if not path.name.endswith(".d.ts"))
SPECIFIER = re.compile(r"""(?:from|import)\s*\(?\s*["']([^"']+)["']""")


def web_floor(path: Path) -> str:
    return path.relative_to(WEB / "src").parts[0].partition(".")[0]


def test_screens_import_down_only():
    found = []
    for path in SOURCES:
        mine = level(web_floor(path), WEB_FLOORS)
        for name in SPECIFIER.findall(path.read_text()):
            if name.startswith("."):
                other = (path.parent / name).resolve()
            elif name.startswith(("~/", "@/", "src/")):
                other = WEB / "src" / name.partition("/")[2]
            else:
                continue
            theirs = level(web_floor(other), WEB_FLOORS) if other.is_relative_to(WEB / "src") else None
            same = web_floor(path) == web_floor(other) if theirs is not None else True
            if mine is not None and theirs is not None and not same and theirs >= mine:
                found.append(f"{path.relative_to(WEB)} imports {name}")

    assert found == []


def test_only_sync_and_the_worker_talk_to_the_server():
    talks = re.compile(r"(?<![\w.])fetch\(|new WebSocket\(|XMLHttpRequest|sendBeacon|new EventSource\(")

    found = {str(path.relative_to(WEB / "src")) for path in SOURCES if talks.search(path.read_text())}

    assert {name for name in found if not name.startswith(("sync/", "worker"))} == set()
