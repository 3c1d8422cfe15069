"""The Protocols that use cases need, and nothing about how they are kept. Each has its double in `tests/kit`.

A use case is a plain function `(uow, command) -> result`, run by `Store.run` on a database thread in one transaction:
either all of it is recorded or none. `uow.now` is the instant of that transaction, read once at the edge.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from desk.brief import Brief
from desk.devices import Device
from desk.events import Event
from desk.ids import ContractId, DeviceId, PersonId, RoomId, SchoolId, TicketId, TreeId
from desk.language import Lang
from desk.messages import MsgRef, Outcome, Outgoing, Peer, Urgency
from desk.notices import Notice
from desk.people import Address, Person, Role
from desk.places import Room, School
from desk.playbook import Tree
from desk.reading import DeviceClass
from desk.roster import Duty
from desk.ticket import Ticket
from desk.timers import Timer
from usecases import chat_ports
from usecases.agreements import Calendars, Contracts, Editions
from usecases.rows import OutboxRow, Topic, Wording
from usecases.surroundings import Surroundings

P = ParamSpec("P")
R = TypeVar("R")


class Tickets(Protocol):
    """Tickets and their trail."""

    def get(self, ticket: TicketId) -> Ticket:
        """Raises NotFound."""

    def by_no(self, no: int) -> Ticket:
        """Raises NotFound."""

    def next_no(self) -> int:
        """The next ticket number, gap-free per desk, starting at 1001: short and speakable."""

    def save(self, ticket: Ticket, events: Sequence[Event]) -> None:
        """Record the events and the ticket they lead to. Raises StaleWrite when somebody else was faster."""

    def trail(self, ticket: TicketId) -> tuple[Event, ...]:
        """Every event, oldest first. Raises NotFound."""

    def open_of(self, reporter: PersonId) -> tuple[Ticket, ...]:
        """Open tickets of a teacher and those by which they are also affected, newest first."""

    def foresee(self, reporter: PersonId) -> None:
        """`open_of` will be asked for: what is asked together costs one round trip."""

    def open_of_each(self, reporters: Collection[PersonId]) -> Mapping[PersonId, tuple[Ticket, ...]]:
        """`open_of` for several teachers at once; those without an open ticket are missing."""

    def latest_of(self, reporter: PersonId) -> Ticket | None:
        """The newest ticket of a teacher, open or not."""

    def jobs_of(self, engineer: PersonId) -> tuple[Ticket, ...]:
        """Open tickets this person handles or was paged for, gravest grade first, then oldest."""

    def open_in(self, schools: tuple[SchoolId, ...], since: datetime | None = None) -> tuple[Ticket, ...]:
        """Open tickets of these schools (empty = all), gravest first, then oldest; only those opened `since` then."""

    def recent_in(self, schools: tuple[SchoolId, ...], limit: int) -> tuple[Ticket, ...]:
        """The newest tickets of these schools, open or not."""

    def closed_in(self, school: SchoolId, since: datetime, by: PersonId | None = None) -> tuple[Ticket, ...]:
        """Tickets of a school (or of one reporter there) opened since then whose repair was confirmed, newest first."""

    def follow_ups(self, schools: tuple[SchoolId, ...]) -> tuple[Ticket, ...]:
        """Closed tickets of these schools (empty = all) whose low score somebody still has to follow up."""

    def opened_between(self, contract: ContractId, start: datetime, end: datetime) -> tuple[Ticket, ...]:
        """Tickets of a contract opened at or after `start` and before `end`, whatever became of them; oldest first."""

    def corrected_since(self, since: datetime) -> tuple[Ticket, ...]:
        """Tickets on which a person corrected the fault at or after `since`, whatever became of them; by number."""


class People(Protocol):
    """People and their addresses."""

    def get(self, person: PersonId) -> Person:
        """Raises NotFound."""

    def at(self, peer: Peer) -> Person | None:
        """Who talks to us from this peer; None for a stranger."""

    def add(self, *people: Person) -> None:
        """Insert or replace."""

    def bind(self, person: PersonId, peer: Peer, *, last: bool = False) -> None:
        """From now on this peer is that person (one person per peer); preferred to all others, or behind them."""

    def addresses(self, person: PersonId) -> tuple[Address, ...]:
        """Preferred first."""

    def mark(self, peer: Peer, *, reachable: bool) -> None:
        """Note that a peer can or cannot be written to."""

    def covering(self, school: SchoolId, role: Role) -> tuple[Person, ...]:
        """People of a role whose scope contains the school, by tier and name."""

    def duty(self, school: SchoolId, now: datetime, device: DeviceClass | None = None) -> Duty:
        """`desk.roster.OnCall.duty` over the stored roster, people and addresses."""


class Places(Protocol):
    """The district's register."""

    def school(self, school: SchoolId) -> School:
        """Raises NotFound."""

    def schools(self) -> tuple[School, ...]:
        """All schools by name."""

    def room(self, room: RoomId) -> Room:
        """Raises NotFound."""

    def rooms(self, school: SchoolId) -> tuple[Room, ...]:
        """The rooms of a school by name."""

    def room_names(self, school: SchoolId) -> tuple[tuple[RoomId, tuple[str, ...]], ...]:
        """Every room of a school with all its names, for a reader; the same object while the register is the same."""

    def device(self, code: str) -> Device:
        """The device with this sticker code. Raises NotFound."""

    def device_called(self, device: DeviceId) -> Device:
        """The device with this id. Raises NotFound."""

    def add(self, *things: School | Room | Device) -> None:
        """Insert or replace register entries."""


