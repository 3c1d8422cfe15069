"""Wires the way out to other programs: its settings, its letters, the loop that sends them and who hears when one is paused."""

from app.hook_options import HookOptions, hosts_of
from app.wiring import Desk
from bot.platforms.hooks.addresses import Allowed
from bot.platforms.hooks.egress import HookEgress, HookSettings
from desk.hooks import Hook
from scheduler.drain import Drain
from usecases.rows import OutboxRow, Topic
from usecases.tell_hooks import Letter, hook_of, letter


def hook_settings(options: HookOptions, site: str) -> HookSettings:
    """Our settings as the platform takes them."""
    allowed = Allowed(hosts_of(options.trusted), options.http)
    return HookSettings(options.key.get_secret_value(), site, allowed, options.timeout)


def hook_egress(desk: Desk) -> HookEgress:
    """The way out. Posts are stamped with the real time, also while the desk's clock runs faster."""

    async def letter_of(row: OutboxRow) -> Letter | None:
        hook: Hook | None = await desk.store.read(hook_of, row)
        if hook is not None and hook.tells_people:
            return await desk.store.run(letter, row)  # it writes into the log what was read
        return await desk.store.read(letter, row)

    settings = hook_settings(desk.settings.hooks, desk.settings.site)
    return HookEgress(settings, letter_of, lambda: desk.clock.wall(desk.clock.now()))


def hook_drain(desk: Desk, egress: HookEgress) -> Drain:
    """Sends what waits for other programs, apart from the drain of messages to people: one that is slow holds up no page."""
    return Drain(desk.store, desk.clock, (egress,), desk.meters.delivered, Topic.HOOKS)
