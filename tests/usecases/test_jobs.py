"""The verbs on a ticket, one by one: who may, what is refused, who hears of it."""

from dataclasses import replace

import pytest

from desk.buttons import Verb
from desk.events import SelfHelpOutcome
from desk.ids import MediaId, PersonId, SchoolId
from desk.messages import MediaKind, Peer
from desk.people import Role
from desk.reading import DeviceClass, FaultReading, Impact, PlaceReading, Reading
from desk.refusals import AlreadyTaken, NotAllowed, NotFound, TooLate
from desk.standing import Wanted
from desk.ticket import Status, Ticket
from desk.walking import Move, Position
from tests.kit.district import school_of
from tests.kit.seat import Seat
from tests.kit.world import CHANNEL, World
from usecases.answer_step import AnswerStep, answer_step
from usecases.browse_board import Shown, all_follow_ups, all_standings, aside, briefs, browse, choices
from usecases.close_ticket import Verdict, cancel, confirm_fix, deny_fix, rate
from usecases.look import chat_evidence, ticket_evidence, ticket_page
from usecases.oversee import take_over
from usecases.ports import UnitOfWork
from usecases.speak_up import Remark, add_information, correct_fault, urge
from usecases.work_job import WorkJob, need_help, reassign, work_job

TEACHER, WANG, LI, ZHAO, CHEN = (PersonId(p) for p in ("teacher1-changge", "wang", "li", "zhao", "chen"))
FOREIGN = PersonId("teacher1-gangbei")


async def work(world: World, verb: Verb, who: PersonId = WANG, note: str = "") -> Ticket:
    return await world.store.run(work_job, WorkJob((await world.ticket()).id, who, verb, note))


async def job(world: World, who: PersonId = WANG, verb: Verb = Verb.ACCEPT) -> WorkJob:
    return WorkJob((await world.ticket()).id, who, verb)


async def verdict(world: World, who: PersonId = TEACHER) -> Verdict:
    return Verdict((await world.ticket()).id, who)


async def remark(world: World, reading: Reading, *media: str) -> Remark:
    return Remark((await world.ticket()).id, TEACHER, reading, tuple(MediaId(m) for m in media))


def change_person(uow: UnitOfWork, person: PersonId, **fields: object) -> None:
    uow.people.add(replace(uow.people.get(person), **fields))  # type: ignore[arg-type]  # fields of Person


# --- working a job -----------------------------------------------------------------------------------------------------


async def test_of_two_who_accept_the_first_has_it_and_the_second_is_told_who(
    world: World, reported: Seat
) -> None:
    await world.store.run(take_over, await job(world, CHEN))
    with pytest.raises(AlreadyTaken):
        await work(world, Verb.ACCEPT)
    assert (await world.ticket()).handler == CHEN


@pytest.mark.parametrize("verb", [Verb.DEPART, Verb.ARRIVE, Verb.DIAGNOSE, Verb.RESTORE, Verb.REPAIR])
async def test_only_the_handler_works_the_job(world: World, reported: Seat, verb: Verb) -> None:
    with pytest.raises(NotAllowed):
        await work(world, verb)
    with pytest.raises(NotFound):
        await work(world, verb, ZHAO)


async def test_a_note_is_kept_with_the_step(world: World, reported: Seat) -> None:
    await work(world, Verb.ACCEPT)
    await work(world, Verb.DIAGNOSE, note="HDMI 线松了")
    repaired = await work(world, Verb.REPAIR, note="重新插紧")
    assert (repaired.diagnosis, repaired.repair) == ("HDMI 线松了", "重新插紧")


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"role": Role.TEACHER}, "a teacher"),
        ({"schools": (SchoolId("elsewhere"),)}, "somebody of other schools"),
    ],
)
async def test_a_job_is_not_handed_to_somebody_who_cannot_work_it(
    world: World, reported: Seat, fields: dict[str, object], why: str
) -> None:
    await world.store.run(lambda uow: change_person(uow, ZHAO, **fields))
    with pytest.raises(NotAllowed):
        await world.store.run(reassign, await job(world), ZHAO)
    assert (await world.ticket()).paged == (WANG,), why


async def test_a_job_is_not_handed_to_somebody_on_leave(world: World, reported: Seat) -> None:
    await world.everybody_leaves(ZHAO)
    with pytest.raises(NotAllowed):
        await world.store.run(reassign, await job(world), ZHAO)
    assert (await world.ticket()).paged == (WANG,)


async def test_a_job_is_handed_to_nobody_who_is_not_there(world: World, reported: Seat) -> None:
    with pytest.raises(NotFound):
        await world.store.run(reassign, await job(world), PersonId("nobody"))


async def test_need_help_calls_the_next_tier_and_leaves_the_job_where_it_is(
    world: World, reported: Seat
) -> None:
    await work(world, Verb.ACCEPT)
    after = await world.store.run(need_help, await job(world))
    assert (after.status, after.handler, after.paged) == (Status.ACCEPTED, WANG, (WANG, ZHAO))