class Timers(Protocol):
    """Timer rows. Adding a key twice is a no-op."""

    def add(self, timers: Iterable[Timer]) -> None:
        """Set them."""

    def lease_due(self, now: datetime, until: datetime, limit: int) -> tuple[Timer, ...]:
        """Take up to `limit` due timers for this worker until `until`, oldest first."""

    def fired(self, key: str, now: datetime) -> None:
        """This timer is done; it must be leased by us. Idempotent."""

    def fired_many(self, keys: Collection[str], now: datetime) -> None:
        """These timers are done because they decide nothing. What decides something is fired alone, with what it decided:
        one row, one lease, one transaction, so that a broken ticket takes no other timer with it.
        """

    def next_due(self) -> datetime | None:
        """When the first pending timer is due."""


class Outbox(Protocol):
    """Messages that were promised. What is not in here was never promised."""

    def add(
        self,
        key: str,
        peer: Peer,
        outgoing: Outgoing,
        urgency: Urgency,
        person: PersonId | None = None,
        ticket: TicketId | None = None,
    ) -> None:
        """Promise a message. A known key is a no-op; an unsent row of the same card and peer is replaced by this one,
        keeping its place and the graver urgency.
        """

    def foresee(self, cards: Sequence[tuple[str, Peer]], ticket: TicketId) -> None:
        """New states of this ticket's live cards will be added in this transaction."""

    def lease(
        self, now: datetime, until: datetime, channels: tuple[str, ...], limit: int
    ) -> tuple[OutboxRow, ...]:
        """Take rows that may go now, pages first, never two workers on one peer, each peer's rows in order.

        A row of a live card carries the message to edit, except a page: that must ring, so it is a new message.
        """

    def sent(self, row: OutboxRow, ref: MsgRef, now: datetime) -> None:
        """Delivered; a card remembers the reference."""

    def again(self, row: OutboxRow, at: datetime, reason: str, *, ambiguous: bool = False) -> None:
        """Try this row again not before `at`; later rows of the peer wait behind it."""

    def failed(self, row: OutboxRow, reason: str, now: datetime) -> None:
        """It will not be sent any more; kept for the operator."""

    def moved(self, old: Peer, new: Peer) -> None:
        """A chat has a new id: unsent rows, cards, address, dialogue and prompts follow it."""

    def cancel_pages(self, ticket: TicketId, to: PersonId | None = None) -> None:
        """Withdraw unsent pages of a ticket (somebody took it), or only those to one person (they are on leave)."""

    def next_due(self, channels: tuple[str, ...]) -> datetime | None:
        """When the first unsent row may go."""


class Health(Protocol):
    """Heartbeats of the loops, so that silence can be seen from outside."""

    def beat(self, loop: str, now: datetime) -> None:
        """This loop is alive."""

    def beats(self) -> Mapping[str, datetime]:
        """The last beat of every loop."""


