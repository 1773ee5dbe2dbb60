"""Somebody at a desk (or with a phone) who manages or reckons: signed in, looking at pages that move by themselves."""

import re
from time import monotonic
from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

from tests.journeys.looking import TARGETS, audit
from tests.journeys.phone import EXPECTED

if TYPE_CHECKING:
    from tests.journeys.conftest import House

WIDE = {"width": 1280, "height": 800}
# A line that was cut is told in the console too, by the browser itself.
CUT = re.compile(EXPECTED.pattern + "|WebSocket connection to")


class Desk:
    def __init__(self, page: Page, house: "House", url: str):
        self.page, self.house, self.url = page, house, url
        self.said: list[str] = []
        self.asked: list[str] = []  # names of the operations that went out
        page.on("pageerror", lambda error: self.said.append(f"uncaught: {error}"))
        page.on("console", lambda message: message.type == "error" and not CUT.search(message.text) and self.said.append(message.text))
        page.on("request", lambda request: self.asked.append(_operation(request.post_data or "")) if request.url.endswith("/graphql") else None)

    def signed_in(self, person: str) -> "Desk":
        self.page.goto(self.url + "/sign-in")
        self.page.locator("#number").fill(self.house.people[person]["number"])
        self.page.locator("#pin").fill(self.house.pin)
        self.page.locator("button[form=sign-in]").click()
        expect(self.page).not_to_have_url(re.compile("/sign-in"))
        expect(self.page.locator("main h1")).to_be_visible()
        return self

    def open(self, path: str) -> "Desk":
        self.page.goto(self.url + path)
        return self

    def live(self, within_s: float = 30) -> "Desk":
        expect(self.page.locator(".page-top .live:not(.off)")).to_be_visible(timeout=within_s * 1000)
        return self

    def until(self, condition: str, within_s: float = 15) -> None:
        """Asked again and again: the Content-Security-Policy keeps the browser's own waiting from compiling anything."""
        deadline = monotonic() + within_s
        while not self.page.evaluate(condition):
            assert monotonic() < deadline, f"never came true: {condition}"
            self.page.wait_for_timeout(20)

    def row(self, person: str):
        return self.page.locator(".people tr", has=self.page.locator(f"a[href='/person/{self.house.people[person]['id']}']"))

    def faults(self) -> list[str]:
        return self.said + [f"blocked: {one}" for one in self.page.evaluate("window.__blocked ?? []")]

    def barriers(self) -> list[str]:
        """What keeps somebody out: found by axe, too small for a thumb, or wider than the screen."""
        wide = [] if self.page.evaluate("document.documentElement.scrollWidth <= innerWidth") else ["scrolls sideways"]
        return audit(self.page) + self.page.evaluate(TARGETS) + wide


def _operation(body: str) -> str:
    head = body.split('"query":"', 1)[-1].split("(", 1)[0].split("{", 1)[0].split()
    return head[1] if len(head) > 1 else ""
