"""What is done from a ticket's page: the chat's verbs with the chat's rights, forms, answers on the page."""

import pytest

from desk import events as ev
from desk import life_events as lev
from desk.buttons import Verb
from desk.holds import HoldReason
from desk.language import Lang
from desk.permissions import ALLOWED
from desk.ticket import Status
from tests.web.kit import BERRY, ELM, FROST, HAZEL, STEADY, a_ticket
from tests.web.test_board import DONE, signed_in, words_of
from usecases import act_on_ticket
from usecases.act_on_ticket import Words
from web.action_words import ACTION_WORDS
from web.actions import WORD_OF


def ticket_of(uow):
    return uow.tickets.by_no(1001)


def trail_of(uow):
    return uow.tickets.trail(ticket_of(uow).id)


async def does(visitor, verb: str, **fields: str):
    return await visitor.post("/tickets/1001/act", data={"verb": verb, **fields})


async def seen_after(visitor, answer) -> str:
    assert answer.status_code == 303, answer.text
    return words_of((await visitor.get(answer.headers["location"])).text)


def test_every_verb_that_a_page_offers_has_a_name_a_right_and_an_act():
    offered = set(act_on_ticket._EVENTS)
    assert offered == set(act_on_ticket._ACTS)
    assert offered <= set(ALLOWED)
    assert {f"do_{verb.value}" for verb in offered} == {key for key in ACTION_WORDS if key.startswith("do_")}
    assert all(ACTION_WORDS[word].of(lang) for _, word in WORD_OF for lang in Lang)


async def test_an_engineer_works_a_job_from_its_page(stranger, store):
    await store.run(a_ticket)
    await signed_in(stranger, store, BERRY)
    assert "接单" in words_of((await stranger.get("/tickets/1001")).text)
    page = await seen_after(stranger, await does(stranger, "accept"))
    assert "已记录：接单" in page
    assert "已接单" in page
    for verb in ("depart", "arrive"):
        await does(stranger, verb)
    await does(stranger, "diagnose", words="电源板坏了")
    await does(stranger, "repair", words="换了电源板")
    ticket = await store.read(ticket_of)
    assert (ticket.status, ticket.handler) == (Status.REPAIRED, BERRY.id)
    assert (ticket.diagnosis, ticket.repair) == ("电源板坏了", "换了电源板")


async def test_a_word_the_contract_wants_must_be_there(stranger, store):
    await store.run(a_ticket, then=(ev.Acknowledged, ev.Departed, ev.Arrived))
    await signed_in(stranger, store, BERRY)
    page = (await stranger.get("/tickets/1001")).text
    wanted = "说明（要填）" in page.split('value="diagnose"')[1].split("</form>")[0]
    refused = await seen_after(stranger, await does(stranger, "diagnose"))
    assert ("没有做成" in refused) is wanted
    assert (await store.read(ticket_of)).status is (Status.ON_SITE if wanted else Status.DIAGNOSED)


async def test_a_job_is_handed_to_whom_the_list_names_and_to_nobody_else(visitor, store):
    await store.run(a_ticket, then=(ev.Acknowledged,))
    page = (await visitor.get("/tickets/1001")).text
    assert '<option value="frost">冯工</option>' in page
    refused = await seen_after(visitor, await does(visitor, "reassign_to", choice="hazel"))
    assert "没有做成" in refused
    await does(visitor, "reassign_to", choice="frost")
    assert any(
        isinstance(event, ev.Reassigned) and event.to == FROST.id for event in await store.read(trail_of)
    )


async def test_a_hold_needs_reason_and_end_and_moves_the_clocks(stranger, store):
    await store.run(a_ticket, then=(ev.Acknowledged,))
    await signed_in(stranger, store, BERRY)
    page = (await stranger.get("/tickets/1001")).text
    reason = page.split('value="hold_for"')[1].split('<option value="')[2].split('"')[0]
    await does(stranger, "hold_for", choice=reason)
    assert (await store.read(ticket_of)).hold is None
    assert "已记录：挂起" in await seen_after(
        stranger, await does(stranger, "hold_for", choice=reason, until="hour")
    )
    hold = (await store.read(ticket_of)).hold
    assert hold is not None
    assert hold.reason is HoldReason(reason)
    assert "已记录：恢复" in await seen_after(stranger, await does(stranger, "resume"))
    assert (await store.read(ticket_of)).hold is None


