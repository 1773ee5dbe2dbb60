"""Learning without a network, and what becomes of it afterwards."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_unit_never_opened_completes_offline_and_is_recorded_once_after_the_return(phone, house, somebody):
    learner = phone(somebody).loses_signal()

    learner.begin(somebody, "clean-hands").learn()
    expect(learner.page.get_by_text("已存在這支手機")).to_be_visible()
    assert house.attempts(somebody) == []
    learner.gets_signal()

    expect(learner.page.get_by_text("已同步")).to_be_visible(timeout=3000)
    [(id, unit, score, passed, offline)] = house.attempts(somebody)
    assert (unit, score, bool(passed), bool(offline)) == ("clean-hands", 1.0, True, True)
    assert learner.page.url.endswith(id)


def test_the_result_is_there_at_once_and_says_saved_while_the_answer_is_still_under_way(phone, house, mast, somebody):
    learner = phone(somebody)
    learner.begin(somebody, "clean-hands").learn(until_last=True)
    mast.hold.clear()

    waited = learner.finish_and_time_it()

    expect(learner.page.get_by_text("已存在這支手機")).to_be_visible()
    assert waited <= 300
    mast.hold.set()
    expect(learner.page.get_by_text("已同步")).to_be_visible()


def test_the_pending_count_is_always_in_sight_and_never_says_synced_with_a_row_left(phone, house, somebody):
    learner = phone(somebody).loses_signal()
    for unit in ("clean-hands", "danger-zone"):
        learner.begin(somebody, unit).learn()
        expect(learner.heading).to_contain_text("完成了")

    for page in ("/today", "/path", "/me"):
        learner.open(page)
        expect(learner.page.get_by_text("2 份待送").first).to_be_visible()
        expect(learner.page.get_by_text("已同步")).to_have_count(0)
    learner.begin(somebody, "raw-and-ready")
    expect(learner.page.get_by_label("2 份待送")).to_be_visible()
    learner.open("/today").gets_signal()

    expect(learner.page.locator(".sync")).to_have_text("已同步", timeout=3000)
    assert learner.stored("outbox") == []
    assert len(house.attempts(somebody)) == 2


def test_the_banner_says_what_still_works_and_goes_when_the_signal_is_back(phone, somebody):
    learner = phone(somebody).open("/today").loses_signal()

    expect(learner.page.get_by_text("沒有訊號，照常學")).to_be_visible()
    expect(learner.page.get_by_text("今天的單元都在這支手機裡")).to_be_visible()
    learner.page.reload()
    expect(learner.page.get_by_text("沒有訊號，照常學")).to_be_visible()
    expect(learner.page.locator(".slab")).to_be_visible()
    learner.gets_signal()

    expect(learner.page.get_by_text("沒有訊號，照常學")).to_have_count(0)


def test_a_company_out_of_reach_is_told_apart_from_no_signal(phone, mast, somebody):
    learner = phone(somebody).open("/today")
    mast.up = False

    learner.comes_back()
    expect(learner.page.get_by_text("連不到公司，照常學")).to_be_visible()
    mast.up = True
    learner.comes_back()

    expect(learner.page.get_by_text("連不到公司，照常學")).to_have_count(0)


def test_back_from_the_background_the_list_is_fresh(phone, house, somebody):
    learner = phone(somebody).open("/path")
    expect(learner.page.get_by_text("新人第一週")).to_have_count(0)
    [(course,)] = house.rows("SELECT id FROM course WHERE slug = 'first-week'")
    house.ask(
        "admin", "mutation M($input: AssignUnitsInput!) { assignUnits(input: $input) { __typename } }",
        input={"courseId": course, "employeeIds": [house.people[somebody]["id"]]},
    )  # fmt: skip

    learner.comes_back()

    expect(learner.page.locator(".line-of")).to_have_count(3)


def test_an_exam_needs_the_company_and_says_why(phone, house, somebody):
    learner = phone(somebody).loses_signal()

    learner.open(f"/unit/{house.assignment(somebody, 'food-hygiene-post-test')}")
    expect(learner.page.get_by_role("heading", name="這是考核，要有訊號才能開始")).to_be_visible()
    expect(learner.page.get_by_text("答案由公司評分")).to_be_visible()
    learner.gets_signal()

    expect(learner.page.locator(".player h1")).to_be_visible()


def test_an_exam_is_marked_by_the_company_and_its_key_never_comes_to_the_phone(phone, house, somebody):
    learner = phone(somebody)
    learner.begin(somebody, "food-hygiene-post-test").guess()

    expect(learner.page.get_by_text("已同步")).to_be_visible()

    [version] = [one for one in learner.stored("versions") if one["certifying"]]
    assert "key" not in str(version["cards"]) and "accepted" not in str(version["cards"])
    [(_, unit, score, _, _)] = house.attempts(somebody)
    assert unit == "food-hygiene-post-test"
    expect(learner.page.locator(".facts")).to_contain_text(f"{round(score * 100)}%")


def test_what_was_done_is_told_as_it_was_done(phone, house, somebody):
    learner = phone(somebody).begin(somebody, "clean-hands").learn()
    expect(learner.page.get_by_text("已同步")).to_be_visible()
    learner.until("async () => (await window.__stored('events')).length === 0")

    told = house.rows("SELECT kind, card_id, card_index, question_id FROM activity WHERE employee_id = ? ORDER BY device_at, id", house.people[somebody]["id"])

    cards = [card for kind, card, _, _ in told if kind == "card_shown"]
    assert list(dict.fromkeys(cards)) == [f"clean-hands-{n:02}" for n in range(1, 12)]
    assert [question for kind, _, _, question in told if kind == "answered" and question] == [
        "clean-hands-03-t1", "clean-hands-04", "clean-hands-05", "clean-hands-07", "clean-hands-09",
    ]  # fmt: skip
