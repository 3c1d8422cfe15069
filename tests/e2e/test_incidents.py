"""The pages of tickets and incidents in a real browser while somebody else is at work: they follow, and leave alone what is in hand."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import DESKTOP, PHONE, start_network_plan

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def begun() -> set[str]:
    """What has happened on the desk of this file."""
    return set()


@pytest.fixture
def an_incident(sit, begun) -> None:
    """Somebody reports that there is no network, and the plan for it has begun; once for this file."""
    if begun:
        return
    begun.add("network")
    teacher = sit("/chat/teacher", **PHONE)
    teacher.says("四年级1班断网了，正在上课")
    expect(teacher.line("工单 1001")).to_be_visible()
    start_network_plan(sit)


def news_of(page):
    return page.locator("#news[aria-live=polite]")


@pytest.mark.usefixtures("an_incident")
def test_an_incident_follows_what_another_member_does_and_what_is_in_hand_stays(sit):
    page = sit("/incidents/1", **DESKTOP).page
    other = sit("/incidents/1", **DESKTOP).page
    steps = page.locator(".duty")
    expect(steps.first).to_be_visible()
    before = steps.count()
    ending = page.locator("details.act").last
    ending.locator("summary").click()
    words = ending.get_by_role("textbox")
    words.fill("交换机掉电，已")
    expect(news_of(page)).to_be_empty()
    assert news_of(page).bounding_box()["height"] == 0  # nothing stands over the page before there is news
    duty = other.locator(".duty").first
    named = duty.inner_text().splitlines()[0]
    duty.get_by_role("button", name="收到", exact=True).click()
    expect(other.get_by_role("status")).to_contain_text("已记录")
    expect(news_of(page)).to_contain_text("最新")
    expect(page.locator(".trail li").last).to_contain_text("收到")
    expect(page.locator(".duty.state-taken")).to_have_count(1)
    assert steps.count() == before, named
    expect(ending).to_have_attribute("open", "")
    expect(words).to_be_focused()
    expect(words).to_have_value("交换机掉电，已")
    words.press_sequentially("恢复")
    expect(words).to_have_value("交换机掉电，已恢复")


@pytest.mark.usefixtures("an_incident")
def test_words_for_a_step_that_somebody_else_finished_are_kept_and_marked(sit):
    page = sit("/incidents/1", **DESKTOP).page
    other = sit("/incidents/1", **DESKTOP).page
    duty = page.locator(".duty").filter(has=page.get_by_role("button", name="已完成", exact=True)).first
    step = duty.get_attribute("data-key")
    duty.locator("summary").click()
    duty.get_by_role("textbox").fill("要一名")
    theirs = other.locator(f'.duty[data-key="{step}"]')
    theirs.get_by_role("button", name="已完成", exact=True).click()
    expect(other.locator(f'.duty[data-key="{step}"]')).to_have_count(0)
    mine = page.locator(f'.duty[data-key="{step}"]')
    expect(mine).to_have_attribute("data-gone", "情况变了，这一项现在做不了了。")
    expect(mine.get_by_role("textbox")).to_have_value("要一名")


@pytest.mark.usefixtures("an_incident")
def test_a_tickets_page_follows_the_engineer_and_keeps_the_focus_and_what_is_open(sit):
    page = sit("/tickets/1001", **DESKTOP).page
    teachers = sit("/tickets/1001?seat=teacher", **PHONE).page
    expect(page.locator("h1 .status")).to_have_text("等待接单")
    summary = page.locator("details.sum summary").first
    summary.click()
    expect(summary).to_be_focused()
    engineer = sit("/tickets/1001?seat=engineer", **PHONE).page
    engineer.get_by_role("button", name="接单", exact=True).click()
    expect(engineer.get_by_role("status")).to_contain_text("已记录：接单")
    for screen in (page, teachers):
        expect(screen.locator("h1 .status")).to_have_text("已接单")
        expect(news_of(screen)).to_contain_text("接单")
    expect(page.locator("details.sum").first).to_have_attribute("open", "")
    expect(summary).to_be_focused()


@pytest.mark.usefixtures("an_incident")
def test_the_list_of_incidents_follows(sit):
    page = sit("/incidents", **DESKTOP).page
    other = sit("/incidents/1", **DESKTOP).page
    card = page.locator(".incident-card").first
    before = card.inner_text()
    other.locator(".duty").get_by_role("button", name="已完成", exact=True).first.click()
    expect(other.get_by_role("status")).to_contain_text("已记录")
    expect(card).not_to_have_text(before, use_inner_text=True)