async def test_a_supervisor_changes_the_grade_with_a_reason_and_not_without(visitor, store):
    await store.run(a_ticket)
    await does(visitor, "regrade_to", choice="II")
    assert (await store.read(ticket_of)).verdict.grade == "III"
    await does(visitor, "regrade_to", choice="II", words="整层都停了")
    assert (await store.read(ticket_of)).verdict.grade == "II"


async def test_an_internal_note_stands_on_the_page_for_staff_and_not_for_the_teacher(
    visitor, stranger, store
):
    await store.run(a_ticket)
    await does(visitor, "note_on", words="上次是同一块电源板")
    assert "上次是同一块电源板" in words_of((await visitor.get("/tickets/1001")).text)
    await signed_in(stranger, store, HAZEL)
    assert "上次是同一块电源板" not in (await stranger.get("/tickets/1001")).text
    assert any(isinstance(event, lev.NoteAdded) and event.internal for event in await store.read(trail_of))


async def test_the_teacher_urges_withdraws_and_sees_neither_crew_nor_history(stranger, store):
    await store.run(a_ticket)
    await signed_in(stranger, store, HAZEL)
    page = words_of((await stranger.get("/tickets/1001")).text)
    assert "催一下" in page
    for word in ("转派", "接管", "设备档案", "谁被叫了", "看板"):
        assert word not in page
    await does(stranger, "urge")
    assert "已记录：撤单" in await seen_after(stranger, await does(stranger, "cancel", words="自己好了"))
    assert (await store.read(ticket_of)).status is Status.CANCELLED


@pytest.mark.parametrize(
    ("person", "verb"), [(HAZEL, "accept"), (FROST, "repair"), (BERRY, "take_over"), (FROST, "cancel")]
)
async def test_what_the_chat_would_refuse_is_refused_in_words(stranger, store, person, verb):
    await store.run(a_ticket, then=(ev.Acknowledged,))
    before = await store.read(ticket_of)
    await signed_in(stranger, store, person)
    assert "没有做成" in await seen_after(stranger, await does(stranger, verb, words="x"))
    assert await store.read(ticket_of) == before


@pytest.mark.parametrize("person", [None, STEADY])
async def test_who_may_not_see_it_is_told_that_it_is_not_there(stranger, store, person):
    await store.run(a_ticket)
    if person is not None:
        await signed_in(stranger, store, person)
    assert (await does(stranger, "accept")).status_code in (403, 404)
    assert (await store.read(ticket_of)).handler is None


async def test_a_second_accept_says_that_the_job_has_moved_on(visitor, store):
    await store.run(a_ticket)
    await does(visitor, "accept", seat="x")
    assert (await store.read(ticket_of)).handler == ELM.id
    assert "没有做成" in await seen_after(visitor, await does(visitor, "accept"))


async def test_another_site_cannot_press(visitor, store):
    await store.run(a_ticket)
    answer = await visitor.post(
        "/tickets/1001/act", data={"verb": "accept"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    assert (await store.read(ticket_of)).handler is None


async def test_the_file_of_a_room_and_what_its_teacher_reported_stand_on_the_page(visitor, store, clock):
    await store.run(a_ticket, then=DONE)
    clock.push(hours=3)
    await store.run(a_ticket, 1002)
    page = (await visitor.get("/tickets/1002")).text
    file = words_of(page.split('id="history"')[1].split("</section>")[0])
    assert "日期不全，按保内处理" in file
    assert file.count("1001 III级 三年级2班") == 2  # of the room, and of the teacher
    assert "没有做成" not in page


async def test_an_answer_is_made_of_our_words_only(visitor, store):
    await store.run(a_ticket)
    for query in ("done=<b>x", "refused=<b>x", "done=pick_room", "refused=our_fault"):
        assert 'class="banner answer' not in (await visitor.get(f"/tickets/1001?{query}")).text


def test_words_are_none_some_or_needed():
    assert {Words.NONE, Words.MAY, Words.MUST} == set(Words)
    assert set(act_on_ticket._WORDS) <= set(Verb)
