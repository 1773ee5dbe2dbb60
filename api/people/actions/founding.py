"""A new organisation, with the one team that everything hangs on."""

from collections.abc import Mapping
from uuid import UUID

from api.kit import clock
from api.kit.refusals import CONFLICT, Refusal
from api.people.actions.teams import plant
from api.people.models import Organisation, Team, TeamKind
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
        raise Refusal(CONFLICT, f"There is an organisation “{slug}” already.", ("slug",))
    now = clock.now()
    organisation = await Organisation.create(
        slug=slug, name=name, locale=locale, timezone=timezone, currency=currency, created_at=now
    )
    root = await Team.create(
        organisation_id=organisation.id, kind=TeamKind.company, name=name, external_id=slug, parent_id=None, updated_at=now
    )
    await plant(organisation.id, {root.id: None})
    return organisation.id
