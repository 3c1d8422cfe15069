"""No token and no phone number reaches a log, by whatever way it comes (S14)."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from app.logs import configure, scrub
from desk.people import Role

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1"
PHONE = "13800000001"
WEB_CHAT = "web:Rgz42Pk62FyfsSJvQxGW_g"
SECRETS = (TOKEN, PHONE, WEB_CHAT)
QUIET = ("httpx", "httpcore", "aiogram", "aiohttp.access", "apscheduler", "telegram", "uvicorn.access")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"https://api.telegram.org/bot{TOKEN}/getMe", "https://api.telegram.org/bot<token>/getMe"),
        (f"token={TOKEN}", "token=<token>"),
        (f"'{TOKEN}',", "'<token>',"),
        ("bot123456789%3AAAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1/", "bot<token>/"),
        (f"to {WEB_CHAT}", "to web:<secret>"),
        (f"call {PHONE} now", "call 138****0001 now"),
        (f"+86{PHONE}", "+86138****0001"),
        (f"+86 {PHONE}", "+86 138****0001"),
        ("138-0000-0001 or 138 0000 0001", "138****0001 or 138****0001"),
        (f"电话{PHONE}。", "电话138****0001。"),
    ],
)
def test_secrets_are_masked_where_they_stand(text: str, shown: str) -> None:
    assert scrub(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "ticket 1001 at 12:30:45",
        "2026-09-24T04:00:00.123456Z",
        "chat -1001380000000123",
        "0000-0001",
        "room 302, 12345678901234567890",
        "sha 9f86d081884c7d659a2feaa0c55ad015",
    ],
)
def test_what_only_looks_a_little_like_a_secret_stays_readable(text: str) -> None:
    assert scrub(text) == text


@given(
    before=st.text(st.characters(exclude_categories=["Nd", "Cs"]), max_size=10),
    after=st.sampled_from(["", " ", "/getMe", "'", '"', "\n", "，", ")"]),
)
def test_a_token_is_masked_whatever_stands_around_it(before: str, after: str) -> None:
    assert TOKEN not in scrub(f"{before}{TOKEN}{after}")
    assert PHONE not in scrub(f"{before}{PHONE}{after}")


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the process writes to standard error, with logging set up as in production and put back afterwards."""
    root, stream = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    before = {name: logging.getLogger(name).level for name in QUIET}
    monkeypatch.setattr(sys, "stderr", stream)
    configure("DEBUG")
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, was in before.items():
        logging.getLogger(name).setLevel(was)
    structlog.reset_defaults()


def clean(stream: io.StringIO) -> str:
    """The whole output, after a look for secrets."""
    text = stream.getvalue()
    for secret in SECRETS:
        assert secret not in text
    return text


def test_a_log_line_is_one_line_of_json_with_what_was_decided(written: io.StringIO) -> None:
    structlog.get_logger().info(
        "turn", action="turn", ticket=1001, late=1.5, ok=True, by=None, role=Role.TEACHER
    )
    line = json.loads(written.getvalue())
    assert {k: line[k] for k in ("event", "action", "ticket", "late", "ok", "by", "role", "level")} == {
        "event": "turn", "action": "turn", "ticket": 1001, "late": 1.5, "ok": True, "by": None, "role": "teacher",
        "level": "info",
    }  # fmt: skip


@dataclass(frozen=True)
class Carrier:
    """Something with a secret in its repr."""

    secret: str


@pytest.mark.parametrize(
    "wrap", [str, lambda s: [s], lambda s: {"deep": ({"er": s},)}, lambda s: {s: 1}, Carrier, ValueError]
)
@pytest.mark.parametrize("secret", SECRETS)
def test_no_value_carries_a_secret_out_however_deep(written: io.StringIO, wrap: object, secret: str) -> None:
    structlog.get_logger().warning("sent", to=wrap(secret))  # type: ignore[operator]  # wrappers of a table
    line = json.loads(clean(written))
    assert line["event"] == "sent"


def test_a_traceback_carries_no_secret_out(written: io.StringIO) -> None:
    try:
        raise ConnectionError(f"https://api.telegram.org/bot{TOKEN}/sendMessage {PHONE}")
    except ConnectionError:
        structlog.get_logger().exception("egress_raised", action="egress_raised")
    text = clean(written)
    assert "Traceback" in text
    assert "<token>/sendMessage 138****0001" in text


def test_a_library_carries_no_secret_out_in_words_arguments_or_traceback(written: io.StringIO) -> None:
    library = logging.getLogger("somelibrary")
    library.warning("POST https://api.telegram.org/bot%s/getMe for %s", TOKEN, PHONE)
    try:
        raise OSError(f"bot{TOKEN}")
    except OSError:
        library.exception("request to %s failed", WEB_CHAT)
    text = clean(written)
    assert "POST https://api.telegram.org/bot<token>/getMe for 138****0001" in text
    assert "OSError: bot<token>" in text


@pytest.mark.parametrize(
    "name", ["httpx", "httpcore", "telegram.ext", "aiogram.event", "uvicorn.access", "apscheduler.scheduler"]
)
def test_libraries_that_log_every_request_are_quiet_even_at_debug(written: io.StringIO, name: str) -> None:
    logging.getLogger(name).info("GET https://api.telegram.org/bot%s/getUpdates", TOKEN)
    assert written.getvalue() == ""


def test_below_the_level_nothing_is_written(written: io.StringIO) -> None:
    configure("ERROR")
    structlog.get_logger().info("quiet")
    assert written.getvalue() == ""
