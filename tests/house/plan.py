"""What is where in the house, read from the files themselves."""

import ast
import subprocess
from functools import cache
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
API = HOUSE / "api"
WEB = HOUSE / "web"

# From the ground up; a floor imports itself and what lies below.
FLOORS = [
    {"kit"}, {"people"}, {"access"}, {"catalogue"}, {"learning"}, {"outreach"}, {"insight"}, {"impact"}, {"rollout"},
    {"interop"}, {"content", "demo"}, {"schema"}, {"app"}, {"__main__"},
]
# Inside a domain.
ROOMS = [{"models", "rules"}, {"actions"}, {"graph"}]

WEB_FLOORS = [{"rules", "ui"}, {"graph"}, {"store"}, {"sync"}, {"learn", "manage", "author", "impact"}, {"app"}, {"main"}]


def level(name: str, floors: list[set[str]]) -> int | None:
    return next((height for height, names in enumerate(floors) if name in names), None)


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that a clone has."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=HOUSE, capture_output=True, check=True).stdout.decode()
    return tuple(HOUSE / name for name in listed.split("\0") if name and (HOUSE / name).is_file())


def modules() -> list[Path]:
    return sorted(API.rglob("*.py"))


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(HOUSE).with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path) -> list[tuple[int, str]]:
    """(line, module) of everything that `path` imports from the house, at any depth of the file."""
    package = module_name(path).split(".") if path.name == "__init__.py" else module_name(path).split(".")[:-1]
    found = []
    for node in ast.walk(ast.parse(path.read_text(), str(path))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, name.name) for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            start = ".".join([*above, *([node.module] if node.module else [])])
            found += [(node.lineno, start), *((node.lineno, f"{start}.{name.name}") for name in node.names)]
    return [(line, name) for line, name in found if name == "api" or name.startswith("api.")]
