"""What a clone carries, and what it must not."""

import re

from tests.house.plan import HOUSE, tracked

# Written apart, so that this file does not find itself.
SECRETS = re.compile(
    "|".join([
        r"(?<![\w.])/wo" r"rk/", r"/ro" r"ot/", r"/ho" r"me/\w+/", r"pypi\." r"org", r"pythonhos" r"ted", r"registry\.npm" r"js",
        r"/opt/py" r"pi", r"\.lib" r"rary/", r"BEGIN (RSA |EC )?PRIVATE " r"KEY",
    ])
)
TEXT = {".py", ".ts", ".tsx", ".css", ".html", ".json", ".md", ".yaml", ".yml", ".toml", ".txt", ".sql", ".graphql", ".js", ".mjs", ""}


def test_no_registry_host_no_machine_path_no_key():
    found = []
    for path in tracked():
        if path.suffix not in TEXT:
            continue
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            if hit := SECRETS.search(line):
                found.append(f"{path.relative_to(HOUSE)}:{number} {hit.group()}")

    assert found == []


def test_the_top_of_the_house_is_what_the_plan_says():
    top = {path.relative_to(HOUSE).parts[0] for path in tracked()}

    assert top <= {
        "api", "web", "migrations", "tests", "pyproject.toml", "Dockerfile", "README.md",
        "Makefile", "compose.yaml", "LICENSE", "constraints.txt", ".ci", ".gitignore", ".dockerignore", ".env.example",
    }


def test_a_clone_stays_light():
    media = sum(path.stat().st_size for path in tracked() if path.suffix in {".mp4", ".webm", ".png", ".jpg", ".webp", ".mp3", ".m4a"})

    assert media <= 10_000_000
