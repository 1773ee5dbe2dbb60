"""API clients: systems that come in with OAuth 2 client credentials. Their secrets are shown once."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from api.access import secrets
from api.access.models import AccessToken, ApiClient
from api.access.rules import scopes as rules
from api.kit import clock, journal
from api.kit.fields import iso
from api.kit.refusals import Code, Refusal
from api.kit.viewer import Viewer
from api.kit.work import unit_of_work
from api.people.rules import checks

LIVE_SECRETS = 2


@dataclass(frozen=True, slots=True)
class NewSecret:
    id: UUID
    client_id: str
    secret: str


async def create_client(viewer: Viewer, name: str, scopes: Iterable[str]) -> NewSecret:
    return await unit_of_work(lambda: make(viewer.organisation_id, name, scopes))


async def make(organisation_id: UUID, name: str, scopes: Iterable[str]) -> NewSecret:
    """Within a unit of work."""
    name, allowed = checks.plain(name, ("name",)), rules.checked(scopes, ("scopes",))
    secret = secrets.token("tiro_secret_")
    client = await ApiClient.create(
        organisation_id=organisation_id, client_id=secrets.token("tiro_")[:27], name=name, scopes=allowed,
        secret_hashes=[_kept(secret)], created_at=clock.now(),
    )
    journal.add("client.created", organisation=organisation_id, subject=client.id)
    return NewSecret(client.id, client.client_id, secret)


async def rotate_secret(viewer: Viewer, id: UUID) -> NewSecret:
    """A new secret; the one before stays alive until the next rotation, so that no system is cut off."""

    async def work() -> NewSecret:
        client = await _mine(viewer, id)
        if client.ended_at is not None:
            raise Refusal(Code.CONFLICT, "This client has ended; create a new one.", ("id",))
        secret = secrets.token("tiro_secret_")
        client.secret_hashes = [_kept(secret), *client.secret_hashes][:LIVE_SECRETS]
        await client.save(update_fields=["secret_hashes"])
        journal.add("client.rotated", organisation=viewer.organisation_id, subject=client.id)
        return NewSecret(client.id, client.client_id, secret)

    return await unit_of_work(work)


async def end_client(viewer: Viewer, id: UUID) -> UUID:
    """Its secrets and its tokens are worth nothing from now on. Ended already is no error."""

    async def work() -> UUID:
        client = await _mine(viewer, id)
        if client.ended_at is None:
            client.ended_at, client.secret_hashes = clock.now(), []
            await client.save(update_fields=["ended_at", "secret_hashes"])
            await AccessToken.filter(api_client_id=client.id, ended_at__isnull=True).update(ended_at=client.ended_at)
            journal.add("client.ended", organisation=viewer.organisation_id, subject=client.id)
        return client.id

    return await unit_of_work(work)


async def _mine(viewer: Viewer, id: UUID) -> ApiClient:
    client = await ApiClient.select_for_update().get_or_none(id=id, organisation_id=viewer.organisation_id)
    if client is None:
        raise Refusal(Code.NOT_FOUND, "There is no such client.", ("id",))
    return client


def _kept(secret: str) -> dict[str, str]:
    return {"hash": secrets.digest(secret), "created_at": iso(clock.now())}
