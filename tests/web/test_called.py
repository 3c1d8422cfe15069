"""Who was called, on the ticket page: when sent and seen, failed why, left out why, in both languages."""

from datetime import UTC, datetime, timedelta

import pytest

from desk.ids import PersonId, TicketId
from desk.language import Lang
from desk.paging import LeftOut, Page, PageEnd, Way, summed_up
from web.called import CALLED_WORDS, CalledPrinter, CalledRow

AT = datetime(2026, 9, 21, 0, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
WANG, LI = PersonId("wang"), PersonId("li")


def page(person: PersonId, step: int, **more: object) -> Page:
    key = f"{person}:{step}"
    return Page(key, TicketId("t"), person, f"{person}:0", AT + step * MINUTE, "engineer.job", step, **more)  # type: ignore[arg-type]  # fields of Page


PAGES = (
    page(WANG, 0, sent=AT, seen=AT + 4 * MINUTE),
    page(LI, 0, end=PageEnd.FAILED, reason="bot was blocked by the user"),
    page(WANG, 3, sent=AT + 3 * MINUTE, delivered=AT + 3 * MINUTE, seen=AT + 4 * MINUTE),
    page(WANG, 7, way=Way.PHONE, end=PageEnd.LEFT_OUT, reason=LeftOut.NO_GATEWAY.value),
    page(LI, 4),
)


def printed(lang: Lang) -> list[CalledRow]:
    printer = CalledPrinter(lang, {WANG: "王工"}, lambda instant: f"{instant:%H:%M}")
    return [printer.row(told) for told in summed_up(PAGES)]


def test_each_person_once_with_the_first_sending_and_the_last_answer() -> None:
    wang, li = printed(Lang.ZH)
    assert wang == CalledRow(
        "王工", "00:00", "00:04", ("共 2 次", "00:03 送达", "电话跳过（没有接入电话网关）")
    )
    assert li == CalledRow("li", "", "", ("未送达：bot was blocked by the user", "正在发"))


def test_in_english_too() -> None:
    wang, li = printed(Lang.EN)
    assert wang.remarks == ("2 times", "delivered 00:03", "telephone left out (no telephone gateway)")
    assert li.remarks == ("failed: bot was blocked by the user", "on its way")


def test_a_page_that_waits_for_the_end_of_quiet_hours_says_so() -> None:
    (told,) = summed_up([page(WANG, 0, end=PageEnd.PUT_OFF)])
    printer = CalledPrinter(Lang.ZH, {}, str)
    assert printer.row(told).remarks == ("免打扰，先不响",)


@pytest.mark.parametrize("key", CALLED_WORDS)
def test_every_word_has_both_languages(key: str) -> None:
    assert CALLED_WORDS[key].zh
    assert CALLED_WORDS[key].en
