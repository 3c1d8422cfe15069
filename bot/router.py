"""Who is asked, in which order. A press and a typed answer to a prompt are tried first, then the routes of the role.

`take_turn` runs whole inside one transaction: what was said, what was decided and "this message is done" stand or fall
together. It reads nothing from the network and keeps nothing in memory.
"""

from collections.abc import Callable
from dataclasses import replace

import structlog

from bot import dialogue as dlg
from bot.commands import COMMANDS
from bot.dialogue import (
    ASKED_OF_STAFF,
    WORDS_WANTED,
    ChoosingSchool,
    Dialogue,
    Drafting,
    HoldWanted,
    Idle,
    NoteWanted,
    PlanningEvent,
    ReasonWanted,
    Rereading,
)
from bot.guard import guarded
from bot.handlers import (
    account,
    aftercare,
    clock_questions,
    engineer_holds,
    engineer_jobs,
    engineer_late,
    fallback,
    grades,
    incidents,
    life,
    major_events,
    paging,
    privacy,
    readings,
    rosters,
    service_reports,
    supervisor_watch,
    talk,
    voices,
)
from bot.handlers import teacher_closing as closing
from bot.handlers import teacher_playbook as playbook
from bot.handlers import teacher_report as report
from bot.recognise import STEP_ASIDES, asks_why, recognise
from bot.turn import Turn
from desk.buttons import Press, Verb
from desk.ids import TicketId
from desk.language import Lang
from desk.messages import Incoming
from desk.people import Person, Role
from desk.playbook import StepKind
from desk.reading import Answer, Impact, Intent, Reading
from desk.refusals import NotFound, Refused, StaleWrite
from usecases.note_pages import present
from usecases.ports import UnitOfWork
from usecases.rows import InboxRow, Prompt

log = structlog.get_logger()

Handler = Callable[[Turn], Dialogue]
PressHandler = Callable[[Turn, Press], Dialogue]

PRESSES: dict[Verb, PressHandler] = {
    **dict.fromkeys((Verb.STEP_NAMED, *playbook.MOVES), playbook.press_step),
    **dict.fromkeys(STEP_ASIDES, playbook.press_aside),
    Verb.TALK_TO_HUMAN: closing.press_human,
    **report.PRESSES,
    **account.PRESSES,
    Verb.CONFIRM_FIXED: closing.press_confirm,
    Verb.DENY_FIXED: closing.press_deny,
    Verb.RATE: closing.press_rate,
    Verb.PROGRESS: closing.press_progress,
    Verb.URGE: closing.press_urge,
    **dict.fromkeys((Verb.CANCEL, Verb.CANCEL_REALLY, Verb.KEEP), closing.press_cancel),
    **dict.fromkeys(
        (Verb.ACCEPT, Verb.DEPART, Verb.ARRIVE, Verb.DIAGNOSE, Verb.RESTORE, Verb.REPAIR),
        engineer_jobs.press_job,
    ),
    Verb.HOLD: engineer_holds.press_hold,
    Verb.HOLD_FOR: engineer_holds.press_reason,
    Verb.HOLD_UNTIL: engineer_holds.press_until,
    Verb.RESUME: engineer_holds.press_resume,
    Verb.REASSIGN: engineer_jobs.press_reassign,
    Verb.REASSIGN_TO: engineer_jobs.press_reassign_to,
    Verb.NEED_HELP: engineer_jobs.press_help,
    Verb.OBJECT: grades.press_object,
    **dict.fromkeys((Verb.REGRADE, Verb.PROPOSE), grades.press_which),
    **dict.fromkeys((Verb.REGRADE_TO, Verb.PROPOSE_TO, Verb.UPHOLD), grades.press_grade),
    **(readings.PRESSES | supervisor_watch.PRESSES | paging.PRESSES),
    **(major_events.PRESSES | rosters.PRESSES | incidents.PRESSES),
    **(service_reports.PRESSES | voices.PRESSES | aftercare.PRESSES | life.PRESSES | privacy.PRESSES),
    Verb.WHY: clock_questions.press_why,
}

