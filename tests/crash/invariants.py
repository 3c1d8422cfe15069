"""Inv1 to Inv13 of reliability.md §5.2, each a function from evidence to what is wrong, in words. One checker for all:
the storms, the simulated week, the model of a ticket's life.

Verdicts of Jepsen's: *lost* (acknowledged, not there), *unexpected* (there, never said), *duplicated*, *recovered* (there,
though the acknowledgement was not: fine). Everything here reads; nothing is compared by the code it checks, except the
fold of a trail, which is the promise itself (Inv9), and the lifecycle's table (Inv8).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from desk import events as ev
from desk.contract import StageName
from desk.lifecycle import allows
from desk.messages import Urgency
from desk.people import Tier
from desk.ticket import evolve, open_from, replay
from tests.crash.ledger import text_of
from tests.crash.naive_clocks import due_instants, is_simple
from tests.crash.testimony import Evidence, Shown

Wrong = Iterator[str]

LEASE = timedelta(seconds=60)
_PAGE = Urgency.PAGE.rank
_KEPT = {"sent", "cancelled", "replaced"}
_HELD_BACK = {"bundled", "overdue", "put_off", "left_out"}
_AGAIN = ":again"
_NUMBER = re.compile(r"工单 \d+|[Tt]icket \d+|#\d+")
_CALLED = (Tier.FIRST, Tier.SECOND, Tier.THIRD, Tier.VENDOR)


def inv01_nothing_said_is_lost(seen: Evidence) -> Wrong:
    """Every update the platform gave up is handled, nothing else is, and each report is one ticket."""
    keys = Counter(row.key for row in seen.ledger.inbox)
    done = {row.key for row in seen.ledger.inbox if row.fate == "done"}
    yield from (f"lost: {key}" for key in sorted(seen.testimony.taken - done))
    said = {key.removesuffix(_AGAIN) for key in keys}  # a report is kept until its teacher's school is known
    yield from (f"unexpected: {key}" for key in sorted(said - seen.testimony.said))
    yield from (f"duplicated: {key}" for key, count in keys.items() if count > 1)
    yield from (
        f"{_stuck(row, seen)}: {row.key} ({row.reason})" for row in seen.ledger.inbox if row.fate != "done"
    )
    opened = Counter(ticket.words[0] for ticket in seen.ledger.tickets)
    for words, count in seen.testimony.reports.items():
        if opened[words] != count:
            verdict = "lost" if opened[words] < count else "duplicated"
            yield f"{verdict}: {count} reports of {words!r} are {opened[words]} tickets"
    if seen.testimony.reports:
        yield from (
            f"unexpected: a ticket of {words!r}" for words in opened.keys() - seen.testimony.reports.keys()
        )


def _stuck(row: Row[Any], seen: Evidence) -> str:
    """Why a row is not done: it waits, or is in hands that hold it longer than any lease."""
    if row.leased_until is not None and row.leased_until > seen.testimony.ended + 2 * LEASE:
        return "held for ever"
    return f"not done ({row.fate or 'waits'})"


def recovered(seen: Evidence) -> int:
    """How many updates are there although the platform was never told so."""
    done = {row.key for row in seen.ledger.inbox if row.fate == "done"}
    return len((done & seen.testimony.said) - seen.testimony.taken)


def inv02_one_open_ticket_for_one_fault(seen: Evidence) -> Wrong:
    """At most one open ticket of a person about one device, symptom and room; where no device is registered, about one kind."""
    faults = Counter(
        (t.reporter, t.school, t.fault.room, t.fault.device or t.fault.facts.device, t.fault.facts.symptom)
        for t in seen.ledger.tickets
        if t.status.is_open
    )
    yield from (f"open {count} times: {fault}" for fault, count in faults.items() if count > 1)


def inv03_every_timer_fires_once_and_never_early(seen: Evidence) -> Wrong:
    """Fired at or after its instant, or still to come; each deadline noticed once; nothing comes from the future."""
    ended = seen.testimony.ended
    for row in seen.ledger.timers:
        if row.fired_at is not None and row.fired_at < row.due:
            yield f"early: {row.key} by {row.due - row.fired_at}"
        if row.fired_at is None and row.due + seen.testimony.lateness <= ended:
            yield f"never fired: {row.key}, due {ended - row.due} before the end"
    noticed: Counter[tuple[str, ...]] = Counter()
    for ticket, trail in seen.ledger.trails.items():
        for event in trail:
            if event.at > ended:
                yield f"from the future: {type(event).__name__} of {ticket}, {event.at - ended} after the end"
            if isinstance(event, ev.DeadlineMissed | ev.DeadlineNeared):
                noticed[type(event).__name__, ticket, event.stage.value, event.due.isoformat()] += 1
    yield from (f"fired {count} times: {what}" for what, count in noticed.items() if count > 1)


def inv04_what_fired_is_written_with_what_it_promises(seen: Evidence) -> Wrong:
    """A page is noted and promised at one instant, which is the transaction's."""
    keys = {row.key for row in seen.ledger.outbox}
    bundles = {row.key for row in seen.ledger.timers if row.kind == "page_storm"}
    written = {(row.peer, row.created_at) for row in seen.ledger.outbox}
    for page in seen.ledger.pages:
        if page.fate in _HELD_BACK or page.card in bundles or page.peer is None:
            continue
        if page.key not in keys:
            yield f"fired without page: {page.key}"
        elif (page.peer, page.at) not in written:
            yield f"written apart from its ticket: {page.key}"


