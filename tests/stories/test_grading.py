"""The grade: only questions that change it, the worst assumed without an answer, rises together, objections and their decision."""

from datetime import timedelta

from desk import events as ev
from desk.reading import Impact
from tests.kit.seat import Seat
from tests.kit.world import World
from usecases.ports import UnitOfWork

MINUTE = timedelta(minutes=1)


def labels(message: object) -> list[str]:
    return [choice.label for choice in getattr(message, "choices", ())]


def forget_the_rest(world: World) -> None:
    for seat in world.everybody():
        seat.unread.clear()


async def a_c_grade(world: World, number: int = 1, room: str = "三年级2班") -> Seat:
    """A projector without picture that nobody needs now: grade C of gangbei."""
    teacher = world.teacher("gangbei", number)
    await teacher.says(f"{room}投影没信号，不急")
    teacher.hears("C级")
    forget_the_rest(world)
    return teacher


def trail_of(uow: UnitOfWork, no: int) -> tuple[ev.Event, ...]:
    return uow.tickets.trail(uow.tickets.by_no(no).id)


# --- questions ---------------------------------------------------------------------------------------------------------------


async def test_of_the_network_its_reach_is_asked_first_and_the_lesson_only_if_it_is_one_room(
    world: World,
) -> None:
    teacher = world.teacher("gangbei")
    await teacher.says("三年级2班没网了")
    assert labels(teacher.hears("别的教室也这样吗")) == ["只有这里", "别处也这样", "全校都这样"]
    await teacher.presses("只有这里")
    teacher.hears("正在上课")
    await teacher.presses("不急")
    teacher.hears("工单 1001", "C级")
    forget_the_rest(world)


async def test_that_only_this_room_has_it_may_be_typed_in_ones_own_words(world: World) -> None:
    teacher = world.teacher("gangbei")
    await teacher.says("三年级2班没网了")
    teacher.hears("别的教室也这样吗")
    await teacher.says("就我们班，别的班没事")
    teacher.hears("正在上课")
    forget_the_rest(world)


async def test_an_answer_that_settles_the_grade_ends_the_questions(world: World) -> None:
    teacher = world.teacher("gangbei")
    await teacher.says("三年级2班没网了")
    teacher.hears("别的教室也这样吗")
    await teacher.says("是的，隔壁也没有")
    teacher.hears("工单 1001", "B级", "不止一间教室")
    assert (await world.ticket()).fault.facts.impact is Impact.MULTI_ROOM
    forget_the_rest(world)


async def test_where_the_lesson_changes_nothing_it_is_not_asked_about(world: World) -> None:
    teacher = world.teacher("changge")
    await teacher.says("三年级2班大屏黑屏了")
    teacher.hears("工单 1001", "III级")
    forget_the_rest(world)


async def test_whether_it_comes_and_goes_is_asked_where_the_scheme_tells_it_apart(world: World) -> None:
    teacher = world.teacher("puyang_polytechnic")
    await teacher.says("三年级2班大屏坏了，不急")
    assert labels(teacher.hears("完全不能用")) == ["完全不能用", "时好时坏", "能用但不正常"]
    await teacher.says("时好时坏")
    teacher.hears("工单 1001", "四级故障", "时断时续")
    forget_the_rest(world)


async def test_never_more_than_two_questions_the_room_included(world: World) -> None:
    teacher = world.teacher("gangbei")
    await teacher.says("没网了")
    teacher.hears("哪间教室")
    await teacher.says("三年级2班")
    teacher.hears("别的教室也这样吗")
    await teacher.presses("只有这里")
    teacher.hears("工单 1001", "C级")
    assert (await world.ticket()).verdict.confidence < 1
    forget_the_rest(world)


# --- no answer ---------------------------------------------------------------------------------------------------------------


