"""The pages of the contracts: limits with clauses, findings with their readings, and only those of the viewer's schools."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from desk.contradictions import findings
from desk.ids import ContractId, SchoolId
from desk.language import Lang
from desk.places import School
from storage.contract_packs import load_pack
from tests.web.kit import BERRY, STEADY
from tests.web.test_board import signed_in, words_of
from web.contract_views import struck
from web.time_lines import Lane, Mark, lanes, place

OTHER = load_pack(Path("contracts/gangbei.yaml"))
DAY = timedelta(days=1)


@pytest.fixture
async def two(store):
    """The other school is under a contract of its own."""

    def work(uow) -> None:
        uow.contracts.publish(OTHER)
        uow.places.add(School(SchoolId("other"), "远山中学", OTHER.id))

    await store.run(work)
    return store


async def look(visitor, path: str, query: str = "") -> str:
    answer = await visitor.get(f"{path}?seat=supervisor{query}")
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_the_list_names_contract_version_schools_and_what_is_decided(visitor, two):
    words = words_of(await look(visitor, "/contracts"))
    assert "长葛运维服务 I级 II级 III级 IV级 changge · 第 1 版 · 来源文件 001 适用学校: 青禾一小" in words
    assert re.search(r"(\d+) 处矛盾或空白，\1 处已有决定", words)
    assert "港北" not in words


async def test_every_limit_of_every_grade_stands_in_the_table_with_its_clause(visitor, store):
    page = await look(visitor, "/contracts/changge")
    table = words_of(page.split('<table class="limits">')[1].split("</table>")[0])
    contract = await store.read(lambda uow: uow.contracts.current(ContractId("changge")))
    assert table.count("%") == sum(len(grade.stages) for grade in contract.grades)
    assert "I级 5 分钟 用到 80 % 提醒 001 §4.5.5.4" in table
    drawing = page.split('<svg class="time-line"')[1].split("</svg>")[0]
    assert drawing.count('class="mark ') == sum(len(grade.stages) for grade in contract.grades)
    assert 'aria-describedby="limits-desc"' in drawing


async def test_findings_stand_with_the_reading_that_settles_them(visitor, store):
    words = words_of(await look(visitor, "/contracts/changge"))
    contract = await store.read(lambda uow: uow.contracts.current(ContractId("changge")))
    for one in findings(contract):
        assert " ".join(one.sentence.zh.split()) in words.replace("&#34;", '"'), one.key
    reading = contract.terms.interpretations[0]
    assert f"{reading.id} · {reading.problem.zh} 决定 {reading.decision.zh} 理由 {reading.why.zh}" in words
    assert "待客户确认" in words
    assert "都有决定了" in words


async def test_ladder_calendar_and_rules_are_there(visitor):
    words = words_of(await look(visitor, "/contracts/changge"))
    assert "一线 二线 三线 + 厂家 全部一起叫 主管 全部一起叫" in words
    assert "全天计时（7×24）" in words
    assert "有人受伤，人最要紧，按I级处理。 I级 本服务台自定" in words


@pytest.mark.parametrize("seat", ["teacher", "me"])
async def test_it_is_for_staff(visitor, seat):
    for path in ("/contracts", "/contracts/changge"):
        answer = await visitor.get(f"{path}?seat={seat}")
        assert answer.status_code == 403
        assert "4.5.5.4" not in answer.text


async def test_each_sees_the_contracts_of_their_own_schools(stranger, two):
    await signed_in(stranger, two, STEADY)
    assert "港北" in (await stranger.get("/contracts")).text
    assert (await stranger.get("/contracts/gangbei")).status_code == 200
    assert (await stranger.get("/contracts/changge")).status_code == 404
    assert (await stranger.get("/contracts/nonsense")).status_code == 404
    await signed_in(stranger, two, BERRY)
    assert (await stranger.get("/contracts/changge")).status_code == 200
    assert (await stranger.get("/contracts/gangbei")).status_code == 404


async def test_it_is_english_where_english_is_asked_for(visitor):
    page = await look(visitor, "/contracts/changge", "&lang=en")
    body = words_of(page.split("<main")[1].split('id="readings"')[0])
    assert "Limits from the report on" in body
    assert not re.search(r"[\u4e00-\u9fff]", body.replace("青禾一小", ""))


def test_what_is_struck_in_print_is_struck_and_nothing_else_is_markup():
    assert struck("~~24 小时~~ <4 小时>") == "<s>24 小时</s> &lt;4 小时&gt;"


def test_a_scale_of_time_keeps_order_and_marks_that_touch_stand_one_above_the_other():
    places = [place(timedelta(minutes=m), DAY) for m in (0, 5, 60, 1440, 9999)]
    assert places == sorted(places)
    assert places[-1] == places[-2]
    near = tuple(Mark(timedelta(minutes=5), str(n), "call", "<x>") for n in range(3))
    drawn = lanes("k", "t", "d", [Lane("A", near), Lane("B", ())], Lang.EN, DAY)
    heights = re.findall(r'<circle cx="[^"]+" cy="(\d+)"', drawn)
    assert len(set(heights)) == 3
    assert drawn.count('class="stem"') == 2
    assert "&lt;x&gt;" in drawn
    assert "8 h" in drawn
    assert "2 d" not in drawn
