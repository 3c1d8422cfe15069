"""Journey: into the screens. 登录 gives a link and a code for one browser; 登录设备 shows where one is signed in, and ends it."""

from collections.abc import Callable

from bot.dialogue import Dialogue
from bot.turn import Turn
from desk.buttons import Option, Press, Verb
from desk.ids import SessionId
from desk.notices import Kind
from desk.people import Role
from desk.permissions import require_role
from usecases.sessions import end_others, end_session, sessions_of
from usecases.sign_in import ask_sign_in

WORDS = ("login", "登录", "网页", "登录网页", "sign in", "log in")
SIGN_IN = "login"
"""What a link into the bot brings that asks for this."""
DEVICE_WORDS = ("devices", "登录设备", "我的登录", "sessions", "signed in")
_MOST, _LABEL = 5, 18
"""Lines of one phone screen; characters of a browser on a button."""


def sign_in(turn: Turn) -> Dialogue:
    """登录: a link and a code, for this person and one browser."""
    asked = ask_sign_in(turn.uow, turn.me, turn.incoming.peer)
    turn.say(Kind.SIGN_IN, token=asked.token, code=asked.code, until=asked.until.isoformat())
    return turn.dialogue


def by_link(turn: Turn) -> Dialogue:
    """用 Telegram 登录, on the start page: as 登录. A teacher hears that there is no need to."""
    if turn.me.role is not Role.TEACHER:
        return sign_in(turn)
    turn.say(Kind.NO_SIGN_IN)
    return turn.dialogue


def devices(turn: Turn) -> Dialogue:
    """登录设备: each with its button."""
    found = sessions_of(turn.uow, turn.me.id)
    shown = found[:_MOST]
    lines = "\n".join(
        f"{one.began.isoformat()}|{one.seen.isoformat()}|{'here' if one.peer == turn.incoming.peer else ''}|{one.browser}"
        for one in shown
    )
    buttons = [
        Option(Press(Verb.SESSION_END, None, one.id), f"✕ {n} {one.browser[:_LABEL]}".strip())
        for n, one in enumerate(shown, start=1)
    ]
    if len(found) > 1:
        buttons.append(Option(Press(Verb.SESSION_END_OTHERS)))
    turn.say(Kind.DEVICES, *buttons, lines=lines, more=str(len(found) - len(shown)))
    return turn.dialogue


def press_end(turn: Turn, press: Press) -> Dialogue:
    """退出, of one browser."""
    require_role(turn.me, press.verb)
    ended = end_session(turn.uow, turn.me.id, SessionId(press.arg))
    turn.say(Kind.DEVICE_ENDED, browser=ended.browser, total="1")
    return turn.dialogue


def press_others(turn: Turn, press: Press) -> Dialogue:
    """All but the browser this is said in."""
    require_role(turn.me, press.verb)
    total = end_others(turn.uow, turn.me.id, turn.incoming.peer)
    turn.say(Kind.DEVICE_ENDED, browser="", total=str(total))
    return turn.dialogue


PRESSES: dict[Verb, Callable[[Turn, Press], Dialogue]] = {
    Verb.SESSION_END: press_end,
    Verb.SESSION_END_OTHERS: press_others,
}
