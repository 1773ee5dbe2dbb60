"""The company's identity provider: found by discovery, asked over HTTP, believed only as far as it is signed."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from api.access.rules import oidc
from api.access.rules.codes import AccessCode
from api.kit import clock, log
from api.kit.refusals import Refusal

REMEMBERED_S = 3600.0
REFETCH_S = 30.0  # for a key that we do not know: a flood of such tokens must not become one of questions
MOST_BYTES = 262_144
SCOPES = "openid email profile"

_log = log.named("tiro.oidc")


class Provider:
    def __init__(self, issuer: str, client_id: str, client_secret: str, transport: httpx.AsyncBaseTransport | None = None):
        self.issuer, self.client_id, self.client_secret = issuer, client_id, client_secret
        self._transport = transport
        self._metadata: dict[str, Any] = {}
        self._metadata_at = self._keys_at = float("-inf")
        self._keys: KeySet | None = None

    async def metadata(self) -> Mapping[str, Any]:
        if time.monotonic() - self._metadata_at > REMEMBERED_S:
            told = await self._json("GET", f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
            if told.get("issuer") != self.issuer:
                raise _unreachable(f"it calls itself {told.get('issuer')!r}")
            for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                if not _safe(told.get(name), self.issuer):
                    raise _unreachable(f"its {name} is no address that we trust")
            self._metadata, self._metadata_at = told, time.monotonic()
        return self._metadata

    async def leave_for(self, *, state: str, nonce: str, verifier: str, redirect_uri: str) -> str:
        """Where to send the person."""
        endpoint = (await self.metadata())["authorization_endpoint"]
        asked = urlencode({
            "response_type": "code", "client_id": self.client_id, "redirect_uri": redirect_uri, "scope": SCOPES, "state": state,
            "nonce": nonce, "code_challenge": oidc.challenge(verifier), "code_challenge_method": "S256",
        })  # fmt: skip
        return endpoint + ("&" if urlsplit(endpoint).query else "?") + asked

    async def come_back(self, query: Mapping[str, str], *, state: str, nonce: str, verifier: str, redirect_uri: str) -> Mapping[str, Any]:
        """The claims of whoever comes back with this answer; every wrong one is a refusal."""
        told = await self.metadata()
        code = oidc.check_answer(query, state, self.issuer, told.get("authorization_response_iss_parameter_supported") is True)
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri, "code_verifier": verifier}
        given = await self._json("POST", told["token_endpoint"], data=form, auth=httpx.BasicAuth(self.client_id, self.client_secret))
        token = given.get("id_token")
        if not isinstance(token, str):
            raise oidc.refused("The provider sent no token.")
        claims = await self._proven(token)
        oidc.check_claims(claims, issuer=self.issuer, client_id=self.client_id, nonce=nonce, now=clock.now())
        return claims

    async def _proven(self, token: str) -> Mapping[str, Any]:
        """The claims of a token that the provider has signed. A key that it has just begun to use is fetched, once."""
        for again in (False, True):
            keys = await self.keys(again)
            if keys is None:
                continue
            try:
                return jwt.decode(token, keys, algorithms=list(oidc.ALGORITHMS)).claims
            except (JoseError, ValueError, TypeError, KeyError, AttributeError) as no:
                reason = no
        _log.info("a token was refused", reason=type(reason).__name__)
        raise oidc.refused("The token is not signed by the provider.")

    async def keys(self, again: bool) -> KeySet | None:
        since = time.monotonic() - self._keys_at
        if self._keys is not None and (not again or since < REFETCH_S) and since < REMEMBERED_S:
            return None if again else self._keys
        told = await self._json("GET", (await self.metadata())["jwks_uri"])
        try:
            usable = [key for key in told["keys"] if isinstance(key, dict) and key.get("kty") in {"RSA", "EC"} and key.get("use", "sig") == "sig"]
            self._keys = KeySet.import_key_set({"keys": usable})
        except (JoseError, ValueError, TypeError, KeyError) as no:
            raise _unreachable("its keys cannot be read") from no
        self._keys_at = time.monotonic()
        return self._keys

    async def _json(self, method: str, url: str, **given: Any) -> dict[str, Any]:
        try:
            async with httpx.AsyncClient(transport=self._transport, timeout=10, follow_redirects=False) as client:
                async with client.stream(method, url, headers={"accept": "application/json"}, **given) as response:
                    body = bytearray()
                    async for part in response.aiter_bytes():
                        body += part
                        if len(body) > MOST_BYTES:
                            raise _unreachable("it sends too much")
            told = httpx.Response(response.status_code, content=bytes(body)).json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as no:
            raise _unreachable(type(no).__name__) from no
        if response.status_code != 200 or not isinstance(told, dict):
            if method == "POST" and response.status_code == 400:
                raise oidc.refused("The provider does not know this code (any more).")
            raise _unreachable(f"it answers {response.status_code}")
        return told


def _safe(address: Any, issuer: str) -> bool:
    """https; plain http only where the issuer itself is (a provider on this machine)."""
    return isinstance(address, str) and address.startswith(("https://", "http://") if issuer.startswith("http://") else ("https://",))


def _unreachable(why: str) -> Refusal:
    _log.warning("the identity provider", trouble=why)
    return Refusal(AccessCode.PROVIDER_UNREACHABLE, "The identity provider cannot be asked just now.")
