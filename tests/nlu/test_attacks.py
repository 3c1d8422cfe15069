"""Attacks are heard; a virus on one machine, a forgotten password and a ghost touch are faults and no attack."""

import pytest

from desk.reading import ReadingContext
from nlu.reader import LexiconReader

READER = LexiconReader()
FIRST = ReadingContext()

HELD_TO_RANSOM = (
    "所有表格后面多了一串.locked", "文件打不开，桌面留了张纸条要比特币", "桌面只剩一个txt叫如何找回你的文件", "電腦的檔案全變副檔名，要付錢", "all my excel files end with .locked now",
)  # fmt: skip
PAGES_ALTERED = ("学校官网首页变成赌博广告了", "公众号简介改成卖药的了", "校门口LED滚动一行骂人的话", "somebody changed our school homepage to gambling")  # fmt: skip
ACCOUNTS_TAKEN = (
    "有人用我的账号给家长群发借钱链接", "企业微信在外省一台手机上登着，踢不下去", "邮箱在发垃圾信，不是我发的", "家长号被换绑", "后台多了个admin2的管理员", "我同一时间从三个省登录",
)  # fmt: skip
LET_OUT = ("全年级学生的身份证名单传到网上了", "期末卷子还没考答案在群里卖", "监控画面在外面网站能搜到", "录取名单没公布就在朋友圈传了截图")  # fmt: skip
INFECTING = (
    "微机室一台接一台弹赌博窗口，像传染一样",
    "几台办公机都在偷跑挖矿",
    "杀毒报横向传播，中毒二十几台",
)
CONTROLLED = ("鼠标自己在动，还在翻我文件夹", "有陌生人远程操作我电脑", "谁在控我电脑", "一打开附件黑窗口就自己操作网银，是不是被人控制了电脑")  # fmt: skip
SWINDLED = ("有人冒充校长借钱", "点了短信里的核对链接，填了账号密码，现在后怕", "收款码被人贴了假的", "校长QQ找我让我转八万")  # fmt: skip
NO_ATTACK = (
    "电脑中毒了，老弹广告", "木马清不掉", "我密码忘了登不上", "鼠标自己跑", "触摸屏自己乱点", "Word打开全是乱码", "让懂行的远程操作我电脑", "考勤机怎么批量导出迟到名单",
    "是不是我一个人登录不了平台", "蓝屏像黑客电影", "官网打不开", "广播打不开", "摄像头没画面", "名单发到班级群了吗", "my password expired", "the mouse moves by itself",
)  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        *HELD_TO_RANSOM,
        *PAGES_ALTERED,
        *ACCOUNTS_TAKEN,
        *LET_OUT,
        *INFECTING,
        *CONTROLLED,
        *SWINDLED,
    ],
)
def test_an_attack_is_heard_by_what_comes_together(text: str) -> None:
    assert READER.read(text, FIRST).security


@pytest.mark.parametrize("text", NO_ATTACK)
def test_faults_that_only_look_like_one_are_none(text: str) -> None:
    assert not READER.read(text, FIRST).security