async def test_without_an_answer_the_worst_is_assumed_and_everybody_reads_that_it_is(world: World) -> None:
    teacher, wang = world.teacher("gangbei"), world.seat("wang")
    await teacher.says("三年级2班大屏黑屏了")
    teacher.hears("正在上课")
    await world.push(2 * MINUTE)
    teacher.hears("工单 1001", "B级", "没等到您的回答，先按“正在影响上课”处理，您随时可以更正")
    wang.hears("B级", "老师还没回答，先按“正在影响上课”处理")
    forget_the_rest(world)


async def test_a_milder_answer_that_comes_late_lowers_nothing_by_itself(world: World) -> None:
    teacher = world.teacher("gangbei")
    await teacher.says("三年级2班大屏黑屏了")
    await world.push(2 * MINUTE)
    forget_the_rest(world)
    await teacher.says("没在上课，不急")
    ticket = await world.ticket()
    assert ticket.fault.facts.impact is Impact.SINGLE_DEVICE
    assert (ticket.verdict.grade, ticket.verdict.assumed) == ("B", ("impact",))
    forget_the_rest(world)


async def test_an_answer_that_leads_to_the_assumed_grade_makes_it_firm(world: World) -> None:
    teacher = world.teacher("gangbei")
    await teacher.says("三年级2班大屏黑屏了")
    await world.push(2 * MINUTE)
    forget_the_rest(world)
    await teacher.says("正在上课，学生都等着")
    ticket = await world.ticket()
    assert (ticket.verdict.grade, ticket.verdict.assumed) == ("B", ())
    assert "没等到您的回答" not in teacher.card().text
    forget_the_rest(world)


# --- rises by itself ---------------------------------------------------------------------------------------------------------


async def test_the_same_fault_in_a_second_room_raises_both_and_links_them(world: World) -> None:
    first = await a_c_grade(world)
    second = world.teacher("gangbei", 2)
    await second.says("三年级5班投影没信号，不急")
    second.hears("工单 1002", "B级", "不止一间教室")
    first.hears("工单 1001", "升为 B级", "解决")
    older, newer = await world.ticket(1001), await world.ticket(1002)
    assert (older.verdict.grade, newer.verdict.grade) == ("B", "B")
    assert (older.spread, newer.spread) == ((1002,), (1001,))
    forget_the_rest(world)


async def test_a_third_room_makes_it_a_common_fault_that_the_first_one_leads(world: World) -> None:
    await a_c_grade(world)
    for number, room in ((2, "三年级5班"), (1, "五年级1班")):
        await world.teacher("gangbei", number).says(f"{room}投影没信号，不急")
    forget_the_rest(world)
    assert [(await world.ticket(no)).spread for no in (1001, 1002, 1003)] == [
        (1002, 1003),
        (1001,),
        (1001,),
    ]
    forget_the_rest(world)


async def test_the_same_fault_much_later_or_another_one_is_no_wider_fault(world: World) -> None:
    await a_c_grade(world)
    second = world.teacher("gangbei", 2)
    await second.says("三年级5班大屏没声音，不急")
    await world.push(31 * MINUTE)
    await second.says("五年级1班投影没信号，不急")
    forget_the_rest(world)
    assert [(await world.ticket(no)).spread for no in (1001, 1002, 1003)] == [(), (), ()]
    forget_the_rest(world)


async def test_next_door_has_it_too_raises_the_ticket_even_later(world: World) -> None:
    teacher = await a_c_grade(world)
    await world.push(15 * MINUTE)
    forget_the_rest(world)
    await teacher.says("隔壁班投影也没信号了")
    teacher.hears("升为 B级")
    teacher.hears("已补充")
    forget_the_rest(world)
    assert len(await world.tickets_of("teacher1-gangbei")) == 1
    forget_the_rest(world)


async def test_pressing_for_speed_changes_no_grade_but_a_lesson_named_with_it_does(world: World) -> None:
    teacher = await a_c_grade(world)
    await teacher.says("快点啊!!!怎么还没来")
    teacher.hears("已催")
    assert (await world.ticket()).verdict.grade == "C"
    await teacher.says("快点啊，学生都等着")
    teacher.hears("升为 B级", "正在上课无法进行")
    forget_the_rest(world)


# --- a person decides --------------------------------------------------------------------------------------------------------


