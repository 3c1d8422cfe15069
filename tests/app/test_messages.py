"""`chalkline messages …`: what was set aside is listed without its words, and is handled after all."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from app.actions import once
from app.clock import WallClock
from app.settings import Settings
from desk.messages import Incoming, Peer
from tests.app.terminal import Run, one_sentence
from usecases.ports import UnitOfWork

SECRET = "三年级2班大屏黑屏了"


def said(key: str, who: str) -> Incoming:
    return Incoming(key, Peer("web", who), datetime(2026, 9, 21, tzinfo=UTC), text=SECRET)


@pytest.fixture
def desk(run: Run) -> Run:
    """A desk with the demo district."""
    run("demo")
    return run


def aside(uow: UnitOfWork) -> None:
    uow.inbox.accept([said("web:1", "somebody")], uow.now)
    (row,) = uow.inbox.lease(uow.now, uow.now + timedelta(minutes=1), 1)
    uow.inbox.quarantine(row, f"MemoryError: {SECRET}", uow.now)
    uow.inbox.pass_over(said("web:2", "flooder"), "flood", uow.now)
    uow.inbox.set_aside("telegram:7", "{", "no such field", uow.now)


def test_what_was_set_aside_is_listed_without_its_words_and_goes_back_once(desk: Run) -> None:
    asyncio.run(once(Settings(), WallClock(), aside))
    listed = desk("messages", "list").out
    assert "web" in listed
    assert "MemoryError" in listed
    assert "telegram (unreadable)" in listed
    assert "somebody" not in listed
    assert SECRET not in listed
    assert "flood" not in listed, "what was beyond a chat's budget stays unread"
    assert desk("messages", "again", "--all").out.startswith("1 to be handled again.")
    assert "MemoryError" not in desk("messages", "list").out
    assert "messages list" in one_sentence(desk("messages", "again", "2"))


def test_nothing_aside_and_nothing_said_are_sentences(desk: Run) -> None:
    assert desk("messages", "list").out == "Nothing is set aside.\n"
    assert "--all" in one_sentence(desk("messages", "again"))
    assert "Not 4711" in one_sentence(desk("messages", "again", "4711"))
