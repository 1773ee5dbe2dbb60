"""An analyst's page: the numbers are those of the API, and move for everybody when somebody changes an input."""

import gzip
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from time import monotonic, sleep
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys import studies
from tests.journeys.desk import WIDE, Desk
from tests.journeys.looking import NARROW
from tests.journeys.program import Program
from tests.journeys.wire import Wire

pytestmark = pytest.mark.browser

NUMBERS = """query Numbers($id: ID!) { evaluation(id: $id) {
    budget { category budget { amount } counted { amount } }
    claimed { roi } restated { roi } claim { flags { code } }
    projection { roi roiLow roiHigh bcr paybackMonths breakEvenAttribution cost { amount } netBenefit { amount }
        waterfall { key amount kind } paybackCurve { month mid } tornado { key low high } } } }"""


@pytest.fixture
def wire(house) -> Iterator[Wire]:
    wire = Wire(house.url)
    yield wire
    wire.stop()


@pytest.fixture
def desk(house, wire, context_of) -> Iterator[Callable[..., Desk]]:
    desks: list[Desk] = []

    def take(person: str = "analyst", **given) -> Desk:
        desks.append(Desk(context_of(**{"viewport": WIDE, **given}).new_page(), house, wire.url))
        return desks[-1].signed_in(person)

    yield take
    for one in desks:
        assert one.faults() == []


@pytest.fixture(scope="module")
def analyst(house) -> Program:
    return Program(house, "analyst")


@pytest.fixture
def plan(house, analyst) -> str:
    id = studies.planned(analyst, [*house.teams.values()])
    numbers(analyst, id, lambda told: bool(told["projection"]) and told["projection"]["roi"] is not None)
    return id


