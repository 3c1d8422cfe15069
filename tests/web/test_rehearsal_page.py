"""The rehearsal page: an imagined fault, who would be called and reminded when, for supervisors on their schools; nothing is kept."""

import re
from datetime import date

import pytest

from desk.ids import PersonId, RotationId, TeamId
from desk.language import Lang, Text
from desk.messages import Peer
from desk.people import Tier
from desk.rehearsal_lines import LineKind
from desk.roster import Roster, Team
from desk.rotation import Rotation
from tests.web.kit import BERRY, ELM, FROST, SCHOOL
from tests.web.test_board import words_of
from web.words import WORDS

NETWORK = "device=network&symptom=network_down&impact=whole_school"
FAULT = f"school={SCHOOL}&{NETWORK}&at=2026-09-02T10:00&hours=4"


def a_team(name: str, tier: Tier, person: PersonId) -> tuple[Team, Rotation]:
    team = Team(TeamId(name), Text(name, name), tier)
    return team, Rotation(RotationId(name), team.id, ((person,),), date(2026, 8, 31), 7)


@pytest.fixture
async def staffed(store):
    def work(uow) -> None:
        for person in (BERRY.id, FROST.id, ELM.id):
            uow.people.bind(person, Peer("test", person))
        made = [a_team("一组", Tier.FIRST, BERRY.id), a_team("二组", Tier.SECOND, FROST.id)]
        uow.rosters.enter(Roster(tuple(team for team, _ in made), tuple(turns for _, turns in made)))

    await store.run(work)
    return store


async def look(visitor, query: str = "") -> str:
    answer = await visitor.get(f"/rehearsal?seat=supervisor&{query}")
    assert answer.status_code == 200, answer.text
    return answer.text


def table(page: str) -> list[str]:
    """The lines of the table in words."""
    body = page.split('<table class="rehearsed">')[1].split("<tbody>")[1].split("</tbody>", maxsplit=1)[0]
    return [words_of(line) for line in re.findall(r"<tr>.*?</tr>", body, re.S)]


async def test_the_form_stands_there_alone_at_first(visitor, staffed):
    page = await look(visitor)
    assert '<table class="rehearsed">' not in page
    fields = re.findall(r'<(?:input|select) id="(re-[^"]+)"', page)
    assert sorted(re.findall(r'<label for="(re-[^"]+)"', page)) == sorted(fields)
    assert len(fields) == 7
    assert 'value="2026-09-01T08:00"' in page


async def test_calls_reminders_breaches_and_the_phone_list_come_in_order(visitor, staffed):
    page = await look(visitor, FAULT)
    lines = table(page)
    assert lines[0].startswith("1 10:00 马上 呼叫 一线 白工 001 §4.5.5.3 I")
    assert any("响应快到期，提醒 白工" in line for line in lines)
    assert any("10:05 5 分钟 响应超时" in line for line in lines)
    assert any("10:05 5 分钟 升级，呼叫 二线 冯工" in line for line in lines)
    assert any(re.search(r"发电话名单（每 15 分钟 重发，共 \d+ 次） 林主管 · 名单：", line) for line in lines)
    assert "138****0001" in page
    assert "13800000001" not in page
    assert page.count('class="mark ') == len(lines)
    assert "定为 I级" in page


async def test_who_accepts_ends_the_calls_and_the_later_limits_are_theirs(visitor, staffed):
    lines = table(await look(visitor, f"{FAULT}&answers=berry"))
    assert any("10:02 2 分钟 接单 白工" in line for line in lines)
    assert not any("响应超时" in line or "发电话名单" in line for line in lines)
    assert any("到场超时" in line for line in lines)


async def test_nothing_is_stored_or_sent(visitor, staffed):
    await look(visitor, FAULT)

    def left(uow):
        return uow.tickets.recent_in((), 10), uow.timers.next_due(), uow.outbox.next_due(("test", "web"))

    assert await staffed.read(left) == ((), None, None)


@pytest.mark.parametrize("seat", ["teacher", "engineer", "me"])
async def test_it_is_for_supervisors(visitor, staffed, seat):
    answer = await visitor.get(f"/rehearsal?seat={seat}&{FAULT}")
    assert answer.status_code == 403
    assert "白工" not in answer.text


@pytest.mark.parametrize(
    "query",
    [
        FAULT.replace(f"school={SCHOOL}", "school=other"),
        FAULT.replace(f"school={SCHOOL}", "school=nowhere"),
        FAULT.replace("device=network", "device=spaceship"),
        FAULT.replace("at=2026-09-02T10:00", "at=soon"),
        FAULT.replace("at=2026-09-02T10:00", "at=1999-09-02T10:00"),
        FAULT.replace("hours=4", "hours=99999"),
        f"{FAULT}&answers=steady",
        f"{FAULT}&answers=nobody-known",
    ],
)
async def test_what_cannot_be_rehearsed_is_refused_with_a_sentence(visitor, staffed, query):
    answer = await visitor.get(f"/rehearsal?seat=supervisor&{query}")
    assert answer.status_code == 422
    assert "没法演练" in answer.text


async def test_it_is_english_where_english_is_asked_for(visitor, staffed):
    page = (await look(visitor, f"{FAULT}&lang=en")).split("<main")[1]
    names = r"白工|冯工|林主管|远山主管|一组|二组|青禾一小"
    assert not re.search(r"[\u4e00-\u9fff]", re.sub(names, "", page))


def test_every_kind_of_line_has_words():
    assert all(WORDS[f"re_{kind}"].of(lang) for kind in LineKind for lang in Lang)
