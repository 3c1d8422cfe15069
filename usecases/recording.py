"""Records a Change: ticket, events, timers and messages in the transaction of the unit of work, all or nothing."""

from collections.abc import Iterator
from dataclasses import replace

import structlog

from desk.alerts import is_monitor
from desk.brief import Brief
from desk.change import Change
from desk.events import ReadingNoted, SelfHelpOffered
from desk.ids import PersonId, TicketId
from desk.language import Lang
from desk.life_events import ON_NO_CARD
from desk.messages import Choice, Media, Outgoing, Peer, Urgency
from desk.notices import Kind, Notice
from desk.paging import TOLD_TOGETHER, Page
from desk.people import Person
from desk.report_events import REPORT_EVENTS
from desk.ticket import Status
from desk.watching import news
from usecases.briefing import brief
from usecases.hold_back import held_back
from usecases.note_pages import concerned, end_calls, note_page, outdated, why_extra
from usecases.note_trials import note_trials
from usecases.ports import UnitOfWork
from usecases.rows import Topic
from usecases.show_notice import with_notice
from usecases.tell_hooks import tell_hooks
from usecases.tell_voices import echoes
from usecases.told_together import together_notice

log = structlog.get_logger()


def record(uow: UnitOfWork, change: Change) -> None:
    """Save what was decided, promise what has to be said, refresh the live cards of everybody involved."""
    cards: tuple[Notice, ...] = ()
    storms: tuple[Notice, ...] = ()
    if change.events:
        uow.tickets.save(change.ticket, change.events)
        tell_hooks(uow, change.ticket, change.events)
        note_trials(uow, change)
        uow.wake(Topic.BOARD)
        for event in change.events:
            log.info("event", action=type(event).__name__, ticket=change.ticket.no, by=event.by)
        pages = end_calls(uow, change)
        cards = (*_cards(uow, change), *outdated(change, pages, uow.now))
        storms = tuple(_storms(uow, change, pages))
    if change.timers:
        uow.timers.add(change.timers)
        uow.wake(Topic.TIMERS)
    notices = (*change.notices, *echoes(uow, change), *news(change), *cards)
    _foresee(uow, notices, change.ticket.id)
    about = brief(uow, change.ticket) if notices else None
    for notice in notices:
        tell(uow, notice, about)
    for notice in storms:
        tell(uow, notice)


def _storms(uow: UnitOfWork, change: Change, pages: tuple[Page, ...]) -> Iterator[Notice]:
    """New states of the messages that told this job among others, once the calls for it are over."""
    cards = {page.card: page.person for page in pages if page.end in TOLD_TOGETHER and page.card is not None}
    for card, person in cards.items():
        together = uow.pages.on_card(card)
        key = f"{change.ticket.id}:{change.ticket.seq}:{card}"
        yield together_notice(uow, uow.people.get(person), card, together, key)


def tell(uow: UnitOfWork, notice: Notice, about: Brief | None = None) -> bool:
    """Promise one notice. Returns False, with a log line, when the person has no address that can be written to. Monitoring that
    reported a fault is told nothing.
    """
    if is_monitor(notice.to):
        return False
    if about is None and notice.ticket is not None:
        about = brief(uow, uow.tickets.get(notice.ticket))
    person, peer = _recipient(uow, notice)
    if peer is None:
        log.warning(
            "no_address", action="no_address", kind=notice.kind, person=notice.to, ticket=notice.ticket
        )
        note_page(uow, notice, about, person, None)
        return False
    if held_back(uow, notice, about, person, peer):
        return True
    outgoing = _compose(uow, notice, about, person, peer)
    uow.outbox.add(notice.key, peer, outgoing, notice.urgency, person.id if person else None, notice.ticket)
    uow.wake(Topic.OUTBOX)
    note_page(uow, notice, about, person, peer)
    return True


