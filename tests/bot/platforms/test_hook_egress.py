"""Webhooks out: a signed post to a real receiver, what its answers mean, and where the desk does not post (S11)."""

import hmac
import json
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from bot.platforms.hooks.addresses import AddressRefused, Allowed, check, is_public, target_of
from bot.platforms.hooks.egress import LONGEST_PAUSE, HookEgress, HookSettings, pause
from desk.hooks import HOOK, proof_of, secret_of
from desk.messages import MsgRef, Outcome, Outgoing, Peer, Rejected, RetryAt, Sent, Urgency
from tests.conftest import Line
from tests.kit.processes import PATIENCE, free_port
from usecases.rows import OutboxRow
from usecases.tell_hooks import Letter

KEY = "the-key-of-this-desk-of-32-characters"
NOON = datetime(2026, 9, 21, 4, 0, tzinfo=UTC)
PEER = Peer(HOOK, "AB12CD34", "1")
BODY = {
    "id": "AB12CD34-1001-2",
    "event": "ticket.opened",
    "ticket": {"no": 1001, "path": "/api/tickets/1001"},
}
SECRET = secret_of(KEY, "AB12CD34")
LOCAL = Allowed(frozenset({"127.0.0.1", "localhost"}), http=True)


def a_row(attempts: int = 0) -> OutboxRow:
    return OutboxRow(7, "hook:1", PEER, Outgoing("{}"), Urgency.NOTE, None, None, attempts, NOON)


class Receiver(ThreadingHTTPServer):
    """A program on this machine that answers as it is told."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answer: tuple[int, dict[str, str], bytes] = (200, {}, b"")
        self.drips = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_port}/hook?of=desk"


class _Answering(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
        status, headers, answer = self.server.answer
        if status == 0:
            return
        if status == 1:  # a letter now and then, for ever
            while not self.server.drips.wait(0.05):
                try:
                    self.wfile.write(b"H")
                except OSError:
                    return
            return
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(answer)
        except OSError:  # who is told too much hangs up
            return

    def log_message(self, *args: Any) -> None:
        """Nothing is printed."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.drips.set()
    server.shutdown()
    thread.join()
    server.server_close()


async def sent(
    url: str,
    *,
    allowed: Allowed = LOCAL,
    attempts: int = 0,
    key: str = KEY,
    timeout_s: float = PATIENCE,
) -> Outcome:
    async def letter_of(_: OutboxRow) -> Letter:
        return Letter(BODY["id"], "AB12CD34", url, proof_of(SECRET), BODY)  # type: ignore[arg-type]  # its id is text

    egress = HookEgress(
        HookSettings(key, "https://desk.example", allowed, timeout_s), letter_of, lambda: NOON
    )
    try:
        return await egress.send(a_row(attempts))
    finally:
        await egress.close()


def is_ours(secret: str, headers: dict[str, str], body: bytes, now: float) -> bool:
    """The check of docs/api.md, word for word."""
    stamp = headers["x-chalkline-timestamp"]
    wanted = "v1=" + hmac.new(secret.encode(), stamp.encode() + b"." + body, sha256).hexdigest()
    return abs(now - int(stamp)) < 300 and hmac.compare_digest(wanted, headers["x-chalkline-signature"])


async def test_an_event_is_one_signed_post_that_the_receiver_can_check(receiver: Receiver) -> None:
    assert await sent(receiver.url) == Sent(MsgRef(PEER, "hook:1"), delivered=True)
    ((headers, body),) = receiver.got
    told = json.loads(body)
    assert told["ticket"] == {"no": 1001, "url": "https://desk.example/api/tickets/1001"}
    assert headers["idempotency-key"] == told["id"] == BODY["id"]
    assert headers["host"] == f"127.0.0.1:{receiver.server_port}"
    now = NOON.timestamp()
    assert is_ours(SECRET, headers, body, now)
    assert not is_ours(SECRET, headers, body + b" ", now)
    assert not is_ours(SECRET, headers, body, now + 600), "an old one, repeated"
    assert not is_ours(secret_of(KEY, "another"), headers, body, now)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ((204, {}, b""), Sent(MsgRef(PEER, "hook:1"), delivered=True)),
        ((503, {"Retry-After": "40"}, b""), RetryAt(40, "HTTP 503")),
        ((429, {"Retry-After": "86400"}, b""), RetryAt(LONGEST_PAUSE, "HTTP 429")),
        ((429, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, b""), RetryAt(2, "HTTP 429")),
        ((500, {}, b""), RetryAt(2, "HTTP 500")),
        ((400, {}, b"bad"), Rejected("HTTP 400")),
        ((401, {}, b""), Rejected("HTTP 401")),
        ((410, {}, b""), Rejected("HTTP 410")),
        ((302, {"Location": "http://169.254.169.254/"}, b""), Rejected("HTTP 302")),
        ((200, {}, b"x" * 5_000_000), Sent(MsgRef(PEER, "hook:1"), delivered=True)),
        ((0, {}, b""), RetryAt(2, "no readable answer: RemoteDisconnected")),
    ],
)
async def test_what_a_program_answers_decides_what_is_done_next(
    receiver: Receiver, answer: tuple[int, dict[str, str], bytes], outcome: Outcome
) -> None:
    receiver.answer = answer
    assert await sent(receiver.url) == outcome
    assert len(receiver.got) == 1


