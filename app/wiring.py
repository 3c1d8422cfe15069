"""The composition root: the only place that knows every concrete class. Heavy libraries are imported by the part that
needs them, so that the scheduler process never loads aiogram and the command line starts at once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.chronicle import TrailChronicle
from app.clock import RehearsalClock, WallClock
from app.doors import StoreDoor
from app.flood import ChatBudget
from app.meters import Meters
from app.paging import rules_of
from app.papers.maker import PaperMaker
from app.reading import Read, SharedReader
from app.settings import NluBackend, Settings
from app.unloaded import unloaded
from app.uploads import FileQuota, HouseUploads, free_beside
from bot.patience import fire_patience
from bot.platforms.gateway.egress import GatewayEgress, GatewaySettings
from bot.platforms.telegram.settings import TelegramSettings, WebhookSettings
from bot.platforms.webchat.egress import WebchatEgress
from bot.ratings import fire_rating
from bot.render import Phrasebook
from bot.steps import fire_bell
from desk.calendars import CalendarId, WorkCalendar
from desk.common_fault import MergingRule
from desk.contract import Contract
from desk.drawings import Drawing
from desk.edition import Edition
from desk.ids import ContractId, PersonId, PlanId, TreeId
from desk.incident_plan import Plan
from desk.language import Lang
from desk.playbook import Tree
from desk.timers import Timer, TimerKind
from scheduler.auditor import machine_time
from scheduler.canary import CanaryEgress
from scheduler.sole import LIFE, SolePost
from storage.calendars import load_calendars
from storage.contract_packs import load_packs
from storage.editions import edition_in_force
from storage.incident_files import load_plans
from storage.merging_file import load_merging
from storage.photos.lab import PhotoLab
from storage.playbook_folder import load_playbooks
from storage.problems import PlaybookError
from storage.store import SqlStore
from usecases.canary import fire_canary
from usecases.check_roster import fire_check
from usecases.erase_person import fire_erasure
from usecases.fire_timer import fire_timer
from usecases.give_first_aid import fire_card
from usecases.hand_over import fire_hand_over, fire_hand_over_open
from usecases.hear_alert import fire_silent
from usecases.heed_events import fire_bears, fire_near
from usecases.keep_house import fire_house
from usecases.look import person_called
from usecases.page_again import fire_again
from usecases.ports import Egress, Ingress, UnitOfWork
from usecases.prepare_event import fire_duty
from usecases.remind_signer import fire_sign_first
from usecases.send_digest import fire_digest
from usecases.sign_report import fire_signature
from usecases.take_leave import fire_leave
from usecases.tell_storm import fire_storm
from usecases.watch_incident import fire_report, fire_silence

DeskClock = WallClock | RehearsalClock
_FIRES: Mapping[TimerKind, Callable[[UnitOfWork, Timer], None]] = {
    TimerKind.QUESTION_PATIENCE: fire_patience,
    TimerKind.BELL: fire_bell,
    TimerKind.FIRST_AID: fire_card,
    TimerKind.EVENT_NEAR: fire_near,
    TimerKind.EVENT_BEARS: fire_bears,
    TimerKind.EVENT_DUTY: fire_duty,
    TimerKind.INCIDENT_SILENCE: fire_silence,
    TimerKind.INCIDENT_REPORT: fire_report,
    TimerKind.SIGNATURE: fire_signature,
    TimerKind.RATING: fire_rating,
    TimerKind.SIGN_FIRST: fire_sign_first,
    TimerKind.LEAVE_BEGINS: fire_leave,
    TimerKind.ROSTER_CHECK: fire_check,
    TimerKind.HAND_OVER: fire_hand_over,
    TimerKind.HAND_OVER_OPEN: fire_hand_over_open,
    TimerKind.PAGE_AGAIN: fire_again,
    TimerKind.PAGE_STORM: fire_storm,
    TimerKind.DIGEST: fire_digest,
    TimerKind.ERASURE: fire_erasure,
    TimerKind.HOUSEKEEPING: fire_house,
    TimerKind.HEARTBEAT: fire_silent,
    TimerKind.CANARY: fire_canary,
}


class CalendarMissing(Exception):
    """A contract counts by a calendar that has no file. Add the file, or name another calendar in the pack."""

    def __init__(self, contract: ContractId, calendar: CalendarId, folder: Path) -> None:
        """Say which."""
        super().__init__(
            f"contract {contract} counts by the calendar {calendar}; put {calendar}.yaml into {folder}"
        )


@dataclass(frozen=True, slots=True)
class Desk:
    """The parts every process shares. `edition` are the folder's playbooks, or those in force where the folder was refused:
    then `refused` has its problems.
    """

    settings: Settings
    clock: DeskClock
    store: SqlStore
    words: Phrasebook
    contracts: Mapping[ContractId, Contract]
    calendars: Mapping[CalendarId, WorkCalendar]
    edition: Edition
    refused: PlaybookError | None
    plans: Mapping[PlanId, Plan]
    merging: tuple[MergingRule, ...]
    papers: PaperMaker
    reader: SharedReader
    uploads: HouseUploads
    meters: Meters = field(default_factory=Meters)

    @property
    def trees(self) -> Mapping[TreeId, Tree]:
        """The symptom trees this process began with; `UnitOfWork.trees` are those in force now."""
        return self.edition.trees

    @property
    def drawings(self) -> Mapping[str, Drawing]:
        """Their drawings."""
        return self.edition.drawings


def build(settings: Settings, clock: DeskClock) -> Desk:
    """Load contracts, calendars and playbooks (PackError, CalendarError, PlaybookError and IncidentPlanError name file, line and
    reason) and make the store. Raises CalendarMissing for a pack whose calendar is not there. A bad playbook folder
    is an error only where no edition is in force.
    """
    contracts, calendars = load_packs(settings.contracts_dir), load_calendars(settings.calendars_dir)
    for contract in contracts.values():
        if contract.calendar_id not in calendars:
            raise CalendarMissing(contract.id, contract.calendar_id, settings.calendars_dir)
    edition, refused = _playbooks(settings)
    plans, merging = load_plans(settings.incidents_dir), load_merging(settings.incidents_dir)
    words = Phrasebook(
        settings.zone_info, edition.drawings, site=settings.site, public=settings.public_url.rstrip("/")
    )
    if settings.database_url == "":
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    papers = PaperMaker(settings.reports_dir, settings.zone_info)
    store = _store(settings, clock, words, edition, plans, merging, papers)
    meters = Meters()
    shared = SharedReader(lambda: _timed(meters, settings))
    known = (contracts, calendars, edition, refused, plans, merging)
    uploads = HouseUploads(PhotoLab().redrawn, FileQuota(free_beside(settings.url)))
    return Desk(settings, clock, store, words, *known, papers, shared, uploads, meters)


def _timed(meters: Meters, settings: Settings) -> tuple[Read, Callable[[], None]]:
    read, close = reader(settings)
    return meters.timing(read), close


def _playbooks(settings: Settings) -> tuple[Edition, PlaybookError | None]:
    """The folder's, or those in force and why not the folder's. Raises PlaybookError where nothing is in force."""
    try:
        return load_playbooks(settings.playbooks_dir), None
    except PlaybookError as problem:
        kept = edition_in_force(settings.url)
        if kept is None:
            raise
        return kept, problem


def another_store(desk: Desk) -> SqlStore:
    """One more store on the desk's database, for work before the desk runs: a closed store is not opened again."""
    return _store(desk.settings, desk.clock, desk.words, desk.edition, desk.plans, desk.merging, desk.papers)


