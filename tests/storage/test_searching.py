"""The words of tickets as they are searched, alike on both databases: found, scoped, sorted, and gone when they are erased."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from desk import events as ev
from desk import life_events as lev
from desk.devices import Device
from desk.grading import FaultFacts
from desk.ids import DeviceId, PersonId, SchoolId
from desk.people import Role
from desk.reading import DeviceClass, Symptom
from desk.retention import Keep
from desk.searching import of_kinds, of_person
from storage import migrate
from storage.engines import engine_for
from storage.search_tables import ticket_texts
from storage.store import SqlStore
from tests.kit.clock import PushedClock
from tests.storage.builders import (
    ENGINEER,
    SCHOOL,
    TEACHER,
    a_person,
    an_opening,
    happened,
    minutes,
    opened,
)
from usecases.ports import UnitOfWork
from usecases.search_ports import Way

FAR = SchoolId("far")
BOARD = Device(DeviceId("d1"), "SB-302", DeviceClass.SMART_BOARD, SCHOOL, None, "后排", model="希沃 F86")


def live(uow: UnitOfWork) -> None:
    """Three tickets: a closed one of this school, an open one, and an open one elsewhere."""
    uow.places.add(BOARD)
    fault = ev.Fault(FaultFacts(device=DeviceClass.SMART_BOARD, symptom=Symptom.BLACK_SCREEN), "三年级2班", None, BOARD.id)  # fmt: skip
    first = opened(uow, replace(an_opening(uow.now), fault=fault, words="大屏黑屏了，马上上课"))
    happened(
        uow,
        first,
        ev.Acknowledged(at=uow.now, by=ENGINEER),
        ev.Diagnosed(at=uow.now, by=ENGINEER, note="ＨＤＭＩ 接口松动"),
        lev.NoteAdded(at=uow.now, by=ENGINEER, words="100%_好了", internal=True),
        ev.Cancelled(at=uow.now, by=TEACHER, words="不用了"),
    )
    opened(uow, replace(an_opening(uow.now, ticket="ticket-2", no=1002), words="投影黑屏"))
    opened(uow, replace(an_opening(uow.now, ticket="ticket-3", no=1003), words="黑屏", school=FAR))


@pytest.fixture(autouse=True)
async def lived(store: SqlStore) -> SqlStore:
    await store.run(live)
    return store


def found(uow: UnitOfWork, *ways: Way | str, schools: tuple[SchoolId, ...] = (), most: int = 9) -> list[int]:
    meant = [Way(way) if isinstance(way, str) else way for way in ways]
    return [
        no
        for is_open in (True, False)
        for no in uow.searching.nos(meant, schools, is_open=is_open, most=most)
    ]


@pytest.mark.parametrize(
    ("terms", "nos"),
    [
        (("黑屏",), [1003, 1002, 1001]),
        (("屏",), [1003, 1002, 1001]),
        (("黑屏", "上课"), [1001]),
        (("三年级2班", "投影"), [1002]),
        (("hdmi",), [1001]),
        (("sb-302",), [1001]),
        (("希沃",), [1001]),
        (("100%_",), [1001]),
        (("1%0",), []),
        (("smart_board",), []),
        (("e-zhou",), []),
        (("屏黑屏黑",), []),
        (("课三年",), []),
    ],
)
async def test_chinese_words_of_any_length_are_found_alike_on_both_databases(
    store: SqlStore, terms: tuple[str, ...], nos: list[int]
) -> None:
    assert await store.read(found, *terms) == nos


async def test_what_is_named_by_an_id_is_found_by_its_mark_or_school(store: SqlStore) -> None:
    black = Way("black screen", of_kinds((), (Symptom.BLACK_SCREEN,)))
    assert await store.read(found, black) == [1001]
    assert await store.read(found, Way("周正", (of_person(ENGINEER),)), "黑屏") == [1001]
    assert await store.read(found, Way("周正", (of_person(PersonId("e")),))) == []
    assert await store.read(found, Way("远山", schools=(FAR,))) == [1003]


async def test_the_scope_is_in_the_question_and_the_answer_is_bounded(store: SqlStore) -> None:
    assert await store.read(found, "黑屏", schools=(SCHOOL,)) == [1002, 1001]
    assert await store.read(found, "黑屏", schools=(FAR, SchoolId("none"))) == [1003]
    assert await store.read(found, "黑屏", most=1) == [1003, 1001]


async def test_a_use_case_that_fails_leaves_nothing_to_be_found(store: SqlStore) -> None:
    def fail(uow: UnitOfWork) -> None:
        opened(uow, replace(an_opening(uow.now, ticket="ticket-4", no=1004), words="从未发生"))
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await store.run(fail)
    assert await store.read(found, "从未发生") == []


def kept(url: str) -> Iterator[str]:
    with engine_for(url).connect() as conn:
        rows = conn.execute(select(ticket_texts).order_by(ticket_texts.c.no)).all()
        yield from (row.text + row.marks for row in rows)


async def test_what_a_person_said_leaves_the_index_with_them(store: SqlStore, url: str) -> None:
    teacher = replace(a_person(TEACHER, "卡纳丽", None, SCHOOL), role=Role.TEACHER)

    def erase(uow: UnitOfWork) -> None:
        uow.people.add(teacher)
        more = lev.NoteAdded(at=uow.now, by=ENGINEER, words="问过卡纳丽")
        happened(uow, uow.tickets.by_no(1002), more)
        uow.erasing.erase(teacher)

    await store.run(erase)
    left = "".join(kept(url))
    for word in ("黑屏", "卡纳", "问过", "不用了", "erased"):
        assert word not in left
    assert "hdmi" in left
    assert await store.read(found, "三年级2班") == [1003, 1002, 1001]
    assert await store.read(found, Way("x", (of_person(ENGINEER),))) == [1001]


async def test_words_that_were_kept_long_enough_leave_the_index(
    store: SqlStore, url: str, clock: PushedClock
) -> None:
    clock.push_to(clock.now() + minutes(60 * 24 * 400))
    assert await store.run(lambda uow: uow.retiring.retire(Keep.WORDS)) == 1
    first, second, _ = kept(url)
    assert "黑屏" not in first
    assert "hdmi" not in first
    assert "三年级2班" in first
    assert "投影黑屏" in second


async def test_a_desk_of_before_is_filled_from_its_trails(store: SqlStore, url: str) -> None:
    before = list(kept(url))
    await store.close()
    migrate.downgrade(url, "-1")
    migrate.upgrade(url)
    assert list(kept(url)) == before
    assert "sb-302" in before[0]
    assert of_person(ENGINEER) in before[0]
