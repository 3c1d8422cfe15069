"""What is done from a ticket's page: forms that need no script, the same verbs as in the chat (`usecases.act_on_ticket`)."""

from dataclasses import dataclass, replace
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from desk.aftercare_events import FollowUpOutcome
from desk.buttons import Verb
from desk.holds import HoldReason
from desk.language import Lang, Text
from desk.refusals import AlreadyTaken, FollowsAnother, NotAllowed, NotFound, NotThen, Refused, TooLate
from usecases.act_on_ticket import Act, Offer, Words, act
from usecases.hold_job import Until
from usecases.look import ticket_page
from web.names import HOLD_REASONS
from web.parts import Parts
from web.reading import TicketNo
from web.words import say

_LONGEST = 500

WORD_OF: Final[tuple[tuple[type[Refused], str], ...]] = (
    (AlreadyTaken, "act_taken"),
    (TooLate, "act_too_late"),
    (FollowsAnother, "act_follows"),
    (NotThen, "act_needs"),
    (NotAllowed, "act_not_allowed"),
)
"""How a refusal is said on the page; the first that fits."""


_ASKS: Final[dict[Verb, str]] = {
    **dict.fromkeys((Verb.REASSIGN_TO, Verb.PARTNER_TO), "act_whom"),
    **dict.fromkeys((Verb.HOLD_FOR, Verb.EXTEND_FOR), "act_why"),
    **dict.fromkeys((Verb.REGRADE_TO, Verb.PROPOSE_TO), "act_grade"),
    Verb.FOLLOW_UP: "act_outcome",
    Verb.RATE: "act_score",
}


@dataclass(frozen=True, slots=True)
class OfferView:
    """One thing that can be done; `asks` is what the choice is of. A plain one is a button alone, else it is a form that opens."""

    verb: str
    label: str
    words: str
    asks: str
    choices: tuple[tuple[str, str], ...]
    untils: tuple[tuple[str, str], ...]

    @property
    def is_plain(self) -> bool:
        """Whether one press is enough."""
        return not (self.choices or self.untils or self.words != Words.NONE.value)


def offer_views(offered: tuple[Offer, ...], lang: Lang) -> list[OfferView]:
    """The offers in words."""
    return [
        OfferView(
            verb=offer.verb.value,
            label=say(f"do_{offer.verb.value}", lang),
            words=offer.words.value,
            asks=say(_ASKS.get(offer.verb, "act_choose"), lang),
            choices=tuple((value, _name(value, name, lang)) for value, name in offer.choices),
            untils=tuple((until.value, say(f"act_until_{until.value}", lang)) for until in offer.untils),
        )
        for offer in offered
    ]


def answer_of(request: Request, lang: Lang) -> tuple[str, bool]:
    """What the page says about what was just done, and whether it was done; nothing for any other address."""
    done, refused = request.query_params.get("done", ""), request.query_params.get("refused", "")
    if done in set(Verb) and f"do_{done}" in _DOABLE:
        return say("act_done", lang, what=say(f"do_{done}", lang)), True
    if refused in {word for _, word in WORD_OF}:
        return say(refused, lang), False
    return "", True


class ActionRoutes:
    """`POST /tickets/{no}/act`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def router(self) -> APIRouter:
        """The route."""
        router = APIRouter()
        router.add_api_route("/tickets/{no}/act", self.do, methods=["POST"])
        return router

    async def do(  # one argument for each field of the form
        self,
        *,
        no: TicketNo,
        request: Request,
        verb: Annotated[Verb, Form()],
        seat: str = "",
        choice: Annotated[str, Form(max_length=80)] = "",
        words: Annotated[str, Form(max_length=_LONGEST)] = "",
        until: Annotated[str, Form(max_length=20)] = "",
    ) -> Response:
        """Done, or refused in words, and the page again. Raises NotFound for who may not see the ticket."""
        person = await self._parts.viewer(request, seat)
        if person is None:
            raise NotFound(no)
        await self._parts.store.read(ticket_page, person.id, no)
        answer = await acted(self._parts, Act(no, person.id, verb, choice, words.strip()), until)
        query = urlencode(answer | ({"seat": seat} if seat else {}))
        return RedirectResponse(f"/tickets/{no}?{query}#act", status_code=303)


async def acted(parts: Parts, command: Act, until: str) -> dict[str, str]:
    """Do it; what the address of the next page says: `done` with the verb, or `refused` with the word that says why."""
    end = Until(until) if until in set(Until) else None
    try:
        await parts.store.run(act, replace(command, until=end))
    except (TooLate, FollowsAnother, NotThen, NotAllowed) as refusal:
        return {"refused": next(word for kind, word in WORD_OF if isinstance(refusal, kind))}
    return {"done": command.verb.value}


def _name(value: str, name: Text, lang: Lang) -> str:
    if name.of(lang):
        return name.of(lang)
    if value in set(HoldReason):
        return HOLD_REASONS[HoldReason(value)].of(lang)
    if value in set(FollowUpOutcome):
        return say(f"follow_{value}", lang)
    return say("stars", lang, n=value)


_DOABLE = frozenset(f"do_{verb.value}" for verb in Verb if verb.value)
