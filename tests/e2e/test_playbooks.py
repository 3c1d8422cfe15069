"""Self-help in figures: a teacher walks, staff read what came of it, on a phone and a screen, by day and by night."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DESKTOP, PHONE, SMALLEST

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def walked() -> set[str]:
    """Who has walked on the desk of this file."""
    return set()


@pytest.fixture
def a_walk(sit, walked) -> None:
    """A teacher has got a silent printer going with the third step; once for this file."""
    if walked:
        return
    walked.add("printer")
    teacher = sit("/chat/teacher", **PHONE)
    teacher.says("办公室的打印机打不出来，不急")
    teacher.button("别的，或没提示").click()
    expect(teacher.line("电源灯")).to_be_visible()
    teacher.button("是").click()
    expect(teacher.line("打印队列")).to_be_visible()
    teacher.button("好了").click()
    expect(teacher.line("前面的任务堵住了")).to_be_visible()


def test_staff_find_a_tree_from_the_board_and_read_it(sit):
    board = sit("/board", **DESKTOP)
    board.page.get_by_role("link", name="自助排查").click()
    page = board.page
    expect(page.get_by_role("heading", name="自助排查", level=1)).to_be_visible()
    page.get_by_label("按名称或设备查找").fill("无信号")
    page.get_by_role("button", name="查找").click()
    rows = page.get_by_role("table").get_by_role("row")
    expect(rows).to_have_count(3)
    page.get_by_role("link", name="大屏无信号、只有安卓界面").click()
    expect(page.get_by_role("heading", name="大屏无信号", level=1)).to_be_visible()
    drawing = page.get_by_role("img", name="大屏下边框").first
    drawing.scroll_into_view_if_needed()
    expect(page.locator("img.step-picture").first).to_have_js_property("complete", True)
    expect(page.get_by_role("region", name="怎么走").get_by_role("img")).to_be_visible()


@pytest.mark.usefixtures("a_walk")
def test_what_a_teacher_did_is_counted_step_by_step_and_plotted(sit):
    page = sit("/playbooks", **DESKTOP).page
    row = page.get_by_role("row").filter(has_text="打印机").first
    expect(row).to_contain_text("100 %")
    row.get_by_role("link", name="打印机").click()
    queue = page.get_by_role("row").filter(has_text="打开打印队列")
    expect(queue.get_by_role("cell").nth(1)).to_contain_text("100 %")
    plot = page.get_by_role("img", name="每一步的结果")
    expect(plot).to_be_visible()
    expect(plot).to_contain_text("1/1")
    expect(page.get_by_role("img", name="每一步用了多久")).to_be_visible()


def test_what_is_pressed_on_a_phone_is_big_enough_for_a_thumb(sit):
    page = sit("/playbooks", **SMALLEST).page
    for thing in (*page.get_by_role("button").all(), *page.locator(".period").all()):
        assert thing.bounding_box()["height"] >= 44, thing.inner_text()
