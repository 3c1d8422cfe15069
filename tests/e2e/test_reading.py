"""A supervisor sees on the board why the words were read as they were, and puts the reading right there."""

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import DESKTOP, PHONE, Seat

pytestmark = pytest.mark.e2e


def field(board: Seat, label: str) -> Locator:
    """A field of the form that corrects the reading."""
    return board.page.get_by_role("form", name="更正读法").get_by_label(label)


def test_a_supervisor_puts_a_reading_right_on_the_ticket_page(sit):
    teacher, engineer = sit("/chat/teacher", **PHONE), sit("/chat/engineer", **PHONE)
    teacher.says("三年级2班大屏黑屏了，马上上课")
    engineer.button("接单").click()
    board = sit("/board", **DESKTOP)
    row = board.page.get_by_role("row").filter(has_text="1001")
    expect(row).to_contain_text("“大屏”")
    row.get_by_role("link", name="读错了？").click()
    main = board.page.get_by_role("main")
    for words in ("“黑屏”", "“马上上课”", "“三年级2班”"):
        expect(main).to_contain_text(words)
    board.page.get_by_text("读错了？").click()
    field(board, "设备").select_option("投影仪")
    field(board, "现象").select_option("无信号")
    field(board, "地点").fill("三年级3班")
    board.page.get_by_role("button", name="更正读法").click()
    expect(main).to_contain_text("原读成 智慧黑板/大屏")
    expect(main.locator(".summary")).to_contain_text("三年级3班 · 投影仪 无信号")
    expect(engineer.line("分类由", "投影仪无信号")).to_be_visible()
    fits_on_a_phone(board)


def fits_on_a_phone(board: Seat) -> None:
    """The form, open, without scrolling sideways."""
    board.page.set_viewport_size(PHONE["viewport"])
    board.page.get_by_text("读错了？").click()
    assert board.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_an_engineer_who_has_not_the_job_is_shown_the_reading_and_no_form(sit):
    other = sit("/tickets/1001?seat=engineer2", **DESKTOP)
    expect(other.page.get_by_role("main")).to_contain_text("老师的话读成")
    expect(other.page.get_by_text("读错了？")).to_have_count(0)
