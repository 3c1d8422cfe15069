"""A step's drawing on a phone: seen, described, in the same bubble as its words and buttons, on a light and a dark page."""

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.conftest import PHONE, SMALLEST, Seat

pytestmark = pytest.mark.e2e
DARK = SMALLEST | {"color_scheme": "dark", "locale": "en-GB"}
SHOWN = "大屏下边框放大后，画着电源符号的键和它上面的小灯被圈出。"


def newest(seat: Seat) -> Locator:
    return seat.log.locator("img.drawing").last


def test_a_step_shows_what_to_press_between_its_words_and_its_buttons(sit, picture):
    teacher = sit("/chat/teacher", **PHONE)
    teacher.says("三年级2班大屏开不了机，按了没反应，不急")
    drawing = newest(teacher)
    expect(drawing).to_be_visible()
    expect(drawing).to_have_attribute("alt", SHOWN)
    expect(drawing).to_have_js_property("complete", True)
    assert drawing.evaluate("it => it.naturalWidth") > 0
    bubble = teacher.log.locator(".bubble", has=teacher.page.locator("img.drawing")).last
    parts = bubble.evaluate("it => [...it.children].map((part) => part.className)")
    assert parts == ["head", "text", "drawing", "choices"]
    box = drawing.bounding_box()
    assert abs(box["width"] - 280) < 1
    assert abs(box["height"] - 210) < 1
    expect(teacher.button("不亮")).to_be_in_viewport()
    expect(drawing).to_be_in_viewport(ratio=1)
    picture(teacher.page, "chat-step")


def test_on_the_smallest_phone_and_at_night_it_is_whole_and_nothing_scrolls_sideways(sit):
    teacher = sit("/chat/teacher", **DARK)
    drawing = newest(teacher)
    expect(drawing).to_be_in_viewport(ratio=1)
    expect(drawing).to_have_js_property("complete", True)
    assert teacher.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert drawing.evaluate("it => it.clientWidth / it.clientHeight") == pytest.approx(4 / 3, abs=0.02)


def test_the_page_does_not_jump_when_a_drawing_arrives_late(sit):
    teacher = sit("/chat/teacher", **PHONE)
    teacher.page.route("**/pictures/*.svg", lambda route: route.abort())
    teacher.page.reload()
    drawing = newest(teacher)
    expect(drawing).to_be_visible()
    assert abs(drawing.bounding_box()["height"] - 210) < 1
    expect(teacher.button("不亮")).to_be_in_viewport()
