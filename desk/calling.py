"""Who of a rung is called at once, and which rung is passed over because everybody on it sleeps. Pure; used by `desk.escalation`."""

from dataclasses import replace

from desk.choice import Behind, Chosen, Ground
from desk.contract import Rung
from desk.people import Tier
from desk.roster import Duty
from desk.ticket import Ticket


def is_up_later(free: tuple[Chosen, ...], later: tuple[Rung, ...], ticket: Ticket, duty: Duty) -> bool:
    """Whether all of these are in their quiet hours and somebody of a later rung, below the supervisors, is not."""
    if not all(one.person in duty.quiet for one in free):
        return False
    tiers = tuple(tier for rung in later for tier in rung.tiers if tier is not Tier.SUPERVISOR)
    others = duty.ranked(tiers, ticket.paged, urgent=False)
    return any(one.person not in duty.quiet for one in others)


def instead_of(asleep: tuple[Chosen, ...], chosen: tuple[Chosen, ...]) -> tuple[Chosen, ...]:
    """The same people, with those who were passed over for their quiet hours as the reason."""
    passed = tuple(Behind(one.person, Ground.AWAKE) for one in asleep)
    if not passed:
        return chosen
    return tuple(replace(one, ground=Ground.AWAKE, mine="", behind=(*passed, *one.behind)) for one in chosen)


def together(free: tuple[Chosen, ...], duty: Duty, *, everyone: bool) -> tuple[Chosen, ...]:
    """Who is called at once: the first; with them everybody of a team that grabs; everybody where the rung says so."""
    if everyone and len(free) > 1:
        return tuple(replace(one, ground=Ground.EVERYONE, mine="") for one in free)
    pool = duty.with_pool(free[0].person)
    grabbing = tuple(one for one in free if one.person in pool)
    if len(grabbing) == 1:
        return grabbing
    return tuple(replace(one, ground=Ground.GRAB, mine="") for one in grabbing)
