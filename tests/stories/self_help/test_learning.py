"""What self-help achieves is counted as teachers answer; what it teaches is proposed, and a supervisor decides."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desk.ids import PersonId, StepId, TreeId
from desk.playbook import Ending, SelfHelpOutcome, Tree
from desk.refusals import NotAllowed, NotFound
from desk.step_figures import FAIR, ModelFigures, Proposal, ProposalKind, StepFigures, TreeFigures
from tests.kit.district import school_of
from tests.kit.seat import Seat
from tests.kit.walks import PastWalks
from tests.kit.world import World
from tests.stories.self_help.steps import (
    AT_LEISURE,
    IN_CLASS,
    LAMP,
    MINUTE,
    RESTART,
    WAKE,
    forget,
    outcome,
    reported,
)
from usecases.ports import UnitOfWork
from usecases.study_playbooks import (
    Decide,
    decide_proposal,
    decided_proposals,
    open_proposals,
    playbook_figures,
)

TREE = TreeId("board_black_screen")
CHEN, WANG, TEACHER = (PersonId(name) for name in ("chen", "wang", "teacher1-gangbei"))


async def figures(world: World, viewer: PersonId = CHEN) -> TreeFigures:
    since = world.clock.now() - timedelta(days=30)
    found = await world.store.read(playbook_figures, viewer, since)
    assert len(found) == len(world.library.trees)
    return next(tree for tree in found if tree.tree == TREE)


async def step(world: World, name: str) -> StepFigures:
    return next(step for step in (await figures(world)).steps if step.step == name)


async def proposals(world: World) -> tuple[Proposal, ...]:
    return await world.store.read(open_proposals, CHEN)


async def fixed_by_restart(world: World, contract: str = "gangbei") -> Seat:
    teacher = await reported(world, AT_LEISURE, contract)
    for seconds, words in ((20, "没好"), (10, "红灯"), (90, "好了")):
        await world.push(timedelta(seconds=seconds))
        await teacher.says(words)
    teacher.hears("满意吗")
    forget(world)
    return teacher


class TestCounting:
    async def test_what_was_shown_answered_and_solved(self, world: World) -> None:
        await fixed_by_restart(world)
        found = await figures(world)
        assert (found.version, found.walks, found.solved, found.handed_over, found.left) == (1, 1, 1, 0, 0)
        assert [step for step in found.steps if step.offered] == [
            StepFigures(StepId("wake"), 1, solved=0, went_on=1, not_done=0, left=0, seconds=20),
            StepFigures(StepId("lamp"), 1, solved=0, went_on=1, not_done=0, left=0, seconds=10),
            StepFigures(StepId("restart"), 1, solved=1, went_on=0, not_done=0, left=0, seconds=90),
        ]

    async def test_what_comes_back_was_not_solved(self, world: World) -> None:
        teacher = await fixed_by_restart(world)
        await world.push(90 * MINUTE)
        await teacher.says("大屏没修好，又黑了")
        assert (await world.ticket()).round == 2, [m.text for m in teacher.unread]
        forget(world)
        found = await figures(world)
        assert (found.solved, found.handed_over) == (0, 1)
        assert (await step(world, "restart")).went_on == 1

    async def test_who_cannot_skips_and_gives_up_is_told_apart(self, world: World) -> None:
        teacher = await reported(world, AT_LEISURE)
        for words in ("跳过", "不敢动", "不会做"):
            await teacher.says(words)
        teacher.hears("已呼叫 王工")
        forget(world)
        found = await figures(world)
        assert (found.walks, found.handed_over) == (1, 1)
        assert sum(step.not_done for step in found.steps) == 3
        assert sum(step.went_on for step in found.steps) == 0

    async def test_what_nobody_answers_was_left_the_next_day(self, world: World) -> None:
        await reported(world, AT_LEISURE)
        await world.push(23 * 60 * MINUTE)
        assert (await step(world, "wake")).left == 0
        await world.push(2 * 60 * MINUTE)
        forget(world)
        assert (await step(world, "wake")).left == 1
        assert (await figures(world)).left == 1

    async def test_a_withdrawn_report_leaves_its_step_at_once(self, world: World) -> None:
        teacher = await reported(world, AT_LEISURE)
        await teacher.says("撤单")
        await teacher.presses("确定撤单")
        forget(world)
        assert ((await step(world, "wake")).left, (await figures(world)).left) == (1, 1)

    async def test_asking_for_a_person_is_a_step_not_done_and_hands_the_walk_over(self, world: World) -> None:
        teacher = await reported(world, AT_LEISURE)
        await teacher.says("转人工")
        forget(world)
        assert ((await step(world, "wake")).not_done, (await figures(world)).handed_over) == (1, 1)

    async def test_a_step_that_is_asked_again_counts_once(self, world: World) -> None:
        teacher = await reported(world, IN_CLASS)
        teacher.hears(WAKE)
        await teacher.says("下课再说")
        await world.push(46 * MINUTE)
        teacher.hears(WAKE)
        forget(world)
        assert (await step(world, "wake")).offered == 1
        await teacher.says("好了")
        forget(world)
        wake = await step(world, "wake")
        assert (wake.offered, wake.solved, wake.left) == (1, 1, 0)

    async def test_what_waited_for_the_bell_is_counted_when_it_is_asked(self, world: World) -> None:
        teacher = await reported(world, IN_CLASS)
        for words in ("没好", "绿灯"):
            await teacher.says(words)
        assert (await step(world, "torch")).offered == 0
        await world.push(46 * MINUTE)
        forget(world)
        assert (await step(world, "torch")).offered == 1
        assert (await figures(world)).walks == 1

    async def test_walks_are_told_apart_by_the_model_of_the_register(self, world: World) -> None:
        def name_it(uow: UnitOfWork) -> None:
            uow.places.add(replace(uow.places.device("gangbei-302-SB"), model="SW-86F"))

        await world.store.run(name_it)
        teacher = world.teacher("gangbei")
        await teacher.starts("d_gangbei-302-SB")
        await teacher.says("黑屏了，不急")
        forget(world)
        assert (await figures(world)).models == (ModelFigures("SW-86F", 1, 0),)

    async def test_staff_see_their_schools_and_teachers_nothing(self, world: World) -> None:
        await fixed_by_restart(world)

        def confine(uow: UnitOfWork) -> None:
            uow.people.add(replace(uow.people.get(WANG), schools=(school_of("changge"),)))

        assert (await figures(world, WANG)).walks == 1
        await world.store.run(confine)
        assert (await figures(world, WANG)).walks == 0
        for query in (open_proposals, decided_proposals):
            with pytest.raises(NotAllowed):
                await world.store.read(query, TEACHER)
        with pytest.raises(NotAllowed):
            await figures(world, TEACHER)


class TestProposals:
    async def test_a_step_that_never_helps_is_proposed_and_a_supervisor_decides_once(
        self, world: World
    ) -> None:
        walks = PastWalks(TREE)
        await world.store.run(walks.enter, "wake", "no", FAIR - 1)
        assert await proposals(world) == ()
        await world.store.run(walks.enter, "wake", "no", 1)
        (one,) = await proposals(world)
        assert (one.id, one.kind, one.offered) == (f"{TREE}:1:retire:wake", ProposalKind.RETIRE, FAIR)
        with pytest.raises(NotAllowed):
            await world.store.run(decide_proposal, Decide(WANG, one.id, approve=True))
        with pytest.raises(NotFound):
            await world.store.run(decide_proposal, Decide(CHEN, f"{TREE}:1:retire:restart", approve=True))
        await world.store.run(decide_proposal, Decide(CHEN, one.id, approve=False))
        assert await proposals(world) == ()
        (said,) = await world.store.read(decided_proposals, WANG)
        assert (said.proposal_id, said.approved, said.by, said.step) == (one.id, False, CHEN, "wake")
        with pytest.raises(NotFound):
            await world.store.run(decide_proposal, Decide(CHEN, one.id, approve=True))

    async def test_answers_to_an_older_version_propose_nothing(self, world: World) -> None:
        await world.store.run(PastWalks(TREE, version=7).enter, "wake", "no", 2 * FAIR)
        assert await proposals(world) == ()
        assert (await step(world, "wake")).offered == 2 * FAIR


def in_a_row(tree: Tree) -> Tree:
    """The story's tree with its two steps that fix, one after the other."""
    wake, restart = tree.step(StepId("wake")), tree.step(StepId("restart"))
    steps = (replace(wake, no=restart.id, by=restart.by), replace(restart, no=Ending.DISPATCH))
    return replace(tree, steps=steps, workarounds=())


