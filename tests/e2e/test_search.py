"""The search in real browsers: by the key, by the field, on every screen."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DESKTOP

pytestmark = pytest.mark.e2e


@pytest.mark.usefixtures("a_fault")
def test_a_slash_leads_from_the_board_to_the_ticket_by_two_characters(sit):
    page = sit("/board", **DESKTOP).page
    page.keyboard.press("/")
    field = page.get_by_role("searchbox", name="搜索工单")
    expect(field).to_be_focused()
    page.keyboard.type("上课")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    expect(page.get_by_text("找到 1 张工单")).to_be_visible()
    expect(page.locator("mark", has_text="上课")).to_be_visible()
    expect(field).to_have_value("上课")
    page.get_by_role("link", name="1001", exact=True).click()
    page.wait_for_url("**/tickets/1001")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="搜索工单")).to_be_focused()


@pytest.mark.usefixtures("a_fault")
def test_the_slash_is_switched_off_with_the_other_keys(sit):
    page = sit("/board", **DESKTOP).page
    page.keyboard.press("?")
    expect(page.get_by_role("row", name="/ 到搜索框")).to_be_visible()
    page.get_by_label("使用单键快捷键").uncheck()
    page.get_by_role("button", name="关闭").click()
    page.keyboard.press("/")
    expect(page.locator("#search")).not_to_be_focused()
    page.goto(page.url.replace("/board", "/tickets/1001"))
    page.keyboard.press("/")
    expect(page.locator("#search")).not_to_be_focused()
