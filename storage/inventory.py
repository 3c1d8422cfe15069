"""What every column holds of people, whose it is and how long it is kept. A column that is not here fails the tests.

One page beside the tables, so that a new table cannot be added without it: `tests/security/test_inventory.py` compares it with
the metadata and with what the migrations really make. Each column's kinds are also its `info["personal"]`. Export, erasure and
retention work by this page, not by lists of their own. What is personal inside events: `desk.personal`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from desk.personal import Personal
from desk.retention import Keep
from storage import (
    access_tables,
    api_tables,
    learning_tables,
    paging_tables,
    privacy_tables,
    roster_tables,
    search_tables,
    watch_tables,
)
from storage.tables import metadata

Kinds = tuple[Personal, ...]

NONE, PERSON, NAME, PHONE = Personal.NONE, Personal.PERSON, Personal.NAME, Personal.PHONE
ADDRESS, WORDS, PLACE, PICTURE = Personal.ADDRESS, Personal.WORDS, Personal.PLACE, Personal.PICTURE
SCORE, WORK_TIME, SECRET = Personal.SATISFACTION, Personal.WORK_TIME, Personal.SECRET


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose a row is: the person in one of these columns, the chat in one of these, the reporter of this ticket; or a body that
    names them. Nothing: no person's.
    """

    person: tuple[str, ...] = ()
    peer: tuple[str, ...] = ()
    ticket: str = ""
    named_in: str = ""


@dataclass(frozen=True, slots=True)
class Holding:
    """One table."""

    keep: Keep
    whose: Whose
    columns: Mapping[str, Kinds]

    @property
    def personal(self) -> tuple[str, ...]:
        """The columns that hold anything of people."""
        return tuple(name for name, kinds in self.columns.items() if kinds != (NONE,))


def _held(keep: Keep, whose: Whose | None = None, nothing: str = "", **columns: Personal | Kinds) -> Holding:
    """`nothing` names the columns without anything of people."""
    tagged = {name: kinds if isinstance(kinds, tuple) else (kinds,) for name, kinds in columns.items()}
    return Holding(keep, whose or Whose(), tagged | dict.fromkeys(nothing.split(), (NONE,)))


_ITS_PERSON, _ITS_PEER = Whose(person=("person",)), Whose(peer=("peer",))
_NAMED = Whose(named_in="body")
_SAID = (NAME, ADDRESS, WORDS, PICTURE)

