"""From walks that really were recorded to a supervisor's word on the page: figures, proposals, decisions."""

from pathlib import Path

import pytest

from desk.ids import SchoolId, TicketId
from desk.playbook import SelfHelpOutcome
from storage.playbook_files import load_trees
from tests.kit.walks import PastWalks
from tests.web.conftest import ZONE
from tests.web.kit import SCHOOL, STEADY, Visitor
from tests.web.test_board import signed_in, words_of
from usecases.study_playbooks import decided_proposals
from web.site import SiteSettings, create_site

TREES = load_trees(Path("playbooks"))
BOARD = TREES["board_no_signal"]
RETIRES = f"{BOARD.id}:{BOARD.version}:retire:module_on"
USELESS = "“按一次电脑模块的电源键，等 40 秒。画面出来了吗？”"


@pytest.fixture
def trees():
    return TREES


@pytest.fixture
async def walked(store, visitor):
    """84 teachers pressed the module's power key in vain, 12 of 40 found the wrong source."""

    def enter(uow) -> None:
        walks = PastWalks(BOARD.id, BOARD.version, SCHOOL)
        walks.enter(uow, "module_on", "no", 84)
        walks.enter(uow, "source", "yes", 12, solved=True)
        for no in range(5_085, 5_097):  # as `PastWalks` numbers them
            uow.trials.ended(TicketId(f"past-{BOARD.id}-{no}"), SelfHelpOutcome.SOLVED)
        walks.enter(uow, "source", "no", 20)
        walks.enter(uow, "source", "skip", 8)

    await store.run(enter)
    return visitor


async def decides(visitor: Visitor, approve: str = "true", seat: str = "", proposal: str = RETIRES):
    return await visitor.post(
        f"/playbooks/proposals{'?seat=' + seat if seat else ''}",
        data={"proposal": proposal, "approve": approve},
    )


async def test_the_list_counts_what_was_walked_and_puts_it_first(walked):
    page = words_of((await walked.get("/playbooks")).text)
    assert "次数 124 自己解决 12" in page
    steps, walks, words = 10, 124, "124 次：自己解决 12，课接着上 0，转工程师 0，中途停下"
    assert f"大屏无信号、只有安卓界面 智慧黑板/大屏 {steps} {walks} {words}" in page
    assert page.index("大屏无信号、只有安卓界面 智慧黑板/大屏 10") < page.index("打印机 打印机")


async def test_a_tree_gives_the_figures_of_each_step_in_its_table_and_its_drawing(walked):
    page = words_of((await walked.get("/playbooks/board_no_signal")).text)
    assert "2 按信号源键，选“电脑（PC）”，等 5 秒会出画面。出来了吗？ 40 12 30 % 20 8 0" in page
    assert "第 2 步 · 40 次，解决 12" in page
    assert "型号未登记 124 12 10 %" in page


async def test_a_period_without_a_walk_has_no_figures(walked, clock):
    clock.push(days=40)
    assert "这段时间没有老师走过" in (await walked.get("/playbooks/board_no_signal?days=30")).text
    assert "40 12 30 %" in words_of((await walked.get("/playbooks/board_no_signal")).text)


async def test_another_schools_supervisor_sees_none_of_it_but_what_is_proposed_for_the_district(
    walked, store, clock
):
    async with Visitor(create_site(store, SiteSettings(zone=ZONE), clock)) as other:
        await signed_in(other, store, STEADY)
        page = words_of((await other.get("/playbooks")).text)
    assert STEADY.schools == (SchoolId("other"),)
    assert "次数 0 自己解决 0" in page
    assert f"{USELESS}这一步问了 84 次，从没解决过。" in page


async def test_a_step_that_never_helped_is_proposed_with_its_figures(walked):
    for path in ("/playbooks", "/playbooks/board_no_signal"):
        page = await walked.get(path)
        assert f"{USELESS}这一步问了 84 次，从没解决过。" in words_of(page.text)
        assert f'name="proposal" value="{RETIRES}"' in page.text
    assert "never once was the cure" in (await walked.get("/playbooks?lang=en")).text
    assert "never once" not in (await walked.get("/playbooks/printer?lang=en")).text


async def test_an_engineer_reads_the_proposal_and_has_no_button(walked, store):
    page = (await walked.get("/playbooks?seat=engineer")).text
    assert "从没解决过" in page
    assert "由主管决定。" in page
    assert 'name="proposal"' not in page
    assert (await decides(walked, seat="engineer")).status_code == 403
    assert await store.read(decided_proposals, "elm") == ()


@pytest.mark.parametrize(("approve", "verdict"), [("true", "已采纳"), ("false", "未采纳")])
async def test_a_supervisors_word_is_kept_with_name_and_day_and_the_proposal_is_gone(
    walked, store, approve, verdict
):
    answer = await decides(walked, approve)
    assert (answer.status_code, answer.headers["location"]) == (303, "/playbooks#decided")
    page = words_of((await walked.get("/playbooks")).text)
    assert "从没解决过" not in page
    assert f"{verdict} 大屏无信号、只有安卓界面" in page
    assert "林主管 08:00" in page
    (decided,) = await store.read(decided_proposals, "elm")
    assert (decided.proposal_id, decided.approved, decided.by) == (RETIRES, approve == "true", "elm")


async def test_an_approved_step_is_not_asked_any_more_and_its_words_and_figures_stay(walked):
    await decides(walked)
    page = words_of((await walked.get("/playbooks/board_no_signal")).text)
    assert "第 3 版 · 按建议改过 1 处" in page
    assert "（已停用）按一次电脑模块的电源键，等 40 秒。画面出来了吗？ 84 0 84 0 0" in page
    assert f"停用{USELESS} 林主管 08:00" in page
    assert "9 请老师换大屏的另一个 HDMI 口" in page  # the tenth until now


async def test_who_comes_second_is_told_that_it_is_decided(walked):
    await decides(walked)
    answer = await decides(walked, "false")
    assert answer.status_code == 409
    assert "已经有人决定" in answer.json()["error"]


async def test_another_site_cannot_make_the_browser_approve(walked, store):
    answer = await walked.post(
        "/playbooks/proposals",
        data={"proposal": RETIRES, "approve": "true"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 403
    assert await store.read(decided_proposals, "elm") == ()