INTENTS: dict[Intent, Handler] = {
    Intent.REPORT_FAULT: report.report,
    Intent.ASK_HOWTO: report.report,
    Intent.ASK_WARRANTY_PRICE: report.report,
    Intent.REQUEST_SERVICE: report.report,
    Intent.QUERY_PROGRESS: closing.progress,
    Intent.URGE: closing.hurry,
    Intent.CANCEL: closing.withdraw,
    Intent.CONFIRM_FIXED: closing.confirm,
    Intent.DENY_FIXED: closing.deny,
    Intent.COMPLAIN: closing.person_please,
    Intent.TRANSFER_HUMAN: closing.person_please,
}

_ASIDES = frozenset({Verb.PROGRESS, Verb.WHY, Verb.KEEP, Verb.OBJECT})
_ASIDE_COMMANDS = (closing.progress, fallback.teacher_help, playbook.cards, privacy.notice)
"""What may be asked in the middle of self-help: the step is asked again afterwards. Who presses for speed is not asked."""
_ABOUT_CANCEL = frozenset({Verb.CANCEL, Verb.CANCEL_REALLY, Verb.KEEP})
"""Presses that answer, or ask again, whether to withdraw; every other one drops that question."""
_LEAVE_DRAFT = frozenset({Intent.TRANSFER_HUMAN, Intent.QUERY_PROGRESS})


def take_turn(uow: UnitOfWork, row: InboxRow, reading: Reading) -> None:
    """Handle one message and mark it done. A refusal is answered in words; anything else is raised and tried again."""
    incoming = row.incoming
    if incoming.reachable is not None:
        uow.people.mark(incoming.peer, reachable=incoming.reachable)
        uow.inbox.done(row, uow.now)
        return
    person = _foresee(uow, incoming)
    turn = Turn(uow, incoming, person, dlg.load(uow.dialogues.load(incoming.peer)), reading)
    present(uow, incoming, person)
    turn = _in_their_language(turn)
    after = _route(turn)
    if after != turn.dialogue:
        uow.dialogues.save(incoming.peer, dlg.dump(after))
    uow.inbox.done(row, uow.now)
    log.info("turn", action="turn", intent=reading.intent, dialogue=type(after).__name__, key=incoming.key)


def _foresee(uow: UnitOfWork, incoming: Incoming) -> Person | None:
    """Who talks; and what nearly every turn looks at is asked for together."""
    person = uow.people.at(incoming.peer)
    uow.dialogues.foresee(incoming.peer)
    if incoming.press is None:
        uow.prompts.foresee(incoming.peer)
    if person is not None and person.role is Role.TEACHER:
        uow.tickets.foresee(person.id)
    return person


def _route(turn: Turn) -> Dialogue:
    press: Press | None = None
    try:
        press = guarded(turn, _pressed(turn))
        if press is not None:
            aside = turn if press.verb in _ABOUT_CANCEL else _unasked(turn)
            stands = _dropping_note(turn, PRESSES[press.verb](aside, press))
            return _returning(_unasked(turn), stands) if press.verb in _ASIDES else stands
        if turn.incoming.start is not None:
            return account.start(turn)
        return _spoken(turn)
    except StaleWrite:
        raise  # somebody was faster: the store runs the whole turn again on what is there now
    except Refused as refusal:
        log.info("refused", action="refused", why=type(refusal).__name__, key=turn.incoming.key)
        fallback.refuse(turn, refusal, _shown_ticket(refusal, press))
        return _dropping_note(turn, turn.dialogue)


def _dropping_note(turn: Turn, after: Dialogue) -> Dialogue:
    """A note that was asked for is forgotten when something else is pressed or the job has moved on: the next words
    must not become the note of an old job.
    """
    return Idle() if isinstance(after, ASKED_OF_STAFF) and after == turn.dialogue else after


def _pressed(turn: Turn) -> Press | None:
    """The press, or the typed answer to the newest prompt. Raises NotFound for a token that is not this chat's."""
    if turn.incoming.press is not None:
        token, _, index = turn.incoming.press.partition(":")
        prompt = turn.uow.prompts.get(token)
        known = [str(i) for i in range(len(prompt.presses))]
        if not _theirs(turn, prompt) or index not in known:
            raise NotFound(token)
        turn.uow.prompts.answered(prompt.token, turn.uow.now)
        return prompt.presses[known.index(index)]
    if not turn.incoming.text or isinstance(turn.dialogue, WORDS_WANTED):
        return None
    latest = turn.uow.prompts.latest(turn.incoming.peer)
    if latest is None or not _theirs(turn, latest):
        return None
    index_meant = recognise(turn.incoming.text, latest.labels)
    if index_meant is None:
        return None
    turn.uow.prompts.answered(latest.token, turn.uow.now)
    return latest.presses[index_meant]


