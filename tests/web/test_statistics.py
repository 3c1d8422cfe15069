"""The statistics page: what it counts, for whom, by which address; and that its plots and tables say the same."""

import html
import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from desk.access import VIEWS
from desk.ids import ContractId, SchoolId
from desk.language import Lang
from desk.playbook import SelfHelpOutcome
from desk.reading import DeviceClass
from tests.web.kit import BERRY, ELM, FROST, HAZEL, SCHOOL, STEADY
from tests.web.past import a_past_ticket, walk_on
from tests.web.test_board import signed_in
from web.charts import Part, Tone
from web.column_charts import Column, columns, week
from web.statistics_words import STATISTICS_WORDS

AT = datetime(2026, 8, 20, 2, 0, tzinfo=UTC)
OTHER = SchoolId("other")
DAYS = "from=2026-08-01&until=2026-08-31"


def fill(uow) -> None:
    """Four of one school, one of another: boards and a printer, one late, one open, one repeat, one solved alone."""
    contract = uow.contracts.current(ContractId("changge"))
    printer = DeviceClass.PRINTER
    made = (
        a_past_ticket(contract, 2001, AT, score=5),
        a_past_ticket(contract, 2002, AT, score=2, minutes=240, repeats=FROST.id),
        a_past_ticket(contract, 2003, AT, device=printer, handler=FROST.id),
        a_past_ticket(contract, 2004, AT, device=None, is_open=True),
        a_past_ticket(contract, 2005, AT, school=OTHER, device=printer, handler=FROST.id),
    )
    for ticket, trail in made:
        uow.tickets.save(ticket, trail)
    for (ticket, _), outcome in zip(
        made, (SelfHelpOutcome.SOLVED, SelfHelpOutcome.HANDED_OVER), strict=False
    ):
        walk_on(uow, ticket.id, SCHOOL, outcome)


@pytest.fixture
async def filled(store) -> None:
    await store.run(fill)


