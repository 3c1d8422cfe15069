"""People: who they are, what they may do, where they can be reached."""

from dataclasses import dataclass
from enum import StrEnum

from desk.ids import PersonId, SchoolId
from desk.language import Lang
from desk.messages import Peer


class Role(StrEnum):
    """What a person is to the desk. One role each; a supervisor may also take over a job."""

    TEACHER = "teacher"
    ENGINEER = "engineer"
    SUPERVISOR = "supervisor"


class Post(StrEnum):
    """What a teacher also is at their school: who keeps its equipment (电教员), and its electrician."""

    KEEPER = "keeper"
    ELECTRICIAN = "electrician"


class Tier(StrEnum):
    """The escalation tiers of the contracts (001 §4.5.6: first, second, third line and the maker)."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    VENDOR = "vendor"
    SUPERVISOR = "supervisor"


class EmergencyGroup(StrEnum):
    """The five groups of a major incident (000 §5.15.1, in its order). What each does stands in `incidents/`."""

    LEADING = "leading"
    OWNER = "owner"
    TECHNICAL = "technical"
    TESTING = "testing"
    RESOURCES = "resources"


@dataclass(frozen=True, slots=True)
class Person:
    """A person known to the desk. `schools` is the scope; empty means every school (district staff). `emergency` are the
    groups of a major incident they belong to by the register; any role may, also a teacher (business test). `account` is what the
    district's own sign-in calls them, empty for none.
    """

    id: PersonId
    name: str
    role: Role
    schools: tuple[SchoolId, ...] = ()
    tier: Tier | None = None
    phone: str = ""
    lang: Lang = Lang.ZH
    posts: tuple[Post, ...] = ()
    emergency: tuple[EmergencyGroup, ...] = ()
    account: str = ""

    def covers(self, school: SchoolId) -> bool:
        """Whether this person's scope contains the school."""
        return not self.schools or school in self.schools


@dataclass(frozen=True, slots=True)
class Address:
    """One place where one person can be reached. `preference` 0 is tried first."""

    person: PersonId
    peer: Peer
    preference: int = 0
    reachable: bool = True


def masked(phone: str) -> str:
    """A phone number fit for groups and logs: `138****0001`. Short numbers keep their last two digits."""
    if len(phone) >= 11:
        return f"{phone[:3]}****{phone[-4:]}"
    return "*" * max(len(phone) - 2, 0) + phone[-2:] if phone else ""


def account_of(told: str) -> str:
    """An account as it is kept and compared: an e-mail address in small letters, anything else as it is. Letters beyond ASCII stay, because
    some of them become others when they are made small.
    """
    return told.lower() if "@" in told and told.isascii() else told
