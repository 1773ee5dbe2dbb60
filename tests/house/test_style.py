"""Style is checked by a machine, so that people need not."""

import subprocess
import sys
from pathlib import Path

from tests.house.plan import HOUSE


def test_ruff_has_nothing_to_say():
    said = subprocess.run(
        [Path(sys.executable).parent / "ruff", "check", "--quiet", "--output-format=concise", "api", "tests", "migrations"],
        cwd=HOUSE, capture_output=True, text=True,
    )

    assert said.stdout == ""
