"""What an API client may be allowed, and what of the change feed each scope opens."""

from collections.abc import Iterable

from api.kit.refusals import Code, Refusal

SCOPES = (
    "people:read", "people:write", "learning:read", "learning:write", "catalogue:read", "catalogue:write",
    "impact:read", "impact:write", "changes:read",
)  # fmt: skip

# The first word of a journal kind, and the scope without which an entry is a number only.
_OPENS = {
    "people:read": ("employee", "team", "position", "shift", "role", "organisation"),
    "learning:read": ("assignment", "attempt", "activity", "milestone"),
    "catalogue:read": ("unit", "course"),
    "impact:read": ("evaluation", "kpi", "checkin"),
}
SCOPE_OF = {word: scope for scope, words in _OPENS.items() for word in words}


def checked(scopes: Iterable[str], path: tuple[str | int, ...]) -> list[str]:
    """The scopes, each once, in the order of the list above."""
    wanted = list(scopes)
    for number, scope in enumerate(wanted):
        if scope not in SCOPES:
            raise Refusal(Code.INVALID, f"There is no such scope; {', '.join(SCOPES)} are.", (*path, number))
    if not wanted:
        raise Refusal(Code.INVALID, "A client without a scope could do nothing.", path)
    return [scope for scope in SCOPES if scope in wanted]


def opens(scopes: Iterable[str], kind: str) -> bool:
    """Whether a client with these scopes may read what an entry of this kind carries."""
    return SCOPE_OF.get(kind.partition(".")[0]) in scopes
