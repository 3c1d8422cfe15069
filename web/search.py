"""The page of the search. It only reads; what may be found by whom is `usecases.search_tickets`."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from desk.language import Lang
from desk.people import Role
from desk.reading import DeviceClass
from desk.searching import Around, around, folded
from usecases.search_tickets import MOST, Hit, Place, Term, search
from web.names import DEVICES, SYMPTOMS
from web.parts import Parts
from web.refusals import TurnedAway
from web.rows import Printer, Row
from web.words import language_of, say

PAGE_LENGTH = 20
MOST_TERMS = 8
_LONGEST = 100
_LAST_PAGE = MOST // PAGE_LENGTH
_Asked = Annotated[str, Query(max_length=_LONGEST)]
_Page = Annotated[int, Query(ge=1, le=_LAST_PAGE)]


@dataclass(frozen=True, slots=True)
class HitView:
    """One ticket as it is printed, and where its words were found: the source and the text cut in three."""

    row: Row
    places: tuple[tuple[str, Around], ...]


@dataclass(frozen=True, slots=True)
class Here:
    """What the address says, carried along by every link."""

    seat: str
    q: str

    def url(self, page: int = 1) -> str:
        """The same search at this page."""
        said = {"seat": self.seat, "q": self.q, "page": str(page) if page > 1 else ""}
        return f"/search?{urlencode({key: value for key, value in said.items() if value})}"


class SearchRoutes:
    """`/search`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def router(self) -> APIRouter:
        """The route."""
        router = APIRouter()
        router.add_api_route("/search", self.show, methods=["GET"])
        return router

    async def show(self, request: Request, seat: str = "", q: _Asked = "", page: _Page = 1) -> Response:
        """What was found; a stranger or a teacher is told how to get in."""
        person = await self._parts.viewer(request, seat)
        if person is None or person.role is Role.TEACHER:
            return self._parts.page(
                request, "closed_board.html", 403, title="se_title", why="se_sign_in", path=request.url.path
            )
        lang, asked = language_of(request), terms(q)
        start = (page - 1) * PAGE_LENGTH
        found = await self._parts.store.read(search, person.id, asked, start, PAGE_LENGTH)
        printer = Printer(lang, self._parts.settings.zone)
        return self._parts.page(
            request,
            "search.html",
            viewer=person,
            seat=seat,
            here="search",
            q=q.strip(),
            asked=bool(asked),
            found=found,
            hits=[HitView(printer.row(hit.brief), tuple(_places(hit, lang))) for hit in found.hits],
            address=Here(seat, q.strip()),
            page_no=page,
            pages=-(-found.total // PAGE_LENGTH),
            first=start + 1,
            last=start + len(found.hits),
        )


def terms(q: str) -> tuple[Term, ...]:
    """The words that were typed, each once. Raises TurnedAway 422 for too many."""
    typed = dict.fromkeys(folded(q).split())
    if len(typed) > MOST_TERMS:
        raise TurnedAway(422, "se_too_many")
    return tuple(_term(word) for word in typed)


def _term(word: str) -> Term:
    return Term(
        word,
        tuple(kind for kind, name in DEVICES.items() if word in folded(name.zh) or word in folded(name.en)),
        tuple(kind for kind, name in SYMPTOMS.items() if word in folded(name.zh) or word in folded(name.en)),
    )


def _places(hit: Hit, lang: Lang) -> list[tuple[str, Around]]:
    """Each place once, though several words stand in it."""
    found = [(say(f"se_in_{place.source.value}", lang), _words(place, hit, lang)) for place in hit.places]
    return list(dict.fromkeys(found))


def _words(place: Place, hit: Hit, lang: Lang) -> Around:
    """The words around; of a kind of device or symptom, of a number and of a school their names."""
    if place.words:
        return place.words
    if place.kind is not None:
        name = DEVICES[place.kind] if isinstance(place.kind, DeviceClass) else SYMPTOMS[place.kind]
        whole = name.of(lang)
    elif place.source.value == "number":
        whole = str(hit.brief.ticket.no)
    else:
        whole = hit.brief.school.name_in(lang) if place.source.value == "school" else place.term.typed
    return around(whole, place.term.typed) or Around(whole, "", "")
