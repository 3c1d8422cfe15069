"""What a notice that names a drawing is worded to."""

import pytest

from bot.render import Phrasebook
from desk.drawings import Drawing
from desk.language import Lang, Text
from desk.messages import Picture
from desk.notices import Kind, Notice
from tests.kit.builders import NOON
from tests.kit.world import ZONE

TITLE, SHOWS = Text("电源键", "The power key"), Text("圆键被圈出。", "The round key is ringed.")
BOOK = Phrasebook(ZONE, {"power_key": Drawing("power_key", TITLE, SHOWS, "<svg/>")})


@pytest.mark.parametrize("lang", Lang)
def test_a_drawing_comes_with_its_words_in_the_persons_language(lang: Lang) -> None:
    notice = Notice(Kind.NO_TICKET, "k", picture="power_key")
    picture = BOOK.render(notice, None, None, lang, NOON).picture
    assert picture == Picture("power_key", TITLE.of(lang), SHOWS.of(lang))


@pytest.mark.parametrize("name", ["", "torn_up"])
def test_without_a_drawing_the_words_are_enough(name: str) -> None:
    wording = BOOK.render(Notice(Kind.NO_TICKET, "k", picture=name), None, None, Lang.ZH, NOON)
    assert wording.text
    assert wording.picture is None
