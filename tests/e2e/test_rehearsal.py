"""A rehearsal in quick time: nobody answers, the clock runs out, the next rung and the supervisor hear of it."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DESKTOP, PHONE, running_desk

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A desk on a Tuesday morning, two minutes a second."""
    options = ("--rehearse-from", "2026-09-01T08:00+08:00", "--speed", "120")
    with running_desk(tmp_path_factory.mktemp("rehearsal"), *options) as desk:
        yield desk


def test_an_unanswered_page_climbs_and_the_board_shows_it(sit, picture):
    teacher = sit("/chat/teacher", **PHONE)
    expect(teacher.line("您好")).to_be_visible()
    teacher.says("三年级2班大屏黑屏了，马上上课")
    expect(teacher.line("工单 1001")).to_be_visible()
    board = sit("/board", **DESKTOP)
    expect(board.page.get_by_text("演练时钟 ×120")).to_be_visible()
    row = board.page.get_by_role("row").filter(has_text="1001")
    expect(row).to_contain_text("等待接单")
    expect(row).to_contain_text("已超时", timeout=30_000)
    second = sit("/chat/engineer2", **PHONE)
    expect(second.line("1001")).to_be_visible(timeout=30_000)
    supervisor = sit("/chat/supervisor", **PHONE)
    expect(supervisor.line("1001", "超时")).to_be_visible(timeout=60_000)
    picture(supervisor.page, "chat-supervisor")
    expect(supervisor.log.get_by_role("link", name="13800000011").first).to_be_visible(timeout=60_000)
    second.button("接单").click()
    expect(teacher.line(second.name, "接单")).to_be_visible()
    expect(row).to_contain_text("已接单")
