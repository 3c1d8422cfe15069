"""How the teacher's words were read, field by field with the words that led to it; and its correction by whoever may.

What is posted here is what the chat's 分类不对 does (`usecases.reread_fault`); the web knows people by their seat, and the use
case decides whether they may.
"""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import RedirectResponse, Response

from desk import events as ev
from desk.grading import QUESTIONS
from desk.language import Lang
from desk.places import Room
from desk.reading import DeviceClass, Impact, Intent, Symptom
from desk.refusals import NotFound
from usecases.look import TicketPage, ticket_page
from usecases.reread_fault import Reread, reread_fault
from web.names import DEVICES, INTENTS, REACHES, SYMPTOMS
from web.parts import Parts
from web.words import say

TicketNo = Annotated[int, Path(ge=1, le=2**31, examples=[1001], description="The ticket's number.")]
_WHY = {
    "place": "place",
    "device": "device",
    "symptom": "symptom",
    "impact": "impact",
    "safety": "danger",
    "intent": "intent",
}
"""Fields of a reading that have words of their own, and what each is called on the screen."""

_LONGEST_PLACE = 40
_SHOWN_WORDS = 60


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field: what it is read as now, as what it was read first where that differs, and the words that led there."""

    name: str
    value: str
    was: str
    why: str


@dataclass(frozen=True, slots=True)
class Posted:
    """The form as it was sent; what is left empty stays as it was read."""

    device: DeviceClass | None
    symptom: Symptom | None
    impact: Impact | None
    intent: Intent | None
    danger: bool | None
    place: str


def fields_of(page: TicketPage, lang: Lang) -> tuple[FieldView, ...]:
    """The reading of a ticket as it stands, by the words of its teacher."""
    first = next((event.fault for event in page.trail if isinstance(event, ev.TicketOpened)), None)
    told = [event.why for event in page.trail if isinstance(event, ev.TicketOpened | ev.InformationAdded)]
    now, before = page.brief.ticket.understood, first or page.brief.ticket.fault
    values, were = _values(now, lang), _values(before, lang)
    is_question = now.facts.intent in QUESTIONS  # that something is a fault shows in every other field
    why = [pair for pairs in told for pair in pairs if pair[0] != "intent" or is_question]
    views = (
        FieldView(
            say(f"read_{name}", lang), values[name], _was(values[name], were[name]), _quoted(field, why)
        )
        for field, name in _WHY.items()
    )
    return tuple(views)


def why_of(why: tuple[tuple[str, str], ...]) -> str:
    """The words that led to the reading, for one line of the board."""
    told = (pair for pair in why if pair[0] in _WHY and pair[0] != "intent")
    return _quoted(None, sorted(told, key=lambda pair: list(_WHY).index(pair[0])))


def choices(lang: Lang) -> dict[str, list[tuple[str, str]]]:
    """What may be chosen in the form, as (value, name)."""
    return {
        "device": [(code.value, name.of(lang)) for code, name in DEVICES.items()],
        "symptom": [(code.value, name.of(lang)) for code, name in SYMPTOMS.items()],
        "impact": [(code.value, name.of(lang)) for code, name in REACHES.items()],
        "intent": [(code.value, name.of(lang)) for code, name in INTENTS.items()],
    }


class ReadingRoutes:
    """`POST /tickets/{no}/reading`: a correction from the ticket's page."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def router(self) -> APIRouter:
        """The route."""
        router = APIRouter()
        router.add_api_route("/tickets/{no}/reading", self.correct, methods=["POST"])
        return router

    async def correct(  # noqa: PLR0913  # one argument for each field of the form
        self,
        *,
        no: TicketNo,
        request: Request,
        seat: str = "",
        device: Annotated[DeviceClass | None, Form()] = None,
        symptom: Annotated[Symptom | None, Form()] = None,
        impact: Annotated[Impact | None, Form()] = None,
        intent: Annotated[Intent | None, Form()] = None,
        danger: Annotated[bool | None, Form()] = None,
        place: Annotated[str, Form(max_length=_LONGEST_PLACE)] = "",
    ) -> Response:
        """Corrected, or refused in words; then the page again. Raises NotFound for a stranger."""
        person = await self._parts.seats.person(request, seat or self._parts.seats.overlooking)
        if person is None:
            raise NotFound(no)
        page = await self._parts.store.read(ticket_page, person.id, no)
        posted = Posted(device, symptom, impact, intent, danger, " ".join(place.split()))
        meant = _meant(posted, page)
        await self._parts.store.run(reread_fault, meant)
        query = f"?seat={quote(seat)}" if seat else ""
        return RedirectResponse(f"/tickets/{no}{query}#reading", status_code=303)


def _meant(posted: Posted, page: TicketPage) -> Reread:
    room = _room(posted.place, page.rooms)
    return Reread(
        page.brief.ticket.id,
        page.viewer,
        device=posted.device,
        symptom=posted.symptom,
        intent=posted.intent,
        place=posted.place or None,
        room=room.id if room else None,
        impact=posted.impact,
        safety=posted.danger,
    )


def _room(place: str, rooms: tuple[Room, ...]) -> Room | None:
    """The room of exactly this name. Words that only resemble one are kept as words: the chat's reader matches more."""
    wanted = place.casefold()
    return next(
        (room for room in rooms if wanted in (name.casefold() for name in (room.name, *room.aliases))), None
    )


def _values(fault: ev.Fault, lang: Lang) -> dict[str, str]:
    facts = fault.facts
    intent = facts.intent if facts.intent in QUESTIONS else Intent.REPORT_FAULT
    return {
        "place": fault.place,
        "device": DEVICES[facts.device].of(lang) if facts.device else "",
        "symptom": SYMPTOMS[facts.symptom].of(lang) if facts.symptom else "",
        "impact": REACHES[facts.impact if facts.impact in REACHES else Impact.UNKNOWN].of(lang),
        "danger": say("yes" if facts.safety else "no", lang),
        "intent": INTENTS[intent].of(lang),
    }


def _was(value: str, before: str) -> str:
    return "" if value == before else before or "—"


def _quoted(field: str | None, why: list[tuple[str, str]]) -> str:
    """The words of one field, or of all; each once."""
    words = dict.fromkeys(word for name, word in why if field in (None, name))
    quoted = " ".join(f"“{word}”" for word in words)
    return quoted if len(quoted) <= _SHOWN_WORDS else quoted[: _SHOWN_WORDS - 1] + "…"
