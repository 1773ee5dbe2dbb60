"""Sign in with employee number and PIN; set a PIN."""

from dataclasses import dataclass
from uuid import UUID

from api.access import secrets
from api.access.actions import people, sessions
from api.access.models import Pin, PinLock
from api.access.rules import grants, pins
from api.access.rules.codes import AccessCode
from api.kit import clock, journal
from api.kit.refusals import Code, Refusal
from api.kit.viewer import Role, Viewer
from api.kit.work import unit_of_work
from api.people.models import Employee, Organisation, TeamTree


class SignInRefused(Refusal):
    """WRONG_PIN with the tries left, or LOCKED with the seconds to wait. Alike for a number that nobody has."""

    def __init__(self, code: str, message: str, *, tries_left: int | None = None, retry_after_s: int | None = None):
        super().__init__(code, message)
        self.tries_left, self.retry_after_s = tries_left, retry_after_s


async def sign_in(slug: str, employee_number: str, pin: str, user_agent: str = "") -> str:
    """The token of a new session.

    A number that nobody has, someone who left and a person without a PIN are counted, locked and timed like a wrong PIN.
    """
    organisation = await Organisation.get_or_none(slug=slug)
    if organisation is None:
        await secrets.pin_fits(None, pin)
        raise SignInRefused(AccessCode.WRONG_PIN, "Number and PIN do not fit together.", tries_left=pins.TRIES - 1)
    employee = await Employee.get_or_none(organisation_id=organisation.id, employee_number=employee_number)
    kept = await Pin.get_or_none(employee_id=employee.id) if employee else None
    number = secrets.digest(f"{organisation.id}:{employee_number}")
    await _count_try(organisation.id, number)
    fits = await secrets.pin_fits(kept.hash if kept else None, pin)

    async def work() -> str | None:
        """Whoever was locked meanwhile, or has left, stays out: all is looked at again."""
        person = await Employee.get_or_none(organisation_id=organisation.id, employee_number=employee_number)
        if not fits or not people.comes_in(person):
            return None
        if not await Pin.exists(employee_id=person.id, hash=kept.hash):
            return None
        await PinLock.filter(organisation_id=organisation.id, number_hash=number).delete()
        held = await people.holdings(organisation.id, person.id)
        return await sessions.begin(organisation.id, person.id, held.roles, user_agent)

    token = await unit_of_work(work)
    if token is None:
        raise await _wrong(organisation.id, number)
    return token


async def _count_try(organisation_id: UUID, number: str) -> None:
    """Each try is counted before it is looked at, so that many at once are no more than five."""

    async def work() -> None:
        now = clock.now()
        fresh = PinLock(organisation_id=organisation_id, number_hash=number, failures=0, failed_at=now)
        await PinLock.bulk_create([fresh], ignore_conflicts=True)
        lock = await PinLock.select_for_update().get(organisation_id=organisation_id, number_hash=number)
        if lock.locked_until and lock.locked_until > now:
            wait = int((lock.locked_until - now).total_seconds()) + 1
            raise SignInRefused(AccessCode.LOCKED, "Too many wrong PINs. Try again later.", retry_after_s=wait)
        lock.failures = pins.failures_now(lock.failures, lock.failed_at, now) + 1
        lock.failed_at = now
        length = pins.lock_after(lock.failures)
        lock.locked_until = now + length if length else None
        await lock.save()

    await unit_of_work(work)


async def _wrong(organisation_id: UUID, number: str) -> SignInRefused:
    now = clock.now()
    lock = await PinLock.get_or_none(organisation_id=organisation_id, number_hash=number)
    if lock and lock.locked_until and lock.locked_until > now:
        wait = int((lock.locked_until - now).total_seconds()) + 1
        return SignInRefused(AccessCode.LOCKED, "Too many wrong PINs. Try again later.", tries_left=0, retry_after_s=wait)
    left = pins.tries_left(lock.failures) if lock else pins.TRIES - 1
    return SignInRefused(AccessCode.WRONG_PIN, "Number and PIN do not fit together.", tries_left=left)


@dataclass(frozen=True, slots=True)
class PinSet:
    employee_id: UUID
    pin: str | None  # only where it was drawn here: shown once


async def set_pin(viewer: Viewer, employee_id: UUID, pin: str | None, current_pin: str | None = None) -> PinSet:
    """Set someone's PIN, or draw one. It ends their other sessions and any lock-out.

    One's own needs the PIN of now, where there is one, so that a phone left open is not taken over.
    """
    employee = await Employee.get_or_none(id=employee_id, organisation_id=viewer.organisation_id)
    if employee is None or not await _sees(viewer, employee):
        raise Refusal(Code.NOT_FOUND, "There is no such employee.", ("employeeId",))
    held = await people.holdings(viewer.organisation_id, employee.id)
    own = employee.id == viewer.employee_id
    grants.may_set_pin(viewer.roles, own, await _leads(viewer, employee), held.roles)
    if own and (kept := await Pin.get_or_none(employee_id=employee.id)):
        await _proves(viewer, employee, kept, current_pin or "")
    chosen = pins.checked(pin, employee.employee_number) if pin is not None else _draw(employee.employee_number)
    hash = await secrets.hash_pin(chosen)

    async def work() -> None:
        await keep(viewer.organisation_id, employee.id, employee.employee_number, hash)
        await sessions.end_all(viewer.organisation_id, [employee.id], but=viewer.session_id)

    await unit_of_work(work)
    return PinSet(employee.id, chosen if pin is None else None)


async def keep(organisation_id: UUID, employee_id: UUID, employee_number: str, hash: str) -> None:
    """Within a unit of work."""
    await Pin.filter(employee_id=employee_id).delete()
    await Pin.create(employee_id=employee_id, organisation_id=organisation_id, hash=hash, set_at=clock.now())
    number = secrets.digest(f"{organisation_id}:{employee_number}")
    await PinLock.filter(organisation_id=organisation_id, number_hash=number).delete()
    journal.add("pin.set", organisation=organisation_id, subject=employee_id, employee=employee_id)


async def _proves(viewer: Viewer, employee: Employee, kept: Pin, pin: str) -> None:
    number = secrets.digest(f"{viewer.organisation_id}:{employee.employee_number}")
    await _count_try(viewer.organisation_id, number)
    if not await secrets.pin_fits(kept.hash, pin):
        no = await _wrong(viewer.organisation_id, number)
        raise Refusal(no.code, no.message, ("currentPin",))


async def _leads(viewer: Viewer, employee: Employee) -> bool:
    if not viewer.branch or viewer.roles.isdisjoint({Role.coach, Role.manager}):
        return False
    return await TeamTree.exists(
        organisation_id=viewer.organisation_id, ancestor_id__in=viewer.branch, descendant_id=employee.team_id
    )


async def _sees(viewer: Viewer, employee: Employee) -> bool:
    return viewer.may(Role.admin) or employee.id == viewer.employee_id or await _leads(viewer, employee)


def _draw(employee_number: str) -> str:
    while not pins.strong(pin := secrets.random_pin(), employee_number):
        pass
    return pin
