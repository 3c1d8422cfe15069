"""What a unit of work knows of the district beside its people and tickets: its time zone, rosters, major events and incidents, what
self-help has taught, reports and their papers.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from desk.calendars import CalendarId
from desk.common_fault import MergingRule
from desk.devices import Device
from desk.ids import ContractId, EventId, IncidentId, LeaveId, OverrideId, PersonId, PlanId, SchoolId
from desk.incident import Incident
from desk.incident_events import IncidentEvent
from desk.incident_plan import Plan
from desk.major_events import MajorEvent
from desk.messages import Peer
from desk.paging import PagingRules
from desk.people import Address, Person
from desk.places import Room, School
from desk.roster import Leave, Override, Roster
from desk.roster_events import RosterEvent
from usecases.access_ports import Access, Sessions, SignIns
from usecases.api_ports import Alerts, ApiKeys, TicketLists
from usecases.board_ports import OpenBoard
from usecases.hook_ports import Hooks
from usecases.learning_ports import FirstAidCards, StepDecisions, Trials
from usecases.paging_ports import Pages, Workloads
from usecases.privacy_ports import Belongings, Erasing, Privacy, Retiring, Seals
from usecases.report_ports import Chronicle, Papers, ServiceReports
from usecases.rows import DigestWish, Invitation
from usecases.search_ports import Searching
from usecases.statistics_ports import Statistics
from usecases.watch_ports import Posts, Processes, Watch


class Digests(Protocol):
    """At which hour each supervisor wants the daily digest."""

    def of(self, person: PersonId) -> DigestWish | None:
        """None for who wants none."""

    def keep(self, person: PersonId, wish: DigestWish | None) -> None:
        """From now on this, or none."""


class MajorEvents(Protocol):
    """Exams, open classes and the like, per school."""

    def get(self, event: EventId) -> MajorEvent:
        """Raises NotFound."""

    def save(self, event: MajorEvent) -> None:
        """A new one (`seq` 1) or a change. Raises StaleWrite when somebody else was faster."""

    def ahead(self, schools: tuple[SchoolId, ...], now: datetime) -> tuple[MajorEvent, ...]:
        """Proposed and planned events of these schools (empty = all) that are not over, by begin."""


class Incidents(Protocol):
    """Major incidents and their trails."""

    def get(self, incident: IncidentId) -> Incident:
        """Raises NotFound."""

    def by_no(self, no: int) -> Incident:
        """Raises NotFound."""

    def next_no(self) -> int:
        """The number of the next one."""

    def save(self, incident: Incident, events: Sequence[IncidentEvent]) -> None:
        """Append these events and keep their fold. Raises StaleWrite when somebody else was faster."""

    def trail(self, incident: IncidentId) -> tuple[IncidentEvent, ...]:
        """Every event, oldest first. Raises NotFound."""

    def running(self, schools: tuple[SchoolId, ...]) -> tuple[Incident, ...]:
        """Those of these schools (empty = all) that have not ended, by number."""

    def latest(self, most: int) -> tuple[Incident, ...]:
        """The newest, newest first."""

    def declared_between(self, contract: ContractId, start: datetime, end: datetime) -> tuple[Incident, ...]:
        """Incidents under a contract that began in a span, by number."""


class Presence(Protocol):
    """When chats were last heard of."""

    def last_heard(self, peers: Collection[Peer]) -> Mapping[Peer, datetime]:
        """When the newest message of each came in; those of which the newest messages of the desk have none are missing."""


class Register(Protocol):
    """The whole register at once, for commands that go through all of it; `ports.Places` and `ports.People` look single things up."""

    def edition(self) -> int:
        """A number that every change of the register counts up."""

    def schools(self) -> tuple[School, ...]:
        """Every school, by id."""

    def rooms(self) -> tuple[Room, ...]:
        """Every room, by id."""

    def devices(self) -> tuple[Device, ...]:
        """Every device, by code."""

    def people(self) -> tuple[Person, ...]:
        """Everybody, by id."""

    def contracts(self) -> frozenset[ContractId]:
        """The contracts that have a version in force."""

    def calendars(self) -> frozenset[CalendarId]:
        """The calendars that have a version in force."""

    def addresses(self) -> tuple[Address, ...]:
        """Every address of everybody."""

    def invitations(self, now: datetime) -> tuple[Invitation, ...]:
        """Those that are neither used nor expired."""


class Rosters(Protocol):
    """Teams, rotations, overrides and leave, with their trail."""

    def roster(self) -> Roster:
        """Everything that says who is on call; what ended long ago is left out."""

    def crew(self) -> tuple[tuple[Person, ...], frozenset[PersonId]]:
        """Engineers and supervisors by name; and who of all people can be written to."""

    def enter(self, roster: Roster) -> None:
        """Replace teams and rotations, add overrides and leave. Raises NotFound for somebody unknown."""

    def override(self, override: OverrideId) -> Override:
        """Raises NotFound."""

    def leave(self, leave: LeaveId) -> Leave:
        """Raises NotFound."""

    def save(self, *entries: Leave | Override) -> None:
        """New ones (`seq` 1) or changes. Raises StaleWrite when somebody else was faster."""

    def note(self, event: RosterEvent) -> bool:
        """A line of the trail; False when this key was written before."""

    def noted(self, key: str) -> RosterEvent | None:
        """The line with this key."""

    def trail(self, most: int) -> tuple[RosterEvent, ...]:
        """The newest lines, newest first."""

    def open_feed(self, person: PersonId, token: str) -> None:
        """From now on the token opens this person's calendar; an earlier one does not."""

    def fed_by(self, token: str) -> PersonId:
        """Whose calendar the token opens. Raises NotFound."""


