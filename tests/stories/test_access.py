"""Nobody sees or presses what is not theirs; roles come from codes, schools from a choice or a sticker."""

from desk.people import Role
from desk.ticket import Status
from tests.kit.world import World


async def test_a_stranger_chooses_the_school_and_the_first_words_are_not_lost(world: World) -> None:
    stranger = world.seat("stranger")
    await stranger.says("三年级2班大屏黑屏了，正在上课")
    asked = stranger.hears("哪所学校")
    assert "gangbei 学校" in [choice.label for choice in asked.choices]
    await stranger.presses("gangbei 学校")
    stranger.hears("已绑定")
    stranger.hears("工单 1001", "三年级2班")
    stranger.hears("黑板")
    world.seat("wang").hears("三年级2班")


async def test_a_stranger_who_names_the_school_in_the_report_is_asked_nothing(world: World) -> None:
    stranger = world.seat("stranger")
    await stranger.sends_photo("gangbei 学校三年级2班大屏黑屏了，正在上课")
    stranger.hears("已绑定")
    stranger.hears("工单 1001", "三年级2班")
    stranger.hears("黑板")
    assert world.seat("wang").hears("三年级2班").media


async def test_a_sticker_opens_the_report_of_its_device(world: World) -> None:
    stranger = world.seat("stranger")
    await stranger.starts("d_gangbei-302-SB")
    stranger.hears("三年级2班", "出了什么问题")
    await stranger.says("黑屏了，正在上课")
    stranger.hears("工单 1001", "三年级2班", "黑屏")
    stranger.hears("黑板")
    world.seat("wang").hears("三年级2班")
    assert (await world.ticket()).fault.device == "gangbei-board"


async def test_a_sticker_at_the_door_opens_a_report_in_that_room(world: World) -> None:
    stranger = world.seat("stranger")
    await stranger.starts("r_gangbei-302")
    stranger.hears("三年级2班", "出了什么问题")
    await stranger.says("大屏黑屏了，正在上课")
    stranger.hears("工单 1001", "三年级2班", "黑屏")
    stranger.hears("黑板")
    world.seat("wang").hears("三年级2班")
    assert (await world.ticket()).fault.room == "gangbei-302"


async def test_a_sticker_of_a_room_that_is_gone_is_answered_and_an_engineer_stays_one(world: World) -> None:
    stranger, wang = world.seat("stranger"), world.seat("wang")
    await stranger.starts("r_gangbei-999")
    stranger.hears("找不到")
    await wang.starts("r_gangbei-302")
    wang.hears("三年级2班")
    await wang.says("任务")
    wang.hears("没有")


async def test_an_invitation_makes_an_engineer_once(world: World) -> None:
    code = await world.invite(Role.ENGINEER)
    newcomer, thief = world.seat("newcomer"), world.seat("thief")
    await newcomer.starts(f"b_{code}")
    newcomer.hears("身份已确认", "工程师")
    await thief.starts(f"b_{code}")
    thief.hears("邀请码不对")


async def test_guessing_codes_is_locked_after_five_tries(world: World) -> None:
    thief = world.seat("thief")
    for _ in range(5):
        await thief.starts("b_AAAAAAAAAAAAAAAAAAAA")
        thief.hears("邀请码不对")
    await thief.starts("b_AAAAAAAAAAAAAAAAAAAA")
    thief.hears("一小时后")


async def test_a_button_grants_nothing_to_somebody_else(world: World) -> None:
    teacher, wang, li = world.teacher("gangbei"), world.seat("wang"), world.seat("li")
    await teacher.says("三年级2班大屏黑屏了，正在上课")
    teacher.hears("工单 1001")
    teacher.hears("黑板")
    page = wang.hears("黑屏")
    await li.presses("接单", on=page)
    li.hears("找不到")
    assert (await world.ticket()).status is Status.WAITING


async def test_an_old_button_is_harmless_and_answered_with_the_present_state(world: World) -> None:
    teacher, wang = world.teacher("gangbei"), world.seat("wang")
    await teacher.says("三年级2班大屏黑屏了，正在上课")
    teacher.hears("工单 1001")
    teacher.hears("黑板")
    page = wang.hears("黑屏")
    await wang.presses("接单", on=page)
    teacher.hears("已接单")
    wang.hears("已记录")
    await wang.presses("转派", on=page)
    wang.hears("转给谁")
    await wang.presses("接单", on=page)
    wang.hears("已记录")
    await wang.presses("已修复")
    wang.hears("一句话")
    await wang.says("换了线")
    teacher.hears("已修好")
    wang.hears("已记录")
    await wang.presses("接单", on=page)
    wang.hears("已失效", "工单 1001", "待确认")


