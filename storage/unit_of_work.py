"""One transaction as use cases see it: every repository, the instant, the words, the trees."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from desk.ids import TreeId
from desk.messages import Peer
from desk.playbook import Tree
from storage.calendar_versions import CalendarRows, CalendarVersions
from storage.contracts import ContractRows, Versions
from storage.dialogues import DialogueRows
from storage.health import HealthRows
from storage.inbox import InboxRows
from storage.invitations import InvitationRows
from storage.media import MediaRows
from storage.outbox import OutboxRows
from storage.people import PeopleRows
from storage.places import PlaceRows
from storage.prompts import PromptRows
from storage.tickets import TicketRows
from storage.timers import TimerRows
from storage.transaction import Transaction
from storage.webchat import WebchatRows
from usecases import agreements, ports
from usecases.rows import Topic


@dataclass(frozen=True, slots=True)
class Furnishings:
    """What every unit of work is given besides its transaction."""

    words: ports.Words
    trees: Mapping[TreeId, Tree]
    zone: ZoneInfo
    contracts: Versions = field(default_factory=dict)
    calendars: CalendarVersions = field(default_factory=dict)


class SqlUnitOfWork:
    """`ports.UnitOfWork` over one connection. It neither begins nor commits: `storage.store` does."""

    def __init__(self, tx: Transaction, given: Furnishings) -> None:
        """Cheap: fifteen small objects that share the transaction; no statement is run."""
        self._tx = tx
        self.now = tx.now
        self.words = given.words
        self.trees = given.trees
        self.tickets: ports.Tickets = TicketRows(tx)
        self.people: ports.People = PeopleRows(tx, given.zone)
        self.places: ports.Places = PlaceRows(tx)
        calendars = CalendarRows(tx, given.calendars)
        self.calendars: agreements.Calendars = calendars
        self.contracts: agreements.Contracts = ContractRows(tx, given.contracts, calendars)
        self.timers: ports.Timers = TimerRows(tx)
        self.outbox: ports.Outbox = OutboxRows(tx)
        self.inbox: ports.Inbox = InboxRows(tx)
        self.prompts: ports.Prompts = PromptRows(tx)
        self.dialogues: ports.Dialogues = DialogueRows(tx)
        self.invitations: ports.Invitations = InvitationRows(tx)
        self.media: ports.MediaStore = MediaRows(tx)
        self.webchat: ports.Webchat = WebchatRows(tx)
        self.health: ports.Health = HealthRows(tx)

    def wake(self, topic: Topic, peer: Peer | None = None) -> None:
        """After the commit. Adding an outbox row, a timer, a message or a web line wakes its worker by itself."""
        self._tx.wake(topic, peer)

    def fresh_id(self) -> str:
        """22 characters of `A-Za-z0-9_-`, 128 bits."""
        return secrets.token_urlsafe(16)
