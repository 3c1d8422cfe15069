"""Who may do what to a ticket, generated from the tables (S04, S05): every verb, every kind of person, four ways to try.

A right depends on what the person is to the ticket, and on nothing that the chat, the message or the button says. Each cell is a
turn of its own that is rolled back. What is foreign is answered exactly as what is missing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from bot.render import Phrasebook
from bot.router import PRESSES, take_turn
from desk.buttons import Option, Press, Verb
from desk.holds import HoldReason
from desk.ids import PersonId, SchoolId, TicketId
from desk.language import Lang
from desk.messages import Incoming, Outgoing, Peer
from desk.people import Person, Role, Tier
from desk.permissions import ALLOWED, may_see, may_see_inside, require
from desk.reading import DeviceClass, Impact, Intent, Reading, Symptom
from desk.refusals import NotAllowed, NotFound
from desk.ticket import Ticket
from storage.codec import decode
from storage.tables import outbox
from tests.kit.district import school_of
from tests.kit.world import CHANNEL, World
from usecases.look import ticket_page
from usecases.ports import UnitOfWork

HERE, NEXT_DOOR, ELSEWHERE = school_of("gangbei"), school_of("changge"), SchoolId("another-district")
SCOPES = {"own": (HERE,), "other_school": (NEXT_DOOR,), "other_district": (ELSEWHERE,)}
NOBODY = TicketId("no-such-ticket")
"""What an answer about nothing at all is compared with."""

ARGS: dict[Verb, str] = {
    **dict.fromkeys((Verb.HOLD_FOR, Verb.EXTEND_FOR), HoldReason.PARTS),
    Verb.HOLD_UNTIL: "hour",
    Verb.EXTEND_UNTIL: f"hour|{HoldReason.PARTS}",
    **dict.fromkeys((Verb.REASSIGN_TO, Verb.PARTNER_TO), "li"),
    **dict.fromkeys((Verb.REGRADE_TO, Verb.PROPOSE_TO), "B"),
    Verb.RATE: "5",
    Verb.REREAD_DEVICE: DeviceClass.PROJECTOR,
    Verb.REREAD_SYMPTOM: f"{DeviceClass.PROJECTOR}/{Symptom.NO_SIGNAL}",
    Verb.REREAD_INTENT: Intent.ASK_HOWTO,
    Verb.REREAD_PLACE: "gangbei-303",
    Verb.REREAD_IMPACT: Impact.MULTI_ROOM,
    Verb.REREAD_SAFETY: "true",
    Verb.REPORT_NOTE: "cause",
    Verb.FOLLOW_UP: "settled",
    Verb.USE_NOTE: "diagnose||换线",
    Verb.RELAY_TO: "|到了",
    Verb.NOTE_ON: "||已订灯泡",
    Verb.PICK_ROOM: "gangbei-303",
    **dict.fromkeys((verb for verb in Verb if verb.startswith("step_")), "board_black_screen/s/no"),
}


@dataclass(frozen=True)
class Presser:
    """Somebody who tries, and how they come to the ticket."""

    name: str
    person: Person


LOOKS: dict[Verb, Callable[[Person, Ticket], bool]] = {Verb.TRAIL: may_see, Verb.WHO_CALLED: may_see_inside}
"""Buttons that only show, and show it to whoever may see that on the ticket's page; the table says who is offered them."""


class Undo(Exception):
    """Ends a cell's transaction without leaving anything."""


def pressers() -> Iterator[Presser]:
    """The people of the ticket, and one of every role and scope who is none of them."""
    for role in Role:
        for scope, schools in SCOPES.items():
            tier = None if role is Role.TEACHER else Tier.FIRST
            person = Person(PersonId(f"{role}-{scope}"), f"{role} {scope}", role, schools, tier)
            yield Presser(f"{role}/{scope}", person)


OTHERS = tuple(pressers())
THEIRS = ("teacher1-gangbei", "wang", "li", "chen")


@pytest.fixture
async def ticket(world: World) -> Ticket:
    """Reported by a teacher of our school, in the hands of wang."""
    await world.teacher("gangbei").says("三年级2班大屏黑屏了，正在上课")
    await world.seat("wang").presses("接单")
    await world.store.run(lambda uow: uow.people.add(*(other.person for other in OTHERS)))
    for other in OTHERS:
        await world.store.run(lambda uow, one=other.person: uow.people.bind(one.id, Peer(CHANNEL, one.id)))
    return await world.ticket()


def tried(uow: UnitOfWork, me: PersonId, owner: PersonId, press: Press, way: str) -> tuple[str, int]:
    """What is answered in the presser's chat to the owner's button, and how many events the ticket has then."""
    label = "选这一个按钮"
    chat, owners = Peer(CHANNEL, me), Peer(CHANNEL, owner)
    token = uow.prompts.create(
        owners, owner, (Option(press, label), Option(Press(Verb.KEEP), "另一个按钮")), uow.now
    )
    key, said = f"cell:{uow.fresh_id()}", {"press": f"{token}:0"} if way == "press" else {"text": label}
    uow.inbox.accept((Incoming(key, chat, uow.now, **said),), uow.now)
    row = next(row for row in uow.inbox.lease(uow.now, uow.now, 50) if row.incoming.key == key)
    take_turn(uow, row, Reading(text=str(said.get("text", ""))))
    rows = uow._tx.conn.execute(select(outbox.c.key, outbox.c.body).where(outbox.c.peer == str(chat))).all()
    answered = [decode(one.body, Outgoing).text for one in rows if one.key.startswith(key)]
    there = press.ticket if press.ticket and press.ticket != NOBODY else None
    return "\n".join(answered), uow.tickets.get(there).seq if there else 0