def inv04_what_the_trail_says_was_written_then(seen: Evidence) -> Wrong:
    """Whoever is called for a job by an event has a page of that instant (supervisors know it from the breach when somebody has
    the job); a deadline that is noted as missed has a timer that fired then.
    """
    noted = {(page.ticket, page.person, page.at) for page in seen.ledger.pages}
    fired = {(row.ticket, row.fired_at) for row in seen.ledger.timers}
    for ticket, trail in seen.ledger.trails.items():
        for event in trail:
            if isinstance(event, ev.Paged) and Tier.SUPERVISOR not in event.tiers:
                missing = [one for one in event.people if (ticket, one, event.at) not in noted]
                yield from (f"fired without page: {ticket} to {person} at {event.at}" for person in missing)
            if isinstance(event, ev.DeadlineMissed) and (ticket, event.at) not in fired:
                yield f"noticed without a timer: {event.stage} of {ticket}"


def inv05_every_promise_is_kept(seen: Evidence) -> Wrong:
    """Each row ends as sent, withdrawn, overtaken by a newer state, or handed over; what is sent was on the screen."""
    handed = {row.key.rpartition("@")[0] for row in seen.ledger.outbox if "@" in row.key}
    told_of = {
        (ticket, event.at)
        for ticket, trail in seen.ledger.trails.items()
        for event in trail
        if isinstance(event, ev.PageUndelivered)
    }
    shown: dict[str, set[str]] = defaultdict(set)
    for message in seen.testimony.shown:
        shown[message.peer].add(message.words)
    for row in seen.ledger.outbox:
        if row.settled_at is None:
            if seen.testimony.settled is None or row.created_at <= seen.testimony.settled:
                yield f"{_stuck(row, seen)}: {row.key} after {row.attempts} tries ({row.reason})"
        elif row.fate not in _KEPT and row.key not in handed and (row.ticket, row.settled_at) not in told_of:
            yield f"given up: {row.key} ({row.reason})"
        elif row.fate == "sent" and text_of(row) not in shown[row.peer]:
            yield f"never delivered: {row.key} to {row.peer}"


