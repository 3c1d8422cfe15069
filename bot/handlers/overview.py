"""Journey: a supervisor keeps an eye on things. /late, /ticket N, 关注 N, 轨迹 N, 日报 8:00."""

import re
from collections.abc import Callable
from datetime import time

from bot.dialogue import Dialogue, Idle
from bot.handlers.supervisor_watch import listed
from bot.prompts import options
from bot.times import clock_said
from bot.turn import Turn
from desk.buttons import Option, Press, Verb
from desk.messages import Urgency
from desk.notices import Kind, Notice
from desk.people import Role
from desk.permissions import may
from desk.ticket import Ticket
from usecases.briefing import brief
from usecases.follow import seen, trail_page, watch
from usecases.recording import tell
from usecases.rows import DigestWish
from usecases.send_digest import choose_digest, digest_values, figures, late_first

_NUMBER = r"[\s#:：]*(?P<no>\d{4,9})"
_TICKET = re.compile(rf"(?:ticket|工单|查单|看单|#){_NUMBER}|#?(?P<bare>\d{{4,9}})\s*号工?单?", re.I)
_WATCH = re.compile(rf"(?P<un>取消关注|不关注|unwatch)?(?:关注|watch)?{_NUMBER}", re.I)
_TRAIL = re.compile(rf"(?:轨迹|经过|留痕|trail){_NUMBER}(?:[\s/,，]+(?P<page>\d{{1,3}}))?", re.I)
_DIGEST = re.compile(r"(?:日报|digest)\s*(?P<rest>\S.*)?", re.I)
_OFF = ("关", "不要", "取消", "停", "off", "none")
_QUIET = ("没事不发", "没事别发", "无事不发", "quiet", "if any")


def late(turn: Turn) -> Dialogue:
    """Which jobs are past or near, the longest past first; a button opens each."""
    found = late_first(turn.uow, turn.uow.tickets.open_in(turn.me.schools))
    lines, buttons = listed(turn, [ticket for ticket, _ in found])
    past = sum(state == "late" for _, state in found)
    near = str(len(found) - past)
    turn.say(Kind.LATE, *buttons, lines=lines, late=str(past), near=near)
    return turn.dialogue


def heard(turn: Turn) -> Dialogue | None:
    """A command that names a ticket or an hour. None for all other words, and for teachers."""
    text = turn.incoming.text.strip().removeprefix("/")
    if turn.me.role is Role.TEACHER or not isinstance(turn.dialogue, Idle) or not text:
        return None
    for pattern, answer in _HEARD:
        said = pattern.fullmatch(text)
        if said is not None and (found := answer(turn, said)) is not None:
            return found
    return None


def press_watch(turn: Turn, press: Press) -> Dialogue:
    """关注 and 取消关注 as buttons."""
    return _watch(turn, _ticket(turn, press), begins=press.verb is Verb.WATCH)


def press_trail(turn: Turn, press: Press) -> Dialogue:
    """轨迹: a page, the newest first shown."""
    return _trail(turn, _ticket(turn, press).no, int(press.arg or 0))


def _state_of(turn: Turn, said: re.Match[str]) -> Dialogue:
    ticket = seen(turn.uow, int(said["no"] or said["bare"]), turn.me.id)
    about = brief(turn.uow, ticket)
    card = options(Notice(Kind.JOB, "", ticket=ticket.id), about, turn.me)
    verbs: list[Verb] = []
    if may(turn.me, Verb.WATCH, ticket) and ticket.status.is_open:
        verbs.append(Verb.UNWATCH if turn.me.id in ticket.conduct.followers else Verb.WATCH)
    if may(turn.me, Verb.TRAIL, ticket):
        verbs.append(Verb.TRAIL)
    mine = tuple(Option(Press(verb, ticket.id)) for verb in verbs)
    turn.say(Kind.TICKET_STATE, *card, *mine, ticket=ticket.id)
    return turn.dialogue


def _watch_said(turn: Turn, said: re.Match[str]) -> Dialogue | None:
    if (
        not re.match(r"取消关注|不关注|unwatch|关注|watch", said[0], re.I)
        or turn.me.role is not Role.SUPERVISOR
    ):
        return None
    return _watch(turn, seen(turn.uow, int(said["no"]), turn.me.id), begins=said["un"] is None)


def _watch(turn: Turn, ticket: Ticket, *, begins: bool) -> Dialogue:
    watch(turn.uow, ticket.id, turn.me.id, begins=begins)
    turn.say(Kind.WATCHING, ticket=ticket.id, begins="yes" if begins else "")
    return turn.dialogue


def _trail_said(turn: Turn, said: re.Match[str]) -> Dialogue:
    return _trail(turn, int(said["no"]), int(said["page"] or 0))


def _trail(turn: Turn, no: int, page: int) -> Dialogue:
    shown = trail_page(turn.uow, no, turn.me.id, page)
    others = ((shown.page - 1, "← {}"), (shown.page + 1, "{} →"))
    buttons = [
        Option(Press(Verb.TRAIL, shown.ticket.id, str(other)), label.format(other))
        for other, label in others
        if 1 <= other <= shown.pages
    ]
    lines = "\n".join(" ".join(line.split()) for line in shown.lines)
    page_no, of = str(shown.page), str(shown.pages)
    turn.say(Kind.TRAIL, *buttons, ticket=shown.ticket.id, lines=lines, page=page_no, pages=of)
    return turn.dialogue


def _digest(turn: Turn, said: re.Match[str]) -> Dialogue | None:
    if turn.me.role is not Role.SUPERVISOR:
        return None
    rest = (said["rest"] or "").casefold()
    if not rest:
        extra = tuple(digest_values(figures(turn.uow, turn.me)).items())
        key = f"{turn.incoming.key}:{Kind.DIGEST}"
        now = Notice(Kind.DIGEST, key, None, turn.incoming.peer, urgency=Urgency.REPLY, extra=extra)
        tell(turn.uow, now)
        return turn.dialogue
    if any(rest.startswith(word) for word in _OFF):
        choose_digest(turn.uow, turn.me, None)
        turn.say(Kind.DIGEST_SET, at="", quiet="")
        return turn.dialogue
    at: time | None = clock_said(rest)
    quiet = any(word in rest for word in _QUIET)
    if at is not None:
        choose_digest(turn.uow, turn.me, DigestWish(at, quiet))
    said_at = f"{at:%H:%M}" if at else "unread"
    turn.say(Kind.DIGEST_SET, at=said_at, quiet="yes" if quiet else "")
    return turn.dialogue


def _ticket(turn: Turn, press: Press) -> Ticket:
    if press.ticket is None:
        raise ValueError(f"button {press.verb} was made without a ticket; check bot.handlers.overview")
    return turn.uow.tickets.get(press.ticket)


_HEARD: tuple[tuple[re.Pattern[str], Callable[[Turn, re.Match[str]], Dialogue | None]], ...] = (
    (_TICKET, _state_of),
    (_WATCH, _watch_said),
    (_TRAIL, _trail_said),
    (_DIGEST, _digest),
)
