"""One JSON line per event on stderr. Secrets are never logged: by key, and inside addresses."""

import logging
import re
import sys
from typing import Any

import orjson
import structlog

from api.kit.fields import iso

SECRET = re.compile(
    r"(^|_)(pin|pins|secret|secrets|password|passwd|token|tokens|cookie|cookies|authorization|credential|credentials|code_verifier|assertion|key|hash)$"
    r"|secret|password|authorization|cookie",
    re.I,
)
IN_ADDRESS = re.compile(r"(\w+://[^\s:/@]*):[^\s/@]+@")
BEARER = re.compile(r"\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]+", re.I)
HIDDEN = "[hidden]"

_reserved = {"natural_key", "idempotency_key"}  # names that end like secrets and are none


def hide(value: Any, key: str = "") -> Any:
    """The same value, fit to be read by anyone who reads logs."""
    if key and key not in _reserved and SECRET.search(key) and value is not None:
        return HIDDEN
    if isinstance(value, dict):
        return {name: hide(inner, str(name)) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [hide(inner) for inner in value]
    if isinstance(value, str):
        return BEARER.sub(rf"\1 {HIDDEN}", IN_ADDRESS.sub(rf"\1:{HIDDEN}@", value))
    return value


def _hide(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    return {name: value if name.startswith("_") else hide(value, name) for name, value in event.items()}


def _stamp(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    from api.kit import clock

    event["at"] = iso(clock.now())
    return event


def _dump(event: dict[str, Any], **_: Any) -> str:
    return orjson.dumps(event, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


def set_up(level: str = "info", stream: Any = None) -> None:
    """Send structlog's and the standard library's records the same way."""
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        _stamp,
        structlog.processors.format_exc_info,
        _hide,
    ]
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(serializer=_dump),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers[:] = []
        logging.getLogger(name).propagate = True
    # Statements carry people's data, and are too many.
    for name in ("tortoise", "tortoise.db_client", "aiosqlite", "asyncio", "uvicorn.access", "httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def named(name: str) -> structlog.stdlib.BoundLogger:
    return structlog.stdlib.get_logger(name)
