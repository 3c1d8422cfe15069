"""The pages of common faults and major incidents: the lists, one of each whole, and what is done from them by plain forms."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from desk.brief import Brief
from desk.buttons import Verb
from desk.ids import PlanId, SchoolId
from desk.incident import Incident, outcome_now
from desk.language import Lang
from desk.people import Person, Role
from desk.refusals import NotAllowed, NotFound, TooLate
from usecases.act_on_incident import IncidentAct, act_on_incident
from usecases.act_on_ticket import Act, offers
from usecases.declare_incident import Declaration, declare
from usecases.look_at_incidents import CommonPage, common_page, incident_list, incident_page, start_page
from web.actions import acted, answer_of, offer_views
from web.incident_views import IncidentPrinter, length_in_words, stage_in_words
from web.incident_words import INCIDENT_WORDS
from web.parts import Parts
from web.reading import TicketNo
from web.rows import Printer, Row
from web.trail import Scribe
from web.words import language_of, moment, say

_LONGEST = 300
_IncidentNo = Annotated[int, Path(ge=1, le=2**31)]
_Id = Annotated[str, Form(max_length=80)]
_ToLookFor = Annotated[str, Query(min_length=1, max_length=80)]


@dataclass(frozen=True, slots=True)
class CommonRow:
    """One common fault in a list: the line of its leading ticket, what its rooms share, and the rooms."""

    row: Row
    place: str
    rooms: int


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One major incident in a list."""

    no: int
    name: str
    school: str
    state: str
    length: str
    done: int
    steps: int
    tickets: int
    share: int


