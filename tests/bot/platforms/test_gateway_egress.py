"""The telephone gateway: a signed post a page; what its answers mean; numbers stay out of rows and logs."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from bot.platforms.gateway.egress import GatewayEgress, GatewaySettings
from bot.platforms.signing import signature
from desk.ids import PersonId
from desk.messages import Ambiguous, MsgRef, Outcome, Outgoing, Peer, Rejected, RetryAt, Sent, Urgency
from desk.paging import GATEWAY
from tests.conftest import Line
from tests.kit.processes import free_port
from usecases.rows import OutboxRow

KEY = "a-shared-key-of-the-district"
NUMBER = "13800000001"
NOON = datetime(2026, 9, 21, 4, 0, tzinfo=UTC)
PEER = Peer(GATEWAY, "wang")
ROW = OutboxRow(
    7, "t1:3:page", PEER, Outgoing("工单1001，三年级2班"), Urgency.PAGE, PersonId("wang"), None, 0, NOON
)


class Gateway(HTTPServer):
    """A gateway on this machine that answers as it is told and keeps what it got."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answer: tuple[int, dict[str, str], bytes] = (200, {}, b"")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/page"


class _Answering(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
        status, headers, answer = self.server.answer
        if status == 0:  # takes the request and hangs up without a word
            return
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args: Any) -> None:
        """Nothing is printed."""


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    server = Gateway()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


async def sent(url: str, number: str = NUMBER, timeout_s: float = 5) -> Outcome:
    async def number_of(person: PersonId) -> str:
        assert person == "wang"
        return number

    egress = GatewayEgress(GatewaySettings(url, KEY, timeout_s), number_of, lambda: NOON)
    try:
        return await egress.send(ROW)
    finally:
        await egress.close()


async def test_a_page_is_one_signed_post_with_a_key_that_makes_it_happen_once(gateway: Gateway) -> None:
    assert await sent(gateway.url) == Sent(MsgRef(PEER, ROW.key))
    await sent(gateway.url)
    (headers, body), (again, _) = gateway.got
    assert json.loads(body) == {"id": ROW.key, "to": NUMBER, "text": "工单1001，三年级2班"}
    assert headers["x-chalkline-timestamp"] == str(int(NOON.timestamp()))
    assert headers["x-chalkline-signature"] == signature(KEY, headers["x-chalkline-timestamp"], body)
    assert (
        signature("another key", headers["x-chalkline-timestamp"], body) != headers["x-chalkline-signature"]
    )
    assert headers["idempotency-key"] == again["idempotency-key"]


async def test_a_gateway_may_say_its_number_of_the_call_and_that_it_was_answered(gateway: Gateway) -> None:
    gateway.answer = (202, {}, b'{"id": "call-5", "delivered": true}')
    assert await sent(gateway.url) == Sent(MsgRef(PEER, "call-5"), delivered=True)
    gateway.answer = (200, {}, b"<html>queued</html>")
    assert await sent(gateway.url) == Sent(MsgRef(PEER, ROW.key))


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ((503, {"Retry-After": "40"}, b""), RetryAt(40, "HTTP 503")),
        ((429, {"Retry-After": "86400"}, b""), RetryAt(300, "HTTP 429")),
        ((500, {}, b""), RetryAt(1, "HTTP 500")),
        ((400, {}, b"bad"), Rejected("HTTP 400")),
        ((401, {}, b""), Rejected("HTTP 401")),
        ((302, {"Location": "http://elsewhere.invalid/"}, b""), Rejected("HTTP 302")),
        ((0, {}, b""), Ambiguous("no readable answer: RemoteDisconnected")),
    ],
)
async def test_what_a_gateway_answers_decides_what_is_done_next(
    gateway: Gateway, answer: tuple[int, dict[str, str], bytes], outcome: Outcome
) -> None:
    gateway.answer = answer
    assert await sent(gateway.url) == outcome
    assert len(gateway.got) == 1


async def test_a_gateway_that_is_away_is_tried_again(gateway: Gateway) -> None:
    assert await sent(f"http://127.0.0.1:{free_port()}/page") == RetryAt(
        1, "the gateway cannot be reached: ConnectionRefusedError"
    )


async def test_who_has_no_number_is_not_telephoned(gateway: Gateway) -> None:
    assert await sent(gateway.url, number="") == Rejected("the person has no telephone number")
    assert gateway.got == []


async def test_no_number_and_no_key_stands_in_logs_or_settings(
    gateway: Gateway, log_lines: list[Line]
) -> None:
    await sent(gateway.url)
    (line,) = [line for line in log_lines if line.get("action") == "gateway_sent"]
    assert line["to"] == "138****0001"
    assert NUMBER not in str(log_lines)
    assert KEY not in repr(GatewaySettings(gateway.url, KEY))
