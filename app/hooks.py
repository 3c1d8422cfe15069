"""`chalkline hooks …`: programs that are told what happens: add, list, test, resume, end; what each was sent. And their settings."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from app.actions import Stopped, look, once
from app.clock import WallClock
from app.hook_options import HookOptions
from app.outgoing import hook_settings
from app.settings import Settings
from app.tables import console, local, table
from bot.platforms.hooks.addresses import AddressRefused, target_of
from bot.platforms.hooks.egress import HookEgress
from desk.api_keys import Scope
from desk.hooks import Hook, HookEvent
from desk.ids import SchoolId
from desk.messages import Outcome, Outgoing, Sent, Urgency
from desk.refusals import NotFound
from usecases.manage_hooks import (
    MakeHook,
    end_hook,
    hook_called,
    hook_log,
    hooks,
    make_hook,
    resume_hook,
)
from usecases.manage_keys import NameTaken
from usecases.ports import UnitOfWork
from usecases.rows import OutboxRow
from usecases.tell_hooks import Letter, ping

Called = Annotated[str, typer.Argument(help="Its name, or its id as `hooks list` shows it.")]
Name = Annotated[str, typer.Argument(help="Which program it is, e.g. helpdesk.")]
Url = Annotated[str, typer.Option("--url", help="Where it listens: https://…")]
Events = Annotated[
    str,
    typer.Option(
        "--events", help="What it hears of, e.g. ticket.opened,deadline.missed; everything when left out."
    ),
]
Schools = Annotated[
    list[str] | None, typer.Option("--school", help="A school's id; repeat for several, leave out for all.")
]
Scopes = Annotated[
    list[Scope] | None,
    typer.Option("--scope", help="personal:read tells it names and words as well; nothing else is needed."),
]
Most = Annotated[int, typer.Option(min=1, max=1000, help="How many lines.")]


def hook_commands(settings: Callable[[], Settings]) -> typer.Typer:
    """The commands; `settings` is asked when one runs."""
    group = typer.Typer(
        no_args_is_help=True, help="Webhooks out: add, list, test, resume, end; what each was sent."
    )

    @group.command()
    def add(
        name: Name, url: Url, events: Events = "", schools: Schools = None, scopes: Scopes = None
    ) -> None:
        """Tell a program what happens. Its secret is shown this once; the desk can make it anew, its database cannot."""
        here = settings()
        _require_key(here.hooks)
        command = MakeHook(
            name,
            _checked(url, here),
            _events(events),
            tuple(SchoolId(school) for school in schools or ()),
            _scopes(scopes or []),
        )
        key = here.hooks.key.get_secret_value()
        with _words_for_refusals():
            hook, secret = asyncio.run(once(here, WallClock(), make_hook, command, key))
        typer.echo(secret)
        typer.echo(
            f"Hook {hook.id} for {hook.name}. The program checks each post with this secret (docs/api.md). Keep it now: it "
            f"cannot be shown again. `chalkline hooks test {hook.name}` tries it.",
            err=True,
        )

    _add_changes(group, settings)
    _add_test(group, settings)
    _add_views(group, settings)
    return group


def _add_changes(group: typer.Typer, settings: Callable[[], Settings]) -> None:
    @group.command()
    def end(called: Called) -> None:
        """From now on it is told nothing, what waits included."""
        with _words_for_refusals():
            hook = asyncio.run(once(settings(), WallClock(), end_hook, called))
        typer.echo(f"Hook {hook.id} for {hook.name} is told nothing any more.")

    @group.command()
    def resume(called: Called) -> None:
        """Go on with one that was paused, from now on; what it missed is to be had from the API."""
        with _words_for_refusals():
            hook = asyncio.run(once(settings(), WallClock(), resume_hook, called))
        typer.echo(f"Hook {hook.id} for {hook.name} is told what happens from now on.")


def _add_test(group: typer.Typer, settings: Callable[[], Settings]) -> None:
    @group.command()
    def test(called: Called) -> None:
        """Post a `ping` now, also to one that is paused, and say what came back."""
        here = settings()
        _require_key(here.hooks)
        with _words_for_refusals():
            hook, letter = asyncio.run(once(here, WallClock(), _pinged, called))
        outcome = asyncio.run(_tried(here, hook, letter))
        if not isinstance(outcome, Sent):
            reason = getattr(outcome, "reason", type(outcome).__name__)
            raise Stopped(f"{hook.name} did not take it: {reason}.")
        typer.echo(f"{hook.name} took it.")


def _add_views(group: typer.Typer, settings: Callable[[], Settings]) -> None:
    @group.command("list")
    def list_hooks() -> None:
        """Every hook: where it posts, what of, which schools, and whether it is told."""
        here = settings()
        found = asyncio.run(look(here, WallClock(), hooks))
        if not found:
            typer.echo("There is no hook; `chalkline hooks add NAME --url https://…` makes one.")
            return
        shown = table("hook", "name", "address", "events", "schools", "scopes", "told")
        for hook in found:
            events = " ".join(hook.events) or "全部 all"
            schools = " ".join(hook.schools) or "全区 all"
            shown.add_row(
                hook.id, hook.name, hook.url, events, schools, " ".join(hook.scopes) or "—", _told(here, hook)
            )
        console().print(shown)

    @group.command("log")
    def show_log(called: Called, most: Most = 50) -> None:
        """The newest lines about a hook, and the newest messages to it with what became of them."""
        here = settings()
        with _words_for_refusals():
            lines, posts = asyncio.run(look(here, WallClock(), hook_log, called, most))
        shown = table("when", "what", "of what")
        for line in lines:
            shown.add_row(local(line.at, here.zone_info), line.act, line.about)
        console().print(shown)
        sent = table("promised", "event", "id", "fate", "tries", "last refusal")
        for post in posts:
            told = json.loads(json.loads(post.body)["text"])
            fate = post.fate or "等待 waits"
            when = local(post.promised_at, here.zone_info)
            sent.add_row(when, told["event"], told["id"], fate, str(post.tries), post.reason)
        console().print(sent)


def _told(here: Settings, hook: Hook) -> str:
    if hook.ended_at is not None:
        return f"已停用 ended {local(hook.ended_at, here.zone_info)}"
    if hook.paused_at is not None:
        return f"已暂停 paused {local(hook.paused_at, here.zone_info)}"
    return "是 yes"


def _pinged(uow: UnitOfWork, called: str) -> tuple[Hook, Letter]:
    hook = hook_called(uow, called)
    if hook.ended_at is not None:
        raise NotFound(called)
    return hook, ping(uow, hook)


async def _tried(here: Settings, hook: Hook, letter: Letter) -> Outcome:
    async def no_row(_: OutboxRow) -> Letter | None:
        return letter

    clock = WallClock()
    egress = HookEgress(hook_settings(here.hooks, here.site), no_row, clock.now)
    row = OutboxRow(0, letter.id, hook.peer(0), Outgoing(""), Urgency.NOTE, None, None, 0, clock.now())
    try:
        return await egress.send(row)
    finally:
        await egress.close()


def _require_key(options: HookOptions) -> None:
    if not options.key.get_secret_value():
        raise Stopped(
            "Set CHALKLINE_HOOKS__KEY first, for every process of the desk: a secret of your own of at least 32 characters "
            "(`openssl rand -hex 32`). With it the desk signs what it posts."
        )


def _checked(url: str, here: Settings) -> str:
    try:
        target_of(url, hook_settings(here.hooks, here.site).allowed)
    except AddressRefused as problem:
        raise Stopped(f"The desk does not post to this address: {problem}.") from problem
    return url


def _events(written: str) -> tuple[HookEvent, ...]:
    names = [name.strip() for name in written.split(",") if name.strip()]
    known = [event.value for event in HookEvent if event is not HookEvent.PING]
    odd = [name for name in names if name not in known]
    if odd:
        raise Stopped(f"There is no event {', '.join(odd)}; there are {', '.join(known)}.")
    return tuple(HookEvent(name) for name in names)


def _scopes(given: list[Scope]) -> tuple[Scope, ...]:
    odd = [scope for scope in given if scope is not Scope.PERSONAL_READ]
    if odd:
        raise Stopped(f"A hook has no scope {', '.join(odd)}: personal:read is the only one it can have.")
    return tuple(given)


@contextmanager
def _words_for_refusals() -> Iterator[None]:
    try:
        yield
    except NameTaken as problem:
        raise Stopped(
            f"A hook called {problem} is there already; `chalkline hooks end {problem}` first, or another name."
        ) from problem
    except NotFound as problem:
        raise Stopped(
            f"This desk has no school or hook {problem}, or it has ended; `chalkline hooks list` shows the hooks."
        ) from problem
