"""`/auth/…`: how people sign in and out. Every POST carries the header X-Tiro and comes from our own pages."""

import json
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.access.actions import pins, sessions, welcome
from api.access.actions.pins import SignInRefused
from api.access.limits import Failures
from api.access.models import Session
from api.access.routes import wire
from api.access.rules.codes import AccessCode
from api.access.rules.sessions import LONGEST, device
from api.access.viewers import viewer_for
from api.kit.fields import iso
from api.kit.refusals import Code, Refusal
from api.kit.settings import Settings
from api.kit.viewer import Viewer
from api.kit.web.credentials import Doorman, headers_of
from api.people.inputs import id_of
from api.people.models import Employee, Organisation


def routes(settings: Settings) -> list[Route]:
    auth = Auth(settings)
    return [
        Route("/auth/organisation", wire.refusing(auth.organisation), methods=["GET"]),
        Route("/auth/pin", wire.refusing(auth.pin), methods=["POST"]),
        Route("/auth/sign-out", wire.refusing(auth.sign_out), methods=["POST"]),
        Route("/auth/sessions", wire.refusing(auth.sessions), methods=["GET"]),
        Route("/auth/sessions", wire.refusing(auth.end_session), methods=["POST"]),
        Route("/auth/welcome", wire.refusing(auth.welcome), methods=["POST"]),
    ]


class Auth:
    def __init__(self, settings: Settings):
        self.settings = settings
        self.doorman = Doorman(settings, viewer_for)
        self.cookie = "__Host-tiro" if self.doorman.secure else "tiro"
        self.failures = Failures()

    async def organisation(self, request: Request) -> Response:
        """Which organisation this address belongs to, and in a demo, who may be tried out."""
        demo = _demo(self.settings)
        named = request.query_params.get("slug") or (demo or {}).get("organisation")
        if named is not None:
            found = await Organisation.get_or_none(slug=named) if named.isprintable() else None
        else:
            first = await Organisation.all().order_by("id").limit(2)
            found = first[0] if len(first) == 1 else None
        shown = {"slug": found.slug, "name": _name(found, request)} if found else None
        people = await _demo_people(demo, found) if demo and found and found.slug == demo["organisation"] else None
        return wire.answer({"organisation": shown, "people": people, "provider": self.settings.oidc_issuer is not None})

    async def pin(self, request: Request) -> Response:
        """{organisation, employeeNumber, pin} signs in."""
        self._ours(request)
        given = await wire.fields(request, "organisation", "employeeNumber", "pin")
        key = (_address(request), given["organisation"])
        self.failures.check(key)
        try:
            token = await pins.sign_in(
                given["organisation"], given["employeeNumber"].strip(), given["pin"], request.headers.get("user-agent", "")
            )
        except SignInRefused:
            self.failures.failed(key)
            raise
        await self._end_old(request)
        return self._signed_in(token)

    async def sign_out(self, request: Request) -> Response:
        self._ours(request)
        await self._end_old(request)
        response = Response(status_code=204, headers={"cache-control": "no-store"})
        response.delete_cookie(self.cookie, path="/", secure=self.doorman.secure, httponly=True, samesite="lax")
        return response

    async def sessions(self, request: Request) -> Response:
        """Where the person is signed in."""
        viewer = await self._person(request)
        return wire.answer({"sessions": [_session(one, viewer) for one in await sessions.of_person(viewer)]})

    async def end_session(self, request: Request) -> Response:
        """{end: id} signs a device out."""
        self._ours(request)
        viewer = await self._person(request)
        given = await wire.fields(request, "end")
        await sessions.end_one(viewer, id_of(given["end"]) or UUID(int=0))
        return Response(status_code=204, headers={"cache-control": "no-store"})

    async def welcome(self, request: Request) -> Response:
        """{token} tells whose link it is; {token, name, employeeNumber, pin} makes the first admin and signs them in."""
        self._ours(request)
        key = (_address(request), "welcome")
        self.failures.check(key)
        given = await wire.fields(request, "token", optional=("name", "employeeNumber", "pin"))
        try:
            if len(given) == 1:
                found = await welcome.greeted(given["token"])
                return wire.answer({"organisation": {"slug": found.slug, "name": _name(found, request)}})
            for name in ("name", "employeeNumber", "pin"):
                if not given.get(name):
                    raise Refusal(Code.INVALID, "It is missing.", (name,))
            token = await welcome.come_in(
                given["token"], given["name"], given["employeeNumber"], given["pin"], request.headers.get("user-agent", "")
            )
        except Refusal as no:
            if no.code == AccessCode.WELCOME_USED:
                self.failures.failed(key)
            raise
        await self._end_old(request)
        return self._signed_in(token)

    # ----

    def _ours(self, request: Request) -> None:
        self.doorman.check_cookie_rules(request.scope, headers_of(request.scope))

    async def _person(self, request: Request) -> Viewer:
        viewer = await self.doorman.viewer(self.doorman.credentials(headers_of(request.scope)))
        if viewer is None or viewer.employee_id is None:
            raise Refusal(Code.UNAUTHENTICATED, "Sign in first.")
        return viewer

    async def _end_old(self, request: Request) -> None:
        """The session that this browser had: a sign-in never goes on with an old cookie."""
        if old := self.doorman.cookie(headers_of(request.scope)):
            await sessions.end(old)

    def _signed_in(self, token: str) -> Response:
        response = Response(status_code=204, headers={"cache-control": "no-store"})
        response.set_cookie(
            self.cookie, token, max_age=int(LONGEST.total_seconds()), path="/", secure=self.doorman.secure, httponly=True, samesite="lax"
        )
        return response


def _address(request: Request) -> str:
    return request.client.host if request.client else "?"


def _name(organisation: Organisation, request: Request) -> str:
    """In the language that the browser prefers, else in the organisation's own."""
    asked = request.headers.get("accept-language", "")[:200].lower()
    wanted = "zh-Hans" if asked.startswith(("zh-cn", "zh-hans", "zh-sg")) else "zh-Hant" if asked.startswith("zh") else "en" if asked.startswith("en") else ""
    names = organisation.name
    return names.get(wanted) or names.get(organisation.locale) or next(iter(names.values()))


def _session(one: Session, viewer: Viewer) -> dict[str, Any]:
    return {
        "id": str(one.id), "device": device(one.user_agent), "createdAt": iso(one.created_at), "lastSeenAt": iso(one.seen_at),
        "current": one.id == viewer.session_id,
    }


def _demo(settings: Settings) -> dict[str, Any] | None:
    """What `tiro demo` wrote down for whoever tries it out; only in demo mode."""
    if not settings.demo:
        return None
    try:
        return json.loads((settings.data / "demo.json").read_text())
    except (OSError, ValueError):
        return None


async def _demo_people(demo: dict[str, Any], organisation: Organisation) -> list[dict[str, str]]:
    numbers = {given["employeeNumber"]: role for role, given in demo["people"].items()}
    found = await Employee.filter(organisation_id=organisation.id, employee_number__in=list(numbers))
    names = {one.employee_number: one.name for one in found}
    return [
        {"role": role, "name": names[number], "employeeNumber": number, "pin": demo["people"][role]["pin"]}
        for number, role in numbers.items() if number in names
    ]
