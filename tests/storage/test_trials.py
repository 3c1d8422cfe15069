"""Walks and shown steps in the database: counted in groups, by school and since when; decisions are made once."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from desk.ids import PersonId, SchoolId, StepId, TicketId, TreeId
from desk.playbook import SelfHelpOutcome
from desk.refusals import StaleWrite
from desk.step_figures import SecondsTally, StepTally, Tallies, WalkTally
from desk.tree_changes import Decided, ProposalKind
from storage.store import SqlStore
from tests.desk.test_playbook import a_step as a_tree_step
from tests.desk.test_playbook import a_tree
from tests.kit.clock import PushedClock
from tests.storage.builders import NoWords, an_opening, opened
from tests.storage.conftest import MONDAY, ZONE, Open
from usecases.learning_ports import Began, Replied, Shown
from usecases.ports import UnitOfWork

TREE, PANEL, QUEUE = TreeId("printer"), StepId("panel"), StepId("queue")
ONE, TWO = SchoolId("one"), SchoolId("two")
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


class Walks:
    """Walks through one tree, each on a ticket of its own."""

    def __init__(self, store: SqlStore, clock: PushedClock) -> None:
        self.store, self.clock = store, clock
        self.count = 0

    async def begin(self, school: SchoolId = ONE, model: str = "") -> TicketId:
        self.count += 1
        ticket = TicketId(f"t{self.count}")
        opening = an_opening(self.clock.now(), ticket=ticket, no=1000 + self.count, school=school)

        def both(uow: UnitOfWork) -> None:
            opened(uow, opening)
            uow.trials.began(Began(ticket, TREE, school, PersonId("t-lin"), "printer", model))

        await self.store.run(both)
        await self.show(ticket, 2, PANEL, school)
        return ticket

    async def show(self, ticket: TicketId, n: int, step: StepId, school: SchoolId = ONE) -> None:
        shown = Shown(ticket, n, TREE, 1, step, school, in_lesson=False)
        await self.store.run(lambda uow: uow.trials.shown(shown))

    async def reply(self, ticket: TicketId, step: StepId, reply: str, *, solved: bool = False) -> None:
        answer = Replied(ticket, step, reply, "FIXED" if solved else QUEUE, solved)
        await self.store.run(lambda uow: uow.trials.replied(answer))

    async def end(self, ticket: TicketId, outcome: SelfHelpOutcome) -> None:
        await self.store.run(lambda uow: uow.trials.ended(ticket, outcome))

    async def tallies(self, *schools: SchoolId, since: datetime = MONDAY) -> Tallies:
        given_up = self.clock.now() - DAY
        return await self.store.read(lambda uow: uow.trials.tallies(schools, since, given_up))


@pytest.fixture
def walks(store: SqlStore, clock: PushedClock) -> Walks:
    return Walks(store, clock)


def push(clock: PushedClock, span: timedelta) -> None:
    clock.push_to(clock.now() + span)


def a_step(
    step: StepId, reply: str, *, solved: bool = False, left: bool = False, count: int = 1
) -> StepTally:
    return StepTally(TREE, 1, step, reply, solved, left, count)


async def test_steps_that_went_alike_are_counted_together(walks: Walks) -> None:
    for seconds in (20, 20, 50):
        ticket = await walks.begin(model="P-200")
        push(walks.clock, timedelta(seconds=seconds))
        await walks.reply(ticket, PANEL, "no")
        await walks.show(ticket, 4, QUEUE)
        await walks.reply(ticket, QUEUE, "yes", solved=True)
        await walks.end(ticket, SelfHelpOutcome.SOLVED)
    found = await walks.tallies()
    assert set(found.steps) == {a_step(PANEL, "no", count=3), a_step(QUEUE, "yes", solved=True, count=3)}
    assert {tally for tally in found.seconds if tally.step == PANEL} == {
        SecondsTally(TREE, 1, PANEL, 20, 2),
        SecondsTally(TREE, 1, PANEL, 50, 1),
    }
    assert found.walks == (WalkTally(TREE, "P-200", SelfHelpOutcome.SOLVED, left=False, count=3),)


async def test_an_answer_after_half_an_hour_counts_and_its_time_does_not(walks: Walks) -> None:
    ticket = await walks.begin()
    push(walks.clock, timedelta(minutes=30, seconds=1))
    await walks.reply(ticket, PANEL, "no")
    found = await walks.tallies()
    assert (found.steps, found.seconds) == ((a_step(PANEL, "no"),), ())


async def test_what_nobody_answers_is_left_after_a_day_or_with_the_ticket(walks: Walks) -> None:
    await walks.begin()
    push(walks.clock, DAY - SECOND)
    assert (await walks.tallies()).steps == (a_step(PANEL, ""),)
    push(walks.clock, 2 * SECOND)
    over = await walks.begin()
    await walks.store.run(lambda uow: uow.trials.left(over))
    found = await walks.tallies()
    assert found.steps == (a_step(PANEL, "", left=True, count=2),)
    assert found.walks == (WalkTally(TREE, "", None, left=True, count=2),)


async def test_a_step_shown_again_before_its_answer_counts_once_and_one_passed_by_was_left(
    walks: Walks,
) -> None:
    ticket = await walks.begin()
    await walks.show(ticket, 3, PANEL)
    await walks.show(ticket, 4, QUEUE)
    assert set((await walks.tallies()).steps) == {a_step(PANEL, "", left=True), a_step(QUEUE, "")}


async def test_a_denied_fix_was_none(walks: Walks) -> None:
    ticket = await walks.begin()
    await walks.reply(ticket, PANEL, "yes", solved=True)
    await walks.end(ticket, SelfHelpOutcome.SOLVED)
    await walks.store.run(lambda uow: uow.trials.denied(ticket))
    found = await walks.tallies()
    assert found.steps == (a_step(PANEL, "yes"),)
    assert found.walks == (WalkTally(TREE, "", SelfHelpOutcome.HANDED_OVER, left=False, count=1),)


async def test_an_answer_that_seemed_enough_did_not_solve_what_is_handed_over_after_all(walks: Walks) -> None:
    ticket = await walks.begin()
    await walks.reply(ticket, PANEL, "yes", solved=True)
    await walks.end(ticket, SelfHelpOutcome.HANDED_OVER)
    assert (await walks.tallies()).steps == (a_step(PANEL, "yes"),)


async def test_figures_are_of_the_schools_asked_for_and_since_then(walks: Walks) -> None:
    await walks.begin(ONE)
    push(walks.clock, DAY)
    await walks.begin(TWO)
    assert [tally.count for tally in (await walks.tallies()).walks] == [2]
    assert [tally.count for tally in (await walks.tallies(TWO)).steps] == [1]
    assert [tally.count for tally in (await walks.tallies(ONE, TWO)).walks] == [2]
    assert (await walks.tallies(ONE, since=MONDAY + SECOND)) == Tallies((), (), ())


async def test_a_walk_that_began_before_steps_were_counted_leaves_no_answer_behind(walks: Walks) -> None:
    await walks.reply(TicketId("unknown"), PANEL, "no")
    assert (await walks.tallies()).steps == ()


def a_decision(step: str = "queue", before: str | None = "panel") -> Decided:
    return Decided(
        proposal_id=f"printer:1:sooner:{step}",
        tree=TREE,
        kind=ProposalKind.SOONER,
        step=StepId(step),
        before=StepId(before) if before else None,
        approved=True,
        by=PersonId("chen"),
        at=MONDAY,
        version=1,
    )


async def test_a_decision_comes_back_as_it_was_made_and_is_made_once(
    store: SqlStore, open_store: Open
) -> None:
    other = await open_store()
    assert await other.read(lambda uow: uow.step_decisions.all()) == ()
    retired = replace(
        a_decision(before=None),
        proposal_id="printer:1:retire:queue",
        kind=ProposalKind.RETIRE,
        approved=False,
    )
    later = replace(a_decision(), at=MONDAY + SECOND)
    await store.run(lambda uow: uow.step_decisions.add(later))
    await store.run(lambda uow: uow.step_decisions.add(retired))
    with pytest.raises(StaleWrite):
        await store.run(lambda uow: uow.step_decisions.add(replace(later, approved=False)))
    assert await store.read(lambda uow: uow.step_decisions.all()) == (retired, later)
    assert await other.read(lambda uow: uow.step_decisions.all()) == (retired, later), (
        "another process sees it"
    )


async def test_every_process_asks_the_tree_as_it_was_changed_at_its_next_transaction(
    url: str, clock: PushedClock
) -> None:
    row = replace(a_tree(a_tree_step("panel", no="queue"), a_tree_step("queue")), id=TREE)
    desks = [SqlStore(url, clock, NoWords(), {TREE: row}, ZONE) for _ in range(2)]
    for desk in desks:
        await desk.start()
        assert await desk.read(lambda uow: uow.trees[TREE]) == row
    await desks[0].run(lambda uow: uow.step_decisions.add(a_decision()))
    for desk in desks:
        tree = await desk.run(lambda uow: uow.trees[TREE])
        assert ([step.id for step in tree.steps], tree.revision) == (["queue", "panel"], 1)
        await desk.close()
