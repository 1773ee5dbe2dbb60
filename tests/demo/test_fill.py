"""`tiro demo` makes the company of the mock-ups, whole, and another that stays by itself."""

import json
import os
import sqlite3
import subprocess
import sys

import pytest

from tests.house.plan import HOUSE


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    data = tmp_path_factory.mktemp("demo")
    environment = {**os.environ, "TIRO_DATA": str(data), "TIRO_DEMO": "1"}
    said = subprocess.run([sys.executable, "-m", "api", "demo"], cwd=HOUSE, env=environment, capture_output=True, text=True)
    assert said.returncode == 0, said.stderr[-3000:]
    with sqlite3.connect(f"file:{data / 'tiro.db'}?mode=ro", uri=True) as door:
        yield lambda text, *binds: door.execute(text, binds).fetchall(), json.loads((data / "demo.json").read_text()), said.stdout


def test_the_company_is_as_large_as_it_says(demo):
    rows, told, _ = demo
    [(company,)] = rows("SELECT id FROM organisation WHERE slug = ?", told["organisation"])

    counts = {
        "people": rows("SELECT count(*) FROM employee WHERE organisation_id = ?", company)[0][0],
        "shops": rows("SELECT count(*) FROM team WHERE organisation_id = ? AND kind = 'shop'", company)[0][0],
        "regions": rows("SELECT count(*) FROM team WHERE organisation_id = ? AND kind = 'region'", company)[0][0],
        "units": rows("SELECT count(*) FROM unit WHERE organisation_id = ? AND kind = 'unit'", company)[0][0],
        "courses": rows("SELECT count(*) FROM course WHERE organisation_id = ?", company)[0][0],
        "clips": rows("SELECT count(*) FROM media WHERE organisation_id = ?", company)[0][0],
    }

    assert counts == {"people": 1284, "shops": 36, "regions": 3, "units": 40, "courses": 8, "clips": 8}
    assert rows("SELECT count(*) FROM organisation") == [(2,)]


def test_ninety_days_have_all_that_real_life_has(demo):
    rows, _, _ = demo

    assert rows("SELECT count(*) FROM assignment WHERE attempts > 4")[0][0] > 50
    assert rows("SELECT count(*) FROM attempt WHERE offline")[0][0] > 1000
    assert rows("SELECT count(*) FROM employee WHERE status = 'left'")[0][0] > 20
    assert rows("SELECT count(*) FROM standing WHERE open_failures > 3 OR open_since < strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-2 days')")[0][0] > 10
    assert rows("SELECT count(*) FROM shift WHERE strftime('%H', starts_at) = '14'")[0][0] > 100


def test_in_the_mock_ups_shop_three_of_twenty_two_need_somebody(demo):
    rows, told, _ = demo
    crew = rows("SELECT id FROM employee WHERE status <> 'left' AND team_id = (SELECT team_id FROM employee WHERE employee_number = ? AND name = ?)",
                told["people"]["manager"]["employeeNumber"], told["people"]["manager"]["name"])  # fmt: skip
    need = rows(
        "SELECT e.name FROM standing s JOIN employee e ON e.id = s.employee_id WHERE e.team_id = (SELECT team_id FROM employee WHERE employee_number = ? AND name = ?)"
        " AND (s.open_since < strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-2 days') OR s.open_failures > 3 OR s.next_milestone_due_on < date('now', '+8 hours'))",
        told["people"]["manager"]["employeeNumber"], told["people"]["manager"]["name"],
    )

    assert len(crew) == 22
    assert {name for (name,) in need} == {"陳柏翰", "Nguyễn Thị Thanh Thảo", "李佩珊"}


def test_the_audited_claim_stands_beside_its_restatement(demo):
    rows, _, _ = demo
    found = {kind: float(roi) for kind, roi in rows("SELECT kind, roi FROM roi_projection WHERE kind IN ('claimed', 'restated')")}

    assert found["claimed"] == 18.2
    assert round(found["restated"], 4) == 8.3867


def test_filling_says_how_far_it_is(demo):
    _, _, said = demo

    assert "█" in said and "attempts of the last day, as phones send them" in said
