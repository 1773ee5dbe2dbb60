"""uvicorn, set as we need it: no compression of frames, pings, limits, and a stop that lets everyone finish."""

from __future__ import annotations

import contextlib
import resource
import signal
import threading
from typing import Any

import uvicorn

from api.kit.settings import Settings
from api.kit.web.asking import CLIENTS

GRACE_S = 25  # of the 30 that an orchestrator waits


class Server(uvicorn.Server):
    """Sockets and event streams are told to go before uvicorn waits for what is still being answered."""

    async def shutdown(self, sockets: list[Any] | None = None) -> None:
        for server in self.servers:
            server.close()
        await self.config.app.state.drain()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Any:
        """As uvicorn's, but a stop that was asked for and went well is a success: the signal is not raised again."""
        if threading.current_thread() is not threading.main_thread():
            yield  # signals are the main thread's
            return
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def open_many_files() -> None:
    """A socket is a file; a thousand, as most systems allow at first, are few."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65_536 if hard == resource.RLIM_INFINITY else min(hard, 65_536)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def config(app: Any, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app, host=settings.host, port=settings.port, loop="uvloop", http="httptools", ws="websockets-sansio", lifespan="on",
        ws_per_message_deflate=False, ws_max_size=CLIENTS, ws_ping_interval=20, ws_ping_timeout=20,
        access_log=False, log_config=None, server_header=False, date_header=True, timeout_keep_alive=75, timeout_graceful_shutdown=GRACE_S,
        backlog=4096, proxy_headers=False, h11_max_incomplete_event_size=64 * 1024,
        ssl_certfile=str(settings.tls_cert) if settings.tls_cert else None, ssl_keyfile=str(settings.tls_key) if settings.tls_key else None,
    )
