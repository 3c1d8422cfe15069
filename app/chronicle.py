"""Writes a ticket's trail in words for the chat: the sentences of its page, so that both say the same."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from desk.event import Event
from desk.ids import PersonId
from desk.language import Lang
from web.trail import Scribe
from web.words import moment


class TrailChronicle:
    """`report_ports.Chronicle`, in one time zone."""

    def __init__(self, zone: ZoneInfo) -> None:
        """Instants are shown in this zone."""
        self._zone = zone

    def lines(
        self, trail: Sequence[Event], names: Mapping[PersonId, str], lang: Lang, now: datetime
    ) -> tuple[str, ...]:
        """One line for each event: its instant, then the sentence."""
        scribe = Scribe(lang, names, lambda instant: moment(instant, now, self._zone))
        return tuple(f"{moment(event.at, now, self._zone)} {scribe.sentence(event)}" for event in trail)
