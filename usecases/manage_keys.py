"""Keys for other programs are made, listed, used and ended."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from desk.alerts import reporter_of
from desk.api_keys import ApiKey, KeyAct, KeyEvent, Scope
from desk.ids import SchoolId
from desk.refusals import NotFound, Refused
from usecases.note_view import Seen, note_view
from usecases.ports import UnitOfWork

log = structlog.get_logger()

FRESH = timedelta(minutes=1)
"""So exactly the last use is known: a busy key is not written at every request."""
_SHOWN = 8


class NameTaken(Refused):
    """A key that is good has this name already. End that one first, or choose another name."""


@dataclass(frozen=True, slots=True)
class MakeKey:
    """What the key is for; good for `life`."""

    name: str
    scopes: tuple[Scope, ...]
    schools: tuple[SchoolId, ...] = ()
    life: timedelta = timedelta(days=365)


def make_key(uow: UnitOfWork, command: MakeKey) -> tuple[ApiKey, str]:
    """The key and its secret (128 random bits), which is told now and never again. Raises NotFound for an unknown school, NameTaken."""
    for school in command.schools:
        uow.places.school(school)
    if any(key.name == command.name and key.is_good(uow.now) for key in uow.api_keys.all()):
        raise NameTaken(command.name)
    shown = "".join(filter(str.isalnum, uow.fresh_id()))[:_SHOWN]
    secret = f"chalk_{shown}_{uow.fresh_id()}"
    scopes = tuple(dict.fromkeys(command.scopes))
    key = ApiKey(shown, command.name, scopes, command.schools, uow.now, uow.now + command.life)
    if key.may(Scope.ALERTS_WRITE):
        reporter = reporter_of(key)
        uow.people.add(reporter)
        key = replace(key, person=reporter.id)
    uow.api_keys.add(key, secret)
    uow.api_keys.note(KeyEvent(uow.now, key.id, KeyAct.MADE, " ".join(scopes)))
    log.info("api_key", action="api_key_made", key=key.id, scopes=" ".join(scopes))
    return key, secret


def keys(uow: UnitOfWork) -> tuple[ApiKey, ...]:
    """All of them, oldest first."""
    return uow.api_keys.all()


def end_key(uow: UnitOfWork, called: str) -> ApiKey:
    """From now on it opens nothing. By its shown part, or the name of the good one. Raises NotFound; ending it again changes nothing."""
    key = _called(uow, called)
    if key.ended_at is not None:
        return key
    ended = replace(key, ended_at=uow.now)
    uow.api_keys.save(ended)
    uow.api_keys.note(KeyEvent(uow.now, key.id, KeyAct.ENDED))
    log.info("api_key", action="api_key_ended", key=key.id)
    return ended


def key_log(uow: UnitOfWork, called: str, most: int) -> tuple[KeyEvent, ...]:
    """The newest lines about one key. Raises NotFound."""
    return uow.api_keys.log(_called(uow, called).id, most)


def open_with(uow: UnitOfWork, secret: str) -> ApiKey:
    """The key that a request shows. Raises NotFound alike for one that never was, has ended or is too old."""
    key = uow.api_keys.opened_by(secret)
    if not key.is_good(uow.now):
        raise NotFound(key.id)
    return key


def note_use(uow: UnitOfWork, key: ApiKey) -> None:
    """Remember when it was used last."""
    uow.api_keys.used(key.id, uow.now)


def note_personal(uow: UnitOfWork, key: ApiKey, about: str) -> None:
    """A program has read names or words of people: which, by our own numbers, never the words."""
    uow.api_keys.note(KeyEvent(uow.now, key.id, KeyAct.READ_PERSONAL, about))
    note_view(uow, f"key:{key.id}", Seen.API)
    log.info("api_key", action="api_key_read_personal", key=key.id, about=about)


def _called(uow: UnitOfWork, called: str) -> ApiKey:
    known = uow.api_keys.all()
    by_id: Sequence[ApiKey] = [key for key in known if key.id == called]
    named = [key for key in known if key.name == called]
    good = [key for key in named if key.is_good(uow.now)]
    for found in (by_id, good, named[-1:]):
        if found:
            return found[0]
    raise NotFound(called)
