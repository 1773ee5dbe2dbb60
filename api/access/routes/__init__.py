"""The addresses of coming in: `/auth/…` for people, `/oauth/…` for systems."""

from starlette.routing import Route

from api.access.routes import auth, oauth, oidc
from api.kit.settings import Settings


def routes(settings: Settings) -> list[Route]:
    return [*auth.routes(settings), *oauth.routes(settings), *oidc.routes(settings)]
