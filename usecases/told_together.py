"""One message about several jobs: pages that came too thick, or what came due while the desk was down. A live card: the jobs as they
stand now, the gravest first, and a button for each of the first.
"""

from collections import defaultdict

from desk.buttons import Option, Press, Verb
from desk.ids import TicketId
from desk.language import Lang
from desk.messages import Urgency
from desk.notices import Kind, Notice
from desk.paging import Page, PageEnd, waits
from desk.people import Person, Role
from desk.ticket import Ticket
from usecases.briefing import place_of
from usecases.ports import UnitOfWork

SHOWN = 8
"""So many jobs of a storm have a line and a button."""
FIRST = 5
"""So many of those that came due: their lines say what did, and one screen of a phone has to hold them."""
RUNS = 5
"""Of the others it says the numbers: so many runs of them (1009-1042 is one)."""
_OWED = {
    Kind.JOB: "waits",
    Kind.PAGED_AGAIN: "waits",
    Kind.REMIND: "near",
    Kind.NEAR: "near",
    Kind.BREACHED: "missed",
    Kind.MISSED: "missed",
    Kind.CALL_LIST: "nobody",
    Kind.AGEING: "ageing",
    Kind.RISEN: "risen",
    Kind.REGRADED: "risen",
    Kind.CALLBACK: "callback",
    Kind.HOLD_OVER: "hold_over",
    Kind.OBJECTION_WAITS: "objection",
}
"""What came due, as the words know it: every kind of `notices.GATHERED`."""


def together_notice(uow: UnitOfWork, person: Person, card: str, pages: tuple[Page, ...], key: str) -> Notice:
    """What these pages say, as it stands now. `key` makes it happen once."""
    tickets = sorted(
        uow.watch.tickets({page.ticket for page in pages}),
        key=lambda ticket: (ticket.verdict.rank, ticket.no),
    )
    down = any(page.end is PageEnd.OVERDUE for page in pages)
    overdue = down or any(Kind(page.kind) is not Kind.JOB for page in pages)
    owed = _owed(pages) if overdue else {}
    most = FIRST if overdue else SHOWN
    shown, others = tickets[:most], tickets[most:]
    lines = "\n".join(_line(uow, ticket, person.lang, owed.get(ticket.id, "")) for ticket in shown)
    extra = {"lines": lines, "total": str(sum(waits(ticket) for ticket in tickets)), "more": str(len(others))}
    if overdue:
        runs = _runs(sorted(ticket.no for ticket in others))
        extra |= {
            "due": str(len(pages)),
            "jobs": str(len(tickets)),
            "numbers": " ".join(runs[:RUNS]) + (" …" if len(runs) > RUNS else ""),
            "down": "yes" if down else "",
            "board": "yes" if person.role is Role.SUPERVISOR else "",
        }
    kind = Kind.OVERDUE if overdue else Kind.STORM
    options = tuple(_option(ticket, person) for ticket in shown if overdue or waits(ticket))
    told = tuple(extra.items())
    return Notice(kind, key, person.id, pages[0].peer, None, Urgency.NOTE, options, told, card=card)


def _option(ticket: Ticket, person: Person) -> Option:
    """An engineer takes the job, or looks at it when it is taken; a supervisor looks at it."""
    if person.role is Role.ENGINEER and waits(ticket):
        return Option(Press(Verb.ACCEPT, ticket.id), f"✓ #{ticket.no}")
    return Option(Press(Verb.SHOW, ticket.id), f"#{ticket.no}")


def _line(uow: UnitOfWork, ticket: Ticket, lang: Lang, owed: str) -> str:
    """`no|grade|device|symptom|status|what came due|place`; several things that did are separated by commas."""
    grade = uow.contracts.pinned(ticket).grade(ticket.verdict.grade).label.of(lang)
    facts, place = ticket.fault.facts, place_of(uow, ticket)
    fields = (str(ticket.no), grade, facts.device or "", facts.symptom or "", ticket.status, owed, place)
    return "|".join(fields)


def _owed(pages: tuple[Page, ...]) -> dict[TicketId, str]:
    found: dict[TicketId, dict[str, None]] = defaultdict(dict)
    for page in pages:
        found[page.ticket][_OWED[Kind(page.kind)]] = None
    return {ticket: ",".join(owed) for ticket, owed in found.items()}


def _runs(nos: list[int]) -> list[str]:
    """`#1001-1003 #1007`: numbers in a row as one, in their order."""
    runs: list[tuple[int, int]] = []
    for no in nos:
        if runs and runs[-1][1] == no - 1:
            runs[-1] = (runs[-1][0], no)
        else:
            runs.append((no, no))
    return [f"#{first}" if first == last else f"#{first}-{last}" for first, last in runs]
