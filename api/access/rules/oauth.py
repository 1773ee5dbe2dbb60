"""The wire of OAuth 2: who a client says it is, what it asks for, and the errors of RFC 6749."""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qsl, unquote_plus

TOKEN_LIFE = timedelta(hours=1)


class OAuthError(Exception):
    """An error as RFC 6749, section 5.2 has it."""

    def __init__(self, error: str, description: str, status: int = 400, *, basic: bool = False):
        super().__init__(error, description)
        self.error, self.description, self.status, self.basic = error, description, status, basic


@dataclass(frozen=True, slots=True)
class Claimed:
    """Who the request says it is from; nothing is proven yet."""

    client_id: str
    secret: str
    by_header: bool


def form(body: bytes) -> dict[str, str]:
    """The parameters of a form body. None may come twice; an empty one counts as absent."""
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, strict_parsing=bool(body), max_num_fields=30, errors="strict")
    except ValueError:
        raise OAuthError("invalid_request", "The body is no form.") from None
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        raise OAuthError("invalid_request", "A parameter comes twice.")
    return {name: value for name, value in pairs if value}


def claimed(authorization: str | None, parameters: dict[str, str]) -> Claimed:
    """By Basic authentication or in the body, never in both."""
    by_body = "client_secret" in parameters
    if authorization is not None:
        if by_body:
            raise OAuthError("invalid_request", "The client proves itself twice.")
        client_id, secret = _basic(authorization)
        if parameters.get("client_id", client_id) != client_id:
            raise OAuthError("invalid_request", "client_id is not the one of the header.")
        return Claimed(client_id, secret, True)
    if by_body and "client_id" in parameters:
        return Claimed(parameters["client_id"], parameters["client_secret"], False)
    raise OAuthError("invalid_client", "The client must prove itself.", 401)


def _basic(header: str) -> tuple[str, str]:
    scheme, _, value = header.strip().partition(" ")
    no = OAuthError("invalid_client", "The Authorization header is no Basic authentication.", 401, basic=True)
    if scheme.lower() != "basic":
        raise no
    try:
        text = base64.b64decode(value.strip(), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        raise no from None
    client_id, colon, secret = text.partition(":")
    if not colon:
        raise no
    # RFC 6749, section 2.3.1: both are form-encoded before they are joined.
    return unquote_plus(client_id), unquote_plus(secret)


def granted(asked: str | None, allowed: Iterable[str]) -> list[str]:
    """The scopes of a token: those asked for, or all that the client has; more than it has is refused."""
    allowed = list(allowed)
    if asked is None:
        return allowed
    wanted = asked.split(" ")
    if not all(scope in allowed for scope in wanted):
        raise OAuthError("invalid_scope", "The client may not have every scope that it asks for.")
    return [scope for scope in allowed if scope in wanted]


def metadata(issuer: str, scopes: Iterable[str]) -> dict:
    """RFC 8414."""
    methods = ["client_secret_basic", "client_secret_post"]
    return {
        "issuer": issuer,
        "token_endpoint": f"{issuer}/oauth/token",
        "token_endpoint_auth_methods_supported": methods,
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": [],
        "scopes_supported": list(scopes),
        "revocation_endpoint": f"{issuer}/oauth/revoke",
        "revocation_endpoint_auth_methods_supported": methods,
        "introspection_endpoint": f"{issuer}/oauth/introspect",
        "introspection_endpoint_auth_methods_supported": methods,
        "service_documentation": f"{issuer}/",
    }
