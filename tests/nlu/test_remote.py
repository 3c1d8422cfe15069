"""A server behind the reader may be slow, down or mad: every message is read all the same, and soon nobody waits."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from structlog.testing import capture_logs

from desk.reading import Intent, ReadingContext
from nlu.breaker import Breaker, Circuit
from nlu.openai_chat import ChatModel
from nlu.rasa import RasaServer
from nlu.reader import LexiconReader
from nlu.remote import MOST_BYTES, WARN_EVERY_S, Asked, RemoteReader, post
from tests.nlu.answering import Answering, Seconds, answering

FIRST = ReadingContext()
TEXT = "投影黑屏了"
KEY = "sk-a-secret-of-the-district"
QUICK = Breaker(failures_allowed=2, pause_s=5.0)


@pytest.fixture
def server() -> Iterator[Answering]:
    with answering() as double:
        yield double


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture(params=["rasa", "openai"])
def asked(request: pytest.FixtureRequest, server: Answering) -> Asked:
    return RasaServer(server.url, KEY) if request.param == "rasa" else ChatModel(server.url, KEY, "m")


@pytest.fixture
def both(asked: Asked, reader: LexiconReader, seconds: Seconds) -> Iterator[RemoteReader]:
    remote = RemoteReader(asked, reader, timeout_s=2.0, breaker=QUICK, clock=seconds)
    yield remote
    remote.close()


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (429, b'{"error": {"message": "slow down"}}'),
        (500, b"{}"),
        (404, b"{}"),
        (200, b""),
        (200, b"not json"),
        (200, b"[]"),
        (200, b"null"),
        (200, b'"chitchat"'),
        (200, b'{"intent": 3}'),
        (200, b'{"intent": {"name": "urge", "confidence": []}}'),
        (200, b'{"intent": {"name": "urge", "confidence": NaN}}'),
        (200, b'{"choices": []}'),
        (200, b'{"choices": [{"message": {"content": null}}]}'),
        (200, b'{"choices": [{"message": {"content": "I am a teapot"}}]}'),
        (200, b'{"choices": [{"message": {"content": "[1, 2]"}}]}'),
        (200, b'{"choices": [{"message": {"content": "{\\"intents\\": [\\"order_pizza\\"]}"}}]}'),
        (200, b"\xff\xfe"),
        (200, b"[" * 100_000),
        (200, b'"' + b"x" * MOST_BYTES + b'"'),
    ],
)
def test_whatever_the_server_answers_the_message_is_read(
    server: Answering, both: RemoteReader, reader: LexiconReader, status: int, body: bytes
) -> None:
    server.status, server.body = status, body
    assert both.read(TEXT, FIRST) == reader.read(TEXT, FIRST)
    assert len(server.asked) == 1


def test_a_slow_server_is_not_waited_for_beyond_the_limit(
    server: Answering, asked: Asked, reader: LexiconReader, seconds: Seconds
) -> None:
    server.held.clear()
    remote = RemoteReader(asked, reader, timeout_s=0.05, breaker=QUICK, clock=seconds)
    assert remote.read(TEXT, FIRST) == reader.read(TEXT, FIRST)
    assert remote.read(TEXT, FIRST) == reader.read(TEXT, FIRST)
    assert remote.circuit is Circuit.OPEN
    remote.close()


def test_an_answer_without_an_end_does_not_keep_its_thread(server: Answering) -> None:
    server.drips = True
    with pytest.raises(TimeoutError):
        post(server.url, {}, {}, 0.2)


def test_a_failing_server_is_left_alone_and_tried_again_with_one_question(
    server: Answering, both: RemoteReader, seconds: Seconds
) -> None:
    server.status = 429
    for _ in range(10):
        both.read(TEXT, FIRST)
    assert len(server.asked) == 2
    seconds.now += 5.0
    both.read(TEXT, FIRST)
    both.read(TEXT, FIRST)
    assert len(server.asked) == 3


def test_many_messages_at_once_try_a_failed_server_with_one_question(
    server: Answering, both: RemoteReader, seconds: Seconds
) -> None:
    server.status = 500
    for _ in range(2):
        both.read(TEXT, FIRST)
    seconds.now += 5.0
    ready = threading.Barrier(8)

    def read(_: int) -> None:
        ready.wait(5)
        both.read(TEXT, FIRST)

    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(read, range(8)))
    assert len(server.asked) == 3


def test_a_server_that_is_down_costs_one_warning_a_minute_and_never_shows_key_or_address(
    reader: LexiconReader, seconds: Seconds
) -> None:
    both = RemoteReader(
        ChatModel("http://127.0.0.1:9/v1", KEY, "m"), reader, timeout_s=2.0, breaker=QUICK, clock=seconds
    )
    with capture_logs() as logs:
        for _ in range(8):
            assert both.read(TEXT, FIRST) == reader.read(TEXT, FIRST)
            seconds.now += WARN_EVERY_S / 4
    both.close()
    assert [line["action"] for line in logs] == ["nlu.backend_unavailable"] * 2
    assert all(KEY not in str(line) and "127.0.0.1" not in str(line) for line in logs)


def test_a_redirect_is_not_followed_so_that_the_key_stays_where_it_belongs(
    server: Answering, both: RemoteReader, reader: LexiconReader
) -> None:
    with answering() as elsewhere:
        server.status, server.headers = 302, {"Location": elsewhere.url}
        assert both.read(TEXT, FIRST) == reader.read(TEXT, FIRST)
        assert elsewhere.asked == []


def test_the_key_travels_in_the_header_and_nowhere_else(server: Answering, both: RemoteReader) -> None:
    both.read(TEXT, FIRST)
    ((path, headers, body),) = server.asked
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert KEY not in path + str(body)


@pytest.mark.parametrize(
    ("text", "context"), [("还是不行", ReadingContext(asked="step")), ("  ", FIRST), ("", FIRST)]
)
def test_replies_to_a_question_and_empty_messages_are_not_sent(
    server: Answering, both: RemoteReader, reader: LexiconReader, text: str, context: ReadingContext
) -> None:
    assert both.read(text, context) == reader.read(text, context)
    assert server.asked == []


def test_after_closing_messages_are_still_read(both: RemoteReader, reader: LexiconReader) -> None:
    both.close()
    assert both.read(TEXT, FIRST).intents == (Intent.REPORT_FAULT,)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://x", "http://", "rasa:5005", ""])
def test_only_web_addresses_are_taken(url: str) -> None:
    with pytest.raises(ValueError, match="http"):
        RasaServer(url)
    with pytest.raises(ValueError, match="http"):
        ChatModel(url, "", "m")
