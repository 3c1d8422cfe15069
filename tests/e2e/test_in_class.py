"""Self-help in class in the browser: one message that changes, always the last one, its three buttons within reach."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE

pytestmark = pytest.mark.e2e
LATER = "下课再说"


def test_the_steps_of_a_class_are_one_message_at_the_end_until_somebody_types(sit):
    teacher = sit("/chat/teacher", **PHONE)
    teacher.says("三年级2班大屏黑屏了，正在上课")
    seen = []
    for _ in range(3):
        expect(teacher.button(LATER)).to_be_in_viewport()
        expect(teacher.lines.last).to_contain_text(LATER)
        seen.append(teacher.lines.last.locator(".bubble p").first.inner_text())
        no = teacher.button("否").or_(teacher.button("没好")).last
        no.click()
        expect(teacher.lines.last).not_to_contain_text(seen[-1])
        expect(teacher.lines.last.get_by_role("button")).not_to_have_count(0)
        expect(teacher.log.get_by_text(seen[-1])).to_have_count(0)
    assert len(set(seen)) == 3
    now = teacher.lines.last.locator(".bubble p").first.inner_text()
    teacher.page.reload()
    expect(teacher.lines.last).to_contain_text(now)
    expect(teacher.lines.last.get_by_role("button").first).to_be_in_viewport()
    assert not any(teacher.log.get_by_text(asked).count() for asked in seen)
    teacher.says("没好")
    expect(teacher.lines.last).not_to_contain_text(now)
    expect(teacher.lines.last.get_by_role("button")).not_to_have_count(0)
    expect(teacher.line(now).locator("button:visible")).to_have_count(0)
