"""我的数据: somebody asks for everything the desk keeps of them and gets it as files in their own chat (PIPL 45)."""

from datetime import datetime, timedelta

import structlog

from desk.access import AT_THE_MACHINE
from desk.ids import PersonId
from desk.messages import Media, MediaKind, Peer, Urgency
from desk.notices import Kind, Notice
from desk.people import Person
from desk.privacy import PrivacyAct, PrivacyEvent
from usecases.note_view import Seen, note_view
from usecases.ports import UnitOfWork
from usecases.privacy_ports import Copy
from usecases.recording import tell

log = structlog.get_logger()

PAUSE = timedelta(minutes=10)
"""Between two copies: each reads every table."""
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def give_copy(uow: UnitOfWork, person: Person, peer: Peer, key: str) -> None:
    """Both files into this chat, or when the next may be had. A trace of it stays, by id."""
    last = _given_last(uow, person.id)
    if last is not None and last + PAUSE > uow.now:
        again = (("again", (last + PAUSE).isoformat()),)
        tell(uow, Notice(Kind.PRIVACY_COPY, key, None, peer, None, Urgency.REPLY, (), again))
        return
    made = _files(uow, person.id)
    note = ",".join(media.id for media in made)
    uow.privacy.note(PrivacyEvent(PrivacyAct.COPY_GIVEN, uow.now, person.id, person.id, note))
    note_view(uow, person.id, Seen.COPY, person.id)
    files = tuple(one.id for one in made)
    tell(uow, Notice(Kind.PRIVACY_COPY, key, None, peer, None, Urgency.REPLY, media=files))
    log.info("privacy", action="copy_given", person=person.id, size=sum(one.size for one in made))


def copy_for_operator(
    uow: UnitOfWork, person: PersonId, account: str = AT_THE_MACHINE
) -> tuple[bytes, bytes]:
    """JSON and workbook for who asked in writing (`chalkline people copy`). Raises NotFound."""
    uow.people.get(person)
    uow.privacy.note(PrivacyEvent(PrivacyAct.COPY_GIVEN, uow.now, person, AT_THE_MACHINE))
    note_view(uow, account, Seen.COPY, person)
    return uow.belongings.files(uow.belongings.of(person))


def _files(uow: UnitOfWork, person: PersonId) -> tuple[Media, Media]:
    copy: Copy = uow.belongings.of(person)
    document, workbook = uow.belongings.files(copy)
    day = uow.now.astimezone(uow.zone).date()
    return (
        uow.media.put(document, MediaKind.FILE, f"my-data-{day}.json", "application/json", uow.now),
        uow.media.put(workbook, MediaKind.FILE, f"my-data-{day}.xlsx", _WORKBOOK, uow.now),
    )


def _given_last(uow: UnitOfWork, person: PersonId) -> datetime | None:
    given = (
        event.at for event in uow.privacy.trail(person) if event.act is PrivacyAct.COPY_GIVEN and event.note
    )
    return max(given, default=None)
