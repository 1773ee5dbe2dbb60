"""Sign in as whom the company's identity provider says."""

from collections.abc import Mapping
from typing import Any

from api.access.actions import people, sessions
from api.access.rules.codes import AccessCode
from api.access.rules.oidc import Link
from api.kit.refusals import Refusal
from api.kit.work import unit_of_work
from api.people.models import Employee, Organisation


async def sign_in(claims: Mapping[str, Any], link: Link, slug: str | None, user_agent: str = "") -> str:
    """The token of a new session, for the one person of the organisation whom the claim names."""
    value = link.value(claims)

    async def work() -> str:
        organisation = await organisation_of(slug)
        named = {"email__iexact": value} if link.column == "email" else {link.column: value}
        found = [one for one in await Employee.filter(organisation_id=organisation.id, **named).limit(20) if people.comes_in(one)]
        if len(found) != 1:
            raise Refusal(AccessCode.UNKNOWN_PERSON, "Nobody here is known by what the provider says of you. Ask your HR.")
        held = await people.holdings(organisation.id, found[0].id)
        return await sessions.begin(organisation.id, found[0].id, held.roles, user_agent)

    return await unit_of_work(work)


async def organisation_of(slug: str | None) -> Organisation:
    """Whose provider it is: the one that is named, else the only one."""
    found = await (Organisation.filter(slug=slug) if slug else Organisation.all()).limit(2)
    if len(found) != 1:
        raise Refusal(AccessCode.PROVIDER_UNREACHABLE, "It is not set which organisation this provider belongs to.")
    return found[0]
