"""One transaction as use cases see it: every repository, the instant, the words, the trees."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from zoneinfo import ZoneInfo

from desk.common_fault import MergingRule
from desk.edition import Edition
from desk.ids import PlanId, TreeId
from desk.incident_plan import Plan
from desk.messages import Peer
from desk.paging import PagingRules
from desk.playbook import Tree
from storage import belongings, erasing, retiring
from storage.access import AccessRows
from storage.alerts import AlertRows
from storage.api_keys import ApiKeyRows
from storage.calendar_versions import CalendarRows, CalendarVersions
from storage.contracts import ContractRows, ContractVersions
from storage.dialogues import DialogueRows
from storage.digests import DigestRows
from storage.editions import EditionRows, Editions
from storage.health import HealthRows
from storage.hooks import HookRows
from storage.inbox import InboxRows
from storage.incidents import IncidentRows
from storage.invitations import InvitationRows
from storage.major_events import MajorEventRows
from storage.media import MediaRows
from storage.outbox import OutboxRows
from storage.pages import PageRows
from storage.people import PeopleRows
from storage.places import PlaceRows
from storage.posts import PostRows
from storage.presence import PresenceRows
from storage.privacy import PrivacyRows
from storage.process_rows import ProcessRows
from storage.prompts import PromptRows
from storage.register import RegisterRows
from storage.rosters import RosterRows
from storage.seals import SealRows
from storage.searching import SearchRows
from storage.service_reports import ServiceReportRows
from storage.sessions import SessionRows
from storage.sign_ins import SignInRows
from storage.standings import KnownStandings, OpenBoardRows
from storage.step_decisions import StepDecisionRows, trees_in_force
from storage.ticket_figures import KnownFigures, StatisticsRows
from storage.ticket_lists import TicketListRows
from storage.tickets import TicketRows
from storage.timers import TimerRows
from storage.transaction import Transaction
from storage.trials import FirstAidRows, TrialRows
from storage.watch import WatchRows
from storage.webchat import WebchatRows
from storage.workloads import WorkloadRows
from usecases import agreements, chat_ports, ports
from usecases.access_ports import Access, Sessions, SignIns
from usecases.api_ports import Alerts, ApiKeys, TicketLists
from usecases.board_ports import OpenBoard
from usecases.hook_ports import Hooks
from usecases.learning_ports import FirstAidCards, StepDecisions, Trials
from usecases.paging_ports import Pages, Workloads
from usecases.privacy_ports import Belongings, Erasing, Privacy, Retiring, Seals
from usecases.report_ports import Chronicle, Papers, ServiceReports
from usecases.rows import Topic
from usecases.search_ports import Searching
from usecases.statistics_ports import Statistics
from usecases.surroundings import Digests, Incidents, MajorEvents, Presence, Register, Rosters
from usecases.watch_ports import Posts, Processes, Watch


@dataclass(frozen=True, slots=True)
class Furnishings:
    """What every unit of work is given besides its transaction. `trees` serve as long as no edition is in force, `at_hand` is the
    edition they come from.
    """

    words: ports.Words
    trees: Mapping[TreeId, Tree]
    zone: ZoneInfo
    contracts: ContractVersions = field(default_factory=dict)
    calendars: CalendarVersions = field(default_factory=dict)
    plans: Mapping[PlanId, Plan] = field(default_factory=dict)
    merging: Sequence[MergingRule] = ()
    editions: Editions = field(default_factory=dict)
    at_hand: Edition | None = None
    standings: KnownStandings = field(default_factory=dict)
    figures: KnownFigures = field(default_factory=dict)
    papers: Papers | None = None
    paging: PagingRules = PagingRules()
    chronicle: Chronicle | None = None
    process: str = ""


class SqlUnitOfWork:
    """`ports.UnitOfWork` over one connection. It neither begins nor commits: `storage.store` does."""

    def __init__(self, tx: Transaction, given: Furnishings) -> None:
        """No statement is run, and a repository is made when it is first asked for: most use cases need a few."""
        self._tx = tx
        self._given = given
        self.now = tx.now
        self.words = given.words
        self.plans = given.plans
        self.merging = given.merging
        self.papers = given.papers
        self.chronicle = given.chronicle
        self.zone = given.zone
        self.paging = given.paging

    @cached_property
    def tickets(self) -> ports.Tickets:
        """Tickets and their trails."""
        return TicketRows(self._tx)

    @cached_property
    def open_board(self) -> OpenBoard:
        """All open tickets at once."""
        return OpenBoardRows(self._tx, self._given.standings, self.contracts)

    @cached_property
    def statistics(self) -> Statistics:
        """What is counted of tickets."""
        return StatisticsRows(self._tx, self._given.figures, self.contracts)

    @cached_property
    def searching(self) -> Searching:
        """The words of all tickets."""
        return SearchRows(self._tx)

    @cached_property
    def people(self) -> ports.People:
        """People and their addresses."""
        return PeopleRows(self._tx, self._given.zone)

    @cached_property
    def places(self) -> ports.Places:
        """Schools, rooms, devices."""
        return PlaceRows(self._tx)

    @cached_property
    def register(self) -> Register:
        """The register, whole."""
        return RegisterRows(self._tx)

    @cached_property
    def calendars(self) -> agreements.Calendars:
        """Calendar versions."""
        return CalendarRows(self._tx, self._given.calendars)

    @cached_property
    def contracts(self) -> agreements.Contracts:
        """Contract versions."""
        return ContractRows(self._tx, self._given.contracts, self.calendars)

    @cached_property
    def playbooks(self) -> agreements.Editions:
        """Editions of the playbooks."""
        return EditionRows(self._tx, self._given.editions, self._given.at_hand)

    @cached_property
    def written_trees(self) -> Mapping[TreeId, Tree]:
        """The symptom trees as the files of the edition in force say."""
        edition = self.playbooks.in_force()
        return edition.trees if edition else self._given.trees

    @cached_property
    def trees(self) -> Mapping[TreeId, Tree]:
        """The symptom trees in force, as supervisors have changed them."""
        return trees_in_force(self._tx, self.written_trees)

    @cached_property
    def timers(self) -> ports.Timers:
        """What is to happen when."""
        return TimerRows(self._tx)

    @cached_property
    def outbox(self) -> ports.Outbox:
        """Promised messages."""
        return OutboxRows(self._tx)

    @cached_property
    def inbox(self) -> chat_ports.Inbox:
        """Accepted messages."""
        return InboxRows(self._tx)

    @cached_property
    def prompts(self) -> chat_ports.Prompts:
        """Buttons that were shown."""
        return PromptRows(self._tx)

    @cached_property
    def dialogues(self) -> chat_ports.Dialogues:
        """Where conversations stand."""
        return DialogueRows(self._tx)

    @cached_property
    def invitations(self) -> chat_ports.Invitations:
        """Codes that let people in."""
        return InvitationRows(self._tx)

    @cached_property
    def media(self) -> chat_ports.MediaStore:
        """Evidence."""
        return MediaRows(self._tx)

    @cached_property
    def webchat(self) -> chat_ports.Webchat:
        """Lines of the web chat."""
        return WebchatRows(self._tx)

    @cached_property
    def health(self) -> ports.Health:
        """Heartbeats."""
        return HealthRows(self._tx)

    @cached_property
    def watch(self) -> Watch:
        """What the watchers look at."""
        return WatchRows(self._tx)

    @cached_property
    def presence(self) -> Presence:
        """When people were last heard of."""
        return PresenceRows(self._tx)

    @cached_property
    def pages(self) -> Pages:
        """What became of every page."""
        return PageRows(self._tx, self._given.zone)

    @cached_property
    def workloads(self) -> Workloads:
        """What people have in hand."""
        return WorkloadRows(self._tx)

    @cached_property
    def rosters(self) -> Rosters:
        """Who is on call."""
        return RosterRows(self._tx, self._given.zone)

    @cached_property
    def major_events(self) -> MajorEvents:
        """Exams, open classes and the like."""
        return MajorEventRows(self._tx)

    @cached_property
    def incidents(self) -> Incidents:
        """Major incidents."""
        return IncidentRows(self._tx)

    @cached_property
    def trials(self) -> Trials:
        """What became of self-help steps."""
        return TrialRows(self._tx)

    @cached_property
    def first_aid(self) -> FirstAidCards:
        """Cards that teachers were given."""
        return FirstAidRows(self._tx)

    @cached_property
    def step_decisions(self) -> StepDecisions:
        """What supervisors decided about them."""
        return StepDecisionRows(self._tx)

    @cached_property
    def digests(self) -> Digests:
        """Who wants the daily digest when."""
        return DigestRows(self._tx)

    @cached_property
    def processes(self) -> Processes:
        """Who is alive."""
        return ProcessRows(self._tx)

    @cached_property
    def posts(self) -> Posts:
        """What one process does at a time."""
        return PostRows(self._tx)

    @cached_property
    def belongings(self) -> Belongings:
        """Everything kept of one person."""
        return belongings.Belongings(self._tx)

    @cached_property
    def erasing(self) -> Erasing:
        """Takes people and their words away."""
        return erasing.Erasing(self._tx)

    @cached_property
    def retiring(self) -> Retiring:
        """Takes away what has been kept long enough."""
        return retiring.Retiring(self._tx)

    @cached_property
    def seals(self) -> Seals:
        """The chains that hold the trails."""
        return SealRows(self._tx)

    @cached_property
    def privacy(self) -> Privacy:
        """What people were told about their data, and what they asked."""
        return PrivacyRows(self._tx)

    @cached_property
    def sign_ins(self) -> SignIns:
        """Links and codes that were asked for in a chat."""
        return SignInRows(self._tx)

    @cached_property
    def sessions(self) -> Sessions:
        """Signed-in browsers of staff."""
        return SessionRows(self._tx)

    @cached_property
    def access(self) -> Access:
        """The trail of access."""
        return AccessRows(self._tx)

    @cached_property
    def alerts(self) -> Alerts:
        """What monitoring said last."""
        return AlertRows(self._tx)

    @cached_property
    def ticket_lists(self) -> TicketLists:
        """Tickets for other programs."""
        return TicketListRows(self._tx)

    @cached_property
    def api_keys(self) -> ApiKeys:
        """Keys of other programs."""
        return ApiKeyRows(self._tx)

    @cached_property
    def hooks(self) -> Hooks:
        """Programs that are told."""
        return HookRows(self._tx)

    @cached_property
    def service_reports(self) -> ServiceReports:
        """Reports as they were put to signature."""
        return ServiceReportRows(self._tx)

    def wake(self, topic: Topic, peer: Peer | None = None) -> None:
        """After the commit. Adding an outbox row, a timer, a message or a web line wakes its worker by itself."""
        self._tx.wake(topic, peer)

    def fresh_id(self) -> str:
        """22 characters of `A-Za-z0-9_-`, 128 bits."""
        return secrets.token_urlsafe(16)
