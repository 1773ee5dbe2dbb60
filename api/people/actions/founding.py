"""A new organisation, with the one team that everything hangs on."""

from collections.abc import Mapping
from uuid import UUID

from api.kit import clock, journal
from api.kit.refusals import Code, Refusal
from api.people import follows
from api.people.actions.employees import place
from api.people.actions.teams import plant
from api.people.models import Employee, Organisation, Team, TeamKind
from api.people.rules import checks


async def found_organisation(
    slug: str, name: Mapping[str, str], *, locale: str = "zh-Hant", timezone: str = "Asia/Taipei", currency: str = "TWD"
) -> UUID:
    """Within a unit of work. Its root team has the slug as external id, so that an HRMS can hang teams below it."""
    checks.slug(slug, ("slug",))
    name = checks.texts(name, ("name",))
    checks.locale(locale, ("locale",))
    checks.timezone(timezone, ("timezone",))
    checks.currency(currency, ("currency",))
    if await Organisation.exists(slug=slug):
        raise Refusal(Code.CONFLICT, f"There is an organisation “{slug}” already.", ("slug",))
    now = clock.now()
    organisation = await Organisation.create(
        slug=slug, name=name, locale=locale, timezone=timezone, currency=currency, created_at=now
    )
    root = await Team.create(
        organisation_id=organisation.id, kind=TeamKind.company, name=name, external_id=slug, parent_id=None, updated_at=now
    )
    await plant(organisation.id, {root.id: None})
    return organisation.id


async def first_employee(organisation: Organisation, name: str, employee_number: str) -> Employee:
    """Within a unit of work: someone in the root team, before any HRMS speaks."""
    root = await Team.filter(organisation_id=organisation.id, parent_id__isnull=True).order_by("id").first()
    now = clock.now()
    made = await Employee.create(
        organisation_id=organisation.id, name=name, employee_number=employee_number, locale=organisation.locale,
        team_id=root.id, hired_on=clock.today(organisation.timezone), created_at=now, updated_at=now,
    )
    await place(organisation.id, [made], [], now)
    journal.add("employee.created", organisation=organisation.id, subject=made.id, employee=made.id, team=made.team_id)
    await follows.changed(organisation.id, [made.id])
    return made
