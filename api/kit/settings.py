"""What a start needs to know, read once from the environment. A bad setting stops the start with one line."""

import difflib
import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
OLDEST_SQLITE = (3, 38)
LEVELS = ("debug", "info", "warning", "error")

KNOWN = (
    "TIRO_PORT", "TIRO_HOST", "TIRO_DATA", "TIRO_DATABASE_URL", "TIRO_BUS_URL", "TIRO_PUBLIC_URL", "TIRO_TLS_CERT",
    "TIRO_TLS_KEY", "TIRO_SMTP_URL", "TIRO_DEMO", "TIRO_OIDC_ISSUER", "TIRO_OIDC_CLIENT_ID", "TIRO_OIDC_CLIENT_SECRET",
    "TIRO_OIDC_LINK", "TIRO_OIDC_ORGANISATION", "TIRO_METRICS_PORT", "TIRO_LOG_LEVEL",
)  # fmt: skip


class SettingsError(Exception):
    """A setting that is wrong or missing; its text is the one line that the person who starts us reads."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Addresses and secrets are kept out of `repr`, so that they cannot reach a log by accident."""

    host: str
    port: int
    data: Path
    database_url: str = field(repr=False)
    bus_url: str | None = field(default=None, repr=False)
    public_url: str = ""
    tls_cert: Path | None = None
    tls_key: Path | None = None
    smtp_url: str | None = field(default=None, repr=False)
    demo: bool = False
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: str | None = field(default=None, repr=False)
    oidc_link: str = "email"
    oidc_organisation: str | None = None
    metrics_port: int | None = None
    log_level: str = "info"

    @property
    def dialect(self) -> str:
        return "sqlite" if self.database_url.startswith("sqlite:") else "postgres"

    @property
    def sqlite_path(self) -> Path | None:
        """Where the SQLite file is; None on PostgreSQL."""
        return sqlite_path(self.database_url) if self.dialect == "sqlite" else None

    @property
    def media(self) -> Path:
        return self.data / "media"


def sqlite_path(url: str) -> Path:
    """`sqlite:///tiro.db` is relative, `sqlite:////srv/tiro.db` absolute."""
    return Path(url.removeprefix("sqlite:///"))


def load(environment: Mapping[str, str]) -> Settings:
    """Every TIRO_ setting, checked. Empty means absent, as compose files have it."""
    given = {name: value.strip() for name, value in environment.items() if name.startswith("TIRO_") and value.strip()}
    for name in given:
        if name not in KNOWN:
            near = difflib.get_close_matches(name, KNOWN, 1)
            raise SettingsError(f"{name} is not a setting" + (f"; did you mean {near[0]}?" if near else ""))

    host, port = given.get("TIRO_HOST", "127.0.0.1"), _port(given, "TIRO_PORT", 8000)
    data = Path(given.get("TIRO_DATA", "data")).expanduser()
    if data.exists() and not data.is_dir():
        raise SettingsError(f"TIRO_DATA: {data} is not a folder")
    cert, key = _file(given, "TIRO_TLS_CERT"), _file(given, "TIRO_TLS_KEY")
    if bool(cert) != bool(key):
        raise SettingsError("TIRO_TLS_CERT and TIRO_TLS_KEY go together; one is missing")
    demo = _switch(given, "TIRO_DEMO")
    if demo and host not in LOOPBACK:
        raise SettingsError(f"TIRO_DEMO shows its PINs to anyone, so it answers on loopback only, not on {host}")
    oidc = [given.get(name) for name in ("TIRO_OIDC_ISSUER", "TIRO_OIDC_CLIENT_ID", "TIRO_OIDC_CLIENT_SECRET")]
    if any(oidc) and not all(oidc):
        raise SettingsError("TIRO_OIDC_ISSUER, TIRO_OIDC_CLIENT_ID and TIRO_OIDC_CLIENT_SECRET go together; one is missing")
    level = given.get("TIRO_LOG_LEVEL", "info").lower()
    if level not in LEVELS:
        raise SettingsError(f"TIRO_LOG_LEVEL: {level} is none of {', '.join(LEVELS)}")

    shown = f"[{host}]" if ":" in host else host
    return Settings(
        host=host,
        port=port,
        data=data,
        database_url=_database(given, data),
        bus_url=_address(given, "TIRO_BUS_URL", "nats", "tls"),
        public_url=(_address(given, "TIRO_PUBLIC_URL", "http", "https") or f"{'https' if cert else 'http'}://{shown}:{port}").rstrip("/"),
        tls_cert=cert,
        tls_key=key,
        smtp_url=_address(given, "TIRO_SMTP_URL", "smtp", "smtps"),
        demo=demo,
        oidc_issuer=_address(given, "TIRO_OIDC_ISSUER", "http", "https"),
        oidc_client_id=oidc[1],
        oidc_client_secret=oidc[2],
        oidc_link=_link(given),
        oidc_organisation=given.get("TIRO_OIDC_ORGANISATION"),
        metrics_port=_port(given, "TIRO_METRICS_PORT", None),
        log_level=level,
    )


