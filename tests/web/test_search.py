"""The page of the search: what staff find and where it was found, and what nobody else does."""

import pytest

from desk import events as ev
from desk import life_events as lev
from desk.ids import SchoolId
from desk.people import Person, Role, Tier
from desk.ticket import evolve
from tests.web.kit import BERRY, ELM, HAZEL, STEADY, a_ticket
from tests.web.test_board import DONE, signed_in, words_of
from usecases.search_tickets import MOST, MOST_PEOPLE


async def find(visitor, q, **more):
    return await visitor.get("/search", params={"q": q, **more})


def remark(uow, no, words):
    ticket = uow.tickets.by_no(no)
    note = lev.NoteAdded(at=uow.now, by=BERRY.id, words=words, internal=True)
    uow.tickets.save(evolve(ticket, note), (note,))


@pytest.mark.parametrize(
    ("q", "shown"),
    [
        ("1001", "工单号 1001"),
        ("#1001", "工单号 1001"),
        ("2班", "地点 三年级 2班"),
        ("马上", "老师的话 三年级2班大屏黑屏了， 马上 上课"),
        ("黑屏 上课", "老师的话 三年级2班大屏 黑屏 了，马上上课"),
        ("black", "现象 黑屏"),
        ("智慧", "设备 智慧 黑板/大屏"),
        ("白工", "工程师 白工"),
        ("青禾", "学校 青禾 一小"),
        ("qinghe", "学校 青禾一小"),
        ("备用 灯泡", "备注 等 备用 灯泡"),
    ],
)
async def test_a_ticket_is_found_by_all_it_says_and_the_place_is_shown(visitor, store, q, shown):
    await store.run(a_ticket, then=DONE[:1])
    await store.run(remark, 1001, "等备用灯泡")
    page = await find(visitor, q)
    assert page.status_code == 200
    found = words_of(page.text)
    assert "找到 1 张工单" in found
    assert shown in found
    assert 'href="/tickets/1001"' in page.text


async def test_the_number_comes_first_then_what_is_open_then_the_newest(visitor, store):
    await store.run(a_ticket, 1001)
    await store.run(a_ticket, 1002, then=DONE)
    await store.run(a_ticket, 1003, words="和 1002 一样黑屏")
    await store.run(a_ticket, 1004, then=DONE, words="1002 那个")
    page = (await find(visitor, "1002")).text
    assert [page.index(f">{no}</a>") for no in (1002, 1003, 1004)] == sorted(
        page.index(f">{no}</a>") for no in (1002, 1003, 1004)
    )
    assert ">1001</a>" not in page
    page = (await find(visitor, "三年级")).text
    places = [page.index(f">{no}</a>") for no in (1003, 1001, 1004, 1002)]
    assert places == sorted(places)


async def test_the_scope_is_the_viewers_schools_even_for_a_number(stranger, store):
    await store.run(a_ticket)
    await signed_in(stranger, store, STEADY)
    for q in ("1001", "黑屏", "青禾", "白工"):
        page = words_of((await find(stranger, q)).text)
        assert f"没有找到“{q}”" in page


@pytest.mark.parametrize("person", [BERRY, ELM])
async def test_staff_of_the_school_find_its_tickets(stranger, store, person):
    await store.run(a_ticket)
    await signed_in(stranger, store, person)
    assert "找到 1 张工单" in words_of((await find(stranger, "黑屏")).text)


async def test_a_stranger_and_a_teacher_are_told_that_the_search_is_for_staff(stranger, store):
    await store.run(a_ticket)
    for _ in range(2):
        page = await find(stranger, "黑屏")
        assert page.status_code == 403
        assert "搜索只对工程师和主管开放" in page.text
        assert "1001" not in page.text
        await signed_in(stranger, store, HAZEL)


async def test_what_was_written_is_shown_and_never_run(visitor, store):
    await store.run(a_ticket, words="<script>alert(1)</script>黑屏")
    page = (await find(visitor, "<script>alert")).text
    assert "<mark>&lt;script&gt;alert</mark>(1)" in page
    assert "<script>alert" not in page


