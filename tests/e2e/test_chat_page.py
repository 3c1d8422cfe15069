"""How the chat page behaves under a hurried thumb, a bad network, a screen reader and an unfriendly sentence."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DESKTOP, PHONE, SMALLEST
from tests.e2e.screens import violations
from tests.kit.pngs import a_png

pytestmark = pytest.mark.e2e
COUNTED = re.compile(r"^\(\d+\) ")
HIDE = """() => {
  Object.defineProperty(document, "hidden", {configurable: true, get: () => STATE});
  document.dispatchEvent(new Event("visibilitychange"));
}"""
SLOW_ANSWERS = """() => {
  const real = window.fetch;
  document.documentElement.dataset.answered = "0";
  window.fetch = async (...asked) => {
    const answer = await real(...asked);
    await new Promise((done) => setTimeout(done, 800));
    setTimeout(() => { document.documentElement.dataset.answered = "1"; });
    return answer;
  };
}"""
DARK = SMALLEST | {"color_scheme": "dark"}


def test_what_somebody_writes_is_shown_letter_for_letter_and_never_run(sit):
    teacher = sit("/chat/teacher")
    teacher.says('<img src=x onerror="document.title=1"><script>document.title=2</script> **粗** &amp;')
    expect(teacher.line("<script>document.title=2</script>")).to_contain_text("**粗** &amp;")
    assert teacher.log.locator("img, script").count() == 0
    assert "报修服务台" in teacher.page.title()


def test_enter_that_chooses_a_word_in_an_input_method_sends_nothing(sit):
    teacher = sit("/chat/teacher")
    expect(teacher.lines.first).to_be_visible()  # what was said before is there
    teacher.field.fill("hei ping")
    said = teacher.log.locator(".mine")
    before = said.count()
    for composing in ("{isComposing: true}", "{keyCode: 229}"):
        teacher.field.evaluate(
            f"(field) => field.dispatchEvent(new KeyboardEvent('keydown', {{key: 'Enter', bubbles: true, ...{composing}}}))"
        )
    assert said.count() == before
    expect(teacher.field).to_have_value("hei ping")
    teacher.field.press("Enter")
    expect(said).to_have_count(before + 1)


def test_the_desk_is_seen_working_until_it_answers(sit):
    teacher = sit("/chat/teacher")
    expect(teacher.lines.first).to_be_visible()
    working = teacher.page.get_by_text("服务台正在处理")
    teacher.page.route("**/messages", lambda route: route.fulfill(status=202, body="{}"))
    teacher.says("一句到不了服务台的话")
    expect(working).to_be_visible()
    teacher.page.unroute("**/messages")
    sit("/chat/teacher").says("你好")  # on another device: its answer is not the answer to the words above
    expect(teacher.lines.last).to_have_class(re.compile("desk"))
    expect(working).to_be_visible()


def test_the_sign_of_working_goes_with_the_answer_and_does_not_come_back(sit):
    teacher = sit("/chat/teacher")
    expect(teacher.lines.first).to_be_visible()
    teacher.page.evaluate(SLOW_ANSWERS)
    teacher.says("你好")
    expect(teacher.line("你好")).to_contain_text(":")  # its time: it came back on the stream
    expect(teacher.lines.last).not_to_have_class(re.compile("mine"))  # and so did the answer
    expect(teacher.page.locator("html")).to_have_attribute("data-answered", "1")
    expect(teacher.page.get_by_text("服务台正在处理")).to_be_hidden()


def test_a_message_that_failed_can_be_tried_again_and_arrives_once(sit):
    teacher = sit("/chat/teacher")
    expect(teacher.lines.first).to_be_visible()
    teacher.page.route("**/messages", lambda route: route.abort())
    teacher.says("网断了也要说")
    line = teacher.line("网断了也要说")
    expect(line).to_contain_text("没有发出去")
    teacher.page.unroute("**/messages")
    line.get_by_role("button", name="重试").click()
    expect(line).not_to_contain_text("没有发出去")
    expect(teacher.page.locator(".mine", has_text="网断了也要说")).to_have_count(1)
    teacher.page.reload()
    expect(teacher.page.locator(".mine", has_text="网断了也要说")).to_have_count(1)


def test_a_message_whose_answer_was_lost_arrives_once(sit):
    teacher = sit("/chat/teacher")
    expect(teacher.lines.first).to_be_visible()

    def lose_the_answer(route):
        route.fetch()
        route.abort()

    teacher.page.route("**/messages", lose_the_answer, times=1)
    with teacher.page.expect_event(
        "requestfailed"
    ):  # else the reload could end the request before it is there
        teacher.says("答复丢了的一句")
    said = teacher.page.locator(".mine", has_text="答复丢了的一句")
    expect(said).to_have_count(1)
    expect(said).not_to_contain_text("没有发出去")  # the stream brought it: it did arrive
    teacher.page.reload()
    expect(said).to_have_count(1)


def test_a_sentence_refused_for_good_says_why_and_offers_no_retry(sit):
    teacher = sit("/chat/teacher")
    expect(teacher.lines.first).to_be_visible()
    body = json.dumps({"error": "文字太长了，请分几条发送。"})
    teacher.page.route("**/messages", lambda route: route.fulfill(status=413, body=body))
    teacher.says("很长的话")
    line = teacher.line("很长的话")
    expect(line).to_contain_text("文字太长了，请分几条发送。")
    expect(line.get_by_role("button", name="重试")).to_have_count(0)


def test_a_large_photo_is_made_small_before_it_is_sent_and_is_shown(sit):
    teacher = sit("/chat/teacher")
    expect(teacher.lines.first).to_be_visible()
    with teacher.page.expect_request("**/chat/teacher/media") as sent:
        teacher.page.locator("#attach-file").set_input_files(
            {"name": "黑屏.png", "mimeType": "image/png", "buffer": a_png(3000, 2000)}
        )
    assert sent.value.method == "POST"
    shown = teacher.log.get_by_role("img", name="黑屏.jpg").last
    expect(shown).to_be_visible()
    teacher.page.wait_for_function("(img) => img.complete", arg=shown.element_handle())
    size = shown.evaluate("(img) => [img.naturalWidth, img.naturalHeight]")
    assert size == [1600, 1067]


def test_a_file_of_a_wrong_kind_is_refused_in_words(sit):
    teacher = sit("/chat/teacher")
    expect(teacher.lines.first).to_be_visible()
    teacher.page.locator("#attach-file").set_input_files(
        {"name": "表.pdf", "mimeType": "application/pdf", "buffer": b"PK\x03\x04 not a pdf"}
    )
    expect(teacher.line("只能发送照片")).to_be_visible()


SCREENS = {"phone": PHONE, "smallest": SMALLEST, "dark": DARK, "desktop": DESKTOP}
EVERYWHERE = ("/", "/chat/teacher", "/chat/engineer", "/board", "/nowhere")
ON_PHONES = ("/r/QH1-0302-SB/rooms", "/r/QH1-0000-XX")


@pytest.mark.parametrize(
    ("path", "device"),
    [
        *(pytest.param(path, SCREENS[name], id=f"{path}-{name}") for path in EVERYWHERE for name in SCREENS),
        *(
            pytest.param(path, SCREENS[name], id=f"{path}-{name}")
            for path in ON_PHONES
            for name in ("smallest", "dark")
        ),
    ],
)
def test_a_page_fits_its_screen_and_satisfies_axe(sit, path, device):
    seat = sit(path, **device)
    if path.startswith("/chat"):
        expect(seat.lines.first).to_be_visible()
    width = seat.page.evaluate("document.documentElement.scrollWidth")
    assert width <= device["viewport"]["width"]
    assert violations(seat) == []


def test_every_button_on_a_phone_is_big_enough_for_a_thumb(sit):
    newcomer = sit("/chat/me", **SMALLEST)
    expect(newcomer.lines.last.get_by_role("button").last).to_be_visible()  # which school?
    for button in newcomer.page.get_by_role("button").all():
        box = button.bounding_box()
        if box:
            assert min(box["width"], box["height"]) >= 44, button.inner_text()
    assert float(newcomer.field.evaluate("(f) => parseFloat(getComputedStyle(f).fontSize)")) >= 16


def test_the_keyboard_alone_reaches_the_buttons_and_comes_back_to_the_field(sit):
    newcomer = sit("/chat/me", **DESKTOP)
    expect(newcomer.lines.last.get_by_role("button").last).to_be_visible()  # which school?
    newcomer.field.focus()
    for _ in range(12):
        newcomer.page.keyboard.press("Shift+Tab")
        if newcomer.page.evaluate("document.activeElement.closest('[role=group]') !== null"):
            break
    label = newcomer.page.evaluate("document.activeElement.textContent")
    newcomer.page.keyboard.press("Enter")
    expect(newcomer.page.locator(".mine")).to_contain_text(label)
    expect(newcomer.log.get_by_role("button", name=label, exact=True)).to_have_count(0)
    expect(newcomer.field).to_be_focused()


def test_the_hotline_is_always_in_sight(sit):
    teacher = sit("/chat/teacher", **SMALLEST)
    for n in range(12):
        teacher.says(f"第{n}句")
    hotline = teacher.page.get_by_role("banner").locator("a[href^='tel:']")
    expect(hotline).to_be_in_viewport()
    expect(teacher.field).to_be_in_viewport()


@pytest.mark.parametrize(
    ("path", "payload"), [("/r/QH1-0302-SB", "d_QH1-0302-SB"), ("/p/qh1-302", "r_qh1-302")]
)
def test_a_scanned_sticker_is_reported_once(sit, desk, path, payload):
    starts = []
    teacher = sit("/")
    teacher.page.on("request", lambda r: starts.append(r.post_data) if r.url.endswith("/start") else None)
    teacher.page.goto(f"{desk.url}{path}")
    expect(teacher.lines.last).to_be_visible()
    expect(teacher.page).to_have_url(f"{desk.url}/chat/teacher")
    teacher.page.reload()
    expect(teacher.lines.last).to_be_visible()
    assert [json.loads(body)["payload"] for body in starts] == [payload]


def test_a_chat_in_the_background_gives_its_connection_back_and_still_counts_what_is_new(sit):
    teacher = sit("/chat/teacher")
    expect(teacher.log).to_have_attribute(
        "aria-busy", "false"
    )  # what was said before is there: it is not new
    teacher.page.clock.install()
    teacher.page.clock.pause_at(teacher.page.evaluate("Date.now() / 1000 + 60"))
    teacher.page.evaluate(HIDE.replace("STATE", "true"))
    teacher.page.clock.run_for(16_000)
    asked = sit("/chat/teacher")
    expect(asked.lines.first).to_be_visible()
    asked.says("另一台设备上说的话")
    expect(asked.line("另一台设备上说的话")).to_be_visible()
    # the answer is there: only what the desk says is counted as new
    expect(asked.lines.last).not_to_contain_text("另一台设备上说的话")
    assert "另一台设备上说的话" not in teacher.log.inner_text()
    teacher.page.clock.run_for(16_000)
    expect(teacher.line("另一台设备上说的话")).to_be_visible()
    expect(teacher.page).to_have_title(COUNTED)
    teacher.page.evaluate(HIDE.replace("STATE", "false"))
    expect(teacher.page).to_have_title(re.compile(r"^[^(]"))


def test_six_seats_can_be_open_in_one_browser(chromium, desk):
    """A browser allows six connections to one place; a stream must not starve the posts."""
    context = chromium.new_context(locale="zh-CN")
    seats = ("teacher", "engineer", "engineer2", "supervisor")
    pages = [context.new_page() for _ in seats]
    for page, seat in zip(pages, seats, strict=True):
        page.goto(f"{desk.url}/chat/{seat}")
    board = context.new_page()
    board.goto(f"{desk.url}/board")
    pages[0].get_by_role("textbox").fill("还能说话吗")
    pages[0].get_by_role("textbox").press("Enter")
    line = pages[0].locator(".mine", has_text="还能说话吗")
    expect(line).to_be_visible()
    expect(line).not_to_contain_text("正在发送")
    context.close()
