"""Journey: a teacher reports a fault. At most two questions, one at a time, then the ticket exists; correctable at any time."""

from dataclasses import replace

from bot.asked import Asking, asked_last
from bot.dialogue import Dialogue, Drafting, Guided, Guiding, Idle, Resting, Slot, Steps
from bot.steps import Chat, again, behind, rest, show, still_asked
from bot.turn import Turn
from desk.buttons import Option, Press, Verb
from desk.contract import Contract
from desk.doubt import Question
from desk.ids import DeviceId, MediaId, RoomId, TicketId
from desk.messages import Peer
from desk.notices import Kind
from desk.places import Room
from desk.reading import (
    Answer,
    Condition,
    DeviceClass,
    FaultReading,
    Impact,
    Intent,
    PlaceReading,
    Reading,
    Truth,
)
from desk.refusals import NotFound
from desk.reporting import (
    MAX_QUESTIONS,
    Draft,
    about,
    absorb,
    has_fault,
    only_here,
    wider,
    worth_asking,
)
from desk.ticket import Ticket
from desk.timers import Timer, TimerKind
from desk.walking import Position
from usecases.ports import UnitOfWork
from usecases.report_fault import Opened, ReportFault, is_known, report_fault
from usecases.rows import Topic
from usecases.speak_up import Remark, add_information, correct_fault

QUESTIONS: dict[Slot, Kind] = {
    Slot.FAULT: Kind.ASK_FAULT,
    Slot.ROOM: Kind.ASK_ROOM,
    Slot.SCOPE: Kind.ASK_SCOPE,
    Slot.LESSON: Kind.ASK_LESSON,
    Slot.CONDITION: Kind.ASK_CONDITION,
}
_SLOTS: dict[Question, Slot] = {
    Question.SCOPE: Slot.SCOPE,
    Question.LESSON: Slot.LESSON,
    Question.CONDITION: Slot.CONDITION,
    Question.DEVICE: Slot.FAULT,
}
SCOPES: dict[str, Impact] = {
    "here": Impact.UNKNOWN,
    "several": Impact.MULTI_ROOM,
    "school": Impact.WHOLE_SCHOOL,
}
CONDITIONS: dict[str, tuple[Condition, Truth]] = {
    "dead": (Condition.DEAD, Truth.FALSE),
    "on_and_off": (Condition.DEGRADED, Truth.TRUE),
    "degraded": (Condition.DEGRADED, Truth.FALSE),
}
_ANSWERS: dict[Slot, tuple[Press, ...]] = {
    Slot.SCOPE: tuple(Press(Verb.SCOPE, None, reach) for reach in SCOPES),
    Slot.LESSON: (Press(Verb.LESSON_NOW), Press(Verb.LESSON_NOT_NOW)),
    Slot.CONDITION: tuple(Press(Verb.CONDITION, None, how) for how in CONDITIONS),
}
_ELSEWHERE: dict[Answer | None, str] = {Answer.YES: "several", Answer.NO: "here"}
"""A typed yes or no to "is it the same elsewhere?"."""

_ROOM_BUTTONS = 6
_NO_QUESTIONS = frozenset({Intent.ASK_HOWTO, Intent.ASK_WARRANTY_PRICE, Intent.REQUEST_SERVICE})


def report(turn: Turn) -> Dialogue:
    """A fault in words: about an open ticket it is added there, else a report begins or goes on."""
    known = None if isinstance(turn.dialogue, Drafting) else known_ticket(turn)
    if known is not None:
        return supplement(turn, known)
    if isinstance(turn.dialogue, Drafting):
        draft = absorb(turn.dialogue.draft, turn.reading, _evidence(turn))
        return _advance(turn, draft, turn.dialogue.questions)
    return _advance(turn, absorb(Draft(), turn.reading, _evidence(turn)), 0)


