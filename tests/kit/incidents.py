"""A major incident of a story: the network of a school is down and the plan begins; a virus, in English."""

from dataclasses import replace
from datetime import timedelta

from desk.ids import PersonId
from desk.language import Lang
from desk.people import EmergencyGroup
from tests.kit.world import World
from usecases.ports import UnitOfWork

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
NETWORK = "网络大面积中断"
DOWN = "三年级2班没网了，全校都没网"
TESTER = "teacher2-gangbei"


def forget(world: World) -> None:
    for seat in world.everybody():
        seat.unread.clear()


async def belongs(world: World, person: str, *groups: EmergencyGroup) -> None:
    """The register names this person for the groups."""

    def enter(uow: UnitOfWork) -> None:
        uow.people.add(replace(uow.people.get(PersonId(person)), emergency=groups))

    await world.store.run(enter)


async def speaks_english(world: World, *people: str) -> None:
    def enter(uow: UnitOfWork) -> None:
        for person in people:
            uow.people.add(replace(uow.people.get(PersonId(person)), lang=Lang.EN))

    await world.store.run(enter)


async def network_down(world: World) -> None:
    """The whole school is without network; four minutes later, at the reminder, the supervisor starts the plan."""
    await world.teacher("gangbei").says(DOWN)
    await world.push(4 * MINUTE)
    chen = world.seat("chen")
    await chen.presses("🚨 启动预案")
    await chen.presses(NETWORK)
    await chen.presses("确定启动")


async def finish_the_phase(world: World) -> None:
    """Everybody presses 已完成 under what they were asked, until the phase is over or only a test is left of it."""
    phase = (await world.incident()).phase
    while True:
        incident = await world.incident()
        step = next((step for step in incident.open_steps if step.kind == "do"), None)
        if step is None or incident.phase != phase:
            return
        seat = world.seat(incident.people(step.by)[0])
        asked = next(m for m in reversed(seat.seen) if step.say.zh[:20] in m.text and not m.card)
        await seat.presses("已完成", on=asked)


async def a_teacher_tests(world: World) -> None:
    """The register names a teacher for the business test; the plan has begun."""
    await belongs(world, TESTER, EmergencyGroup.TESTING)
    await network_down(world)


async def until_everything_is_done(world: World) -> None:
    """Tested before, restored, tested afterwards an hour later, closed: only the leader's word is missing."""
    await a_teacher_tests(world)
    tester = world.seat(TESTER)
    await tester.presses("部分能用")
    await tester.says("三楼能上，一二楼不行，打铃正常")
    await finish_the_phase(world)
    await finish_the_phase(world)
    await world.push(HOUR)
    await tester.presses("恢复正常")
    await tester.says("无")
    await finish_the_phase(world)


async def a_virus_in_english(world: World) -> None:
    """001 §4.5.5.2; nobody reported it in chat: the supervisor types /incident."""
    await speaks_english(world, "chen", "lin", "wang", "li", "zhao", "sun")
    chen = world.seat("chen")
    await chen.says("/incident")
    chen.hears("No plan is being carried out")
    await chen.presses("Start a new plan")
    chen.hears("At which school")
    await chen.presses("changge 学校")
    await chen.presses("Virus outbreak")
    chen.hears("Start the plan “Virus outbreak”", "Technical group: 王工")
    forget(world)
    await chen.presses("Yes, start it")
