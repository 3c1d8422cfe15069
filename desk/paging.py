"""A person's own ladder: how one page comes back to the same person, and what is known of each page. Pure.

Rules (ADR 0020):
1. Every page of a job begins a ladder of its own. It goes on while the job waits and the person has not answered, also
   when the ticket's chain has reached the next person; it is no part of the chain.
2. An answer is anything the person presses or says after the page was shown. It ends their ladder, not the chain.
3. A rung that cannot be climbed (no gateway, no number, no second address, no group) is left out, with a trace.
4. Whoever takes the job ends every ladder of it, in the same transaction: the page that began it is marked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from desk.choice import Chosen
from desk.ids import PersonId, TicketId
from desk.messages import Peer
from desk.people import Address
from desk.ticket import Status, Ticket

GATEWAY = "gateway"
"""The channel of telephone and SMS; the space of such a peer is the person's id, so that no number stands in a row."""


class Way(StrEnum):
    """How a page reaches a person: their chat, another address of theirs, telephone or SMS, their team's group."""

    CHAT = "chat"
    SECOND = "second"
    PHONE = "phone"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class PersonalRung:
    """One step of a personal ladder: so long after the page. `channel` names the address of a SECOND; empty is the next one."""

    after: timedelta
    way: Way
    channel: str = ""


@dataclass(frozen=True, slots=True)
class PagingRules:
    """How people are paged. After the last rung the chat rings again every `again_every` (None: it does not).

    More than `storm_most` pages to one person within `storm_within` are bundled (0: never), and told `storm_wait` after the
    first that was held back. What a clock owed longer than `overdue_after` ago (the desk was down) is told in one message
    `overdue_wait` after the first of it, where storms are bundled at all. `has_gateway` is whether anything telephones for us.
    """

    ladder: tuple[PersonalRung, ...] = ()
    again_every: timedelta | None = None
    storm_most: int = 0
    storm_within: timedelta = timedelta(minutes=3)
    storm_wait: timedelta = timedelta(minutes=1)
    overdue_after: timedelta = timedelta(minutes=10)
    overdue_wait: timedelta = timedelta(seconds=10)
    has_gateway: bool = False

    def is_overdue(self, due: datetime | None, now: datetime) -> bool:
        """Whether something that a clock owed at `due` (None: no clock) comes so late that it is told together."""
        return due is not None and self.storm_most > 0 and now - due > self.overdue_after

    def rung(self, step: int) -> PersonalRung | None:
        """The rung of this number, from 1; None after the end."""
        if step <= len(self.ladder):
            return self.ladder[step - 1]
        if not self.ladder or self.again_every is None:
            return None
        beyond = (step - len(self.ladder)) * self.again_every
        return PersonalRung(self.ladder[-1].after + beyond, Way.CHAT)


class PageEnd(StrEnum):
    """Why a page did not go out as it was meant to."""

    FAILED = "failed"
    LEFT_OUT = "left_out"
    BUNDLED = "bundled"
    PUT_OFF = "put_off"
    OVERDUE = "overdue"


TOLD_TOGETHER = frozenset({PageEnd.BUNDLED, PageEnd.OVERDUE})
"""Pages that are one line of a message about several jobs: in a storm, or after the desk was down."""


class LeftOut(StrEnum):
    """Why a rung was left out: the reason of such a page."""

    NO_ADDRESS = "no_address"
    NO_SECOND = "no_second"
    NO_GATEWAY = "no_gateway"
    NO_NUMBER = "no_number"
    NO_GROUP = "no_group"


@dataclass(frozen=True, slots=True)
class Page:
    """One page to one person about one ticket, and what became of it (instants; None: not that we know).

    `key` is the outbox row's. `call` is the key of the page whose ladder this is a rung of, its own for the first; `step`
    counts the rungs, 0 is the page itself. `kind` is the notice's, `card` the live card it is. It is `over` when somebody took
    the job, or the job ended; shown by then or not. `why` is why this person was called.
    """

    key: str
    ticket: TicketId
    person: PersonId
    call: str
    at: datetime
    kind: str
    step: int = 0
    way: Way = Way.CHAT
    peer: Peer | None = None
    card: str | None = None
    round: int = 1
    sent: datetime | None = None
    delivered: datetime | None = None
    seen: datetime | None = None
    over: datetime | None = None
    end: PageEnd | None = None
    reason: str = ""
    why: Chosen | None = None

    @property
    def is_waiting(self) -> bool:
        """Promised, and nothing has become of it yet."""
        return self.sent is None and self.end is None and self.over is None


def waits(ticket: Ticket) -> bool:
    """Whether somebody is still to be found for the job; not for one that another leads."""
    return ticket.status is Status.WAITING and not ticket.is_dormant


def still_rings(ticket: Ticket, call: tuple[Page, ...]) -> bool:
    """Whether the ladder of these pages goes on: the job waits, nobody has taken it since, the person has not answered.

    A page that failed does not end it: the telephone may reach who has blocked the bot.
    """
    first = next((page for page in call if page.step == 0), None)
    if first is None or first.round != ticket.round or not waits(ticket):
        return False
    return first.over is None and all(page.seen is None for page in call)


@dataclass(frozen=True, slots=True)
class Told:
    """What became of the pages to one person about one ticket: first shown, last answered, what failed or was left out and why,
    how often it was shown. `is_waiting`: something is on its way; `put_off`: it waits for the end of their quiet hours.
    """

    person: PersonId
    first: datetime
    sent: datetime | None
    delivered: datetime | None
    seen: datetime | None
    shown: int
    failed: tuple[str, ...]
    left_out: tuple[tuple[Way, str], ...]
    is_waiting: bool
    put_off: bool


def summed_up(pages: Iterable[Page]) -> tuple[Told, ...]:
    """Each person who was called, in the order of their first page."""
    of: dict[PersonId, list[Page]] = {}
    for page in pages:
        of.setdefault(page.person, []).append(page)
    return tuple(_told(person, theirs) for person, theirs in of.items())


def _told(person: PersonId, pages: list[Page]) -> Told:
    return Told(
        person,
        first=min(page.at for page in pages),
        sent=min((page.sent for page in pages if page.sent), default=None),
        delivered=min((page.delivered for page in pages if page.delivered), default=None),
        seen=max((page.seen for page in pages if page.seen), default=None),
        shown=sum(page.sent is not None for page in pages),
        failed=tuple(dict.fromkeys(page.reason for page in pages if page.end is PageEnd.FAILED)),
        left_out=tuple(
            dict.fromkeys((page.way, page.reason) for page in pages if page.end is PageEnd.LEFT_OUT)
        ),
        is_waiting=any(page.is_waiting for page in pages),
        put_off=any(page.end is PageEnd.PUT_OFF and not page.over for page in pages),
    )


def address_for(rung: PersonalRung, addresses: tuple[Address, ...]) -> Peer | None:
    """Where a rung in a chat goes, among the person's addresses, preferred first. None when there is no such address."""
    able = [address.peer for address in addresses if address.reachable]
    if rung.way is Way.SECOND:
        able = [peer for peer in able[1:] if not rung.channel or peer.channel == rung.channel]
    return able[0] if able else None