async def look(visitor, query: str = DAYS, seat: str = "supervisor") -> str:
    answer = await visitor.get(f"/statistics?seat={seat}&{query}")
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def table(page: str, title: str) -> list[list[str]]:
    """The rows of the table with this caption."""
    found = re.search(rf'<caption class="hidden">{title}</caption>.*?<tbody>(.*?)</tbody>', page, re.S)
    assert found, title
    rows = re.findall(r"<tr>(.*?)</tr>", found[1], re.S)
    return [[html.unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in rows]


def tiles(page: str) -> list[tuple[str, str]]:
    return re.findall(r"<div><dt>(.*?)</dt><dd>(.*?)</dd></div>", page)


@pytest.mark.usefixtures("filled")
async def test_a_supervisor_reads_the_figures_of_their_school_and_of_no_other(visitor):
    page = await look(visitor)
    assert table(page, "按设备") == [
        ["智慧黑板/大屏", "2", "50 %", "2", "0", "0"],
        ["设备不明", "1", "25 %", "0", "1", "0"],
        ["打印机", "1", "25 %", "1", "0", "0"],
    ]
    assert table(page, "工程师的工作量") == [
        ["白工", "2", "67 %", "2", "0", "0"],
        ["冯工", "1", "33 %", "1", "0", "0"],
    ]
    assert table(page, "重复报修") == [["冯工", "1"]]
    assert table(page, "自助排查")[0][1:] == ["1", "50 %"]
    assert table(page, "满意度")[-1] == ["平均分", "2", "3.50"]
    assert table(page, "什么时候报修") == [["10–11", "0", "0", "0", "4", "0", "0", "0", "4"]]
    assert dict(tiles(page))["工单"] == "4"
    assert "按学校" not in page, "there is one school to see"


@pytest.mark.usefixtures("filled")
async def test_timeliness_counts_by_month_and_stage_what_was_kept_of_what_is_known(visitor):
    rows = {row[0]: row[1:] for row in table(await look(visitor), r"及时率（按报修月份）")}
    assert rows["响应"] == ["2026-08", "2", "2", "0", "50 %"]


@pytest.mark.usefixtures("filled")
async def test_an_engineer_counts_their_own_jobs_alone(visitor):
    page = await look(visitor, seat="engineer")
    assert "只算您自己的工单" in page
    assert dict(tiles(page))["工单"] == "2"
    assert [row[0] for row in table(page, "工程师的工作量")] == ["白工"]
    assert "自助排查</h2>" not in page


@pytest.mark.parametrize(
    ("query", "tickets"),
    [
        (DAYS, "4"),
        ("period=2026-08", "4"),
        ("period=2026Q3", "4"),
        ("", "4"),
        (f"{DAYS}&school=qh1", "4"),
        (f"{DAYS}&device=printer", "1"),
        (f"{DAYS}&device=printer&grade=III", "1"),
        ("from=2026-08-20&until=2026-08-20", "4"),
        (f"{DAYS}&device=&grade=", "4"),
    ],
)
@pytest.mark.usefixtures("filled")
async def test_a_view_is_what_its_address_says(visitor, query, tickets):
    assert dict(tiles(await look(visitor, query)))["工单"] == tickets


@pytest.mark.parametrize(
    "query", ["period=2026-07", "from=2026-08-21&until=2026-08-31", f"{DAYS}&grade=none"]
)
@pytest.mark.usefixtures("filled")
async def test_where_nothing_fits_the_page_says_what_to_do(visitor, query):
    page = await look(visitor, query)
    assert "没有符合条件的工单" in page
    assert tiles(page) == []


@pytest.mark.parametrize(
    "query",
    [
        "period=2026-13",
        "period=summer",
        "period=0000-01",
        "from=2026-08-31&until=2026-08-01",
        "from=2026-08-01",
        "from=2020-01-01&until=2026-01-01",
        "from=9999-01-01&until=9999-12-31",
        "from=x&until=y",
        "device=toaster",
        f"grade={'x' * 90}",
    ],
)
async def test_an_address_that_means_nothing_is_answered_in_words(visitor, query):
    answer = await visitor.get(f"/statistics?seat=supervisor&{query}", headers={"Accept": "text/html"})
    assert answer.status_code == 422
    assert any(STATISTICS_WORDS[key].zh in answer.text for key in ("st_bad_days", "st_bad_filter"))


@pytest.mark.usefixtures("filled")
async def test_a_school_of_somebody_else_is_not_there(visitor, stranger, store):
    assert (await visitor.get(f"/statistics?seat=supervisor&{DAYS}&school=other")).status_code == 404
    await signed_in(stranger, store, STEADY)
    page = (await stranger.get(f"/statistics?{DAYS}")).text
    assert dict(tiles(page))["工单"] == "1"
    assert (await stranger.get(f"/statistics?{DAYS}&school=qh1")).status_code == 404


@pytest.mark.parametrize("person", [None, HAZEL])
@pytest.mark.usefixtures("filled")
async def test_strangers_and_teachers_are_told_whom_it_is_for(stranger, store, person):
    if person:
        await signed_in(stranger, store, person)
    answer = await stranger.get(f"/statistics?{DAYS}")
    assert answer.status_code == 403
    assert "统计只给工程师和主管看" in answer.text
    assert "智慧黑板" not in answer.text


@pytest.mark.usefixtures("filled")
async def test_what_is_kept_between_looks_follows_every_new_event(visitor, store):
    await look(visitor)

    def close(uow) -> None:
        ticket, trail = a_past_ticket(uow.contracts.current(ContractId("changge")), 2004, AT)
        uow.tickets.save(ticket, trail[2:])

    await store.run(close)
    assert table(await look(visitor), "工程师的工作量")[0] == ["白工", "3", "75 %", "3", "0", "0"]


@pytest.mark.usefixtures("filled")
async def test_links_keep_the_filters_and_forms_have_labels(visitor):
    page = await look(visitor, f"{DAYS}&device=printer")
    links = [html.unescape(link) for link in re.findall(r'class="period" href="([^"]+)"', page)]
    assert len(links) == 4
    assert all("device=printer" in link and "from=" not in link for link in links)
    fields = re.findall(r'<(?:input|select) id="([^"]+)"', page)
    assert sorted(re.findall(r'<label for="([^"]+)"', page)) == sorted(fields)
    assert set(re.findall(r'<script[^>]* src="([^"]+)"', page)) == {"/static/search.js", "/static/keys.js"}


@pytest.mark.usefixtures("filled")
async def test_the_page_is_english_where_english_is_asked_for(visitor):
    page = await look(visitor, f"{DAYS}&lang=en")
    body = re.sub(r"白工|冯工|林主管|中文|切换到中文", "", page.split("<main")[1])
    assert not re.search(r"[\u4e00-\u9fff]", body)


@pytest.mark.usefixtures("filled")
async def test_who_saved_the_figures_is_in_the_trail(visitor, store):
    await saved(visitor)
    assert (await visitor.get(f"/statistics.xlsx?seat=teacher&{DAYS}")).status_code == 403
    (seen,) = await store.read(lambda uow: uow.access.trail(9, None, VIEWS))
    assert (seen.by, seen.note) == (ELM.id, "statistics")


@pytest.mark.usefixtures("filled")
async def test_the_board_leads_to_it(visitor):
    page = (await visitor.get("/board?seat=supervisor")).text
    assert '<a href="/statistics?seat=supervisor">统计</a>' in page


async def saved(visitor, query: str = DAYS, seat: str = "supervisor") -> Workbook:
    answer = await visitor.get(f"/statistics.xlsx?seat={seat}&{query}")
    assert answer.status_code == 200, answer.text
    assert "statistics-2026-08-01-2026-08-31.xlsx" in answer.headers["Content-Disposition"]
    return load_workbook(io.BytesIO(answer.content))


def rows_of(book: Workbook, sheet: str) -> list[tuple[object, ...]]:
    return list(book[sheet].iter_rows(min_row=2, values_only=True))


@pytest.mark.usefixtures("filled")
async def test_the_file_says_what_the_page_says_and_numbers_are_numbers(visitor):
    page, book = await look(visitor), await saved(visitor)
    assert html.unescape(f"/statistics.xlsx?seat=supervisor&{DAYS}") in html.unescape(page)
    for title in ("按设备", "工程师的工作量", "重复报修", "满意度", "自助排查", "什么时候报修"):
        assert [[str(cell) for cell in row] for row in rows_of(book, title)] == table(page, title)
    assert rows_of(book, "按设备")[0] == ("智慧黑板/大屏", 2, "50 %", 2, 0, 0)
    assert rows_of(book, "统计") == tiles(page)


@pytest.mark.usefixtures("filled")
async def test_the_file_is_cut_to_the_same_people_and_filters(visitor, stranger):
    assert dict(rows_of(await saved(visitor, f"{DAYS}&device=printer"), "统计"))["工单"] == "1"
    assert dict(rows_of(await saved(visitor, seat="engineer"), "统计"))["工单"] == "2"
    assert (await visitor.get(f"/statistics.xlsx?seat=supervisor&{DAYS}&school=other")).status_code == 404
    assert (await visitor.get(f"/statistics.xlsx?seat=teacher&{DAYS}")).status_code == 403
    assert (await stranger.get(f"/statistics.xlsx?{DAYS}")).status_code == 403


@pytest.mark.usefixtures("filled")
async def test_a_name_that_looks_like_a_formula_stays_a_name(visitor, store):
    await store.run(lambda uow: uow.people.add(replace(BERRY, name="=1+1")))
    book = await saved(visitor)
    assert rows_of(book, "工程师的工作量")[0][0] == "'=1+1"
    kinds = {cell.data_type for sheet in book for row in sheet for cell in row}
    assert "f" not in kinds


async def test_without_any_ticket_the_file_can_be_opened_still(visitor):
    assert (await saved(visitor)).sheetnames == ["统计"]


def test_every_word_has_both_languages():
    assert all(text.of(lang) for text in STATISTICS_WORDS.values() for lang in Lang)


counts = st.integers(min_value=0, max_value=100_000)
words = st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=20)
lines = st.builds(
    Column, words, st.tuples(st.builds(Part, st.just(Tone.SOLVED), counts), st.builds(Part, st.just(Tone.UNDONE), counts)), words
)  # fmt: skip