async def approve(world: World, proposal: str) -> None:
    await world.store.run(decide_proposal, Decide(CHEN, proposal, approve=True))


class TestInForce:
    async def test_a_retired_step_is_not_asked_any_more_from_the_next_walk_on(self, world: World) -> None:
        await world.store.run(PastWalks(TREE).enter, "wake", "no", FAIR)
        await approve(world, f"{TREE}:1:retire:wake")
        teacher = world.teacher("gangbei")
        await teacher.says(AT_LEISURE)
        teacher.hears("工单 1001")
        teacher.hears(LAMP)
        await teacher.says("红灯")
        teacher.hears(RESTART)
        forget(world)
        await teacher.says("好了")
        forget(world)
        assert [step.step for step in (await figures(world)).steps][-1] == "wake", "as a step of former times"

    async def test_a_walk_in_the_middle_of_the_tree_as_it_was_hands_over(self, world: World) -> None:
        teacher = await reported(world, AT_LEISURE)
        teacher.hears(WAKE)
        await world.store.run(PastWalks(TREE).enter, "wake", "no", FAIR)
        await approve(world, f"{TREE}:1:retire:wake")
        await teacher.says("没好")
        teacher.hears("已呼叫 王工")
        assert await outcome(world) is SelfHelpOutcome.HANDED_OVER
        forget(world)

    async def test_the_better_of_two_neighbours_is_asked_first_once_it_is_approved(
        self, world: World
    ) -> None:
        world.library.trees = world.library.trees | {TREE: in_a_row(world.library.trees[TREE])}
        await world.restart()
        walks = PastWalks(TREE)
        for name, reply, count in (("wake", "no", 90), ("wake", "yes", 10), ("restart", "yes", 100)):
            solved = reply == "yes"
            await world.store.run(walks.enter, name, reply, count, solved=solved)
        (one,) = await proposals(world)
        assert (one.kind, one.step, one.before) == (ProposalKind.SOONER, "restart", "wake")
        await approve(world, one.id)
        assert await proposals(world) == ()
        teacher = await reported(world, AT_LEISURE)
        teacher.hears(RESTART)
        await teacher.says("没好")
        teacher.hears(WAKE)
        await teacher.says("好了")
        forget(world)

    async def test_the_next_version_of_the_file_begins_without_decisions(self, world: World) -> None:
        await world.store.run(PastWalks(TREE).enter, "wake", "no", FAIR)
        await approve(world, f"{TREE}:1:retire:wake")
        world.library.trees = world.library.trees | {TREE: replace(world.library.trees[TREE], version=2)}
        await world.restart()
        teacher = await reported(world, AT_LEISURE)
        teacher.hears(WAKE)
        forget(world)
