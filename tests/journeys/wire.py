"""The wire between a desk and the company: it carries bytes as they are, sockets included, and can be cut and mended."""

import contextlib
import socket
import threading
from urllib.parse import urlsplit


class Wire:
    def __init__(self, company: str):
        parts = urlsplit(company)
        self.company = (parts.hostname, parts.port)
        self.ear = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.ear.getsockname()[1]}"
        self.up = True
        self.ends: set[socket.socket] = set()
        self.lock = threading.Lock()
        threading.Thread(target=self._serve, daemon=True).start()

    def cut(self) -> None:
        """Whatever runs breaks, and nothing new comes through."""
        with self.lock:
            self.up = False
            ends, self.ends = self.ends, set()
        for end in ends:
            _break(end)

    def mend(self) -> None:
        self.up = True

    def stop(self) -> None:
        self.cut()
        self.ear.close()

    def _serve(self) -> None:
        while True:
            try:
                near, _ = self.ear.accept()
            except OSError:
                return  # stopped
            if not self.up:
                _break(near)
                continue
            far = socket.create_connection(self.company)
            with self.lock:
                self.ends |= {near, far}
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while said := one.recv(65_536):
                other.sendall(said)
        for end in (one, other):
            _break(end)
        with self.lock:
            self.ends -= {one, other}


def _break(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
