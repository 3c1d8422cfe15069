"""The sum of a clock on the ticket page: every line, with seconds, in both languages."""

import re
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from desk import events as ev
from desk.holds import HoldReason
from desk.language import Lang
from desk.ticket import Status, evolve
from tests.kit import builders as a
from tests.web.kit import a_ticket
from web.sums import Bookkeeper, exact, precise

ZONE = ZoneInfo("Asia/Shanghai")
HELD = ev.Held(
    at=a.NOON + 10 * a.MINUTE, by=a.ENGINEER, reason=HoldReason.CUSTOMER_ACCESS, until=a.NOON + 40 * a.MINUTE
)


def book(lang: Lang) -> Bookkeeper:
    return Bookkeeper(lang, lambda instant: precise(instant, a.NOON, ZONE))


@pytest.mark.parametrize("lang", list(Lang))
def test_the_lines_name_start_limit_pause_and_end(lang: Lang) -> None:
    brief = a.a_brief(evolve(a.a_ticket(status=Status.ON_SITE, grade="III"), HELD))
    clock = next(clock for clock in brief.clocks if clock.stage == "solution")
    told = [(line.kind, line.words, line.span) for line in book(lang).sum(brief, clock)]
    assert [kind for kind, _, _ in told] == ["start", "limit", "counted", "pause", "counted", "due"]
    assert "12:00:00" in told[0][1]
    assert "001 §4.5.5.4" in told[1][1]
    assert "14:30:00" in told[-1][1]
    spans = [span for kind, _, span in told if kind in ("limit", "counted", "pause")]
    zh = ["2 小时", "10 分", "30 分", "1 小时 50 分"]
    assert spans == (zh if lang is Lang.ZH else ["2 h", "10 min", "30 min", "1 h 50 min"])


def test_what_is_settled_or_entered_late_says_so() -> None:
    ticket = a.a_ticket(way=(ev.Acknowledged(at=a.NOON + a.MINUTE, by=a.ENGINEER),), grade="III")
    ticket = evolve(
        ticket, ev.Arrived(at=a.NOON + 2 * a.MINUTE, by=a.ENGINEER, entered=a.NOON + 30 * a.MINUTE)
    )
    brief = a.a_brief(ticket)
    arrival = next(clock for clock in brief.clocks if clock.stage == "arrival")
    settled = a.a_brief(replace(ticket, settled=(arrival,)))
    words = [line.words for line in book(Lang.ZH).sum(settled, arrival)]
    assert "完成时间是后来补记的" in words
    assert "已定局，不再变动" in words


def test_a_length_is_told_with_its_seconds() -> None:
    assert exact(timedelta(hours=1, seconds=5), Lang.ZH) == "1 小时 5 秒"
    assert (exact(timedelta(), Lang.EN), exact(None, Lang.EN)) == ("0 s", "")


async def test_the_ticket_page_shows_the_sum_of_every_clock(visitor, store):
    await store.run(a_ticket)
    page = await visitor.get("/tickets/1001")
    assert page.text.count('<details class="sum">') == 6
    text = re.sub(r"<[^>]+>", " ", page.text)
    assert "怎么算的" in text
    assert "＝ 最迟" in text
