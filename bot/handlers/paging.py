"""Journey: pages. Who was called for a ticket and what became of it, and why me."""

import re

from bot.dialogue import Dialogue
from bot.turn import Turn
from bot.when import read_hours
from desk.buttons import Option, Press, Verb
from desk.messages import Urgency
from desk.notices import Kind, Notice
from desk.paging import Told
from desk.people import Role
from desk.quiet import QuietHours
from usecases.note_pages import why_extra
from usecases.recording import tell
from usecases.set_quiet_hours import set_quiet_hours
from usecases.who_was_called import waiting_for_somebody, who_was_called
from usecases.why_me import last_called, why_me

_CALLED = re.compile(r"^/?(?:谁被叫了|叫了谁|who was called|called)\s*(?:工单|ticket)?\s*#?(\d{1,9})$", re.I)
_WHY_ME = re.compile(r"^/?(?:为什么是我|为啥是我|why me)[?？]?\s*#?(\d{1,9})?[?？]?$", re.I)
_QUIET = re.compile(r"^/?(?:免打扰|quiet(?: hours)?)[\s:：,，]+(\S.{0,30})$", re.I)
_OFF = frozenset({"关", "关闭", "取消", "不用了", "off", "none"})
_NO_QUIET = frozenset({"取消免打扰", "关闭免打扰", "quiet off", "no quiet hours"})
_PEOPLE = 8
_TICKETS = 8


def called(turn: Turn) -> Dialogue:
    """谁被叫了: of the one ticket that waits; of several, which?"""
    waiting = waiting_for_somebody(turn.uow, turn.me)
    if len(waiting) == 1:
        return _show(turn, waiting[0].no)
    buttons = [
        Option(Press(Verb.WHO_CALLED, ticket.id), f"#{ticket.no}")
        for ticket in sorted(waiting, key=lambda ticket: ticket.no)[-_TICKETS:]
    ]
    several = "yes" if waiting else ""
    turn.say(Kind.PAGES, *buttons, lines="", more="0", several=several, numbered="")
    return turn.dialogue


def press_called(turn: Turn, press: Press) -> Dialogue:
    """The same by the ticket's button."""
    if press.ticket is None:
        raise ValueError(f"button {press.verb} was made without a ticket; check bot.handlers.paging")
    return _show(turn, turn.uow.tickets.get(press.ticket).no)


def heard(turn: Turn) -> Dialogue | None:
    """谁被叫了 1001. None for all other words."""
    if turn.person is None or turn.me.role is Role.TEACHER:
        return None
    text = turn.incoming.text.strip()
    if said := _CALLED.match(text):
        return _show(turn, int(said[1]))
    if text.casefold() in _NO_QUIET:
        return _quiet_said(turn, "off")
    if said := _QUIET.match(text):
        return _quiet_said(turn, said[1])
    if said := _WHY_ME.match(text):
        return _why(turn, int(said[1])) if said[1] else why_called(turn)
    return None


def quiet(turn: Turn) -> Dialogue:
    """免打扰: from when to when?"""
    hours = turn.uow.pages.quiet_hours(turn.me.id)
    return _told(turn, hours, "now" if hours else "none")


def _quiet_said(turn: Turn, words: str) -> Dialogue:
    """免打扰 22:00-7:00, 免打扰 关."""
    if words.casefold() in _OFF:
        set_quiet_hours(turn.uow, turn.me, None)
        return _told(turn, None, "off")
    hours = read_hours(words)
    if hours is None:
        return _told(turn, None, "unread")
    set_quiet_hours(turn.uow, turn.me, hours)
    return _told(turn, hours, "set")


def _told(turn: Turn, hours: QuietHours | None, state: str) -> Dialogue:
    starts, ends = (f"{hours.starts:%H:%M}", f"{hours.ends:%H:%M}") if hours else ("", "")
    turn.say(Kind.QUIET, state=state, starts=starts, ends=ends)
    return turn.dialogue


def why_called(turn: Turn) -> Dialogue:
    """为什么是我: of the newest job that waits for them."""
    ticket = last_called(turn.uow, turn.me)
    if ticket is not None:
        return _why(turn, ticket.no)
    turn.say(Kind.WHY_ME, why="", lines="", before="", several="yes")
    return turn.dialogue


def press_why(turn: Turn, press: Press) -> Dialogue:
    """The same by the button of a page."""
    if press.ticket is None:
        raise ValueError(f"button {press.verb} was made without a ticket; check bot.prompts")
    return _why(turn, turn.uow.tickets.get(press.ticket).no)


def _why(turn: Turn, no: int) -> Dialogue:
    found = why_me(turn.uow, turn.me, no)
    chosen, people = found.chosen, turn.uow.people
    if chosen is None:
        turn.say(Kind.WHY_ME, ticket=found.ticket.id, why="", lines="", before="", several="")
        return turn.dialogue
    lines = "\n".join(f"{o.ground}|{o.theirs}|{people.get(o.person).name}" for o in chosen.behind[:_PEOPLE])
    before = "、".join(people.get(person).name for person in chosen.before)
    said = why_extra(turn.uow, chosen) | {"lines": lines, "before": before, "several": ""}
    key = f"{turn.incoming.key}:{Kind.WHY_ME}"
    notice = Notice(
        Kind.WHY_ME, key, None, turn.incoming.peer, found.ticket.id, Urgency.REPLY, extra=tuple(said.items())
    )
    tell(turn.uow, notice)
    return turn.dialogue


def _show(turn: Turn, no: int) -> Dialogue:
    found = who_was_called(turn.uow, turn.me, no)
    lines = "\n".join(_line(one, found.names[one.person]) for one in found.told[:_PEOPLE])
    more = str(max(len(found.told) - _PEOPLE, 0))
    turn.say(Kind.PAGES, ticket=found.ticket.id, lines=lines, more=more, several="", numbered="yes")
    return turn.dialogue


def _line(told: Told, name: str) -> str:
    """`sent|delivered|seen|times shown|why it failed|left out|state|name`, on one line whatever the platform said."""
    instants = (told.sent, told.delivered, told.seen)
    state = "quiet" if told.put_off else "waiting" if told.is_waiting else ""
    failed = " ".join((told.failed[-1] if told.failed else "").replace("|", "/").split())
    return "|".join(
        (
            *(at.isoformat() if at else "" for at in instants),
            str(told.shown),
            failed,
            ",".join(f"{way}={reason}" for way, reason in told.left_out),
            state,
            name,
        )
    )


PRESSES = {Verb.WHO_CALLED: press_called, Verb.WHY_ME: press_why}
