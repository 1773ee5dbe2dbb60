"""Meters for Prometheus, on a port of loopback that no proxy shows."""

from __future__ import annotations

from typing import Any

from prometheus_client import start_http_server

from api.kit import meters


def serve(port: int | None) -> Any:
    """In a thread of its own: what is busy can still be measured. Returns what `stop` takes."""
    return start_http_server(port, "127.0.0.1", meters.registry) if port else None


def stop(serving: Any) -> None:
    if serving is not None:
        server, thread = serving
        server.shutdown()
        server.server_close()
        thread.join(5)
