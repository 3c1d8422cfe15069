"""What people are told about their data, and what they can ask (PIPL 17, 44-50; reliability.md P1-P6)."""

import hashlib
import json
from dataclasses import replace
from datetime import timedelta

from bot.render import WORDS
from desk.ids import PersonId
from desk.personal import ERASED
from desk.privacy import NOTICE_VERSION, PrivacyAct, PrivacyEvent
from tests.kit.world import World
from usecases.ports import UnitOfWork

LINE = "发“隐私”"


async def trail_of(world: World, person: str) -> tuple[PrivacyEvent, ...]:
    return await world.store.read(lambda uow: uow.privacy.trail(PersonId(person)))


async def test_the_first_answer_to_a_teacher_carries_one_line_about_privacy_and_later_ones_do_not(
    world: World,
) -> None:
    teacher = world.teacher("gangbei")
    await teacher.says("三年级2班大屏黑屏了，正在上课")
    opened = teacher.hears("工单 1001")
    assert opened.text.splitlines()[-1].startswith("ℹ")
    assert LINE in opened.text
    assert LINE not in teacher.hears("黑板").text
    world.seat("wang").hears("三年级2班")
    noticed = await world.store.read(lambda uow: uow.privacy.noticed(PersonId(teacher.peer.space)))
    assert noticed is not None
    assert (noticed.version, noticed.at) == (NOTICE_VERSION, world.clock.now())
    (shown,) = await trail_of(world, teacher.peer.space)
    assert (shown.act, shown.note) == (PrivacyAct.NOTICE_SHOWN, NOTICE_VERSION)
    await world.seat("wang").presses("接单")
    teacher.hears("接单")
    assert LINE in teacher.card(f"ticket:{(await world.ticket()).id}").text, "the card it stands on keeps it"
    await teacher.says("帮助")
    assert LINE not in teacher.hears("转人工").text
    teacher.hears("接着刚才这一步")
    await teacher.says("隐私")
    teacher.hears("怎么用您的信息")
    teacher.hears("接着刚才这一步")
    world.seat("wang").unread.clear()


async def test_danger_is_told_alone_and_the_line_comes_with_what_follows_at_once(world: World) -> None:
    teacher = world.teacher("gangbei")
    await teacher.says("三年级2班大屏冒烟了")
    safety, *others = teacher.seen
    assert "先保安全" in safety.text
    assert LINE not in safety.text
    assert [LINE in message.text for message in others].count(True) == 1
    for seat in world.everybody():
        seat.unread.clear()
    for who in ("wang", "li", "zhao", "chen", "lin"):
        world.seat(who).unread.clear()


async def test_a_question_is_the_first_answer_too_and_speaks_the_teachers_language(world: World) -> None:
    teacher = world.teacher("gangbei")
    await teacher.says("The projector is broken")
    first = teacher.seen[0]
    assert first.text.endswith("Send /privacy to read more.")
    assert sum("/privacy" in message.text for message in teacher.seen) == 1
    teacher.unread.clear()


async def test_the_whole_notice_is_one_word_away_for_everybody(world: World) -> None:
    teacher, wang, stranger = world.teacher("gangbei"), world.seat("wang"), world.seat("stranger")
    for seat, word, heard in (
        (teacher, "隐私", "怎么用您的信息"),
        (wang, "/privacy", "怎么用您的信息"),
        (stranger, "privacy", "How your details are used"),
    ):
        await seat.says(word)
        seat.hears(heard)
    await teacher.says("三年级2班大屏黑屏了，正在上课")
    assert LINE not in teacher.hears("工单 1001").text, "who has read it need not be told"
    teacher.hears("黑板")
    wang.hears("三年级2班")


async def test_staff_get_no_line_with_their_work(world: World) -> None:
    wang = world.seat("wang")
    await wang.says("任务")
    assert LINE not in wang.hears("没有").text


async def test_my_data_comes_as_two_files_with_ones_own_and_nobody_elses(world: World) -> None:
    teacher, other, wang = world.teacher("gangbei"), world.teacher("changge"), world.seat("wang")
    await other.says("三年级2班投影仪坏了，别人的话")
    await teacher.sends_photo("三年级2班大屏黑屏了，正在上课")
    await teacher.says("我的数据")
    given = teacher.hears("两个文件")
    assert [file.name.rsplit(".")[-1] for file in given.media] == ["json", "xlsx"]
    content = [
        await world.store.read(lambda uow, which=file.id: uow.media.content(which)) for file in given.media
    ]
    copy = json.loads(content[0])
    assert copy["person"] == teacher.peer.space
    (ticket,) = copy["tables"]["tickets"]
    assert ticket["body"]["words"] == ["三年级2班大屏黑屏了，正在上课"]
    assert len(copy["tables"]["media"]) == 1
    assert "别人的话" not in content[0].decode()
    assert other.peer.space not in content[0].decode()
    trace = (await trail_of(world, teacher.peer.space))[-1]
    assert (trace.act, trace.by) == (PrivacyAct.COPY_GIVEN, teacher.peer.space)
    await teacher.says("我的数据")
    assert not teacher.hears("可以再要").media
    await world.push(timedelta(minutes=10))
    for seat in (teacher, other, wang):
        seat.unread.clear()
    await teacher.says("隐私")
    teacher.hears("怎么用您的信息")
    await teacher.presses("我的数据")
    assert len(teacher.hears("两个文件").media) == 2
    for seat in world.everybody():
        seat.unread.clear()


