"""Journey: rosters. Who is on call, leave asked and answered, on line and off, the hand-over of a shift."""

import re
from collections.abc import Callable, Iterable
from datetime import timedelta

from bot.dialogue import Dialogue, Idle, RosterWanted
from bot.handlers import swaps
from bot.turn import Turn
from bot.when import Span, read_absence
from desk.buttons import Press, Verb
from desk.ids import LeaveId, PersonId
from desk.notices import Kind
from desk.people import Person, Role, masked
from desk.roster import Consent
from usecases.duty_feed import open_feed
from usecases.hand_over import take_jobs
from usecases.note_view import Seen, note_view
from usecases.stand_in import go_offline, go_online, stand_in
from usecases.take_leave import ask_leave, decide_leave, end_leave
from usecases.who_is_on import Forwarded, forwarded_hotlines, supervisors_of, who_is_on

ONLINE_FOR = timedelta(hours=4)
"""So long somebody is on line who does not say until when."""
_TEAMS = 6
_SAID = re.compile(r"^/?(请假|上线|下线|leave|online|offline)[\s:：,，]*(.+)$", re.I | re.S)
_MOST = 30
"""Characters of a request with its time; longer words are a message."""
_NEVER_MIND = frozenset({"算了", "取消", "不请了", "never mind", "nevermind", "cancel"})


def who(turn: Turn) -> Dialogue:
    """值班: who is on now at my schools, from when the next; numbers masked for engineers."""
    found = who_is_on(turn.uow, turn.me)
    lines = "\n".join(
        "|".join(
            (
                one.team.tier,
                one.changes.isoformat() if one.changes else "",
                one.following.name if one.following else "",
                _people(turn, one.people),
                _people(turn, one.absent),
                one.team.name.of(turn.me.lang),
            )
        )
        for one in found[:_TEAMS]
    )
    oversee = _people(turn, supervisors_of(turn.uow, turn.me)[:3])
    turn.say(
        Kind.ROSTER_WHO,
        lines=lines,
        supervisors=oversee,
        more=str(max(len(found) - _TEAMS, 0)),
        hotlines="\n".join(_hotline(turn, one) for one in forwarded_hotlines(turn.uow, turn.me)[:_TEAMS]),
    )
    if turn.me.role is Role.SUPERVISOR:  # whole numbers
        note_view(turn.uow, turn.me.id, Seen.ROSTER)
    return turn.dialogue


def _hotline(turn: Turn, one: Forwarded) -> str:
    people = (one.person,) if one.person else ()
    return f"{one.number}|{one.until.isoformat()}|{_people(turn, people)}"


def leave(turn: Turn) -> Dialogue:
    """请假: for when?"""
    turn.say(Kind.ROSTER_ASK_WHEN, about="leave", again="", who="")
    return RosterWanted("leave")


def back(turn: Turn) -> Dialogue:
    """销假: the leave is over, or does not begin."""
    ended = end_leave(turn.uow, turn.me)
    turn.say(Kind.ROSTER_SWITCHED, state="back" if ended else "no_leave", until="", who="", teams="")
    return Idle()


def calendar(turn: Turn) -> Dialogue:
    """值班日历: a secret address for the person's own calendar; the one before ends."""
    turn.say(Kind.ROSTER_FEED, token=open_feed(turn.uow, turn.me))
    return turn.dialogue


def online(turn: Turn) -> Dialogue:
    """上线, for four hours."""
    return _online(turn, Span(turn.uow.now, turn.uow.now + ONLINE_FOR, ""))


def offline(turn: Turn) -> Dialogue:
    """下线, until the turn ends."""
    return _offline(turn, None)


def heard(turn: Turn) -> Dialogue | None:
    """A request with its time in one sentence (请假 明天下午), or the time that was asked for. None for all other words."""
    text = turn.incoming.text.strip()
    if turn.person is None or turn.me.role is Role.TEACHER:
        return None
    if isinstance(turn.dialogue, RosterWanted):
        return _time_said(turn, turn.dialogue, text)
    said = _SAID.match(text) if isinstance(turn.dialogue, Idle) and len(text) <= _MOST else None
    span = _span(turn, said[2]) if said else None
    if said is None or (span is None and said[1] != "请假"):
        return None
    if span is None:
        turn.say(Kind.ROSTER_ASK_WHEN, about="leave", again="unread", who="")
        return RosterWanted("leave")
    return _ASKED[said[1].casefold()](turn, span)


