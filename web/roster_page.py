"""The page of the rosters for supervisors: calendar, findings, trail, and forms that need no script."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from desk.duty_calendar import Period
from desk.ids import PersonId, RotationId, TeamId
from desk.language import Lang
from desk.people import Person, Role
from desk.refusals import NotAllowed, TooLate
from desk.roster_events import RosterEvent
from desk.roster_quality import Finding
from desk.rotation import Rotation
from usecases.ports import UnitOfWork
from usecases.stand_in import stand_in
from usecases.steer_roster import RosterPage, TeamPage, earlier_turn, enter_leave, order_of, roster_page
from web.names import TIERS
from web.parts import Parts
from web.refusals import TurnedAway
from web.words import language_of, moment, say

_Instant = Annotated[datetime, Form()]
_Id = Annotated[str, Form(min_length=1, max_length=80)]


@dataclass(frozen=True, slots=True)
class Clerk:
    """Prints the page's values in one language and time zone."""

    page: RosterPage
    lang: Lang
    zone: ZoneInfo

    def at(self, instant: datetime) -> str:
        """An instant as the pages print it."""
        return moment(instant, self.page.now, self.zone)

    def people(self, people: tuple[PersonId, ...]) -> str:
        """Names in order."""
        comma = "、" if self.lang is Lang.ZH else ", "
        return comma.join(self.page.names.get(person, person) for person in people)

    def period(self, period: Period) -> dict[str, str]:
        """One row of the calendar."""
        first = self.people(period.people[:1]) or say("ro_gap", self.lang)
        return {
            "starts": self.at(period.starts),
            "ends": self.at(period.ends),
            "first": first,
            "backup": self.people(period.people[1:]),
            "away": self.people(period.absent),
            "gap": "" if period.people else "gap",
        }

    def rotation(self, rotation: Rotation) -> dict[str, object]:
        """The ring of turns, and the order as it stands."""
        return {
            "id": rotation.id,
            "seen": order_of(rotation),
            "turns": [self.people(turn) for turn in rotation.turns],
            "every": rotation.every,
            "at": f"{rotation.hands_over:%H:%M}",
        }

    def team(self, one: TeamPage) -> dict[str, object]:
        """A team whole."""
        return {
            "id": one.team.id,
            "name": one.team.name.of(self.lang),
            "tier": TIERS[one.team.tier].of(self.lang),
            "rows": [self.period(period) for period in one.periods],
            "rotations": [self.rotation(rotation) for rotation in one.rotations],
        }

    def finding(self, one: Finding) -> str:
        """What is wrong, where, with whom, when."""
        team = self.page.team_names.get(one.team or "")
        parts = (
            team.name.of(self.lang) if team else "",
            self.people(one.people),
            say(f"ro_{one.kind}", self.lang),
        )
        return " · ".join(filter(None, (*parts, f"{self.at(one.starts)} – {self.at(one.ends)}")))

    def line(self, event: RosterEvent) -> tuple[str, str]:
        """One line of the trail: when, and what."""
        team = self.page.team_names.get(event.team or "")
        by = self.page.names.get(event.by, "") if event.by else say("the_desk", self.lang)
        about = self.page.names.get(event.person, "") if event.person and event.person != event.by else ""
        said = (by, say(f"ro_{event.act}", self.lang), about, team.name.of(self.lang) if team else "")
        return self.at(event.at), " · ".join(filter(None, said))


class RosterPageRoutes:
    """`/roster` and what is posted from it."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter(prefix="/roster")
        router.add_api_route("", self.show, methods=["GET"])
        router.add_api_route("/stand-in", self.name_stand_in, methods=["POST"])
        router.add_api_route("/leave", self.enter_leave, methods=["POST"])
        router.add_api_route("/turns", self.move_turn, methods=["POST"])
        return router

    async def show(self, request: Request, seat: str = "", saved: bool = False) -> Response:  # a query's flag
        """The page; who is no supervisor is told that it is not for them."""
        person = await self._viewer(request, seat)
        if person is None or person.role is not Role.SUPERVISOR:
            return self._parts.page(
                request, "closed_board.html", 403, title="ro_title", why="ro_sign_in", path=request.url.path
            )
        page = await self._parts.store.read(roster_page, person.id)
        clerk = Clerk(page, language_of(request), self._parts.settings.zone)
        return self._parts.page(
            request,
            "roster.html",
            viewer=person,
            here="roster",
            teams=[clerk.team(team) for team in page.teams],
            findings=[clerk.finding(one) for one in page.findings],
            trail=[clerk.line(event) for event in page.trail],
            staff=[(one.id, one.name) for one in page.staff if one.id != person.id],
            seat=seat,
            saved=saved,
        )

    async def name_stand_in(
        self, request: Request, team: _Id, person: _Id, starts: _Instant, ends: _Instant, seat: str = ""
    ) -> Response:
        """安排代班. Raises NotAllowed for strangers."""
        by = await self._supervisor(request, seat)
        span = self._instant(starts), self._instant(ends)
        await self._run(lambda uow: stand_in(uow, by, TeamId(team), PersonId(person), span))
        return self._back(seat)

    async def enter_leave(  # one argument for each field of the form
        self,
        *,
        request: Request,
        person: _Id,
        starts: _Instant,
        ends: _Instant,
        cover: Annotated[str, Form(max_length=80)] = "",
        seat: str = "",
    ) -> Response:
        """登记请假."""
        by = await self._supervisor(request, seat)
        span = self._instant(starts), self._instant(ends)
        covered = PersonId(cover) if cover else None
        await self._run(lambda uow: enter_leave(uow, by, PersonId(person), span, covered))
        return self._back(seat)

    async def move_turn(
        self,
        request: Request,
        rotation: _Id,
        turn: Annotated[int, Form(ge=1, le=200)],
        seen: Annotated[str, Form(max_length=4000)],
        seat: str = "",
    ) -> Response:
        """提前."""
        by = await self._supervisor(request, seat)
        try:
            await self._parts.store.run(earlier_turn, by, RotationId(rotation), turn, seen)
        except TooLate as stale:
            raise TurnedAway(409, "ro_stale") from stale
        return self._back(seat)

    async def _run(self, use_case: Callable[[UnitOfWork], object]) -> None:
        try:
            await self._parts.store.run(use_case)
        except TooLate as late:
            raise TurnedAway(422, "ro_bad_time") from late
        except NotAllowed as cannot:
            raise TurnedAway(422, "ro_not_them") from cannot

    async def _viewer(self, request: Request, seat: str) -> Person | None:
        return await self._parts.seats.person(request, seat or self._parts.seats.overlooking)

    async def _supervisor(self, request: Request, seat: str) -> PersonId:
        person = await self._viewer(request, seat)
        if person is None or person.role is not Role.SUPERVISOR:
            raise NotAllowed(seat)
        return person.id

    def _instant(self, wall: datetime) -> datetime:
        """A form's wall-clock time is the district's."""
        return (wall if wall.tzinfo else wall.replace(tzinfo=self._parts.settings.zone)).astimezone(UTC)

    def _back(self, seat: str) -> Response:
        query = f"&seat={quote(seat)}" if seat else ""
        return RedirectResponse(f"/roster?saved=true{query}", status_code=303)
