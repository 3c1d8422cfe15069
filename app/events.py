"""`chalkline events …`: a school's exams, open classes and other major events, from the command line."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo

import typer

from app.actions import Stopped, once
from app.clock import WallClock
from app.settings import Settings
from desk.ids import EventId, RoomId, SchoolId
from desk.major_events import EventKind, EventState, MajorEvent
from desk.refusals import NotFound, TooLate
from usecases.plan_event import cancel_event, plan_event
from usecases.ports import UnitOfWork
from usecases.prepare_event import owed_of

T = TypeVar("T")

Begin = Annotated[
    str, typer.Option("--from", help="When it begins, e.g. '2026-11-25 08:00' by the district's clock.")
]
End = Annotated[str, typer.Option("--to", help="When it ends.")]
Rooms = Annotated[
    list[str] | None,
    typer.Option("--room", help="A room's id or name; repeat for several, leave out for all."),
]


def event_commands(settings: Callable[[], Settings]) -> typer.Typer:
    """The three commands; `settings` is asked when one runs."""
    events = typer.Typer(
        no_args_is_help=True, help="Major events of the schools: exams, open classes, visits."
    )

    @events.command()
    def add(
        school: Annotated[str, typer.Option(help="The school's id.")],
        kind: Annotated[EventKind, typer.Option(help="What sort of event it is.")],
        begin: Begin,
        end: End,
        name: Annotated[str, typer.Option(help="What people call it.")] = "",
        room: Rooms = None,
    ) -> None:
        """Enter an event: faults are graded by it, and what the contract owes for it is asked for in time."""
        here = settings()
        span = (_instant(begin, here.zone_info), _instant(end, here.zone_info))
        event = _ask(here, _add, SchoolId(school), kind, name, span, tuple(room or ()))
        typer.echo(f"{event.id} is entered.")

    @events.command("list")
    def list_events(
        school: Annotated[str, typer.Option(help="One school's id; all when left out.")] = "",
    ) -> None:
        """What is ahead, what each event owes by when, and what is arranged."""
        here = settings()
        lines = _ask(here, _listed, (SchoolId(school),) if school else (), here.zone_info)
        typer.echo("\n".join(lines) or "There are no major events ahead.")

    @events.command()
    def cancel(
        event: Annotated[str, typer.Argument(help="The event's id, as `events list` shows it.")],
    ) -> None:
        """Call an event off: nothing more is asked for; grades that rose for it stay."""
        _ask(settings(), cancel_event, EventId(event), None)
        typer.echo(f"{event} is called off.")

    return events


def _ask(settings: Settings, use_case: Callable[..., T], *args: object) -> T:
    """Run it, with what the desk refuses as a sentence."""
    try:
        return asyncio.run(once(settings, WallClock(), use_case, *args))
    except NotFound as problem:
        raise Stopped(
            f"This desk has no {problem}; `chalkline events list` shows what there is."
        ) from problem
    except TooLate as problem:
        raise Stopped("That event would be over already; check --from and --to.") from problem
    except ValueError as problem:
        raise Stopped(str(problem)) from problem


def _add(
    uow: UnitOfWork,
    school: SchoolId,
    kind: EventKind,
    name: str,
    span: tuple[datetime, datetime],
    rooms: tuple[str, ...],
) -> MajorEvent:
    named = {name: room.id for room in uow.places.rooms(school) for name in (room.name, *room.aliases)}
    wide = tuple(named.get(room, RoomId(room)) for room in rooms)
    fresh = EventId(uow.fresh_id())
    return plan_event(uow, MajorEvent(fresh, school, kind, name, span[0], span[1], wide))


def _listed(uow: UnitOfWork, schools: tuple[SchoolId, ...], zone: ZoneInfo) -> tuple[str, ...]:
    for school in schools:
        uow.places.school(school)
    return tuple(
        line for event in uow.major_events.ahead(schools, uow.now) for line in _lines(uow, event, zone)
    )


def _lines(uow: UnitOfWork, event: MajorEvent, zone: ZoneInfo) -> Iterator[str]:
    local, until = event.starts.astimezone(zone), event.ends.astimezone(zone)
    rooms = ", ".join(uow.places.room(room).name for room in event.rooms) or "the whole school"
    mark = " (to be confirmed)" if event.state is EventState.PROPOSED else ""
    school = uow.places.school(event.school).name
    yield f"{event.id}  {local:%Y-%m-%d %H:%M} to {until:%Y-%m-%d %H:%M}  {event.name or event.kind}{mark}  {school}, {rooms}"
    for one in owed_of(uow, event):
        day = (
            f"by {one.day}" if one.day else "the calendar does not know the year, so no day can be worked out"
        )
        done = next((done.by for done in event.arranged if done.duty == one.id), None)
        state = f"arranged by {uow.people.get(done).name}" if done else f"to arrange {day}"
        yield f"    {one.what.zh} {one.what.en} [{one.clause}]: {state}"


def _instant(word: str, zone: ZoneInfo) -> datetime:
    try:
        instant = datetime.fromisoformat(word)
    except ValueError as problem:
        raise Stopped(f"{word} is no date and time; write for example '2026-11-25 08:00'.") from problem
    return instant if instant.tzinfo else instant.replace(tzinfo=zone)
