"""Danger is never missed, and no film, idiom or repaired fault is danger. The floors are what the reader reached."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.reading import Intent, ReadingContext
from nlu.contexts import context_of_sentence
from nlu.reader import LexiconReader

READER = LexiconReader()
FIRST = ReadingContext()

TOLD_BY_PARTS = (
    "插座里往外飘白气", "闻着像烧头发", "插排外壳都软了", "墙插摸着滚烫", "拔插头的时候一道蓝光", "配电箱滋滋响", "一碰机柜胳膊就发麻", "水龙头带电",
    "电线外皮破了，铜丝看得见", "小孩把钥匙捅进插座", "水杯碰倒了，全流进键盘", "屋顶漏雨，正滴在交换机上", "吊扇摇得厉害", "投影的挂架螺丝掉了两颗",
    "音箱松了，底下坐着学生", "篮球架往前倾", "大屏裂得像蜘蛛网", "充电宝胀得像馒头", "主机里有火", "小朋友的手夹在门缝里", "学生被掉下来的灯砸了", "师傅晕倒了",
    "white haze coming out of the rack", "the plug has melted", "fingers went numb on the metal frame", "coffee all over the keyboard",
    "the speaker is dangling above the kids", "bare copper on the lamp cord", "插座燒黑了一塊", "吊扇鬆了，搖得厲害", "chatou hen tang", "zhuji li you huo",
)  # fmt: skip

BURNT = ("讲台里那个盒子的壳热得变了色", "线软了", "取暖器插头化在插座里了", "打印机里一股怪味", "冒yan了冒yan了", "外壳都软了，烫得手放不上去", "smells of hot plastic")  # fmt: skip
SPARKS = ("电视后面亮了一下，呲啦", "键盘下面滋滋烧", "一推亮度就蓝火", "插的时候嘭一下", "🔥🔥投影！！", "着啦！", "火！火！火！", "I can see a glow inside the plug socket")  # fmt: skip
WARM_MAINS = (
    "配电箱嗡嗡响得吓人，门板烫手",
    "空开一摸边上是热的",
    "平板充电烫手",
    "the extension lead feels really warm",
)
WET = (
    "屏里头起雾，一片水汽", "大屏下沿往下滴答水", "雨都飘到那台机子里了", "音柱里面咕噜咕噜的", "笔记本掉水里了", "往机器里头滴", "机房天花板水印又洇大了一圈，正底下是主机",
)  # fmt: skip
HANGS_LOOSE = ("主屏那块往前探出来了", "吊扇晃得像要飞出去", "球架晃得厉害", "双杠有一头会自己滑下去", "螺丝就剩一颗吊着", "栏杆断了一根", "瓷砖掉了")  # fmt: skip
TINGLES = (
    "学生被门禁机电了一下",
    "摸到金属边像被蚊子叮",
    "麻！",
    "话筒电嘴",
    "扫地阿姨说摸机柜手会抖",
    "my finger tingled when I touched it",
)
SWELLS = ("锂电池涨得像馒头", "平板后盖里面电池胖了一圈", "笔记本底部鼓起来了", "laptop battery is bulging")
SHATTERED = (
    "班牌让篮球干碎了",
    "玻璃台面从中间劈开了",
    "手指划出血了，玻璃断口",
    "broken glass all over the floor",
)

IN_A_MANNER_OF_SPEAKING = (
    "快被我骂到冒火了", "把我急得头上冒青烟", "排队刷脸都排到“着火”了", "群里炸得冒烟", "我都快戳骨折了", "那个橙色小灯一眨一眨对我放电", "网跟漏水的龙头似的一阵一阵", "够呛，换一台吧",
)  # fmt: skip
NOT_HERE = (
    "梦到大屏裂了，醒来一看好好的", "新闻上说某地数据中心起火，真吓人", "填空题：跳闸的原因是短路，另一个是什么", "消防演习要放的教学片，里面全是浓烟，声音怎么调", "《火灾》海报贴歪了",
)  # fmt: skip
ONLY_A_DATE = (
    "去年那次漏水之后说给机房做防水，有下文了吗",
    "设备间漏水去年就堵好了",
    "前年冒烟那次多亏你们，一直没好好谢",
)
MOVES = (
    "大屏能往下挪二十公分吗",
    "录屏录下来存哪",
    "风吹得幕布来回晃",
    "音柱只剩左边出声",
    "挂在天花板上的圆喇叭没声",
    "边框卸下来装回去了",
)
TWO_WORDS_MEET = (
    "笔记本充电到一半没电了", "话筒充不进去电了", "有点尴尬，门没关", "过电脑房那边网不好", "打手机给我", "学生机全都不动弹了", "窗口一个接一个弹开", "USB插口往里缩了", "水电人员什么时候来",
)  # fmt: skip
CLOTH_PLASTIC_AND_PICTURE = ("幕布被划了一道口子", "我的遥控摔碎了", "投出来的画面灰蒙蒙的", "屏幕发黑看不清", "喇叭里噼里啪啦的杂音", "灯泡发黄")  # fmt: skip
HARMLESS_WATER = ("饮水机不出水", "师傅冒雨来，衣服全湿透了，谢谢", "水电一体柱没电", "能用酒精擦屏吗")
OF_A_SMOKER = ("师傅在教室里抽烟，满屋子烟味", "哥，烟抽完了")

QUESTION = "请问闻到焦糊味了吗？"

TAKEN_BACK = (
    "插座修好了，没再打火",
    "插座没有发烫", "插头不烫", "电线没有露铜", "灯没有掉下来", "玻璃没裂", "手没有麻", "没闻到烧塑料的味道", "闻不到什么怪味", "一点异味都没有", "不漏电", "支架没松，也没晃",
    "no haze, no heat", "the plug isn't melted", "meiyou maoyan",
)  # fmt: skip

OVER = (
    "上周冒过烟已换好", "上学期漏过水的那台早就换新的了", "昨天插座打火，师傅当天就修好了，今天一切正常", "it was smoking last week but it has been fixed",
)  # fmt: skip
IMAGINED = ("要是冒烟怎么办", "如果哪天插座冒火我该怎么办", "万一学生触电先断电还是先拉人？", "what if it catches fire, what should I do?")  # fmt: skip
TOLD_OF = (
    "《火灾》视频打不开", "消防演习的音频没声音", "讲个冒烟的笑话", "“触电急救”讲座的课件打不开", "放到着火那个画面就卡住了", "火炬班投影不亮", "焦老师的电脑打不开", "气得我头顶冒烟",
    "嗓子冒烟了麦还不响", "群里炸了，都登不上", "脑子短路了，说错班了", "头发快烧没了求来人", "上课像含着口水，听不清", "the fire drill audio has no sound",
)  # fmt: skip
STILL_DANGER = (
    "昨天补过漏的天花板，今天又滴，正滴在修好那台投影上", "闻到一股烧焦的味儿，插头都烤黄了，请来个电工把插座换掉", "急得我，插座冒烟了", "上次漏水之后，今天机房又漏了",
    "没有冒烟但是漏电", "没有焦味，插座在冒火花", "不冒烟了，但是插头还烫手", "昨天修好了，今天又冒烟", "上周换过插座，现在又打火", "上次说修好的吊架今天掉下来半截",
    "昨天冒烟了，到现在没人来修", "电影放到一半投影冒烟了", "消防演练的时候喇叭冒烟", "做实验的时候电源打火", "冒烟的视频我拍了发群里了", "插座打火，实验室307",
    "要是有空来看看吧投影冒烟了能不能快点", "冒烟都没人管", "没有人受伤，但是灯掉下来了", "要是掉下来砸到学生怎么办", "is it ok if the socket is sparking?",
    "it's not fixed, smoke again", "burning smell from the video conferencing unit",
)  # fmt: skip

BEFORE = ("老师您好，", "在吗？", "气死了！", "😭😭", "麻烦看一下，", "三年级2班，", "求求你们了，", "不好意思打扰了，", "please hurry, ", "又来麻烦你们，", "我跟你说啊")  # fmt: skip
AFTER = ("，快来人", "，谢谢", "！！！", "，怎么办", "，学生都看着呢", "🙏", "，正在上课", "，急死我了", ", please come", "，我是王老师", "，在A栋305")  # fmt: skip
DENIALS = ("没有", "没", "并没有", "没看到", "没发现", "没有任何")
DENIABLE = ("冒烟", "焦味", "漏电", "火花", "进水", "糊味", "打火", "短路", "着火", "怪味")


@pytest.mark.parametrize(
    "text", [*BURNT, *SPARKS, *WARM_MAINS, *WET, *HANGS_LOOSE, *TINGLES, *SWELLS, *SHATTERED]
)
def test_what_is_burnt_sparks_is_wet_hangs_loose_tingles_or_swells_is_danger(text: str) -> None:
    assert READER.read(text, FIRST).safety


@pytest.mark.parametrize(
    "text",
    [
        *IN_A_MANNER_OF_SPEAKING,
        *NOT_HERE,
        *ONLY_A_DATE,
        *MOVES,
        *TWO_WORDS_MEET,
        *CLOTH_PLASTIC_AND_PICTURE,
        *HARMLESS_WATER,
        *OF_A_SMOKER,
    ],
)
def test_where_the_words_themselves_show_no_danger_there_is_no_alarm(text: str) -> None:
    assert not READER.read(text, FIRST).safety


@pytest.mark.parametrize("reply", ["有", "有的", "嗯，有一点", "闻到了"])
def test_a_yes_to_the_desks_own_question_after_a_danger_is_danger(reply: str) -> None:
    asked = context_of_sentence(QUESTION)
    assert READER.read(reply, asked).safety
    assert not READER.read(reply, FIRST).safety


@pytest.mark.parametrize("reply", ["没有", "没闻到", "有人来修吗", "好了"])
def test_any_other_reply_to_it_is_not(reply: str) -> None:
    assert not READER.read(reply, context_of_sentence(QUESTION)).safety


@pytest.mark.parametrize("text", TOLD_BY_PARTS)
def test_a_part_and_what_happens_to_it_are_danger_together(text: str) -> None:
    reading = READER.read(text, FIRST)
    assert reading.safety
    assert reading.intent is Intent.REPORT_FAULT


@pytest.mark.parametrize("text", [*TAKEN_BACK, *OVER, *IMAGINED, *TOLD_OF])
def test_what_is_denied_over_imagined_or_told_of_is_no_danger(text: str) -> None:
    assert not READER.read(text, FIRST).safety


@pytest.mark.parametrize("text", STILL_DANGER)
def test_a_danger_beside_a_denial_a_repair_or_a_film_is_danger_all_the_same(text: str) -> None:
    assert READER.read(text, FIRST).safety


@given(st.sampled_from(BEFORE), st.sampled_from(TOLD_BY_PARTS), st.sampled_from(AFTER))
@settings(max_examples=300, deadline=None)
def test_courtesy_emotion_and_place_around_it_lose_no_danger(before: str, danger: str, after: str) -> None:
    if danger.isascii():  # pinyin is read only where no Chinese character stands
        before, after = ("", "") if danger in ("chatou hen tang", "zhuji li you huo") else ("hello, ", after)
    assert READER.read(before + danger + after, FIRST).safety


@given(st.sampled_from(DENIALS), st.sampled_from(DENIABLE), st.sampled_from(BEFORE))
@settings(max_examples=200, deadline=None)
def test_a_negation_right_before_takes_the_danger_back(denial: str, danger: str, before: str) -> None:
    reading = READER.read(f"{before}{denial}{danger}，就是黑屏", FIRST)
    assert not reading.safety
    assert any(danger in words for words in reading.denied)


def test_a_reading_says_what_is_past_what_is_imagined_and_what_is_denied() -> None:
    assert READER.read("昨天黑屏，今天好了", FIRST).past
    assert READER.read("要是黑屏怎么办", FIRST).hypothetical
    assert READER.read("不是黑屏，是没声音", FIRST).denied == ("黑屏",)
    plain = READER.read("黑屏了", FIRST)
    assert (plain.past, plain.hypothetical, plain.denied) == (False, False, ())
