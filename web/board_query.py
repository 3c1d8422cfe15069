"""What an address of the board asks for, and the addresses of its other views: a view can be shared by its address."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from desk.ids import GradeId, PersonId, SchoolId
from desk.standing import Column, Order, Wanted, Within
from usecases.browse_board import Shown
from web.refusals import TurnedAway

NOBODY = "-"
PAGE_LENGTH = 50
COLUMN_LENGTH = 12
_LONGEST = 80
_LAST_PAGE = 100_000
_FILTERS = ("state", "grade", "school", "engineer", "within")
T = TypeVar("T")


class View(StrEnum):
    """How the tickets are laid out."""

    LIST = "list"
    KANBAN = "kanban"


@dataclass(frozen=True, slots=True)
class Asked:
    """A view of the board; `given` are the parameters as they came, empty ones left out, in their order."""

    given: tuple[tuple[str, str], ...]
    view: View
    wanted: Wanted
    page: int

    @property
    def shown(self) -> Shown:
        """How much of it is looked up."""
        if self.view is View.KANBAN:
            return Shown(most=COLUMN_LENGTH, by_column=True)
        return Shown(start=(self.page - 1) * PAGE_LENGTH, most=PAGE_LENGTH)

    @property
    def is_filtered(self) -> bool:
        """Whether anything is left out on purpose."""
        return self.filters > 0

    @property
    def filters(self) -> int:
        """How many kinds of filter are in use."""
        return len({name for name, _ in self.given if name in _FILTERS})

    def value(self, name: str) -> str:
        """A parameter as it came, for the form; empty when it was not given."""
        return next((value for known, value in self.given if known == name), "")

    def address(self, **changes: str) -> str:
        """The address of the view with these parameters instead; an empty value takes one out. Begins on the first page."""
        kept = [(name, value) for name, value in self.given if name not in changes and name != "page"]
        pairs = [*kept, *((name, value) for name, value in changes.items() if value)]
        return f"/board?{urlencode(pairs)}" if pairs else "/board"

    def plain(self) -> str:
        """The address of the same view without any filter."""
        return self.address(**dict.fromkeys(_FILTERS, ""))

    def held(self, *but: str) -> Iterator[tuple[str, str]]:
        """What a form has to carry along besides the fields of its own."""
        return ((name, value) for name, value in self.given if name not in (*but, "page", "lang"))


def asked(params: QueryParams) -> Asked:
    """What these parameters ask for. Raises TurnedAway 422 for a value that means nothing."""
    given = tuple((name, value) for name, value in params.multi_items() if value.strip())
    one = dict(given)
    if any(len(value) > _LONGEST for value in one.values()):
        raise TurnedAway(422, "bo_bad_filter")
    engineer = one.get("engineer", "")
    wanted = Wanted(
        columns=frozenset(_one_of(Column, value) for name, value in given if name == "state"),
        grade=GradeId(one["grade"]) if "grade" in one else None,
        school=SchoolId(one["school"]) if "school" in one else None,
        engineer=PersonId(engineer) if engineer and engineer != NOBODY else None,
        unclaimed=engineer == NOBODY,
        within=_one_of(Within, one["within"]) if "within" in one else None,
        order=_one_of(Order, one["sort"]) if "sort" in one else Order.GRAVEST,
    )
    view = _one_of(View, one["view"]) if "view" in one else View.LIST
    return Asked(given, view, wanted, _page(one.get("page", "1")))


def _page(written: str) -> int:
    if not written.isdecimal() or not 1 <= int(written) <= _LAST_PAGE:
        raise TurnedAway(422, "bo_bad_filter")
    return int(written)


def _one_of(kind: Callable[[str], T], value: str) -> T:
    try:
        return kind(value)
    except ValueError as unknown:
        raise TurnedAway(422, "bo_bad_filter") from unknown
