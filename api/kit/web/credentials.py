"""What a request shows of who sends it, and the rules of cookies: ours alone may send them."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from api.kit.refusals import FORBIDDEN, INVALID, UNAUTHENTICATED, Refusal
from api.kit.settings import Settings
from api.kit.viewer import Viewer

Resolve = Callable[[str | None, str | None], Awaitable[Viewer | None]]


@dataclass(frozen=True, slots=True)
class Credentials:
    """A cookie, a bearer token, or neither; never both."""

    cookie: str | None = None
    bearer: str | None = None

    def __repr__(self) -> str:
        return f"Credentials({'cookie' if self.cookie else 'bearer' if self.bearer else 'none'})"


def headers_of(scope: dict[str, Any]) -> dict[bytes, bytes]:
    """Names are lower case. Of a header given twice the last counts, except cookies, which are joined."""
    headers: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        headers[name] = headers[name] + b"; " + value if name == b"cookie" and name in headers else value
    return headers


class Doorman:
    """Reads credentials off a request, and says whether a cookie may be used from where it comes."""

    def __init__(self, settings: Settings, resolve: Resolve):
        self.resolve = resolve
        self.secure = settings.public_url.startswith("https:")
        self.origin = origin_of(settings.public_url)
        # A browser keeps `__Host-` cookies from plain HTTP, so plain loopback has another name.
        self.jar = re.compile(rb"(?:^|;)\s*(__Host-tiro)=\"?([^;\"\s]+)" if self.secure else rb"(?:^|;)\s*(__Host-tiro|tiro)=\"?([^;\"\s]+)")

    def credentials(self, headers: dict[bytes, bytes]) -> Credentials:
        cookie, bearer = self.cookie(headers), bearer_of(headers.get(b"authorization"))
        if cookie is not None and bearer is not None:
            raise Refusal(INVALID, "A bearer token never comes with a session cookie: send one of them.")
        return Credentials(cookie, bearer)

    def cookie(self, headers: dict[bytes, bytes]) -> str | None:
        raw = headers.get(b"cookie")
        found = self.jar.search(raw) if raw is not None else None
        return found[2].decode("latin-1") if found else None

    def ours(self, scope: dict[str, Any], headers: dict[bytes, bytes]) -> bool:
        """Our own Origin; or none, with the browser's word that it is the same."""
        origin = headers.get(b"origin")
        if origin is None:
            return headers.get(b"sec-fetch-site") == b"same-origin"
        return self.allows(origin.decode("latin-1"), headers.get(b"host", b"").decode("latin-1"), scope)

    def allows(self, origin: str, host: str, scope: dict[str, Any]) -> bool:
        if origin == self.origin:
            return True
        parts = urlsplit(origin)
        secure = self.secure or scope.get("scheme") in {"https", "wss"}
        return bool(host) and parts.netloc == host and parts.scheme == ("https" if secure else "http")

    def check_cookie_rules(self, scope: dict[str, Any], headers: dict[bytes, bytes]) -> None:
        """No other site, form or link can send what is asked here: a header of ours, and our Origin."""
        if b"x-tiro" not in headers:
            raise Refusal(FORBIDDEN, "A request with a cookie needs the header X-Tiro.")
        if not self.ours(scope, headers):
            raise Refusal(FORBIDDEN, "A request with a cookie comes from our own origin only.")

    async def viewer(self, credentials: Credentials) -> Viewer | None:
        if credentials.cookie is None and credentials.bearer is None:
            return None
        return await self.resolve(credentials.cookie, credentials.bearer)


def bearer_of(value: bytes | str | None) -> str | None:
    """The token of an Authorization header. Another scheme, or a header without one, signs nobody in."""
    if value is None:
        return None
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    scheme, _, token = text.strip().partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        raise Refusal(UNAUTHENTICATED, "Authorization is `Bearer` and a token.")
    if len(token) > 4096:
        raise Refusal(UNAUTHENTICATED, "The token is none of ours.")
    return token


def origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
