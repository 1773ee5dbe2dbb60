"""Sessions: a person's signed-in devices."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from api.access import secrets
from api.access.models import Session
from api.access.rules import sessions as rules
from api.kit import clock, journal
from api.kit.refusals import Code, Refusal
from api.kit.viewer import Role, Viewer
from api.kit.work import unit_of_work

KEPT_AFTER_END = timedelta(days=30)
MOST = 20  # signed-in devices of one person; the oldest goes


async def begin(organisation_id: UUID, employee_id: UUID, roles: Iterable[Role], user_agent: str) -> str:
    """Within a unit of work: the token of a new session. It is never one that was sent to us."""
    now, token = clock.now(), secrets.token()
    mine = Session.filter(organisation_id=organisation_id, employee_id=employee_id)
    await mine.filter(expires_at__lt=now - KEPT_AFTER_END).delete()
    alive = await mine.filter(ended_at__isnull=True, expires_at__gt=now).order_by("-seen_at").select_for_update()
    for session in alive[MOST - 1 :]:
        await _end(session)
    await Session.create(
        organisation_id=organisation_id, employee_id=employee_id, token_hash=secrets.digest(token),
        user_agent=readable(user_agent), created_at=now, seen_at=now, expires_at=now + rules.longest(roles),
    )
    return token


async def end(token: str) -> None:
    """Sign out: the session of this cookie, if it is one."""

    async def work() -> None:
        if session := await Session.select_for_update().get_or_none(token_hash=secrets.digest(token), ended_at__isnull=True):
            await _end(session)

    await unit_of_work(work)


async def end_one(viewer: Viewer, session_id: UUID) -> UUID:
    """One's own, from another device; an admin, anyone's. Ended already is no error."""

    async def work() -> UUID:
        session = await Session.select_for_update().get_or_none(id=session_id, organisation_id=viewer.organisation_id)
        if session is None or (session.employee_id != viewer.employee_id and not viewer.may(Role.admin)):
            raise Refusal(Code.NOT_FOUND, "There is no such session.", ("id",))
        if session.ended_at is None:
            await _end(session)
        return session.id

    return await unit_of_work(work)


async def end_all(organisation_id: UUID, employee_ids: Iterable[UUID], but: UUID | None = None) -> int:
    """Within a unit of work: every device of these people, one apart."""
    theirs = Session.filter(organisation_id=organisation_id, employee_id__in=list(employee_ids), ended_at__isnull=True)
    alive = await theirs.order_by("id").select_for_update()
    gone = [session for session in alive if session.id != but]
    for session in gone:
        await _end(session)
    return len(gone)


async def seen(session_id: UUID) -> None:
    """It is in use."""

    async def work() -> None:
        await Session.filter(id=session_id).update(seen_at=clock.now())

    await unit_of_work(work)


async def of_person(viewer: Viewer) -> list[Session]:
    """Their devices that are signed in now, the latest seen first."""
    now = clock.now()
    alive = await Session.filter(
        organisation_id=viewer.organisation_id, employee_id=viewer.employee_id, ended_at__isnull=True, expires_at__gt=now
    ).order_by("-seen_at")
    return [one for one in alive if rules.lives_until(one.created_at, one.seen_at, one.expires_at, viewer.roles) > now]


async def _end(session: Session) -> None:
    session.ended_at = clock.now()
    await session.save(update_fields=["ended_at"])
    journal.add(
        "session.ended", organisation=session.organisation_id, subject=session.id, employee=session.employee_id
    )


def readable(user_agent: str) -> str:
    return "".join(sign for sign in user_agent if sign.isprintable())[:300]