async def test_when_no_tier_is_left_a_call_for_help_reaches_the_supervisors_each_time(
    world: World, reported: Seat
) -> None:
    await work(world, Verb.ACCEPT)
    for _ in range(2):
        await world.store.run(need_help, await job(world))
    await world.settle()
    chen = world.seat("chen")
    assert (await world.ticket()).rung == 2
    for _ in range(2):
        await world.store.run(need_help, await job(world))
        await world.settle()
        chen.hears("请直接打电话", "王工", "厂家小周")
    assert (await world.ticket()).handler == WANG


async def test_a_takeover_tells_the_former_handler(world: World, reported: Seat) -> None:
    await work(world, Verb.ACCEPT)
    await world.store.run(take_over, await job(world, CHEN))
    await world.settle()
    world.seat("wang").hears("不用再处理")
    with pytest.raises(NotAllowed):
        await world.store.run(take_over, await job(world, WANG))


# --- the end of a job --------------------------------------------------------------------------------------------------


async def test_a_fix_is_confirmed_once(world: World, reported: Seat) -> None:
    await world.store.run(confirm_fix, await verdict(world))
    with pytest.raises(TooLate):
        await world.store.run(confirm_fix, await verdict(world))


async def test_a_supervisor_who_called_back_may_confirm_and_an_engineer_may_not(
    world: World, reported: Seat
) -> None:
    with pytest.raises(NotAllowed):
        await world.store.run(confirm_fix, await verdict(world, WANG))
    assert (await world.store.run(confirm_fix, await verdict(world, CHEN))).status is Status.CLOSED


async def test_a_job_that_was_never_repaired_cannot_be_denied(world: World, reported: Seat) -> None:
    with pytest.raises(TooLate):
        await world.store.run(deny_fix, await verdict(world))


async def test_a_closed_job_opens_again_with_a_fresh_page(world: World, reported: Seat) -> None:
    await world.store.run(confirm_fix, await verdict(world))
    again = await world.store.run(deny_fix, await verdict(world))
    assert (again.status, again.round, again.paged) == (Status.WAITING, 2, (WANG,))


@pytest.mark.parametrize("score", [0, 6, -1, 99])
async def test_a_score_outside_one_to_five_is_refused(world: World, reported: Seat, score: int) -> None:
    await world.store.run(confirm_fix, await verdict(world))
    with pytest.raises(ValueError, match="a score is 1 to 5"):
        await world.store.run(rate, await verdict(world), score)


async def test_a_rating_belongs_to_the_teacher_and_comes_after_the_end(world: World, reported: Seat) -> None:
    with pytest.raises(TooLate):
        await world.store.run(rate, await verdict(world), 5)
    await world.store.run(confirm_fix, await verdict(world))
    with pytest.raises(NotAllowed):
        await world.store.run(rate, await verdict(world, CHEN), 5)
    assert (await world.store.run(rate, await verdict(world), 4)).score == 4


async def test_a_withdrawn_report_stands_down_everybody_who_was_called(world: World, reported: Seat) -> None:
    await world.store.run(cancel, await verdict(world))
    await world.settle()
    world.seat("wang").hears("不用再处理")
    with pytest.raises(TooLate):
        await world.store.run(cancel, await verdict(world))


# --- what the teacher says meanwhile -----------------------------------------------------------------------------------


async def test_a_place_that_was_known_is_not_moved_by_a_mention_of_another(
    world: World, reported: Seat
) -> None:
    mention = Reading("像305那样", faults=(FaultReading(place=PlaceReading("305", ())),))
    after = await world.store.run(add_information, await remark(world, mention))
    assert after.fault.room == "changge-302"
    assert after.words[-1] == "像305那样"


async def test_a_wider_reach_raises_the_grade_and_a_smaller_one_never_lowers_it(
    world: World, reported: Seat
) -> None:
    before = await world.ticket()
    wide = Reading("整栋楼都黑了", impact=Impact.WHOLE_SCHOOL)
    raised = await world.store.run(add_information, await remark(world, wide))
    assert raised.verdict.rank < before.verdict.rank
    narrow = Reading("就一台", impact=Impact.SINGLE_DEVICE)
    assert (await world.store.run(add_information, await remark(world, narrow))).verdict == raised.verdict
    other = Reading("是打印机", faults=(FaultReading(device=DeviceClass.PRINTER),), correction=True)
    assert (await world.store.run(correct_fault, await remark(world, other))).verdict == raised.verdict


async def test_danger_is_alarmed_once(world: World, reported: Seat) -> None:
    danger = Reading("冒烟了", safety=True)
    for _ in range(2):
        await world.store.run(add_information, await remark(world, danger))
    await world.settle()
    chen = world.seat("chen")
    assert len([m for m in chen.seen if "安全" in m.text]) == 1


