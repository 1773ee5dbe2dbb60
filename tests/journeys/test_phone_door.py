"""Coming in: by number and PIN, and as the first of a new company."""

import re
import subprocess
import sys

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import HOUSE, environment, serve
from tests.journeys.looking import NARROW, TARGETS, audit

pytestmark = pytest.mark.browser


def test_a_wrong_pin_is_said_in_words_with_the_tries_that_are_left(phone, somebody):
    learner = phone().open("/sign-in").sign_in(somebody, pin="000000")

    alert = learner.page.get_by_role("alert")
    expect(alert).to_contain_text(re.compile(r"員工編號或 PIN 不對，還可以試 \d 次"))
    expect(learner.page.get_by_label("PIN")).to_be_empty()
    assert audit(learner.page) == []
    learner.sign_in(somebody)

    expect(learner.page.locator(".slab")).to_be_visible()


def test_the_button_says_what_is_missing_before_it_lets_anybody_in(phone, house, somebody):
    learner = phone().open("/sign-in")
    button = learner.page.locator("button[form=sign-in]")
    expect(button).to_have_text("填好編號和 PIN 再登入")
    expect(button).to_be_disabled()

    learner.page.locator("#number").fill(house.people[somebody]["number"])
    learner.page.locator("#pin").fill(house.pin)

    expect(button).to_have_text("登入")
    expect(button).to_be_enabled()


def test_without_signal_signing_in_says_why_it_cannot_be(phone, somebody):
    learner = phone().open("/sign-in")
    expect(learner.heading).to_contain_text("晴川生活")

    learner.loses_signal().sign_in(somebody)

    expect(learner.page.get_by_role("alert")).to_contain_text("現在連不到公司")


def test_whoever_is_not_signed_in_is_shown_the_door_and_comes_back_to_their_own_home(phone):
    stranger = phone().open("/path")
    expect(stranger.page.locator("#number")).to_be_visible()

    stranger.sign_in("manager")

    stranger.until("() => location.pathname === '/team'")


def test_the_first_admin_of_a_new_company_comes_in_by_their_link_once(context_of, tmp_path):
    said = subprocess.run(
        [sys.executable, "-m", "api", "init", "--slug", "new-house", "--name", "新的公司"], cwd=HOUSE, env=environment(tmp_path), capture_output=True, text=True, check=True,
    )
    token = re.search(r"/welcome#(\S+)", said.stdout)[1]
    engine = serve(tmp_path)
    try:
        page = context_of().new_page()
        page.goto(f"{engine.url}/welcome#{token}")
        expect(page.locator("h1")).to_contain_text("歡迎，新的公司")
        assert token not in page.url
        assert audit(page) == [] and page.evaluate(TARGETS) == [] and page.evaluate(NARROW) == []
        page.locator("#name").fill("周明德")
        page.locator("#number").fill("100001")
        page.locator("#pin").fill("123456")
        page.locator("#again").fill("123456")
        page.get_by_role("button", name="開始使用").click()
        expect(page.get_by_role("alert")).to_contain_text("這個 PIN 太好猜")
        page.locator("#pin").fill("480273")
        page.locator("#again").fill("480272")
        expect(page.get_by_role("alert")).to_contain_text("兩次的 PIN 不一樣")
        page.locator("#again").fill("480273")
        page.get_by_role("button", name="開始使用").click()
        expect(page.locator("nav.nav")).to_be_visible()

        other = context_of().new_page()
        other.goto(f"{engine.url}/welcome#{token}")

        expect(other.get_by_text("這個連結用過了，或過期了")).to_be_visible()
    finally:
        engine.stop()
