"""Who asks, by cookie or bearer token. Remembered for a few seconds, forgotten at once when anything about them changes."""

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from api.access import secrets
from api.access.actions import people, sessions
from api.access.actions.tokens import alive
from api.access.models import AccessToken, ApiClient, Session
from api.access.rules import sessions as rules
from api.kit import clock, journal, log
from api.kit.journal import Entry
from api.kit.refusals import Code, Refusal
from api.kit.viewer import Role, Viewer
from api.people.models import Employee, Organisation

SECONDS = 5.0
MOST = 20_000
# What changes who someone is. Of these only moves and leaving touch a viewer, but they are rare.
ABOUT_PEOPLE = frozenset({"employee.updated", "employee.left", "role.granted", "role.revoked", "session.ended", "pin.set"})
ABOUT_CLIENTS = frozenset({"client.ended", "token.ended"})

_log = log.named("tiro.access")


@dataclass(frozen=True, slots=True)
class Known:
    viewer: Viewer
    good_until: datetime  # by the product's clock: the session or token itself
    look_again_at: float  # by the machine's


class Viewers:
    """The tokens seen of late, and who they are."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Known] = OrderedDict()
        self._looking: dict[tuple[str, int], asyncio.Task[Viewer]] = {}  # many requests of one person look once
        self._rung = 0  # what was read before a ring is not remembered after it

    async def of(self, cookie: str | None, bearer: str | None) -> Viewer | None:
        if cookie is not None and bearer is not None:
            raise Refusal(Code.INVALID, "A bearer token never comes with a session cookie: send one of them.")
        if cookie is None and bearer is None:
            return None
        hash = secrets.digest(bearer if cookie is None else cookie)
        key = ("b" if cookie is None else "c") + hash
        known = self._known.get(key)
        if known and known.look_again_at > time.monotonic() and known.good_until > clock.now():
            return known.viewer
        looking = self._looking.get((key, self._rung))
        if looking is None or looking.get_loop() is not asyncio.get_running_loop():
            looking = self._looking[key, self._rung] = asyncio.create_task(self._look(key, hash, self._rung))
            looking.add_done_callback(lambda task, at=(key, self._rung): self._looked(task, at))
        return await asyncio.shield(looking)

    def _looked(self, task: asyncio.Task[Viewer], at: tuple[str, int]) -> None:
        if self._looking.get(at) is task:
            del self._looking[at]
        if not task.cancelled():
            task.exception()  # whoever asked may have gone away

    async def _look(self, key: str, hash: str, rung: int) -> Viewer:
        found = await (_of_bearer(hash) if key[0] == "b" else _of_cookie(hash))
        if found is None:
            self._known.pop(key, None)
            raise Refusal(Code.UNAUTHENTICATED, "Sign in first." if key[0] == "c" else "The token is none of ours, or is over.")
        viewer, good_until = found
        if rung == self._rung:
            self._known[key] = Known(viewer, good_until, time.monotonic() + SECONDS)
            self._known.move_to_end(key)
            if len(self._known) > MOST:
                self._known.popitem(last=False)
        return viewer

    def ring(self, entries: list[Entry]) -> None:
        people = {entry.employee_id for entry in entries if entry.kind in ABOUT_PEOPLE}
        clients = {entry.subject_id for entry in entries if entry.kind in ABOUT_CLIENTS}
        if people or clients:
            self._rung += 1
            gone = [
                key for key, known in self._known.items()
                if (known.viewer.employee_id in people if known.viewer.employee_id else known.viewer.client_id in clients)
            ]
            for key in gone:
                del self._known[key]

    def forget(self) -> None:
        """Everyone: the next look is at the database."""
        self._rung += 1
        self._known.clear()


viewers = Viewers()
viewer_for = viewers.of
journal.rings.append(viewers.ring)


async def still(viewer: Viewer) -> Viewer | None:
    """The same person or system as they are now; None when they may not be here any more. For open sockets."""
    if viewer.client_id is not None:
        client = await ApiClient.get_or_none(id=viewer.client_id, ended_at__isnull=True)
        return viewer if client else None
    session = await Session.get_or_none(id=viewer.session_id) if viewer.session_id else None
    found = await _of_session(session)
    return found[0] if found else None


async def _of_cookie(hash: str) -> tuple[Viewer, datetime] | None:
    session = await Session.get_or_none(token_hash=hash)
    found = await _of_session(session)
    if found and clock.now() - session.seen_at > rules.SEEN_EVERY:
        try:
            await sessions.seen(session.id)
        except Exception:  # a full disk must not keep readers out
            _log.exception("a session's use could not be written down")
    return found


async def _of_session(session: Session | None) -> tuple[Viewer, datetime] | None:
    if session is None or session.ended_at is not None:
        return None
    employee = await Employee.get_or_none(id=session.employee_id, organisation_id=session.organisation_id)
    if not people.comes_in(employee):
        return None
    viewer = await people.viewer_of(employee, await Organisation.get(id=session.organisation_id), session.id)
    good_until = rules.lives_until(session.created_at, session.seen_at, session.expires_at, viewer.roles)
    return (viewer, good_until) if good_until > clock.now() else None


async def _of_bearer(hash: str) -> tuple[Viewer, datetime] | None:
    token = await AccessToken.get_or_none(token_hash=hash)
    if token is None or not alive(token, clock.now()):
        return None
    client = await ApiClient.get_or_none(id=token.api_client_id, ended_at__isnull=True)
    if client is None:
        return None
    organisation = await Organisation.get(id=token.organisation_id)
    viewer = Viewer(
        organisation_id=token.organisation_id, roles=frozenset({Role.api_client}), client_id=client.id,
        scopes=frozenset(token.scopes) & frozenset(client.scopes), locale=organisation.locale, timezone=organisation.timezone,
    )
    return viewer, token.expires_at