@given(st.lists(lines, max_size=25), words, words)
def test_whatever_is_in_it_a_column_chart_is_well_formed_and_no_column_leaves_the_sheet(found, title, desc):
    svg = ElementTree.fromstring(columns("key", title, desc, found))  # noqa: S314 - our own markup is what is tested
    assert (svg.findtext("title"), svg.findtext("desc")) == (title, desc)
    for piece in svg.iter("rect"):
        x, wide = (float(piece.get(name, "").rstrip("%")) for name in ("x", "width"))
        top, high = (float(piece.get(name, "")) for name in ("y", "height"))
        assert x >= 0
        assert x + wide <= 100.1
        assert top >= 19.9
        assert top + high <= 130.2


@given(st.dictionaries(st.tuples(st.integers(0, 6), st.integers(0, 23)), counts))
def test_a_busier_hour_has_no_smaller_dot(hours):
    days = ["一", "二", "三", "四", "五", "六", "日"]
    svg = ElementTree.fromstring(week("key", "t", "d", days, hours))  # noqa: S314 - as above
    radii = [float(dot.get("r", "").rstrip("%")) for dot in svg.iter("circle")]
    shown = [hours[at] for at in sorted(hours) if hours[at]]
    assert len(radii) == len(shown)
    ordered = [radius for _, radius in sorted(zip(shown, radii, strict=True))]
    assert ordered == sorted(ordered)
