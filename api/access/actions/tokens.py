"""Access tokens of API clients: issued, revoked, looked into."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from api.access import secrets
from api.access.models import AccessToken, ApiClient
from api.access.rules import oauth
from api.access.rules.oauth import Claimed, OAuthError
from api.kit import clock, journal
from api.kit.work import unit_of_work

KEPT_AFTER_END = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Issued:
    token: str
    scopes: list[str]
    expires_in_s: int


async def proven(claimed: Claimed) -> ApiClient:
    """The client that knows one of its two live secrets. A client that does not exist looks like a wrong secret."""
    client = await ApiClient.get_or_none(client_id=claimed.client_id) if "\0" not in claimed.client_id else None
    given = secrets.digest(claimed.secret)
    hashes = [kept["hash"] for kept in client.secret_hashes] if client and client.ended_at is None else []
    if not any([secrets.same(given, hash) for hash in hashes]):
        raise OAuthError("invalid_client", "There is no such client, or its secret is another.", 401, basic=claimed.by_header)
    return client


async def issue(claimed: Claimed, asked: str | None) -> Issued:
    client = await proven(claimed)
    scopes, token = oauth.granted(asked, client.scopes), secrets.token()
    now = clock.now()

    async def work() -> None:
        fresh = await ApiClient.select_for_update().get(id=client.id)
        if fresh.ended_at is not None:
            raise OAuthError("invalid_client", "The client has ended.", 401, basic=claimed.by_header)
        await AccessToken.filter(api_client_id=client.id, expires_at__lt=now - KEPT_AFTER_END).delete()
        await AccessToken.create(
            organisation_id=client.organisation_id, api_client_id=client.id, token_hash=secrets.digest(token),
            scopes=scopes, issued_at=now, expires_at=now + oauth.TOKEN_LIFE,
        )
        await ApiClient.filter(id=client.id).update(used_at=now)

    await unit_of_work(work)
    return Issued(token, scopes, int(oauth.TOKEN_LIFE.total_seconds()))


async def revoke(claimed: Claimed, token: str) -> None:
    """RFC 7009: a token that is not this client's, or none at all, is no error and nothing happens."""
    client = await proven(claimed)

    async def work() -> None:
        mine = AccessToken.filter(api_client_id=client.id, token_hash=secrets.digest(token), ended_at__isnull=True)
        if kept := await mine.select_for_update().first():
            kept.ended_at = clock.now()
            await kept.save(update_fields=["ended_at"])
            journal.add("token.ended", organisation=client.organisation_id, subject=client.id)

    await unit_of_work(work)


async def introspect(claimed: Claimed, token: str) -> dict:
    """RFC 7662, of the client's own tokens."""
    client = await proven(claimed)
    kept = await AccessToken.get_or_none(api_client_id=client.id, token_hash=secrets.digest(token))
    if kept is None or not alive(kept, clock.now()):
        return {"active": False}
    return {
        "active": True, "scope": " ".join(kept.scopes), "client_id": client.client_id, "token_type": "Bearer",
        "exp": int(kept.expires_at.timestamp()), "iat": int(kept.issued_at.timestamp()), "sub": client.client_id,
    }


def alive(token: AccessToken, now: datetime) -> bool:
    return token.ended_at is None and token.expires_at > now
