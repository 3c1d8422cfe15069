"""The console platform, tied to one person."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.doors import StoreDoor
from bot.platforms.console.lines import ConsoleEgress, ConsoleIngress
from desk.messages import Peer


@dataclass(frozen=True, slots=True)
class ConsolePlatform:
    """Both directions of one terminal."""

    ingress: ConsoleIngress
    egress: ConsoleEgress


def console_platform(
    door: StoreDoor, peer: Peer, run_id: str, now: Callable[[], datetime]
) -> ConsolePlatform:
    """Lines in and out of this terminal, as one chat."""
    return ConsolePlatform(ConsoleIngress(door, peer, run_id, now), ConsoleEgress())