INVENTORY: Mapping[str, Holding] = {
    "schools": _held(Keep.AGREED, nothing="id name body"),
    "rooms": _held(Keep.AGREED, nothing="id school name body"),
    "devices": _held(Keep.AGREED, nothing="id code school room body"),
    "major_events": _held(Keep.FACTS, _NAMED, "id school seq ends_at", body=(PERSON, WORDS)),
    "incidents": _held(Keep.FACTS, _NAMED, "id no school seq is_open declared_at", body=(PERSON, WORDS)),
    "incident_events": _held(
        Keep.FACTS,
        Whose(person=("by",), named_in="body"),
        "incident seq kind",
        at=WORK_TIME,
        by=PERSON,
        body=(PERSON, WORDS),
    ),
    "service_reports": _held(
        Keep.WORDS,
        Whose(person=("asked",), ticket="ticket"),
        "ticket digest kept_at",
        body=(PERSON, NAME, WORDS, WORK_TIME),
        asked=PERSON,
        code=SECRET,
        paper=PICTURE,
    ),
    "people": _held(
        Keep.REGISTER, Whose(person=("id",)), "role tier", id=PERSON, name=NAME, body=(NAME, PHONE, ADDRESS)
    ),
    "addresses": _held(Keep.REGISTER, _ITS_PERSON, "preference reachable", peer=ADDRESS, person=PERSON),
    "invitations": _held(
        Keep.CODES,
        Whose(peer=("used_by",), named_in="body"),
        "expires_at used_at",
        code_hash=SECRET,
        used_by=ADDRESS,
        body=(PERSON, NAME),
    ),
    "code_tries": _held(Keep.CODES, _ITS_PEER, "recent locked_until", peer=ADDRESS),
    "contract_versions": _held(Keep.AGREED, nothing="contract version in_force body"),
    "calendar_versions": _held(Keep.AGREED, nothing="calendar version in_force body"),
    "playbook_editions": _held(Keep.AGREED, nothing="folder version in_force body"),
    "counters": _held(Keep.PRESENT, nothing="name value"),
    "tickets": _held(
        Keep.WORDS,
        Whose(person=("reporter", "handler")),
        "id no seq school status is_open rank opened_at",
        reporter=PERSON,
        handler=PERSON,
        body=(PERSON, WORDS, PLACE, PICTURE, SCORE, WORK_TIME),
    ),
    "ticket_people": _held(Keep.FACTS, _ITS_PERSON, "ticket", person=PERSON),
    "events": _held(
        Keep.WORDS,
        Whose(person=("by",)),
        "ticket seq kind",
        at=WORK_TIME,
        by=PERSON,
        body=(PERSON, NAME, WORDS, PLACE, PICTURE, SCORE, ADDRESS),
    ),
    "ticket_texts": _held(
        Keep.WORDS, Whose(ticket="ticket"), "no ticket school", text=(WORDS, PLACE), marks=PERSON
    ),
    "event_seals": _held(Keep.FACTS, None, "ticket seq private hash"),
    "media": _held(Keep.PICTURES, Whose(), "id created_at", body=PICTURE, content=PICTURE),
    "timers": _held(
        Keep.ALARMS, _NAMED, "key kind ticket due ready_at fired_at holder", body=(PERSON, ADDRESS)
    ),
    "inbox": _held(
        Keep.CHATS,
        _ITS_PEER,
        "id accepted_at ready_at leased_until tries handled_at fate reason holder failures deaths",
        key=ADDRESS,  # of the web chat it names the chat
        peer=ADDRESS,
        body=_SAID,
    ),
    "outbox": _held(
        Keep.CHATS,
        Whose(person=("person",), peer=("peer",)),
        "id channel urgency lane card ticket created_at ready_at leased_until attempts ambiguous settled_at fate reason holder",
        key=ADDRESS,  # an answer's is made of its message's
        peer=ADDRESS,
        person=PERSON,
        body=(NAME, PHONE, WORDS, PICTURE),
    ),
    "cards": _held(Keep.CHATS, _ITS_PEER, "card", peer=ADDRESS, message=ADDRESS),
    "prompts": _held(
        Keep.CHATS,
        Whose(person=("person",), peer=("peer",)),
        "id created_at answered_at",
        token=SECRET,
        peer=ADDRESS,
        person=PERSON,
        body=(PERSON, NAME),
    ),
    "dialogues": _held(Keep.PRESENT, _ITS_PEER, peer=ADDRESS, body=(WORDS, PICTURE)),
    "webchat_lines": _held(Keep.CHATS, _ITS_PEER, "seq at replaces", peer=ADDRESS, body=_SAID),
    "heartbeats": _held(Keep.PRESENT, nothing="loop at"),
    "processes": _held(Keep.PRESENT, nothing="id answers answered_at"),
    "posts": _held(Keep.PRESENT, nothing="name holder fence held_until"),
    "audit_findings": _held(Keep.FACTS, nothing="key lapse ticket found_at told_at body"),
    "digests": _held(Keep.REGISTER, _ITS_PERSON, "body", person=PERSON),
    "teams": _held(Keep.REGISTER, None, "id place body"),
    "rotations": _held(Keep.REGISTER, _NAMED, "id place team", body=(PERSON, WORK_TIME)),
    "overrides": _held(Keep.FACTS, _NAMED, "id ends_at entered_at seq", body=(PERSON, WORK_TIME, WORDS)),
    "leaves": _held(
        Keep.FACTS, _ITS_PERSON, "id ends_at seq", person=PERSON, body=(PERSON, WORK_TIME, WORDS)
    ),
    "roster_events": _held(Keep.FACTS, _NAMED, "key kind at", body=(PERSON, WORK_TIME, WORDS)),
    "roster_feeds": _held(Keep.REGISTER, _ITS_PERSON, "made_at", person=PERSON, token_hash=SECRET),
    "pages": _held(
        Keep.FACTS,
        _ITS_PERSON,
        "key ticket call step round kind way card over_at fate",
        person=PERSON,
        peer=ADDRESS,
        at=WORK_TIME,
        sent_at=WORK_TIME,
        delivered_at=WORK_TIME,
        seen_at=WORK_TIME,
        reason=ADDRESS,
        why=PERSON,
    ),
    "quiet_hours": _held(Keep.REGISTER, _ITS_PERSON, person=PERSON, body=WORK_TIME),
    "walks": _held(
        Keep.FACTS,
        Whose(person=("reporter",)),
        "ticket tree school device model began_at left_at outcome",
        reporter=PERSON,
    ),
    "step_trials": _held(
        Keep.FACTS,
        None,
        "ticket n tree version step school in_lesson offered_at answered_at left_at reply then solved",
    ),
    "first_aid_cards": _held(Keep.FACTS, _ITS_PERSON, "ticket at tree step", person=PERSON),
    "step_decisions": _held(
        Keep.FACTS, Whose(person=("by",)), "tree version kind step before approved", by=PERSON, at=WORK_TIME
    ),
    "privacy_notices": _held(Keep.FACTS, _ITS_PERSON, "version at card", person=PERSON),
    "privacy_events": _held(
        Keep.FACTS, Whose(person=("person", "by")), "id kind at body", person=PERSON, by=PERSON
    ),
    "sign_ins": _held(
        Keep.CODES,
        Whose(person=("person",), peer=("peer",)),
        "expires_at used_at",
        link_hash=SECRET,
        code_hash=SECRET,
        person=PERSON,
        peer=ADDRESS,
    ),
    "sessions": _held(
        Keep.CODES,
        Whose(person=("person",), peer=("peer",)),
        "id role idle_until good_until ended_at why",
        peer=ADDRESS,
        person=PERSON,
        browser=ADDRESS,
        began_at=WORK_TIME,
        seen_at=WORK_TIME,
    ),
    "access_events": _held(
        Keep.ACCESS,
        Whose(person=("by", "person")),
        "id act no note",
        at=WORK_TIME,
        by=PERSON,
        person=PERSON,
    ),
    # of programs, not of people; what an alert says that fits no device was written by a machine
    "api_keys": _held(Keep.FACTS, nothing="id key_hash name made_at used_at body"),
    "api_key_events": _held(Keep.FACTS, nothing="id key act at body"),
    "alerts": _held(Keep.FACTS, nothing="key fingerprint ticket body"),
    "pulses": _held(Keep.PRESENT, nothing="device body"),
    "hooks": _held(Keep.AGREED, nothing="id made_at failures body"),
    "hook_notes": _held(Keep.FACTS, nothing="id hook act at body"),
}

_TABLES = (
    access_tables,
    api_tables,
    learning_tables,
    paging_tables,
    privacy_tables,
    roster_tables,
    search_tables,
    watch_tables,
)
"""Imported so that their tables stand in the metadata."""

for _name, _holding in INVENTORY.items():
    for _column, _kinds in _holding.columns.items():
        metadata.tables[_name].c[_column].info["personal"] = _kinds