def supplement(turn: Turn, ticket: Ticket, *, guiding: bool = False) -> Dialogue:
    """More words or photos for an open ticket; a running self-help step stays where it is, and may be what they ask about."""
    command = Remark(ticket.id, turn.me.id, turn.reading, _evidence(turn), _said(turn), guiding)
    told = correct_fault(turn.uow, command) if turn.reading.correction else add_information(turn.uow, command)
    stays = turn.dialogue if isinstance(turn.dialogue, Guiding | Resting) else Idle()
    return Idle() if told.fault.facts.safety else stays


def known_ticket(turn: Turn) -> Ticket | None:
    """The open ticket that this message is about: the one named by number, else the newest that fits. A correction
    contradicts what is known, so it is about the newest.
    """
    named = turn.reading.ticket_no
    if named is not None:
        return _by_number(turn, named)
    mine = (*_helping(turn), *turn.uow.tickets.open_of(turn.me.id))
    if turn.reading.correction:
        return next(iter(mine), None)
    return next((ticket for ticket in mine if about(ticket, turn.reading, turn.uow.now)), None)


def _helping(turn: Turn) -> tuple[Ticket, ...]:
    """A colleague's ticket whose steps this person goes on with."""
    here = turn.dialogue
    ticket = turn.uow.tickets.get(here.ticket) if isinstance(here, Guiding | Resting) else None
    return (ticket,) if ticket is not None and ticket.helper == turn.me.id and ticket.status.is_open else ()


def answer_question(turn: Turn) -> Dialogue:
    """Words after a question: whatever they say is taken in, then the next gap is asked or the ticket opened."""
    if not isinstance(turn.dialogue, Drafting):
        return Idle()
    reading = _answering_lesson(turn) if turn.dialogue.asked is Slot.LESSON else turn.reading
    draft = absorb(turn.dialogue.draft, reading, _evidence(turn))
    if turn.dialogue.asked is Slot.SCOPE and reading.answer in _ELSEWHERE:
        draft = _reaching(draft, _ELSEWHERE[reading.answer])
    if turn.dialogue.asked is Slot.ROOM and reading.fault.place is None and reading.text:
        draft = replace(draft, place=reading.text)
    return _advance(turn, draft, turn.dialogue.questions)


def begin_at_device(turn: Turn, code: str) -> Dialogue:
    """A scanned sticker: the device and its room are known. Raises NotFound for an unknown sticker."""
    device = turn.uow.places.device(code)
    rooms = (device.room,) if device.room else ()
    place = turn.uow.places.room(device.room).name if device.room else ""
    facts = replace(Draft().facts, device=device.kind)
    draft = Draft(facts=facts, place=place, rooms=rooms, device=DeviceId(device.id))
    turn.say(Kind.STICKER, device=device.kind, label=device.label, place=place)
    return _wait(turn, Drafting(draft, Slot.FAULT, 1))


def begin_in_room(turn: Turn, room: Room) -> Dialogue:
    """A scanned sticker of a room: the place is known, the device is what they will say."""
    turn.say(Kind.STICKER, device="", label=room.name, place="")
    return _wait(turn, Drafting(Draft(place=room.name, rooms=(room.id,)), Slot.FAULT, 1))


def pick_room(turn: Turn, press: Press) -> Dialogue:
    """A room was pressed, before the ticket or (after a danger report) for the ticket."""
    room = turn.uow.places.room(RoomId(press.arg))
    if room.school not in turn.me.schools:
        raise NotFound(press.arg)
    if isinstance(turn.dialogue, Drafting):
        draft = replace(turn.dialogue.draft, place=room.name, rooms=(room.id,))
        return _advance(turn, draft, turn.dialogue.questions)
    if press.ticket is None:
        raise NotFound(press.arg)
    said = FaultReading(place=PlaceReading(room.name, (room.id,)))
    told = replace(turn, reading=replace(turn.reading, text=room.name, faults=(said,)))
    return supplement(told, turn.uow.tickets.get(press.ticket))