def press_leave(turn: Turn, press: Press) -> Dialogue:
    """同意 or 不同意, perhaps with who stands in."""
    wanted, _, cover = press.arg.partition("/")
    person = PersonId(cover) if cover else None
    decided = decide_leave(turn.uow, LeaveId(wanted), turn.me.id, press.verb, person)
    away = turn.uow.people.get(decided.person)
    turn.say(
        Kind.ROSTER_LEAVE_DECIDED,
        who=away.name,
        by="",
        mine="",
        agreed="yes" if decided.state is Consent.AGREED else "",
        cover=turn.uow.people.get(person).name if person else "",
        starts=decided.starts.isoformat(),
        ends=decided.ends.isoformat(),
    )
    return turn.dialogue


def press_take(turn: Turn, press: Press) -> Dialogue:
    """接班."""
    jobs = take_jobs(turn.uow, press.arg, turn.me.id)
    turn.say(Kind.ROSTER_TAKEN, total=str(len(jobs)))
    return turn.dialogue


def _time_said(turn: Turn, wanted: RosterWanted, text: str) -> Dialogue:
    if text.casefold() in _NEVER_MIND:
        turn.say(Kind.ROSTER_ASK_WHEN, about="dropped", again="", who="")
        return Idle()
    span = _span(turn, text)
    if span is None or span.ends <= turn.uow.now:
        again = "past" if span else "unread"
        turn.say(Kind.ROSTER_ASK_WHEN, about=wanted.about, again=again, who=_name(turn, wanted))
        return wanted
    if wanted.about == "leave" or wanted.team is None or wanted.person is None:
        return _leave(turn, span)
    stand_in(turn.uow, turn.me.id, wanted.team, wanted.person, (span.starts, span.ends))
    turn.say(
        Kind.ROSTER_SWITCHED,
        state="stands_in",
        until=span.ends.isoformat(),
        who=_name(turn, wanted),
        teams="",
    )
    return Idle()


def _leave(turn: Turn, span: Span) -> Dialogue:
    if span.ends <= turn.uow.now:
        turn.say(Kind.ROSTER_ASK_WHEN, about="leave", again="past", who="")
        return RosterWanted("leave")
    absence, asked = ask_leave(turn.uow, turn.me.id, span.starts, span.ends)
    turn.say(
        Kind.ROSTER_LEAVE_SENT,
        starts=absence.leave.starts.isoformat(),
        ends=absence.leave.ends.isoformat(),
        asked="、".join(person.name for person in asked),
        agreed="yes" if absence.leave.state is Consent.AGREED else "",
    )
    return Idle()


def _online(turn: Turn, span: Span) -> Dialogue:
    teams = go_online(turn.uow, turn.me, span.ends)
    names = "、".join(team.name.of(turn.me.lang) for team in teams)
    turn.say(Kind.ROSTER_SWITCHED, state="online", until=span.ends.isoformat(), who="", teams=names)
    return turn.dialogue


def _offline(turn: Turn, span: Span | None) -> Dialogue:
    absence = go_offline(turn.uow, turn.me, span.ends if span else None)
    until = absence.leave.ends.isoformat() if absence else ""
    turn.say(Kind.ROSTER_SWITCHED, state="offline", until=until, who="", teams="")
    return turn.dialogue


_ASKED: dict[str, Callable[[Turn, Span], Dialogue]] = {
    **dict.fromkeys(("请假", "leave"), _leave),
    **dict.fromkeys(("上线", "online"), _online),
    **dict.fromkeys(("下线", "offline"), _offline),
}


def _span(turn: Turn, text: str) -> Span | None:
    return read_absence(text, turn.uow.now, turn.uow.zone)


def _people(turn: Turn, people: Iterable[Person]) -> str:
    """`name,number;name,number`: whole numbers for supervisors only."""
    whole = turn.me.role is Role.SUPERVISOR
    return ";".join(f"{p.name},{p.phone if whole else masked(p.phone)}" for p in people)


def _name(turn: Turn, wanted: RosterWanted) -> str:
    return turn.uow.people.get(wanted.person).name if wanted.person else ""


PRESSES = {
    **dict.fromkeys((Verb.ROSTER_LEAVE_AGREE, Verb.ROSTER_LEAVE_DECLINE), press_leave),
    Verb.ROSTER_TAKE: press_take,
    **swaps.PRESSES,
}
