"""No network at the teacher's desk: what was written is kept, through a reload and a closed page, and arrives once."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, Seat
from tests.kit.pngs import a_png

pytestmark = pytest.mark.e2e
PATIENCE = 60_000
CONTROLLED = """() => navigator.serviceWorker.controller
  || new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, {once: true})).then(() => true)"""


def installed(seat: Seat) -> Seat:
    """Waits until the page could be opened without a network."""
    expect(seat.lines.first).to_be_visible()
    seat.page.evaluate(CONTROLLED)
    return seat


def cut(seat: Seat, *, off: bool = True) -> None:
    seat.page.context.set_offline(off)


def said(page: Page, words: str):
    return page.locator(".mine", has_text=words)


def test_words_written_without_a_network_survive_a_reload_and_arrive_once_and_in_order(sit):
    teacher = installed(sit("/chat/teacher"))
    cut(teacher)
    expect(teacher.page.get_by_text("没有网络")).to_be_visible()
    for words in ("断网第一句", "断网第二句", "断网第三句"):
        teacher.says(words)
        expect(said(teacher.page, words)).to_contain_text("联网后自动发出")
    teacher.field.fill("还没写完的一句")
    teacher.page.reload()
    for words in ("断网第一句", "断网第二句", "断网第三句"):
        expect(said(teacher.page, words)).to_have_count(1)
    expect(teacher.field).to_have_value("还没写完的一句")
    cut(teacher, off=False)
    for words in ("断网第一句", "断网第二句", "断网第三句"):
        expect(said(teacher.page, words)).not_to_contain_text("没有发出去", timeout=PATIENCE)
    expect(teacher.page.get_by_text("没有网络")).to_be_hidden(timeout=PATIENCE)
    elsewhere = sit("/chat/teacher")  # another device sees what the desk has
    for words in ("断网第一句", "断网第二句", "断网第三句"):
        expect(said(elsewhere.page, words)).to_have_count(1)
    order = re.findall("断网第.句", " ".join(elsewhere.log.locator(".mine").all_inner_texts()))
    assert order == ["断网第一句", "断网第二句", "断网第三句"]


def test_a_page_that_was_closed_without_a_network_sends_when_it_is_opened_again(sit, desk):
    teacher = installed(sit("/chat/teacher"))
    cut(teacher)
    teacher.says("关掉页面前说的话")
    expect(said(teacher.page, "关掉页面前说的话")).to_contain_text("联网后自动发出")
    teacher.page.close()
    cut_off = teacher.page.context
    again = cut_off.new_page()
    again.goto(f"{desk.url}/chat/teacher")  # still no network: the kept page opens
    expect(said(again, "关掉页面前说的话")).to_have_count(1)
    again.close()
    cut_off.set_offline(False)
    last = cut_off.new_page()
    last.goto(f"{desk.url}/chat/teacher")
    expect(said(last, "关掉页面前说的话")).to_contain_text(":", timeout=PATIENCE)  # its time: the desk has it
    expect(said(last, "关掉页面前说的话")).to_have_count(1)


def test_a_photo_taken_without_a_network_is_kept_and_sent(sit):
    teacher = installed(sit("/chat/teacher"))
    cut(teacher)
    teacher.page.locator("#attach-file").set_input_files(
        {"name": "断网.png", "mimeType": "image/png", "buffer": a_png(2000, 1000)}
    )
    expect(teacher.lines.last).to_contain_text("联网后自动发出")
    teacher.page.reload()
    expect(teacher.lines.last.get_by_role("img", name="照片 断网.jpg")).to_be_visible()
    expect(teacher.lines.last).to_contain_text("联网后自动发出")
    cut(teacher, off=False)
    shown = teacher.log.locator("a img[alt*='断网.jpg']")
    expect(shown).to_have_count(1, timeout=PATIENCE)
    expect(shown).to_have_js_property("naturalWidth", 1600, timeout=PATIENCE)


def test_a_sticker_scanned_without_a_network_is_reported_before_what_was_said_about_it(sit, desk):
    teacher = installed(sit("/chat/me"))
    cut(teacher)
    teacher.page.goto(f"{desk.url}/r/qh1-302")
    teacher.says("大屏黑屏了，正在上课")
    expect(said(teacher.page, "大屏黑屏了")).to_contain_text("联网后自动发出")
    cut(teacher, off=False)
    expect(teacher.line("工单", "三年级2班")).to_be_visible(timeout=PATIENCE)


def test_the_kept_page_holds_nobodys_words_and_the_page_of_a_network_is_always_new(sit, desk):
    teacher = installed(sit("/chat/teacher"))
    teacher.says("不该留在缓存里的话")
    expect(said(teacher.page, "不该留在缓存里的话")).to_contain_text(":")
    kept = teacher.page.evaluate(
        """async () => {
          const found = [];
          for (const name of await caches.keys()) for (const asked of await (await caches.open(name)).keys()) {
            found.push([new URL(asked.url).pathname, await (await caches.match(asked)).text()]);
          }
          return found;
        }"""
    )
    paths = {path for path, _ in kept}
    assert {"/offline/zh", "/offline/en", "/static/chat.js"} <= paths
    assert all(path.startswith(("/offline/", "/static/")) for path in paths)
    assert not any("不该留在缓存里的话" in text or teacher.name in text for _, text in kept)
    teacher.page.reload()
    expect(teacher.page.locator("#chat")).not_to_have_attribute("data-shell", "yes")


def test_another_person_in_the_same_browser_neither_sees_nor_sends_what_was_left(sit, desk):
    teacher = installed(sit("/chat/me", **PHONE))
    cut(teacher)
    teacher.says("前一位老师没发出去的话")
    expect(said(teacher.page, "前一位老师没发出去的话")).to_contain_text("联网后自动发出")
    teacher.page.goto("about:blank")
    cut(teacher, off=False)
    teacher.page.context.clear_cookies()
    teacher.page.goto(f"{desk.url}/chat/me")
    expect(teacher.lines.last).to_contain_text("学校")
    expect(said(teacher.page, "前一位老师没发出去的话")).to_have_count(0)