def inv06_nothing_is_shown_that_was_not_promised(seen: Evidence) -> Wrong:
    """Every message has its row; a card's earlier state may have been overtaken there by a newer one."""
    texts, cards = seen.ledger.texts(), {row.peer for row in seen.ledger.outbox if row.fate == "replaced"}
    for message in seen.testimony.shown:
        if message.words not in texts[message.peer] and not (message.peer in cards and _is_card(message)):
            yield f"unexpected: {message.peer} was shown {message.words[:40]!r}"
    yield from (f"broke the platform's rules: {one}" for one in seen.testimony.violations)


def _is_card(message: Shown) -> bool:
    return _NUMBER.search(message.words.partition("\n")[0]) is not None


def inv06_second_copies_are_labelled(seen: Evidence) -> Wrong:
    """A page that is on a screen more often than it was promised says of the later ones that they are copies."""
    rows = [row for row in seen.ledger.outbox if row.body != "null"]
    promised = Counter((row.peer, text_of(row)) for row in rows)
    pages = {(row.peer, text_of(row)) for row in rows if row.urgency == _PAGE}
    plain = Counter(
        (one.peer, one.words) for one in seen.testimony.shown if not one.edits and not one.is_copy
    )
    for page in pages:
        if plain[page] > promised[page]:
            yield f"duplicated: {plain[page]} plain copies of {promised[page]} pages to {page[0]}: {page[1][:40]!r}"


def inv07_no_page_after_the_answer(seen: Evidence) -> Wrong:
    """Once somebody has the job, its response clock says nothing more, and no page for it goes out that was not on the wire."""
    for ticket, trail in seen.ledger.trails.items():
        taken = None
        for event in trail:
            if isinstance(event, ev.Acknowledged | ev.TakenOver):
                taken = taken or event.at
            elif isinstance(event, ev.FixDenied | ev.Reassigned | ev.HelpRequested):
                taken = None
            response = getattr(event, "stage", None) is StageName.RESPONSE
            if taken and response and isinstance(event, ev.DeadlineMissed | ev.DeadlineNeared):
                yield f"paged after the answer: {type(event).__name__} of {ticket}"
    for page in seen.ledger.pages:
        if page.over_at and page.sent_at and page.sent_at > page.over_at + LEASE and page.kind == "job":
            yield f"shown {page.sent_at - page.over_at} after somebody had the job: {page.key}"


def inv08_the_state_machine_is_kept(seen: Evidence) -> Wrong:
    """Every event of every trail was allowed when it happened, and instants never go back but for what is entered late."""
    for ticket, (first, *rest) in seen.ledger.trails.items():
        if not isinstance(first, ev.TicketOpened):
            yield f"{ticket} begins with {type(first).__name__}"
            continue
        state = open_from(first)
        for event in rest:
            if not allows(state, type(event)):
                yield f"illegal: {type(event).__name__} of {ticket} while {state.status}"
            state = evolve(state, event)


def inv09_the_trail_rebuilds_the_ticket(seen: Evidence) -> Wrong:
    """The fold of the events is the ticket, and no event is missing."""
    for ticket in seen.ledger.tickets:
        trail = seen.ledger.trails.get(ticket.id, ())
        if len(trail) != ticket.seq:
            yield f"{ticket.seq} events happened to {ticket.no}, {len(trail)} are there"
        elif replay(trail) != ticket:
            yield f"the trail does not rebuild {ticket.no}"


def inv09_no_sealed_event_was_changed(seen: Evidence) -> Wrong:
    """The chain over what was sealed so far is whole (ADR 0022)."""
    yield from seen.ledger.flaws