async def test_more_than_a_page_is_turned_and_more_than_that_wants_another_word(visitor, store):
    def many(uow):
        for no in range(1001, 1001 + MOST + 1):
            a_ticket(uow, no)

    await store.run(many)
    first = await find(visitor, "黑屏", seat="supervisor")
    assert "找到的超过 200 张" in first.text
    assert "第 1–20 张，共 200 张" in first.text
    assert 'href="/search?seat=supervisor&amp;q=%E9%BB%91%E5%B1%8F&amp;page=2"' in first.text
    last = await find(visitor, "黑屏", page="10")
    assert "第 181–200 张，共 200 张" in last.text
    assert ">1002</a>" in last.text
    assert (await find(visitor, "黑屏", page="11")).status_code == 422
    assert (await find(visitor, "1001", page="2")).text.count("没有这一页了") == 1


async def test_a_word_in_too_many_names_is_not_looked_for_among_them_and_the_page_says_so(visitor, store):
    def crowd(uow):
        for n in range(MOST_PEOPLE):
            uow.people.add(Person(f"e-{n}", f"甲{n}工", Role.ENGINEER, (SchoolId("other"),), Tier.FIRST))
        a_ticket(uow, then=(ev.Acknowledged,))

    await store.run(crowd)
    page = words_of((await find(visitor, "工")).text)
    assert "“工”在太多人的名字里" in page
    assert "没有找到“工”" in page


@pytest.mark.parametrize("q", ["", "   ", "\t", "\x00"])
async def test_nothing_typed_says_what_can_be_written(visitor, q):
    page = await find(visitor, q)
    assert page.status_code == 200
    assert "几个词用空格隔开" in page.text


@pytest.mark.parametrize("q", ["一 二 三 四 五 六 七 八 九", "长" * 101])
async def test_too_much_is_refused_with_a_sentence(visitor, q):
    page = await visitor.get("/search", params={"q": q}, headers={"Accept": "text/html"})
    assert page.status_code == 422
    assert "请" in page.text


@pytest.mark.parametrize(
    "q",
    ["'", '"', "%", "_", "\\", "') OR 1=1 --", "😀", "９９９９９９９９９９９９９９９９９９９９９"],
)
async def test_any_text_is_answered(visitor, store, q):
    await store.run(a_ticket)
    page = await find(visitor, q)
    assert page.status_code == 200
    assert "没有找到" in page.text


async def test_the_search_speaks_english_on_request(visitor, store):
    await store.run(a_ticket, then=DONE[:1])
    page = words_of((await find(visitor, "black 白工", lang="en")).text)
    for word in ("1 found", "Symptom", "Engineer 白工", "Search tickets"):
        assert word in page


@pytest.mark.parametrize(
    "path",
    [
        "/board",
        "/tickets/1001",
        "/incidents",
        "/playbooks",
        "/statistics",
        "/contracts",
        "/roster",
        "/people",
        "/rehearsal",
        "/search",
    ],
)
async def test_every_staff_page_has_the_bar_with_its_sections_and_the_field(visitor, store, path):
    await store.run(a_ticket)
    page = (await visitor.get(f"{path}?seat=supervisor")).text
    for link in (
        "/board",
        "/incidents",
        "/playbooks",
        "/statistics",
        "/contracts",
        "/roster",
        "/people",
        "/rehearsal",
    ):
        assert f'<a href="{link}?seat=supervisor"' in page
    assert 'id="search"' in page
    assert '<input type="hidden" name="seat" value="supervisor">' in page
    for script in ("search", "keys"):
        assert page.count(f"/static/{script}.js") == 1
    assert page.count('<dialog id="keys"') == 1
    assert ("下一张工单" in page) == (path in ("/board", "/incidents", "/search"))
    assert page.count("aria-current=page") == (0 if path in ("/tickets/1001", "/search") else 1)


async def test_a_teachers_ticket_page_has_no_search(visitor, store):
    await store.run(a_ticket)
    assert 'id="search"' not in (await visitor.get("/tickets/1001?seat=teacher")).text
