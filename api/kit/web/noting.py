"""The line that each request leaves on stderr. Written some at a time: a line each would cost as much as a small answer."""

from __future__ import annotations

import asyncio
import sys
import time
from typing import Any

import orjson

SOON_S = 0.1
MANY = 500


class Notebook:
    def __init__(self) -> None:
        self._lines: list[bytes] = []
        self._soon: asyncio.TimerHandle | None = None

    def note(self, **told: Any) -> None:
        now = time.time()
        at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + f".{int(now * 1000) % 1000:03}Z"
        self._lines.append(orjson.dumps({"event": "request", "level": "info", "at": at, **told}))
        if len(self._lines) >= MANY:
            self.write()
        elif self._soon is None:
            self._soon = asyncio.get_running_loop().call_later(SOON_S, self.write)

    def write(self) -> None:
        if self._soon is not None:
            self._soon.cancel()
            self._soon = None
        if self._lines:
            lines, self._lines = self._lines, []
            sys.stderr.write(b"\n".join(lines).decode() + "\n")
            sys.stderr.flush()
