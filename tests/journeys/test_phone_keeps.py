"""Whatever happens to the phone or on the way, an answer is kept, and counts once."""

import os
import signal
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import VIEW
from tests.journeys.phone import LISTEN

pytestmark = pytest.mark.browser


def test_a_reload_returns_to_the_same_card_with_the_same_answers(phone, somebody):
    learner = phone(somebody).begin(somebody, "clean-hands").learn(until_step=10)
    learner.page.locator(".choice input").nth(1).check()
    learner.until("async () => Object.keys((await window.__stored('drafts'))[0].answers).includes('clean-hands-07')")
    before = learner.step(), learner.stored("drafts")[0]["answers"]

    learner.page.reload()

    expect(learner.page.locator(".player h1")).to_be_visible()
    assert (learner.step(), learner.stored("drafts")[0]["answers"]) == before
    expect(learner.page.locator(".choice input").nth(1)).to_be_checked()


def test_a_closed_tab_goes_on_where_it_was(phone, context_of, somebody):
    context = context_of()
    learner = phone(somebody, context=context).begin(somebody, "raw-and-ready").learn(until_step=4)
    step = learner.step()
    learner.until("async () => (await window.__stored('drafts')).some((one) => one.step === 3)")
    learner.page.close()

    again = phone(context=context)
    again.open("/today")
    expect(again.page.get_by_text("上次停在這裡")).to_be_visible()
    again.page.get_by_role("link", name="繼續").click()

    expect(again.page.locator(".player h1")).to_be_visible()
    assert again.step() == step


def test_a_killed_browser_loses_nothing_and_the_attempt_counts_once(phone, house, mast, playwright_, browser_engine, tmp_path, somebody):
    def start():
        context = playwright_.chromium.launch_persistent_context(
            str(tmp_path), **browser_engine.launch(), viewport=VIEW, locale="zh-TW", timezone_id="Asia/Taipei", reduced_motion="reduce",
        )
        context.add_init_script(LISTEN)
        return context

    learner = phone(somebody, context=start()).begin(somebody, "clean-hands").learn(until_step=6)
    answers = learner.stored("drafts")[0]["answers"]
    learner.gone = True
    kill(tmp_path)

    again = phone(context=start()).begin(somebody, "clean-hands")
    assert again.stored("drafts")[0]["answers"] == answers and again.step()[0] == 6
    again.loses_signal().learn()
    expect(again.page.get_by_text("已存在這支手機")).to_be_visible()
    again.gone = True
    kill(tmp_path)
    mast.up = True

    last = phone(context=start())
    last.page.context.clear_cookies()  # Chromium writes them every half minute: a kill may take the session along, or not
    last.open("/today")
    expect(last.page.get_by_text("登入過期了，照常學")).to_be_visible()
    last.page.get_by_role("link", name="重新登入").click()
    last.sign_in(somebody)
    expect(last.page.locator(".sync")).to_have_text("已同步")
    assert len(house.attempts(somebody)) == 1
    last.page.context.close()


def kill(profile: Path) -> None:
    """The browser of this profile, at once and without a word."""
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            command = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if f"--user-data-dir={profile}".encode() in command:
            os.kill(int(process.name), signal.SIGKILL)


def test_an_answer_that_is_lost_after_the_company_wrote_it_is_asked_for_again_and_counts_once(phone, house, mast, somebody):
    learner = phone(somebody)
    mast.lose = {"recordQuizAttempts": 2}

    learner.begin(somebody, "clean-hands").learn()

    expect(learner.page.get_by_text("已同步")).to_be_visible(timeout=20_000)
    assert mast.count("recordQuizAttempts") == 3
    assert len(house.attempts(somebody)) == 1


def test_a_company_that_answers_503_is_asked_again(phone, house, mast, somebody):
    learner = phone(somebody)
    mast.refuse = {"recordQuizAttempts": (503, 2)}

    learner.begin(somebody, "clean-hands").learn()
    expect(learner.page.get_by_text("已存在這支手機")).to_be_visible()

    expect(learner.page.get_by_text("已同步")).to_be_visible(timeout=20_000)
    assert len(house.attempts(somebody)) == 1


def test_two_tabs_and_many_taps_make_one_attempt(phone, house, context_of, somebody):
    context = context_of()
    one = phone(somebody, context=context).begin(somebody, "clean-hands").learn(until_last=True)
    other = phone(context=context).begin(somebody, "clean-hands")
    assert other.step() == one.step()

    for tab in (one, other):
        tab.page.evaluate("() => { const go = document.querySelector('.player .foot .btn.go'); for (let tap = 0; tap < 5; tap++) go?.click(); }")

    for tab in (one, other):
        expect(tab.page.locator(".result")).to_be_visible()
        expect(tab.page.get_by_text("已同步")).to_be_visible()
    assert len(house.attempts(somebody)) == 1