CANARY, NUMBER = "金丝雀老师", "000-7777-7777"


async def canary_reports(world: World) -> None:
    """A teacher with a name nobody else has reports, sends a photo, is helped, confirms and rates."""
    teacher, wang = world.teacher("gangbei"), world.seat("wang")
    me = PersonId(teacher.peer.space)

    def rename(uow: UnitOfWork) -> None:
        uow.people.add(replace(uow.people.get(me), name=CANARY, phone=NUMBER))

    await world.store.run(rename)
    await teacher.sends_photo("三年级2班大屏黑屏了，正在上课，找金丝雀老师")
    await wang.presses("接单")
    for step in ("到达", "教学已恢复", "已修复"):
        await wang.presses(step)
    await wang.says(f"跟{CANARY}说好了，换了线")
    await teacher.presses("好了")


def quiet(world: World) -> None:
    for seat in world.everybody():
        seat.unread.clear()


def left_in_files(world: World, *canaries: str) -> list[str]:
    """Files of the desk that hold one of these, free pages and logs included."""
    folder = world._file.parent
    return [
        f"{file.name}: {canary}"
        for file in sorted(folder.glob("world.sqlite3*"))
        for canary in canaries
        if canary.encode() in file.read_bytes()
    ]


async def test_erased_is_gone_from_the_files_and_the_trail_still_holds(world: World) -> None:
    await canary_reports(world)
    teacher = world.teacher("gangbei")
    before = await world.ticket()
    await teacher.says("删除我的数据")
    teacher.hears("要删除您的数据吗", "不能恢复")
    await teacher.presses("确定删除")
    teacher.hears("10 分钟后删除")
    assert left_in_files(world, CANARY, NUMBER)
    quiet(world)
    await world.push(timedelta(minutes=10))
    await world.restart()
    assert left_in_files(world, CANARY, "金丝雀", NUMBER, teacher.peer.space + '"}') == []
    after = await world.ticket()
    assert (after.milestones, after.status, after.verdict) == (
        before.milestones,
        before.status,
        before.verdict,
    )
    assert await world.store.read(lambda uow: tuple(uow.seals.flaws())) == ()
    assert [event.act for event in await trail_of(world, teacher.peer.space)][-2:] == [
        PrivacyAct.ERASURE_ASKED,
        PrivacyAct.ERASED,
    ]
    await world.push(timedelta(days=8))
    quiet(world)
    await teacher.says("你好")
    teacher.hears("哪所学校")


async def test_an_open_ticket_runs_on_and_erasure_waits_until_it_is_closed(world: World) -> None:
    teacher, wang = world.teacher("gangbei"), world.seat("wang")
    await teacher.says("三年级2班断网了，全校都断网了，正在上课")
    no = (await world.ticket()).no
    assert (await world.ticket()).verdict.rank == 1
    await teacher.says("删除我的数据")
    teacher.hears("要删除", f"工单 {no}", "照常处理")
    await teacher.presses("确定删除")
    teacher.hears(f"工单 {no}", "照常处理")
    await world.push(timedelta(hours=2))
    quiet(world)
    assert (await world.ticket()).status.is_open
    assert (await world.store.read(lambda uow: uow.people.get(PersonId(teacher.peer.space)))).name != ERASED
    assert [event.act for event in await trail_of(world, teacher.peer.space)].count(
        PrivacyAct.ERASURE_WAITS
    ) == 1
    await wang.presses("接单")
    for step in ("到达", "教学已恢复", "已修复"):
        await wang.presses(step)
    await wang.says("换了交换机")
    await teacher.presses("好了")
    quiet(world)
    await world.push(timedelta(hours=1))
    assert (await world.store.read(lambda uow: uow.people.get(PersonId(teacher.peer.space)))).name == ERASED
    quiet(world)


async def test_erasure_can_be_taken_back_and_needs_its_button(world: World) -> None:
    teacher = world.teacher("gangbei")
    await teacher.says("erase my data")
    teacher.hears("cannot be undone")
    await world.push(timedelta(minutes=11))
    await teacher.presses("Yes, erase")
    teacher.hears("in 10 minutes")
    await teacher.says("keep my data")
    teacher.hears("nothing is erased")
    await world.push(timedelta(minutes=11))
    assert (await world.store.read(lambda uow: uow.people.get(PersonId(teacher.peer.space)))).name != ERASED


async def test_staff_are_told_whom_to_ask_and_erase_nothing_themselves(world: World) -> None:
    wang = world.seat("wang")
    await wang.says("删除我的数据")
    assert wang.hears("主管").choices == ()


async def test_staff_may_ask_for_theirs_and_a_stranger_is_nobody_yet(world: World) -> None:
    wang, stranger = world.seat("wang"), world.seat("stranger")
    await wang.says("my data")
    assert len(wang.hears("两个文件").media) == 2
    await stranger.says("我的数据")
    assert not stranger.hears("哪所学校").media


def test_other_words_of_the_notice_are_another_version() -> None:
    words = [(WORDS / lang / "privacy.j2").read_text(encoding="utf-8") for lang in ("zh", "en")]
    notice = "".join(text.split("macro notice")[1].split("endmacro")[0] for text in words)
    digest = hashlib.sha256(notice.encode()).hexdigest()[:12]
    assert (NOTICE_VERSION, digest) == ("2026-11", "107a3a8764ef"), (
        "count NOTICE_VERSION up, then write both here"
    )
