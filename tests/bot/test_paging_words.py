"""The line that says why a job comes to somebody: in both languages, on a card that still fits a phone's screen."""

import pytest

from desk.choice import Ground
from desk.language import Lang
from desk.notices import Kind
from desk.ticket import Status
from tests.bot.situations import situations
from tests.bot.test_words import CHINESE, faults, render
from tests.kit import builders as a

SAID = {"why_mine": "3.2", "why_than": "Su", "why_theirs": "1002"}
BEFORE = {Lang.ZH: "派给您：", Lang.EN: "To you: "}


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.parametrize("ground", Ground)
def test_the_card_says_why_in_one_short_line_while_nobody_has_the_job(ground: Ground, lang: Lang) -> None:
    text = render(Kind.JOB, lang, a.a_brief(), a.a_person(a.ENGINEER), why=ground, **SAID).text
    (line,) = [line for line in text.splitlines() if line.startswith(BEFORE[lang])]
    assert len(line) <= 40
    assert bool(CHINESE.search(line)) is (lang is Lang.ZH)
    taken = a.a_brief(a.a_ticket(status=Status.ACCEPTED))
    assert BEFORE[lang] not in render(Kind.JOB, lang, taken, a.a_person(a.ENGINEER), why=ground, **SAID).text


@pytest.mark.parametrize("lang", Lang)
def test_with_that_line_every_card_still_fits_a_screen(lang: Lang) -> None:
    for name, brief in situations():
        text = render(Kind.JOB, lang, brief, a.a_person(a.ENGINEER), why=Ground.FREE, **SAID).text
        assert (name, faults(text)) == (name, [])