class Surroundings(Protocol):
    """A part of `ports.UnitOfWork`."""

    zone: ZoneInfo
    plans: Mapping[PlanId, Plan]
    merging: Sequence[MergingRule]
    """When rooms have one common fault; none where this desk does not join them."""
    papers: Papers | None
    """Makes files of reports; None where this desk makes none."""
    paging: PagingRules
    """How people are paged."""

    @property
    def open_board(self) -> OpenBoard:
        """All open tickets at once, for screens."""

    @property
    def statistics(self) -> Statistics:
        """What is counted of tickets."""

    @property
    def searching(self) -> Searching:
        """The words of all tickets, for screens."""

    @property
    def presence(self) -> Presence:
        """When people were last heard of."""

    @property
    def pages(self) -> Pages:
        """What became of every page."""

    @property
    def watch(self) -> Watch:
        """What those look at who check that the desk keeps its word."""

    @property
    def workloads(self) -> Workloads:
        """What people have in hand."""

    chronicle: Chronicle | None
    """Writes trails in words; None where this desk shows none."""

    @property
    def digests(self) -> Digests:
        """When each supervisor wants the daily digest."""

    @property
    def processes(self) -> Processes:
        """Who is alive."""

    @property
    def posts(self) -> Posts:
        """What one process does at a time."""

    @property
    def belongings(self) -> Belongings:
        """Everything kept of one person."""

    @property
    def erasing(self) -> Erasing:
        """Takes people and their words away."""

    @property
    def retiring(self) -> Retiring:
        """Takes away what has been kept long enough."""

    @property
    def seals(self) -> Seals:
        """The chains that hold the trails."""

    @property
    def privacy(self) -> Privacy:
        """What people were told about their data, and what they asked."""

    @property
    def sign_ins(self) -> SignIns:
        """Links and codes that were asked for in a chat."""

    @property
    def sessions(self) -> Sessions:
        """Signed-in browsers of staff."""

    @property
    def access(self) -> Access:
        """The trail of access."""

    @property
    def alerts(self) -> Alerts:
        """What monitoring said last."""

    @property
    def ticket_lists(self) -> TicketLists:
        """Tickets for other programs."""

    @property
    def api_keys(self) -> ApiKeys:
        """Keys of other programs."""

    @property
    def hooks(self) -> Hooks:
        """Programs that are told."""

    @property
    def service_reports(self) -> ServiceReports:
        """Reports as they were put to signature."""

    @property
    def incidents(self) -> Incidents:
        """Network down, viruses, disasters."""

    @property
    def trials(self) -> Trials:
        """What became of self-help steps."""

    @property
    def step_decisions(self) -> StepDecisions:
        """What supervisors decided about them."""

    @property
    def first_aid(self) -> FirstAidCards:
        """Cards that teachers were given."""

    @property
    def register(self) -> Register:
        """Schools, rooms, devices, people, whole."""

    @property
    def rosters(self) -> Rosters:
        """Who is on call."""

    @property
    def major_events(self) -> MajorEvents:
        """Exams, open classes and the like."""
