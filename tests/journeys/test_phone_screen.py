"""What stands on the screen: for every eye, hand, language and phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.looking import NARROW, TARGETS, audit

pytestmark = pytest.mark.browser


def test_the_list_is_fresh_and_never_stale_offline_after_sleep(phone, somebody):
    learner = phone(somebody).open("/today").loses_signal()
    expect(learner.page.get_by_text("沒有訊號，照常學")).to_be_visible()
    learner.mast.up = True
    # A phone that slept heard no event: only what the browser believes has changed.
    learner.page.evaluate("() => addEventListener('online', (event) => event.stopImmediatePropagation(), true)")
    learner.page.context.set_offline(False)

    learner.comes_back()

    expect(learner.page.get_by_text("沒有訊號，照常學")).to_have_count(0)


def test_a_new_version_never_interrupts_a_unit_and_is_offered_afterwards(phone, mast, somebody):
    learner = phone(somebody).begin(somebody, "clean-hands").learn(until_last=True)
    learner.page.evaluate("() => (window.__same = true)")
    mast.release = "the next one"
    learner.page.evaluate("async () => (await navigator.serviceWorker.getRegistration()).update()")
    learner.until("async () => (await navigator.serviceWorker.getRegistration()).waiting !== null")

    assert learner.page.evaluate("() => window.__same") is True
    expect(learner.page.get_by_role("button", name="換新版")).to_have_count(0)
    learner.finish_and_time_it()
    offer = learner.page.get_by_role("button", name="換新版")
    expect(offer).to_be_visible()
    offer.click()

    learner.until("() => window.__same === undefined")
    expect(learner.heading).to_contain_text("完成了")
    assert learner.page.evaluate("async () => (await navigator.serviceWorker.getRegistration()).waiting") is None


def test_a_clip_says_its_size_first_then_plays_with_captions_seeks_offline_and_stops_to_ask(phone, somebody):
    learner = phone(somebody).begin(somebody, "clean-hands").learn(until_step=3)
    assert not learner.mast.count("/media/")
    expect(learner.page.get_by_role("button", name=re.compile(r"下載影片，0\.2 MB"))).to_be_visible()
    learner.page.get_by_role("button", name=re.compile("下載影片")).click()
    film = learner.page.locator("video")
    expect(film).to_be_visible()
    learner.until("() => document.querySelector('video').readyState >= 1")
    assert film.evaluate("(film) => film.paused && !film.autoplay")
    expect(learner.page.locator(".cap")).to_contain_text("先打濕")

    learner.loses_signal()
    learner.page.locator("input[type=range]").fill("20")
    expect(learner.page.locator(".cap")).to_contain_text("拇指和指尖")
    learner.page.get_by_role("button", name="播放").click()

    expect(learner.page.get_by_text("影片在 0:24 停下來問你")).to_be_visible(timeout=15_000)
    assert learner.step()[0] == 4


def test_on_a_metered_line_the_text_is_offered_first(phone, context_of, somebody):
    context = context_of()
    context.add_init_script("Object.defineProperty(navigator, 'connection', { value: { saveData: true } })")

    learner = phone(somebody, context=context).begin(somebody, "clean-hands").learn(until_step=3)

    expect(learner.page.get_by_text("先打濕，再抹肥皂。")).to_be_visible()


def test_a_choice_may_change_until_the_answer_is_looked_at_and_the_verdict_is_said_in_words(phone, somebody):
    learner = phone(somebody).begin(somebody, "clean-hands").learn(until_step=9)
    while not learner.page.get_by_text("你有多確定").count():
        learner.page.locator(".choice input").first.check()
        if not learner.page.get_by_text("你有多確定").count():
            learner.go_button.click()
    choices = learner.page.locator(".choice input")
    choices.nth(0).check()
    choices.nth(1).check()
    expect(choices.nth(0)).not_to_be_checked()

    learner.page.get_by_role("button", name="很確定").click()

    expect(choices.nth(0)).to_be_disabled()
    expect(learner.page.get_by_role("status").filter(has_text="對了")).to_be_visible()
    expect(learner.page.locator(".choice.right")).to_contain_text("你選的，對了")


def test_every_page_can_be_used_with_a_thumb_and_read_at_twice_the_size(phone, house, context_of, somebody):
    learner = phone(somebody, context=context_of(viewport={"width": 320, "height": 640}))
    viewport = learner.page.locator("meta[name=viewport]").get_attribute("content")
    assert "user-scalable" not in viewport and "maximum-scale" not in viewport

    for path in ("/today", "/path", "/me", "/me/attention"):
        learner.open(path)
        expect(learner.heading).to_be_visible()
        assert learner.page.evaluate(TARGETS) == [], path
        assert learner.page.evaluate(NARROW) == [], path
    for unit in ("clean-hands", "danger-zone"):
        learner.begin(somebody, unit)
        learner.each_step(lambda: [learner.page.evaluate(TARGETS), learner.page.evaluate(NARROW)], [[], []])
        expect(learner.heading).to_contain_text("完成了")
        assert learner.page.evaluate(TARGETS) == [] and learner.page.evaluate(NARROW) == []


def test_each_step_begins_at_its_heading(phone, somebody):
    learner = phone(somebody).begin(somebody, "clean-hands")

    learner.each_step(lambda: expect(learner.heading).to_be_focused(), None, settled=False)

    expect(learner.heading).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(phone, context_of, scheme, somebody):
    context = context_of(color_scheme=scheme)
    stranger = phone(context=context).open("/sign-in")
    expect(stranger.heading).to_be_visible()
    assert audit(stranger.page) == []
    learner = phone(somebody, context=context)

    for path in ("/today", "/path", "/me", "/me/attention", "/nothing-here", "/result/0"):
        learner.open(path)
        expect(learner.heading).to_be_visible()
        assert audit(learner.page) == [], path
    for unit in ("clean-hands", "danger-zone", "clean-then-sanitise"):
        learner.begin(learner.person, unit)
        learner.each_step(lambda: audit(learner.page), [])
        expect(learner.heading).to_contain_text("完成了")
        assert audit(learner.page) == []
    learner.loses_signal().open("/today")
    expect(learner.page.get_by_text("沒有訊號，照常學")).to_be_visible()
    assert audit(learner.page) == []


def test_another_language_changes_everything_at_once_and_keeps_the_draft(phone, somebody):
    learner = phone(somebody).begin(somebody, "clean-hands").learn(until_step=4)
    learner.page.locator("#answer").fill("20")
    learner.page.evaluate("() => history.pushState(null, '', '/me')")
    learner.page.evaluate("() => dispatchEvent(new PopStateEvent('popstate'))")
    learner.page.get_by_label("語言").select_option("en")

    expect(learner.page.get_by_role("button", name="Sign out")).to_be_visible()
    assert learner.page.evaluate("() => document.documentElement.lang") == "en"
    learner.page.go_back()

    expect(learner.heading).to_have_text("After soaping, rub for at least how many seconds?")
    expect(learner.page.locator("#answer")).to_have_value("20")


def test_a_page_that_runs_from_right_to_left_is_a_mirror_and_nothing_sticks_out(phone, somebody):
    learner = phone(somebody)

    for path in ("/today", "/path", "/me"):
        learner.open(path)
        expect(learner.heading).to_be_visible()
        learner.page.evaluate("() => (document.documentElement.dir = 'rtl')")
        assert learner.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), path
        heading = learner.heading.bounding_box()
        assert learner.heading.evaluate("(heading) => getComputedStyle(heading).direction") == "rtl" and heading["x"] >= 0


IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"


def test_help_with_installing_comes_after_the_first_finished_unit_and_once_waved_off_never_again(phone, context_of, somebody):
    learner = phone(somebody, context=context_of(user_agent=IPHONE)).open("/today")
    expect(learner.page.locator(".slab")).to_be_visible()
    expect(learner.page.get_by_text("放到主畫面")).to_have_count(0)

    learner.begin(somebody, "clean-hands").learn()
    expect(learner.page.get_by_text("點「分享」，再選「加入主畫面」。")).to_be_visible()
    learner.page.get_by_role("button", name="不用，別再問").click()

    expect(learner.page.get_by_text("放到主畫面")).to_have_count(0)
    learner.open("/today")
    expect(learner.page.locator(".slab")).to_be_visible()
    expect(learner.page.get_by_text("放到主畫面")).to_have_count(0)


def test_where_the_browser_offers_it_one_tap_installs(phone, context_of, somebody):
    learner = phone(somebody).begin(somebody, "clean-hands").learn()
    learner.page.evaluate(OFFER)

    learner.page.get_by_role("button", name="放上去").click()

    learner.until("() => window.__asked === 1")
    expect(learner.page.get_by_text("放到主畫面")).to_have_count(0)


# Chromium offers it by rules of its own; here it is offered when the test wants.
OFFER = """() => {
    const offer = new Event("beforeinstallprompt", { cancelable: true });
    window.__asked = 0;
    offer.prompt = async () => { window.__asked += 1; };
    offer.userChoice = Promise.resolve({ outcome: "accepted" });
    dispatchEvent(offer);
}"""


def test_a_part_that_does_not_come_is_said_and_can_be_asked_for_again(phone, house, mast, context_of, somebody):
    learner = phone(context=context_of(service_workers="block"))
    learner.open("/sign-in").sign_in(somebody)
    expect(learner.page.locator(".slab")).to_be_visible()
    mast.up = False
    learner.page.locator(".slab a").click()

    expect(learner.page.get_by_text("這一頁還沒到手機裡")).to_be_visible()
    mast.up = True
    learner.page.get_by_role("button", name="再試一次").click()

    expect(learner.page.locator(".player h1")).to_be_visible()


def test_a_phone_that_was_emptied_begins_again_without_a_blank_page(phone, mast, somebody):
    learner = phone(somebody).open("/today")
    expect(learner.page.locator(".slab")).to_be_visible()
    learner.open("/livez")
    cdp = learner.page.context.new_cdp_session(learner.page)
    cdp.send("Storage.clearDataForOrigin", {"origin": mast.url, "storageTypes": "indexeddb,cache_storage,service_workers,local_storage"})

    learner.open("/today")
    expect(learner.page.locator("#number")).to_be_visible()
    learner.sign_in(somebody)

    expect(learner.page.locator(".slab")).to_be_visible()


def test_an_order_can_be_made_by_dragging_and_is_told_aloud(phone, somebody):
    learner = phone(somebody).begin(somebody, "clean-hands").learn(until_step=6)
    rows = learner.page.locator(".o")
    first = rows.nth(0).locator(".grow").inner_text()
    grip, below = rows.nth(0).locator(".grip").bounding_box(), rows.nth(2).bounding_box()

    learner.page.mouse.move(grip["x"] + 8, grip["y"] + 20)
    learner.page.mouse.down()
    learner.page.mouse.move(grip["x"] + 8, below["y"] + below["height"] / 2, steps=8)
    learner.page.mouse.up()

    expect(rows.nth(2).locator(".grow")).to_have_text(first)
    expect(learner.page.get_by_role("status").filter(has_text=f"「{first}」移到第 3")).to_be_visible()


def test_the_app_can_be_installed(phone, somebody):
    learner = phone(somebody).open("/today")
    expect(learner.heading).to_be_visible()

    faults = learner.page.context.new_cdp_session(learner.page).send("Page.getInstallabilityErrors")["installabilityErrors"]

    assert [one["errorId"] for one in faults if one["errorId"] != "in-incognito"] == []
