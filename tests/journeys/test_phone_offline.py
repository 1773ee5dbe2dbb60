"""Learning without a network, and what becomes of it afterwards."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_unit_never_opened_completes_offline_and_is_recorded_once_after_the_return(phone, house, mast):
    yijun = phone("learner-1")
    mast.up = False
    yijun.page.context.set_offline(True)

    yijun.begin("learner-1", "clean-hands").learn()
    expect(yijun.page.get_by_text("已存在這支手機")).to_be_visible()
    assert house.attempts("learner-1") == []
    mast.up = True
    yijun.page.context.set_offline(False)

    expect(yijun.page.get_by_text("已同步")).to_be_visible(timeout=3000)
    [(id, unit, score, passed, offline)] = house.attempts("learner-1")
    assert (unit, score, bool(passed), bool(offline)) == ("clean-hands", 1.0, True, True)
    assert yijun.page.url.endswith(id)
