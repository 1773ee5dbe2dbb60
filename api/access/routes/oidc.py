"""`/auth/oidc`: off to the identity provider, and back. What must survive the way travels in the browser's own cookie.

The cookie is signed with a key made of the client secret, so that every process reads it, and it is good once and for
ten minutes. Whatever is wrong ends at the sign-in page with a code: never a fault, never a session.
"""

import hmac
from collections.abc import Callable

import httpx
from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.access import secrets
from api.access.actions import sessions, single_sign_on
from api.access.provider import Provider
from api.access.rules import oidc
from api.access.rules.oidc import Link
from api.access.rules.sessions import LONGEST
from api.access.viewers import viewer_for
from api.kit.refusals import Refusal
from api.kit.settings import Settings
from api.kit.web.credentials import Doorman, headers_of


def routes(settings: Settings, transport: httpx.AsyncBaseTransport | None = None) -> list[Route]:
    if settings.oidc_issuer is None:
        return []
    sign_on = SignOn(settings, transport)
    return [
        Route("/auth/oidc", sign_on.refusing(sign_on.leave), methods=["GET"]),
        Route("/auth/oidc/callback", sign_on.refusing(sign_on.come_back), methods=["GET"]),
    ]


class SignOn:
    def __init__(self, settings: Settings, transport: httpx.AsyncBaseTransport | None):
        self.provider = Provider(settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret, transport)
        self.link, self.slug = Link.parse(settings.oidc_link), settings.oidc_organisation
        self.redirect_uri = f"{settings.public_url}/auth/oidc/callback"
        self.doorman = Doorman(settings, viewer_for)
        secure = self.doorman.secure
        self.session_cookie, self.flow_cookie = ("__Host-tiro", "__Host-tiro-oidc") if secure else ("tiro", "tiro-oidc")
        key = hmac.digest(settings.oidc_client_secret.encode(), b"tiro oidc flow", "sha256")
        self.signer = URLSafeTimedSerializer(key, salt="flow", signer_kwargs={"digest_method": "sha256", "key_derivation": "hmac"})

    async def leave(self, request: Request) -> Response:
        flow = {"state": secrets.token(), "nonce": secrets.token(), "verifier": secrets.token()}
        away = RedirectResponse(await self.provider.leave_for(**flow, redirect_uri=self.redirect_uri), 303)
        self._set(away, self.flow_cookie, self.signer.dumps(flow), int(oidc.FLOW_LIFE.total_seconds()))
        return away

    async def come_back(self, request: Request) -> Response:
        try:
            flow = self.signer.loads(request.cookies.get(self.flow_cookie, ""), max_age=int(oidc.FLOW_LIFE.total_seconds()))
        except BadData:
            raise oidc.refused("This sign-in was not begun in this browser, or too long ago.") from None
        claims = await self.provider.come_back(_once(request), **flow, redirect_uri=self.redirect_uri)
        token = await single_sign_on.sign_in(claims, self.link, self.slug, request.headers.get("user-agent", ""))
        if old := self.doorman.cookie(headers_of(request.scope)):
            await sessions.end(old)
        home = RedirectResponse("/sign-in?signed-in", 303)
        self._set(home, self.session_cookie, token, int(LONGEST.total_seconds()))
        return home

    def refusing(self, endpoint: Callable) -> Callable:
        async def guarded(request: Request) -> Response:
            try:
                response = await endpoint(request)
            except Refusal as no:
                response = RedirectResponse(f"/sign-in?refused={no.code}", 303)
            if endpoint == self.come_back:
                response.delete_cookie(self.flow_cookie, path="/", secure=self.doorman.secure, httponly=True, samesite="lax")
            response.headers["cache-control"] = "no-store"
            return response

        return guarded

    def _set(self, response: Response, name: str, value: str, seconds: int) -> None:
        # Lax, not Strict: the browser comes back from another site, and must bring it.
        response.set_cookie(name, value, max_age=seconds, path="/", secure=self.doorman.secure, httponly=True, samesite="lax")


def _once(request: Request) -> dict[str, str]:
    """The query, nothing in it twice."""
    pairs = request.query_params.multi_items()
    if len({name for name, _ in pairs}) < len(pairs):
        raise oidc.refused("The answer says something twice.")
    return dict(pairs)