async def test_one_that_is_away_or_answers_letter_by_letter_is_tried_again(receiver: Receiver) -> None:
    away = await sent(f"http://127.0.0.1:{free_port()}/")
    assert away == RetryAt(2, "no readable answer: ConnectionRefusedError")
    receiver.answer = (1, {}, b"")
    assert await sent(receiver.url, timeout_s=0.2) == RetryAt(2, "no answer in time")


async def test_a_name_that_leads_home_is_refused_before_a_byte_is_sent(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also a name that has a public address beside it, and one that changes after `hooks add` looked."""
    port = receiver.server_port
    inside = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))
    outside = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", port))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [outside, inside])
    refused = await sent(f"http://evil.example:{port}/", allowed=Allowed(http=True))
    assert isinstance(refused, Rejected)
    assert "private address" in refused.reason
    assert receiver.got == []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [inside])
    trusted = Allowed(frozenset({"evil.example"}), http=True)
    assert isinstance(await sent(f"http://evil.example:{port}/", allowed=trusted), Sent)
    assert receiver.got[0][0]["host"] == f"evil.example:{port}"


async def test_a_desk_whose_key_changed_signs_nothing_and_says_so(
    receiver: Receiver, log_lines: list[Line]
) -> None:
    for key in ("", "another-key-of-this-desk-of-32-chars"):
        outcome = await sent(receiver.url, key=key)
        assert isinstance(outcome, RetryAt)
        assert "CHALKLINE_HOOKS__KEY" in outcome.reason
    assert receiver.got == []
    assert [line["action"] for line in log_lines] == ["hook_key", "hook_key"]
    assert KEY not in repr(HookSettings(KEY, ""))


async def test_a_paused_hook_is_not_posted_to(receiver: Receiver) -> None:
    async def nothing(_: OutboxRow) -> None:
        return None

    egress = HookEgress(HookSettings(KEY, "", LOCAL), nothing, lambda: NOON)
    assert await egress.send(a_row()) == Rejected("the hook is paused or has ended")
    await egress.close()


def test_the_pauses_grow_to_an_hour() -> None:
    pauses = [pause(attempt) for attempt in range(20)]
    assert pauses[:4] == [2, 4, 8, 16]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE


@pytest.mark.parametrize(
    "number",
    [
        *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *("100.100.100.200", "198.18.0.1", "224.0.0.1", "255.255.255.255", "168.63.129.16", "::1", "::"),
        *(
            "fe80::1",
            "fe80::1%eth0",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
        ),
        *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:c0a8:101::1", "no number"),
    ],
)
def test_these_numbers_are_not_public(number: str) -> None:
    assert not is_public(number)
    with pytest.raises(AddressRefused):
        check("some.host", number, Allowed())


@pytest.mark.parametrize(
    "number", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"]
)
def test_these_are(number: str) -> None:
    assert is_public(number)


@pytest.mark.parametrize(
    "url",
    [
        *("http://program.example/", "ftp://program.example/", "https://", "program.example", "https://a b/"),
        *("https://user:pass@program.example/", "https://program.example/#part", "https://127.0.0.1/"),
        *("https://[::1]/", "https://169.254.169.254/latest/meta-data", "https://program.example:99999/"),
        *("https://program.example/\nHost: x", "https://program.example/" + "x" * 2000, "https://[bad/"),
    ],
)
def test_these_addresses_are_no_hooks(url: str) -> None:
    with pytest.raises(AddressRefused):
        target_of(url, Allowed())


TRUSTED: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("https://10.0.0.7/hook", lambda url: target_of(url, Allowed(frozenset({"10.0.0.7"})))),
    ("http://glpi.internal:8080/", lambda url: target_of(url, Allowed(http=True))),
)


@pytest.mark.parametrize(("url", "takes"), TRUSTED)
def test_what_the_operator_names_may_be_private(url: str, takes: Callable[[str], object]) -> None:
    assert takes(url)
    with pytest.raises(AddressRefused):
        target_of(url, Allowed())
