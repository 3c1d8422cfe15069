"""Ties the web site to the desk: who the demo's seats are, how Telegram is connected, what the clock is called."""

import asyncio
import sys
from contextlib import suppress
from functools import partial

from fastapi import FastAPI

from app.demo import DemoSeats
from app.links import sign_in_link
from app.oidc import provider_of
from app.papers.maker import figure_paper
from app.parsing import Parser
from app.processes import Serve
from app.wiring import Desk, telegram_settings
from storage.sheets.figures import workbook
from usecases.statistics_ports import FigureFiles
from web.metrics import Metrics
from web.server import listener, serve_on
from web.settings import SiteSettings
from web.site import create_site


def make_server(desk: Desk, seats: DemoSeats | None, *, after: float = 0.0) -> Serve:
    """A coroutine that serves the site until the event is set. The site is made there, `after` so many seconds and beside the loops that
    already work: nobody is called later for it.
    """
    settings = desk.settings
    site_settings = _site_settings(desk, seats)
    parser = Parser(desk.reader, desk.contracts)
    token = settings.metrics.token.get_secret_value()
    metrics = Metrics(partial(desk.meters.page, desk.store, desk.clock), token) if token else None
    figures = FigureFiles(workbook, figure_paper)

    def make() -> FastAPI:
        known = (desk.drawings, desk.papers, metrics, figures)
        return create_site(desk.store, site_settings, desk.clock, parser, *known, uploads=desk.uploads)

    async def start(stopping: asyncio.Event) -> None:
        sock = listener(settings.host, settings.port)
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), after)
            sock.close()
            return
        site = await asyncio.to_thread(make)
        sys.stdout.write(f"Chalkline 粉笔线: http://{settings.host}:{settings.port}  (Ctrl-C stops it)\n")
        sys.stdout.flush()
        await serve_on(site, sock, stopping)

    return start


def _site_settings(desk: Desk, seats: DemoSeats | None) -> SiteSettings:
    settings = desk.settings
    hint = f"bot {telegram_settings(settings).bot_id}" if settings.telegram.is_on else ""
    return SiteSettings(
        zone=settings.zone_info,
        demo=seats is not None,
        demo_teacher=seats.teacher if seats else None,
        demo_engineer=seats.engineer if seats else None,
        demo_engineer_2=seats.engineer_2 if seats else None,
        demo_supervisor=seats.supervisor if seats else None,
        hotline=settings.hotline or (seats.hotline if seats else ""),
        telegram_hint=hint,
        rehearsal=desk.clock.label,
        secure_cookies=settings.public_url.startswith("https://"),
        lives=settings.sessions.lives,
        telegram_login=sign_in_link(settings) if settings.telegram.is_on and seats is None else "",
        provider=provider_of(settings.oidc, settings.public_url) if seats is None else None,
    )
