"""How a company begins: an empty organisation, and a one-time link for its first admin."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from api.access import secrets
from api.access.actions import grants, people, pins, sessions
from api.access.models import Welcome
from api.access.rules import pins as pin_rules
from api.access.rules.codes import AccessCode
from api.kit import clock
from api.kit.refusals import Code, Refusal
from api.kit.viewer import Role
from api.kit.work import unit_of_work
from api.people import actions as provisioning
from api.people.models import Employee, Organisation
from api.people.rules import checks

LIFE = timedelta(days=7)


async def found_organisation(
    slug: str, name: Mapping[str, str], *, locale: str = "zh-Hant", timezone: str = "Asia/Taipei", currency: str = "TWD"
) -> tuple[UUID, str]:
    """Its id, and the token of the link `/welcome#token`, which is good once and for a week."""

    async def work() -> tuple[UUID, str]:
        organisation_id = await provisioning.found_organisation(
            slug, name, locale=locale, timezone=timezone, currency=currency
        )
        return organisation_id, await _invite(organisation_id)

    return await unit_of_work(work)


async def invite_admin(slug: str) -> str:
    """A new link for an organisation whose admins are gone. Whoever runs the server may; the links before end."""

    async def work() -> str:
        organisation = await Organisation.get_or_none(slug=slug)
        if organisation is None:
            raise Refusal(Code.NOT_FOUND, f"There is no organisation “{slug}”.", ("slug",))
        await Welcome.filter(organisation_id=organisation.id, used_at__isnull=True).update(used_at=clock.now())
        return await _invite(organisation.id)

    return await unit_of_work(work)


async def _invite(organisation_id: UUID) -> str:
    now, token = clock.now(), secrets.token()
    await Welcome.create(organisation_id=organisation_id, token_hash=secrets.digest(token), created_at=now, expires_at=now + LIFE)
    return token


async def greeted(token: str) -> Organisation:
    """Whose link it is, while it is good."""
    return await Organisation.get(id=(await _good(token)).organisation_id)


async def come_in(token: str, name: str, employee_number: str, pin: str, user_agent: str = "") -> str:
    """The first admin, with number and PIN; the token of their session. The link is used up."""
    name = checks.plain(name, ("name",))
    employee_number = checks.code(employee_number, ("employeeNumber",), 40)
    pin_rules.checked(pin, employee_number)
    await _good(token)
    hash = await secrets.hash_pin(pin)

    async def work() -> str:
        kept = await _good(token, lock=True)
        organisation = await Organisation.select_for_update().get(id=kept.organisation_id)
        if await Employee.exists(organisation_id=organisation.id, employee_number=employee_number):
            raise Refusal(Code.CONFLICT, "Someone has this number.", ("employeeNumber",))
        kept.used_at = clock.now()
        await kept.save(update_fields=["used_at"])
        employee = await provisioning.first_employee(organisation, name, employee_number)
        await grants.give(organisation.id, employee.id, Role.admin)
        await pins.keep(organisation.id, employee.id, employee_number, hash)
        held = await people.holdings(organisation.id, employee.id)
        return await sessions.begin(organisation.id, employee.id, held.roles, user_agent)

    return await unit_of_work(work)


async def _good(token: str, lock: bool = False) -> Welcome:
    asked = Welcome.select_for_update() if lock else Welcome.all()
    kept = await asked.get_or_none(token_hash=secrets.digest(token))
    if kept is None or kept.used_at is not None or kept.expires_at <= clock.now():
        raise Refusal(AccessCode.WELCOME_USED, "This link was used or is too old. Whoever runs the server can print a new one.", ("token",))
    return kept
