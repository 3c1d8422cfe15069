"""The pages about self-help: who sees them, in which language, what is found, and who may decide."""

from pathlib import Path

import pytest

from storage.drawings import load_drawings
from storage.playbook_files import load_trees
from tests.web.conftest import ZONE
from tests.web.kit import BERRY, ELM, FROST, HAZEL, STEADY, Visitor, a_ticket
from tests.web.test_board import signed_in, words_of
from web.site import SiteSettings, create_site

TREES = load_trees(Path("playbooks"))
DRAWINGS = load_drawings(Path("playbooks/pictures"))
PATHS = ("/playbooks", "/playbooks/board_no_signal")


@pytest.fixture
def trees():
    return TREES


@pytest.fixture
async def drawn(store, clock):
    """A browser of a school that signs in, on a site with drawings."""
    site = create_site(store, SiteSettings(zone=ZONE), clock, drawings=DRAWINGS)
    async with Visitor(site) as visitor:
        yield visitor


async def test_every_tree_is_there_with_its_devices(visitor):
    page = await visitor.get("/playbooks")
    assert page.status_code == 200
    for tree in TREES.values():
        assert f'href="/playbooks/{tree.id}"' in page.text
    assert "智慧黑板/大屏" in page.text


async def test_the_list_speaks_english_on_request(visitor):
    page = words_of((await visitor.get("/playbooks?lang=en")).text)
    for words in ("Self-help", "Proposals to decide", "Solved alone", "a year", "smart board"):
        assert words in page


@pytest.mark.parametrize("tree", ["board_no_signal", "safety_smoke", "printer"])
@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_one_tree_is_there_in_words_in_both_languages(visitor, tree, lang):
    page = await visitor.get(f"/playbooks/{tree}?lang={lang}")
    assert page.status_code == 200
    known = TREES[tree]
    said = words_of(page.text).replace("&#39;", "'")
    for text in (known.name, *(step.ask for step in known.steps), *known.causes, *known.never):
        assert (text.zh if lang == "zh" else text.en) in said
    assert all(key in said for key in known.sources)


async def test_a_step_shows_its_drawing_with_words_for_who_cannot_see_it(drawn, store):
    await signed_in(drawn, store, ELM)
    page = (await drawn.get("/playbooks/board_no_signal")).text
    assert '<img class="step-picture" src="/pictures/source_key.svg"' in page
    assert DRAWINGS["source_key"].shows.zh in page


@pytest.mark.parametrize("name", ["nowhere", "..%2Fboard", "Board_No_Signal"])
async def test_a_tree_that_is_not_there_is_answered_with_a_sentence(visitor, name):
    page = await visitor.get(f"/playbooks/{name}", headers={"Accept": "text/html"})
    assert page.status_code in (404, 422)
    assert "没有找到" in page.text or "请求有误" in page.text


@pytest.mark.parametrize("path", PATHS)
async def test_a_stranger_and_a_teacher_are_told_that_it_is_for_staff(stranger, store, path):
    assert (await stranger.get(path)).status_code == 403
    await signed_in(stranger, store, HAZEL)
    page = await stranger.get(path)
    assert page.status_code == 403
    assert "先登录" in page.text
    assert "大屏" not in page.text


async def test_the_demo_offers_the_supervisors_seat_for_the_same_page(visitor):
    page = await visitor.get("/playbooks/printer?seat=teacher")
    assert page.status_code == 403
    assert 'href="/playbooks/printer?seat=supervisor"' in page.text


@pytest.mark.parametrize("person", [BERRY, FROST, ELM, STEADY])
@pytest.mark.parametrize("path", PATHS)
async def test_engineers_and_supervisors_see_it(stranger, store, person, path):
    await signed_in(stranger, store, person)
    assert (await stranger.get(path)).status_code == 200


async def test_what_is_looked_for_is_found_and_said_to_be_missing_when_it_is(visitor):
    found = (await visitor.get("/playbooks?q=%E6%89%93%E5%8D%B0")).text
    assert 'href="/playbooks/printer"' in found
    assert 'href="/playbooks/virus"' not in found
    none = words_of((await visitor.get("/playbooks?q=%3Cb%3Ezzz")).text)
    assert "没有名称或设备含“&lt;b&gt;zzz”的排查。" in none


async def test_the_period_and_the_seat_stay_in_every_link(visitor):
    page = (await visitor.get("/playbooks?days=365&seat=engineer")).text
    assert 'href="/playbooks/printer?seat=engineer&amp;days=365"' in page
    assert '<a class="period" href="/playbooks?seat=engineer&amp;days=30">' in page
    assert 'days=365" aria-current="true"' in page


@pytest.mark.parametrize("query", ["days=0", "days=99999", "days=soon", f"q={'x' * 61}"])
async def test_a_period_that_is_none_and_an_endless_search_are_refused_in_words(visitor, query):
    page = await visitor.get(f"/playbooks?{query}", headers={"Accept": "text/html"})
    assert page.status_code == 422
    assert "请求有误" in page.text


async def decides(visitor: Visitor, proposal: str = "printer:1:retire:queue", seat: str = "", **headers: str):
    query = f"?seat={seat}" if seat else ""
    return await visitor.post(
        f"/playbooks/proposals{query}",
        data={"proposal": proposal, "approve": "true"},
        headers={"Accept": "text/html", **headers},
    )


async def test_a_proposal_that_no_longer_stands_is_answered_with_what_to_do(visitor):
    page = await decides(visitor)
    assert page.status_code == 409
    assert "请返回自助排查页面看最新的" in page.text


async def test_neither_strangers_nor_teachers_nor_engineers_decide(visitor, stranger):
    assert (await decides(stranger)).status_code == 403
    for seat in ("teacher", "engineer"):
        assert (await decides(visitor, seat=seat)).status_code == 403


async def test_another_site_cannot_make_the_browser_decide(visitor):
    page = await decides(visitor, **{"Sec-Fetch-Site": "cross-site"})
    assert page.status_code == 403
    assert "请从本站的页面操作" in page.text


@pytest.mark.parametrize("sent", [{}, {"proposal": "x y"}, {"proposal": "a:1:retire:b", "approve": "maybe"}])
async def test_what_the_form_cannot_have_sent_is_refused(visitor, sent):
    assert (await visitor.post("/playbooks/proposals", data=sent)).status_code == 422


async def test_the_board_and_a_ticket_lead_here(visitor, store):
    await store.run(a_ticket)
    assert 'href="/playbooks?seat=engineer"' in (await visitor.get("/board?seat=engineer")).text
    assert 'href="/playbooks/board_black_screen"' in (await visitor.get("/tickets/1001")).text
    assert 'href="/playbooks' not in (await visitor.get("/tickets/1001?seat=teacher")).text
