"""`POST /api/nlu/parse`: what a machine may ask, and how much."""

import json
import logging
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from app.parsing import Parser
from app.reading import SharedReader
from nlu.reader import LexiconReader
from storage.contract_packs import load_packs
from storage.store import SqlStore
from tests.web.conftest import ZONE
from tests.web.kit import PushedClock
from web.site import SiteSettings, create_site

PATH = "/api/nlu/parse"
FIELDS = [
    "id", "intent", "intents", "device", "symptom", "location", "impact", "safety", "confidence", "grades", "why"
]  # fmt: skip


@pytest.fixture(scope="module")
def parser() -> Parser:
    reader = SharedReader(lambda: (LexiconReader().read, lambda: None))
    return Parser(reader, load_packs(Path("contracts")))


@pytest.fixture
def asked(store: SqlStore, clock: PushedClock, parser: Parser) -> FastAPI:
    """A site that reads; 100 messages at once and none after."""
    settings = SiteSettings(zone=ZONE, parses_per_second=0.0, parses_at_once=100)
    return create_site(store, settings, clock, parser)


@pytest.fixture
def machine(asked: FastAPI) -> httpx.AsyncClient:
    """A program: no cookies, no browser's headers."""
    transport = httpx.ASGITransport(asked, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://desk.test")


async def test_one_message_gets_one_answer_with_everything_that_was_read(machine: httpx.AsyncClient) -> None:
    told = {"id": "m1", "text": "三年级2班大屏黑屏了，正在上课", "context": None}
    answer = await machine.post(PATH, json=told)
    assert answer.status_code == 200
    body = answer.json()
    assert list(body) == FIELDS
    assert (body["id"], body["intent"], body["device"], body["location"]) == (
        "m1",
        "report_fault",
        "smart_board",
        "三年级2班",
    )
    assert body["grades"]["gangbei"] == {"grade": "B", "clause": "000 §5.14 B"}
    assert sorted(body["grades"]) == ["changge", "gangbei", "puyang_polytechnic", "puyang_unicom"]


async def test_a_list_gets_a_list_in_its_order(machine: httpx.AsyncClient) -> None:
    told = [
        {"id": 1, "text": "黑屏了"},
        {"id": 2, "text": "好了", "context": "工程师已修复，能用了吗？"},
        {"text": ""},
    ]
    answer = await machine.post(PATH, json=told)
    assert [(one["id"], one["intent"]) for one in answer.json()] == [
        (1, "report_fault"),
        (2, "confirm_fixed"),
        (None, "chitchat"),
    ]
    assert (await machine.post(PATH, json=[])).json() == []


@pytest.mark.parametrize(
    ("body", "status", "sentence"),
    [
        (b"{", 400, "请求不是 JSON。"),
        (b"\xff\xfe", 400, "请求不是 JSON。"),
        (b"[" * 15_000, 400, "请求不是 JSON。"),
        (b"", 400, "请求不是 JSON。"),
        (b'{"text": "' + b"a" * 20_480 + b'"}', 413, "请求超过 20 kB，请分几次发送。"),
        (b'"302"', 422, "请发送一条消息"),
        (b'{"id": "1"}', 422, "请发送一条消息"),
        (b'{"text": 5}', 422, "请发送一条消息"),
        (b'{"id": true, "text": "a"}', 422, "请发送一条消息"),
        (b'{"text": "a", "context": ["b"]}', 422, "请发送一条消息"),
        (json.dumps([{"text": "a"}] * 101).encode(), 422, "请发送一条消息"),
    ],
)  # fmt: skip
async def test_what_cannot_be_read_is_refused_with_a_sentence(
    machine: httpx.AsyncClient, body: bytes, status: int, sentence: str
) -> None:
    answer = await machine.post(PATH, content=body)
    assert answer.status_code == status
    assert answer.json()["error"].startswith(sentence)


async def test_half_a_surrogate_pair_is_answered_like_any_other_text(machine: httpx.AsyncClient) -> None:
    answer = await machine.post(
        PATH, content=rb'{"id": "\ud83d", "text": "\ud83d 302\u6295\u5f71\u9ed1\u5c4f"}'
    )
    assert answer.status_code == 200
    assert answer.json()["device"] == "projector"


async def test_every_message_of_a_list_counts_against_the_pace(machine: httpx.AsyncClient) -> None:
    many = [{"text": "好"}] * 60
    assert (await machine.post(PATH, json=many)).status_code == 200
    refused = await machine.post(PATH, json=many)
    assert (refused.status_code, refused.json()["error"]) == (429, "发送太快了，请稍等几秒再试。")
    assert (await machine.post(PATH, json=many[:40])).status_code == 200
    assert (await machine.post(PATH, json={"text": "好"})).status_code == 429


async def test_another_page_cannot_make_a_browser_ask(machine: httpx.AsyncClient) -> None:
    foreign = await machine.post(PATH, json={"text": "a"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403


async def test_nobody_s_words_reach_the_log(
    machine: httpx.AsyncClient, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    await machine.post(PATH, json={"text": "密码是红鲤鱼"})
    await machine.post(PATH, content='{"text": "红鲤鱼'.encode())
    shown = capsys.readouterr()
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("httpx")]
    assert "红鲤鱼" not in shown.out + shown.err + " ".join(ours)


async def test_a_site_without_a_reader_has_no_such_route(site: FastAPI) -> None:
    transport = httpx.ASGITransport(site, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.test") as machine:
        assert (await machine.post(PATH, json={"text": "a"})).status_code == 404
