"""Teacher and crew talk through the desk, keep notes, and work on a job together."""

from datetime import timedelta

from desk import life_events as lev
from desk.ids import PersonId
from desk.messages import Outgoing
from desk.refusals import NotFound
from tests.kit.seat import Seat
from tests.kit.world import World
from usecases.look import TicketPage, ticket_evidence, ticket_page
from usecases.write_report import paper_called

TEACHER = PersonId("teacher1-changge")


def forget(world: World) -> None:
    for seat in world.everybody():
        seat.unread.clear()


async def in_hand(world: World) -> tuple[Seat, Seat]:
    teacher, wang = world.teacher("changge"), world.seat("wang")
    await teacher.says("三年级2班大屏黑屏了，马上上课")
    for label in ("接单", "出发", "到达"):
        await wang.presses(label)
    forget(world)
    return teacher, wang


async def second_job(world: World, wang: Seat) -> None:
    await world.everybody_leaves("li")  # who has no job yet would get it
    await world.teacher("changge", 2).says("五年级1班投影仪没信号，马上上课")
    card = next(card for card in wang.cards.values() if "工单 1002" in card.text)
    await wang.presses("接单", on=card)
    forget(world)


async def page(world: World, viewer: str) -> TicketPage:
    return await world.store.read(ticket_page, PersonId(viewer), 1001)


def labels(message: Outgoing) -> list[str]:
    return [choice.label for choice in message.choices]


async def test_words_go_both_ways_and_nobody_sees_a_number(world: World) -> None:
    teacher, wang = await in_hand(world)
    await wang.says("请问遥控器放在哪里？")
    told = teacher.hears("王工（工单 1001）", "遥控器放在哪里")
    wang.hears("已转告老师")
    await teacher.says("遥控器在讲台抽屉里")
    answered = wang.hears("老师补充", "讲台抽屉里")
    teacher.hears("已补充到工单 1001")
    for message in (told, answered):
        assert "0000-" not in message.text
    relayed = [event for event in await world.trail() if isinstance(event, lev.MessageRelayed)]
    assert [(event.by, event.words) for event in relayed] == [("wang", "请问遥控器放在哪里？")]
    forget(world)


async def test_photos_go_both_ways(world: World) -> None:
    teacher, wang = await in_hand(world)
    await wang.sends_photo("是这根线松了吗？")
    assert len(teacher.hears("这根线").media) == 1
    wang.hears("已转告老师", "图片 1 张")
    await wang.sends_photo()
    assert len(teacher.hears("王工").media) == 1
    forget(world)
    await teacher.sends_photo("是这样的")
    assert len(wang.hears("老师补充").media) == 1
    assert len((await page(world, "wang")).media) == 3
    forget(world)


async def test_with_two_jobs_it_is_asked_whose_teacher(world: World) -> None:
    teacher, wang = await in_hand(world)
    await second_job(world, wang)
    await wang.sends_photo("我先去您那边")
    asked = wang.hears("转告哪一单的老师")
    assert [label[:5] for label in labels(asked)] == ["#1001", "#1002"]
    await wang.says("2")
    told = world.teacher("changge", 2).hears("我先去您那边")
    assert len(told.media) == 1
    teacher.hears_nothing()
    forget(world)


async def test_a_note_is_for_everybody_and_an_internal_one_for_staff(world: World) -> None:
    _, wang = await in_hand(world)
    await wang.says("备注 已订新灯泡")
    wang.hears("已记备注，老师在工单里看得到")
    await wang.says("内部备注 1001 这台今年第三次坏")
    wang.hears("已记内部备注，老师看不到")
    world.nothing_else_was_said()

    def notes(page: TicketPage) -> list[str]:
        return [event.words for event in page.trail if isinstance(event, lev.NoteAdded)]

    assert notes(await page(world, "chen")) == ["已订新灯泡", "这台今年第三次坏"]
    assert notes(await page(world, TEACHER)) == ["已订新灯泡"]


async def test_a_photo_on_an_internal_note_is_not_for_the_teacher(world: World) -> None:
    _, wang = await in_hand(world)
    await wang.sends_photo("内部备注 主板烧了")
    forget(world)
    (photo,) = (await page(world, "li")).media
    assert (await page(world, TEACHER)).media == ()
    await world.store.read(ticket_evidence, PersonId("li"), 1001, photo.id)
    try:
        await world.store.read(ticket_evidence, TEACHER, 1001, photo.id)
    except NotFound:
        return
    raise AssertionError("the teacher saw the photo of an internal note")