def _foresee(uow: UnitOfWork, notices: tuple[Notice, ...], ticket: TicketId) -> None:
    """Cards are looked up when they are refreshed; asked for together, and while the words are made, they cost little."""
    reached = ((notice.card, _recipient(uow, notice)[1]) for notice in notices if notice.card)
    cards = tuple((card, peer) for card, peer in reached if peer is not None)
    if cards:
        uow.outbox.foresee(cards, ticket)


def _recipient(uow: UnitOfWork, notice: Notice) -> tuple[Person | None, Peer | None]:
    person = uow.people.get(notice.to) if notice.to else uow.people.at(notice.peer) if notice.peer else None
    return person, notice.peer or _address(uow, person)


def _compose(
    uow: UnitOfWork, notice: Notice, about: Brief | None, person: Person | None, peer: Peer
) -> Outgoing:
    notice = _with_names(uow, notice)
    extra = dict(notice.extra)
    lang = Lang(extra["lang"]) if "lang" in extra else person.lang if person else Lang.ZH
    wording = uow.words.render(notice, about, person, lang, uow.now)
    choices: tuple[Choice, ...] = ()
    if wording.options:
        token = uow.prompts.create(peer, person.id if person else None, wording.options, uow.now)
        choices = tuple(Choice(option.label, f"{token}:{i}") for i, option in enumerate(wording.options))
    return Outgoing(
        text=with_notice(uow, notice, person, lang, wording.text),
        choices=choices,
        media=_media(uow, notice, about),
        card=notice.card,
        silent=notice.card is not None and notice.urgency is Urgency.NOTE,
        picture=wording.picture,
    )


def _with_names(uow: UnitOfWork, notice: Notice) -> Notice:
    """A call list names people by id; the words want `name|tier|phone` lines. Only supervisors get such a list."""
    extra = dict(notice.extra)
    if notice.chosen is not None:
        extra |= why_extra(uow, notice.chosen)
        notice = replace(notice, extra=tuple(extra.items()))
    if "people" not in extra:
        return notice
    people = (uow.people.get(PersonId(person)) for person in extra["people"].split(",") if person)
    extra["people"] = "\n".join(f"{p.name}|{p.tier or ''}|{p.phone}" for p in people)
    return replace(notice, extra=tuple(extra.items()))


def _media(uow: UnitOfWork, notice: Notice, about: Brief | None) -> tuple[Media, ...]:
    wanted = notice.media
    if notice.kind is Kind.JOB and about is not None:
        wanted = about.ticket.media
    return tuple(uow.media.get(media) for media in wanted)


def _address(uow: UnitOfWork, person: Person | None) -> Peer | None:
    if person is None:
        return None
    return next((address.peer for address in uow.people.addresses(person.id) if address.reachable), None)


def _cards(uow: UnitOfWork, change: Change) -> tuple[Notice, ...]:
    """New states of the live cards: one for the teacher, one for each engineer who was paged or has the job. Whose page was
    withdrawn before it went out has none.
    """
    ticket = change.ticket
    if all(
        isinstance(event, (ReadingNoted, SelfHelpOffered, *REPORT_EVENTS, *ON_NO_CARD))
        for event in change.events
    ):
        return ()  # nothing happened, or what shows on no card
    told = {(notice.kind, notice.to) for notice in change.notices}
    handler = (ticket.handler,) if ticket.handler else ()
    crew = concerned(uow, change, (*ticket.paged, *handler, *ticket.conduct.partners))
    why = uow.pages.grounds(ticket.id) if crew and ticket.status is Status.WAITING else {}
    cards = [(Kind.JOB, person, f"job:{ticket.id}") for person in crew]
    cards.append((Kind.OPENED, ticket.reporter, f"ticket:{ticket.id}"))
    return tuple(
        Notice(
            kind,
            f"{ticket.id}:{ticket.seq}:card:{kind}:{person}",
            person,
            None,
            ticket.id,
            card=card,
            chosen=why.get(person) if kind is Kind.JOB else None,
        )
        for kind, person, card in cards
        if (kind, person) not in told
    )
