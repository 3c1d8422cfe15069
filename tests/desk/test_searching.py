"""What of a ticket is found, and how it is shown: every field of words is either searched or left out on purpose."""

import pytest

from desk.events import EVENT_TYPES
from desk.personal import IN_EVENTS, Personal
from desk.searching import SPOKEN, Around, around, folded, line

LEFT_OUT = {
    "TicketOpened.why",  # parts of the words themselves
    "InformationAdded.why",
    "InformationAdded.said",  # the desk's own question
    "TermsApplied.why",  # the contract's words
    "MajorEventNeared.name",
    "CommonFaultFound.places",  # each room's own ticket has its place
}


def test_every_field_of_words_and_places_is_searched_or_left_out_on_purpose() -> None:
    known = {f"{kind.__name__}.{path}" for kind, fields in SPOKEN.items() for path, _ in fields}
    private = {
        f"{kind}.{path}"
        for kind, fields in IN_EVENTS.items()
        for path, what in fields.items()
        if kind in EVENT_TYPES and what in (Personal.WORDS, Personal.PLACE)
    }
    assert private - known == LEFT_OUT
    assert known - private == set()


@pytest.mark.parametrize(
    ("text", "term"),
    [("ＨＤＭＩ１", "hdmi1"), ("黑屏\n了", "黑屏 了"), ("STRASSE", "strasse"), ("a\tb", "a b")],
)
def test_width_case_and_breaks_are_one(text: str, term: str) -> None:
    assert folded(text) == term


def test_nothing_is_found_across_two_texts() -> None:
    assert "大屏黑屏" not in line("大屏") + line("黑屏")


@pytest.mark.parametrize(
    ("text", "term", "found"),
    [
        ("三年级2班大屏黑屏了", "黑屏", Around("三年级2班大屏", "黑屏", "了")),
        ("换 ＨＤＭＩ 线", "hdmi", Around("换 ", "ＨＤＭＩ", " 线")),
        ("ﬁx it", "x", Around("ﬁ", "x", " it")),
        ("ﬁx it", "i", Around("", "ﬁ", "x it")),
        ("甲" * 30 + "黑屏" + "乙" * 60, "黑屏", Around("…" + "甲" * 16, "黑屏", "乙" * 40 + "…")),
        ("大屏", "黑屏", None),
    ],
)
def test_the_words_around_are_those_that_were_written(text: str, term: str, found: Around | None) -> None:
    assert around(text, term) == found