def answer_lesson(turn: Turn, press: Press) -> Dialogue:
    """Is a lesson running? was answered by a button."""
    if not isinstance(turn.dialogue, Drafting):
        turn.say(Kind.NO_TICKET)
        return turn.dialogue
    impact = Impact.LESSON_BLOCKED if press.verb is Verb.LESSON_NOW else Impact.SINGLE_DEVICE
    draft = turn.dialogue.draft
    facts = replace(draft.facts, impact=impact)
    return _advance(turn, replace(draft, facts=facts), turn.dialogue.questions)


def answer_about_fault(turn: Turn, press: Press) -> Dialogue:
    """How far it reaches, or how it fails, was answered by a button."""
    if not isinstance(turn.dialogue, Drafting):
        turn.say(Kind.NO_TICKET)
        return turn.dialogue
    draft = turn.dialogue.draft
    if press.verb is Verb.SCOPE:
        return _advance(turn, _reaching(draft, press.arg), turn.dialogue.questions)
    condition, intermittent = CONDITIONS[press.arg]
    facts = replace(draft.facts, condition=condition, intermittent=intermittent)
    return _advance(turn, replace(draft, facts=facts), turn.dialogue.questions)


def open_now(turn: Turn, draft: Draft) -> Dialogue:
    """The ticket, with what is known; further faults of the same message get tickets of their own. Self-help that is under
    way goes on first: the new fault's steps come after it.
    """
    opened = report_fault(turn.uow, ReportFault(turn.me.id, turn.me.schools[0], draft))
    for fault in turn.reading.faults[1:]:
        _open_second(turn, draft, fault)
    if draft.facts.safety and draft.room is None:
        _ask_room(turn, draft, opened.ticket.id)
    if draft.facts.safety:
        return Idle()
    return guide(turn, opened, aside_of(turn))


def aside_of(turn: Turn) -> Guided | None:
    """Self-help of an earlier fault that waits while another one is talked about."""
    here = turn.dialogue.aside if isinstance(turn.dialogue, Drafting) else turn.dialogue
    return here if isinstance(here, Guiding | Resting) and still_asked(turn.uow, here.ticket) else None


def guide(turn: Turn, opened: Opened, aside: Guided | None) -> Dialogue:
    """The first step of a new ticket, or what of it waits for the bell; after the steps under way, which are asked again."""
    chat, where = Chat(turn.uow, turn.incoming.peer, turn.me, turn.incoming.key), opened.where
    if where is None:
        return again(chat, aside) if aside else Idle()
    steps = Steps(opened.ticket.id, where if isinstance(where, Position) else where.at)
    if isinstance(aside, Guiding):
        return again(chat, behind(aside, steps))
    others = (Steps(aside.ticket, aside.at), *aside.others) if aside else ()
    return show(chat, steps, others) if isinstance(where, Position) else rest(chat, steps, others)


def open_unanswered(uow: UnitOfWork, peer: Peer, drafting: Drafting) -> None:
    """Nobody answered the question in time: the worst plausible grade is assumed and the ticket opened (facts.md §3.2)."""
    person = uow.people.at(peer)
    if person is None or not person.schools or not has_fault(drafting.draft):
        return
    report_fault(uow, ReportFault(person.id, person.schools[0], drafting.draft, unanswered=True))


def _advance(turn: Turn, draft: Draft, questions: int) -> Dialogue:
    missing = _next_gap(turn, draft, questions)
    if missing is None:
        return open_now(turn, draft)
    if missing is Slot.ROOM:
        _ask_room(turn, draft)
    else:
        turn.say(QUESTIONS[missing], *(Option(press) for press in _ANSWERS.get(missing, ())))
    return _wait(turn, Drafting(draft, missing, questions + 1, aside_of(turn)))


