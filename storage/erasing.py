"""Takes a person out of the tables: what names them goes, what they did stays as facts about an id (PIPL 47, ADR 0022).

By the inventory: their chats' rows are deleted, the words of their own in trails emptied, and whatever else still holds their name
or number, in anybody's words, loses it. The tickets' facts, clocks and seals stay.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial

from sqlalchemy import bindparam, delete, func, or_, select, update

from desk.ids import MediaId, PersonId, TicketId
from desk.people import Person, Role
from desk.personal import ERASED, Fields, Personal
from desk.privacy import PrivacyAct
from storage.belongings import Belongings, media_in, mine
from storage.codec import encode
from storage.inventory import INVENTORY
from storage.privacy import PrivacyRows
from storage.redacting import Redaction, Removed
from storage.tables import events, media, metadata, outbox, people, service_reports, tickets
from storage.transaction import Transaction
from usecases.privacy_ports import Gone

GOES_WHOLE = (
    *("addresses", "invitations", "code_tries", "timers", "inbox", "outbox", "cards", "prompts", "dialogues"),
    *("webchat_lines", "digests", "roster_feeds", "quiet_hours", "sign_ins", "sessions"),
)
"""Tables whose rows of a person say nothing without the person."""
_MESSAGES = ("inbox", "outbox", "webchat_lines", "prompts", "dialogues")
_OF_REPORTER = ("reporter", "words")
_OF_ANYBODY = (*_OF_REPORTER, "handler", "partners", "cause", "solution", "loss")
"""Parts of a service report."""
_AT_ONCE, _SHOWN = 20, 12
_SHORTEST = 2
"""Characters: a name of one is in every second sentence."""
_LONG = 6
"""Characters from which somebody's own words are looked for in other people's messages: 好的 is nobody's."""


class Erasing:
    """`privacy_ports.Erasing` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`."""
        self._tx = tx
        self._conn = tx.conn

    def erase(self, person: Person) -> Gone:
        """Everything but facts. Once it is committed, a SQLite file holds it in no free page and no log either."""
        self._tx.change_register()
        theirs, peers = self._tickets(person.id), Belongings(self._tx).peers(person.id)
        sent = self._sent(person.id)
        needles = self._needles(person)
        removed = self._words(person, theirs, needles)
        sent |= set(removed.media)
        self._papers(theirs, sent, _OF_REPORTER)
        rows = sum(self._drop(name, person.id, peers) for name in GOES_WHOLE)
        rows += self._conn.execute(
            delete(outbox).where(or_(*(outbox.c.ticket == one for one in theirs)), outbox.c.settled_at.is_not(None))
        ).rowcount if theirs else 0  # fmt: skip
        swept = self._sweep(needles, tuple(removed.words))
        pictures = self._drop_media(sent)
        self._forget(person)
        self._conn.leave_no_trace()
        return Gone(removed.events, rows, pictures, swept)

    def words_of(self, ticket: TicketId) -> Gone:
        """What people wrote about one ticket, whoever they are, and their names on its report; places stay."""
        removed = Redaction(self._tx).redact(
            ticket, lambda kind, fields, path, value: not path.endswith(("place", "places"))
        )
        papers: set[MediaId] = set()
        self._papers((ticket,), papers, _OF_ANYBODY)
        return Gone(removed.events, 0, self._drop_media(papers | set(removed.media)), 0)

    def _tickets(self, person: PersonId) -> tuple[TicketId, ...]:
        found = self._conn.execute(select(tickets.c.id).where(tickets.c.reporter == person)).scalars()
        return tuple(TicketId(one) for one in found)

    def _sent(self, person: PersonId) -> set[MediaId]:
        """Evidence in their messages, and copies of their data."""
        copies = (
            event for event in PrivacyRows(self._tx).trail(person) if event.act is PrivacyAct.COPY_GIVEN
        )
        found = {MediaId(one) for event in copies for one in event.note.split(",") if one}
        peers = Belongings(self._tx).peers(person)
        for name in ("inbox", "webchat_lines"):
            table = metadata.tables[name]
            for body in list(
                self._conn.execute(select(table.c.body).where(mine(name, person, peers))).scalars()
            ):
                found.update(media_in(json.loads(body)))
        return found

    def _needles(self, person: Person) -> tuple[str, ...]:
        """Name and number as they may be written. A name that others have too says nothing by itself."""
        same = self._conn.execute(
            select(func.count()).select_from(people).where(people.c.name == person.name)
        ).scalar_one()
        names = (person.name,) if same == 1 and len(person.name) >= _SHORTEST else ()
        account = (person.account,) if "@" in person.account else ()  # others may be anything
        return (*names, *account, *_numbers(person.phone))

    def _words(self, person: Person, theirs: tuple[TicketId, ...], needles: tuple[str, ...]) -> Removed:
        """Of a teacher every word of their own; of anybody what names them, in whosever words."""
        named = (*needles, person.name) if len(person.name) >= _SHORTEST else needles

        def goes(kind: str, fields: Fields, path: str, value: object) -> bool:
            of_them = fields.get("by") == person.id or fields.get("reporter") == person.id
            is_place = path.endswith(("place", "places"))
            if of_them and kind == "ReportSigned":
                return True
            if of_them and person.role is Role.TEACHER and not is_place:
                return True
            return any(needle in json.dumps(value, ensure_ascii=False) for needle in named)

        removed = Removed()
        for ticket in dict.fromkeys((*theirs, *self._mentioned(person.id, needles))):
            one = Redaction(self._tx).redact(ticket, goes)
            removed.events += one.events
            removed.words += one.words
            removed.media += one.media
        return removed

    def _mentioned(self, person: PersonId, needles: tuple[str, ...]) -> list[TicketId]:
        """Other tickets on which they did something, or which name them."""
        body = events.c.body
        ways = [
            events.c.by == person,
            *(body.contains(_as_json(needle), autoescape=True) for needle in needles),
        ]
        return [
            TicketId(one)
            for one in self._conn.execute(select(events.c.ticket).where(or_(*ways)).distinct()).scalars()
        ]

    def _papers(self, theirs: Iterable[TicketId], papers: set[MediaId], goes: tuple[str, ...]) -> None:
        """Signed papers go, and the words on the reports; that both signed which digest stands in the trail."""
        for ticket in theirs:
            for row in self._conn.execute(_REPORTS, {"of": ticket}).all():
                papers.update([MediaId(row.paper)] if row.paper else [])
                self._conn.execute(
                    _EMPTY_REPORT, {"of": ticket, "seal": row.digest, "now_reads": _blank(row.body, goes)}
                )

    def _drop(self, name: str, person: PersonId, peers: tuple[str, ...]) -> int:
        return self._conn.execute(delete(metadata.tables[name]).where(mine(name, person, peers))).rowcount

    def _sweep(self, needles: tuple[str, ...], own: tuple[str, ...]) -> int:
        """Cut name and number out wherever other rows still hold them, and their words out of messages; how many rows."""
        named = partial(_cut, needles)
        count = sum(self._change(name, needles, named) for name in _with_bodies())
        begins = tuple(dict.fromkeys(_begin(words) for words in own if len(_begin(words)) >= _LONG))
        return count + sum(self._change(name, begins, partial(_emptied, begins)) for name in _MESSAGES)

    def _change(self, name: str, needles: tuple[str, ...], change: Callable[[str], str]) -> int:
        """Change every text in the bodies of a table that hold one of these."""
        table = metadata.tables[name]
        keys = [column for column in table.columns if column.primary_key]
        found: dict[tuple[object, ...], str] = {}
        for n in range(0, len(needles), _AT_ONCE):
            holds = [
                table.c.body.contains(_as_json(one), autoescape=True) for one in needles[n : n + _AT_ONCE]
            ]
            rows = self._conn.execute(select(*keys, table.c.body).where(or_(*holds))).all()
            found.update({tuple(key): body for *key, body in rows})
        for key, body in found.items():
            text = json.dumps(_through(json.loads(body), change), ensure_ascii=False, separators=(",", ":"))
            this = [column == value for column, value in zip(keys, key, strict=True)]
            self._conn.execute(update(table).where(*this).values(body=text))
        return len(found)

    def _drop_media(self, wanted: Iterable[MediaId]) -> int:
        return sum(self._conn.execute(_NO_MEDIA, {"which": one}).rowcount for one in sorted(wanted))

    def _forget(self, person: Person) -> None:
        left = replace(person, name=ERASED, phone="", posts=(), emergency=(), account="")
        self._conn.execute(_FORGET, {"of": person.id, "called": left.name, "now_reads": encode(left)})
        pages = metadata.tables["pages"]
        self._conn.execute(update(pages).where(pages.c.person == person.id).values(peer=None, reason=""))


