"""`/oauth/…`: OAuth 2 client credentials (RFC 6749), revocation (RFC 7009), introspection (RFC 7662), metadata (RFC 8414)."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.access.actions import tokens
from api.access.limits import Failures, TooMany
from api.access.routes import wire
from api.access.rules import oauth
from api.access.rules.oauth import Claimed, OAuthError
from api.access.rules.scopes import SCOPES
from api.kit.refusals import Refusal
from api.kit.settings import Settings

Endpoint = Callable[[Claimed, dict[str, str]], Awaitable[Response]]


def routes(settings: Settings) -> list[Route]:
    door = OAuth(settings)
    return [
        Route("/oauth/token", door.asked(door.token), methods=["POST"]),
        Route("/oauth/revoke", door.asked(door.revoke), methods=["POST"]),
        Route("/oauth/introspect", door.asked(door.introspect), methods=["POST"]),
        Route("/.well-known/oauth-authorization-server", door.metadata, methods=["GET"]),
    ]


class OAuth:
    def __init__(self, settings: Settings):
        self.issuer = settings.public_url
        self.failures = Failures()

    def asked(self, endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
        """A form from a client that says who it is; wrong ones are slowed down by address."""

        async def guarded(request: Request) -> Response:
            address = request.client.host if request.client else "?"
            try:
                self.failures.check(address)
                if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
                    raise OAuthError("invalid_request", "The body is sent as application/x-www-form-urlencoded.")
                parameters = oauth.form(await wire.body(request))
                return await endpoint(oauth.claimed(request.headers.get("authorization"), parameters), parameters)
            except OAuthError as no:
                if no.error == "invalid_client":
                    self.failures.failed(address)
                return _refused(no)
            except TooMany as no:
                headers = {"retry-after": str(no.retry_after_s)}
                return wire.answer({"error": "slow_down", "error_description": no.message}, 429, headers)
            except Refusal as no:
                return wire.answer({"error": "invalid_request", "error_description": no.message}, 413)

        return guarded

    async def token(self, claimed: Claimed, parameters: dict[str, str]) -> Response:
        grant = parameters.get("grant_type")
        if grant is None:
            raise OAuthError("invalid_request", "grant_type is missing.")
        if grant != "client_credentials":
            raise OAuthError("unsupported_grant_type", "Only client_credentials is granted.")
        issued = await tokens.issue(claimed, parameters.get("scope"))
        return wire.answer({
            "access_token": issued.token, "token_type": "Bearer", "expires_in": issued.expires_in_s, "scope": " ".join(issued.scopes),
        }, headers={"pragma": "no-cache"})

    async def revoke(self, claimed: Claimed, parameters: dict[str, str]) -> Response:
        await tokens.revoke(claimed, _token(parameters))
        return Response(status_code=200, headers={"cache-control": "no-store"})

    async def introspect(self, claimed: Claimed, parameters: dict[str, str]) -> Response:
        return wire.answer(await tokens.introspect(claimed, _token(parameters)))

    async def metadata(self, request: Request) -> Response:
        return wire.answer(oauth.metadata(self.issuer, SCOPES))


def _token(parameters: dict[str, str]) -> str:
    if "token" not in parameters:
        raise OAuthError("invalid_request", "token is missing.")
    return parameters["token"]


def _refused(no: OAuthError) -> Response:
    headers = {"www-authenticate": 'Basic realm="Tiro", charset="UTF-8"'} if no.status == 401 else {}
    return wire.answer({"error": no.error, "error_description": no.description}, no.status, {**headers, "pragma": "no-cache"})
