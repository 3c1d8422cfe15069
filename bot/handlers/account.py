"""Journey: who is this? Deep links (`b_<code>` binds an account, `d_<code>` opens a device, `r_<id>` a room, `login` asks for the link into the screens), the choice of a school."""

import re
from collections.abc import Callable
from dataclasses import replace

from bot.dialogue import ChoosingSchool, Dialogue, Idle
from bot.handlers import admitting, privacy, screens
from bot.handlers.arrivals import scanned
from bot.handlers.teacher_report import begin_at_device, begin_in_room
from bot.turn import Turn
from desk.buttons import Option, Press, Verb
from desk.ids import RoomId, SchoolId
from desk.language import Lang
from desk.notices import Kind
from desk.people import Role
from desk.places import School
from usecases.accounts import become_teacher, redeem

_SCHOOLS = 8


def start(turn: Turn) -> Dialogue:
    """`/start`, with or without a payload. Raises NotFound and CodeRefused, which are answered in words."""
    payload = turn.incoming.start or ""
    if payload.startswith("b_"):
        return use_code(turn, payload.removeprefix("b_"))
    if payload.startswith("d_"):
        return _sticker(turn, payload.removeprefix("d_"))
    if payload.startswith("r_"):
        return _room_sticker(turn, RoomId(payload.removeprefix("r_")))
    if turn.person is None:
        return ask_school(turn)
    if payload == screens.SIGN_IN:
        return screens.by_link(turn)
    kinds = {
        Role.TEACHER: Kind.WELCOME,
        Role.ENGINEER: Kind.ENGINEER_HELP,
        Role.SUPERVISOR: Kind.SUPERVISOR_HELP,
    }
    turn.say(kinds[turn.person.role])
    return turn.dialogue


def use_code(turn: Turn, code: str) -> Dialogue:
    """An invitation code, from a link or typed."""
    person = redeem(turn.uow, turn.incoming.peer, code, turn.incoming.sender_name)
    turn.say(Kind.REDEEMED, role=person.role, name=person.name)
    return Idle()


def ask_school(turn: Turn) -> Dialogue:
    """A stranger: which school? What they sent meanwhile is kept and read again once the school is known."""
    if turn.incoming.text.strip().casefold().removeprefix("/") in privacy.WORDS:
        return privacy.notice(turn)
    found, before = _matching(turn), _before(turn)
    if len(found) == 1:
        return _at_school(
            turn, found[0].id, _with_more(turn, before, _says_more(found[0], turn.incoming.text))
        )
    kept = _with_more(turn, before, words_too=True)
    offered = found or turn.uow.places.schools()
    buttons = [Option(Press(Verb.PICK_SCHOOL, None, school.id), school.name) for school in offered[:_SCHOOLS]]
    turn.say(Kind.ASK_SCHOOL, *buttons, lang=_lang(turn))
    return kept


def pick_school(turn: Turn, press: Press) -> Dialogue:
    """A school's button."""
    return _at_school(turn, SchoolId(press.arg), _before(turn))


def _before(turn: Turn) -> ChoosingSchool:
    """What the stranger had sent before this message."""
    return turn.dialogue if isinstance(turn.dialogue, ChoosingSchool) else ChoosingSchool()


def _with_more(turn: Turn, before: ChoosingSchool, words_too: bool) -> ChoosingSchool:
    """This message added, its words as they were written."""
    said = turn.incoming.text.strip() if words_too else ""
    words = "，".join(text for text in (before.text, said) if text)
    return ChoosingSchool(words, before.media + turn.incoming.media)


def _says_more(school: School, words: str) -> bool:
    """Whether the words say more than which school."""
    for name in sorted((school.name, school.name_en, *school.aliases), key=len, reverse=True):
        if name:
            words = re.sub(re.escape(name), "", words, flags=re.IGNORECASE)
    return bool(words.strip(" ，,。.、的"))


def _at_school(turn: Turn, school: SchoolId, kept: ChoosingSchool) -> Dialogue:
    person = become_teacher(
        turn.uow, turn.incoming.peer, school, turn.incoming.sender_name, Lang(_lang(turn))
    )
    turn.say(Kind.BOUND, school=turn.uow.places.school(school).name, name=person.name)
    if kept.text or kept.media:
        key = f"{turn.incoming.key}:again"
        again = replace(turn.incoming, key=key, text=kept.text, media=kept.media, press=None, start=None)
        turn.uow.inbox.accept((again,), turn.uow.now)
    return Idle()


def _sticker(turn: Turn, code: str) -> Dialogue:
    device = turn.uow.places.device(code)
    if turn.person is not None and turn.person.role is not Role.TEACHER:
        if device.room and scanned(turn, turn.uow.places.room(device.room)):
            return turn.dialogue
        turn.say(Kind.STICKER, device=device.kind, label=device.label, place="")
        return turn.dialogue
    return begin_at_device(_teacher_at(turn, device.school), code)


def _room_sticker(turn: Turn, code: RoomId) -> Dialogue:
    """The sticker at a room's door; it says where, not what."""
    room = turn.uow.places.room(code)
    if turn.person is not None and turn.person.role is not Role.TEACHER:
        if scanned(turn, room):
            return turn.dialogue
        turn.say(Kind.STICKER, device="", label=room.name, place="")
        return turn.dialogue
    return begin_in_room(_teacher_at(turn, room.school), room)


def _teacher_at(turn: Turn, school: SchoolId) -> Turn:
    """Whoever scans a school's sticker is a teacher there."""
    person = become_teacher(
        turn.uow, turn.incoming.peer, school, turn.incoming.sender_name, Lang(_lang(turn))
    )
    return replace(turn, person=person)


def _matching(turn: Turn) -> list[School]:
    """Schools whose name or alias the words contain, or that contain the words."""
    text = turn.incoming.text.strip().casefold()
    if len(text) < 2:
        return []

    def fits(school: School) -> bool:
        names = (school.name, school.name_en, *school.aliases)
        return any(name and (name.casefold() in text or text in name.casefold()) for name in names)

    return [school for school in turn.uow.places.schools() if fits(school)]


def _lang(turn: Turn) -> str:
    if turn.person is not None:
        return turn.person.lang
    return Lang.EN if turn.reading.lang == "en" else Lang.ZH


PRESSES: dict[Verb, Callable[[Turn, Press], Dialogue]] = {
    Verb.PICK_SCHOOL: pick_school,
    **(screens.PRESSES | admitting.PRESSES),
}
