"""What README tells an HRMS engineer to type works as it is typed: curl, Python, JavaScript."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.plan import HOUSE

README = (HOUSE / "README.md").read_text()
SECTION = README.partition("## Quick start for an HRMS")[2].partition("\n## ")[0]
BLOCKS = dict(re.findall(r"^```(bash|python|js)\n(.*?)^```", SECTION, re.M | re.S))
NODE = Path(sys.executable).parent / "node"


@pytest.fixture(scope="module")
def environment(house) -> dict[str, str]:
    """An admin makes a client, as README says; the examples find it in their environment."""
    document = """mutation($input: CreateApiClientInput!) { createApiClient(input: $input) {
      ... on ApiClientSecret { clientId secret } ... on Refusal { code message } } }"""
    scopes = ["people:read", "people:write", "learning:read", "learning:write", "catalogue:read", "changes:read"]
    made = house.ask("admin", document, input={"name": "HRMS", "scopes": scopes})["createApiClient"]
    return {**os.environ, "BASE": house.url, "ID": made["clientId"], "SECRET": made["secret"], "ONCE": "1"}


def test_the_quick_start_has_its_three_languages():
    assert set(BLOCKS) == {"bash", "python", "js"}


def test_curl_reads_a_page_and_the_feed(environment, tmp_path):
    said = subprocess.run(["bash", "-euo", "pipefail", "-c", BLOCKS["bash"]], env=environment, cwd=tmp_path, capture_output=True, text=True)

    page, feed = _json_values(said.stdout)
    assert said.returncode == 0, said.stderr
    assert page["data"]["employees"]["totalCount"] == len(page["data"]["employees"]["nodes"]) > 10
    assert [entry["seq"] for entry in feed["data"]["changes"]["nodes"][:3]] == [1, 2, 3]


def test_python_keeps_a_copy_and_sends_people(environment, tmp_path):
    said = subprocess.run([sys.executable, "-c", BLOCKS["python"]], env=environment, cwd=tmp_path, capture_output=True, text=True)

    assert said.returncode == 0, said.stderr
    assert re.search(r"\d+ people\n\[\{'id': '[0-9a-f-]{36}'", said.stdout)
    assert re.search(r"the feed stands at \d+", said.stdout)


def test_javascript_listens_to_a_team(environment, tmp_path):
    said = subprocess.run([NODE, "--input-type=module", "-e", BLOCKS["js"]], env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=60)

    assert said.returncode == 0, said.stderr
    assert re.search(r"^\d+ SNAPSHOT \{ people: \d+, passed: \d+, stuck: \d+ \}", said.stdout)


def _json_values(text: str) -> list:
    """JSON documents one after the other, without a line end between them."""
    decoder, found = json.JSONDecoder(), []
    while text := text.strip():
        value, end = decoder.raw_decode(text)
        found.append(value)
        text = text[end:]
    return found
