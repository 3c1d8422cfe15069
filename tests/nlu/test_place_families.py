"""Places by family: classes of words, of ways to say one, and of things that only look like one; and whose fault is where."""

import pytest

from desk.reading import Impact, Reading, ReadingContext
from nlu.evaluate import context_of
from nlu.reader import LexiconReader
from nlu.records import Record, training_records
from tests.nlu.conftest import SCHOOL

NOWHERE = ReadingContext()


def _words(reading: Reading) -> list[str | None]:
    return [fault.place.words if fault.place else None for fault in reading.faults]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        # kinds of rooms
        ("领操台话筒没声", "领操台"), ("办事大厅复印机卡纸", "办事大厅"), ("三号楼茶水间插座打火花", "三号楼茶水间"), ("康体房投影黑屏", "康体房"),
        ("服装设计机房投影黑屏", "服装设计机房"), ("面点教室投影黑屏", "面点教室"), ("CAD机房投影黑屏", "CAD机房"), ("报到登记处打印机卡纸", "报到登记处"),
        ("二楼自习区没网", "二楼自习区"), ("二号公寓四楼没网", "二号公寓四楼"), ("学前三班大屏黑屏", "学前三班"), ("小班的投影黑屏", "小班"),
        # numbers said with a name, and lists
        ("综合408没网", "综合408"), ("琴房A12没声音", "琴房A12"), ("明德205投影黑屏", "明德205"), ("化学实验二室没电", "化学实验二室"),
        ("2304班大屏没声", "2304班"), ("2、3、5班都没网", "2、3、5班"), ("一到五班全没网", "一到五班"), ("高三理科2，大屏黑屏", "高三理科2"),
        # where a message ends, and where a place lies
        ("电脑死机，六年级3", "六年级3"), ("音量遥控丢了，托管班", "托管班"), ("U盘读不出，播音班", "播音班"), ("屏黑，户外活动区", "户外活动区"),
        ("主会场在小礼堂，投影黑屏", "小礼堂"), ("德育处隔壁文印室打印机卡纸", "德育处隔壁文印室"), ("四楼西头，高一（3），电脑死机", "高一（3）"),
        # what hangs there once
        ("走廊那块宣传屏黑屏", "走廊"), ("门口两个刷脸机没反应", "门口"), ("一年级走廊广播没声", "一年级走廊"), ("一楼楼道广播没声", "一楼楼道"),
        # whoever says it
        ("音乐老师说钢琴室那个喇叭没声", "钢琴室"), ("我是学生处的，电脑开不了机", "学生处"), ("教科研处：录播教室导播台死机", "录播教室"),
        ("我校阶梯教室投影黑屏", "阶梯教室"), ("看不到西配楼的监控", "西配楼"), ("一共两间：201、203没网", "201"),
        # English, mixed, pinyin
        ("no audio in hall B", "hall B"), ("Teacher's PC in Lab 3: fan roaring", "Lab 3"), ("projector dead, Room H2", "Room H2"),
        ("smart panel frozen, Year 9 form room", "Year 9 form room"), ("投影黑屏，boardroom", "boardroom"), ("iPad room没网", "iPad room"),
        ("zhan tai bu liang, wu li 2 shi", "wu li 2 shi"), ("tou ying huai le, zhi zhi lou 302", "zhi zhi lou 302"),
        ("lao shi ban gong shi mei wang", "lao shi ban gong shi"),
    ],
)  # fmt: skip
def test_a_place_of_every_family_is_read(reader: LexiconReader, text: str, place: str) -> None:
    reading = reader.read(text, NOWHERE)
    assert reading.fault.place is not None
    assert reading.fault.place.words == place


@pytest.mark.parametrize(
    "text",
    [
        "教务系统谁都进不去，一直502", "全校128路监控回放不了", "四十五座电脑都黑屏", "两个孩子触电，已送校医室", "车从北门进，南门在修路",
        "我们物理组打算换投影", "早上的糊味是隔壁食堂，设备没事", "门卡换卡后门禁刷不开", "冰箱漏水不用管，总务处理", "插座发黑，周围墙皮都熏黄了",
        "老师在校门口等您，电脑死机", "抓紧办，电脑死机", "话筒缺电池", "从一楼到五楼的电脑没一个能用", "走廊灯坏了",
    ],
)  # fmt: skip
def test_what_resembles_a_family_is_no_place(reader: LexiconReader, text: str) -> None:
    assert reader.read(text, NOWHERE).fault.place is None


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("306投影偏黄，308没声音，310的电脑自己重启", ["306", "308", "310"]),
        ("501、502、505投影黑屏", ["501", "502", "505"]),
        ("五1没信号，五3好的，五4不通电", ["五1", "五4"]),
        ("没网，三2；没声，四5", ["三2", "四5"]),
        ("Room 305 speaker crackles, and Room 307 has no sound", ["Room 305", "Room 307"]),
        ("302投影黑屏，没声音", ["302"]),
        ("302投影黑屏，刚从205过来，钥匙在门卫", ["302"]),
    ],
)
def test_every_room_has_its_own_fault(reader: LexiconReader, text: str, places: list[str]) -> None:
    assert list(dict.fromkeys(_words(reader.read(text, NOWHERE)))) == places


@pytest.mark.parametrize(
    ("text", "impact"),
    [
        ("301到305都没网", Impact.MULTI_ROOM),
        ("初一3、4、5班话筒没声", Impact.MULTI_ROOM),
        ("一到三班没网", Impact.MULTI_ROOM),
        ("三2没网，四5没声", Impact.MULTI_ROOM),
        ("初一3班话筒没声", Impact.UNKNOWN),
        ("教学楼305，三楼东头，投影黑屏", Impact.UNKNOWN),
    ],
)
def test_several_rooms_are_counted_by_their_names(reader: LexiconReader, text: str, impact: Impact) -> None:
    assert reader.read(text, NOWHERE).impact is impact


def test_a_landmark_is_not_the_room(reader: LexiconReader) -> None:
    place = reader.read("音乐教室隔壁的化学实验室没电", ReadingContext(rooms=SCHOOL)).fault.place
    assert place is not None
    assert place.rooms == ("chem",)


@pytest.mark.parametrize(
    ("text", "words"),
    [("你好，录播教室投影", ["录播教室"]), ("今天食堂吃什么", []), ("你好，302", ["302"])],
)
def test_small_talk_keeps_a_place_only_where_a_thing_or_a_room_is_named(
    reader: LexiconReader, text: str, words: list[str]
) -> None:
    assert _words(reader.read(text, NOWHERE)) == words


def test_most_rooms_of_messages_about_several_get_a_fault(reader: LexiconReader) -> None:
    records = [record for record in training_records() if len(_labelled(record)) > 1]
    told = [_words(reader.read(str(record["text"]), context_of(record))) for record in records]
    found = [
        all(_is_told(place, words) for place in _labelled(record))
        for record, words in zip(records, told, strict=True)
    ]
    assert len(records) >= 60
    assert sum(found) / len(records) >= 0.4


def _labelled(record: Record) -> set[str]:
    return {fault["location"] for fault in record.get("faults", ()) if fault.get("location")}


def _is_told(place: str, words: list[str | None]) -> bool:
    return any(one and (place in one or one in place) for one in words)
