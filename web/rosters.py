"""A person's turns for their own calendar: `/roster/<token>.ics` (RFC 5545). The token is the only key."""

from datetime import datetime, timedelta

from fastapi import APIRouter
from fastapi.responses import Response
from icalendar import Calendar, Event

from desk.duty_calendar import Period
from desk.language import Lang
from desk.roster import Team
from usecases.duty_feed import BACK, DutyFeed, duty_feed
from web.parts import Parts
from web.words import say

_REFRESH = timedelta(hours=1)


class RosterRoutes:
    """The feed. What else the response carries is in `web.guard`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def router(self) -> APIRouter:
        """The route."""
        router = APIRouter(prefix="/roster")
        router.add_api_route("/{token}.ics", self.feed, methods=["GET"])
        return router

    async def feed(self, token: str) -> Response:
        """The calendar. Raises NotFound for a token that opens nothing, or not any more."""
        found = await self._parts.store.read(duty_feed, token)
        return Response(calendar_of(found), media_type="text/calendar")


def calendar_of(found: DutyFeed) -> bytes:
    """The turns as an iCalendar file, instants in UTC. A turn keeps its UID from one reading to the next."""
    lang = found.person.lang
    calendar = Calendar()
    calendar.add("prodid", "-//Chalkline//Roster//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", say("duty_of", lang, name=found.person.name))
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})  # RFC 7986
    for team, period, place in found.turns:
        calendar.add_component(_event(team, period, place, lang, found.at))
    written: bytes = calendar.to_ical()
    return written


def _event(team: Team, period: Period, place: int, lang: Lang, at: datetime) -> Event:
    event = Event()
    since = f"{period.starts:%Y%m%dT%H%M%SZ}" if period.starts > at - BACK else "before"
    event.add("uid", f"{team.id}-{since}@chalkline")
    event.add("dtstamp", at)
    event.add("dtstart", period.starts)
    event.add("dtend", period.ends)
    event.add("summary", f"{say('duty_backup' if place else 'duty', lang)} {team.name.of(lang)}")
    return event
