"""Journey: the teacher's words were read wrongly. 分类不对 → what of it → what they meant, each by button or typed; or no fault.

Everything may be typed at once (三年级5班投影仪没信号，没有危险). After the repair it is kept for the record alone.
"""

from dataclasses import replace

from bot.dialogue import About, Dialogue, Idle, Rereading
from bot.recognise import danger_said, never_mind
from bot.turn import Turn
from desk.buttons import Option, Press, Verb
from desk.events import ReadingNoted
from desk.grading import QUESTIONS
from desk.ids import RoomId, TicketId
from desk.lifecycle import allows
from desk.likely_faults import LIKELY, OFTEN
from desk.notices import Kind
from desk.permissions import require
from desk.reading import Answer, DeviceClass, Impact, Intent, Symptom
from desk.refusals import NotFound
from desk.ticket import Ticket
from usecases.reread_fault import Reread, reread_fault

_INTENTS = (Intent.ASK_HOWTO, Intent.ASK_WARRANTY_PRICE, Intent.REQUEST_SERVICE)
_REACHES = (
    Impact.SINGLE_DEVICE,
    Impact.LESSON_BLOCKED,
    Impact.MULTI_ROOM,
    Impact.WHOLE_SCHOOL,
    Impact.UNKNOWN,
)
NO_PLACE = "-"
"""The argument of the button that says that the words name no place."""

_LONGEST_PLACE = 40
_ROOM_BUTTONS = 6


def press_reread(turn: Turn, press: Press) -> Dialogue:
    """分类不对: what of it?"""
    return _ask(turn, _open(turn, press))


def press_device(turn: Turn, press: Press) -> Dialogue:
    """Which device? Once it was chosen, perhaps the one that was read: which symptom?"""
    ticket = _open(turn, press)
    return _ask_symptom(turn, ticket, DeviceClass(press.arg)) if press.arg else _ask_device(turn, ticket)


def press_symptom(turn: Turn, press: Press) -> Dialogue:
    """The symptom was chosen; the button knows of which device."""
    device, _, symptom = press.arg.partition("/")
    ticket = _open(turn, press)
    return _correct(turn, Reread(ticket.id, turn.me.id, DeviceClass(device), Symptom(symptom)))


def press_intent(turn: Turn, press: Press) -> Dialogue:
    """不是故障: what then? Or what it is."""
    ticket = _open(turn, press)
    if press.arg:
        return _correct(turn, Reread(ticket.id, turn.me.id, intent=Intent(press.arg)))
    buttons = (Option(Press(Verb.REREAD_INTENT, ticket.id, intent.value)) for intent in _INTENTS)
    turn.say(Kind.ASK_INTENT, *buttons, ticket=ticket.id)
    return _waiting(ticket, About.ANYTHING)


def press_place(turn: Turn, press: Press) -> Dialogue:
    """Which place? Or a room of the school, or that the words name none."""
    ticket = _open(turn, press)
    if not press.arg:
        return _ask_place(turn, ticket)
    if press.arg == NO_PLACE:
        return _correct(turn, Reread(ticket.id, turn.me.id, place=""))
    room = turn.uow.places.room(RoomId(press.arg))
    if room.school != ticket.school:
        raise NotFound(press.arg)
    return _correct(turn, Reread(ticket.id, turn.me.id, place=room.name, room=room.id))


def press_impact(turn: Turn, press: Press) -> Dialogue:
    """How far does it reach? Or what the words say of it."""
    ticket = _open(turn, press)
    if press.arg:
        return _correct(turn, Reread(ticket.id, turn.me.id, impact=Impact(press.arg)))
    return _ask_impact(turn, ticket)


def press_safety(turn: Turn, press: Press) -> Dialogue:
    """漏了危险 raises the alarm; 是误报 takes none back that was given."""
    ticket = _open(turn, press)
    return _correct(turn, Reread(ticket.id, turn.me.id, safety=press.arg == "true"))


def say_reading(turn: Turn) -> Dialogue:
    """Typed: any field, also several at once. 取消 drops the question; words that say nothing of it are asked for again."""
    wanted = turn.dialogue
    if not isinstance(wanted, Rereading):
        return wanted
    if never_mind(turn.incoming.text):
        turn.say(Kind.JOB, ticket=wanted.ticket)
        return Idle()
    ticket, said = turn.uow.tickets.get(wanted.ticket), turn.reading.fault
    told = _told(turn, wanted, Reread(ticket.id, turn.me.id))
    if said.place and len(said.place.rooms) > 1 and told.room is None:
        return _ask_place(turn, ticket, said.place.rooms)
    if told != Reread(ticket.id, turn.me.id):
        return _correct(turn, replace(told, device=said.device or (wanted.device if told.symptom else None)))
    device = said.device or wanted.device
    return _ask_symptom(turn, ticket, device) if device else _ask_again(turn, ticket, wanted.about)


def _told(turn: Turn, wanted: Rereading, nothing: Reread) -> Reread:
    """What the words correct, but for a device alone: its symptom is asked for."""
    reading, said = turn.reading, turn.reading.fault
    danger = danger_said(turn.incoming.text)
    told = replace(nothing, safety=True if danger is None and reading.safety else danger)
    if said.symptom not in (None, Symptom.UNSPECIFIED) and danger is not False:
        told = replace(told, symptom=said.symptom)
    elif reading.intent in QUESTIONS:
        told = replace(told, device=said.device, intent=reading.intent)
    told = replace(told, impact=_reach(turn, wanted))
    unknown = said.place is None or not (said.place.rooms or reading.correction)
    if unknown and wanted.about is About.PLACE and told == nothing:
        return replace(told, place=turn.incoming.text.strip()[:_LONGEST_PLACE])
    if said.place is None:
        return told
    room = said.place.rooms[0] if len(said.place.rooms) == 1 else None
    return replace(told, place=said.place.words, room=room)