def _theirs(turn: Turn, prompt: Prompt) -> bool:
    """Buttons belong to one chat and one person; a forwarded or shared one grants nothing (S05)."""
    mine = turn.person.id if turn.person else None
    return prompt.peer == turn.incoming.peer and prompt.person in (None, mine)


_LISTENERS = (
    *(aftercare.heard, paging.heard, rosters.heard, incidents.heard, service_reports.heard),
    life.heard,
)
"""Who hears words before they are read as a fault; the first that knows them answers."""


def _spoken(turn: Turn) -> Dialogue:
    word = turn.incoming.text.strip().casefold().removeprefix("/").split("@")[0]
    if turn.person is None or _homeless(turn.person) or isinstance(turn.dialogue, ChoosingSchool):
        code = word.removeprefix("b_")
        return (
            account.use_code(turn, turn.incoming.text.strip()) if _is_code(code) else account.ask_school(turn)
        )
    command = COMMANDS[turn.person.role].get(word)
    if command is not None:
        stands = command(turn)
        return _returning(turn, stands) if command in _ASIDE_COMMANDS else stands
    for others in _LISTENERS:
        if (heard := others(turn)) is not None:
            return heard
    return _SPEECH[turn.person.role](turn)


def _returning(turn: Turn, stands: Dialogue) -> Dialogue:
    """After something else was asked and answered, the step that waits is asked again."""
    under_way = playbook.asked(turn)
    return playbook.ask_again(turn, under_way) if under_way is not None and stands == under_way else stands


def _homeless(person: Person) -> bool:
    """A teacher without a school: invited for the whole district, so the school must be asked."""
    return person.role is Role.TEACHER and not person.schools


def _teacher(turn: Turn) -> Dialogue:
    """Danger first; then what is pending; then what the words want."""
    if turn.reading.safety:
        return playbook.danger(_unasked(turn))
    answered = _answered(turn)
    if answered is not None:
        return answered
    turn = _unasked(turn)
    aside = playbook.aside(turn)
    if aside is not None:
        return aside
    if grades.speaks_of_grade(turn):
        return _returning(turn, grades.answer(turn))
    if asks_why(turn.incoming.text) and turn.uow.tickets.open_of(turn.me.id):
        return _returning(turn, clock_questions.why(turn))
    return _going_on(turn) or _by_intent(turn)


def _going_on(turn: Turn) -> Dialogue | None:
    """Words that belong to what is going on: a report, a self-help step. None for others."""
    reading = turn.reading
    if isinstance(turn.dialogue, Drafting) and reading.intent not in _LEAVE_DRAFT:
        return _drafting(turn)
    if reading.correction and report.known_ticket(turn):
        return report.report(turn)
    asked = playbook.asked(turn)
    if asked is None:
        return None
    if _answers_step(turn):
        return playbook.say_step(turn)
    given = playbook.say_whatever(turn, asked)
    return playbook.ask_back(turn, asked) if given is None and _asks_about_step(turn) else given


def _answered(turn: Turn) -> Dialogue | None:
    """What the words answer: whether to withdraw, how satisfied, whether a repair holds; None when nothing of it."""
    return closing.answer_cancel(turn) or closing.answer_rating(turn) or closing.answer_repair(turn)


def _unasked(turn: Turn) -> Turn:
    """The turn once the question whether to withdraw is dropped."""
    return replace(turn, dialogue=closing.unasked(turn.dialogue))


def _drafting(turn: Turn) -> Dialogue:
    return closing.withdraw(turn) if turn.reading.intent is Intent.CANCEL else report.answer_question(turn)


