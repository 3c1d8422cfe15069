"""R5 at the edge: the process ends before and after every call it makes and every call it answers (polls, sends, spinners, the telephone
gateway, the webhook's 200), against the strict double over real connections.
"""

import asyncio
import gc
import random
import re
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
from aiogram.client.session.aiohttp import AiohttpSession
from aiohttp import web
from sqlalchemy import select

from app.doors import StoreDoor
from bot.platforms.gateway import egress as gateway_egress
from bot.platforms.gateway.egress import GatewayEgress, GatewaySettings
from bot.platforms.telegram.egress import TelegramEgress
from bot.platforms.telegram.http import AiohttpRequest
from bot.platforms.telegram.ingress import TelegramIngress
from bot.platforms.telegram.settings import TelegramSettings, WebhookSettings
from bot.platforms.telegram.webhook import TelegramWebhook
from desk.messages import COPY_MARK, Outgoing, Peer, Urgency
from desk.paging import GATEWAY
from scheduler.drain import Drain
from storage.engines import connection
from storage.migrate import upgrade
from storage.tables import inbox, outbox
from tests.bot.platforms.test_gateway_egress import Gateway, gateway
from tests.kit.botapi import BotApiDouble
from tests.kit.clock import PushedClock
from tests.kit.mines import Died, MinedStore, Mines
from tests.kit.processes import PATIENCE
from tests.packaging import house
from tests.storage.builders import NoWords
from tests.storage.conftest import ZONE
from usecases.ports import UnitOfWork

__all__ = ["gateway"]

NOON = datetime(2026, 9, 21, 4, 0, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("nobody_tells_of_dead_tasks")

SECRET = "s3cret-s3cret-s3cret"
A_FEW = 4
"""Of the points, drawn on every commit; `make storm` takes all."""
SEAMS = {
    "bot/platforms/telegram/http.py": "AiohttpRequest._exchange",
    "bot/platforms/telegram/intake.py": "aiogram's AiohttpSession",
    "bot/platforms/gateway/egress.py": "_posted",
    "app/outside.py": "none: a sign of life that is lost is one less",
    "nlu/remote.py": "none: asks a reader, whose answer changes nothing by itself",
    "web/oidc_provider.py": "none: asks who somebody is; whoever dies meanwhile begins again",
}
"""Where the product speaks to others, and the point there."""


@pytest.fixture
def mines(monkeypatch: pytest.MonkeyPatch) -> Mines:
    """Points around every call to others and around the webhook's answer."""
    mines = Mines()

    def around(owner: Any, name: str, named: Callable[..., str]) -> None:
        real = getattr(owner, name)

        @wraps(real)
        async def mined(*args: Any, **kwargs: Any) -> Any:
            mines.reach(f"before {named(*args)}")
            answer = await real(*args, **kwargs)
            mines.reach(f"after {named(*args)}")
            return answer

        monkeypatch.setattr(owner, name, mined)

    mine_the_webhook(mines, monkeypatch)
    around(AiohttpSession, "make_request", lambda _self, _bot, call, *_: f"a call of {type(call).__name__}")
    around(AiohttpRequest, "_exchange", lambda _self, _method, url, *_: f"a call of {url.rpartition('/')[2]}")
    posted = gateway_egress._posted

    def mined_post(*args: Any) -> Any:
        mines.reach("before a call of the gateway")
        outcome = posted(*args)
        mines.reach("after a call of the gateway")
        return outcome

    monkeypatch.setattr(gateway_egress, "_posted", mined_post)
    return mines


def mine_the_webhook(mines: Mines, monkeypatch: pytest.MonkeyPatch) -> None:
    """Points around the answer to an update that Telegram brings."""
    received = TelegramWebhook._received

    async def mined_answer(self: TelegramWebhook, request: web.Request) -> web.Response:
        """Whoever asked a process that died in it gets no answer: the connection breaks."""
        try:
            mines.reach("before an update by webhook is taken")
            answer = await received(self, request)
            mines.reach("before an update by webhook is answered")
        except Died:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)
        return answer

    monkeypatch.setattr(TelegramWebhook, "_received", mined_answer)