def test_an_attempt_that_is_not_accepted_waits_in_sight_and_never_vanishes(phone, house, mast, somebody):
    learner = phone(somebody).begin(somebody, "clean-hands").learn(until_last=True)
    [draft] = learner.stored("drafts")
    record = "mutation M($input: RecordQuizAttemptsInput!) { recordQuizAttempts(input: $input) { __typename } }"
    other = {name: draft[name] for name in ("id", "assignmentId", "versionId", "startedAt")}
    other |= {"finishedAt": draft["startedAt"], "durationS": 0, "offline": False, "answers": {}}
    assert house.ask(somebody, record, input={"attempts": [other]})["recordQuizAttempts"][0]["__typename"] == "QuizAttempt"

    learner.finish_and_time_it()
    expect(learner.page.get_by_text("這份沒被收下，但沒有弄丟")).to_be_visible()
    learner.page.get_by_role("link", name="看看怎麼辦").click()

    expect(learner.page.get_by_text("公司已經有同一份，內容不一樣")).to_be_visible()
    expect(learner.page.get_by_text("手乾淨，食物才安心")).to_be_visible()
    learner.page.get_by_role("button", name="再送一次").click()
    learner.until("async () => (await window.__stored('outbox'))[0]?.refusal?.code === 'CONFLICT'")
    learner.page.reload()
    expect(learner.page.get_by_text("公司已經有同一份，內容不一樣")).to_be_visible()
    learner.open("/today")
    expect(learner.page.get_by_text("1 份作答需要你看一下")).to_be_visible()


def test_on_a_shared_phone_each_ones_answers_wait_for_their_owner(phone, house, newcomers):
    one, other = next(newcomers), next(newcomers)
    learner = phone(one).loses_signal()
    learner.begin(one, "clean-hands").learn()
    expect(learner.page.get_by_text("已存在這支手機")).to_be_visible()

    learner.open("/me")
    learner.page.get_by_role("button", name="登出").click()
    expect(learner.page.get_by_role("heading", name="還有 1 份沒送出")).to_be_visible()
    learner.page.get_by_role("button", name="還是登出").click()
    expect(learner.page.get_by_text(f"{house.people[one]['name']}有 1 份作答還沒送出")).to_be_visible()
    learner.gets_signal().sign_in(other)
    expect(learner.page.locator(".sync")).to_have_text("已同步")
    assert house.attempts(one) == [] and house.attempts(other) == []

    learner.open("/me")
    learner.page.get_by_role("button", name="登出").click()
    expect(learner.page.locator("#number")).to_be_visible()
    learner.sign_in(one)

    expect(learner.page.locator(".sync")).to_have_text("已同步")
    assert len(house.attempts(one)) == 1 and house.attempts(other) == []


def test_a_session_that_was_ended_elsewhere_keeps_learning_and_sends_after_signing_in_again(phone, house, somebody):
    learner = phone(somebody).open("/today")
    house.ask(somebody, "mutation M($id: ID!) { endSession(input: {id: $id}) { __typename } }", id=session_of(house, somebody))

    learner.begin(somebody, "clean-hands").learn()
    learner.open("/today")
    expect(learner.page.get_by_text("登入過期了，照常學")).to_be_visible()
    learner.page.get_by_role("link", name="重新登入").click()
    learner.sign_in(somebody)

    expect(learner.page.locator(".sync")).to_have_text("已同步")
    assert len(house.attempts(somebody)) == 1


def session_of(house, person: str) -> str:
    return house.rows("SELECT id FROM session WHERE employee_id = ? ORDER BY created_at DESC LIMIT 1", house.people[person]["id"])[0][0]


def test_a_full_phone_says_so_and_keeps_the_answers_before_the_clips(phone, house, somebody):
    learner = phone(somebody).begin(somebody, "clean-hands").learn(until_step=3)
    learner.page.get_by_role("button", name="下載影片").click()
    expect(learner.page.locator("video")).to_be_visible()
    learner.page.evaluate(FULL_DISK)

    learner.go_button.click()
    expect(learner.page.get_by_text("手機滿了")).to_be_visible()
    learner.until("async () => !(await caches.has('media'))")
    learner.page.locator("#answer").fill("20")
    learner.page.evaluate("() => window.__room()")
    learner.check()

    expect(learner.page.get_by_text("手機滿了")).to_have_count(0)
    learner.until("async () => (await window.__stored('drafts'))[0].answers['clean-hands-03-t1'] === 20")


# The disk lies outside the house, and no driver of Chromium can make it small: its refusal is played.
FULL_DISK = """() => {
    const { put } = IDBObjectStore.prototype;
    window.__room = () => (IDBObjectStore.prototype.put = put);
    IDBObjectStore.prototype.put = () => { throw new DOMException("no room", "QuotaExceededError"); };
}"""
