"""How places are written when no register helps, what only looks like one, and whom words find in a register."""

from collections.abc import Callable

import pytest

from desk.ids import RoomId
from desk.reading import ReadingContext
from nlu.numerals import count, from_pinyin, spelled
from nlu.reader import LexiconReader
from nlu.rooms import Mention, RoomIndex
from nlu.sound import Ear
from nlu.words import Lexicon

NOWHERE = ReadingContext()

SCHOOL = tuple(
    (RoomId(room), names)
    for room, names in (
        ("3-2", ("三年级2班",)), ("3-3", ("三年级3班",)), ("4-2", ("四年级2班",)), ("7-3", ("七(3)班", "初一3班")), ("8-3", ("初二3班",)),
        ("10-12", ("高一12班",)), ("3t", ("三年忠班",)), ("A305", ("教学楼A栋305",)), ("B305", ("教学楼B栋305",)), ("lab302", ("实验楼302",)),
        ("zy402", ("致远楼402",)), ("md402", ("明德楼402",)), ("pc1", ("计算机教室1",)), ("pc2", ("计算机教室2",)), ("chem1", ("化学实验室1",)),
        ("chem2", ("化学实验室2",)), ("phy", ("物理实验室",)), ("art1", ("美术教室一",)), ("art2", ("美术教室二",)), ("hy", ("弘毅厅",)),
        ("d2", ("2号宿舍楼310",)), ("d3", ("3号宿舍楼310",)), ("m2", ("二楼会议室",)), ("m3", ("三楼会议室",)), ("eng", ("英语办公室",)),
        ("math", ("数学办公室",)), ("head", ("校长室",)), ("wang", ("王老师办公室",)), ("3-201", ("3-201",)),
    )
)  # fmt: skip


@pytest.fixture(scope="module")
def mentions_of(reader: LexiconReader) -> Callable[[str], tuple[RoomIndex, list[Mention]]]:
    """A message's places in SCHOOL, with names also found by their sound."""
    folder = reader._folder
    lexicon: Lexicon = reader._lexicon

    index = RoomIndex(SCHOOL, folder.spell, lambda name: lexicon.find(folder.fold(name)), Ear().hear)

    def of(text: str) -> tuple[RoomIndex, list[Mention]]:
        message = folder.fold(text)
        return index, index.mentions(message.text, lexicon.find(message), lambda start: False)

    return of


@pytest.mark.parametrize(
    "place",
    [
        "七(3)班", "703", "7.3班", "高一12", "初三(十一)", "三年忠班", "3年2班", "八（10）班", "高三理科3班", "幼儿园中二班", "五六七班",
        "三零二", "三百零二", "幺零三教室", "A201", "A栋305", "3号楼204", "致远楼402", "北楼二层", "二教305", "7-304", "东教学楼三零六",
        "五楼最东头那间", "二楼拐角", "三楼左手第二间", "一楼厕所旁边那间教室", "西三楼305", "301到306", "女生宿舍2栋503", "2号宿舍楼310",
        "王老师办公室", "李主任办公室", "教务处", "校长室", "英语组办公室", "六年级办公室", "初三英语组", "高二年级组",
        "操场主席台", "东门", "车棚", "地下车库", "升旗台", "校门口", "二食堂", "教师食堂",
        "美术二", "物理一室", "微机2", "第三微机室", "机房2", "智慧教室", "视力测评室", "茶艺室", "陶艺教室", "家长接待室", "课程中心", "三楼小会议室",
        "二年孝班", "視聽教室", "電腦教室", "中三乙班",
    ],
)  # fmt: skip
def test_a_place_is_read_without_a_register(reader: LexiconReader, place: str) -> None:
    read = reader.read(f"{place}的投影黑屏", NOWHERE).fault.place
    assert read is not None
    assert read.words == place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("the projector in B204 won't start", "B204"),
        ("science lab 3 has no power", "science lab 3"),
        ("No sound in Grade 7 Class 2", "Grade 7 Class 2"),
        ("G7C2 projector dead", "G7C2"),
        ("classroom 4B board is frozen", "classroom 4B"),
        ("no wifi in Building C, second floor", "Building C, second floor"),
        ("camera at the east gate is offline", "east gate"),
        ("san nian ji er ban tou ying kai bu liao", "san nian ji er ban"),
        ("gao yi 3 ban tou ying bu liang", "gao yi 3 ban"),
        ("san lou wei ji shi kai bu liao ji", "san lou wei ji shi"),
        ("不是302是303没声音", "303"),
        ("302，不对，是305投影坏了", "305"),
        ("刚才说的301错了，是201", "201"),
        ("把地点从302改成205", "205"),
        ("更正更正，唔係5樓係6樓", "6樓"),
        ("我办公室在勤学楼409，鼠标坏了", "勤学楼409"),
        ("走廊里的孩子都看着，一体机黑屏，二楼机房", "二楼机房"),
    ],
)
def test_the_place_meant_is_read(reader: LexiconReader, text: str, place: str) -> None:
    read = reader.read(text, NOWHERE).fault.place
    assert read is not None
    assert read.words == place


