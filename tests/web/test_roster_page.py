"""The page of the rosters: calendar, findings, trail; leave, stand-ins and turn order by plain forms, for supervisors alone."""

import re
from datetime import UTC, date, datetime

import pytest

from desk.filing import Row, Sheet
from desk.ids import PersonId, RotationId, TeamId
from desk.language import Text
from desk.messages import Peer
from desk.people import Person, Role, Tier
from desk.roster import Roster, Team
from desk.roster_events import RosterAct
from desk.rotation import Rotation
from tests.web.conftest import ZONE
from tests.web.kit import ELM
from usecases.fill_register import fill_register, plan_filling, register_now

WILLOW = Person(PersonId("willow"), "柳工", Role.ENGINEER, (), Tier.FIRST)
ASPEN = Person(PersonId("aspen"), "杨工", Role.ENGINEER, (), Tier.FIRST)
TEAM = Team(TeamId("east"), Text("东片一线", "East, first line"), Tier.FIRST)
TURNS = Rotation(RotationId("week"), TEAM.id, ((WILLOW.id,), (ASPEN.id,)), date(2026, 8, 31), 7)
SPAN = {"starts": "2026-09-02T08:00", "ends": "2026-09-03T18:00"}


@pytest.fixture
async def staffed(store):
    def work(uow) -> None:
        uow.people.add(WILLOW, ASPEN)
        uow.people.bind(ASPEN.id, Peer("test", "aspen"))
        uow.rosters.enter(Roster((TEAM,), (TURNS,)))

    await store.run(work)
    return store


async def acts(store) -> list[RosterAct]:
    return [event.act for event in await store.read(lambda uow: uow.rosters.trail(20))]


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


async def test_the_calendar_of_each_team_stands_there_with_what_is_wrong(visitor, staffed):
    page = (await visitor.get("/roster?seat=supervisor")).text
    assert "东片一线" in page
    assert re.search(r"柳工</th>.*杨工</th>", page, re.S)
    assert "值班的人没有绑定聊天" in page
    assert "还没有记录" in page


async def test_turns_that_came_from_a_spreadsheet_stand_there(visitor, staffed):
    turn = {"team": "east", "begins": date(2026, 8, 31), "every": 7}
    rows = [
        Row(Sheet.TEAMS, 3, {"id": "east", "name": "东片表格组", "tier": Tier.FIRST}),
        Row(Sheet.TURNS, 3, {**turn, "order": 1, "people": ("aspen", "willow")}),
        Row(Sheet.TURNS, 4, {**turn, "order": 2, "people": ("willow", "aspen")}),
    ]
    plan = plan_filling(await staffed.read(register_now), rows, ())
    assert plan.filling.problems == ()
    await staffed.run(fill_register, plan, lambda _: None)
    page = (await visitor.get("/roster?seat=supervisor")).text
    assert "东片表格组" in page
    assert re.search(r"杨工</th>.*柳工</th>", page, re.S)
    assert await acts(staffed) == [RosterAct.ENTERED]


@pytest.mark.parametrize("seat", ["teacher", "engineer", "me"])
async def test_it_is_for_supervisors(visitor, staffed, seat):
    answer = await visitor.get(f"/roster?seat={seat}")
    assert answer.status_code in (403, 404)
    assert "东片一线" not in answer.text
    for path, form in (
        ("stand-in", {"team": "east", "person": "aspen"} | SPAN),
        ("leave", {"person": "willow"} | SPAN),
        ("turns", {"rotation": "week", "turn": 1, "seen": "willow, aspen"}),
    ):
        refused = await visitor.post(f"/roster/{path}?seat={seat}", data=form)
        assert refused.status_code in (403, 404)
    assert await acts(staffed) == []


