"""Journey: the teacher's words were read wrongly. 分类不对 → which device → which symptom, each by button or typed; or no fault."""

from bot.dialogue import Dialogue, Idle, Rereading
from bot.recognise import never_mind
from bot.turn import Turn
from desk.buttons import Option, Press, Verb
from desk.events import FaultCorrected
from desk.grading import QUESTIONS
from desk.ids import TicketId
from desk.lifecycle import require as require_state
from desk.likely_faults import LIKELY, OFTEN
from desk.notices import Kind
from desk.permissions import require
from desk.reading import DeviceClass, Intent, Symptom
from desk.ticket import Ticket
from usecases.reread_fault import Reread, reread_fault

_INTENTS = (Intent.ASK_HOWTO, Intent.ASK_WARRANTY_PRICE, Intent.REQUEST_SERVICE)


def press_reread(turn: Turn, press: Press) -> Dialogue:
    """分类不对: which device?"""
    return _ask_device(turn, _open(turn, press))


def press_device(turn: Turn, press: Press) -> Dialogue:
    """The device was chosen, perhaps the one that was read: which symptom?"""
    return _ask_symptom(turn, _open(turn, press), DeviceClass(press.arg))


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
    return Rereading(ticket.id)


def say_reading(turn: Turn) -> Dialogue:
    """Typed: a device, a symptom, both at once, or what it is instead. 取消 drops the question; other words are asked for again."""
    wanted = turn.dialogue
    if not isinstance(wanted, Rereading):
        return wanted
    if never_mind(turn.incoming.text):
        turn.say(Kind.JOB, ticket=wanted.ticket)
        return Idle()
    ticket, said = turn.uow.tickets.get(wanted.ticket), turn.reading.fault
    device = said.device or wanted.device
    if said.symptom not in (None, Symptom.UNSPECIFIED):
        return _correct(turn, Reread(ticket.id, turn.me.id, device, said.symptom))
    if turn.reading.intent in QUESTIONS:
        return _correct(turn, Reread(ticket.id, turn.me.id, said.device, intent=turn.reading.intent))
    return _ask_symptom(turn, ticket, device) if device else _ask_device(turn, ticket)


def _ask_device(turn: Turn, ticket: Ticket) -> Dialogue:
    """The device that was read first, where one was; then the commonest; at the end that it is no fault (or is one)."""
    read = ticket.fault.facts.device
    offered = dict.fromkeys((*((read,) if read else ()), *OFTEN))
    buttons = [Option(Press(Verb.REREAD_DEVICE, ticket.id, device.value)) for device in offered]
    is_question = ticket.fault.facts.intent in QUESTIONS
    other = Press(Verb.REREAD_INTENT, ticket.id, Intent.REPORT_FAULT.value if is_question else "")
    turn.say(Kind.ASK_DEVICE, *buttons, Option(other), ticket=ticket.id)
    return Rereading(ticket.id)


def _ask_symptom(turn: Turn, ticket: Ticket, device: DeviceClass) -> Dialogue:
    """The symptom that was read first, where one was; then how this device mostly fails."""
    read = ticket.fault.facts.symptom
    offered = dict.fromkeys((*((read,) if read else ()), *LIKELY[device]))
    arg = (f"{device}/{symptom}" for symptom in offered)
    buttons = (Option(Press(Verb.REREAD_SYMPTOM, ticket.id, one)) for one in arg)
    turn.say(Kind.ASK_SYMPTOM, *buttons, ticket=ticket.id, device=device.value)
    return Rereading(ticket.id, device)


def _correct(turn: Turn, command: Reread) -> Dialogue:
    before = turn.uow.tickets.get(command.ticket)
    after = reread_fault(turn.uow, command)
    turn.say(Kind.REREAD, ticket=after.id, changed="yes" if after is not before else "")
    return Idle()


def _open(turn: Turn, press: Press) -> Ticket:
    if press.ticket is None:
        raise ValueError(f"button {press.verb} was made without a ticket; check bot.prompts")
    ticket = turn.uow.tickets.get(TicketId(press.ticket))
    require(turn.me, press.verb, ticket)
    require_state(ticket, FaultCorrected)
    return ticket
