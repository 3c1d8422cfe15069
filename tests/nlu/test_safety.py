import pytest

from desk.reading import Intent, ReadingContext, Symptom
from nlu.reader import LexiconReader

DANGERS = [
    "冒烟了", "一体机冒烟", "有焦味", "有股糊味", "烧焦的味道", "冒火花", "插座打火", "主机冒火", "漏电了", "摸着麻手", "手麻了一下",
    "学生触电了", "被电到了", "被电了一下", "黑板进水了", "碎玻璃掉了一地", "投影要掉下来了", "快掉了", "幕布砸到学生", "灯泡爆了",
    "砰的一声", "着火了", "短路了", "支架快倒了", "水洒到一体机上了", "咖啡洒在键盘上", "线皮破了露铜", "屏幕碎了", "电池鼓包了",
    "there is smoke", "burning smell in the room", "I smell something burning", "sparks from the socket",
    "I got an electric shock", "water is dripping on the projector", "the projector is about to fall", "broken glass on the floor",
    "it exploded", "spilled coffee on the keyboard", "the screen may fall",
]  # fmt: skip

MISTYPED = ["冒咽了", "毛烟了", "娄电了", "漏店了", "有焦胃", "糊为很重", "着伙了", "打或花，火化四溅", "近水了", "触店", "冒 烟 了", "冒，，冒烟了", "冒烟烟了", "maoyan le"]  # fmt: skip

DENIED = [
    "没有冒烟", "没冒烟就是黑屏", "没有焦味", "没闻到糊味", "没有火花", "不是冒烟", "没有漏电", "没进水", "没有冒烟和焦味", "没有冒烟、焦味",
    "no smoke", "there is no burning smell", "without sparks", "no smoke or sparks", "not burning",
]  # fmt: skip

DOUBTFUL = ["有没有冒烟我不确定", "是不是漏电了", "好像有点焦味", "会不会掉下来啊", "怕漏电", "刚才冒烟了现在没了", "没有信号，冒烟了", "没有，冒烟了", "not sure if it is smoke"]  # fmt: skip

HARMLESS = [
    "老是要掉线", "充电到一半", "心态爆炸了", "打电话给我", "麻烦来看一下", "猫眼坏了", "电脑课没声音", "教委要来检查", "报了三天没人管",
    "大概几点到", "人麻了", "网络防火墙弹窗", "水平不够", "几点到校", "打印机没墨了", "投影黑屏", "视频会议开始了", "the firewall blocks it",
    "no problem", "饮水机不制冷",
]  # fmt: skip


@pytest.mark.parametrize("text", [*DANGERS, *MISTYPED, *DOUBTFUL])
def test_danger_is_never_missed(reader: LexiconReader, text: str) -> None:
    assert reader.read(text, ReadingContext()).safety


@pytest.mark.parametrize("text", [*DENIED, *HARMLESS])
def test_what_is_denied_or_only_sounds_alike_is_no_danger(reader: LexiconReader, text: str) -> None:
    assert not reader.read(text, ReadingContext()).safety


@pytest.mark.parametrize("text", [*DANGERS, *MISTYPED])
def test_danger_is_reported_first_whatever_was_asked(reader: LexiconReader, text: str) -> None:
    for context in (
        ReadingContext(),
        ReadingContext(asked="step"),
        ReadingContext(asked="place", has_open_ticket=True),
    ):
        assert reader.read(text, context).intent is Intent.REPORT_FAULT


@pytest.mark.parametrize(
    ("text", "symptom"),
    [
        ("投影黑屏，还冒烟", Symptom.SMELL_SMOKE),
        ("电脑没反应而且有糊味", Symptom.SMELL_SMOKE),
        ("一体机进水了，没声音", Symptom.WATER_INGRESS),
        ("黑板玻璃碎了", Symptom.PHYSICAL_DAMAGE),
        ("摸黑板边框麻手", Symptom.SMELL_SMOKE),
    ],
)
def test_a_danger_outranks_the_other_symptom(reader: LexiconReader, text: str, symptom: Symptom) -> None:
    assert reader.read(text, ReadingContext()).fault.symptom is symptom


@pytest.mark.parametrize(
    "text",
    ["学生触电了", "玻璃碎了，扎到学生手流血", "投影掉下来砸到人", "a student was injured", "老师烫伤了"],
)
def test_somebody_hurt_is_heard(reader: LexiconReader, text: str) -> None:
    reading = reader.read(text, ReadingContext())
    assert reading.hurt
    assert reading.safety


@pytest.mark.parametrize(
    "text", ["没人受伤，玻璃碎了", "没有人受伤", "nobody was injured but the glass broke"]
)
def test_nobody_hurt_is_heard_too(reader: LexiconReader, text: str) -> None:
    assert not reader.read(text, ReadingContext()).hurt


def test_water_at_a_tap_is_plumbing_and_at_a_device_danger(reader: LexiconReader) -> None:
    assert not reader.read("厕所水龙头漏水", ReadingContext()).safety
    assert reader.read("天花板漏水滴到投影上", ReadingContext()).safety


@pytest.mark.parametrize(
    "text", ["文件后缀都变了，要赎金", "学校网站被篡改了", "账号被盗了", "someone hacked the website"]
)
def test_an_attack_is_security(reader: LexiconReader, text: str) -> None:
    assert reader.read(text, ReadingContext()).security