def _by_intent(turn: Turn) -> Dialogue:
    """Short answers about a finished repair, then the table, then evidence and small talk."""
    reading = turn.reading
    about_it = reading.intent not in INTENTS and Intent.DENY_FIXED not in reading.intents
    if reading.answer is not None and about_it and closing.awaiting_word(turn):
        return closing.confirm(turn) if reading.answer is Answer.YES else closing.deny(turn)
    handler = INTENTS.get(reading.intent)
    if handler is not None:
        stands = handler(turn)
        return _returning(turn, stands) if reading.intent is Intent.QUERY_PROGRESS else stands
    ticket = report.known_ticket(turn)
    if ticket is None and major_events.announces(turn):
        return major_events.announce(turn)
    if ticket is not None and (turn.incoming.media or _says_something(reading)):
        return report.supplement(turn, ticket)
    if turn.incoming.media or _says_something(reading):
        return report.report(turn)
    under_way = playbook.under_way(turn)
    return playbook.unclear(turn, under_way) if under_way else fallback.out_of_scope(turn)


def _says_something(reading: Reading) -> bool:
    """Whether the words carry anything for a ticket: a place, a device, how bad it is, what was tried, or plainly more."""
    telling = reading.impact not in (Impact.NONE, Impact.UNKNOWN)
    supplies = reading.intent in (Intent.SUPPLY_INFO, Intent.RESCHEDULE, Intent.ANSWER_STEP)
    return bool(reading.faults) or telling or supplies


def _answers_step(turn: Turn) -> bool:
    """Whether the words answer the step on offer. "有声音没画面" is news, not a yes; "快点" is not a no."""
    reading = turn.reading
    if reading.answer is None or reading.intent in closing.NOT_AN_ANSWER:
        return False
    describes = reading.fault.symptom is not None or reading.intent is Intent.REPORT_FAULT
    return not (describes and reading.answer is Answer.YES) and not _new_fault(turn)


def _asks_about_step(turn: Turn) -> bool:
    """A question back that names no other fault: 按哪个键？"""
    reading = turn.reading
    about_it = reading.intent is Intent.ASK_HOWTO and reading.fault.symptom is None
    return about_it and reading.fault.place is None


def _new_fault(turn: Turn) -> bool:
    told = turn.reading.intent is Intent.REPORT_FAULT or turn.reading.fault.device is not None
    return told and report.known_ticket(turn) is None


def _engineer(turn: Turn) -> Dialogue:
    return _wanted_words(turn) or talk.to_teacher(turn) or engineer_jobs.help_text(turn)


def _supervisor(turn: Turn) -> Dialogue:
    if isinstance(turn.dialogue, PlanningEvent):
        return major_events.answer(turn)
    return _wanted_words(turn) or talk.to_teacher(turn) or supervisor_watch.help_text(turn)


def _wanted_words(turn: Turn) -> Dialogue | None:
    """Where the words belong that were asked for; None when none were."""
    if isinstance(turn.dialogue, NoteWanted):
        return engineer_jobs.take_note(turn)
    if isinstance(turn.dialogue, ReasonWanted):
        return grades.take_reason(turn)
    if asks_why(turn.incoming.text):
        return clock_questions.why(turn)
    if isinstance(turn.dialogue, HoldWanted):
        return engineer_holds.say_until(turn)
    if isinstance(turn.dialogue, Rereading):
        return readings.say_reading(turn)
    late = engineer_late.entry(turn)
    return engineer_late.enter(turn, late) if late else None


_SPEECH: dict[Role, Handler] = {
    Role.TEACHER: _teacher,
    Role.ENGINEER: _engineer,
    Role.SUPERVISOR: _supervisor,
}


def _in_their_language(turn: Turn) -> Turn:
    """A teacher who writes English is answered in English, and back again. A menu's /command, a model asked for are no language."""
    person, wanted = turn.person, Lang.EN if turn.reading.lang == "en" else Lang.ZH
    spoke = len(turn.incoming.text) > 3 and turn.reading.confidence > 0 and turn.incoming.text[0] != "/"
    if person is None or person.role is not Role.TEACHER or not spoke or person.lang is wanted:
        return turn
    if playbook.wanted(turn) is StepKind.MEASURE:
        return turn
    changed = replace(person, lang=wanted)
    turn.uow.people.add(changed)
    return replace(turn, person=changed)


def _is_code(text: str) -> bool:
    return len(text) >= 16 and text.isascii() and text.replace("-", "").replace("_", "").isalnum()


def _shown_ticket(refusal: Refused, press: Press | None) -> TicketId | None:
    """The ticket whose present state is shown with a refusal: only when the presser may see it."""
    if press is None or press.ticket is None or isinstance(refusal, NotFound):
        return None
    return press.ticket
