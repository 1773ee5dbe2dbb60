"""The web app's own checks, here so that one run tells all."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.house.plan import WEB

BIN = Path(sys.executable).parent


def npm(*command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "CI": "1", "NO_COLOR": "1"}
    return subprocess.run(
        [BIN / "npm", "run", "--silent", *command], cwd=WEB, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )


def test_the_web_app_is_sound():
    said = npm("types")

    assert said.returncode == 0, said.stdout[-6000:] + said.stderr[-2000:]


def test_the_rules_of_the_phone_hold():
    assert [*(WEB / "src").rglob("*.test.ts")]
    said = npm("test")

    assert said.returncode == 0, said.stdout[-6000:] + said.stderr[-2000:]


def test_three_run_time_dependencies():
    package = json.loads((WEB / "package.json").read_text())

    assert set(package["dependencies"]) - {"vite"} == {"preact", "@preact/signals", "idb"}
