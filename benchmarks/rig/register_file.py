"""A made-up register as large as a big district's, as a workbook: `python benchmarks/rig/register_file.py FILE.xlsx [SCHOOLS]`.

1,000 schools have 12,000 rooms, 50,000 devices and 20,000 people. Nobody and nothing in it exists.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from openpyxl import Workbook

ROOMS, DEVICES, PEOPLE = 12, 50, 20
_CONTRACTS = ("gangbei", "changge", "puyang_polytechnic", "puyang_unicom")
_KINDS = ("一体机", "投影仪", "教室电脑", "网络", "音响", "打印机", "监控", "录播")
Rows = Iterator[tuple[object, ...]]


def schools(count: int) -> Rows:
    """A hotline and two other names each."""
    yield "学校编号", "学校名称", "合同", "热线", "别名"
    for n in range(count):
        yield f"big{n}", f"虚构第{n}小学", _CONTRACTS[n % 4], "0000-0001", f"虚{n}小，{n}小"


def rooms(count: int) -> Rows:
    """Numbered classes with their door numbers."""
    yield "学校编号", "教室名称", "教室编号", "别名", "楼栋"
    for n in range(count):
        for room in range(ROOMS):
            number = f"{1 + room // 4}0{1 + room % 4}"
            yield (
                f"big{n}",
                f"{'一二三'[room // 4]}年级{1 + room % 4}班",
                f"big{n}-{number}",
                f"{number}，教学楼A{number}",
                "教学楼A",
            )


def devices(count: int) -> Rows:
    """Some four to a room, by the room's name."""
    yield "设备编号", "学校编号", "设备类别", "教室", "设备名称", "移交日期"
    for n in range(count):
        for device in range(DEVICES):
            room = device % ROOMS
            name = f"{'一二三'[room // 4]}年级{1 + room % 4}班"
            yield (
                f"BIG-{n}-{device}",
                f"big{n}",
                _KINDS[device % 8],
                name,
                f"{name}{_KINDS[device % 8]}",
                "2026-03-01",
            )


def people(count: int) -> Rows:
    """Teachers, one engineer to each twenty."""
    yield "人员编号", "姓名", "角色", "级别", "学校编号", "电话"
    for n in range(count):
        for person in range(PEOPLE):
            engineer = person == 0
            role, tier = ("工程师", "一线") if engineer else ("老师", "")
            yield f"big{n}-p{person}", f"虚构{n}号{person}", role, tier, f"big{n}", f"138000000{person:02d}"


def write(path: Path, count: int) -> None:
    """A workbook of `count` schools."""
    book = Workbook(write_only=True)
    for name, rows in (("学校", schools), ("教室", rooms), ("设备", devices), ("人员", people)):
        sheet = book.create_sheet(name)
        for row in rows(count):
            sheet.append(row)
    book.save(path)


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1000)
