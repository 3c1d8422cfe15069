"""The privacy notice comes with the first answer a teacher gets (PIPL 17): one line, after what was asked for; never a message of
its own that would stand between a teacher and a repair. Danger is told alone, the line comes with what follows it.
"""

from desk.language import Lang
from desk.notices import Kind, Notice
from desk.people import Person, Role
from desk.privacy import NOTICE_VERSION, Noticed, PrivacyAct, PrivacyEvent
from usecases.ports import UnitOfWork

FIRST_ANSWERS = frozenset(
    {
        *(Kind.BOUND, Kind.WELCOME, Kind.HELP, Kind.STICKER, Kind.OPENED, Kind.VOICE_JOINED, Kind.HOWTO),
        *(Kind.ASK_FAULT, Kind.ASK_ROOM, Kind.ASK_SCOPE, Kind.ASK_LESSON, Kind.ASK_CONDITION),
        *(Kind.OUT_OF_SCOPE, Kind.NO_TICKET),
    }
)
"""What a first message may be answered by."""


def with_notice(uow: UnitOfWork, notice: Notice, person: Person | None, lang: Lang, text: str) -> str:
    """The words, with the line below them where this person has not been shown this version of the notice yet.

    A live card that showed it goes on showing it: its newer states replace the older ones.
    """
    if person is None or person.role is not Role.TEACHER or notice.kind not in FIRST_ANSWERS:
        return text
    shown = uow.privacy.noticed(person.id)
    if shown is not None and shown.version == NOTICE_VERSION:
        return f"{text}\n{_line(uow, lang)}" if notice.card and notice.card == shown.card else text
    note_notice(uow, person, notice.card)
    return f"{text}\n{_line(uow, lang)}"


def note_notice(uow: UnitOfWork, person: Person, card: str | None = None) -> None:
    """They have been shown the notice, or the line that leads to it, now."""
    uow.privacy.show(person.id, Noticed(NOTICE_VERSION, uow.now, card))
    uow.privacy.note(
        PrivacyEvent(PrivacyAct.NOTICE_SHOWN, uow.now, person.id, None, NOTICE_VERSION),
    )


def _line(uow: UnitOfWork, lang: Lang) -> str:
    return uow.words.render(Notice(Kind.PRIVACY_LINE, ""), None, None, lang, uow.now).text
