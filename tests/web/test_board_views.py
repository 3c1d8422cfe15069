"""The views of the board: filters kept in the address, columns, pages, scope, and what is kept for many viewers at once."""

from dataclasses import replace

import pytest

from desk import events as ev
from desk.language import Lang
from desk.people import Role
from desk.ticket import evolve
from tests.web.kit import BERRY, ELM, FROST, HAZEL, ROOM, SCHOOL, STEADY, a_ticket
from tests.web.test_board import signed_in, words_of
from usecases.rows import Topic
from web.board_query import PAGE_LENGTH

FIRST_STEPS = (ev.Acknowledged, ev.Departed, ev.Arrived)


@pytest.fixture
async def three(store) -> None:
    """1001 waits, 1002 is accepted, 1003 is on the spot."""
    for number, steps in ((1001, ()), (1002, FIRST_STEPS[:1]), (1003, FIRST_STEPS)):
        await store.run(a_ticket, number, then=steps)


async def listed(visitor, query: str = "") -> list[str]:
    page = words_of((await visitor.get(f"/board/rows?{query}")).text)
    return [number for number in ("1001", "1002", "1003") if f" {number} " in f" {page} "]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["1001", "1002", "1003"]),
        ("state=waiting", ["1001"]),
        ("state=coming&state=at_work", ["1002", "1003"]),
        ("engineer=-", ["1001"]),
        ("engineer=berry", ["1001", "1002", "1003"]),
        ("engineer=frost", []),
        ("school=qh1", ["1001", "1002", "1003"]),
        ("school=other", []),
        ("grade=III", ["1001", "1002", "1003"]),
        ("grade=I", []),
        ("within=15m", ["1001", "1002"]),
        ("within=late", []),
        ("sort=due&view=kanban&state=waiting", ["1001"]),
        ("state=&grade=&within=", ["1001", "1002", "1003"]),
    ],
)
@pytest.mark.usefixtures("three")
async def test_a_view_is_what_its_address_says(visitor, query, expected):
    assert await listed(visitor, query) == expected


@pytest.mark.parametrize(
    "query", ["state=gone", "within=5y", "sort=luck", "view=map", "page=0", "page=x", f"school={'x' * 90}"]
)
async def test_an_address_that_means_nothing_is_answered_in_words(visitor, query):
    answer = await visitor.get(f"/board?{query}", headers={"Accept": "text/html"})
    assert answer.status_code == 422
    assert "请回到看板重新选择" in answer.text


@pytest.mark.usefixtures("three")
async def test_columns_say_their_numbers_and_hold_their_cards(visitor):
    page = words_of((await visitor.get("/board?view=kanban")).text)
    for words in ("等待接单 1 1001", "已接单、在路上 1 1002", "现场处理 1 1003", "教学已恢复 0 没有工单"):
        assert words in page


@pytest.mark.usefixtures("three")
async def test_the_form_shows_what_is_chosen_and_a_chosen_view_is_kept_in_every_link(visitor):
    page = (await visitor.get("/board?seat=supervisor&state=waiting&view=kanban")).text
    assert '<option value="waiting" selected>' in page
    assert '<input type="hidden" name="view" value="kanban">' in page
    assert '<input type="hidden" name="seat" value="supervisor">' in page
    assert "/board?seat=supervisor&amp;state=waiting" in page  # the list of the same
    assert "筛选（已用 1 项）" in page


async def test_a_long_list_is_cut_into_pages_and_says_how_many_there_are(visitor, store):
    def many(uow):
        for number in range(1001, 1001 + PAGE_LENGTH + 3):
            a_ticket(uow, number)

    await store.run(many)
    first, second = [words_of((await visitor.get(f"/board/rows?page={page}")).text) for page in (1, 2)]
    assert f"第 1–{PAGE_LENGTH} 张，共 {PAGE_LENGTH + 3} 张" in first
    assert f"第 {PAGE_LENGTH + 1}–{PAGE_LENGTH + 3} 张" in second
    assert "1053" in second
    assert "1053" not in first
    assert "没有这一页了" in (await visitor.get("/board/rows?page=9")).text
    columns = words_of((await visitor.get("/board?view=kanban")).text)
    assert f"等待接单 {PAGE_LENGTH + 3} 1001" in columns
    assert f"还有 {PAGE_LENGTH + 3 - 12} 张，看列表" in columns


async def test_what_one_viewer_was_shown_is_shown_to_nobody_who_may_not_see_it(visitor, stranger, store):
    await store.run(a_ticket)
    await visitor.get("/board/rows")
    await signed_in(stranger, store, replace(HAZEL, role=Role.TEACHER))
    assert (await stranger.get("/board/rows")).status_code == 403
    await signed_in(stranger, store, STEADY)
    assert await listed(stranger, f"school={SCHOOL}") == []


async def test_only_who_may_correct_the_reading_is_offered_to(stranger, store):
    await store.run(a_ticket, then=FIRST_STEPS[:1])
    offers = {}
    for person in (ELM, BERRY, FROST):
        await signed_in(stranger, store, person)
        offers[person.id] = "读错了？" in (await stranger.get("/board/rows")).text
    assert offers == {ELM.id: True, BERRY.id: True, FROST.id: False}


async def test_a_change_is_on_the_very_next_view(visitor, store):
    ticket = await store.run(a_ticket)
    assert "等待接单" in (await visitor.get("/board/rows")).text

    def accept(uow) -> None:
        event = ev.Acknowledged(at=uow.now, by=BERRY.id)
        uow.tickets.save(evolve(uow.tickets.get(ticket), event), (event,))
        uow.wake(Topic.BOARD)

    await store.run(accept)
    row = words_of((await visitor.get("/board/rows")).text)
    assert "已接单 白工" in row
    assert "等待接单" not in row


async def test_a_kept_line_is_printed_in_the_language_of_who_looks(visitor, store):
    await store.run(a_ticket)
    await visitor.get(f"/board/rows?lang={Lang.ZH}")
    assert "waiting" in words_of((await visitor.get(f"/board/rows?lang={Lang.EN}")).text)


async def test_a_board_of_tickets_whose_room_is_known_names_the_room(visitor, store):
    await store.run(a_ticket)
    assert (await store.read(lambda uow: uow.places.room(ROOM).name)) in (
        await visitor.get("/board/rows")
    ).text


async def test_the_filters_offer_ones_own_schools_and_crew_and_names_are_never_markup(
    visitor, stranger, store
):
    await store.run(lambda uow: uow.people.add(replace(BERRY, name='白<b>工"')))
    page = (await visitor.get('/board?engineer=berry"')).text
    assert "&lt;b&gt;" in page
    assert "白<b>" not in page
    assert " selected>白" not in page
    chosen = (await visitor.get("/board?engineer=berry")).text
    assert '<option value="berry" selected>白&lt;b&gt;工&#34;</option>' in chosen
    await signed_in(stranger, store, STEADY)
    assert 'value="berry"' not in (await stranger.get("/board")).text