_REPORTS = select(service_reports.c.digest, service_reports.c.body, service_reports.c.paper).where(
    service_reports.c.ticket == bindparam("of")
)
_EMPTY_REPORT = (
    update(service_reports)
    .where(service_reports.c.ticket == bindparam("of"), service_reports.c.digest == bindparam("seal"))
    .values(body=bindparam("now_reads"), paper=None, asked=None, code="")
)
_NO_MEDIA = delete(media).where(media.c.id == bindparam("which"))
_FORGET = (
    update(people)
    .where(people.c.id == bindparam("of"))
    .values(name=bindparam("called"), body=bindparam("now_reads"))
)


def _numbers(phone: str) -> Iterator[str]:
    """A number as it stands in the register, and as people write it."""
    digits = "".join(filter(str.isdigit, phone))
    if len(digits) < 7:
        return
    yield from dict.fromkeys((phone, digits))
    if len(digits) == 11:
        for gap in "- ":
            yield gap.join((digits[:3], digits[3:7], digits[7:]))


def _as_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _begin(words: str) -> str:
    """How words begin where they are shown shortened and on one line."""
    return (words.split() or [""])[0][:_SHOWN]


def _cut(needles: tuple[str, ...], text: str) -> str:
    for needle in needles:
        text = text.replace(needle, ERASED)
    return text


def _emptied(begins: tuple[str, ...], text: str) -> str:
    return ERASED if any(begin in text for begin in begins) else text


def _with_bodies() -> Iterator[str]:
    """Tables whose bodies hold anything of people and are not gone through field by field."""
    for name, holding in INVENTORY.items():
        kinds = holding.columns.get("body", (Personal.NONE,))
        if kinds != (Personal.NONE,) and name not in ("media", "tickets", "events", "people"):
            yield name


def _through(value: object, change: Callable[[str], str]) -> object:
    """A body with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _through(inner, change) for key, inner in value.items()}
    return [_through(inner, change) for inner in value] if isinstance(value, list) else value


def _blank(body: str, goes: tuple[str, ...]) -> str:
    """A report without these parts."""
    parts = {
        key: _through(value, lambda text: ERASED if text else text) if key in goes else value
        for key, value in json.loads(body).items()
    }
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
