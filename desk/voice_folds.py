"""What the events of `desk.voice_events` change of a ticket. Bookkeeping only; whether they may happen is `desk.lifecycle`'s business."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from desk import voice_events as ev
from desk.contract import Milestone
from desk.event import Event
from desk.status import Status
from desk.voices import Voice

if TYPE_CHECKING:
    from desk.ticket import Ticket

Changes = dict[str, Any]
"""Fields of a ticket with their new values."""


def _voice_joined(ticket: "Ticket", event: ev.VoiceJoined) -> Changes:
    if event.by is None:
        raise ValueError("a voice is somebody's; VoiceJoined has no `by`")
    known = tuple(voice for voice in ticket.voices.affected if voice.person != event.by)
    voice = Voice(
        event.by, event.at, event.facts, event.place, event.room, event.device, event.words, event.media
    )
    return {"voices": replace(ticket.voices, affected=(*known, voice)), "media": ticket.media + event.media}


def _voice_left(ticket: "Ticket", event: ev.VoiceLeft) -> Changes:
    kept = tuple(voice for voice in ticket.voices.affected if voice.person != event.person)
    return {"voices": replace(ticket.voices.without(event.no), affected=kept)}


def _found(ticket: "Ticket", event: ev.CommonFaultFound) -> Changes:
    voices = ticket.voices
    grown = replace(
        voices,
        children=(*voices.children, *event.tickets),
        nos=(*voices.nos, *event.nos),
        places=(*voices.places, *event.places),
        place=event.place,
        follows=None,
        follows_no=0,
    )
    return {"voices": grown, "spread": tuple(dict.fromkeys((*ticket.spread, *event.nos)))}


def _joined(ticket: "Ticket", event: ev.JoinedCommonFault) -> Changes:
    voices = replace(ticket.voices.alone(), follows=event.lead, follows_no=event.lead_no)
    spread = tuple(dict.fromkeys((*ticket.spread, event.lead_no)))
    return {"voices": voices, "spread": spread, "paged": (), "rung": -1, "climbed_at": None}


def _left(ticket: "Ticket", event: ev.LeftCommonFault) -> Changes:
    spread = tuple(no for no in ticket.spread if no != ticket.voices.follows_no)
    return {"voices": replace(ticket.voices.alone(), apart=ticket.voices.apart + 1), "spread": spread}


def _split(ticket: "Ticket", event: ev.CommonFaultSplit) -> Changes:
    return {
        "voices": replace(ticket.voices.alone(), apart=ticket.voices.apart + 1),
        "spread": tuple(no for no in ticket.spread if no not in ticket.voices.nos),
        "fault": replace(ticket.fault, facts=event.facts),
        "verdict": event.verdict,
        "ceilings": event.ceilings,
        "settled": event.settled,
        "missed": event.missed,
        "lesson_at": event.lesson_at,
        "neared": (),
        "reminded": (),
    }


def _repaired(ticket: "Ticket", event: ev.CommonFaultRepaired) -> Changes:
    """The steps of the leading ticket count for it, none of them before its own report."""
    reached = tuple((name, max(when, ticket.opened_at)) for name, when in event.milestones)
    return {
        "status": Status.REPAIRED,
        "milestones": (*ticket.milestones, *reached, (Milestone.REPAIRED, event.at)),
        "handler": event.person,
        "repair": event.note,
        "reminders": 0,
    }


FOLDS: dict[type[Event], Callable[[Any, Any], Changes]] = {
    ev.VoiceJoined: _voice_joined,
    ev.VoiceLeft: _voice_left,
    ev.CommonFaultFound: _found,
    ev.JoinedCommonFault: _joined,
    ev.LeftCommonFault: _left,
    ev.CommonFaultSplit: _split,
    ev.CommonFaultRepaired: _repaired,
}