class Host:
    """A machine that runs the way in and the way out, and starts the process again when it died."""

    def __init__(
        self, api: BotApiDouble, gateway: Gateway, folder: Path, mines: Mines, port: int | None
    ) -> None:
        self.clock, self.mines, self.deaths = PushedClock(NOON), mines, 0
        self.url = f"sqlite:///{folder / 'edge.sqlite3'}"
        shutil.copy(folder.parent / "empty.sqlite3", folder / "edge.sqlite3")
        at = WebhookSettings(f"http://127.0.0.1:{port}/telegram", SECRET, port=port) if port else None
        self._settings = TelegramSettings(api.token, api.url, at)
        self._gateway = gateway.url

    async def until(self, done: Callable[[], bool]) -> None:
        """Run, die where that is wanted, start again, until it is done."""
        while True:
            try:
                async with self._process() as (drain, way_in), asyncio.timeout(PATIENCE):
                    while not done():
                        self.mines.breathe()
                        assert not way_in.done(), f"the way in ended: {way_in}"
                        await drain.quiet()
                        await asyncio.sleep(0.005)
                self.mines.breathe()
            except Died:
                self.deaths += 1
                self.mines.dead = False
                self.clock.push_to(self.clock.now() + timedelta(seconds=75))
                continue
            return

    async def promise(self, *peers: Peer) -> None:
        """Put a page for each into the outbox; nobody dies of that."""

        def add(uow: UnitOfWork) -> None:
            for peer in peers:
                uow.outbox.add(f"page:{peer}", peer, Outgoing("工单 1001"), Urgency.PAGE)

        store = MinedStore(self.url, self.clock, NoWords(), {}, ZONE).mined(Mines())
        await store.start()
        await store.run(add)
        await store.close()

    def fates(self) -> dict[str, Any]:
        """What became of each row of the outbox. Nobody is kept from it by the lock of a writer that died this instant."""
        with connection(self.url, reads_only=True) as conn:
            return {row.peer: row.fate for row in conn.execute(select(outbox.c.peer, outbox.c.fate))}

    def taken(self) -> Counter[str]:
        """The keys of the inbox."""
        with connection(self.url, reads_only=True) as conn:
            return Counter(conn.execute(select(inbox.c.key)).scalars())

    @asynccontextmanager
    async def _process(self) -> AsyncIterator[tuple[Drain, asyncio.Task[None]]]:
        store = MinedStore(self.url, self.clock, NoWords(), {}, ZONE).mined(self.mines)
        await store.start()
        door = StoreDoor(store)
        kind = TelegramWebhook if self._settings.webhook else TelegramIngress
        ingress = kind(self._settings, door, self.clock.now)
        egresses = (
            TelegramEgress(self._settings, door.read_media),
            GatewayEgress(GatewaySettings(self._gateway, "key" * 8, 5), _number_of, self.clock.now),
        )
        running = asyncio.create_task(ingress.run())
        drain = Drain(store, self.clock, egresses)
        try:
            yield drain, running
        finally:
            left = list(drain._sending)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)
            await ingress.stop()
            await asyncio.gather(running, return_exceptions=True)
            for egress in egresses:
                await egress.close()
            await store.close()


async def _number_of(_person: object) -> str:
    return "13800000001"


async def lives_through(
    folder: Path, gateway: Gateway, mines: Mines, port: int | None, fuse: str = ""
) -> list[str]:
    """A message and a press come in, a page goes to a chat and one to a telephone. Gives the points met; fails on what went wrong."""
    folder.mkdir(exist_ok=True)  # noqa: ASYNC240  # nothing else runs meanwhile
    gateway.got.clear()
    async with BotApiDouble(webhook_pause=0.02, webhook_patience=0.5) as api:
        teacher = api.user(1001, "王老师")
        keyboard = {"inline_keyboard": [[{"text": "是", "callback_data": "tok:0"}]]}
        asked = api.world.keep(teacher.chat, api.world.bot_user, {"text": "?", "reply_markup": keyboard})
        host = Host(api, gateway, folder, mines, port)
        chat, phone = Peer("tg", "1001"), Peer(GATEWAY, "wang")
        await host.promise(chat, phone)
        mines.fuse, mines.met = fuse, []
        await teacher.says("302教室黑屏了")
        await teacher.presses(asked.body["message_id"], "是")
        await host.until(
            lambda: (
                len(host.taken()) == 2
                and set(host.fates().values()) == {"sent"}
                and not api.updates.waiting()
            )
        )
        assert api.violations == []
        assert set(host.taken().values()) == {1}
        shown = [one.text for one in teacher.inbox if "1001" in one.text]
        assert shown
        assert shown[1:] == [COPY_MARK + "工单 1001"] * (len(shown) - 1)
        assert len({told["idempotency-key"] for told, _ in gateway.got}) == 1
        assert host.deaths == (1 if fuse else 0), f"{fuse!r}: died {host.deaths} times"
        return list(dict.fromkeys(mines.met))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the dead close no sockets
@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_r5_wherever_it_ends_at_the_edge_nothing_is_lost_and_copies_say_so(  # what every test gets
    tmp_path: Path,
    gateway: Gateway,
    mines: Mines,
    unused_tcp_port: int,
    storm_seed: int,
    request: pytest.FixtureRequest,
    webhook: bool,
) -> None:
    port = unused_tcp_port if webhook else None
    upgrade(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    points = await lives_through(tmp_path / "well", gateway, mines, port)
    assert "before a call of sendMessage" in points
    assert "after a call of the gateway" in points
    assert ("before an update by webhook is answered" if webhook else "after a call of RawUpdates") in points
    if request.config.getoption("--storm") != "full":
        points = random.Random(storm_seed).sample(points, A_FEW)
    for number, point in enumerate(points):
        await lives_through(tmp_path / str(number), gateway, mines, port, point)
    gc.collect()


def test_r5_whoever_speaks_to_others_has_points_or_needs_none() -> None:
    speaks = re.compile(
        r"ClientSession\(|AiohttpSession\(|build_opener\(|urlopen\(|open_connection\(|smtplib|httpx\."
    )
    found = {str(path) for path in house.product_files() if speaks.search(house.text(path))}
    assert found == set(SEAMS)
