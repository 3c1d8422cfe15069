"""One reader for all tests (it never changes) and a small school."""

import pytest

from desk.ids import RoomId
from desk.reading import ReadingContext
from nlu.reader import LexiconReader

SCHOOL = (
    (RoomId("3-2"), ("三年级2班", "教学楼A栋302", "302")),
    (RoomId("3-3"), ("三年级3班", "教学楼A栋303")),
    (RoomId("3-5"), ("三年级5班",)),
    (RoomId("4-5"), ("四年级5班", "Grade 4 Class 5")),
    (RoomId("8-3"), ("初二3班",)),
    (RoomId("10-12"), ("高一12班",)),
    (RoomId("A305"), ("教学楼A栋305",)),
    (RoomId("B305"), ("教学楼B栋305",)),
    (RoomId("A201"), ("A201",)),
    (RoomId("203"), ("203",)),
    (RoomId("zy402"), ("致远楼402",)),
    (RoomId("pc1"), ("计算机教室1",)),
    (RoomId("pc2"), ("计算机教室2",)),
    (RoomId("chem"), ("化学实验室",)),
    (RoomId("phys"), ("物理实验室",)),
    (RoomId("music"), ("音乐教室", "Music room")),
    (RoomId("hall"), ("阶梯教室",)),
    (RoomId("rec"), ("录播室",)),
    (RoomId("yard"), ("操场主席台",)),
    (RoomId("dean"), ("教务处",)),
)


@pytest.fixture(scope="session")
def reader() -> LexiconReader:
    return LexiconReader()


@pytest.fixture(scope="session")
def school() -> ReadingContext:
    return ReadingContext(rooms=SCHOOL)
