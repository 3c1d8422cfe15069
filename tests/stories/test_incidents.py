"""Major incidents: 000 §5.15 (five groups, test before and after, three kinds) and 001 §4.5.5 (followed until it closes)."""

from desk.events import JoinedIncident
from desk.incident_events import IncidentOutcome
from desk.people import EmergencyGroup
from tests.kit.incidents import (
    DOWN,
    HOUR,
    MINUTE,
    NETWORK,
    TESTER,
    a_teacher_tests,
    a_virus_in_english,
    belongs,
    finish_the_phase,
    forget,
    network_down,
    until_everything_is_done,
)
from tests.kit.world import World


async def test_the_card_of_the_gravest_grade_offers_the_plan_that_is_for_such_a_fault(world: World) -> None:
    await belongs(world, TESTER, EmergencyGroup.TESTING)
    teacher, chen = world.teacher("gangbei"), world.seat("chen")
    await teacher.says(DOWN)
    teacher.hears("工单 1001", "A级")
    await world.push(4 * MINUTE)
    near = chen.hears("⏰", "工单 1001")
    assert "🚨 启动预案" in [choice.label for choice in near.choices], "offered where the pack says so"
    forget(world)
    await chen.presses("🚨 启动预案")
    assert chen.hears("启动哪个预案").choices[0].label == NETWORK
    await chen.presses(NETWORK)
    begins = chen.hears(
        "启动“网络大面积中断”预案？", "工单：1001", "系统业务检测小组：刘老师2", "应急技术处理小组：王工"
    )
    assert [choice.label for choice in begins.choices] == ["确定启动"], "nothing has happened yet"
    assert await world.store.read(lambda uow: uow.incidents.running(())) == ()
    forget(world)


async def test_every_group_gets_its_first_step_and_the_leaders_a_live_card(world: World) -> None:
    await a_teacher_tests(world)
    card = world.seat("chen").hears(
        "🚨 预案 1", "第 1/4 步 核实", "工单 1001", "系统业务检测小组 刘老师2：⏳"
    )
    world.seat("lin").hears("🚨 预案 1", "第 1/4 步 核实")
    world.seat("wang").hears("您在应急技术处理小组", "请现在做：查核心交换机", "000 §5.15.4-1")
    first = world.seat(TESTER).hears("您在系统业务检测小组", "请先测试", "000 §5.15.1")
    assert [choice.label for choice in first.choices] == ["确实中断", "部分能用", "其实正常", "需要支援"]
    world.seat("sun").hears("应急资源准备小组")
    world.teacher("gangbei").hears("工单 1001", "应急预案")
    ticket = await world.ticket()
    assert ticket.incident == 1
    assert "🚨 属于预案 1" in world.seat("wang").card(f"job:{ticket.id}").text, "the engineer's card names it"
    assert [event for event in await world.trail() if isinstance(event, JoinedIncident)]
    forget(world)
    tester, wang = world.seat(TESTER), world.seat("wang")
    await tester.presses("部分能用")
    tester.hears("哪些能用、哪些不能用")
    await tester.says("三楼能上，一二楼不行，打铃正常")
    tester.hears("已记下")
    assert "先测：部分能用" in world.seat("chen").card(card.card or "").text
    await wang.presses("收到")
    wang.hears("做完请点")
    assert "应急技术处理小组 王工：▶" in world.seat("chen").card(card.card or "").text
    forget(world)


async def test_risky_work_waits_for_the_leading_groups_approval(world: World) -> None:
    await network_down(world)
    await world.seat("zhao").presses("确实中断")
    await world.seat("zhao").says("无")
    await finish_the_phase(world)
    wang = world.seat("wang")
    wang.hears("请现在做：排除软故障")
    await wang.presses("已完成")
    assert not [m for m in wang.seen if "装上代用设备" in m.text]
    asked = next(m for m in world.seat("chen").seen if "评审后同意再做" in m.text and not m.card)
    await world.seat("chen").presses("已完成", on=asked)
    wang.hears("请现在做：一时修不好就装上代用设备")
    forget(world)


async def test_it_ends_by_the_leaders_word_with_a_report_and_everybody_hears(world: World) -> None:
    await until_everything_is_done(world)
    chen = world.seat("chen")
    chen.hears("所有步骤已完成", "结束预案")
    forget(world)
    await chen.presses("结束预案")
    chen.hears("将以“已恢复”结束", "原因")
    await chen.says("核心交换机电源老化，每季度检查电源")
    report = chen.hears("突发事件报告", "结果：已恢复", "刘老师2", "部分能用，三楼能上", "核心交换机电源老化")
    assert "步骤：13/13" in report.text
    assert "问题处理报告（09-22 前，000 §5.10(8)）" in report.text
    world.seat("lin").hears("突发事件报告", "结果：已恢复")
    world.seat(TESTER).hears("已结束", "已恢复")
    world.teacher("gangbei").hears("应急处理已结束", "还有没有问题")
    forget(world)
    incident = await world.incident()
    assert (incident.outcome, incident.ended_by) == (IncidentOutcome.RESTORED, "chen")
    await chen.presses("经过明细")
    chen.hears("经过", "启动预案", "陈主管")
    chen.hears("刘老师2 测试：恢复正常")
    forget(world)