def _store(
    settings: Settings,
    clock: DeskClock,
    words: Phrasebook,
    edition: Edition,
    plans: Mapping[PlanId, Plan],
    merging: tuple[MergingRule, ...],
    papers: PaperMaker,
) -> SqlStore:
    zone = settings.zone_info
    store = SqlStore(
        settings.url,
        clock,
        words,
        edition.trees,
        zone,
        plans=plans,
        merging=merging,
        papers=papers,
        chronicle=TrailChronicle(zone),
        at_hand=edition,
    )
    return store.page_by(rules_of(settings.paging, settings.gateway))


def fire(uow: UnitOfWork, timer: Timer) -> None:
    """A timer of a conversation belongs to the dialogue, one of a major event to it, every other to its ticket."""
    _FIRES.get(timer.kind, fire_timer)(uow, timer)


def reader(settings: Settings) -> tuple[Read, Callable[[], None]]:
    """The reader and how to end it: our own, or a back end with ours as its safety net."""
    from app.models import serving_model  # noqa: PLC0415  # numpy is loaded by processes that read only
    from nlu.message_reader import MessageReader  # noqa: PLC0415  # dictionaries, as above

    own, options = MessageReader(serving_model(settings)), settings.nlu
    if options.backend is NluBackend.EMBEDDED:
        return own.read, lambda: None
    from nlu.openai_chat import ChatModel  # noqa: PLC0415  # optional back end
    from nlu.rasa import RasaServer  # noqa: PLC0415  # optional back end
    from nlu.remote import RemoteReader  # noqa: PLC0415  # optional back ends

    key = options.key.get_secret_value()
    rasa = options.backend is NluBackend.RASA
    asked = RasaServer(options.url, key) if rasa else ChatModel(options.url, key, options.model)
    both = RemoteReader(asked, own, timeout_s=options.timeout)
    return both.read, both.close


