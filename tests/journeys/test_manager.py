"""A shop manager's day: who needs me, live, whatever the line does."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.journeys.desk import WIDE, Desk
from tests.journeys.looking import NARROW
from tests.journeys.program import Program
from tests.journeys.wire import Wire

pytestmark = pytest.mark.browser


@pytest.fixture
def wire(house) -> Iterator[Wire]:
    wire = Wire(house.url)
    yield wire
    wire.stop()


@pytest.fixture
def desk(house, wire, context_of) -> Iterator[Callable[..., Desk]]:
    desks: list[Desk] = []

    def take(person: str, **given) -> Desk:
        desks.append(Desk(context_of(**{"viewport": WIDE, **given}).new_page(), house, wire.url))
        return desks[-1].signed_in(person)

    yield take
    for one in desks:
        assert one.faults() == []


def test_the_page_begins_with_a_sentence_about_people(desk, house):
    manager = desk("manager").live()

    people = Program(house, "manager").ask("{ viewer { teams { summary { people needed } } } }")["viewer"]["teams"][0]["summary"]
    expect(manager.page.locator("h1")).to_contain_text(f"{people['people']} 人")
    expect(manager.page.get_by_role("heading", name=f"全部 {people['people']} 人")).to_be_visible()


def test_the_page_moves_when_a_learner_finishes(desk, phone, house):
    manager = desk("manager").live()
    row = manager.row("learner-49")
    expect(row.locator(".two")).to_contain_text("完成 0 · 學會 0")
    manager.page.evaluate("window.__same = true")

    phone("learner-49").begin("learner-49", "clean-hands").learn()

    expect(row.locator(".two")).to_contain_text("完成 1 · 學會 1", timeout=10_000)
    assert manager.page.evaluate("window.__same")


def test_done_is_not_known(desk, house):
    manager = desk("manager").live()

    Program(house, "learner-50").finish("clean-hands", right=False)

    expect(manager.row("learner-50").locator(".two")).to_contain_text("完成 1 · 學會 0", timeout=10_000)


def test_a_line_cut_three_times_leaves_no_gap(desk, house, wire):
    manager = desk("manager").live()
    row = manager.row("learner-51").locator(".two")
    learner = Program(house, "learner-51")
    looked = manager.asked.count("Team")

    for done, unit in enumerate(["clean-hands", "danger-zone", "raw-and-ready"], 1):
        wire.cut()
        expect(manager.page.get_by_text("的資料")).to_be_visible()
        learner.finish(unit)
        expect(row).to_contain_text(f"完成 {done - 1} ·")
        wire.mend()
        manager.live()
        expect(row).to_contain_text(f"完成 {done} · 學會 {done}", timeout=10_000)

    assert manager.asked.count("Team") == looked  # told by the line itself, not by looking at everything again


def test_a_page_opened_without_a_signal_shows_what_it_last_knew(desk, house, wire):
    manager = desk("manager").live()
    manager.until("() => navigator.serviceWorker.controller !== null")
    verdict = manager.page.locator("h1").inner_text()

    wire.cut()
    manager.page.reload()
    expect(manager.page.locator("h1")).to_have_text(verdict)
    expect(manager.page.locator(".page-top").get_by_text("的資料")).to_be_visible()
    wire.mend()

    manager.live()


def test_from_the_company_to_the_shop_to_the_person(desk, house):
    analyst = desk("analyst").open("/team").live()
    person = house.people["bohan"]

    analyst.page.get_by_role("link", name="信義門市").click()
    expect(analyst.page.locator(".trail [aria-current=page]")).to_have_text("信義門市")
    analyst.live().page.locator(".people").get_by_role("link", name=person["name"]).click()

    expect(analyst.page.locator("h1")).to_have_text(person["name"])
    expect(analyst.page.get_by_text("看得到這一頁，一字不差")).to_be_visible()
    analyst.page.go_back()
    analyst.page.locator(".trail").get_by_role("link", name="晴川生活").click()
    expect(analyst.page.locator(".trail [aria-current=page]")).to_have_text("晴川生活")


def test_a_person_s_page_tells_what_they_did_while_it_is_open(desk, house):
    manager = desk("manager").open(f"/person/{house.people['learner-52']['id']}").live()

    Program(house, "learner-52").finish("clean-hands", right=False)

    expect(manager.page.locator(".log")).to_contain_text("還沒學會，0%", timeout=10_000)
    expect(manager.page.locator(".unit", has_text="做完、還沒學會")).to_have_count(1)


def test_another_shop_is_not_theirs_to_see(desk, house):
    manager = desk("manager").open(f"/team/{house.teams['daan']}")

    expect(manager.page.get_by_text("這個團隊不在你的範圍")).to_be_visible()


def test_large_letters_on_a_small_phone_stay_on_the_screen(desk, house):
    manager = desk("manager", viewport={"width": 320, "height": 640}).live()

    assert manager.page.evaluate(NARROW) == []
    manager.open(f"/person/{house.people['yijun']['id']}").live()
    assert manager.page.evaluate(NARROW) == []


@pytest.mark.parametrize("given", [{"viewport": WIDE}, {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}, {"locale": "en-US"}], ids=["desk", "phone", "english"])
def test_nobody_is_kept_out(desk, house, given):
    manager = desk("manager", **given).live()

    assert manager.barriers() == []
    manager.open(f"/person/{house.people['yijun']['id']}").live()
    assert manager.barriers() == []