async def test_a_stand_in_is_named_and_stands_in_the_trail(visitor, staffed):
    answer = await visitor.post(
        "/roster/stand-in?seat=supervisor", data={"team": "east", "person": "aspen"} | SPAN
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/roster?saved=true&seat=supervisor")
    (override,) = (await staffed.read(lambda uow: uow.rosters.roster())).overrides
    assert (override.person, override.starts, override.by) == (ASPEN.id, instant(SPAN["starts"]), ELM.id)
    page = (await visitor.get("/roster?seat=supervisor&saved=true")).text
    assert "安排代班 · 杨工 · 东片一线" in page
    assert 'role="status"' in page


async def test_leave_is_entered_with_who_covers_it(visitor, staffed):
    form = {"person": "willow", "cover": "aspen"} | SPAN
    assert (await visitor.post("/roster/leave?seat=supervisor", data=form)).status_code == 303
    roster = await staffed.read(lambda uow: uow.rosters.roster())
    (leave,) = roster.leaves
    assert (leave.person, leave.state, leave.approved_by) == (WILLOW.id, "agreed", ELM.id)
    assert [one.person for one in roster.overrides] == [ASPEN.id]
    page = (await visitor.get("/roster?seat=supervisor")).text
    assert "同意请假" in page


async def test_who_cannot_cover_is_refused_with_a_sentence_and_nothing_is_entered(visitor, staffed):
    form = {"person": "aspen", "cover": "willow"} | SPAN  # nobody can write to Willow
    answer = await visitor.post("/roster/leave?seat=supervisor", data=form)
    assert answer.status_code == 422
    assert "不能值班" in answer.text
    assert (await staffed.read(lambda uow: uow.rosters.roster())).leaves == ()
    assert await acts(staffed) == []


async def test_turns_change_places_and_an_old_page_changes_nothing(visitor, staffed):
    form = {"rotation": "week", "turn": 1, "seen": "willow, aspen"}
    assert (await visitor.post("/roster/turns?seat=supervisor", data=form)).status_code == 303
    (turned,) = (await staffed.read(lambda uow: uow.rosters.roster())).rotations
    assert turned.turns == ((ASPEN.id,), (WILLOW.id,))
    again = await visitor.post("/roster/turns?seat=supervisor", data=form)
    assert again.status_code == 409
    assert (await staffed.read(lambda uow: uow.rosters.roster())).rotations == (turned,)
    assert await acts(staffed) == [RosterAct.REORDERED]


@pytest.mark.parametrize(
    "span",
    [
        {"starts": "2026-09-03T08:00", "ends": "2026-09-02T08:00"},
        {"starts": "2026-08-01T08:00", "ends": "2026-08-02T08:00"},
    ],
)
@pytest.mark.parametrize("path", ["leave", "stand-in"])
async def test_times_that_do_not_fit_are_refused_with_a_sentence(visitor, staffed, path, span):
    answer = await visitor.post(
        f"/roster/{path}?seat=supervisor", data={"team": "east", "person": "willow"} | span
    )
    assert answer.status_code == 422
    assert "时间不对" in answer.text
    assert await acts(staffed) == []


async def test_another_site_cannot_change_a_roster(visitor, staffed):
    answer = await visitor.post(
        "/roster/leave?seat=supervisor",
        data={"person": "willow"} | SPAN,
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 403
    assert await acts(staffed) == []


async def test_every_field_has_a_label_and_nothing_needs_a_script(visitor, staffed):
    page = (await visitor.get("/roster?seat=supervisor&lang=en")).text
    assert set(re.findall(r'<script[^>]* src="([^"]+)"', page)) == {"/static/search.js", "/static/keys.js"}
    fields = re.findall(r'<(?:input|select) id="([^"]+)"', page)
    assert len(fields) == 8
    assert sorted(re.findall(r'<label for="([^"]+)"', page)) == sorted(fields)
    assert not re.search(
        r"[\u4e00-\u9fff]",
        re.sub(r"柳工|杨工|白工|冯工|林主管|中文|韩老师|切换到中文", "", page.split("<main")[1]),
    )