def numbers(analyst: Program, id: str, when: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """As the API tells them, once the reckoning that is under way has come to `when`."""
    deadline = monotonic() + 20
    while not when(told := analyst.ask(NUMBERS, id=id)["evaluation"]):
        assert monotonic() < deadline, told
        sleep(0.05)
    return told


def ratio(text: str, digits: int | None = None) -> str:
    """1.823 → 182%, 0.073 → 7.3%, as a page shows it."""
    digits = digits if digits is not None else 1 if abs(Decimal(text)) < Decimal("0.1") else 0
    value = (Decimal(text) * 100).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    plain = f"{value:,f}"
    return (plain.rstrip("0").rstrip(".") if digits else plain).replace("-", "−") + "%"


def plain(text: str, digits: int = 2) -> str:
    value = Decimal(text).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    shown = f"{value:,f}"
    return (shown.rstrip("0").rstrip(".") if digits else shown).replace("-", "−")


def table(desk: Desk, caption: str) -> list[list[str]]:
    """The twin of a chart, row by row."""
    twin = desk.page.locator("details.twin", has=desk.page.locator("caption", has_text=caption))
    twin.locator("summary").click()
    expect(twin.locator("table")).to_be_visible()
    return [row.locator("th, td").all_inner_texts() for row in twin.locator("tbody tr").all()]


def test_the_page_shows_what_the_api_tells(desk, analyst, plan):
    told = numbers(analyst, plan, lambda told: True)
    projection = told["projection"]
    page = desk().open(f"/evaluation/{plan}").live().page

    expect(page.locator(".roi")).to_have_text(ratio(projection["roi"]))
    expect(page.locator(".hero .chart")).to_have_attribute("aria-label", f"ROI {ratio(projection['roi'])}，90% 區間 {ratio(projection['roiLow'])} 到 {ratio(projection['roiHigh'])}")
    expect(page.locator(".facts")).to_contain_text(f"{plain(projection['paybackMonths'], 1)} 個月")
    expect(page.locator(".facts")).to_contain_text(ratio(projection["breakEvenAttribution"], 1))
    expect(page.locator(".facts")).to_contain_text(f"{plain(projection['bcr'])} 倍")


def test_every_chart_has_the_same_numbers_as_a_table(desk, analyst, plan):
    told = numbers(analyst, plan, lambda told: True)
    projection = told["projection"]
    analyst_s = desk().open(f"/evaluation/{plan}").live()

    steps = table(analyst_s, "從可能的效益到淨賺")
    assert [amount for _, amount in steps] == [plain(bar["amount"]) for bar in projection["waterfall"] if bar["kind"] != "STEP" or Decimal(bar["amount"])]
    assert [(month, mid) for month, mid, *_ in table(analyst_s, "逐月累計淨額")] == [(str(point["month"]), plain(point["mid"], 0)) for point in projection["paybackCurve"]]
    assert [row[2:] for row in table(analyst_s, "一次只動一個假設")] == [[ratio(bar["low"]), ratio(bar["high"])] for bar in projection["tornado"][:7]]
    assert [row[1::2] for row in table(analyst_s, "成本：預算與實際")] == [[plain(line["budget"]["amount"]), plain(line["counted"]["amount"])] for line in told["budget"]]


def test_a_changed_input_is_pushed_to_everybody_who_looks(desk, analyst, plan):
    mine, other = desk().open(f"/evaluation/{plan}").live(), desk().open(f"/evaluation/{plan}").live()
    before = mine.page.locator(".roi").inner_text()
    other.page.evaluate("window.__same = true")

    mine.page.get_by_text("記一筆實際成本").click()
    mine.page.locator("#cost-category").select_option("DIRECT")
    mine.page.locator("#cost-amount").fill("200000")
    mine.page.get_by_role("button", name="記下來，重新算 ROI").click()

    told = numbers(analyst, plan, lambda told: Decimal(told["projection"]["cost"]["amount"]) == 380_000)
    after = ratio(told["projection"]["roi"])
    assert after != before
    for one in (mine, other):
        expect(one.page.locator(".roi")).to_have_text(after, timeout=20_000)
        expect(one.page.locator(".hero")).to_contain_text(f"剛剛從 {before} 變成 {after}")
    assert other.page.evaluate("window.__same")


def test_what_changed_while_the_line_was_cut_is_there_after_the_return(desk, analyst, plan, wire):
    page = desk().open(f"/evaluation/{plan}").live().page
    looked = page.locator(".roi").inner_text()

    wire.cut()
    expect(page.locator(".page-top").get_by_text("的資料")).to_be_visible()
    studies.does(analyst, "enterCosts", evaluationId=plan, costs=[{"label": "indirect", "category": "INDIRECT", "kind": "ACTUAL", "amount": "175000"}])
    told = numbers(analyst, plan, lambda told: Decimal(told["projection"]["cost"]["amount"]) == 420_000)
    expect(page.locator(".roi")).to_have_text(looked)
    wire.mend()

    expect(page.locator(".roi")).to_have_text(ratio(told["projection"]["roi"]), timeout=30_000)


def test_an_amount_that_is_refused_says_so(desk, plan):
    page = desk().open(f"/evaluation/{plan}").live().page
    page.get_by_text("記一筆實際成本").click()

    page.locator("#cost-amount").fill("很多")

    expect(page.get_by_role("button", name="填好金額再記")).to_be_disabled()


def test_a_claim_stands_beside_what_its_own_figures_give(desk, analyst):
    id = studies.claimed(analyst)
    told = numbers(analyst, id, lambda told: told["restated"] is not None)
    page = desk().open(f"/evaluation/{id}").live().page

    expect(page.locator(".versus-roi")).to_have_text([ratio(told["claimed"]["roi"], 2), ratio(told["restated"]["roi"], 2)])
    expect(page.locator(".versus-roi")).to_have_text(["1,820%", "838.67%"])
    expect(page.locator(".findings h2")).to_have_text(f"查出的 {len(told['claim']['flags'])} 個問題")
    expect(page.get_by_text("成本少算了幾類")).to_be_visible()


def test_the_list_says_good_and_bad_equally_loud(desk, analyst, plan):
    rows = analyst.ask("{ evaluations(first: 50) { nodes { id restated { roi } projection { roi } } } }")["evaluations"]["nodes"]
    page = desk().open("/evaluations").page

    expect(page.locator(".studies > li")).to_have_count(len(rows))
    for row in rows:
        shown = row["restated"] or row["projection"]
        if shown and shown["roi"]:
            expect(page.locator(f"a[href='/evaluation/{row['id']}'] .little b")).to_have_text(ratio(shown["roi"]))


@pytest.mark.parametrize("given", [{}, {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}, {"viewport": {"width": 320, "height": 640}, "locale": "en-US"}], ids=["desk", "phone", "small"])
def test_nobody_is_kept_out(desk, plan, given):
    analyst_s = desk(**given)

    for path in ("/evaluations", f"/evaluation/{plan}"):
        analyst_s.open(path).page.locator(".card, .hero").first.wait_for()
        assert analyst_s.barriers() == []
        assert analyst_s.page.viewport_size["width"] > 320 or analyst_s.page.evaluate(NARROW) == []


def test_the_room_weighs_little(desk, plan):
    page = desk("analyst").page
    scripts = "() => performance.getEntriesByType('resource').map((one) => one.name).filter((name) => name.endsWith('.js') && !name.endsWith('/worker.js'))"
    page.goto(page.url.split("/evaluations")[0] + "/me")
    page.locator("main h1").wait_for()
    known = set(page.evaluate(scripts))

    page.goto(page.url.split("/me")[0] + f"/evaluation/{plan}")
    page.locator(".fig").first.wait_for()
    more = set(page.evaluate(scripts)) - known

    assert sum(len(gzip.compress(page.request.get(name).body(), 9)) for name in more) <= 20 * 1024
