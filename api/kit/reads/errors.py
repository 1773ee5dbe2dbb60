"""What a request is told when it is refused, and how a fault is masked."""

from __future__ import annotations

import logging
from typing import Any
from uuid import uuid4

import orjson
from graphql import GraphQLError

from api.kit.refusals import Refusal

log = logging.getLogger("api.reads")

STATUS = {
    "UNAUTHENTICATED": 401, "FORBIDDEN": 403, "TOO_LARGE": 413, "RATE_LIMITED": 429,
    "GRAPHQL_PARSE_FAILED": 400, "GRAPHQL_VALIDATION_FAILED": 400, "BAD_USER_INPUT": 400, "TOO_DEEP": 400,
    "TOO_COSTLY": 400, "PERSISTED_QUERY_NOT_FOUND": 400, "OPERATION_NOT_FOUND": 400, "FAULT": 500,
}


class Refused(Exception):
    """The whole request is refused: nothing of it was run."""

    def __init__(self, *errors: dict[str, Any], headers: dict[str, str] | None = None):
        super().__init__(errors)
        self.errors, self.headers = errors, headers or {}

    @property
    def status(self) -> int:
        return STATUS.get(self.errors[0]["extensions"]["code"], 400)

    def body(self) -> bytes:
        return orjson.dumps({"errors": self.errors})


def error(code: str, message: str, path: tuple[str | int, ...] = (), locations: Any = None, **more: Any) -> dict[str, Any]:
    """One entry of `errors`. A path is left out where there is none."""
    told: dict[str, Any] = {"message": tame(message)}
    if locations:
        told["locations"] = locations
    if path:
        told["path"] = list(path)
    return {**told, "extensions": {"code": code, **more}}


def refuse(code: str, message: str, path: tuple[str | int, ...] = (), **more: Any) -> Refused:
    return Refused(error(code, message, path, **more))


def of_graphql(code: str, found: GraphQLError, path: tuple[str | int, ...] = ()) -> dict[str, Any]:
    locations = [{"line": place.line, "column": place.column} for place in found.locations or ()]
    return error(code, found.message, tuple(found.path or path), locations)


def of_refusal(refusal: Refusal, path: tuple[str | int, ...]) -> dict[str, Any]:
    """A refusal that no union of the schema names; `at` is where in the input it lies."""
    more = {"at": list(refusal.path)} if refusal.path else {}
    return error(str(refusal.code), refusal.message, path, **more)


def of_fault(fault: BaseException, path: tuple[str | int, ...] = ()) -> dict[str, Any]:
    """Masked: the log knows the rest by its id."""
    fault_id = str(uuid4())
    log.error("fault %s at %s", fault_id, ".".join(map(str, path)) or "the request", exc_info=fault)
    return error("FAULT", "Something went wrong on our side.", path, faultId=fault_id)


def tame(message: str) -> str:
    """Bad input is echoed in messages: lone surrogates cannot be sent, and nobody reads a page of it."""
    short = message if len(message) <= 500 else message[:500] + "…"
    return short.encode("utf-8", "replace").decode()
