"""The teacher's page where it is hard: from a sticker on the smallest phone, in a bare web view, without streams, without a network."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import PHONE, SMALLEST, Seat
from tests.kit.pngs import a_png

pytestmark = pytest.mark.e2e
PATIENCE = 60_000
CONTROLLED = """() => navigator.serviceWorker.controller
  || new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, {once: true})).then(() => true)"""


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """A slow machine is no fault of the page's."""
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=5_000)


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
        expect(said(teacher.page, words)).not_to_contain_text("没有发出去")
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
    expect(said(last, "关掉页面前说的话")).to_contain_text(":")  # its time: the desk has it
    expect(said(last, "关掉页面前说的话")).to_have_count(1)


def test_a_photo_taken_without_a_network_is_kept_and_sent(sit):
    teacher = installed(sit("/chat/teacher"))
    cut(teacher)
    teacher.page.locator("#attach-file").set_input_files(
        {"name": "断网.png", "mimeType": "image/png", "buffer": a_png(2000, 1000)}
    )
    expect(teacher.lines.last).to_contain_text("联网后自动发出")
    teacher.page.reload()
    expect(teacher.lines.last.get_by_role("img", name="还没发出去的照片")).to_be_visible()
    expect(teacher.lines.last).to_contain_text("联网后自动发出")
    cut(teacher, off=False)
    shown = teacher.log.locator("a img[alt*='断网.jpg']")
    expect(shown).to_have_count(1)
    expect(shown).to_have_js_property("naturalWidth", 1600)


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
    assert all(path.startswith(("/offline/", "/static/", "/style/")) for path in paths)
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


def test_what_a_sticker_says_is_confirmed_or_put_right_by_choosing_the_room(sit, desk):
    teacher = sit("/r/QH1-0302-SB", **SMALLEST)
    place = teacher.page.get_by_role("region", name="扫到的贴纸")
    expect(place).to_contain_text("青禾第一小学 · 三年级2班一体机")
    place.get_by_role("link", name="不是这里").click()
    teacher.page.get_by_role("searchbox").fill("三年级 3")
    rooms = teacher.page.get_by_role("main").get_by_role("listitem")
    expect(rooms.filter(visible=True)).to_have_count(1)
    teacher.page.get_by_role("link", name="三年级3班").click()
    expect(place).to_contain_text("三年级3班")
    expect(teacher.lines.last).to_contain_text("三年级3班：出了什么问题")
    place.get_by_role("button", name="对，就是这里").click()
    expect(place).to_have_count(0)
    expect(teacher.field).to_be_focused()


BARE = """
  delete window.EventSource;
  delete window.caches;
  delete window.IntersectionObserver;
  for (const name of ["indexedDB", "localStorage"]) {
    Object.defineProperty(window, name, { get() { throw new DOMException("not here", "SecurityError"); } });
  }
  delete AbortSignal.timeout;
  window.createImageBitmap = () => Promise.reject(new TypeError("not here"));
"""


def test_in_a_web_view_that_can_do_next_to_nothing_a_fault_is_reported_all_the_same(sit, desk):
    teacher = sit("/")
    teacher.page.add_init_script(BARE)
    teacher.page.goto(f"{desk.url}/chat/me")
    expect(teacher.lines.last).to_contain_text("学校")
    teacher.says("青禾第一小学五年级1班投影不亮")
    expect(teacher.line("五年级1班").last).to_be_visible()
    teacher.page.locator("#attach-file").set_input_files(
        {"name": "原图.png", "mimeType": "image/png", "buffer": a_png(300, 200)}
    )
    expect(teacher.log.get_by_role("img", name="原图.png")).to_have_js_property("naturalWidth", 300)


def test_where_streams_do_not_get_through_the_page_asks_instead(sit, desk):
    teacher = sit("/")
    teacher.page.route("**/chat/teacher/stream*", lambda route: route.abort())
    teacher.page.goto(f"{desk.url}/chat/teacher")
    expect(teacher.page.get_by_text("正在重新连接")).to_be_hidden()
    teacher.says("流断了也要说")
    said = teacher.page.locator(".mine", has_text="流断了也要说")
    expect(said).to_contain_text(":")  # its time: it came back
    expect(said).to_have_count(1)
    expect(teacher.lines.last).not_to_have_class(re.compile("mine"))
    expect(teacher.page.get_by_text("正在重新连接")).to_be_hidden()


SIDEWAYS = """async () => {
  const canvas = document.createElement("canvas");
  canvas.width = 60; canvas.height = 30;
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#00f"; pen.fillRect(0, 0, 60, 30);
  pen.fillStyle = "#f00"; pen.fillRect(0, 0, 30, 30);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg"));
  return [...new Uint8Array(await blob.arrayBuffer())];
}"""
TURNED = b"\xff\xe1\x00\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
TOP_LEFT = """async (image) => {
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth; canvas.height = image.naturalHeight;
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const [red, , blue] = pen.getImageData(15, 8, 1, 1).data;
  return [canvas.width, canvas.height, red > blue ? "red" : "blue"];
}"""


@pytest.mark.parametrize("bare", [False, True], ids=["drawn by the browser", "sent as it is"])
def test_photos_taken_upright_are_shown_upright_and_several_are_sent_at_once(sit, desk, bare):
    teacher = sit("/")
    if bare:
        teacher.page.add_init_script(BARE)
    teacher.page.goto(f"{desk.url}/chat/teacher")
    expect(teacher.lines.first).to_be_visible()
    plain = bytes(teacher.page.evaluate(SIDEWAYS))
    turned = plain[:2] + TURNED + plain[2:]
    names = [f"{'原' if bare else '新'}{number}" for number in (1, 2, 3)]
    files = [{"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": turned} for name in names]
    teacher.page.locator("#attach-file").set_input_files(files)
    for name in names:
        shown = teacher.log.locator(f"a img[alt*='{name}.jpg']")
        expect(shown).to_have_count(1)
        assert shown.evaluate(TOP_LEFT) == [30, 60, "red"]


def test_the_ticket_stays_in_sight_with_its_state_and_time_of_arrival(sit):
    teacher = sit("/r/QH1-0303-SB", **SMALLEST)
    expect(teacher.lines.last).to_contain_text("出了什么问题")
    teacher.says("黑屏了，马上上课")
    expect(teacher.line("工单 1", "三年级3班")).to_be_visible()
    for n in range(8):
        teacher.says(f"补充第{n}句，屏幕上方有水渍")
    pinned = teacher.page.get_by_role("button", name=re.compile("^工单 1.*到场"))
    expect(pinned).to_be_visible()
    pinned.click()
    expect(teacher.line("工单 1", "三年级3班", "到场")).to_be_in_viewport()
    expect(pinned).to_be_hidden()
