"""GraphQL over HTTP, judged by its own audits."""

import json
import subprocess
import sys
from pathlib import Path

from tests.house.plan import HOUSE, WEB


def test_all_sixty_one_audits_pass(front, bearer):
    said = subprocess.run(
        [Path(sys.executable).parent / "node", HOUSE / "tests" / "app" / "audits.mjs", WEB, front.url + "/graphql", bearer],
        capture_output=True, text=True, timeout=60,
    )
    assert said.returncode == 0, said.stderr

    audits = json.loads(said.stdout)

    assert [audit for audit in audits if audit["status"] != "ok"] == []
    assert len(audits) == 61