@pytest.mark.parametrize(
    "text",
    [
        "第三节课没声音", "三点二十上课黑屏", "分机8201打不通", "86寸的一体机黑屏", "A4纸卡住了", "工单203什么时候来", "2台电脑开不了机",
        "我班投影坏了", "我们教室投影坏了", "三年级的课件打不开", "内存16g还是卡", "M227打不了", "电话转8302", "打了120", "投影报E301",
        "网页打开就404", "音量调到100还是小", "IP是192.168.1.203", "刷卡机302元扣错", "用了301分钟", "第2排第3个座位电脑坏", "希沃白板5打不开",
        "办公室打印机坏了", "走廊灯坏了", "代表高三年级组谢谢师傅", "给门卫大叔开个账号", "总务处说要先谈价", "屏上糊了一层灰",
        "隔壁8班也黑屏", "收我280换根线？", "WiFi是5G的，信号差", "the site says 502 bad gateway",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_place_is_none(reader: LexiconReader, text: str) -> None:
    assert reader.read(text, NOWHERE).fault.place is None


@pytest.mark.parametrize(
    ("place", "rooms"),
    [
        ("三年级二班", "3-2"), ("三(2)班", "3-2"), ("三2", "3-2"), ("3年2班", "3-2"), ("3.2班", "3-2"), ("三二班", "3-2"), ("G3C2", "3-2"),
        ("san nian ji er ban", "3-2"), ("703", "7-3"), ("803班", "8-3"), ("高一(十二)班", "10-12"), ("三年忠班", "3t"), ("2班", "3-2 4-2"),
        ("305", "A305 B305"), ("A305", "A305"), ("B座三零五", "B305"), ("教学楼305", "A305 B305"), ("302", "lab302"), ("三百零二", "lab302"),
        ("402", "md402 zy402"), ("致远402", "zy402"), ("志远楼402", "zy402"), ("名德楼四零二", "md402"), ("宏毅厅", "hy"),
        ("微机室2", "pc2"), ("二号机房", "pc2"), ("微机2", "pc2"), ("机房", "pc1 pc2"), ("化学二室", "chem2"), ("物理一室", "phy"),
        ("实验室", "chem1 chem2 phy"), ("美术二", "art2"), ("美术室", "art1 art2"), ("2号宿舍楼310", "d2"), ("宿舍楼310", "d2 d3"),
        ("二楼会议室", "m2"), ("会议室", "m2 m3"), ("四楼会议室", ""), ("英语组办公室", "eng"), ("校长办公室", "head"), ("六年级办公室", ""),
        ("王老师办公室", "wang"), ("3-201", "3-201"), ("301到305", "A305 B305 lab302"), ("C栋305", ""),
    ],
)  # fmt: skip
def test_words_find_the_rooms_they_may_mean(
    mentions_of: Callable[[str], tuple[RoomIndex, list[Mention]]], place: str, rooms: str
) -> None:
    index, mentions = mentions_of(f"{place} projector" if place.isascii() else f"{place}的投影黑屏")
    assert sorted(index.rooms(mentions[0])) == sorted(rooms.split())


def test_a_class_finds_its_number_only_in_a_school_whose_register_has_no_classes(
    reader: LexiconReader,
) -> None:
    numbers = ReadingContext(rooms=((RoomId("r302"), ("302",)),))
    both = ReadingContext(rooms=((RoomId("r302"), ("302",)), (RoomId("c31"), ("三年级1班",))))
    found = [reader.read("三年级2班投影黑屏", school).fault.place for school in (numbers, both)]
    assert [place.rooms if place else None for place in found] == [("r302",), ()]


def test_a_bare_office_is_a_place_only_where_the_register_knows_offices(reader: LexiconReader) -> None:
    school = ReadingContext(rooms=((RoomId("o1"), ("英语办公室",)), (RoomId("o2"), ("数学办公室",))))
    place = reader.read("办公室打印机卡纸", school).fault.place
    assert place is not None
    assert set(place.rooms) == {"o1", "o2"}


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("12", 12),
        ("十二", 12),
        ("二十", 20),
        ("二十三", 23),
        ("三百零二", 302),
        ("三百一十二", 312),
        ("百", None),
        ("三楼", None),
    ],
)
def test_chinese_numerals_are_counted(words: str, value: int | None) -> None:
    assert count(words) == value


def test_digits_are_read_one_by_one_and_in_pinyin() -> None:
    assert spelled("幺零三") == "103"
    assert [from_pinyin(one) for one in ("er", "shi er", "12", "ban")] == [2, 12, 12, None]
