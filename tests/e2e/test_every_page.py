"""Every page of the board, with something on it: fits its screen, satisfies axe, breaks no script; Chinese and English, phone and
screen, by day and by night. What the pages do is tested beside (test_board.py, test_incidents.py …).
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import DESKTOP, PHONE, Seat, start_network_plan, watched
from tests.e2e.screens import SCREENS, violations

pytestmark = pytest.mark.e2e
NETWORK = "device=network&symptom=network_down&impact=whole_school"
PAGES = {
    "/board": "table.board",
    "/board?view=kanban": ".kanban .card",
    "/board?state=waiting&sort=due": "table.board",
    "/tickets/1001": ".clock-bars",
    "/search": "#search",
    "/search?q=断网": "mark",
    "/incidents": ".incident-card",
    "/incidents/1": ".stages",
    "/incidents/new?plan=virus&school=qh1": ".choose",
    "/incidents/common/1001": "table.board",
    "/playbooks": ".trees",
    "/playbooks/printer": ".step",
    "/playbooks/safety_smoke": ".step",
    "/statistics": "svg.chart",
    "/contracts": ".contract-cards",
    "/contracts/changge": "svg.time-line",
    "/contracts/puyang_polytechnic": "svg.time-line",
    "/roster": "table.calendar",
    "/people": "table.people",
    "/people?role=teacher": "table.people",
    "/rehearsal": "#re-school",
    f"/rehearsal?school=qh2&{NETWORK}&at=2026-09-25T17:50&hours=24": "svg.time-line",
}
"""Each page, and what stands there only when it is as it should be."""


@pytest.fixture(scope="module")
def begun() -> set[str]:
    """What has happened on the desk of this file."""
    return set()


@pytest.fixture
def a_busy_desk(sit, begun) -> None:
    """Two rooms of one building are without network, and the plan for it has begun; once for this file."""
    if begun:
        return
    begun.add("network")
    newcomer = sit("/chat/me", **PHONE)
    newcomer.says("三年级1班断网了，全班上不了网")
    newcomer.button("青禾实验小学").click()
    expect(newcomer.line("工单 1001")).to_be_visible()
    teacher = sit("/chat/teacher", **PHONE)
    teacher.says("四年级1班断网了，正在上课")
    expect(teacher.line("1001")).to_be_visible()
    start_network_plan(sit)


@pytest.fixture(scope="module")
def windows(chromium: Browser) -> Iterator[dict[str, Seat]]:
    """An empty page on each screen, for all paths: opening one takes as long as most that is done with it."""
    contexts = {
        name: chromium.new_context(**({"locale": "zh-CN"} | screen)) for name, screen in SCREENS.items()
    }
    complaints: dict[str, list[str]] = {name: [] for name in contexts}
    yield {
        name: Seat(watched(context.new_page(), complaints[name]), complaints[name])
        for name, context in contexts.items()
    }
    for context in contexts.values():
        context.close()


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize(("path", "shown"), PAGES.items(), ids=PAGES)
@pytest.mark.usefixtures("a_busy_desk")
def test_every_page_fits_its_screen_and_satisfies_axe_by_day_and_by_night(desk, windows, path, shown, screen):
    seat = windows[screen]
    seat.page.emulate_media(color_scheme="light")
    seat.page.goto(desk.url + path)
    expect(seat.page.locator(shown).first).to_be_visible()
    opened(seat.page)
    width = SCREENS[screen]["viewport"]["width"]
    assert seat.page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(seat) == []
    assert small_targets(seat, SCREENS[screen]) == []
    seat.page.emulate_media(color_scheme="dark")
    assert violations(seat) == []
    complaints = seat.complaints.copy()
    seat.complaints.clear()  # the next page on this screen answers for its own
    assert complaints == []


@pytest.mark.usefixtures("a_busy_desk")
def test_slash_and_question_mark_work_on_every_page(sit, desk):
    page = sit("/incidents", **DESKTOP).page
    for path in ("/incidents", "/roster", "/people", "/rehearsal", "/contracts", "/playbooks", "/statistics"):
        page.goto(desk.url + path)
        page.keyboard.press("?")
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
        page.keyboard.press("/")
        expect(page.get_by_role("searchbox", name="搜索工单")).to_be_focused()


@pytest.mark.usefixtures("a_busy_desk")
def test_a_plan_is_carried_out_and_a_common_fault_split_from_their_pages(sit):
    page = sit("/incidents/1", **PHONE).page
    answer = page.get_by_role("form", name=re.compile("系统业务检测小组.*回应"))
    answer.get_by_label("哪些能用").fill("三楼能上")
    answer.get_by_role("button", name="部分能用").click()
    expect(page.get_by_role("status")).to_contain_text("已记录：部分能用")
    expect(page.get_by_text("三楼能上").first).to_be_visible()
    other = sit("/incidents", **DESKTOP).page
    other.keyboard.press("j")
    other.keyboard.press("j")
    expect(other.get_by_role("link", name=re.compile("^共同故障"))).to_be_focused()
    other.keyboard.press("Enter")
    other.wait_for_url("**/incidents/common/1001*")
    other.get_by_role("button", name="拆分").click()
    other.wait_for_url("**/tickets/1001*")
    expect(other.get_by_role("status")).to_contain_text("拆分")


def test_a_supervisor_asks_for_a_number_and_rehearses_a_fault(sit):
    page = sit("/people", **PHONE).page
    page.get_by_role("button", name="看号码：周正").click()
    expect(page.get_by_role("status")).to_contain_text(re.compile(r"周正：\d{11}"))
    page = sit("/rehearsal", **DESKTOP).page
    page.get_by_role("combobox", name="影响").select_option("whole_school")
    page.get_by_role("button", name="演练").click()
    page.wait_for_url("**/rehearsal?*impact=whole_school*")
    expect(page.get_by_role("img", name="会发生什么")).to_be_visible()
    expect(page.get_by_role("row").nth(1)).to_contain_text("呼叫 一线")


def opened(page: Page) -> None:
    """Everything that can be done is looked at unfolded."""
    page.evaluate("document.querySelectorAll('details.act').forEach((one) => { one.open = true; })")


def small_targets(seat: Seat, screen: dict) -> list[str]:
    """What is pressed on a phone and too small for a thumb."""
    if not screen.get("is_mobile"):
        return []
    return seat.page.evaluate(
        "[...document.querySelectorAll('main :is(button, .button, .chip, details.act > summary)')]"
        ".filter((one) => one.offsetHeight && one.offsetHeight < 44).map((one) => one.innerText)"
    )
