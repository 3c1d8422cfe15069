"""`chalkline people sessions`: listed, ended one by one and all at once, by whoever runs the desk."""

import asyncio
from pathlib import Path
from zoneinfo import ZoneInfo

from app.clock import WallClock
from desk.access import Lives, begin
from desk.ids import SessionId
from desk.messages import Peer
from storage.store import SqlStore
from tests.app.terminal import Run, one_sentence
from tests.storage.builders import NoWords
from usecases.ports import UnitOfWork


def sign_in(tmp_path: Path, *names: str, role: str = "engineer") -> str:
    """Sessions of the first one of the register with this role; who that is."""

    def enter(uow: UnitOfWork) -> str:
        person = next(one for one in uow.register.people() if one.role == role)
        for name in names:
            peer = Peer("web", name)
            uow.people.bind(person.id, peer, last=True)
            uow.sessions.save(
                begin(SessionId(f"session-{name}"), person, peer, "Firefox · Linux", uow.now, Lives())
            )
        return person.id

    async def work() -> str:
        (file,) = (tmp_path / "var").glob("*.sqlite3")
        store = SqlStore(f"sqlite:///{file}", WallClock(), NoWords(), {}, ZoneInfo("Asia/Shanghai"))
        await store.start()
        try:
            return await store.run(enter)
        finally:
            await store.close()

    return asyncio.run(work())


def test_sessions_are_listed_and_ended(run: Run, tmp_path: Path) -> None:
    run("demo")
    assert "0 sessions" in run("people", "sessions").out
    person = sign_in(tmp_path, "a", "b", "c")
    listed = run("people", "sessions", "--person", person).out
    assert "3 sessions" in listed
    assert "session-a" in listed
    assert "0 sessions" in run("people", "sessions", "--person", "nobody").out
    assert "Ended session-a" in run("people", "sessions", "--end", "session-a").out
    assert "no open session" in one_sentence(run("people", "sessions", "--end", "session-a"))
    assert "--person" in one_sentence(run("people", "sessions", "--end-all"))
    assert "Ended 2 sessions" in run("people", "sessions", "--person", person, "--end-all").out
    assert "0 sessions" in run("people", "sessions").out


def test_a_second_word_is_given_at_the_machine(run: Run, tmp_path: Path) -> None:
    run("demo")
    first = run("invite", "supervisor", "--name", "第一位").out
    assert "waits" not in first, "nobody has come who could object"
    assert "No invitation waits" in run("invite", "--waiting").out
    sign_in(tmp_path, "a", role="supervisor")
    second = run("invite", "supervisor", "--name", "第二位").out
    which = second.rpartition("--approve ")[2].split("`")[0]
    assert which in run("invite", "--waiting").out
    assert "Approved: 第二位" in run("invite", "--approve", which).out
    assert "approved already" in one_sentence(run("invite", "--approve", which))
    assert "No invitation" in one_sentence(run("invite", "--approve", "0" * 12))