def _port(given: Mapping[str, str], name: str, default: int | None) -> int | None:
    value = given.get(name)
    if value is None:
        return default
    if not re.fullmatch(r"\d{1,5}", value) or not 0 < int(value) < 65536:
        raise SettingsError(f"{name}: {value} is not a port (1 to 65535)")
    return int(value)


def _link(given: Mapping[str, str]) -> str:
    value = given.get("TIRO_OIDC_LINK", "email")
    if not re.fullmatch(r"email|(employee_number|external_id):[\w:./-]{1,120}", value):
        raise SettingsError(f"TIRO_OIDC_LINK: {value} is neither email nor employee_number:CLAIM nor external_id:CLAIM")
    return value


def _switch(given: Mapping[str, str], name: str) -> bool:
    value = given.get(name, "0").lower()
    if value not in {"0", "1", "true", "false", "yes", "no"}:
        raise SettingsError(f"{name}: {value} is neither 1 nor 0")
    return value in {"1", "true", "yes"}


def _file(given: Mapping[str, str], name: str) -> Path | None:
    if name not in given:
        return None
    path = Path(given[name]).expanduser()
    if not path.is_file():
        raise SettingsError(f"{name}: there is no file {path}")
    return path


def _address(given: Mapping[str, str], name: str, *schemes: str) -> str | None:
    if name not in given:
        return None
    try:
        parts = urlsplit(given[name])
        good = parts.scheme in schemes and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        good = False
    if not good:  # not quoted: it may hold a password
        raise SettingsError(f"{name} is not an address that begins with {' or '.join(f'{scheme}://' for scheme in schemes)}")
    return given[name]


def _database(given: Mapping[str, str], data: Path) -> str:
    name = "TIRO_DATABASE_URL"
    url = given.get(name)
    if (url is None or url.startswith("sqlite:")) and sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise SettingsError(f"this Python has SQLite {sqlite3.sqlite_version}, and Tiro needs 3.38 or newer; or set {name} to PostgreSQL")
    if url is None:
        return f"sqlite:///{data / 'tiro.db'}"
    if url.startswith("sqlite:"):
        if not url.startswith("sqlite:///") or len(url) == len("sqlite:///") or ":memory:" in url or "?" in url:
            raise SettingsError(f"{name}: SQLite is named by its file, as sqlite:///path/tiro.db")
        return url
    if url.startswith("postgres://"):
        url = "postgresql://" + url.removeprefix("postgres://")
    try:
        parts = urlsplit(url)
        good = parts.scheme == "postgresql" and bool(parts.hostname) and len(parts.path) > 1 and parts.port != 0
    except ValueError:
        good = False
    if not good:  # not quoted: it holds a password
        raise SettingsError(f"{name} is neither sqlite:///file nor postgresql://user:password@host:port/database")
    return url
