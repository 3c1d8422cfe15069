"""`/rehearsal`: a supervisor imagines a fault and sees the time line of what would happen. Reads only; the fault stands in the
address, so a rehearsal is shared by sending it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import QueryParams

from desk.clauses import cited
from desk.contract import Contract
from desk.grading import FaultFacts
from desk.ids import PersonId, SchoolId
from desk.language import Lang
from desk.people import Person, Role, masked
from desk.places import School
from desk.reading import DeviceClass, Impact, Symptom
from desk.refusals import NotFound
from desk.rehearsal_lines import Line, LineKind, folded, lines_of
from usecases.ports import UnitOfWork
from usecases.rehearse_contract import Imagined, Rehearsed, rehearsal_schools, rehearse_fault
from web.names import DEVICES, REACHES, STAGES, SYMPTOMS, TIERS
from web.parts import Parts
from web.refusals import TurnedAway
from web.time_lines import Lane, Mark, lanes
from web.words import language_of, moment, say, span

LENGTHS = (4, 24, 72)
"""Hours that may be looked ahead."""
_FARTHEST = timedelta(days=731)
_LANES = (
    ("call", (LineKind.CALL, LineKind.ESCALATION, LineKind.NOBODY, LineKind.ACCEPTED)),
    ("near", (LineKind.REMINDER, LineKind.AGEING)),
    ("late", (LineKind.BREACH, LineKind.REGRADE)),
    ("list", (LineKind.CALL_LIST,)),
)


@dataclass(frozen=True, slots=True)
class RehearsalRow:
    """One line of the table; `tone` is the lane it is drawn in."""

    number: int
    at: str
    after: str
    what: str
    who: str
    clause: str
    internal: bool
    tone: str


class RehearsalRoutes:
    """The page."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def router(self) -> APIRouter:
        """The route."""
        router = APIRouter()
        router.add_api_route("/rehearsal", self.show, methods=["GET"])
        return router

    async def show(self, request: Request, seat: str = "") -> Response:
        """The form, and below it what would happen; who is no supervisor is told that it is not for them."""
        viewer = await self._parts.viewer(request, seat)
        if viewer is None or viewer.role is not Role.SUPERVISOR:
            return self._parts.page(
                request, "closed_board.html", 403, title="re_title", why="re_sign_in", path=request.url.path
            )
        schools, crew = await self._parts.store.read(_choices, viewer)
        given = dict(request.query_params)
        done = await self._done(request, viewer) if "school" in given else {}
        lang = language_of(request)
        now = self._parts.clock.now().astimezone(self._parts.settings.zone)
        return self._parts.page(
            request,
            "rehearsal.html",
            viewer=viewer,
            here="rehearsal",
            seat=seat,
            given={
                "school": "",
                "answers": "",
                "device": DeviceClass.SMART_BOARD.value,
                "symptom": Symptom.BLACK_SCREEN.value,
                "impact": Impact.LESSON_BLOCKED.value,
                "at": f"{now:%Y-%m-%dT%H:%M}",
                "hours": str(LENGTHS[1]),
            }
            | given,
            schools=[(school.id, school.name_in(lang)) for school in schools],
            devices=[(one.value, DEVICES[one].of(lang)) for one in DeviceClass],
            symptoms=[(one.value, SYMPTOMS[one].of(lang)) for one in Symptom],
            impacts=[(one.value, words.of(lang)) for one, words in REACHES.items()],
            crew=[(one.id, one.name) for one in crew],
            lengths=[(str(hours), say("re_hours", lang, n=hours)) for hours in LENGTHS],
            done=done,
        )

    async def _done(self, request: Request, viewer: Person) -> dict[str, object]:
        """What would happen, in words. Raises TurnedAway 422 for a fault that cannot be rehearsed."""
        imagined = self._imagined(request.query_params)
        try:
            contract, done = await self._parts.store.read(rehearse_fault, viewer.id, imagined)
        except NotFound as unknown:
            raise TurnedAway(422, "re_bad") from unknown
        lang = language_of(request)
        printer = _Printer(contract, done, imagined, lang)
        lines = [line for line in folded(lines_of(contract, done.moments)) if line.kind != LineKind.OPENED]
        zone = self._parts.settings.zone
        rows = [
            printer.row(n, line, moment(line.at, imagined.at, zone)) for n, line in enumerate(lines, start=1)
        ]
        verdict = done.moments[0].ticket.verdict
        grade = contract.grade(verdict.grade)
        return {
            "rows": rows,
            "drawing": printer.drawn(lines, rows),
            "graded": say(
                "re_graded", lang, grade=grade.label.of(lang), reason=verdict.reason.of(lang)
            ).rstrip("。."),
            "clause": verdict.clause.cited(lang),
            "contract": say("re_contract", lang, name=contract.name.of(lang), n=contract.version),
            "school": done.school.name_in(lang),
            "at": f"{imagined.at.astimezone(zone):%Y-%m-%d %H:%M}",
            "unable": printer.people(done.unreachable),
        }

    def _imagined(self, params: QueryParams) -> Imagined:
        """Raises TurnedAway 422 for what means nothing."""
        try:
            wall = datetime.fromisoformat(params["at"])
            at = wall if wall.tzinfo else wall.replace(tzinfo=self._parts.settings.zone)
            hours = int(params.get("hours", LENGTHS[1]))
            facts = FaultFacts(
                impact=Impact(params["impact"]),
                device=DeviceClass(params["device"]),
                symptom=Symptom(params["symptom"]),
            )
        except (KeyError, ValueError) as unknown:
            raise TurnedAway(422, "re_bad") from unknown
        if hours not in LENGTHS or abs(at - self._parts.clock.now()) > _FARTHEST:
            raise TurnedAway(422, "re_bad")
        answers = PersonId(params["answers"]) if params.get("answers") else None
        return Imagined(
            SchoolId(params["school"]), facts, at.astimezone(UTC), timedelta(hours=hours), answers
        )


