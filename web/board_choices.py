"""What the filters of the board offer, printed once for all who have the same to choose from: a district has hundreds of engineers."""

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup, escape

from desk.language import Lang
from usecases.browse_board import Choices
from web.board_query import NOBODY
from web.words import say

_OPENING, _OPENING_OF_CHOSEN = Markup('<option value="{}">'), Markup('<option value="{}" selected>')


@dataclass(frozen=True, slots=True)
class Options:
    """The options of one field as HTML, none of them chosen."""

    number: int
    html: Markup

    def chosen(self, value: str) -> Markup:
        """The same with this one chosen; as they are where there is none of that value."""
        return self.html.replace(_OPENING.format(value), _OPENING_OF_CHOSEN.format(value), 1)


@dataclass(frozen=True, slots=True)
class Offered:
    """The filters whose options come from the desk, in one language."""

    schools: Options
    crew: Options
    grades: Options


def offered(choices: Choices, lang: Lang) -> Offered:
    """The choices in words; before the crew stands what nobody has."""
    return Offered(
        _options((school.id, school.name_in(lang)) for school in choices.schools),
        _options(((NOBODY, say("bo_unclaimed", lang)), *((other.id, other.name) for other in choices.crew))),
        _options((grade, label.of(lang)) for grade, label in choices.grades),
    )


def _options(pairs: Iterable[tuple[str, str]]) -> Options:
    printed = [f'<option value="{escape(value)}">{escape(shown)}</option>' for value, shown in pairs]
    return Options(len(printed), Markup("".join(printed)))  # noqa: S704  # both were escaped one by one
