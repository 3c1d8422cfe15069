"""How long what is kept: one table, which the nightly job follows, the inventory names and docs/privacy.md shows (PIPL 19).

Days are counted on the desk's clock. What has no days ends with the person (erasure) or with the desk, not by a date.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Keep(StrEnum):
    """What is kept by one rule."""

    CHATS = "chats"
    PICTURES = "pictures"
    WORDS = "words"
    PHONES = "phones"
    CODES = "codes"
    ACCESS = "access"
    ALARMS = "alarms"
    REGISTER = "register"
    FACTS = "facts"
    AGREED = "agreed"
    PRESENT = "present"


@dataclass(frozen=True, slots=True)
class Rule:
    """`days` after `since` it is deleted; None: by no date. `what` and `since` are for the page people read."""

    days: int | None
    what: str
    since: str


KEPT: Mapping[Keep, Rule] = {
    Keep.CHATS: Rule(180, "messages in and out, buttons, web chat lines", "handled, sent or shown"),
    Keep.PICTURES: Rule(180, "photos, voice, video, files", "the ticket was closed; or sent, where there is none"),
    Keep.WORDS: Rule(365, "what people wrote about a ticket, names on its report", "the ticket was closed"),
    Keep.PHONES: Rule(180, "telephone numbers of teachers", "their last ticket was closed"),
    Keep.CODES: Rule(30, "invitations, sign-ins, sessions and wrong tries", "they ended"),
    Keep.ACCESS: Rule(1095, "who signed in, let somebody in, looked at whose number or data", "it happened"),
    Keep.ALARMS: Rule(30, "timers that fired", "they fired"),
    Keep.REGISTER: Rule(None, "name, role, school, numbers of staff, chats", "until erased or taken off the register"),
    Keep.FACTS: Rule(None, "who did what when, by id: the evidence of a contract", "the contract and three years more"),
    Keep.AGREED: Rule(None, "contracts, calendars, playbooks, the register of rooms and devices", "the desk's life"),
    Keep.PRESENT: Rule(None, "where things stand now; overwritten", "replaced by the next"),
}  # fmt: skip