class IncidentRoutes:
    """`/incidents`, `/incidents/{no}`, `/incidents/common/{no}` and what is posted from them."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter(prefix="/incidents")
        router.add_api_route("", self.list_page, methods=["GET"])
        router.add_api_route("/new", self.start_page, methods=["GET"])
        router.add_api_route("/new", self.start, methods=["POST"])
        router.add_api_route("/common/{no}", self.common, methods=["GET"])
        router.add_api_route("/common/{no}/act", self.act_on_common, methods=["POST"])
        router.add_api_route("/{no}", self.incident, methods=["GET"])
        router.add_api_route("/{no}/act", self.act_on_incident, methods=["POST"])
        return router

    async def list_page(self, request: Request, seat: str = "") -> Response:
        """What goes on and what is over; a stranger or a teacher is told how to get in."""
        person = await self._parts.viewer(request, seat)
        if person is None or person.role is Role.TEACHER:
            return self._parts.page(
                request, "closed_board.html", 403, title="in_title", why="in_sign_in", path=request.url.path
            )
        edition = await self._parts.overview.now()
        found = await self._parts.store.read(incident_list, person.id, edition.standings)
        lang = language_of(request)
        printer = Printer(lang, self._parts.settings.zone)

        def plan(one: Incident) -> PlanRow:
            done, steps = len(one.done), len(one.plan.steps)
            state = say(f"in_outcome_{one.outcome}", lang) if one.outcome else stage_in_words(one, lang)
            school = found.schools[one.school].name_in(lang)
            length = length_in_words(one, lang, self._moment)
            name, tickets = one.plan.name.of(lang), len(one.tickets)
            return PlanRow(one.no, name, school, state, length, done, steps, tickets, 100 * done // steps)

        return self._parts.page(
            request,
            "incidents.html",
            viewer=person,
            here="incidents",
            seat=seat,
            running=[plan(one) for one in found.running],
            over=[plan(one) for one in found.over],
            common=[_common_row(printer, brief) for brief in found.common],
            common_over=[_common_row(printer, brief) for brief in found.common_over],
            schools=[(school.id, school.name_in(lang)) for school in found.starts],
            plans=[(one.id, one.name.of(lang)) for one in found.plans],
        )

    async def start_page(
        self, request: Request, school: _ToLookFor, plan: _ToLookFor, seat: str = ""
    ) -> Response:
        """What starting it would begin with. Raises NotAllowed, NotFound."""
        person = await self._staff(request, seat)
        page = await self._parts.store.read(start_page, person.id, SchoolId(school), PlanId(plan))
        lang = language_of(request)
        comma = "、" if lang is Lang.ZH else ", "
        members = page.begins.members
        return self._parts.page(
            request,
            "incident_start.html",
            viewer=person,
            here="incidents",
            seat=seat,
            plan=(page.begins.plan.id, page.begins.plan.name.of(lang)),
            school=(page.school.id, page.school.name_in(lang)),
            running=page.running.no if page.running else None,
            groups=[
                (
                    duty.name.of(lang),
                    duty.duty.of(lang),
                    comma.join(page.names[who] for group, who in members if group is duty.group),
                )
                for duty in page.begins.plan.groups
            ],
            tickets=[(ticket.no, ticket.fault.place) for ticket in page.begins.tickets],
        )

    async def start(
        self,
        request: Request,
        school: Annotated[str, Form(min_length=1, max_length=80)],
        plan: Annotated[str, Form(min_length=1, max_length=80)],
        seat: str = "",
    ) -> Response:
        """启动预案. Raises NotAllowed, NotFound."""
        person = await self._staff(request, seat)
        wanted = Declaration(PlanId(plan), SchoolId(school), person.id)
        incident = await self._parts.store.run(declare, wanted)
        return _back(f"/incidents/{incident.no}", {"done": Verb.INCIDENT_START.value}, seat)

    async def incident(self, no: _IncidentNo, request: Request, seat: str = "") -> Response:
        """One major incident. Raises NotFound for who has no part in it."""
        person = await self._staff(request, seat)
        page = await self._parts.store.read(incident_page, person.id, no)
        lang = language_of(request)
        printer = IncidentPrinter(page, person.id, lang, self._moment)
        rows = Printer(lang, self._parts.settings.zone)
        answer, is_done = _answer_of(request, lang)
        return self._parts.page(
            request,
            "incident.html",
            viewer=person,
            here="incident",
            seat=seat,
            incident=page.incident,
            name=page.incident.plan.name.of(lang),
            school=page.school.name_in(lang),
            print=printer,
            leads=page.leads,
            ends_as=say(f"in_outcome_{outcome_now(page.incident)}", lang),
            tickets=[_room_row(rows, brief) for brief in page.tickets],
            answer=answer,
            is_done=is_done,
        )

    async def act_on_incident(  # one argument for each field of the forms
        self,
        *,
        no: _IncidentNo,
        request: Request,
        verb: Annotated[Verb, Form()],
        about: _Id = "",
        whom: _Id = "",
        words: Annotated[str, Form(max_length=_LONGEST)] = "",
        seat: str = "",
    ) -> Response:
        """Done, or refused in words, and the page again. Raises NotFound for who may not see it."""
        person = await self._staff(request, seat)
        await self._parts.store.read(incident_page, person.id, no)
        answer = {"done": verb.value}
        act = IncidentAct(no, person.id, verb, about, whom, words.strip())
        try:
            await self._parts.store.run(act_on_incident, act)
        except TooLate:
            answer = {"refused": "in_too_late"}
        except (NotFound, NotAllowed):  # the incident itself was found above
            answer = {"refused": "in_not_yours"}
        return _back(f"/incidents/{no}", answer, seat)

    async def common(self, no: TicketNo, request: Request, seat: str = "") -> Response:
        """A common fault. Raises NotFound for who may not see the ticket, and for one that leads nothing."""
        person = await self._staff(request, seat)
        page = await self._parts.store.read(common_page, person.id, no)
        lang = language_of(request)
        scribe = Scribe(lang, page.names, self._moment)
        offered = await self._parts.store.read(offers, person.id, page.lead)
        answer, is_done = answer_of(request, lang)
        return self._parts.page(
            request,
            "common_fault.html",
            viewer=person,
            here="incident",
            seat=seat,
            **self._rooms(page, lang),
            offers=offer_views(offered, lang),
            act_to=f"/incidents/common/{page.lead.ticket.no}/act",
            trail=[(self._moment(event.at), about, scribe.sentence(event)) for about, event in page.trail],
            answer=answer,
            is_done=is_done,
        )

    async def act_on_common(  # one argument for each field of the forms
        self,
        *,
        no: TicketNo,
        request: Request,
        verb: Annotated[Verb, Form()],
        choice: _Id = "",
        words: Annotated[str, Form(max_length=500)] = "",
        until: Annotated[str, Form(max_length=20)] = "",
        seat: str = "",
    ) -> Response:
        """A verb of the leading ticket. What is no common fault any more (split) is shown as a ticket."""
        person = await self._staff(request, seat)
        await self._parts.store.read(common_page, person.id, no)
        answer = await acted(self._parts, Act(no, person.id, verb, choice, words.strip()), until)
        split_up = answer.get("done") == Verb.SPLIT.value
        return _back(f"/tickets/{no}" if split_up else f"/incidents/common/{no}", answer, seat)

    def _rooms(self, page: CommonPage, lang: Lang) -> dict[str, Any]:
        """The tickets of a common fault, the leading one first: its line, whether it leads or follows, the teacher."""
        printer = Printer(lang, self._parts.settings.zone)
        lead = page.lead.ticket
        rooms = []
        for brief in (page.lead, *page.children):
            follows = brief.ticket.is_dormant and brief.ticket.voices.follows == lead.id
            word = "in_leads" if brief.ticket.no == lead.no else "in_following" if follows else "in_alone"
            rooms.append((_room_row(printer, brief), say(word, lang, no=lead.no), brief.reporter.name))
        return {
            "row": printer.row(page.lead),
            "room": lead.fault.place,
            "rooms": rooms,
            "place": lead.voices.place,
            "reporter": page.lead.reporter.name,
        }

    async def _staff(self, request: Request, seat: str) -> Person:
        person = await self._parts.viewer(request, seat)
        if person is None or person.role is Role.TEACHER:
            raise NotAllowed(seat)
        return person

    def _moment(self, instant: datetime) -> str:
        return moment(instant, self._parts.clock.now(), self._parts.settings.zone)


def _room_row(printer: Printer, brief: Brief) -> Row:
    """The line of one room: where a ticket leads, the board says what all rooms share instead."""
    return replace(printer.row(brief), place=brief.ticket.fault.place)


def _common_row(printer: Printer, brief: Brief) -> CommonRow:
    voices = brief.ticket.voices
    return CommonRow(printer.row(brief), voices.place, voices.rooms)


def _answer_of(request: Request, lang: Lang) -> tuple[str, bool]:
    """What the page says about what was just done, and whether it was done; nothing for any other address."""
    done, refused = request.query_params.get("done", ""), request.query_params.get("refused", "")
    if f"in_do_{done}" in INCIDENT_WORDS:
        return say("in_done", lang, what=say(f"in_do_{done}", lang)), True
    if refused in ("in_too_late", "in_not_yours"):
        return say(refused, lang), False
    return "", True


def _back(path: str, answer: dict[str, str], seat: str) -> Response:
    query = urlencode(answer | ({"seat": seat} if seat else {}))
    return RedirectResponse(f"{path}?{query}#act", status_code=303)
