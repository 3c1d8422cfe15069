"""Journey: the crew writes to the teacher through the desk (words and photos), and keeps notes: 备注, 内部备注."""

import re

from bot.dialogue import Dialogue, Guiding, Idle, NoteWanted, Resting
from bot.handlers import grades
from bot.recognise import asks_why, step_word
from bot.turn import Turn
from desk.buttons import Option, Press, Verb
from desk.ids import MediaId, TicketId
from desk.notices import Kind
from desk.people import Role
from desk.reading import Intent, Reading, Symptom
from desk.ticket import Status, Ticket
from usecases.briefing import place_of
from usecases.speak_up import Remark, add_information
from usecases.talk import Saying, at_work, note, relay

_MOST = 8
_NOTE = re.compile(
    r"^/?(?P<kind>内部备注|备注|internal note|internal|note)[\s:：,，#]*(?P<no>\d{4,9})?(?P<words>[\s\S]*)$",
    re.I,
)
_ORDERS = frozenset(
    {
        *(Intent.QUERY_PROGRESS, Intent.URGE, Intent.CANCEL, Intent.COMPLAIN, Intent.TRANSFER_HUMAN),
        *(Intent.CONFIRM_FIXED, Intent.DENY_FIXED, Intent.REQUEST_SERVICE),
    }
)
"""Intents that are never an answer to the engineer."""
_INTERNAL = ("内部", "internal")


def to_teacher(turn: Turn) -> Dialogue | None:
    """Free words and photos go to the teacher of the job in hand; of several, it is asked which. None without any job."""
    words, media = turn.incoming.text.strip(), tuple(one.id for one in turn.incoming.media)
    mine = at_work(turn.uow, turn.me.id)
    if not mine or not (words or media):
        return None
    if len(mine) > 1:
        _ask_which(turn, mine, Verb.RELAY_TO, f"{','.join(media)}|{words}", "relay")
    else:
        _relay(turn, mine[0].id, words, media)
    return turn.dialogue


def answer(turn: Turn) -> Dialogue | None:
    """What a teacher says after the engineer wrote to them is for the engineer; danger, orders, the labels of a step and
    faults elsewhere are what they always are: None.
    """
    reading, idle = turn.reading, isinstance(turn.dialogue, Idle | Guiding | Resting)
    if turn.me.role is not Role.TEACHER or not idle or not (turn.incoming.text or turn.incoming.media):
        return None
    if reading.safety or reading.correction or reading.intent in _ORDERS or _of_another_room(reading):
        return None
    if (
        step_word(turn.incoming.text) is not None
        or grades.speaks_of_grade(turn)
        or asks_why(turn.incoming.text)
    ):
        return None
    mine = turn.uow.tickets.open_of(turn.me.id)
    asked = next((ticket for ticket in mine if ticket.conduct.awaits_answer(turn.uow.now)), None)
    if asked is None or asked.status is Status.REPAIRED:
        return None
    media = tuple(one.id for one in turn.incoming.media)
    add_information(turn.uow, Remark(asked.id, turn.me.id, reading, media))
    return turn.dialogue


def _of_another_room(reading: Reading) -> bool:
    """A fault with its room: news, not an answer."""
    return reading.fault.place is not None and reading.fault.symptom not in (None, Symptom.UNSPECIFIED)


def heard(turn: Turn) -> Dialogue | None:
    """备注 and 内部备注, with the number of the ticket or for the one job in hand. A photo may come with it. None for other words."""
    said = _NOTE.match(turn.incoming.text.strip())
    if said is None or turn.me.role is Role.TEACHER or not isinstance(turn.dialogue, Idle):
        return None
    words = said["words"].strip(" \n:：,，")
    if not words and not turn.incoming.media:
        turn.say(Kind.NOTE_WORDS)
        return turn.dialogue
    internal = said["kind"].casefold().startswith(_INTERNAL)
    media = tuple(one.id for one in turn.incoming.media)
    mine = at_work(turn.uow, turn.me.id)
    if said["no"] is None and len(mine) > 1:
        arg = f"{'internal' if internal else ''}|{','.join(media)}|{words}"
        _ask_which(turn, mine, Verb.NOTE_ON, arg, "note")
    elif said["no"] is None and not mine:
        turn.say(Kind.NOTE_WORDS)
    else:
        ticket = mine[0] if said["no"] is None else turn.uow.tickets.by_no(int(said["no"]))
        _note(turn, Saying(ticket.id, turn.me.id, words, media), internal=internal)
    return turn.dialogue


def photo_for_note(turn: Turn) -> Dialogue | None:
    """A photo without words while a text is asked for: kept on the job as a note, and the text is still asked for."""
    wanted = turn.dialogue
    if not isinstance(wanted, NoteWanted) or turn.incoming.text.strip() or not turn.incoming.media:
        return None
    media = tuple(one.id for one in turn.incoming.media)
    _note(turn, Saying(wanted.ticket, turn.me.id, "", media), internal=False)
    turn.say(Kind.ASK_NOTE, ticket=wanted.ticket, verb=wanted.verb)
    return wanted


def press_relay(turn: Turn, press: Press) -> Dialogue:
    """Which teacher."""
    media, _, words = press.arg.partition("|")
    _relay(turn, _ticket(press), words, _ids(media))
    return turn.dialogue


def press_note(turn: Turn, press: Press) -> Dialogue:
    """On which job."""
    internal, _, rest = press.arg.partition("|")
    media, _, words = rest.partition("|")
    saying = Saying(_ticket(press), turn.me.id, words, _ids(media))
    _note(turn, saying, internal=internal == "internal")
    return turn.dialogue


def _relay(turn: Turn, ticket: TicketId, words: str, media: tuple[MediaId, ...]) -> None:
    relay(turn.uow, Saying(ticket, turn.me.id, words, media))
    turn.say(Kind.SAID_TO_TEACHER, ticket=ticket, photos=str(len(media)) if media else "")


def _note(turn: Turn, saying: Saying, *, internal: bool) -> None:
    note(turn.uow, saying, internal=internal)
    turn.say(Kind.NOTED, ticket=saying.ticket, internal="yes" if internal else "")


def _ask_which(turn: Turn, mine: tuple[Ticket, ...], verb: Verb, arg: str, about: str) -> None:
    offered = (
        Option(Press(verb, job.id, arg), f"#{job.no} {place_of(turn.uow, job)}"[:14].strip())
        for job in mine[:_MOST]
    )
    turn.say(Kind.ASK_WHICH, *offered, about=about)


def _ids(text: str) -> tuple[MediaId, ...]:
    return tuple(MediaId(one) for one in text.split(",") if one)


def _ticket(press: Press) -> TicketId:
    if press.ticket is None:
        raise ValueError(f"button {press.verb} was made without a ticket; check bot.handlers.talk")
    return press.ticket
