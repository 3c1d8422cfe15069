"""A roster of turns for stories: two who take weekly turns on the first line, one behind them."""

from datetime import date, datetime, time, timedelta

from desk.ids import PersonId, RotationId, TeamId
from desk.language import Text
from desk.people import Tier
from desk.roster import Roster, Team
from desk.roster_events import RosterAct
from desk.rotation import Rotation
from tests.kit.district import school_of
from tests.kit.world import ZONE, World
from usecases.enter_roster import enter_roster

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WANG, LI, ZHAO = (PersonId(name) for name in ("wang", "li", "zhao"))
DARK = "三年级2班大屏黑屏了，正在上课"
FIRST, SECOND = TeamId("first-line"), TeamId("second-line")
TEAMS = (
    Team(FIRST, Text("东片一线", "East, first line"), Tier.FIRST),
    Team(SECOND, Text("二线", "Second line"), Tier.SECOND),
)
BEHIND = Rotation(RotationId("second"), SECOND, ((ZHAO,), (PersonId("sun"),)), date(2026, 9, 21), 7)
ALONE = Rotation(RotationId("second"), SECOND, ((ZHAO,),))


def weekly(*turns: tuple[PersonId, ...], at: time = time(18)) -> Roster:
    """The first turn runs since Monday a week ago."""
    return Roster(TEAMS, (Rotation(RotationId("week"), FIRST, turns, date(2026, 9, 14), 7, at), BEHIND))


async def with_turns(world: World, *turns: tuple[PersonId, ...], at: time = time(18)) -> None:
    """Enter it and begin with nothing said."""
    await world.store.run(enter_roster, weekly(*turns, at=at))
    await world.settle()
    forget(world)


def forget(world: World) -> None:
    """What was said so far is not looked at."""
    for seat in world.everybody():
        seat.unread.clear()


def clock(day: str, hour: str) -> datetime:
    """An instant of the district."""
    return datetime.fromisoformat(f"2026-{day}T{hour}").replace(tzinfo=ZONE)


async def until(world: World, instant: datetime) -> None:
    """Push the clock, whatever fires on the way."""
    await world.push(instant - world.clock.now())


async def first_line(world: World) -> tuple[str, ...]:
    """Whom the first line would page now."""
    duty = await world.store.read(lambda uow: uow.people.duty(school_of("changge"), uow.now))
    return duty.of(Tier.FIRST)


async def acts(world: World) -> list[RosterAct]:
    """What was done to the roster, newest first."""
    trail = await world.store.read(lambda uow: uow.rosters.trail(50))
    return [event.act for event in trail]
