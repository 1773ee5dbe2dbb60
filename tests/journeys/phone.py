"""What a person does with the phone, in the words of the screen."""

import re
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Error, Locator, Page, expect

from tests.journeys.mast import Mast

if TYPE_CHECKING:
    from tests.journeys.conftest import House

# What the browser blocks by the Content-Security-Policy, it only tells an event.
LISTEN = """
window.__blocked = [];
document.addEventListener("securitypolicyviolation", (event) => window.__blocked.push(`${event.violatedDirective} ${event.blockedURI}`));
"""
# A mast that is down is told in the console too, by the browser itself.
EXPECTED = re.compile(r"Failed to load resource|net::ERR|the server responded with a status of|Unable to preload CSS|Failed to fetch dynamically imported")


class Phone:
    def __init__(self, page: Page, mast: Mast, house: "House"):
        self.page, self.mast, self.house = page, mast, house
        self.person = ""
        self.said: list[str] = []
        self.gone = False
        page.on("pageerror", lambda error: self.said.append(f"uncaught: {error}"))
        page.on("console", lambda message: message.type == "error" and not EXPECTED.search(message.text) and self.said.append(message.text))

    # ---- coming in ----

    def signed_in(self, person: str) -> "Phone":
        self.open("/sign-in").sign_in(person)
        self.ready()
        return self

    def sign_in(self, person: str, pin: str | None = None) -> "Phone":
        self.person = person
        self.page.locator("#number").fill(self.house.people[person]["number"])
        self.page.locator("#pin").fill(pin or self.house.pin)
        self.page.locator("button[form=sign-in]").click()
        return self

    def ready(self) -> "Phone":
        """Everything assigned is here, and the worker would serve the app without a network."""
        expect(self.page.locator("main h1")).to_be_visible()
        self.until("() => navigator.serviceWorker.controller !== null")
        self.until("""async () => {
            const held = await window.__stored("versions"), wanted = await window.__stored("assignments");
            const ids = new Set(held.map((one) => one.id));
            return wanted.length > 0 && wanted.every((one) => ids.has(one.unit.versionId));
        }""")
        return self

    def open(self, path: str) -> "Phone":
        self.page.goto(self.mast.url + path)
        return self

    def loses_signal(self) -> "Phone":
        self.mast.up = False
        self.page.context.set_offline(True)
        return self

    def gets_signal(self) -> "Phone":
        self.mast.up = True
        self.page.context.set_offline(False)
        return self

    def comes_back(self) -> "Phone":
        """From another app: a page hears of it by this event, and nothing else."""
        self.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
        return self

    # ---- looking ----

    def until(self, condition: str, argument: Any = None, within_s: float = 15) -> None:
        """Asked again and again: the Content-Security-Policy keeps the browser's own waiting from compiling anything."""
        deadline = monotonic() + within_s
        while not self._is(condition, argument):
            assert monotonic() < deadline, f"never came true: {condition}"
            self.page.wait_for_timeout(20)

    def _is(self, condition: str, argument: Any) -> bool:
        try:
            self.page.evaluate(STORED)
            return bool(self.page.evaluate(condition, argument))
        except Error as why:
            if "Execution context was destroyed" not in why.message:
                raise
            return False  # the page was on its way to another

    def stored(self, table: str) -> list[dict[str, Any]]:
        self.page.evaluate(STORED)
        return self.page.evaluate("(table) => window.__stored(table)", table)

    @property
    def heading(self) -> Locator:
        return self.page.locator("main h1")

    @property
    def go_button(self) -> Locator:
        return self.page.locator(".foot .btn.go")

    def faults(self) -> list[str]:
        """Errors on the console, uncaught ones, and what the Content-Security-Policy had to block."""
        blocked = [] if self.gone or self.page.is_closed() else self.page.evaluate("window.__blocked ?? []")
        return self.said + [f"blocked: {one}" for one in blocked]

    # ---- learning ----

    def begin(self, person: str, unit: str) -> "Phone":
        self.open(f"/unit/{self.house.assignment(person, unit)}")
        expect(self.page.locator(".player h1")).to_be_visible()
        return self

    def learn(self, until_step: int | None = None, until_last: bool = False, right: bool = True) -> "Phone":
        """Card by card to the end, answering with the key that is on the phone; or up to a step, or all but the last tap."""
        keys = {one["id"]: one for version in self.stored("versions") for one in questions(version["cards"])}
        while self.page.locator(".player").count():
            label = self.page.locator(".player .bar .ticks").get_attribute("aria-label")
            n, total = self.step()
            if until_step is not None and n >= until_step or until_last and n == total:
                return self
            self.act(keys, right)
            if n == total:
                expect(self.page.locator(".result")).to_be_visible()
                break
            self.until("(at) => document.querySelector('.player .ticks')?.ariaLabel !== at", label)
        return self

    def each_step(self, look: Callable[[], Any], wanted: Any, settled: bool = True) -> None:
        """Through the unit with every answer wrong where it can be, looking at each card, and again once its answer was looked at."""
        keys = {one["id"]: one for version in self.stored("versions") for one in questions(version["cards"])}
        while self.page.locator(".player").count():
            label = self.page.locator(".player .bar .ticks").get_attribute("aria-label")
            n, total = self.step()
            found = look()
            assert found == wanted, f"{label}: {found}"
            question = self.page.evaluate(STEP)["question"]
            if question and not self.page.locator(".foot.why").count():
                self.answer(keys[question], right=n % 2 == 0)
                self.check()
                expect(self.page.locator(".foot.why h2")).to_be_visible()
                assert not settled or look() == wanted, f"{label}, settled"
            self.act(keys)
            if n == total:
                return
            self.until("(at) => document.querySelector('.player .ticks')?.ariaLabel !== at", label)

    def step(self) -> tuple[int, int]:
        label = self.page.locator(".player .bar .ticks").get_attribute("aria-label") or ""
        n, total = re.findall(r"\d+", label)
        return int(n), int(total)

    def act(self, keys: dict[str, dict[str, Any]], right: bool = True) -> None:
        """Whatever this card wants, then on to the next."""
        page = self.page
        at = page.evaluate(STEP)
        if at["question"]:
            question = keys[at["question"]]
            if not page.locator(".foot.why").count():
                self.answer(question, right)
                self.check()
            if question.get("key") is not None or question.get("accepted") or "gaps" in question:
                expect(page.locator(".foot.why h2")).to_be_visible()
        elif at["kind"] == "flip":
            self.go_button.click()
            expect(page.locator(".flip.back")).to_be_visible()
        elif at["kind"] in ("branching", "reaction"):
            page.locator(".choice input").first.check()
        elif at["kind"] == "action_plan":
            for field in page.locator("textarea").all():
                field.fill("收完垃圾先用肥皂洗")
        self.go_button.click()

    def finish_and_time_it(self) -> float:
        """The last tap, and how many milliseconds it took until the result stood there."""
        return self.page.evaluate("""() => new Promise((resolve) => {
            const tapped = performance.now();
            new MutationObserver((_, watch) => {
                if (!document.querySelector(".result h1")) return;
                watch.disconnect();
                resolve(performance.now() - tapped);
            }).observe(document.body, { childList: true, subtree: true });
            document.querySelector(".foot .btn.go").click();
        })""")

    def guess(self) -> "Phone":
        """An exam to its end, with the first choice of everything."""
        page = self.page
        while page.locator(".player").count():
            label = page.locator(".player .bar .ticks").get_attribute("aria-label")
            n, total = self.step()
            if page.locator(".pair input").count():
                for row in page.locator(".pair").all():
                    row.locator("input").first.check()
            elif page.locator(".choice input").count():
                page.locator(".choice input").first.check()
            for one in page.locator("select").all():
                one.select_option(index=1)
            if page.locator("#answer").count():
                page.locator("#answer").fill("1")
            self.go_button.click()
            if n == total:
                break
            self.until("(at) => document.querySelector('.player .ticks')?.ariaLabel !== at", label)
        return self

    def check(self) -> None:
        sure = self.page.locator(".foot .tall")
        if sure.count():
            sure.last.click()
        else:
            self.go_button.click()

    def answer(self, question: dict[str, Any], right: bool = True) -> None:
        page, form, key = self.page, question["form"], question.get("key")
        if form in ("single", "true_false"):
            wanted = next(one["id"] for one in question["choices"] if (one["id"] == key) == right)
            page.locator(".choice input").nth([one["id"] for one in question["choices"]].index(wanted)).check()
        elif form in ("multiple", "hotspot_idea"):
            for number, one in enumerate(question["choices" if form == "multiple" else "areas"]):
                if (one["id"] in key) == right:
                    page.locator(".choice input").nth(number).check()
        elif form == "order" and right:
            for place, wanted in enumerate(key):
                ids = [*key[:place], *(one["id"] for one in question["items"] if one["id"] not in key[:place])]
                for at in range(ids.index(wanted), place, -1):
                    page.locator(".o").nth(at).locator(".icon-btn").first.click()
        elif form == "match":
            for one in question["left"]:
                page.locator(f"[id='{question['id']}-{one['id']}']").select_option(key[one["id"]] if right else other(question["right"], key[one["id"]]))
        elif form == "swipe_sort":
            for row, one in enumerate(question["items"]):
                bucket = key[one["id"]] if right else other(question["buckets"], key[one["id"]])
                page.locator(".pair").nth(row).locator("input").nth([each["id"] for each in question["buckets"]].index(bucket)).check()
        elif form == "cloze":
            for number, gap in enumerate(question["gaps"]):
                page.locator("select.gap").nth(number).select_option(gap["key"] if right else other(gap["choices"], gap["key"]))
        elif form == "numeric":
            page.locator("#answer").fill(str(key if right else key + 1000))
        elif form == "short_text":
            page.locator("#answer").fill(next(iter(question["accepted"].values()))[0] if right else "不知道")


def other(options: list[dict[str, Any]], key: str) -> str:
    return next(one["id"] for one in options if one["id"] != key)


def questions(cards: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for card in cards for one in ([card] if card["kind"] == "question" else [timed["question"] for timed in card.get("timed_questions", [])])]


# Never before the app itself: whoever opens first makes the tables, and this would make none.
STORED = """() => { window.__stored ??= async (table) => {
    if (!(await indexedDB.databases()).some(({ name }) => name === "tiro")) return [];
    return new Promise((resolve, reject) => {
        const opening = indexedDB.open("tiro");
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
            try {
                const asked = opening.result.transaction(table).objectStore(table).getAll();
                asked.onsuccess = () => { opening.result.close(); resolve(asked.result); };
                asked.onerror = () => reject(asked.error);
            } catch (why) {
                reject(why);
            }
        };
    });
}; }"""
# Which card is on the screen: the player says so to whoever looks.
STEP = """() => { const { kind, question } = document.querySelector(".player [data-kind]").dataset; return { kind, question: question ?? null }; }"""
