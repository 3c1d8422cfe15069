"""Journey: what the desk keeps of me. 隐私 shows the notice, 我的数据 gives a copy, 删除我的数据 erases it, asked once more by a button."""

from collections.abc import Callable, Iterable

from bot.dialogue import Dialogue
from bot.turn import Turn
from desk.buttons import Option, Press, Verb
from desk.language import Lang
from desk.notices import Kind
from desk.people import Role
from desk.ticket import Ticket
from usecases.erase_person import ask_erasure, keep_after_all
from usecases.give_copy import give_copy
from usecases.show_notice import note_notice

WORDS = ("privacy", "隐私", "隐私说明")
COPY_WORDS = ("我的数据", "mydata", "my data", "my_data")
ERASE_WORDS = ("删除我的数据", "erase", "erase my data", "delete my data")
KEEP_WORDS = ("不删了", "keep my data")


def notice(turn: Turn) -> Dialogue:
    """隐私: the whole notice, on one screen; also for who has no school yet."""
    if turn.person is None:
        lang = Lang.EN if turn.incoming.text.isascii() else Lang.ZH
        turn.say(Kind.PRIVACY, lang=lang)
        return turn.dialogue
    note_notice(turn.uow, turn.person)
    erase = (Option(Press(Verb.ERASE)),) if turn.person.role is Role.TEACHER else ()
    turn.say(Kind.PRIVACY, Option(Press(Verb.MY_DATA)), *erase)
    return turn.dialogue


def copy(turn: Turn) -> Dialogue:
    """我的数据: their own and nobody else's, into the chat that asked."""
    give_copy(turn.uow, turn.me, turn.incoming.peer, f"{turn.incoming.key}:{Kind.PRIVACY_COPY}")
    return turn.dialogue


def erase(turn: Turn) -> Dialogue:
    """删除我的数据: what goes, what stays, and what it waits for; the button does it. Staff are told whom to ask."""
    if turn.me.role is not Role.TEACHER:
        turn.say(Kind.ERASE_SURE, staff="yes")
        return turn.dialogue
    buttons = (Option(Press(Verb.ERASE_REALLY)), Option(Press(Verb.ERASE_KEEP)))
    turn.say(Kind.ERASE_SURE, *buttons, open=_nos(turn.uow.tickets.open_of(turn.me.id)))
    return turn.dialogue


def really(turn: Turn) -> Dialogue:
    """确定删除."""
    turn.say(Kind.ERASE_SET, open=_nos(ask_erasure(turn.uow, turn.me)))
    return turn.dialogue


def keep(turn: Turn) -> Dialogue:
    """不删了, at once or in the ten minutes after it."""
    keep_after_all(turn.uow, turn.me)
    turn.say(Kind.ERASE_KEPT)
    return turn.dialogue


def _nos(tickets: Iterable[Ticket]) -> str:
    return "、".join(str(ticket.no) for ticket in tickets)


def _by_button(handler: Callable[[Turn], Dialogue]) -> Callable[[Turn, Press], Dialogue]:
    return lambda turn, _: handler(turn)


PRESSES: dict[Verb, Callable[[Turn, Press], Dialogue]] = {
    Verb.MY_DATA: _by_button(copy),
    Verb.ERASE: _by_button(erase),
    Verb.ERASE_REALLY: _by_button(really),
    Verb.ERASE_KEEP: _by_button(keep),
}