def _next_gap(turn: Turn, draft: Draft, questions: int) -> Slot | None:
    """What to ask next: nothing when danger is about or the fault is known, nothing twice over the limit, the room only of the
    school's own.
    """
    if draft.facts.safety or questions >= MAX_QUESTIONS or draft.facts.intent in _NO_QUESTIONS:
        return None
    if is_known(turn.uow, ReportFault(turn.me.id, turn.me.schools[0], draft)):
        return None
    if not has_fault(draft):
        return Slot.FAULT
    if draft.room is None and (len(draft.rooms) > 1 or not draft.place):
        return Slot.ROOM
    asked = turn.dialogue.asked if isinstance(turn.dialogue, Drafting) else None
    open_slots = (_SLOTS[question] for question in worth_asking(draft, _contract(turn)))
    return next((slot for slot in open_slots if slot is not Slot.FAULT or asked is not slot), None)


def _contract(turn: Turn) -> Contract:
    return turn.uow.contracts.current(turn.uow.places.school(turn.me.schools[0]).contract)


def _ask_room(turn: Turn, draft: Draft, ticket: TicketId | None = None) -> None:
    """Several rooms fit: buttons. None does: the question alone, because a list of every room helps nobody."""
    several = draft.rooms if len(draft.rooms) > 1 else ()
    rooms = [turn.uow.places.room(room) for room in several[:_ROOM_BUTTONS]]
    buttons = [Option(Press(Verb.PICK_ROOM, ticket, room.id), room.name) for room in rooms]
    turn.say(Kind.ASK_ROOM, *buttons, words=draft.place if several else "")


def _wait(turn: Turn, drafting: Drafting) -> Dialogue:
    """An unanswered question does not hold the report back for ever."""
    due = turn.uow.now + _contract(turn).self_help.question_patience
    peer = turn.incoming.peer
    timer = Timer(
        f"draft:{turn.incoming.key}", TimerKind.QUESTION_PATIENCE, due, peer=peer, step=drafting.questions
    )
    turn.uow.timers.add((timer,))
    turn.uow.wake(Topic.TIMERS)
    return drafting


def _reaching(draft: Draft, reach: str) -> Draft:
    """The draft with the answer to how far it reaches; words that told a wider reach are not taken back."""
    if SCOPES[reach] is Impact.UNKNOWN:
        return only_here(draft)
    return replace(draft, facts=replace(draft.facts, impact=wider(draft.facts.impact, SCOPES[reach])))


def _answering_lesson(turn: Turn) -> Reading:
    """Yes and no to "is a lesson running?" are impacts; anything else speaks for itself."""
    if turn.reading.answer is None or turn.reading.impact in (Impact.LESSON_BLOCKED, Impact.MULTI_ROOM):
        return turn.reading
    yes = turn.reading.answer.value == "yes"
    return replace(turn.reading, impact=Impact.LESSON_BLOCKED if yes else Impact.SINGLE_DEVICE)


def _open_second(turn: Turn, draft: Draft, fault: FaultReading) -> None:
    device: DeviceClass | None = fault.device
    facts = replace(draft.facts, device=device, symptom=fault.symptom)
    place = fault.place.words if fault.place else draft.place
    rooms = fault.place.rooms if fault.place else draft.rooms
    second = replace(draft, facts=facts, place=place, rooms=rooms, device=None, media=())
    report_fault(turn.uow, ReportFault(turn.me.id, turn.me.schools[0], second))


def _by_number(turn: Turn, no: int) -> Ticket | None:
    try:
        ticket = turn.uow.tickets.by_no(no)
    except NotFound:
        return None
    return ticket if ticket.reporter == turn.me.id and ticket.status.is_open else None


def _said(turn: Turn) -> str:
    """What these words may be an answer to."""
    uow, me = turn.uow, turn.me
    asking = Asking(uow.words, uow.trees, uow.now)
    return asked_last(turn.dialogue, uow.tickets.open_of(me.id), me.lang, asking).said


def _evidence(turn: Turn) -> tuple[MediaId, ...]:
    return tuple(media.id for media in turn.incoming.media)


PRESSES = {
    Verb.PICK_ROOM: pick_room,
    Verb.LESSON_NOW: answer_lesson,
    Verb.LESSON_NOT_NOW: answer_lesson,
    Verb.SCOPE: answer_about_fault,
    Verb.CONDITION: answer_about_fault,
}
