"""OpenID Connect, as far as it is reckoning: what an answer of the identity provider must hold, and whom it means."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from api.access.rules.codes import AccessCode
from api.kit.refusals import Refusal

# Signed by the provider's own key: no `none`, and no HMAC, for which our secret or its public key could be the key.
ALGORITHMS = ("RS256", "PS256", "ES256")
SKEW = timedelta(seconds=60)
OLDEST = timedelta(minutes=10)
FLOW_LIFE = timedelta(minutes=10)  # from leaving for the provider to coming back


def refused(why: str) -> Refusal:
    """One code for whatever is wrong with the provider's answer: the person can only begin anew."""
    return Refusal(AccessCode.PROVIDER_REFUSED, why)


@dataclass(frozen=True, slots=True)
class Link:
    """Which claim says who of ours it is: `email`, or `employee_number:claim`, or `external_id:claim`."""

    column: str
    claim: str

    @classmethod
    def parse(cls, text: str) -> "Link":
        column, _, claim = text.partition(":")
        if column not in {"email", "employee_number", "external_id"} or (column != "email" and not claim):
            raise ValueError("it is email, employee_number:CLAIM or external_id:CLAIM")
        return cls(column, claim or "email")

    def value(self, claims: Mapping[str, Any]) -> str:
        """What to look for. An address that the provider has not verified could be anyone's."""
        value = claims.get(self.claim)
        if not isinstance(value, str) or not value.strip() or not value.isprintable():
            raise refused(f"The provider did not say {self.claim}.")
        if self.column == "email" and claims.get("email_verified") is not True:
            raise refused("The provider has not verified this e-mail address.")
        return value.strip()


def challenge(verifier: str) -> str:
    """PKCE (RFC 7636), S256."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def check_answer(query: Mapping[str, str], state: str, issuer: str, says_issuer: bool) -> str:
    """The code of a callback. RFC 9207: where the provider says that it names itself, it must; else another could mix in."""
    if query.get("state") != state:
        raise refused("This answer belongs to another sign-in.")
    named = query.get("iss")
    if (named is None and says_issuer) or (named is not None and named != issuer):
        raise refused("This answer comes from another provider.")
    if "error" in query:
        raise refused("The provider did not let you in.")
    if not (code := query.get("code")):
        raise refused("The provider sent no code.")
    return code


def check_claims(claims: Mapping[str, Any], *, issuer: str, client_id: str, nonce: str, now: datetime) -> None:
    """OpenID Connect Core, section 3.1.3.7."""
    if claims.get("iss") != issuer:
        raise refused("The token is of another provider.")
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if client_id not in audiences:
        raise refused("The token is for another application.")
    if (len(audiences) > 1 or "azp" in claims) and claims.get("azp") != client_id:
        raise refused("The token was made for another application.")
    if claims.get("nonce") != nonce:
        raise refused("The token belongs to another sign-in.")
    expires, issued = claims.get("exp"), claims.get("iat")
    if not _number(expires) or now.timestamp() >= expires + SKEW.total_seconds():
        raise refused("The token is over.")
    if not _number(issued) or abs(now.timestamp() - issued) > OLDEST.total_seconds() + SKEW.total_seconds():
        raise refused("The token is not of now.")
    if not isinstance(claims.get("sub"), str) or not claims["sub"]:
        raise refused("The token is about nobody.")


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
