"""Self-help steps in a chat: how one is shown, what comes after it, and when it is asked again."""

from dataclasses import replace
from datetime import datetime

import msgspec

from bot import dialogue as dlg
from bot.dialogue import Dialogue, Drafting, Guided, Guiding, Idle, Resting, Steps
from desk.buttons import Option, Press, Verb
from desk.events import StepAnswered
from desk.ids import TicketId
from desk.lifecycle import allows
from desk.messages import Peer, Urgency
from desk.notices import Kind, Notice
from desk.people import Person
from desk.playbook import Step, StepKind
from desk.refusals import NotFound
from desk.ticket import Status, Ticket
from desk.timers import Timer, TimerKind
from desk.walking import Position
from desk.workhours import bell
from usecases.answer_step import StepAt, drop_steps, take_up
from usecases.pass_steps import keeper
from usecases.ports import UnitOfWork
from usecases.recording import tell
from usecases.rows import Topic
from usecases.self_help import in_lesson, lesson_ends

IN_CLASS_BUTTONS = 3
"""Big enough to be hit without looking twice: what is shown while a lesson stands still, unless a step names more answers."""

_THERE = (Status.ON_SITE, Status.DIAGNOSED)


class Chat:
    """One conversation in which steps are shown: the transaction, the address, the person, and what woke it."""

    def __init__(self, uow: UnitOfWork, peer: Peer, person: Person, key: str, card: str = "") -> None:
        """`key` makes what is said here happen once; `card` is the live card whose button was pressed, if it was one's."""
        self.uow, self.peer, self.person, self.key, self.card = uow, peer, person, key, card

    def say(
        self,
        kind: Kind,
        ticket: TicketId,
        *options: Option,
        picture: str = "",
        card: str | None = None,
        **extra: str,
    ) -> None:
        """Answer in this chat; `picture` is the name of a drawing that goes with the words, `card` the live card they stand on."""
        key, reply = f"{self.key}:{kind}:{ticket}", Urgency.REPLY
        said = Notice(kind, key, None, self.peer, ticket, reply, options, tuple(extra.items()))
        tell(self.uow, replace(said, picture=picture, card=card))

    def card_in_class(self, lead: str = "") -> str:
        """The card that a step is shown on while a class waits: the one just pressed, which then changes in place. After
        typed words, and where the step comes back after something else (`lead`), a new one: what changes above is not seen.
        """
        follows = lead in ("", "choose")
        return self.card if self.card and follows else f"step:{self.key}"


def still_asked(uow: UnitOfWork, ticket_id: TicketId) -> bool:
    """Whether steps of this ticket still wait: the job is open, nobody has reported a fix, self-help has not ended."""
    try:
        ticket = uow.tickets.get(ticket_id)
    except NotFound:
        return False
    return allows(ticket, StepAnswered) and ticket.self_help is None


def is_current(uow: UnitOfWork, at: Position) -> bool:
    """Whether the tree of this position is still as it was when its step was asked."""
    tree = uow.trees.get(at.tree)
    return tree is not None and at.fits(tree)


def show(chat: Chat, steps: Steps, others: tuple[Steps, ...] = (), *, lead: str = "") -> Guiding:
    """Ask one step. `lead` says why just now: `back` to it, after the `bell`, `next` fault, `choose` one of its answers;
    nothing when it simply follows.
    """
    uow, at, lang = chat.uow, steps.at, chat.person.lang
    ticket, step = uow.tickets.get(steps.ticket), uow.trees[at.tree].step(at.step)
    quiet = in_lesson(ticket, uow.contracts.pinned(ticket), uow.now) and not at.lesson_over
    options = _in_class(step, steps, chat) if quiet else _at_leisure(step, steps, chat, ticket)
    ask, note = step.ask.of(lang), step.note.of(lang) if step.note else ""
    card = chat.card_in_class(lead) if quiet else ""
    chat.say(
        Kind.STEP, ticket.id, *options, picture=step.picture, card=card or None, ask=ask, note=note, lead=lead
    )
    if quiet:
        set_bell(chat, ticket)
    return Guiding.by(ticket.id, at, others, card)


def rest(chat: Chat, steps: Steps, others: tuple[Steps, ...] = ()) -> Resting:
    """Say that the remaining steps are for after the lesson, on the card of the steps so far, and set the bell."""
    ticket, arg = chat.uow.tickets.get(steps.ticket), _arg(steps.at)
    now, human = (Option(Press(verb, ticket.id, arg)) for verb in (Verb.STEP_GO_ON, Verb.TALK_TO_HUMAN))
    ends = set_bell(chat, ticket)
    options, card = (now, *_colleague(chat, ticket, arg), human), chat.card_in_class()
    chat.say(Kind.STEP_PAUSED, ticket.id, *options, card=card, ends=ends.isoformat())
    return Resting(steps.ticket, steps.at, others)


def more(chat: Chat, here: Guiding) -> Guiding:
    """What else may be answered to a step."""
    ticket, arg = chat.uow.tickets.get(here.ticket), _arg(here.at)
    back = (Verb.STEP_BACK,) if here.trail else ()
    verbs = (Verb.STEP_SKIP, Verb.STEP_DARE_NOT, Verb.STEP_CANNOT, *back, Verb.STEP_WAIT)
    options = (Option(Press(verb, ticket.id, arg)) for verb in verbs)
    human = Option(Press(Verb.TALK_TO_HUMAN, ticket.id, arg))
    chat.say(Kind.STEP_MORE, ticket.id, *options, *_colleague(chat, ticket, arg), human)
    return here