async def cell(world: World, *cells: object) -> tuple[str, int]:
    """One try, rolled back."""

    def once(uow: UnitOfWork) -> None:
        raise Undo(*tried(uow, *cells))  # type: ignore[arg-type]  # handed through

    with pytest.raises(Undo) as undone:
        await world.store.run(once)
    return undone.value.args  # type: ignore[return-value]  # as raised


def refusal(words: Phrasebook, person: Person, kind: type[Exception]) -> str:
    """The words of a refusal, as far as they say nothing of the ticket."""
    return str(words._modules[Lang(person.lang)]["refusals"].reasons[kind.__name__])


def expected(person: Person, verb: Verb, ticket: Ticket) -> type[Exception] | None:
    """What the table says: None is allowed. Who has the job cannot join it."""
    if verb in LOOKS and LOOKS[verb](person, ticket):
        return None
    if verb is Verb.JOIN_JOB and person.id == ticket.handler:
        return NotAllowed
    try:
        require(person, verb, ticket)
    except (NotFound, NotAllowed) as refused:
        return type(refused)
    return None


VERBS = tuple(verb for verb in ALLOWED if verb in PRESSES)


def test_the_matrix_is_whole() -> None:
    assert set(VERBS) == set(ALLOWED)
    assert len(VERBS) * (len(OTHERS) + len(THEIRS)) * 2 >= 1_500


@pytest.mark.parametrize("way", ["press", "typed"])
@pytest.mark.parametrize("who", [*(other.person.id for other in OTHERS), *THEIRS])
async def test_a_press_and_the_typed_label_are_allowed_and_refused_as_the_table_says(
    world: World, ticket: Ticket, who: PersonId, way: str
) -> None:
    person = await world.store.read(lambda uow: uow.people.get(who))
    words, wrong = world.library.words, []
    for verb in VERBS:
        says = expected(person, verb, ticket)
        answer, seq = await cell(world, who, who, Press(verb, ticket.id, ARGS.get(verb, "")), way)
        refused = {kind for kind in (NotFound, NotAllowed) if refusal(words, person, kind) in answer}
        if says is None and refused:
            wrong.append((verb, "allowed by the table", answer))
        if says is None:
            continue
        if not may_see(person, ticket):
            says = NotFound
        refusals = words._modules[Lang(person.lang)]["refusals"].reasons.values()
        if seq != ticket.seq or not any(reason in answer for reason in refusals):
            wrong.append((verb, f"not refused ({says.__name__})", answer))
        if says is NotFound and refused != {NotFound} and not may_see(person, ticket):
            wrong.append((verb, "tells of a foreign ticket", answer))
    assert wrong == [], "\n".join(map(str, wrong))


@pytest.mark.parametrize("who", [*(other.person.id for other in OTHERS), *THEIRS])
async def test_somebody_elses_button_is_nothing_to_whoever_presses_it(
    world: World, ticket: Ticket, who: PersonId
) -> None:
    """Forwarded, shared, pressed in a group: the presser is not the addressee (S05)."""
    person = await world.store.read(lambda uow: uow.people.get(who))
    owner = next(PersonId(one) for one in ("wang", "chen") if one != who)
    for verb in VERBS:
        press = Press(verb, ticket.id, ARGS.get(verb, ""))
        answer, seq = await cell(world, who, owner, press, "press")
        assert (verb, answer, seq) == (verb, refusal(world.library.words, person, NotFound), ticket.seq)


@pytest.mark.parametrize("who", [other.person.id for other in OTHERS])
async def test_a_foreign_ticket_is_answered_as_one_that_is_not_there(
    world: World, ticket: Ticket, who: PersonId
) -> None:
    person = await world.store.read(lambda uow: uow.people.get(who))
    for verb in VERBS:
        if may_see(person, ticket):
            continue
        arg = ARGS.get(verb, "")
        foreign, _ = await cell(world, who, who, Press(verb, ticket.id, arg), "press")
        missing, _ = await cell(world, who, who, Press(verb, NOBODY, arg), "press")
        assert (verb, foreign) == (verb, missing)


@pytest.mark.parametrize("who", [*(other.person.id for other in OTHERS), *THEIRS])
async def test_the_web_shows_a_ticket_to_whom_the_table_says_and_to_nobody_else(
    world: World, ticket: Ticket, who: PersonId
) -> None:
    person = await world.store.read(lambda uow: uow.people.get(who))
    if may_see(person, ticket):
        page = await world.store.read(ticket_page, who, ticket.no)
        assert page.brief.ticket.id == ticket.id
        return
    told = []
    for no in (ticket.no, 9999):
        with pytest.raises(NotFound) as refused:
            await world.store.read(ticket_page, who, no)
        told.append(type(refused.value))
    assert told == [NotFound, NotFound]
