"""A scanned sticker in the browser: what it says is stated, another room is a press away, an unknown one is no dead end."""

import pytest

from desk.devices import Device
from desk.ids import DeviceId, RoomId
from desk.places import Room
from desk.reading import DeviceClass
from tests.web.kit import ROOM, SCHOOL

BOARD = Device(
    DeviceId("qh1-0302-sb"), "QH1-0302-SB", DeviceClass.SMART_BOARD, SCHOOL, ROOM, "三年级2班一体机"
)
PRINTER = Device(DeviceId("qh1-pr"), "QH1-PR", DeviceClass.PRINTER, SCHOOL, None)
NEXT_DOOR = Room(RoomId("qh1-303"), SCHOOL, "三年级3班", ("303",), "教学楼A")
HALL = Room(RoomId("qh1-310"), SCHOOL, "三年级10班", (), "教学楼A")


@pytest.fixture(autouse=True)
async def devices(store):
    await store.run(lambda uow: uow.places.add(BOARD, PRINTER, NEXT_DOOR, HALL))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/r/QH1-0302-SB", "青禾一小 · 三年级2班一体机"),
        ("/r/qh1-302", "青禾一小 · 三年级2班"),
        ("/p/qh1-302", "青禾一小 · 三年级2班"),
        ("/r/QH1-PR", "青禾一小 · 打印机"),
    ],
)
async def test_the_page_states_what_the_sticker_says_and_offers_another_room(stranger, path, said):
    page = (await stranger.get(path)).text
    assert f"<strong>{said}</strong>" in page
    assert 'id="place-yes"' in page
    assert f'href="/r/{path.rsplit("/", 1)[1]}/rooms"' in page


async def test_in_english_the_place_is_said_in_english(stranger):
    page = await stranger.get("/r/QH1-PR?lang=en")
    assert "Qinghe Primary No. 1 · printer" in page.text


async def test_a_chat_that_was_opened_without_a_sticker_says_no_place(stranger):
    assert 'id="place"' not in (await stranger.get("/chat/me")).text


async def test_staff_are_not_asked_where_they_report_from(visitor):
    assert 'id="place"' not in (await visitor.get("/chat/engineer?device=QH1-0302-SB")).text


@pytest.mark.parametrize("path", ["/r/QH1-0999-SB", "/p/qh1-999", "/r/qh1-999", "/r/QH1-0999-SB/rooms"])
async def test_a_sticker_that_is_not_in_use_is_no_dead_end(stranger, path):
    answer = await stranger.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "这张贴纸现在不在用" in answer.text
    assert 'href="tel:0000-0001"' in answer.text
    assert 'class="button" href="/chat/me"' in answer.text


async def test_a_code_that_cannot_be_one_is_not_repeated_on_the_page(stranger):
    answer = await stranger.get("/r/%3Cb%3Ex", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "<b>x" not in answer.text
    assert "（?）" in answer.text


async def test_the_rooms_of_the_school_are_offered_by_building_as_somebody_walks(stranger):
    page = (await stranger.get("/r/QH1-0302-SB/rooms")).text
    assert page.index("/p/qh1-302") < page.index("教学楼A")  # no building: first
    assert page.index("/p/qh1-303") < page.index("/p/qh1-310")  # 3 before 10
    assert 'href="/p/qh1-302" aria-current="true"' in page
    assert "远山" not in page


async def test_every_line_can_be_had_without_a_stream(visitor):
    for number in range(3):
        await visitor.says("teacher", f"第{number}句", f"said-{number:04}")
    answer = (await visitor.get("/chat/teacher/lines?after=1")).json()
    assert [line["text"] for line in answer["lines"]] == ["第1句", "第2句"]
    assert answer["more"] is False


async def test_nobody_reads_a_chats_lines_without_its_cookie(stranger):
    assert (await stranger.get("/chat/me/lines")).status_code == 401


async def test_a_browsers_own_mark_of_a_chat_stays_and_is_another_in_another_chat(visitor, stranger):
    def mark(page):
        return page.text.split('data-chat="')[1].split('"')[0]

    first, again = mark(await stranger.get("/chat/me")), mark(await stranger.get("/chat/me"))
    teacher = mark(await visitor.get("/chat/teacher"))
    engineer = mark(await visitor.get("/chat/engineer"))
    assert first == again
    assert len({first, teacher, engineer}) == 3
