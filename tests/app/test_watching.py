"""Who watches, and whom the desk tells: settings that mean something, or one sentence that says what to do."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar

import pytest
from pydantic import SecretStr, ValidationError

from app.outside import HeartbeatOptions, poster
from app.watching import OperatorOptions, operator_of
from desk.messages import Peer


def test_the_operator_is_a_person_or_an_address_or_nobody() -> None:
    assert operator_of(OperatorOptions()) is None
    person = operator_of(OperatorOptions(person="ops"))
    assert (person and person.person, person and person.peer) == ("ops", None)
    there = operator_of(OperatorOptions(channel="tg", address="42"))
    assert (there and there.person, there and there.peer) == (None, Peer("tg", "42"))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"person": "ops", "channel": "tg", "address": "42"}, "name the operator once"),
        ({"channel": "tg"}, "set both or neither"),
        ({"address": "42"}, "set both or neither"),
        ({"channel": "pigeon", "address": "42"}, "set one of tg, web"),
    ],
)
def test_half_an_operator_is_refused_with_what_to_do(given: dict[str, str], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        OperatorOptions(**given)


class Listener(BaseHTTPRequestHandler):
    """Somebody outside who takes what is posted, or sends it elsewhere."""

    heard: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        self.heard.append(self.path)
        self.send_response(302 if "moved" in self.path else 200)
        if "moved" in self.path:
            self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def outside() -> Iterator[str]:
    Listener.heard.clear()
    server = HTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


async def test_the_heartbeat_is_posted_and_follows_no_redirect(outside: str) -> None:
    post = poster(HeartbeatOptions(url=SecretStr(f"{outside}/secret")))
    assert post is not None
    await post()
    assert Listener.heard == ["/secret"]
    moved = poster(HeartbeatOptions(url=SecretStr(f"{outside}/moved")))
    assert moved is not None
    with pytest.raises(OSError, match="302"):
        await moved()
    assert Listener.heard == ["/secret", "/moved"]


def test_the_address_of_the_heartbeat_is_checked_and_kept_secret() -> None:
    assert poster(HeartbeatOptions()) is None
    assert "secret" not in repr(HeartbeatOptions(url=SecretStr("https://watch.example/secret")))
    with pytest.raises(ValidationError, match="must begin with http"):
        HeartbeatOptions(url=SecretStr("watch.example/secret"))
