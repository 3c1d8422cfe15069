"""The board: list or columns, filtered by its address, live. Everything here only reads; the tickets' own pages are `web.tickets`."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import Response
from markupsafe import Markup

from desk.ids import TicketId
from desk.language import Lang
from desk.people import Person, Role
from desk.refusals import NotAllowed
from desk.standing import Column, Order, Standing, Within
from usecases.browse_board import BoardPage, aside, briefs, browse, choices
from web.board_choices import Offered, offered
from web.board_query import PAGE_LENGTH, Asked, View, asked
from web.overview import Edition
from web.parts import Parts
from web.rows import Printer, Row
from web.words import language_of, moment

_PIECES = {View.LIST: "board_line.html", View.KANBAN: "board_card.html"}
_MOST_KEPT = 20_000
_MINUTE = 60.0


class Printed:
    """Lines and cards as they were printed, each until what it says of its clock changes; a new event is another key."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._kept: dict[tuple[object, ...], tuple[datetime, datetime, Markup]] = {}

    def get(self, key: tuple[object, ...], now: datetime) -> Markup | None:
        """What was printed under this key; None when it does not hold at `now`."""
        since, until, line = self._kept.get(key, (now, now, None))
        return line if since <= now < until else None

    def keep(self, key: tuple[object, ...], one: Standing, line: Markup, now: datetime) -> None:
        """It holds from now on, to the next full minute of what is left, and no longer than the clock is as near as it is."""
        if len(self._kept) > _MOST_KEPT:
            self._kept.clear()
        self._kept[key] = (now, _changes(one, now), line)


def _changes(one: Standing, now: datetime) -> datetime:
    if one.due is None or one.near is None:
        return now + timedelta(seconds=_MINUTE)
    left = (one.due - now).total_seconds()
    turns = [now + timedelta(seconds=left % _MINUTE or _MINUTE), one.near, one.due]
    return min(turn for turn in turns if turn > now)


class BoardRoutes:
    """`/board` and `/board/rows`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._printed = Printed()

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter()
        router.add_api_route("/board", self.board_page, methods=["GET"])
        router.add_api_route("/board/rows", self.rows, methods=["GET"])
        return router

    async def board_page(self, request: Request, seat: str = "") -> Response:
        """The board of whoever sits here; a stranger or a teacher is told how to get in."""
        person = await self._parts.viewer(request, seat)
        if person is None or person.role is Role.TEACHER:
            return self._parts.page(request, "closed_board.html", 403)
        view = asked(request.query_params)
        edition = await self._parts.overview.now()
        lang = language_of(request)
        filters = await edition.cut(
            ("filters", frozenset(person.schools), lang), lambda: self._filters(edition, person, lang)
        )
        return self._parts.page(
            request,
            "board.html",
            filters=filters,
            columns=list(Column),
            withins=list(Within),
            orders=list(Order),
            here="board",
            **await self._contents(request, person, seat, view),
        )

    async def rows(self, request: Request, seat: str = "") -> Response:
        """The part of the board that changes, as an HTML fragment."""
        person = await self._parts.viewer(request, seat)
        if person is None or person.role is Role.TEACHER:  # what is kept for all is looked up by scope alone
            raise NotAllowed(seat)
        view = asked(request.query_params)
        return self._parts.page(request, "rows.html", **await self._contents(request, person, seat, view))

    async def _contents(self, request: Request, person: Person, seat: str, view: Asked) -> dict[str, object]:
        edition, now = await self._parts.overview.now(), self._parts.clock.now()
        scope = frozenset(person.schools)
        page = await edition.cut(
            ("page", scope, view.wanted, view.shown, int(now.timestamp())),
            lambda: self._cut(edition, person, view),
        )
        lines = await self._lines(request, person, page, seat, view.view)
        bare = not view.is_filtered and view.page == 1
        lang, minute = language_of(request), int(now.timestamp() // _MINUTE)
        owed, over = (
            await edition.cut(("aside", scope, lang, minute), lambda: self._aside(edition, person, lang))
            if bare
            else ([], None)
        )
        return {
            "board": page,
            "asked": view,
            "lines": [lines[one.ticket] for one in page.shown],
            "stacks": _stacks(page, lines),
            "first": view.shown.start + 1,
            "last": view.shown.start + len(page.shown),
            "pages": -(-page.total // PAGE_LENGTH),
            "errands": owed,
            "closed": over,
            "viewer": person,
            "seat": seat,
            "updated": moment(now, now, self._parts.settings.zone),
        }

    async def _filters(self, edition: Edition, person: Person, lang: Lang) -> Offered:
        return offered(await self._parts.store.read(choices, person.id, edition.standings), lang)

    async def _cut(self, edition: Edition, person: Person, view: Asked) -> BoardPage:
        return await self._parts.store.read(browse, person.id, edition.standings, view.wanted, view.shown)

    async def _aside(
        self, edition: Edition, person: Person, lang: Lang
    ) -> tuple[list[Row], list[Row] | None]:
        below = await self._parts.store.read(aside, person.id, edition.standings, edition.following)
        printer = Printer(lang, self._parts.settings.zone)
        return [printer.row(brief) for brief in below.owed], [printer.row(brief) for brief in below.over]

    async def _lines(
        self, request: Request, person: Person, page: BoardPage, seat: str, view: View
    ) -> Mapping[TicketId, Markup]:
        """What is shown, printed; only what is new or grown stale is looked up."""
        lang, now = language_of(request), self._parts.clock.now()

        def key(one: Standing) -> tuple[object, ...]:
            return one.ticket, one.seq, view, lang, seat, one.is_reread_by(person)

        lines = {one.ticket: self._printed.get(key(one), now) for one in page.shown}
        missing = {one.ticket: one for one in page.shown if lines[one.ticket] is None}
        if missing:
            draw = self._drawn(request, seat, view)
            for brief in await self._parts.store.read(briefs, person.id, list(missing)):
                one = missing[brief.ticket.id]
                row = Printer(lang, self._parts.settings.zone).row(brief)
                lines[one.ticket] = line = draw(row=row, rereads=one.is_reread_by(person))
                self._printed.keep(key(one), one, line, now)
        return {ticket: line or Markup("") for ticket, line in lines.items()}

    def _drawn(self, request: Request, seat: str, view: View) -> Callable[..., Markup]:
        fragment = self._parts.fragments(request, _PIECES[view])
        return lambda **values: fragment(seat=seat, **values)


def _stacks(page: BoardPage, lines: Mapping[TicketId, Markup]) -> list[tuple[Column, int, list[Markup], int]]:
    """Each column with its number, its cards, and how many more there are."""
    found = []
    for column in Column:
        cards = [lines[one.ticket] for one in page.shown if one.column is column]
        found.append((column, page.columns[column], cards, page.columns[column] - len(cards)))
    return found
