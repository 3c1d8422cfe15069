"""Journey: turns change hands. Two swap theirs (换班), a supervisor names a stand-in (代班)."""

from datetime import datetime

from bot.dialogue import Dialogue, RosterWanted
from bot.turn import Turn
from desk.buttons import Option, Press, Verb
from desk.duty_calendar import Period
from desk.ids import PersonId, TeamId
from desk.notices import Kind, Notice
from desk.permissions import require_role
from desk.refusals import NotFound, TooLate
from desk.roster import Consent
from usecases.recording import tell
from usecases.stand_in import candidates, decide_swap, offer_swap, others_turns, own_turns, swap_extra
from usecases.who_is_on import sorted_teams, team_called

_SHOWN, _NAME = 6, 9


def swap(turn: Turn) -> Dialogue:
    """换班: which of my turns?"""
    mine = own_turns(turn.uow, turn.me.id)
    buttons = [
        Option(Press(Verb.ROSTER_SWAP_TURN, arg=f"{p.team}|{p.starts.isoformat()}"), _days(turn, p))
        for p in mine[:_SHOWN]
    ]
    turn.say(Kind.ROSTER_ASK_TURN, *buttons, total=str(len(mine)))
    return turn.dialogue


def press_turn(turn: Turn, press: Press) -> Dialogue:
    """Against whose?"""
    require_role(turn.me, press.verb)
    mine = _mine(turn, press.arg)
    theirs = others_turns(turn.uow, mine)[:_SHOWN]
    buttons = []
    for period in theirs:
        name = turn.uow.people.get(period.people[0]).name[:_NAME]
        arg = f"{press.arg}|{period.starts.isoformat()}"
        buttons.append(Option(Press(Verb.ROSTER_SWAP_WITH, arg=arg), f"{name} {_days(turn, period)}"))
    turn.say(Kind.ROSTER_ASK_WITH, *buttons, starts=mine.starts.isoformat(), ends=mine.ends.isoformat())
    return turn.dialogue


def press_with(turn: Turn, press: Press) -> Dialogue:
    """The colleague is asked."""
    require_role(turn.me, press.verb)
    head, _, wanted = press.arg.rpartition("|")
    mine = _mine(turn, head)
    start = datetime.fromisoformat(wanted)
    theirs = next((p for p in others_turns(turn.uow, mine) if _is(turn, p, start)), None)
    if theirs is None:
        raise TooLate(wanted)
    made = offer_swap(turn.uow, turn.me.id, mine, theirs)
    _say(turn, Kind.ROSTER_SWAP_SENT, swap_extra(turn.uow, made))
    return turn.dialogue


def press_swap(turn: Turn, press: Press) -> Dialogue:
    """The colleague's answer."""
    done = decide_swap(turn.uow, press.arg, turn.me.id, press.verb)
    agreed = "yes" if done.mine.state is Consent.AGREED else ""
    _say(turn, Kind.ROSTER_SWAP_DECIDED, (*swap_extra(turn.uow, done), ("agreed", agreed)))
    return turn.dialogue


def cover(turn: Turn) -> Dialogue:
    """代班: for which team?"""
    require_role(turn.me, Verb.ROSTER_STAND_TEAM)
    teams = [t for t in sorted_teams(turn.uow.rosters.roster().teams) if t.answers_in(turn.me.schools)]
    buttons = [
        Option(Press(Verb.ROSTER_STAND_TEAM, arg=team.id), team.name.of(turn.me.lang)) for team in teams
    ]
    turn.say(Kind.ROSTER_ASK_TEAM, *buttons[:_SHOWN])
    return turn.dialogue


def press_team(turn: Turn, press: Press) -> Dialogue:
    """Who?"""
    require_role(turn.me, press.verb)
    team = team_called(turn.uow.rosters.roster(), press.arg)
    if not team.answers_in(turn.me.schools):
        raise NotFound(press.arg)
    buttons = [
        Option(Press(Verb.ROSTER_STAND_PERSON, arg=f"{team.id}|{person.id}"), person.name)
        for person in candidates(turn.uow, team)
    ]
    turn.say(Kind.ROSTER_ASK_PERSON, *buttons[:_SHOWN], team=team.name.of(turn.me.lang))
    return turn.dialogue


def press_person(turn: Turn, press: Press) -> Dialogue:
    """For when?"""
    require_role(turn.me, press.verb)
    team, _, person = press.arg.rpartition("|")
    name = turn.uow.people.get(PersonId(person)).name
    turn.say(Kind.ROSTER_ASK_WHEN, about="stand_in", again="", who=name)
    return RosterWanted("stand_in", TeamId(team), PersonId(person))


def _mine(turn: Turn, arg: str) -> Period:
    """The turn a button stands for; one that has begun meanwhile is what is left of it. Raises TooLate."""
    team, _, wanted = arg.rpartition("|")
    start = datetime.fromisoformat(wanted)
    mine = (p for p in own_turns(turn.uow, turn.me.id) if p.team == team)
    found = next((p for p in mine if _is(turn, p, start)), None)
    if found is None:
        raise TooLate(arg)
    return found


def _is(turn: Turn, period: Period, start: datetime) -> bool:
    """Whether this turn was shown with that begin: the one that runs begins "now", whenever that is looked at."""
    return period.starts == start or start < period.starts == turn.uow.now


def _days(turn: Turn, period: Period) -> str:
    """11-23–11-30, with the hours where it begins and ends on one day."""
    begin, end = (instant.astimezone(turn.uow.zone) for instant in (period.starts, period.ends))
    if begin.date() == end.date():
        return f"{begin:%m-%d %H:%M}–{end:%H:%M}"
    return f"{begin:%m-%d}–{end:%m-%d}"


def _say(turn: Turn, kind: Kind, extra: tuple[tuple[str, str], ...]) -> None:
    key = f"{turn.incoming.key}:{kind}"
    tell(turn.uow, Notice(kind, key, None, turn.incoming.peer, None, extra=extra))


PRESSES = {
    Verb.ROSTER_SWAP_TURN: press_turn,
    Verb.ROSTER_SWAP_WITH: press_with,
    **dict.fromkeys((Verb.ROSTER_SWAP_AGREE, Verb.ROSTER_SWAP_DECLINE), press_swap),
    Verb.ROSTER_STAND_TEAM: press_team,
    Verb.ROSTER_STAND_PERSON: press_person,
}