def _reach(turn: Turn, wanted: Rereading) -> Impact | None:
    """How far it reaches by the words; asked for, a bare yes or no tells it too: 就这一间, 隔壁也是."""
    told, answer = turn.reading.impact, turn.reading.answer
    if told not in (Impact.NONE, Impact.UNKNOWN):
        return told
    if wanted.about is not About.REACH or answer not in (Answer.YES, Answer.NO):
        return None
    return Impact.MULTI_ROOM if answer is Answer.YES else Impact.SINGLE_DEVICE


def _ask(turn: Turn, ticket: Ticket) -> Dialogue:
    facts = ticket.understood.facts
    is_question = facts.intent in QUESTIONS
    presses = (
        Press(Verb.REREAD_DEVICE, ticket.id),
        Press(Verb.REREAD_PLACE, ticket.id),
        Press(Verb.REREAD_IMPACT, ticket.id),
        Press(Verb.REREAD_SAFETY, ticket.id, "false" if facts.safety else "true"),
        Press(Verb.REREAD_INTENT, ticket.id, Intent.REPORT_FAULT.value if is_question else ""),
    )
    turn.say(Kind.ASK_READING, *map(Option, presses), ticket=ticket.id)
    return _waiting(ticket, About.ANYTHING)


def _ask_device(turn: Turn, ticket: Ticket) -> Dialogue:
    """The device that was read first, where one was; then the commonest."""
    read = ticket.understood.facts.device
    offered = dict.fromkeys((*((read,) if read else ()), *OFTEN))
    buttons = (Option(Press(Verb.REREAD_DEVICE, ticket.id, device.value)) for device in offered)
    turn.say(Kind.ASK_DEVICE, *buttons, ticket=ticket.id)
    return _waiting(ticket, About.ANYTHING)


def _ask_symptom(turn: Turn, ticket: Ticket, device: DeviceClass) -> Dialogue:
    """The symptom that was read first, where one was; then how this device mostly fails."""
    read = ticket.understood.facts.symptom
    offered = dict.fromkeys((*((read,) if read else ()), *LIKELY[device]))
    arg = (f"{device}/{symptom}" for symptom in offered)
    buttons = (Option(Press(Verb.REREAD_SYMPTOM, ticket.id, one)) for one in arg)
    turn.say(Kind.ASK_SYMPTOM, *buttons, ticket=ticket.id, device=device.value)
    return _waiting(ticket, About.ANYTHING, device)


def _ask_place(turn: Turn, ticket: Ticket, several: tuple[RoomId, ...] = ()) -> Dialogue:
    """Several rooms fit what was typed: buttons. Else it is typed, or there was none in the words."""
    rooms = [turn.uow.places.room(room) for room in several[:_ROOM_BUTTONS]]
    offered = [Option(Press(Verb.REREAD_PLACE, ticket.id, room.id), room.name) for room in rooms]
    none = Option(Press(Verb.REREAD_PLACE, ticket.id, NO_PLACE))
    turn.say(Kind.ASK_PLACE, *offered, none, ticket=ticket.id, several="yes" if several else "")
    return _waiting(ticket, About.PLACE)


def _ask_impact(turn: Turn, ticket: Ticket) -> Dialogue:
    buttons = (Option(Press(Verb.REREAD_IMPACT, ticket.id, reach.value)) for reach in _REACHES)
    turn.say(Kind.ASK_IMPACT, *buttons, ticket=ticket.id)
    return _waiting(ticket, About.REACH)


def _ask_again(turn: Turn, ticket: Ticket, about: About) -> Dialogue:
    return _ask_impact(turn, ticket) if about is About.REACH else _ask(turn, ticket)


def _waiting(ticket: Ticket, about: About, device: DeviceClass | None = None) -> Rereading:
    return Rereading(ticket.id, device, about, ticket.school, ticket.understood.room)


def _correct(turn: Turn, command: Reread) -> Dialogue:
    before = turn.uow.tickets.get(command.ticket)
    after = reread_fault(turn.uow, command)
    how = "noted" if allows(before, ReadingNoted) else "yes"
    turn.say(Kind.REREAD, ticket=after.id, changed=how if after is not before else "")
    return Idle()


def _open(turn: Turn, press: Press) -> Ticket:
    if press.ticket is None:
        raise ValueError(f"button {press.verb} was made without a ticket; check bot.prompts")
    ticket = turn.uow.tickets.get(TicketId(press.ticket))
    require(turn.me, press.verb, ticket)
    return ticket


PRESSES = {
    Verb.REREAD: press_reread,
    Verb.REREAD_DEVICE: press_device,
    Verb.REREAD_SYMPTOM: press_symptom,
    Verb.REREAD_INTENT: press_intent,
    Verb.REREAD_PLACE: press_place,
    Verb.REREAD_IMPACT: press_impact,
    Verb.REREAD_SAFETY: press_safety,
}
