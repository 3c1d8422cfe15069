"""`/people`: who is who, by which ways each can be reached, who would be called now. For supervisors, cut to their schools."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypeVar
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from desk.ids import PersonId, SchoolId
from desk.language import Lang
from desk.people import Person, Role, masked
from desk.refusals import NotAllowed
from usecases.look_at_people import (
    LENGTH,
    PeoplePage,
    PeopleWanted,
    PersonLine,
    State,
    people_page,
    reveal_phone,
)
from usecases.reach import Silence
from web.names import ROLES, TIERS
from web.parts import Parts
from web.people_words import PEOPLE_WORDS
from web.refusals import TurnedAway
from web.words import language_of, moment, say

_PersonPath = Annotated[str, Path(min_length=1, max_length=80)]
_Short = Annotated[str, Query(max_length=80)]
_HELD = ("seat", "role", "school", "state", "name", "page")
_Code = TypeVar("_Code", Role, State)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person in words. `tone` is `late` for who is on call and cannot be reached, a CSS class; the words say both."""

    id: str
    name: str
    role: str
    schools: str
    ways: tuple[tuple[str, str], ...]
    silence: str
    heard: str
    now: tuple[str, ...]
    jobs: int
    phone: str
    tone: str


class PeopleRoutes:
    """The page, and a number that is asked for."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter(prefix="/people")
        router.add_api_route("", self.show, methods=["GET"])
        router.add_api_route("/{person}/phone", self.phone, methods=["POST"])
        return router

    async def show(
        self,
        request: Request,
        seat: str = "",
        role: _Short = "",
        school: _Short = "",
        state: _Short = "",
        name: _Short = "",
        page: Annotated[int, Query(ge=1, le=10_000)] = 1,
    ) -> Response:
        """The page; who is no supervisor is told that it is not for them."""
        viewer = await self._parts.viewer(request, seat)
        if viewer is None or viewer.role is not Role.SUPERVISOR:
            return self._parts.page(
                request, "closed_board.html", 403, title="pe_title", why="pe_sign_in", path=request.url.path
            )
        wanted = PeopleWanted(
            _code(Role, role), SchoolId(school) if school else None, _code(State, state), name.strip(), page
        )
        return await self._page(request, viewer, seat, wanted)

    async def phone(self, person: _PersonPath, request: Request, seat: str = "") -> Response:
        """看号码: the page with the number on it; the number stands in no address. Raises NotAllowed, NotFound."""
        viewer = await self._parts.viewer(request, seat)
        if viewer is None:
            raise NotAllowed(seat)
        who = await self._parts.store.run(reveal_phone, viewer.id, PersonId(person))
        said = say("pe_phone_of", language_of(request), name=who.name, phone=who.phone)
        wanted = PeopleWanted(role=who.role, name=who.name)
        return await self._page(request, viewer, seat, wanted, said)

    async def _page(
        self, request: Request, viewer: Person, seat: str, wanted: PeopleWanted, said: str = ""
    ) -> Response:
        found = await self._parts.store.read(people_page, viewer.id, wanted)
        lang = language_of(request)
        schools = {school.id: school.name_in(lang) for school in found.schools}
        first = LENGTH * (wanted.page - 1) + 1
        return self._parts.page(
            request,
            "people.html",
            viewer=viewer,
            here="people",
            seat=seat,
            said=said,
            wanted=wanted,
            rows=[self._row(line, schools, lang) for line in found.lines],
            first=first,
            last=first + len(found.lines) - 1,
            page=found,
            earlier=_address(request, wanted.page - 1) if wanted.page > 1 else "",
            later=_address(request, wanted.page + 1) if first + LENGTH <= found.total else "",
            schools=list(schools.items()),
            roles=[(one.value, ROLES[one].of(lang)) for one in Role],
            states=[(one.value, say(f"pe_state_{one}", lang)) for one in State],
            ladders=_ladders(found, lang),
            hotlines=[
                say(
                    "pe_hotline",
                    lang,
                    number=one.number,
                    name=one.person.name if one.person else say("pe_nobody", lang),
                    at=self._moment(one.until),
                )
                for one in found.hotlines
            ],
        )

    def _row(self, line: PersonLine, schools: dict[SchoolId, str], lang: Lang) -> PersonRow:
        one = line.person
        tier = f" · {TIERS[one.tier].of(lang)}" if one.tier and one.role is Role.ENGINEER else ""
        names = [schools[school] for school in one.schools if school in schools]
        tone = "late" if line.silence is not None and line.on else ""
        return PersonRow(
            id=one.id,
            name=one.name,
            role=f"{ROLES[one.role].of(lang)}{tier}",
            schools=_joined(names, lang) if one.schools else say("pe_district", lang),
            ways=tuple(
                (_channel(way.channel, lang), "" if way.reachable else "blocked") for way in line.ways
            ),
            silence=say("pe_never_came", lang) if line.silence is Silence.NEVER_CAME else "",
            heard=self._moment(line.heard) if line.heard else "",
            now=tuple(self._states(line, lang)),
            jobs=line.jobs,
            phone=masked(one.phone),
            tone=tone,
        )

    def _states(self, line: PersonLine, lang: Lang) -> list[str]:
        """What there is to say of somebody now."""
        said = []
        if line.on:
            said.append(say("pe_on", lang, teams=_joined([team.of(lang) for team in line.on], lang)))
        if line.leave_until:
            said.append(say("pe_leave", lang, at=self._moment(line.leave_until)))
        if line.is_quiet:
            said.append(say("pe_quiet", lang))
        if line.invited_until:
            said.append(say("pe_invited", lang, at=self._moment(line.invited_until)))
        return said

    def _moment(self, instant: datetime) -> str:
        return moment(instant, self._parts.clock.now(), self._parts.settings.zone)


def _ladders(found: PeoplePage, lang: Lang) -> list[tuple[str, list[tuple[str, str]], str]]:
    """Of each school its name, the rungs with their people, and who cannot be called."""
    return [
        (
            ladder.school.name_in(lang),
            [
                (TIERS[tier].of(lang), _joined([p.name for p in people], lang))
                for tier, people in ladder.rungs
            ],
            _joined([person.name for person in ladder.unable], lang),
        )
        for ladder in found.ladders
    ]


def _channel(channel: str, lang: Lang) -> str:
    """A platform by its name; one that this page does not know as the desk calls it."""
    word = f"pe_channel_{channel}"
    return say(word, lang) if word in PEOPLE_WORDS else channel


def _joined(names: list[str], lang: Lang) -> str:
    return ("、" if lang is Lang.ZH else ", ").join(names)


def _code(kind: type[_Code], value: str) -> _Code | None:
    """Raises TurnedAway 422 for what means nothing."""
    if not value:
        return None
    try:
        return kind(value)
    except ValueError as unknown:
        raise TurnedAway(422, "pe_bad_filter") from unknown


def _address(request: Request, page: int) -> str:
    """The same view, another page of it."""
    given = {name: value for name, value in request.query_params.items() if name in _HELD and value}
    return f"/people?{urlencode(given | {'page': str(page)})}"