async def supervisor_sees(world: World, seat: str = "chen") -> Seat:
    supervisor = world.seat(seat)
    await supervisor.says("看板")
    supervisor.hears("#1001")
    await supervisor.presses("#1001")
    supervisor.hears("工单 1001")
    return supervisor


async def test_a_supervisor_lowers_a_grade_with_a_reason_and_the_teacher_reads_the_new_times(
    world: World,
) -> None:
    teacher, wang = world.teacher("gangbei"), world.seat("wang")
    await teacher.says("三年级2班大屏黑屏了，正在上课")
    wang.hears("B级")
    forget_the_rest(world)
    chen = await supervisor_sees(world)
    await chen.presses("改级")
    assert labels(chen.hears("现在是B级，改为哪一级")) == ["A级", "C级", "D级"]
    await chen.presses("C级")
    chen.hears("改为C级，理由是什么")
    await chen.says("已换教室，课照常上")
    chen.hears("已记录", "C级")
    teacher.hears("工单 1001 改为 C级：已换教室，课照常上", "000 §5.14 C", "解决：", "→")
    assert "C级" in wang.card("job:" + (await world.ticket()).id).text
    regraded = [e for e in await world.store.read(trail_of, 1001) if isinstance(e, ev.Regraded)]
    assert [(e.by, e.note, e.verdict.grade, e.verdict.rule) for e in regraded] == [
        ("chen", "已换教室，课照常上", "C", "person")
    ]
    forget_the_rest(world)


async def test_what_a_person_lowered_rises_again_only_for_graver_facts(world: World) -> None:
    teacher = world.teacher("gangbei")
    await teacher.says("三年级2班大屏黑屏了，正在上课")
    chen = await supervisor_sees(world)
    await chen.presses("改级")
    await chen.presses("D级")
    await chen.says("有备用机")
    forget_the_rest(world)
    await teacher.says("有声音没画面，学生都等着")
    teacher.hears("已补充")
    assert (await world.ticket()).verdict.grade == "D"
    await teacher.says("隔壁班大屏也黑屏了")
    teacher.hears("升为 B级", "不止一间教室")
    forget_the_rest(world)


async def test_the_handler_hears_of_a_rise_by_itself_with_the_new_times(world: World) -> None:
    teacher, wang = world.teacher("gangbei"), world.seat("wang")
    await teacher.says("三年级2班大屏黑屏了，正在上课")
    await wang.presses("接单")
    chen = await supervisor_sees(world)
    await chen.presses("改级")
    await chen.presses("D级")
    await chen.says("有备用机")
    forget_the_rest(world)
    await teacher.says("隔壁班大屏也黑屏了")
    wang.hears("升为 B级", "不止一间教室", "解决：09-23 08:00 → 16:00")
    forget_the_rest(world)


async def test_the_handler_suggests_and_the_supervisor_decides(world: World) -> None:
    teacher, wang, chen = world.teacher("gangbei"), world.seat("wang"), world.seat("chen")
    await teacher.says("三年级2班大屏黑屏了，正在上课")
    await wang.presses("接单")
    forget_the_rest(world)
    await wang.presses("建议改级")
    wang.hears("改为哪一级")
    await wang.presses("A级")
    wang.hears("理由是什么")
    await wang.says("主板坏了，整栋楼同一批")
    wang.hears("已请主管复核")
    asked = chen.hears("处理人 王工 建议改为A级", "整栋楼同一批")
    assert labels(asked) == ["维持原级", "A级", "C级", "D级"]
    await chen.presses("A级")
    await chen.says("同意")
    wang.hears("升为 A级：同意")
    assert (await world.ticket()).verdict.grade == "A"
    forget_the_rest(world)


async def test_only_supervisors_may_change_a_grade(world: World) -> None:
    teacher = await a_c_grade(world)
    chen = await supervisor_sees(world)
    forget_the_rest(world)
    wang = world.seat("wang")
    await teacher.says("改为A级吧")
    await wang.says("改级")
    assert (await world.ticket()).verdict.grade == "C"
    assert chen.unread == []
    forget_the_rest(world)


