"""The board in real browsers: live, by keyboard, shared by its address, on every screen."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DESKTOP, PHONE, SMALLEST

pytestmark = pytest.mark.e2e


@pytest.mark.usefixtures("a_fault")
def test_a_choice_is_in_the_address_and_a_shared_address_is_the_same_view(sit):
    page = sit("/board", **DESKTOP).page
    page.locator("summary", has_text="筛选").click()
    page.get_by_label("下一个时限").select_option("late")
    page.wait_for_url("**/board?within=late")
    page.get_by_role("link", name="看板列").click()
    page.wait_for_url("**/board?within=late&view=kanban")
    other = sit("/board?within=late&view=kanban", **DESKTOP).page
    expect(other.get_by_label("下一个时限")).to_have_value("late")
    expect(other.get_by_role("link", name="清除筛选")).to_be_visible()


@pytest.mark.usefixtures("a_fault")
def test_the_board_is_walked_and_opened_by_single_keys_that_can_be_switched_off(sit):
    page = sit("/board", **DESKTOP).page
    expect(page.get_by_role("link", name="1001", exact=True)).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="1001", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/tickets/1001")
    page.go_back()
    page.keyboard.press("v")
    page.wait_for_url("**/board?view=kanban")
    page.keyboard.press("?")
    page.get_by_label("使用单键快捷键").uncheck()
    page.get_by_role("button", name="关闭").click()
    page.keyboard.press("v")
    page.keyboard.press("f")
    expect(page.locator("#filters")).not_to_have_attribute("open", "")
    assert page.url.endswith("view=kanban")


@pytest.mark.usefixtures("a_fault")
def test_cards_move_to_the_next_column_by_themselves(sit):
    board = sit("/board?view=kanban", **DESKTOP).page
    waiting = board.get_by_role("region", name="等待接单")
    expect(waiting.get_by_role("listitem")).to_have_count(1)
    engineer = sit("/chat/engineer", **PHONE)
    engineer.button("接单").click()
    expect(waiting.get_by_role("listitem")).to_have_count(0)
    expect(
        board.get_by_role("region", name="已接单、在路上").get_by_role("link", name="1001")
    ).to_be_visible()


@pytest.mark.usefixtures("a_fault")
def test_what_is_pressed_on_a_phone_is_big_enough_for_a_thumb(sit):
    page = sit("/board", **SMALLEST).page
    for thing in (*page.locator(".tally, .switch a, .tools .chip:visible, .sections a, summary").all(),):
        assert thing.bounding_box()["height"] >= 42, thing.inner_text()


@pytest.mark.usefixtures("a_fault")
def test_on_paper_stand_the_tickets_and_no_tools(sit):
    page = sit("/board", **DESKTOP).page
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="1001", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="打印")).to_be_hidden()
    expect(page.get_by_role("navigation", name="工作人员页面")).to_be_hidden()
