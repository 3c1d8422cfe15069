"""The reading on the ticket's page: each field with the words that led to it, and its correction by whoever may."""

import pytest

from desk import events as ev
from desk.reading import DeviceClass, Impact, Symptom
from tests.web.kit import BERRY, FROST, HAZEL, ROOM, STEADY, Visitor, a_ticket
from tests.web.test_board import DONE, signed_in, words_of

WHY = (
    ("device", "大屏"),
    ("symptom", "黑屏"),
    ("impact", "马上上课"),
    ("place", "三年级2班"),
    ("intent", "了，"),
)


async def corrects(visitor: Visitor, query: str = "", **fields: str):
    return await visitor.post(f"/tickets/1001/reading{query}", data={"device": "", "place": "", **fields})


def ticket_of(uow):
    return uow.tickets.by_no(1001)


async def test_the_page_tells_each_field_with_the_words_that_led_to_it(visitor, store):
    await store.run(a_ticket, why=WHY)
    page = words_of((await visitor.get("/tickets/1001")).text)
    for told in (
        "地点 三年级2班 依据 “三年级2班”",
        "设备 智慧黑板/大屏 依据 “大屏”",
        "现象 黑屏 依据 “黑屏”",
        "影响 正在影响上课 依据 “马上上课”",
        "危险 没有",
        "想要 报修 读错了？",
    ):
        assert told in page


async def test_the_board_tells_the_words_and_leads_to_the_correction(visitor, store):
    await store.run(a_ticket, why=WHY)
    rows = (await visitor.get("/board/rows")).text
    assert "依据 “三年级2班” “大屏” “黑屏” “马上上课”" in words_of(rows)
    assert 'href="/tickets/1001#reading"' in rows


async def test_a_supervisor_corrects_and_only_what_was_changed(visitor, store):
    await store.run(a_ticket, why=WHY)
    answer = await corrects(visitor, device="projector", symptom="no_signal")
    assert (answer.status_code, answer.headers["location"]) == (303, "/tickets/1001#reading")
    fault = (await store.read(ticket_of)).fault
    assert (fault.facts.device, fault.facts.symptom) == (DeviceClass.PROJECTOR, Symptom.NO_SIGNAL)
    assert (fault.facts.impact, fault.room) == (Impact.LESSON_BLOCKED, ROOM)
    page = words_of((await visitor.get("/tickets/1001")).text)
    assert "设备 投影仪 原读成 智慧黑板/大屏" in page
    assert "林主管 更正为：三年级2班 投影仪 无信号 影响上课" in page


async def test_a_room_is_known_by_its_name_and_other_words_stay_words(visitor, store):
    await store.run(a_ticket)
    await corrects(visitor, place="  传达室 ")
    fault = (await store.read(ticket_of)).fault
    assert (fault.place, fault.room) == ("传达室", None)
    await corrects(visitor, place="三年级2班")
    assert (await store.read(ticket_of)).fault.room == ROOM


@pytest.mark.parametrize(("danger", "safety"), [("true", True), ("false", False)])
async def test_danger_is_said_to_be_there_or_not(visitor, store, danger, safety):
    await store.run(a_ticket)
    assert (await corrects(visitor, danger=danger)).status_code == 303
    assert (await store.read(ticket_of)).fault.facts.safety is safety


async def test_a_rule_that_no_contract_has_is_called_the_desks_own(visitor, store):
    await store.run(a_ticket)
    await corrects(visitor, danger="true")
    page = words_of((await visitor.get("/tickets/1001")).text)
    assert "条款 本服务台自定" in page
    assert "desk " not in page


async def test_after_the_end_it_is_kept_for_the_record(visitor, store):
    await store.run(a_ticket, then=DONE)
    assert "只作记录" in (await visitor.get("/tickets/1001")).text
    await corrects(visitor, impact="whole_school")
    ticket = await store.read(ticket_of)
    assert (ticket.fault.facts.impact, ticket.understood.facts.impact) == (
        Impact.LESSON_BLOCKED,
        Impact.WHOLE_SCHOOL,
    )
    page = words_of((await visitor.get("/tickets/1001")).text)
    assert "影响 全校 原读成 正在影响上课" in page
    assert "更正读法，只作记录" in page


async def test_the_handler_corrects_their_own_job_and_no_other_engineer(stranger, store):
    await store.run(a_ticket, then=(ev.Acknowledged,))
    await signed_in(stranger, store, BERRY)
    assert "更正读法" in (await stranger.get("/tickets/1001")).text
    assert (await corrects(stranger, device="projector")).status_code == 303
    await signed_in(stranger, store, FROST)
    assert "更正读法" not in (await stranger.get("/tickets/1001")).text
    assert (await corrects(stranger, device="audio")).status_code in (403, 404)
    assert (await store.read(ticket_of)).fault.facts.device is DeviceClass.PROJECTOR


@pytest.mark.parametrize("person", [None, HAZEL, STEADY])
async def test_neither_strangers_nor_the_teacher_nor_another_schools_supervisor_correct(
    stranger, store, person
):
    await store.run(a_ticket)
    if person is not None:
        await signed_in(stranger, store, person)
    assert (await corrects(stranger, device="projector")).status_code in (403, 404)
    assert (await store.read(ticket_of)).fault.facts.device is DeviceClass.SMART_BOARD


@pytest.mark.parametrize("field", [{"device": "toaster"}, {"danger": "perhaps"}, {"place": "很" * 41}])
async def test_what_the_form_cannot_have_sent_is_refused(visitor, store, field):
    await store.run(a_ticket)
    assert (await corrects(visitor, **field)).status_code == 422


async def test_another_site_cannot_make_the_browser_correct(visitor, store):
    await store.run(a_ticket)
    answer = await visitor.post(
        "/tickets/1001/reading", data={"device": "projector"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert answer.status_code == 403
    assert (await store.read(ticket_of)).fault.facts.device is DeviceClass.SMART_BOARD
