"""A ticket's page in real browsers: its clocks drawn, what can be done with it, on every screen."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.e2e


@pytest.mark.usefixtures("a_fault")
def test_what_is_done_on_the_page_is_answered_there_and_heard_in_the_chat(sit):
    teacher = sit("/chat/teacher", **PHONE)
    page = sit("/tickets/1001?seat=engineer", **DESKTOP).page
    page.get_by_role("button", name="接单").click()
    expect(page.get_by_role("status")).to_contain_text("已记录：接单")
    expect(page.get_by_role("img", name="各时限用了多少")).to_be_visible()
    expect(teacher.line("接单")).to_be_visible()
    page.locator("summary", has_text="写内部备注").click()
    form = page.get_by_role("form", name="写内部备注")
    form.get_by_label("说明（要填）").fill("带上备用电源板")
    form.get_by_role("button").click()
    expect(page.get_by_text("带上备用电源板").first).to_be_visible()