async def test_the_written_report_is_asked_for_on_its_last_day_until_it_was_handed_in(world: World) -> None:
    await until_everything_is_done(world)
    chen = world.seat("chen")
    await chen.presses("结束预案")
    await chen.says("无")
    forget(world)
    await world.push(23 * HOUR)
    chen.hears("书面报告今天到期", "问题处理报告")
    forget(world)
    await chen.presses("问题处理报告")
    chen.hears("要交的书面报告：✓ 问题处理报告")
    assert (await world.incident()).reports == ("problem-report",)
    forget(world)


async def test_a_failed_test_afterwards_begins_the_restoring_anew(world: World) -> None:
    await network_down(world)
    await world.seat("zhao").presses("确实中断")
    await world.seat("zhao").says("无")
    await finish_the_phase(world)
    await finish_the_phase(world)
    forget(world)
    await world.seat("zhao").presses("还不行")
    world.seat("zhao").hears("哪些能用")
    world.seat("chen").hears("复测的结果是“还不行”", "重新做")
    world.seat("wang").hears("请现在做：排除软故障")
    incident = await world.incident()
    assert (incident.round, incident.phase and incident.phase.id) == (2, "restore")
    assert {done.step for done in incident.done} >= {"test_before", "tell_school"}, (
        "what was found before stays"
    )
    forget(world)


async def test_a_test_that_finds_everything_working_makes_it_a_false_alarm(world: World) -> None:
    await network_down(world)
    forget(world)
    await world.seat("zhao").presses("其实正常")
    world.seat("chen").hears("可能是误报")
    await world.seat("zhao").says("只有这间教室的网线松了")
    forget(world)
    await world.seat("chen").presses("结束预案")
    world.seat("chen").hears("将以“误报”结束")
    await world.seat("chen").says("网线松了")
    report = world.seat("chen").hears("突发事件报告", "误报", "其实正常，只有这间教室")
    assert "要交的书面报告" not in report.text
    forget(world)
    await world.push(2 * MINUTE)
    assert not [m for seat in world.everybody() for m in seat.unread if "预案" in m.text and not m.card]
    forget(world)


async def test_a_virus_in_a_computer_room_is_started_by_command_in_english(world: World) -> None:
    await a_virus_in_english(world)
    chen, wang, zhao = world.seat("chen"), world.seat("wang"), world.seat("zhao")
    chen.hears("Plan 1, Virus outbreak", "Phase 1/4: Confirm and isolate")
    wang.hears("Technical group", "no power-off, no restart, no USB stick")
    zhao.hears("Please test first")
    forget(world)
    await wang.says("done")
    wang.hears("Noted as done")
    await zhao.says("It is down")
    zhao.hears("What works and what does not")
    await zhao.says("12 of 40 show it, files on the server open")
    zhao.hears("Noted")
    forget(world)


async def test_a_plan_may_be_stopped_early_and_owes_the_reports_of_its_contract(world: World) -> None:
    await a_virus_in_english(world)
    chen, zhao = world.seat("chen"), world.seat("zhao")
    await zhao.presses("It is down")
    await zhao.says("12 of 40 show it, files on the server open")
    forget(world)
    await chen.presses("End the plan")
    chen.hears("stopped early", "steps undone", "What was the cause")
    await chen.says("handed to the police")
    report = chen.hears("Incident report", "stopped early", "12 of 40 show it", "handed to the police")
    assert "the report on work at a sudden event (by 09-22, 001 §4.5.8.5)" in report.text
    labels = [choice.label for choice in report.choices]
    assert labels == ["Who did what", "the report on work at a", "the report on cause, so"]
    forget(world)


async def test_a_report_of_the_same_fault_becomes_a_part_of_it_by_itself(world: World) -> None:
    await network_down(world)
    forget(world)
    second = world.teacher("gangbei", 2)
    await second.says("五年级1班上不了网，正在上课")
    second.hears("工单 1002")
    second.hears("工单 1002", "正按“网络大面积中断”应急预案集中处理")
    await world.teacher("gangbei").says("另外三年级2班的话筒没声音")
    assert (await world.incident()).nos == (1001, 1002)
    assert (await world.ticket(1002)).incident == 1
    forget(world)


async def test_a_second_plan_of_the_kind_is_never_begun(world: World) -> None:
    await network_down(world)
    chen = world.seat("chen")
    forget(world)
    await chen.says("启动预案")
    listed = chen.hears("正在执行的预案", "#1 网络大面积中断")
    assert listed.choices[0].label.startswith("#1")
    await chen.presses("启动新预案")
    await chen.presses("gangbei 学校")
    forget(world)
    await chen.presses(NETWORK)
    chen.hears("预案 1 正在执行", "工单并进去")
    await chen.presses("确定启动")
    assert len(await world.store.read(lambda uow: uow.incidents.running(()))) == 1
    forget(world)