class UnitOfWork(Surroundings, Protocol):
    """One transaction: the repositories, the instant, the words. Commits when the use case returns, else rolls back."""

    now: datetime
    words: "Words"

    @property
    def trees(self) -> Mapping[TreeId, Tree]:
        """The symptom trees in force, as supervisors have changed them."""

    @property
    def playbooks(self) -> Editions:
        """Editions of the playbooks: the one in force is where `trees` come from."""

    @property
    def written_trees(self) -> Mapping[TreeId, Tree]:
        """The same as their files say: there a step that was retired still has its words."""

    @property
    def tickets(self) -> Tickets:
        """Tickets and their trails."""

    @property
    def people(self) -> People:
        """People and their addresses."""

    @property
    def places(self) -> Places:
        """Schools, rooms, devices."""

    @property
    def contracts(self) -> Contracts:
        """Contract versions."""

    @property
    def calendars(self) -> Calendars:
        """Calendar versions."""

    @property
    def timers(self) -> Timers:
        """What is to happen when."""

    @property
    def outbox(self) -> Outbox:
        """Promised messages."""

    @property
    def inbox(self) -> chat_ports.Inbox:
        """Accepted messages."""

    @property
    def prompts(self) -> chat_ports.Prompts:
        """Buttons that were shown."""

    @property
    def dialogues(self) -> chat_ports.Dialogues:
        """Where conversations stand."""

    @property
    def invitations(self) -> chat_ports.Invitations:
        """Codes that let people in."""

    @property
    def media(self) -> chat_ports.MediaStore:
        """Evidence."""

    @property
    def webchat(self) -> chat_ports.Webchat:
        """Lines of the web chat."""

    @property
    def health(self) -> Health:
        """Heartbeats."""

    def wake(self, topic: Topic, peer: Peer | None = None) -> None:
        """After the commit, wake whoever waits for this."""

    def fresh_id(self) -> str:
        """An unguessable id."""


class Words(Protocol):
    """Turns a notice into sentences and labelled buttons in one language."""

    def render(
        self, notice: Notice, brief: Brief | None, person: Person | None, lang: Lang, now: datetime
    ) -> Wording:
        """Pure; raises when a template is missing, because that is our mistake."""

    def question(self, key: str, lang: Lang) -> str:
        """What is asked by buttons, in the words that people see: `fixed`, `cancel`, `rating`. Raises KeyError."""


class Store(Protocol):
    """Runs use cases. `run` is one write transaction, `read` one read-only snapshot; both off the event loop."""

    async def run(
        self, use_case: Callable[Concatenate[UnitOfWork, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run and commit. A serialisation conflict or StaleWrite is tried again (5 times), anything else is raised."""

    async def read(
        self, query: Callable[Concatenate[UnitOfWork, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run without writing."""

    def is_troubled(self, error: BaseException) -> bool:
        """Whether `run` or `read` raised this for a trouble of the database, and what was run has no part in it."""

    def listen(self, topic: Topic, peer: Peer | None = None) -> "Bell":
        """A bell that rings after commits that woke this topic; create it before reading, so that none is missed."""

    async def close(self) -> None:
        """Finish what runs, close connections."""


class Bell(Protocol):
    """A wake-up. It remembers a ring that came while nobody waited."""

    async def rings(self, timeout: float) -> bool:
        """Wait at most `timeout` seconds; whether it rang."""

    def close(self) -> None:
        """Stop listening."""


class Egress(Protocol):
    """One platform's way out. It never raises for what the platform answered: the outcome says it."""

    channel: str

    async def send(self, row: OutboxRow) -> Outcome:
        """Show the message; edit `row.card_ref` in place where there is one and the platform can."""

    async def close(self) -> None:
        """Close connections."""


class Ingress(Protocol):
    """One platform's way in: hands over what people did until stopped."""

    async def run(self) -> None:
        """Take messages until `stop`; each is durable before it is confirmed to the platform."""

    async def stop(self) -> None:
        """End within a second."""


class Clock(Protocol):
    """The one clock. The rehearsal clock runs faster than the wall."""

    def now(self) -> datetime:
        """Aware, UTC."""

    def seconds_until(self, instant: datetime) -> float:
        """Real seconds to wait until the desk's clock shows `instant`; 0 when it is past."""

    def wall(self, instant: datetime) -> datetime:
        """The real instant at which the desk's clock shows `instant`."""

    def real_seconds(self, span: timedelta) -> float:
        """How long a span of desk time takes in real seconds."""
