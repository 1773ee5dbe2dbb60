"""Bad or missing settings stop the start with one clear line."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from api.kit.settings import SettingsError, load
from tests.kit.killing import HOUSE


def test_without_any_setting_it_is_the_folder_data_on_loopback():
    settings = load({})

    assert (settings.host, settings.port, settings.data, settings.demo) == ("127.0.0.1", 8000, Path("data"), False)
    assert (settings.dialect, settings.sqlite_path) == ("sqlite", Path("data/tiro.db"))
    assert settings.public_url == "http://127.0.0.1:8000"


def test_empty_is_absent():
    assert load({"TIRO_BUS_URL": "", "TIRO_SMTP_URL": " ", "TIRO_PORT": ""}) == load({})


def test_a_path_with_three_slashes_is_relative_and_with_four_absolute():
    paths = [load({"TIRO_DATABASE_URL": url}).sqlite_path for url in ("sqlite:///here/t.db", "sqlite:////srv/t.db")]

    assert paths == [Path("here/t.db"), Path("/srv/t.db")]


def test_addresses_with_passwords_are_not_shown():
    settings = load({
        "TIRO_DATABASE_URL": "postgres://tiro:pw-secret@db:5432/tiro", "TIRO_SMTP_URL": "smtps://u:pw-secret@mail:465",
        "TIRO_BUS_URL": "nats://u:pw-secret@nats:4222", "TIRO_OIDC_ISSUER": "https://id.example", "TIRO_OIDC_CLIENT_ID": "tiro",
        "TIRO_OIDC_CLIENT_SECRET": "pw-secret",
    })  # fmt: skip

    assert settings.database_url == "postgresql://tiro:pw-secret@db:5432/tiro"
    assert "pw-secret" not in repr(settings)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"TIRO_PORT": "eighty"}, "TIRO_PORT: eighty is not a port"),
        ({"TIRO_PORT": "0"}, "TIRO_PORT: 0 is not a port"),
        ({"TIRO_PORT": "70000"}, "TIRO_PORT: 70000 is not a port"),
        ({"TIRO_METRICS_PORT": "x"}, "TIRO_METRICS_PORT: x is not a port"),
        ({"TIRO_DATA": "/etc/hostname"}, "TIRO_DATA: /etc/hostname is not a folder"),
        ({"TIRO_DATABASE_URL": "mysql://x/y"}, "TIRO_DATABASE_URL is neither"),
        ({"TIRO_DATABASE_URL": "postgresql://u:p@h"}, "TIRO_DATABASE_URL is neither"),
        ({"TIRO_DATABASE_URL": "sqlite://x.db"}, "TIRO_DATABASE_URL: SQLite is named by its file"),
        ({"TIRO_DATABASE_URL": "sqlite:///:memory:"}, "TIRO_DATABASE_URL: SQLite is named by its file"),
        ({"TIRO_BUS_URL": "redis://h"}, "TIRO_BUS_URL is not an address that begins with nats://"),
        ({"TIRO_PUBLIC_URL": "learn.example.com"}, "TIRO_PUBLIC_URL is not an address"),
        ({"TIRO_TLS_CERT": "/nowhere.pem", "TIRO_TLS_KEY": "/nowhere.key"}, "TIRO_TLS_CERT: there is no file /nowhere.pem"),
        ({"TIRO_TLS_CERT": "/etc/hostname"}, "TIRO_TLS_CERT and TIRO_TLS_KEY go together"),
        ({"TIRO_DEMO": "1", "TIRO_HOST": "0.0.0.0"}, "TIRO_DEMO shows its PINs"),
        ({"TIRO_DEMO": "maybe"}, "TIRO_DEMO: maybe is neither 1 nor 0"),
        ({"TIRO_OIDC_ISSUER": "https://id.example"}, "go together; one is missing"),
        ({"TIRO_LOG_LEVEL": "loud"}, "TIRO_LOG_LEVEL: loud is none of"),
        ({"TIRO_PROT": "1"}, "TIRO_PROT is not a setting; did you mean TIRO_PORT?"),
    ],
)
def test_a_bad_setting_is_named(given, said):
    if "TIRO_DATA" in given and not os.path.exists("/etc/hostname"):
        given = {"TIRO_DATA": __file__}
        said = f"TIRO_DATA: {__file__} is not a folder"

    with pytest.raises(SettingsError) as error:
        load(given)

    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_a_python_with_an_old_sqlite_is_told_so(monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))

    with pytest.raises(SettingsError, match="needs 3.38 or newer"):
        load({})
    assert load({"TIRO_DATABASE_URL": "postgresql://u@h/d"}).dialect == "postgres"


def test_a_password_is_not_told_in_a_complaint():
    with pytest.raises(SettingsError) as error:
        load({"TIRO_DATABASE_URL": "postgresq://tiro:pw-secret@db/tiro"})

    assert "pw-secret" not in str(error.value)


def test_the_command_says_it_in_one_line_and_ends_with_2():
    said = subprocess.run(
        [sys.executable, "-m", "api", "serve"], cwd=HOUSE, env={"TIRO_PORT": "x", "PYTHONPATH": str(HOUSE)}, capture_output=True, text=True
    )

    assert (said.returncode, said.stdout, said.stderr) == (2, "", "tiro: TIRO_PORT: x is not a port (1 to 65535)\n")