def sole_poller(desk: Desk) -> SolePost | None:
    """The post of whoever polls Telegram, where several processes may run: not on SQLite, and not with a webhook."""
    several = desk.store.takes_several_processes
    if not several or desk.settings.telegram.webhook_url:
        return None
    return SolePost(desk.store, "telegram-poller", machine_time(desk.clock, LIFE))


def telegram_ingress(desk: Desk, post: SolePost | None = None) -> Ingress | None:
    """Polling (with `post` only while this process holds it), or the webhook when its address is set; None without a token."""
    options = desk.settings.telegram
    if not options.is_on:
        return None
    from bot.platforms.telegram.ingress import TelegramIngress  # noqa: PLC0415  # loads aiogram: 165 MB, 3 s
    from bot.platforms.telegram.webhook import TelegramWebhook  # noqa: PLC0415  # as above

    settings = telegram_settings(desk.settings)
    menu = (("", desk.words.menu(Lang.ZH)), ("en", desk.words.menu(Lang.EN)))
    if settings.webhook:
        door = StoreDoor(desk.store, budget=ChatBudget(), uploads=desk.uploads)
        return TelegramWebhook(settings, door, desk.clock.now, menu)
    if post is None:
        door = StoreDoor(desk.store, budget=ChatBudget(), uploads=desk.uploads)
        return TelegramIngress(settings, door, desk.clock.now, menu)
    door = StoreDoor(desk.store, post.held, ChatBudget(), desk.uploads)
    return TelegramIngress(settings, door, desk.clock.now, menu, may_poll=post.mine)


def egresses(desk: Desk) -> tuple[Egress, ...]:
    """The ways out: web chat always, Telegram with a token, the telephone with a gateway."""
    always: tuple[Egress, ...] = (
        WebchatEgress(desk.store),
        CanaryEgress(desk.store),
        *_telephone(desk),
    )
    if not desk.settings.telegram.is_on:
        return always
    with unloaded(
        "cryptography", "rich"
    ):  # 13 MB, for passports that nobody sends us, and httpx's command line
        from bot.platforms.telegram.egress import TelegramEgress  # noqa: PLC0415  # loads python-telegram-bot

    read = StoreDoor(desk.store).read_media
    return (*always, TelegramEgress(telegram_settings(desk.settings), read, drawings=desk.drawings))


def _telephone(desk: Desk) -> tuple[Egress, ...]:
    """The gateway. Its requests are stamped with the real time, also while the desk's clock runs faster."""
    options = desk.settings.gateway
    if not options.is_on:
        return ()

    async def number_of(person: PersonId) -> str:
        return (await desk.store.read(person_called, person)).phone

    settings = GatewaySettings(options.url, options.key.get_secret_value(), options.timeout)
    return (GatewayEgress(settings, number_of, lambda: desk.clock.wall(desk.clock.now())),)


def telegram_settings(settings: Settings) -> TelegramSettings:
    """Our settings as the platform takes them."""
    options = settings.telegram
    webhook = None
    if options.webhook_url:
        secret = options.webhook_secret.get_secret_value()
        webhook = WebhookSettings(options.webhook_url, secret, options.webhook_host, options.webhook_port)
    token = options.token.get_secret_value()
    return TelegramSettings(token, options.api_base, webhook, options.proxy or None)
