"""The rules' noes, as the world hears them."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from api.impact.rules.codes import Flag, Refused
from api.kit.refusals import Code, Refusal

P = ParamSpec("P")
R = TypeVar("R")


def camel(part: str) -> str:
    first, *rest = part.split("_")
    return first + "".join(word.capitalize() for word in rest)


def said(path: str) -> tuple[str, ...]:
    """`need.sign_off` as the schema names it."""
    return tuple(camel(part) for part in path.split(".") if part)


def refusal(no: Refused, *within: str) -> Refusal:
    return Refusal(no.code.value, no.message, (*within, *said(no.path)))


def flag_json(flag: Flag) -> dict[str, str]:
    """As it rides in a row."""
    return {"code": flag.code.value, "path": ".".join(said(flag.path)), "message": flag.message, "severity": flag.severity.name}


@contextmanager
def heard(*within: str | int) -> Iterator[None]:
    """What a rule refuses in here, the caller is told, with the place where it stood."""
    try:
        yield
    except Refused as no:
        raise refusal(no, *map(str, within)) from no


def refusing(action: Callable[P, Awaitable[R]]) -> Callable[P, Awaitable[R]]:
    """An action whose rules may refuse."""

    @wraps(action)
    async def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with heard():
            return await action(*args, **kwargs)

    return run


def invalid(message: str, *path: str | int) -> Refusal:
    return Refusal(Code.INVALID, message, path)