async def test_nobody_adds_to_a_ticket_that_is_over(world: World, reported: Seat) -> None:
    await world.store.run(cancel, await verdict(world))
    with pytest.raises(TooLate):
        await world.store.run(add_information, await remark(world, Reading("还有")))
    with pytest.raises(TooLate):
        await world.store.run(urge, await remark(world, Reading("快点")))


async def self_help(world: World) -> AnswerStep:
    """A ticket at its first step, and the answer "no" to it."""
    await world.teacher("changge").says("三年级2班大屏死机了，不急")
    ticket = await world.ticket()
    stored = await world.store.read(lambda uow: uow.dialogues.load(Peer(CHANNEL, "teacher1-changge")))
    assert stored is not None
    at = Position(*(stored[name] for name in ("tree", "version", "step", "spent", "stuck")))  # type: ignore[arg-type]  # as stored
    return AnswerStep(ticket.id, TEACHER, at, Move.NO)


async def test_a_step_of_another_playbook_version_hands_over_rather_than_guess(world: World) -> None:
    command = await self_help(world)
    await world.store.run(answer_step, replace(command, at=replace(command.at, version=99)))
    ticket = await world.ticket()
    assert ticket.tried == ()
    assert ticket.self_help is SelfHelpOutcome.HANDED_OVER
    assert ticket.paged


async def test_a_step_is_answered_by_its_own_teacher(world: World) -> None:
    command = await self_help(world)
    for person, refusal in ((FOREIGN, NotFound), (CHEN, NotAllowed)):
        with pytest.raises(refusal):
            await world.store.run(answer_step, replace(command, person=person))


async def test_after_self_help_ended_a_step_is_too_late(world: World) -> None:
    command = await self_help(world)
    await world.store.run(confirm_fix, await verdict(world))
    with pytest.raises(TooLate):
        await world.store.run(answer_step, command)


# --- what may be looked at ---------------------------------------------------------------------------------------------


def board_of(uow: UnitOfWork, viewer: PersonId) -> tuple[list[int], list[int]]:
    """The numbers on a viewer's board, and of those that are over below it."""
    everything = all_standings(uow)
    page = browse(uow, viewer, everything, Wanted(), Shown())
    below = aside(uow, viewer, everything, all_follow_ups(uow))
    return [one.no for one in page.shown], [brief.ticket.no for brief in below.over]


async def test_the_board_is_for_staff(world: World, reported: Seat) -> None:
    assert await world.store.read(board_of, WANG) == ([1001], [])
    everything = await world.store.read(all_standings)
    for query, more in ((browse, (Wanted(), Shown())), (aside, ((),)), (choices, ())):
        with pytest.raises(NotAllowed):
            await world.store.read(query, TEACHER, everything, *more)
    with pytest.raises(NotAllowed):
        await world.store.read(briefs, TEACHER, [])


async def test_the_board_shows_the_schools_of_its_viewer(world: World, reported: Seat) -> None:
    ticket = (await world.store.read(all_standings)).gravest[0].ticket
    await world.store.run(lambda uow: change_person(uow, LI, schools=(school_of("gangbei"),)))
    assert await world.store.read(board_of, LI) == ([], [])
    assert await world.store.read(briefs, LI, [ticket]) == ()
    assert [brief.ticket.no for brief in await world.store.read(briefs, WANG, [ticket])] == [1001]


async def test_what_is_over_stands_in_its_own_list(world: World, reported: Seat) -> None:
    await world.store.run(cancel, await verdict(world))
    assert await world.store.read(board_of, WANG) == ([], [1001])


async def test_a_ticket_is_shown_to_its_people_and_is_missing_for_everybody_else(
    world: World, reported: Seat
) -> None:
    for person in (TEACHER, WANG, CHEN):
        page = await world.store.read(ticket_page, person, 1001)
        assert page.names[TEACHER] == "刘老师1"
        assert page.names[WANG] == "王工"
    for person, no in ((FOREIGN, 1001), (TEACHER, 9999)):
        with pytest.raises(NotFound):
            await world.store.read(ticket_page, person, no)


async def test_a_photo_is_seen_by_who_sees_the_ticket_it_is_on(world: World) -> None:
    await world.teacher("changge").sends_photo("三年级2班大屏黑屏了，正在上课")
    (media,) = (await world.ticket()).media
    shown, content = await world.store.read(ticket_evidence, WANG, 1001, media)
    assert (shown.kind, content[:2]) == (MediaKind.PHOTO, b"\xff\xd8")
    with pytest.raises(NotFound):
        await world.store.read(ticket_evidence, FOREIGN, 1001, media)
    other = await world.store_photo(MediaKind.PHOTO)
    with pytest.raises(NotFound):
        await world.store.read(ticket_evidence, WANG, 1001, other.id)
    with pytest.raises(NotFound):
        await world.store.read(chat_evidence, Peer("web", "somebody-elses-0001"), 1, media)
