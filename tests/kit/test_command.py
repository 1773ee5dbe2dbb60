"""The command `tiro`, as a person at a terminal has it."""

import subprocess
import sys

import pytest

from api.kit import migrate
from api.kit.sqlite import only_one
from tests.kit.killing import HOUSE
from tests.support import settings_for


@pytest.fixture
def tiro(empty_url, tmp_path):
    """Run it on a database of this test's own."""

    def run(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
        environment = {"TIRO_DATABASE_URL": empty_url, "TIRO_DATA": str(tmp_path), "PYTHONPATH": str(HOUSE), **more}
        return subprocess.run([sys.executable, "-m", "api", *words], cwd=HOUSE, env=environment, capture_output=True, text=True, timeout=120)

    return run


def test_migrate_says_what_it_did_and_then_that_there_is_nothing(tiro):
    first, second = tiro("migrate"), tiro("migrate")

    assert (first.returncode, second.returncode) == (0, 0)
    assert first.stdout == f"tiro: applied {', '.join(migrate.names())}\n"
    assert second.stdout == "tiro: nothing to apply\n"


def test_a_company_begins_with_a_link_for_its_first_admin(tiro):
    said = tiro("init", "--name", "晴川生活", "--slug", "qingchuan", TIRO_PUBLIC_URL="https://learn.example.com")
    again = tiro("init", "--name", "晴川生活", "--slug", "qingchuan")

    assert said.returncode == 0, said.stderr
    assert said.stdout.splitlines()[-1].startswith("https://learn.example.com/welcome#")
    assert again.returncode == 1
    assert again.stderr.splitlines()[-1].startswith("tiro: CONFLICT")


def test_serve_asks_for_a_migration_rather_than_running_on_an_old_database(tiro):
    said = tiro("serve")

    assert said.returncode == 1
    assert said.stderr.splitlines()[-1].startswith("tiro: the database lacks 0001_initial")


def test_the_demo_does_not_go_into_a_companys_database(tiro):
    tiro("init", "--name", "晴川生活", "--slug", "qingchuan")

    said = tiro("demo")

    assert said.returncode == 1
    assert "has an organisation already" in said.stderr


def test_backup_and_restore(tiro, tmp_path_factory):
    file = tmp_path_factory.mktemp("elsewhere") / "tiro.backup"
    tiro("init", "--name", "晴川生活", "--slug", "qingchuan")

    kept = tiro("backup", str(file))
    refused = tiro("restore", str(file))
    back = tiro("restore", str(file), "--replace")

    assert kept.returncode == 0, kept.stderr
    assert (refused.returncode, back.returncode) == (1, 0), back.stderr
    assert "not empty" in refused.stderr
    assert back.stdout.startswith("tiro: ")


@pytest.mark.parametrize("empty_url", ["sqlite"], indirect=True)
def test_a_file_that_another_process_writes_to_is_left_alone(tiro, empty_url, tmp_path):
    tiro("migrate")

    with only_one(settings_for(empty_url, tmp_path).sqlite_path):
        said = tiro("init", "--name", "x", "--slug", "xx")

    assert said.returncode == 1
    assert said.stderr.strip().endswith("is in use by another process")


@pytest.mark.parametrize("empty_url", ["sqlite"], indirect=True)
def test_a_second_server_on_the_same_file_is_told_so_in_one_line(tiro, empty_url, tmp_path):
    tiro("migrate")

    with only_one(settings_for(empty_url, tmp_path).sqlite_path):
        said = tiro("serve")

    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr.startswith("tiro: ") and said.stderr.count("\n") == 1


@pytest.mark.parametrize("empty_url", ["postgres"], indirect=True)
@pytest.mark.parametrize("broken", [lambda url: url.rpartition("/")[0] + "/nowhere", lambda url: "postgresql://tiro@127.0.0.1:9/tiro"])
def test_a_database_that_is_not_there_is_told_in_one_line(tiro, empty_url, broken):
    said = tiro("migrate", TIRO_DATABASE_URL=broken(empty_url))

    assert said.returncode == 1
    assert said.stderr.startswith("tiro: ") and said.stderr.count("\n") == 1


@pytest.mark.parametrize("empty_url", ["sqlite"], indirect=True)
def test_a_worker_beside_a_sqlite_app_is_refused(tiro):
    said = tiro("worker")

    assert said.returncode == 1
    assert "one process writes to the file" in said.stderr


def test_help_names_every_command():
    said = subprocess.run([sys.executable, "-m", "api", "--help"], cwd=HOUSE, capture_output=True, text=True, env={"PYTHONPATH": str(HOUSE)})

    words = ("serve", "migrate", "init", "demo", "backup", "restore", "export-schema", "worker")
    assert [word for word in words if word not in said.stdout] == []


def test_a_start_loads_no_arithmetic():
    """The evaluations' libraries take longer to import than the rest of a start."""
    code = "import sys, api.app; print([name for name in ('numpy', 'scipy', 'statsmodels', 'pandas') if name in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], cwd=HOUSE, capture_output=True, text=True, env={"PYTHONPATH": str(HOUSE)})

    assert said.stdout.strip() == "[]", said.stderr