# --- why, and objection ------------------------------------------------------------------------------------------------------


async def test_why_is_answered_in_four_short_lines_with_facts_and_clause(world: World) -> None:
    teacher = world.teacher("gangbei")
    await teacher.says("三年级2班大屏黑屏了，正在上课")
    forget_the_rest(world)
    await teacher.says("为什么是B级？")
    why = teacher.hears(
        "工单 1001 是B级", "正在上课无法进行", "依据的情况：", "正在影响上课", "000 §5.14 B："
    )
    assert len(why.text.splitlines()) <= 4
    assert labels(why) == ["对级别有异议"]
    forget_the_rest(world)


async def test_a_teachers_objection_goes_to_the_supervisors_once_and_is_decided(world: World) -> None:
    teacher = await a_c_grade(world)
    chen, lin = world.seat("chen"), world.seat("lin")
    await teacher.says("为什么才C级，这个应该更急")
    teacher.hears("已请主管复核工单 1001")
    for supervisor in (chen, lin):
        asked = supervisor.hears("对级别有异议：为什么才C级", "依据的情况", "000 §5.14 C", "维持，还是改级")
        assert labels(asked) == ["维持原级", "A级", "B级", "D级"]
    await teacher.says("级别不对")
    teacher.hears("已请主管复核")
    chen.hears_nothing()
    await chen.presses("维持原级")
    chen.hears("维持C级，理由是什么")
    await chen.says("不影响上课")
    chen.hears("已记录")
    teacher.hears("主管复核了工单 1001，维持C级：不影响上课")
    upheld = [e for e in await world.store.read(trail_of, 1001) if isinstance(e, ev.GradeUpheld)]
    assert [(e.by, e.note) for e in upheld] == [("chen", "不影响上课")]
    await world.push(35 * MINUTE)
    assert not any("还没有人决定" in message.text for message in lin.unread)
    forget_the_rest(world)


async def test_the_button_under_why_objects_without_more_words(world: World) -> None:
    teacher = await a_c_grade(world)
    await teacher.says("为什么是C级")
    teacher.hears("工单 1001 是C级")
    await teacher.presses("对级别有异议")
    teacher.hears("已请主管复核")
    world.seat("chen").hears("对级别有异议")
    forget_the_rest(world)


async def test_an_objection_that_is_followed_raises_the_grade_and_tells_the_teacher(world: World) -> None:
    teacher = await a_c_grade(world)
    await teacher.says("级别不对，下午要用")
    lin = world.seat("lin")
    lin.hears("对级别有异议")
    await lin.presses("B级")
    await lin.says("下午有公开课")
    teacher.hears("已请主管复核")
    teacher.hears("升为 B级：下午有公开课")
    assert (await world.ticket()).objector is None
    forget_the_rest(world)


async def test_whoever_has_the_job_hears_that_its_times_have_changed(world: World) -> None:
    teacher, wang, lin = world.teacher("changge"), world.seat("wang"), world.seat("lin")
    await teacher.says("三年级2班大屏黑屏了，马上上课")
    await wang.presses("接单")
    await teacher.says("级别不对")
    forget_the_rest(world)
    await lin.presses("II级")
    await lin.says("楼上也在考试")
    wang.hears("升为 II级：楼上也在考试", "到场", "解决")
    teacher.hears("升为 II级")
    forget_the_rest(world)


async def test_an_objection_nobody_decides_goes_to_every_supervisor_again(world: World) -> None:
    teacher = await a_c_grade(world)
    await teacher.says("级别不对")
    forget_the_rest(world)
    await world.push(30 * MINUTE)
    for name in ("chen", "lin"):
        reminded = world.seat(name).hears("级别异议还没有人决定")
        assert labels(reminded)[0] == "维持原级"
    forget_the_rest(world)


async def test_words_about_a_class_are_no_objection(world: World) -> None:
    teacher = await a_c_grade(world)
    await teacher.says("为什么三年级2班还没人来")
    assert (await world.ticket()).objections == 0
    forget_the_rest(world)
