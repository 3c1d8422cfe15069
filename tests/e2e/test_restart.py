"""The desk goes down and comes back; the page in the teacher's hand notices, waits and goes on."""

import time

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE, running_desk
from tests.kit.processes import free_port

pytestmark = pytest.mark.e2e


@pytest.fixture
def port() -> int:
    return free_port()


def test_an_open_chat_survives_a_restart_of_the_desk(chromium, tmp_path, port):
    page = chromium.new_context(locale="zh-CN", **PHONE).new_page()
    with running_desk(tmp_path, port=port) as desk:
        page.goto(f"{desk.url}/chat/teacher")
        page.get_by_role("textbox").fill("三年级2班投影没信号")
        page.get_by_role("textbox").press("Enter")
        expect(page.get_by_role("log")).to_contain_text("工单 1001")
        began = time.monotonic()
        desk.running.process.terminate()
        assert desk.running.process.wait(10) == 0
        assert time.monotonic() - began < 5  # with a stream open
    expect(page.get_by_role("status").filter(has_text="正在重新连接")).to_be_visible()
    page.get_by_role("textbox").fill("断线时说的话")
    page.get_by_role("textbox").press("Enter")
    said = page.locator(".mine", has_text="断线时说的话")
    expect(said).to_contain_text("没有发出去")
    with running_desk(tmp_path, port=port):
        expect(page.get_by_text("正在重新连接")).to_be_hidden(timeout=15_000)
        expect(said).not_to_contain_text("没有发出去")  # sent by itself once the desk was back
        expect(said).to_have_count(1)
        page.reload()
        expect(page.get_by_role("log")).to_contain_text("工单 1001")
        expect(said).to_have_count(1)
    page.context.close()
