"""The conversation of the product, whole, in four browsers: report, steps, page, accept, arrive, repair, confirm, rate."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DESKTOP, PHONE, Seat

pytestmark = pytest.mark.e2e


def test_a_fault_goes_from_the_teachers_words_to_a_rated_repair(sit, picture):
    start = sit("/", **DESKTOP)
    expect(start.page.get_by_role("link", name="以老师身份聊天")).to_be_visible()
    teacher = sit("/chat/teacher", **PHONE)
    reports(teacher)
    picture(teacher.page, "chat-teacher")
    engineer = sit("/chat/engineer", **PHONE)
    is_paged(engineer)
    picture(engineer.page, "chat-engineer")
    board = sit("/board", **DESKTOP)
    accepts(engineer, teacher, board)
    picture(board.page, "board")
    repairs(engineer, teacher, board)
    confirms_and_rates(teacher, board)
    is_on_record(board)
    picture(board.page, "ticket")
    fits_on_a_phone(board)


def reports(teacher: Seat) -> None:
    """The teacher's own words become a ticket card with its grade, and a first step with buttons."""
    expect(teacher.line("您好")).to_be_visible()
    expect(teacher.page.get_by_role("button", name="三年级2班大屏黑屏了，马上上课")).to_be_visible()
    teacher.says("三年级2班大屏黑屏了，马上上课")
    expect(teacher.line("工单 1001", "级", "三年级2班", "已呼叫", "到场")).to_be_visible()
    for label in ("否", "下课再说"):
        expect(teacher.button(label)).to_be_visible()


def is_paged(engineer: Seat) -> None:
    """The page was sent before anybody opened the engineer's seat, and is found there."""
    expect(engineer.line("1001", "三年级2班", "大屏黑屏了，马上上课")).to_be_visible()
    for label in ("接单", "转派", "需要帮助"):
        expect(engineer.button(label)).to_be_visible()


def accepts(engineer: Seat, teacher: Seat, board: Seat) -> None:
    """One press; the teacher hears who is coming and the board follows by itself."""
    row = board.page.get_by_role("row").filter(has_text="1001")
    expect(row).to_contain_text("等待接单")
    engineer.button("接单").click()
    expect(engineer.line("接单", "已记录")).to_be_visible()
    expect(engineer.log.get_by_role("button", name="接单", exact=True)).to_have_count(0)
    expect(teacher.line(engineer.name, "接单")).to_be_visible()
    expect(row).to_contain_text("已接单")
    expect(row).to_contain_text(engineer.name)


def repairs(engineer: Seat, teacher: Seat, board: Seat) -> None:
    """Each step is one press; the teacher hears of each; the repair carries a note."""
    engineer.button("出发").click()
    expect(teacher.line(engineer.name, "出发")).to_be_visible()
    engineer.button("到达").click()
    expect(teacher.line(engineer.name, "到现场")).to_be_visible()
    expect(board.page.get_by_role("row").filter(has_text="1001")).to_contain_text("已到现场")
    engineer.button("已修复").click()
    expect(engineer.line("一句话")).to_be_visible()
    engineer.says("HDMI 线松了，重新插紧")
    expect(teacher.line("修好", "HDMI 线松了")).to_be_visible()


def confirms_and_rates(teacher: Seat, board: Seat) -> None:
    """The teacher's word closes the ticket; the live card says so in place; the board moves it to the closed ones."""
    teacher.button("好了").click()
    expect(teacher.line("已完成", "满意吗")).to_be_visible()
    teacher.button("非常满意").click()
    expect(teacher.line("谢谢")).to_be_visible()
    expect(teacher.line("工单 1001", "已完成", "三年级2班")).to_be_visible()
    expect(board.page.get_by_role("row").filter(has_text="1001")).to_have_count(0)
    expect(board.page.get_by_role("listitem").filter(has_text="1001")).to_contain_text("已完成")


def is_on_record(board: Seat) -> None:
    """The ticket page tells the whole story."""
    board.page.get_by_role("link", name="1001").click()
    for words in ("HDMI 线松了", "5 分", "定级理由", "接单", "到场", "三年级2班大屏黑屏了，马上上课"):
        expect(board.page.get_by_role("main")).to_contain_text(words)


def fits_on_a_phone(board: Seat) -> None:
    """Every column of the clocks, without scrolling sideways."""
    board.page.set_viewport_size(PHONE["viewport"])
    region = board.page.get_by_role("region", name="时限")
    assert region.evaluate("it => it.scrollWidth <= it.clientWidth")


def test_the_chat_is_still_there_after_a_reload(sit):
    teacher = sit("/chat/teacher", **PHONE)
    expect(teacher.line("谢谢")).to_be_visible()
    before = teacher.lines.all_inner_texts()
    teacher.page.reload()
    expect(teacher.lines).to_have_count(len(before))
    assert teacher.lines.all_inner_texts() == before