async def test_the_same_update_twice_changes_nothing(world: World) -> None:
    teacher = world.teacher("gangbei")
    await teacher.says("三年级2班大屏没声音，不急")
    teacher.hears("工单 1001")
    teacher.hears("小喇叭")
    await world.repeat_last()
    teacher.hears_nothing()


async def test_reassigning_pages_the_colleague_who_must_accept(world: World) -> None:
    teacher, wang, zhao = world.teacher("gangbei"), world.seat("wang"), world.seat("zhao")
    await teacher.says("三年级2班大屏黑屏了，正在上课")
    teacher.hears("工单 1001")
    teacher.hears("黑板")
    wang.hears("黑屏")
    await wang.presses("转派")
    asked = wang.hears("转给谁")
    assert "赵工" in [choice.label for choice in asked.choices]
    await wang.presses("赵工")
    wang.hears("已转给 赵工")
    zhao.hears("黑屏")
    await zhao.presses("接单")
    teacher.hears("赵工 已接单")
    zhao.hears("已记录")
    assert (await world.ticket()).handler == "zhao"


async def test_need_help_calls_the_next_tier_now(world: World) -> None:
    teacher, wang, zhao = world.teacher("gangbei"), world.seat("wang"), world.seat("zhao")
    await teacher.says("三年级2班大屏黑屏了，正在上课")
    teacher.hears("工单 1001")
    teacher.hears("黑板")
    wang.hears("黑屏")
    await wang.presses("接单")
    await wang.presses("需要帮助")
    teacher.hears("已接单")
    wang.hears("已记录")
    wang.hears("下一级支援")
    zhao.hears("黑屏", "王工")


async def test_the_board_in_chat_shows_open_tickets_and_their_next_deadline(world: World) -> None:
    teacher, chen = world.teacher("gangbei"), world.seat("chen")
    await teacher.says("三年级2班大屏没声音，不急")
    teacher.hears("工单 1001")
    teacher.hears("小喇叭")
    await chen.says("/board")
    chen.hears("未完成 1 单", "#1001", "三年级2班", "响应")
    await chen.presses("#1001")
    chen.hears("工单 1001", "没声音")


async def test_an_engineers_words_reach_the_teacher_without_phone_numbers(world: World) -> None:
    teacher, wang = world.teacher("gangbei"), world.seat("wang")
    await teacher.says("三年级2班大屏黑屏了，正在上课")
    teacher.hears("工单 1001")
    teacher.hears("黑板")
    wang.hears("黑屏")
    await wang.presses("接单")
    teacher.hears("已接单")
    wang.hears("已记录")
    await wang.says("我五分钟到，请先让学生看书")
    teacher.hears("王工", "我五分钟到")
    wang.hears("已转告")


async def test_a_note_that_was_asked_for_is_forgotten_when_the_job_moved_on(world: World) -> None:
    teacher, wang, chen = world.teacher("gangbei"), world.seat("wang"), world.seat("chen")
    await teacher.says("三年级2班大屏黑屏了，正在上课")
    await wang.presses("接单")
    await wang.presses("已修复")
    await chen.says("看板")
    await chen.presses("#1001")
    await chen.presses("接管")
    for seat in world.everybody():
        seat.unread.clear()
    await wang.says("换了信号线")
    wang.hears("没有这项操作的权限")
    await wang.says("换了信号线")
    wang.hears("有新工单会推送到这里")
    assert (await world.ticket()).handler == "chen"


async def test_somebody_who_unblocks_the_bot_is_paged_again(world: World) -> None:
    teacher, wang = world.teacher("gangbei"), world.seat("wang")
    world.blocked.add("wang")
    await teacher.says("三年级2班大屏黑屏了，正在上课")
    world.seat("li").hears("三年级2班")
    world.blocked.clear()
    await wang.says("帮助")
    wang.hears("有新工单会推送到这里")
    await teacher.says("五年级1班投影没信号，正在上课")
    wang.hears("五年级1班")
    teacher.unread.clear()