async def test_a_supervisor_notes_on_any_job_and_the_engineer_hears_of_it(world: World) -> None:
    _, wang = await in_hand(world)
    chen = world.seat("chen")
    await chen.says("内部备注 1001 校长下午来听课")
    chen.hears("已记内部备注")
    wang.hears("陈主管", "工单 1001", "内部备注", "校长下午来听课")
    world.nothing_else_was_said()


async def test_an_engineer_who_has_nothing_to_do_with_it_cannot_note(world: World) -> None:
    await in_hand(world)
    sun = world.seat("sun")
    await sun.says("备注 1001 我觉得是主板")
    sun.hears("找不到这一项")
    assert not any(isinstance(event, lev.NoteAdded) for event in await world.trail())


async def test_a_bare_note_says_how_to_write_one(world: World) -> None:
    _, wang = await in_hand(world)
    await wang.says("备注")
    wang.hears("写在一条里", "内部备注 1001")


async def test_a_photo_while_a_text_is_asked_for_is_kept_and_the_text_still_asked(world: World) -> None:
    _, wang = await in_hand(world)
    await wang.presses("已诊断")
    await wang.sends_photo()
    wang.hears("已记备注")
    await wang.says("背光坏了")
    ticket = await world.ticket()
    assert (ticket.diagnosis, len(ticket.conduct.photos)) == ("背光坏了", 1)
    forget(world)


async def test_a_second_engineer_comes_along_and_stands_on_trail_card_and_report(world: World) -> None:
    teacher, wang = await in_hand(world)
    li = world.seat("li")
    await wang.presses("转派")
    assert "请人协作" in labels(wang.hears("转给谁"))
    await wang.presses("请人协作")
    wang.hears("请谁来协作", "您还是处理人")
    await wang.presses("李工")
    wang.hears("已请 李工 协作")
    called = li.hears("王工 请您协作工单 1001", "三年级2班")
    await li.presses("加入协作")
    wang.hears("李工 已加入工单 1001 的协作")
    assert "协作 李工" in li.hears("工单 1001 · 已到现场").text
    assert "协作 李工" in wang.card().text
    forget(world)
    await li.presses("加入协作", on=called)  # twice is once
    assert sum(isinstance(event, lev.PartnerJoined) for event in await world.trail()) == 1
    forget(world)
    await li.says("我带了备用线过来")
    teacher.hears("李工", "备用线")
    await teacher.says("好的，我在教室等您们")
    li.hears("老师补充", "在教室等")
    wang.hears("老师补充", "在教室等")
    ticket = await world.ticket()
    assert (ticket.handler, ticket.conduct.partners) == ("wang", ("li",))
    paper = await world.store.read(paper_called, 1001)
    assert (paper.report.handler, paper.report.partners) == ("王工", ("李工",))
    forget(world)


async def test_a_partner_leaves_and_is_told_no_more(world: World) -> None:
    teacher, wang = await in_hand(world)
    li = world.seat("li")
    await wang.says("协作")
    await wang.says("李工")
    await li.presses("加入协作")
    forget(world)
    await li.presses("退出协作")
    wang.hears("李工 已退出")
    li.hears("已退出")
    await teacher.sends_photo()
    wang.hears("老师补充")
    li.hears_nothing()
    forget(world)


async def test_somebody_who_was_not_asked_cannot_come_along(world: World) -> None:
    _, wang = await in_hand(world)
    await wang.says("协作")
    asked = wang.hears("请谁来协作")
    assert labels(asked) == ["李工", "赵工", "孙工", "厂家小周"]
    await world.everybody_leaves("zhao")
    forget(world)
    await wang.presses("赵工", on=asked)
    wang.hears("没有这项操作的权限")
    world.seat("zhao").hears_nothing()
    forget(world)


async def test_a_fault_in_another_room_is_news_and_no_answer(world: World) -> None:
    teacher, wang = await in_hand(world)
    await wang.says("遥控器在哪里？")
    forget(world)
    await teacher.says("五年级1班投影仪没信号，马上上课")
    assert [ticket.no for ticket in await world.tickets_of(TEACHER)] == [1002, 1001]
    forget(world)


async def test_an_order_after_the_engineers_question_is_still_an_order(world: World) -> None:
    teacher, wang = await in_hand(world)
    await wang.says("遥控器在哪里？")
    await teacher.says("进度")
    teacher.hears("工单 1001 · III级")
    await teacher.says("冒烟了，有焦味")
    teacher.hears("先保安全")
    forget(world)


async def test_after_half_an_hour_words_are_read_as_ever(world: World) -> None:
    teacher, wang = await in_hand(world)
    await wang.says("遥控器在哪里？")
    await world.push(timedelta(minutes=30))
    forget(world)
    await teacher.says("灰色的那个")
    assert not any("灰色" in message.text for message in wang.unread)
    forget(world)
