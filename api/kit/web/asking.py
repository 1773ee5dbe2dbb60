"""From bytes to a question: bodies with a limit, JSON with a shape. Bad input is a 4xx with a code, in linear time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

import orjson

from api.kit.reads.errors import Refused, error
from api.kit.reads.execute import Ask

MIB = 1024 * 1024
PEOPLE, CLIENTS = 1 * MIB, 8 * MIB

Receive = Callable[[], Awaitable[dict[str, Any]]]


class Gone(Exception):
    """The client left before it had asked."""


class Rejected(Refused):
    """A refusal of the transport, with its own status. It is told as such in both media types."""

    def __init__(self, status: int, code: str, message: str, **headers: str):
        super().__init__(error(code, message), headers={name.replace("_", "-"): value for name, value in headers.items()})
        self._status = status

    @property
    def status(self) -> int:
        return self._status


async def body(receive: Receive, headers: dict[bytes, bytes], limit: int) -> bytes:
    """Read at most `limit`; refuse before reading when the length says so, and stop reading when it lied."""
    if b"content-encoding" in headers and headers[b"content-encoding"].lower() != b"identity":
        raise Rejected(415, "UNSUPPORTED_MEDIA_TYPE", "A body is sent as it is, without Content-Encoding.", accept_encoding="identity")
    length = headers.get(b"content-length", b"0")
    if length.isdigit() and (len(length) > 12 or int(length) > limit):
        raise too_large(limit)
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        part = message.get("body", b"")
        size += len(part)
        if size > limit:
            raise too_large(limit)
        parts.append(part)
        if not message.get("more_body", False):
            return parts[0] if len(parts) == 1 else b"".join(parts)


def too_large(limit: int) -> Rejected:
    # The rest of the body is not read, so the connection cannot be used again.
    return Rejected(413, "TOO_LARGE", f"A request has at most {limit // MIB} MiB.", connection="close")


def question(raw: bytes) -> Ask:
    """The parameters of GraphQL over HTTP."""
    try:
        told = orjson.loads(raw)
    except orjson.JSONDecodeError as why:
        raise Rejected(400, "BAD_JSON", f"The body is not JSON: {str(why)[:200]}.") from None
    return asked(told)


def asked(told: Any) -> Ask:
    if isinstance(told, list):
        raise Rejected(400, "BAD_REQUEST", "One operation a request: batches are not taken.")
    if not isinstance(told, dict):
        raise Rejected(400, "BAD_REQUEST", "The body is a JSON object with `query`.")
    query, variables, name, extensions = (told.get(part) for part in ("query", "variables", "operationName", "extensions"))
    if not isinstance(query, str):
        raise Rejected(400, "BAD_REQUEST", "`query` is a string: a GraphQL document.")
    if variables is not None and not isinstance(variables, dict):
        raise Rejected(400, "BAD_REQUEST", "`variables` is an object.")
    if name is not None and not isinstance(name, str):
        raise Rejected(400, "BAD_REQUEST", "`operationName` is a string.")
    if extensions is not None and not isinstance(extensions, dict):
        raise Rejected(400, "BAD_REQUEST", "`extensions` is an object.")
    return Ask(query, variables or {}, name)


def question_in_address(raw: bytes) -> Ask:
    """GET: the same, URL-encoded; `variables` and `extensions` are JSON."""
    try:
        told: dict[str, Any] = dict(parse_qsl(raw.decode("ascii"), keep_blank_values=True, strict_parsing=bool(raw), max_num_fields=10, errors="strict"))
    except (ValueError, UnicodeDecodeError):
        raise Rejected(400, "BAD_REQUEST", "The address does not hold a question.") from None
    for part in ("variables", "extensions"):
        if part in told:
            try:
                told[part] = orjson.loads(told[part]) if told[part] else None
            except orjson.JSONDecodeError:
                raise Rejected(400, "BAD_JSON", f"`{part}` is JSON.") from None
    return asked(told)


# Answers ------------------------------------------------------------------------------------------

GRAPHQL, JSON = b"application/graphql-response+json", b"application/json"


@lru_cache(256)
def media_type(accept: bytes | None) -> bytes | None:
    """GraphQL over HTTP: JSON unless asked for the newer type; None when neither will do."""
    if accept is None or accept == b"*/*":
        return JSON
    best, best_q = None, 0.0
    for part in accept.lower().split(b",")[:32]:
        name, *parameters = (piece.strip() for piece in part.split(b";"))
        q = next((quality(parameter[2:]) for parameter in parameters if parameter.startswith(b"q=")), 1.0)
        if any(parameter.startswith(b"charset=") and parameter[8:].strip(b'"') not in (b"utf-8", b"utf8") for parameter in parameters):
            continue
        offered = {GRAPHQL: GRAPHQL, JSON: JSON, b"application/*": JSON, b"*/*": JSON}.get(name)
        if offered and q > best_q:
            best, best_q = offered, q
    return best


def quality(value: bytes) -> float:
    try:
        return float(value)
    except ValueError:
        return 0.0


@lru_cache(256)
def is_json(content_type: bytes | None) -> bool:
    """`application/json`, in UTF-8."""
    name, *parameters = (piece.strip().lower() for piece in (content_type or b"").split(b";"))
    charset = next((parameter[8:].strip(b'"') for parameter in parameters if parameter.startswith(b"charset=")), b"utf-8")
    return name == JSON and charset in (b"utf-8", b"utf8")
