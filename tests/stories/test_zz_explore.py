from datetime import timedelta
from tests.kit.world import World
M = timedelta(minutes=1)

def dump(world, title):
    print("=====", title)
    for seat in world.everybody():
        for m in seat.unread:
            print(f"--[{seat.peer.space}] {'(card)' if m.card else ''}\n{m.text}\n   {[c.label for c in m.choices]}")
        seat.unread.clear()

async def test_x(world: World) -> None:
    t = world.teacher("gangbei"); chen = world.seat("chen")
    await t.says("三年级2班没网了，全校都没网")
    dump(world, "report")
    await world.push(4*M)
    dump(world, "near")
    await chen.presses("🚨 启动预案"); dump(world, "press")
    await chen.presses("网络大面积中断"); dump(world, "plan")
    await chen.presses("确定启动"); dump(world, "start")
    z = world.seat("zhao")
    await z.presses("确实中断"); dump(world, "down")
    await z.says("网页全打不开，电话能打"); dump(world, "note")
    await chen.says("完成了"); dump(world, "done by word")
    await world.push(5*M); dump(world, "silence")
    await chen.presses("经过明细"); dump(world, "log")
    await chen.presses("分派职责"); dump(world, "staff")
    assert 0
