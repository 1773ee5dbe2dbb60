"""The shape of compose.yaml as plain processes on loopback: PostgreSQL, NATS, several apps, TLS in front.

`make cluster` runs it until Ctrl-C; a journey uses `Cluster` itself.
"""

import argparse
import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

from tests import engines
from tests.engines import HOUSE, Engine, free_port

CADDYFILE = """
{{
    admin off
    auto_https disable_redirects
    skip_install_trust
    storage file_system {folder}/caddy
}}
https://localhost:{port}, https://127.0.0.1:{port} {{
    tls internal
    bind 127.0.0.1
    encode zstd gzip
    reverse_proxy {apps} {{
        fail_duration 5s
        lb_try_duration 5s
        stream_close_delay 30s
        flush_interval -1
    }}
}}
"""


class Cluster:
    """Everything up, or nothing: use as a context manager."""

    def __init__(self, folder: Path, *, port: int = 0, apps: int = 2, demo: bool = True, settings: dict[str, str] | None = None):
        self.folder, self.port, self.count, self.demo = folder.resolve(), port or free_port(), apps, demo
        self.settings = settings or {}
        self.url = f"https://localhost:{self.port}"
        self.apps: list[Engine] = []
        self._end = contextlib.ExitStack()

    def __enter__(self) -> "Cluster":
        self.folder.mkdir(parents=True, exist_ok=True)
        with contextlib.ExitStack() as undo:
            self.postgres = engines.postgres(self.folder / "postgres", durable=True)
            undo.callback(self.postgres.stop)
            self.nats = engines.nats(self.folder / "nats")
            undo.callback(self.nats.stop)
            subprocess.run([*self._tiro, "migrate"], env=self._environment(0), check=True, cwd=HOUSE)
            if self.demo and not (self.folder / "demo.json").exists():
                subprocess.run([*self._tiro, "demo"], env=self._environment(0), check=True, cwd=HOUSE)
            for _ in range(self.count):
                undo.callback(self.start_app().stop)
            self.proxy = self._start_proxy()
            undo.callback(self.proxy.stop)
            self._end = undo.pop_all()
        return self

    def __exit__(self, *_) -> None:
        self._end.close()

    @property
    def certificate(self) -> Path:
        """The proxy's own authority, for clients that check."""
        return self.folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"

    def start_app(self) -> Engine:
        """One more app process."""
        port = free_port()
        said = (self.folder / f"app-{port}.log").open("w")
        libc = ctypes.CDLL(None)
        process = subprocess.Popen(
            [*self._tiro, "serve"], env=self._environment(port), cwd=HOUSE, stdin=subprocess.DEVNULL, stdout=said, stderr=said,
            text=True, start_new_session=True, preexec_fn=lambda: libc.prctl(1, signal.SIGTERM),
        )
        app = Engine(process, f"http://127.0.0.1:{port}", self.folder, signal.SIGTERM)
        self.apps.append(app)
        self._await_ready(app)
        return app

    _tiro = (sys.executable, "-m", "api")

    def _environment(self, port: int) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("TIRO_")},
            "PYTHONPATH": str(HOUSE),
            "TIRO_HOST": "127.0.0.1",
            "TIRO_PORT": str(port or 8000),
            "TIRO_DATA": str(self.folder),
            "TIRO_DATABASE_URL": self.postgres.url,
            "TIRO_BUS_URL": self.nats.url,
            "TIRO_PUBLIC_URL": self.url,
            "TIRO_DEMO": "1" if self.demo else "0",
            **self.settings,
        }

    def _await_ready(self, app: Engine) -> None:
        """Readiness is asked for, as a load balancer does; a process that ends meanwhile says why."""
        until = time.monotonic() + 120
        while time.monotonic() < until:
            if app.process.poll() is not None:
                break
            with contextlib.suppress(OSError), urllib.request.urlopen(app.url + "/readyz", timeout=2):
                return
            threading.Event().wait(0.05)
        app.stop()
        log = self.folder / f"app-{app.url.rpartition(':')[2]}.log"
        raise RuntimeError("an app did not become ready:\n" + log.read_text()[-3000:])

    def _start_proxy(self) -> Engine:
        config = self.folder / "Caddyfile"
        config.write_text(
            CADDYFILE.format(folder=self.folder, port=self.port, apps=" ".join(app.url.removeprefix("http://") for app in self.apps))
        )
        program = Path(sys.executable).parent / "caddy"
        return engines.start(
            [str(program), "run", "--adapter", "caddyfile", "--config", str(config)], self.url, self.folder,
            ready=lambda line: "serving initial configuration" in line, end_with=signal.SIGTERM,
            env={"PATH": os.environ["PATH"], "HOME": str(self.folder), "XDG_DATA_HOME": str(self.folder)},
        )


def main() -> None:
    asked = argparse.ArgumentParser(prog="make cluster", description=__doc__)
    asked.add_argument("--port", type=int, default=8443)
    asked.add_argument("--apps", type=int, default=2)
    asked.add_argument("--fresh", action="store_true", help="begin with empty data")
    given = asked.parse_args()
    folder = Path(os.environ.get("TIRO_DATA", "data/cluster"))
    if given.fresh:
        shutil.rmtree(folder, ignore_errors=True)
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    with Cluster(folder, port=given.port, apps=given.apps) as cluster:
        print(f"tiro: {len(cluster.apps)} apps, PostgreSQL and NATS behind {cluster.url}", flush=True)
        print(f"tiro: its certificate is signed by {cluster.certificate}", flush=True)
        print("tiro: people and keys of the demo are in", folder / "demo.json", flush=True)
        stop.wait()
        print("tiro: stopping", flush=True)


if __name__ == "__main__":
    main()