def inv10_the_clocks_are_right(seen: Evidence) -> Wrong:
    """A second, simple-minded count finds the same deadlines, and everything that ran out was noticed."""
    timers = {(row.ticket, row.due): row.fired_at for row in seen.ledger.timers if row.kind == "stage_past"}
    for ticket in seen.ledger.tickets:
        trail = seen.ledger.trails[ticket.id]
        if not is_simple(trail):
            continue
        missed = {event.stage.value: event.due for event in trail if isinstance(event, ev.DeadlineMissed)}
        over = min((e.at for e in trail if isinstance(e, ev.Cancelled)), default=seen.testimony.ended)
        for stage, (due, met) in due_instants(trail, seen.ledger.contract_of(ticket)).items():
            noticed = missed.pop(stage, None)
            if noticed not in (None, due):
                yield f"{ticket.no} {stage}: missed at {noticed}, by hand {due}"
            late = due < min(met or over, over)
            if (ticket.id, due) not in timers and late:
                yield f"{ticket.no} {stage}: no timer at {due}"
                continue
            fired = timers.get((ticket.id, due))
            if noticed is None and late and fired and not (met and met <= fired):  # met before anybody looked
                yield f"{ticket.no} {stage}: due {due}, and nobody noticed"
        yield from (f"{ticket.no} {stage}: missed, and by hand there is no such clock" for stage in missed)


def checked_by_hand(seen: Evidence) -> int:
    """For how many tickets Inv10 had an opinion."""
    return sum(is_simple(trail) for trail in seen.ledger.trails.values())


def inv11_the_right_people_are_called(seen: Evidence) -> Wrong:
    """Whoever was called was on call at that instant, on a tier of that rung."""
    on_call = seen.testimony.on_call
    if on_call is None:
        return
    schools = {ticket.id: ticket.school for ticket in seen.ledger.tickets}
    for ticket, trail in seen.ledger.trails.items():
        for event in trail:
            if isinstance(event, ev.Paged) and set(event.tiers) <= set(_CALLED):
                free = frozenset[str]().union(
                    *(on_call(schools[ticket], tier, event.at) for tier in event.tiers)
                )
                yield from (f"{person} was not on call for {ticket}" for person in set(event.people) - free)


def inv12_no_school_reads_another_ones(seen: Evidence) -> Wrong:
    """The canary word of a school is on no screen of another school."""
    for canary, readers in seen.testimony.canaries.items():
        for message in seen.testimony.shown:
            if canary in message.text and message.peer not in readers:
                yield f"{message.peer} reads {canary}: {message.text[:40]!r}"


def inv13_nothing_went_wrong_unseen(seen: Evidence) -> Wrong:
    """No error and no traceback in the logs but those that the storm itself makes."""
    for line in seen.testimony.log:
        loud = '"level": "error"' in line or "Traceback" in line
        if loud and not any(harmless in line for harmless in seen.testimony.harmless):
            yield line[:300]


INVARIANTS: tuple[Callable[[Evidence], Wrong], ...] = (
    inv01_nothing_said_is_lost,
    inv02_one_open_ticket_for_one_fault,
    inv03_every_timer_fires_once_and_never_early,
    inv04_what_fired_is_written_with_what_it_promises,
    inv04_what_the_trail_says_was_written_then,
    inv05_every_promise_is_kept,
    inv06_nothing_is_shown_that_was_not_promised,
    inv06_second_copies_are_labelled,
    inv07_no_page_after_the_answer,
    inv08_the_state_machine_is_kept,
    inv09_the_trail_rebuilds_the_ticket,
    inv09_no_sealed_event_was_changed,
    inv10_the_clocks_are_right,
    inv11_the_right_people_are_called,
    inv12_no_school_reads_another_ones,
    inv13_nothing_went_wrong_unseen,
)

MOST_LINES = 8
"""Of each invariant so many complaints are told; the first says all."""


def told(seen: Evidence) -> str:
    """What is wrong, in lines; empty when all is well."""
    return "\n".join(f"{name}: {line}" for name, wrong in verdict(seen).items() for line in wrong)


def verdict(seen: Evidence) -> dict[str, list[str]]:
    """What is wrong, by invariant; empty when all is well."""
    found = {check.__name__: list(check(seen)) for check in INVARIANTS}
    return {
        name: [*wrong[:MOST_LINES], *([f"… {len(wrong)} in all"] if len(wrong) > MOST_LINES else [])]
        for name, wrong in found.items()
        if wrong
    }
