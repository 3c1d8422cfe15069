"""Who is asked in which order; a button means what it meant in its own chat, and nothing anywhere else (S04, S05)."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import dialogue as dlg
from bot.commands import COMMANDS
from bot.dialogue import Dialogue, Guiding, Idle, NoteWanted
from bot.router import INTENTS, PRESSES
from desk.buttons import Option, Press, Verb
from desk.ids import PersonId, RoomId, SchoolId, TicketId
from desk.messages import Incoming, Outgoing, Peer
from desk.people import Person, Role
from desk.permissions import ALLOWED
from desk.reading import Intent
from desk.ticket import Status
from tests.conftest import Line
from tests.kit.seat import Seat
from tests.kit.world import CHANNEL, World
from usecases.ports import UnitOfWork

FROZE = "三年级2班大屏死机了，不急"
DARK = "三年级2班大屏黑屏了，正在上课"


@pytest.fixture
def teacher(world: World) -> Seat:
    return world.teacher("changge")


async def press(world: World, seat: Seat, token: str) -> Outgoing:
    """Press a raw token; the last thing this person was told."""
    await world.deliver(Incoming(world.fresh_key(), seat.peer, world.clock.now(), press=token))
    return seat.seen[-1]


def token(message: Outgoing, label: str) -> str:
    return next(choice.token for choice in message.choices if choice.label == label)


def dialogue_of(uow: UnitOfWork, peer: Peer) -> Dialogue:
    return dlg.load(uow.dialogues.load(peer))


def offer(uow: UnitOfWork, peer: Peer, person: str | None, *presses: Press) -> str:
    options = [Option(one, f"选项{i}") for i, one in enumerate(presses)]
    return uow.prompts.create(peer, PersonId(person) if person else None, options, uow.now)


def failures(log_lines: list[Line]) -> list[Line]:
    return [line for line in log_lines if line.get("action") == "turn_failed"]


def test_every_button_has_somebody_who_answers_it() -> None:
    assert set(PRESSES) == set(Verb)


def test_every_role_has_words_that_always_work() -> None:
    assert set(COMMANDS) == set(Role)
    assert all("help" in words and "start" in words for words in COMMANDS.values())


def test_what_a_teacher_may_want_is_named_by_intents_of_the_reader() -> None:
    left_to_the_state = {
        Intent.SUPPLY_INFO, Intent.ANSWER_STEP, Intent.RESCHEDULE, Intent.PRAISE, Intent.CHITCHAT,
    }  # fmt: skip
    assert set(INTENTS) == set(Intent) - left_to_the_state


async def test_a_typed_number_a_typed_label_and_a_press_are_the_same(world: World, teacher: Seat) -> None:
    for number, answer in enumerate(("2", "②", "第二个", "没好", ""), start=1):
        seat = world.teacher("changge", 1 + number % 2)
        await seat.says(FROZE)
        shown = seat.seen[-1]
        second = shown.choices[1]
        if answer and answer != "没好":
            await seat.says(answer)
        elif answer:
            await seat.says(second.label)
        else:
            await seat.presses(second.label)
        (ticket,) = await world.tickets_of(seat.peer.space)
        assert [step.answer for step in ticket.tried] == ["mouse"], answer
        await seat.says("撤单")
        await seat.presses("确定撤单")


async def test_a_button_of_another_chat_does_not_exist_here(world: World, teacher: Seat) -> None:
    await teacher.says(FROZE)
    mine = teacher.seen[-1]
    other = world.teacher("changge", 2)
    told = await press(world, other, mine.choices[0].token)
    unknown = await press(world, other, "nosuchtoken:0")
    assert told.text == unknown.text
    (ticket,) = await world.tickets_of("teacher1-changge")
    assert ticket.tried == ()


async def test_a_button_in_a_shared_chat_belongs_to_the_person_it_was_made_for(world: World) -> None:
    wang = world.seat("wang")
    theirs = await world.store.run(offer, wang.peer, "li", Press(Verb.SHOW, TicketId("any")))
    told = await press(world, wang, f"{theirs}:0")
    assert told.text == (await press(world, wang, "nosuchtoken:0")).text


ARGUMENTS = {
    Verb.HOLD_FOR: "parts",
    Verb.HOLD_UNTIL: "hour",
    Verb.RATE: "5",
    Verb.PICK_ROOM: "gangbei-302",
    Verb.REASSIGN_TO: "wang",
}
OF_A_TICKET = [verb for verb in Verb if verb in ALLOWED]


@pytest.mark.parametrize("verb", OF_A_TICKET)
async def test_a_made_up_ticket_in_a_button_is_answered_like_a_foreign_one(
    world: World, teacher: Seat, verb: Verb
) -> None:
    await teacher.says(DARK)
    (ticket,) = await world.tickets_of("teacher1-changge")
    other, arg = world.teacher("gangbei"), ARGUMENTS.get(verb, "")
    answers = []
    for about in (ticket.id, TicketId("made up")):
        shown = await world.store.run(offer, other.peer, "teacher1-gangbei", Press(verb, about, arg))
        answers.append((await press(world, other, f"{shown}:0")).text)
    assert answers[0] == answers[1]
    assert "黑屏" not in answers[0]
    assert await world.ticket() == ticket


@pytest.mark.parametrize("index", ["", "-1", "2", "99", "²", "١", "0x0", "0 ", "00", "9" * 5000, "0:0", "a"])
async def test_a_token_that_was_tampered_with_is_refused_in_words(
    world: World, log_lines: list[Line], index: str
) -> None:
    wang = world.seat("wang")
    about = Press(Verb.SHOW, TicketId("any"))
    shown = await world.store.run(offer, wang.peer, "wang", about, about)
    told = await press(world, wang, f"{shown}:{index}")
    assert told.text == (await press(world, wang, "nosuchtoken:0")).text
    assert failures(log_lines) == []


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=80))
async def test_whatever_comes_as_a_press_is_answered(world: World, log_lines: list[Line], wire: str) -> None:
    wang = world.seat("wang")
    before = len(wang.seen)
    await press(world, wang, wire)
    assert len(wang.seen) == before + 1
    assert failures(log_lines) == []


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.text(max_size=60)
    | st.sampled_from(
        ["🙏🙏🙏", "/", "/start@bot", "@", "b_", "b_" + "A" * 40, "{{ 7*7 }}", "</b>", "\u202e", "0" * 60]
    )
)
async def test_whatever_anybody_types_is_handled(world: World, log_lines: list[Line], text: str) -> None:
    for person in ("teacher1-changge", "wang", "chen", "stranger"):
        await world.seat(person).says(text)
    assert failures(log_lines) == []


@pytest.mark.parametrize(
    "payload", ["", "b_", "d_", "d_nosuchsticker", "b_wrong-code", "zzz", "d_" + "x" * 200]
)
@pytest.mark.parametrize("who", ["teacher1-changge", "wang", "chen", "stranger"])
async def test_whatever_link_opens_the_bot_is_answered(
    world: World, log_lines: list[Line], payload: str, who: str
) -> None:
    seat = world.seat(who)
    await seat.starts(payload)
    assert seat.seen
    assert failures(log_lines) == []


async def test_an_old_button_is_answered_with_where_things_stand(world: World, teacher: Seat) -> None:
    await teacher.says(DARK)
    wang = world.seat("wang")
    card = next(m for m in wang.seen if m.choices)
    await wang.presses("接单", on=card)
    told = await press(world, wang, token(card, "接单"))
    assert "1001" in told.text
    ticket = await world.ticket()
    assert (ticket.status, ticket.handler) == (Status.ACCEPTED, "wang")


async def test_a_room_pressed_after_a_danger_report_is_the_room_of_the_ticket(
    world: World, teacher: Seat
) -> None:
    await teacher.says("大屏冒烟了")
    (ticket,) = await world.tickets_of("teacher1-changge")
    assert ticket.fault.room is None
    about = Press(Verb.PICK_ROOM, ticket.id, "changge-302")
    shown = await world.store.run(offer, teacher.peer, "teacher1-changge", about)
    await press(world, teacher, f"{shown}:0")
    ticket = await world.ticket()
    assert (ticket.fault.room, ticket.fault.place) == (RoomId("changge-302"), "三年级2班")
    assert ticket.fault.facts.safety


async def test_a_room_of_another_school_cannot_be_picked(world: World, teacher: Seat) -> None:
    await teacher.says("大屏冒烟了")
    (ticket,) = await world.tickets_of("teacher1-changge")
    about = Press(Verb.PICK_ROOM, ticket.id, "gangbei-302")
    shown = await world.store.run(offer, teacher.peer, "teacher1-changge", about)
    await press(world, teacher, f"{shown}:0")
    assert (await world.ticket()).fault.room is None


async def note_wanted(world: World) -> Seat:
    """Wang has the job and is asked for the note of his diagnosis."""
    await world.teacher("changge").says(DARK)
    wang = world.seat("wang")
    await wang.presses("接单")
    await wang.presses("已诊断", on=next(iter(wang.cards.values())))
    assert isinstance(await world.store.read(dialogue_of, wang.peer), NoteWanted)
    return wang


async def test_a_number_typed_as_a_note_is_the_note_and_no_button(world: World) -> None:
    wang = await note_wanted(world)
    await wang.says("2")
    assert (await world.ticket()).diagnosis == "2"
    assert await world.store.read(dialogue_of, wang.peer) == Idle()


async def test_a_note_that_is_too_late_is_not_kept_for_the_next_job(world: World) -> None:
    wang = await note_wanted(world)
    await world.teacher("changge").says("撤单")
    await world.teacher("changge").presses("确定撤单")
    await wang.says("灯泡坏了")
    assert await world.store.read(dialogue_of, wang.peer) == Idle()
    assert (await world.ticket()).diagnosis == ""


async def test_a_stranger_is_asked_for_the_school_and_heard_afterwards(world: World) -> None:
    stranger = world.seat("stranger")
    await stranger.says(FROZE)
    assert stranger.seen[-1].choices
    await stranger.presses("changge 学校")
    person = await world.store.read(lambda uow: uow.people.at(stranger.peer))
    assert person is not None
    assert (person.role, person.schools) == (Role.TEACHER, (SchoolId("school-changge"),))
    (ticket,) = await world.tickets_of(person.id)
    assert "死机" in ticket.words[0]


async def test_a_teacher_who_writes_english_is_answered_in_english_and_back_again(world: World) -> None:
    def lang(uow: UnitOfWork) -> str:
        return uow.people.get(PersonId("teacher1-changge")).lang

    teacher = world.teacher("changge")
    await teacher.says("The projector in room 302 is black, we are in class")
    assert await world.store.read(lang) == "en"
    assert "1001" in " ".join(m.text for m in teacher.seen)
    await teacher.says("ok")
    assert await world.store.read(lang) == "en"
    await teacher.says("好的，三年级2班的大屏还是黑屏")
    assert await world.store.read(lang) == "zh"


async def test_self_help_that_waits_for_an_answer_survives_a_question_in_between(
    world: World, teacher: Seat
) -> None:
    await teacher.says(FROZE)
    before = await world.store.read(dialogue_of, teacher.peer)
    assert isinstance(before, Guiding)
    await teacher.says("进度")
    assert await world.store.read(dialogue_of, teacher.peer) == before


async def test_a_position_of_an_older_release_does_not_stop_the_chat(world: World, teacher: Seat) -> None:
    await world.store.run(lambda uow: uow.dialogues.save(teacher.peer, {"type": "from an older release"}))
    await teacher.says(DARK)
    assert len(await world.tickets_of("teacher1-changge")) == 1


async def test_an_account_whose_role_was_changed_speaks_with_the_new_one(world: World, teacher: Seat) -> None:
    def promote(uow: UnitOfWork) -> None:
        known: Person = uow.people.get(PersonId("teacher1-changge"))
        uow.people.add(replace(known, role=Role.SUPERVISOR, schools=()))

    await world.store.run(promote)
    await teacher.says("/board")
    assert "没有未完成的工单" in teacher.seen[-1].text


async def test_nobody_else_hears_what_a_stranger_types(world: World) -> None:
    await world.seat("stranger").says("随便说说")
    assert {seat.peer.space for seat in world.everybody() if seat.seen} == {"stranger"}
    assert world.seat("stranger").peer == Peer(CHANNEL, "stranger")
