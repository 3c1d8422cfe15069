"""A roster is entered whole, from a district's file: the teams and their turns. Sets the timers that belong to it."""

import structlog

from desk.roster import Roster
from desk.roster_events import RosterAct, RosterEvent
from usecases.check_roster import watch_roster
from usecases.ports import UnitOfWork
from usecases.take_leave import await_leave

log = structlog.get_logger()


def enter_roster(uow: UnitOfWork, roster: Roster) -> None:
    """Teams and rotations replace what was there; overrides and leave that the desk knows stay as they are.

    Raises NotFound for somebody who is not in the register.
    """
    uow.rosters.enter(roster)
    note = f"{len(roster.teams)} teams, {len(roster.rotations)} rotations"
    uow.rosters.note(RosterEvent(f"entered:{uow.fresh_id()}", RosterAct.ENTERED, uow.now, note=note))
    for leave in roster.leaves:
        if leave.starts > uow.now:
            await_leave(uow, leave)
    watch_roster(uow)
    log.info("roster", action="roster_entered", teams=len(roster.teams), rotations=len(roster.rotations))