def go_on(chat: Chat, here: Guided, *, lead: str = "back") -> Dialogue:
    """The steps go on: what waited for the bell is asked now."""
    where = take_up(chat.uow, StepAt(here.ticket, chat.person.id, here.at))
    if isinstance(where, Position):
        return show(chat, Steps(here.ticket, where), here.others, lead=lead)
    return onward(chat, here.others)


def again(chat: Chat, here: Guided) -> Dialogue:
    """The same step once more, after something else was talked about. One whose tree has changed hands over."""
    if isinstance(here, Resting) or not still_asked(chat.uow, here.ticket):
        return here
    if not is_current(chat.uow, here.at):
        return go_on(chat, here)
    return show(chat, Steps(here.ticket, here.at), here.others, lead="back")


def onward(chat: Chat, others: tuple[Steps, ...]) -> Dialogue:
    """After the last step of one fault come those of the next that still wait."""
    for place, steps in enumerate(others, 1):
        if is_current(chat.uow, steps.at) and still_asked(chat.uow, steps.ticket):
            return show(chat, steps, others[place:], lead="next")
    return Idle()


def behind(here: Guided, steps: Steps) -> Guided:
    """The same with these steps to come after the ones under way."""
    return msgspec.structs.replace(here, others=(*here.others, steps))


def given(chat: Chat, here: Dialogue, steps: Steps) -> Dialogue:
    """Where a conversation stands that gets these steps: asked at once, unless it is in the middle of something."""
    if isinstance(here, Guiding | Resting):
        return behind(here, steps)
    if isinstance(here, Drafting):
        aside = behind(here.aside, steps) if here.aside else Guiding.by(steps.ticket, steps.at)
        return msgspec.structs.replace(here, aside=aside)
    return show(chat, steps)


def fire_bell(uow: UnitOfWork, timer: Timer) -> None:
    """The lesson is over: what was put off is asked, if it still waits and no engineer is in the room."""
    if timer.peer is None or timer.ticket is None:
        raise ValueError(f"timer {timer.key} has no conversation or no ticket; bot.steps.set_bell sets both")
    here, person = dlg.load(uow.dialogues.load(timer.peer)), uow.people.at(timer.peer)
    waits = still_asked(uow, timer.ticket) if person else False
    if isinstance(here, Guiding | Resting) and here.ticket == timer.ticket and person and waits:
        chat = Chat(uow, timer.peer, person, timer.key)
        uow.dialogues.save(timer.peer, dlg.dump(_after_bell(chat, here)))
    uow.timers.fired(timer.key, uow.now)


def set_bell(chat: Chat, ticket: Ticket) -> datetime:
    """Have the steps asked again when the lesson is over; returns when that is."""
    uow, contract = chat.uow, chat.uow.contracts.pinned(ticket)
    stands_still = in_lesson(ticket, contract, uow.now)
    due = lesson_ends(ticket, contract, uow.now) if stands_still else bell(contract.calendar, uow.now)
    key = f"bell:{ticket.id}:{chat.peer}:{int(due.timestamp())}"
    uow.timers.add((Timer(key, TimerKind.BELL, due, ticket.id, chat.peer, round=ticket.round),))
    uow.wake(Topic.TIMERS)
    return due


def _after_bell(chat: Chat, here: Guided) -> Dialogue:
    ticket = chat.uow.tickets.get(here.ticket)
    if ticket.status in _THERE:
        drop_steps(chat.uow, ticket)
        return onward(chat, here.others)
    return go_on(chat, here, lead="bell")


def _in_class(step: Step, steps: Steps, chat: Chat) -> tuple[Option, ...]:
    answers = _answers(step, steps, chat)
    wait = Option(Press(Verb.STEP_WAIT, steps.ticket, _arg(steps.at)))
    return (*answers, wait) if len(answers) < IN_CLASS_BUTTONS else answers


def _at_leisure(step: Step, steps: Steps, chat: Chat, ticket: Ticket) -> tuple[Option, ...]:
    arg, answers = _arg(steps.at), _answers(step, steps, chat)
    cannot, human, others = (
        Option(Press(verb, ticket.id, arg)) for verb in (Verb.STEP_CANNOT, Verb.TALK_TO_HUMAN, Verb.STEP_MORE)
    )
    if len(answers) >= IN_CLASS_BUTTONS:
        return (*answers, others)
    return (*answers, cannot, human, *_colleague(chat, ticket, arg), others)


def _answers(step: Step, steps: Steps, chat: Chat) -> tuple[Option, ...]:
    """The buttons that answer the step itself."""
    arg, lang = _arg(steps.at), chat.person.lang
    if step.answers:
        return tuple(
            Option(Press(Verb.STEP_NAMED, steps.ticket, f"{arg}/{answer.id}"), answer.label.of(lang))
            for answer in step.answers
        )
    if step.kind in (StepKind.PHOTO, StepKind.MEASURE):
        return (Option(Press(Verb.STEP_NONE, steps.ticket, arg)),)
    verbs = (Verb.STEP_FIXED, Verb.STEP_NOT_FIXED) if step.fixes else (Verb.STEP_YES, Verb.STEP_NO)
    return tuple(Option(Press(verb, steps.ticket, arg)) for verb in verbs)


def _colleague(chat: Chat, ticket: Ticket, arg: str) -> tuple[Option, ...]:
    """The button that hands over to the school's own keeper of equipment, where there is one and it is not they."""
    known = keeper(chat.uow, ticket.school, chat.person) if chat.person.id == ticket.reporter else None
    return (Option(Press(Verb.STEP_COLLEAGUE, ticket.id, arg)),) if known else ()


def _arg(at: Position) -> str:
    return f"{at.tree}/{at.step}"
