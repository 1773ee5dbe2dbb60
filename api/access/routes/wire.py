"""Small JSON in, small JSON out; refusals with the status that fits their code."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from api.access.rules.codes import AccessCode
from api.kit.refusals import Code, Refusal

MOST_BYTES = 8_192
STATUS = {
    Code.UNAUTHENTICATED: 401, Code.FORBIDDEN: 403, Code.NOT_FOUND: 404, Code.CONFLICT: 409, Code.TOO_LARGE: 413,
    Code.RATE_LIMITED: 429, AccessCode.WRONG_PIN: 401, AccessCode.LOCKED: 429,
}  # fmt: skip


def answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(
        orjson.dumps(value), status, {"cache-control": "no-store", **(headers or {})}, media_type="application/json"
    )


def refused(no: Refusal) -> Response:
    told: dict[str, Any] = {"code": no.code, "message": no.message, "path": [str(part) for part in no.path]}
    headers = {}
    if getattr(no, "tries_left", None) is not None:
        told["triesLeft"] = no.tries_left
    if wait := getattr(no, "retry_after_s", None):
        told["retryAfterS"], headers["retry-after"] = wait, str(wait)
    return answer(told, STATUS.get(no.code, 400), headers)


def refusing(endpoint: Callable[..., Awaitable[Response]]) -> Callable[..., Awaitable[Response]]:
    """An expected no becomes its answer."""

    async def guarded(*given: Any) -> Response:
        try:
            return await endpoint(*given)
        except Refusal as no:
            return refused(no)

    return guarded


async def body(request: Request) -> bytes:
    """Read no further than what is allowed."""
    got = bytearray()
    try:
        async for part in request.stream():
            got += part
            if len(got) > MOST_BYTES:
                raise Refusal(Code.TOO_LARGE, f"The body is longer than {MOST_BYTES} bytes.")
    except ClientDisconnect:
        raise Refusal(Code.INVALID, "The body broke off.") from None
    return bytes(got)


async def fields(request: Request, *names: str, optional: tuple[str, ...] = ()) -> dict[str, str]:
    """The texts of a JSON object, exactly those that are known."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Refusal(Code.INVALID, "The body is sent as application/json.")
    try:
        given = orjson.loads(await body(request) or b"{}")
    except orjson.JSONDecodeError:
        raise Refusal(Code.INVALID, "The body is no JSON.") from None
    if not isinstance(given, dict):
        raise Refusal(Code.INVALID, "The body is no object.")
    for name, value in given.items():
        if name not in names and name not in optional:
            raise Refusal(Code.INVALID, "There is no such field.", (name[:60],))
        if not isinstance(value, str) or len(value) > 400 or not value.isprintable():
            raise Refusal(Code.INVALID, "It is no line of text.", (name,))
    for name in names:
        if not given.get(name):
            raise Refusal(Code.INVALID, "It is missing.", (name,))
    return given