@dataclass(frozen=True, slots=True)
class _Printer:
    """Prints the lines of one rehearsal in one language."""

    contract: Contract
    done: Rehearsed
    imagined: Imagined
    lang: Lang

    def row(self, number: int, line: Line, at: str) -> RehearsalRow:
        """One line."""
        after = line.at - self.imagined.at
        return RehearsalRow(
            number=number,
            at=at,
            after=span(after.total_seconds(), self.lang) if after else say("re_at_once", self.lang),
            what=self._what(line),
            who=self._who(line),
            clause=cited(line.clause, self.lang),
            internal=line.internal,
            tone=_tone(line),
        )

    def drawn(self, lines: list[Line], rows: list[RehearsalRow]) -> object:
        """Every line as a mark of its lane, with its number in the table."""
        paired = list(zip(lines, rows, strict=True))
        found = [
            Lane(
                say(f"re_lane_{tone}", self.lang),
                tuple(
                    Mark(line.at - self.imagined.at, str(row.number), tone, f"{row.at} {row.what} {row.who}")
                    for line, row in paired
                    if line.kind in kinds
                ),
            )
            for tone, kinds in _LANES
        ]
        words = say("re_drawn", self.lang), say("re_drawn_desc", self.lang)
        return lanes("drawn", *words, found, self.lang, self.imagined.length)

    def people(self, people: tuple[PersonId, ...]) -> str:
        """Names; who reported it has none."""
        return self._joined([self.done.people[one].name for one in people if one in self.done.people])

    def _what(self, line: Line) -> str:
        about = " + ".join(TIERS[tier].of(self.lang) for tier in line.tiers)
        if line.stage:
            about = STAGES[line.stage].of(self.lang)
        if line.grade:
            about = self.contract.grade(line.grade).label.of(self.lang)
        said = say(f"re_{line.kind}", self.lang, about=about)
        if line.times == 1:
            return said
        every = span(self.contract.ladder.repeat_every.total_seconds(), self.lang)
        again = say("re_again", self.lang, n=every, times=line.times)
        return f"{said}（{again}）" if self.lang is Lang.ZH else f"{said} ({again})"

    def _who(self, line: Line) -> str:
        names = self.people(line.people)
        if line.kind is not LineKind.CALL_LIST:
            return names
        listed = [self.done.people[one] for one in line.listed if one in self.done.people]
        numbers = [f"{one.name} {masked(one.phone) or say('re_no_phone', self.lang)}" for one in listed]
        return f"{names} · {say('re_phones', self.lang, people=self._joined(numbers))}"

    def _joined(self, names: list[str]) -> str:
        return ("、" if self.lang is Lang.ZH else ", ").join(names)


def _tone(line: Line) -> str:
    return next(tone for tone, kinds in _LANES if line.kind in kinds)


def _choices(uow: UnitOfWork, viewer: Person) -> tuple[tuple[School, ...], tuple[Person, ...]]:
    """The schools where the viewer may rehearse, and the crew for them."""
    schools = rehearsal_schools(uow, viewer.id)
    crew, _ = uow.rosters.crew()
    return schools, tuple(one for one in crew if any(one.covers(school.id) for school in schools))
