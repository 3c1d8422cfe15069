"""`chalkline audit`: a quarter handed over as a file whose every line can be trusted, and none of whose lines has a phone."""

import asyncio
import json
import os
import stat
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_type_hints
from zoneinfo import ZoneInfo

import pytest

from app import cli
from app.settings import HOME
from desk import events as ev
from desk.chain import sealed
from desk.ids import TicketId
from desk.ticket import Status, Ticket, evolve, open_from
from storage.audit_files import without_phones
from storage.migrate import upgrade
from storage.store import SqlStore
from tests.kit.builders import (
    BLACK_BOARD,
    ENGINEER,
    MINUTE,
    NOON,
    SECOND,
    SUPERVISOR,
    TEACHER,
    a_person,
    a_verdict,
    an_opening,
    packs,
    way_to,
)
from tests.kit.clock import PushedClock
from tests.storage.builders import NoWords
from usecases.export_audit import _NAME_PEOPLE, Quarter
from usecases.ports import UnitOfWork

ZONE = ZoneInfo("Asia/Shanghai")
PHONE = "13800000001"
FIRST_MINUTE = datetime(2026, 6, 30, 16, 0, tzinfo=UTC)  # midnight of 1 July in the district
THIRD_QUARTER = ("--contract", "changge", "--quarter", "2026Q3")


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


def a_report(no: int, at: datetime, pack: str = "changge", words: str = "黑屏了") -> ev.TicketOpened:
    return replace(an_opening(pack, words=words), ticket=TicketId(f"t{no}"), no=no, at=at)


def a_trail(opening: ev.TicketOpened, *events: ev.Event) -> Callable[[UnitOfWork], None]:
    """Saves a ticket with what happened to it."""

    def save(uow: UnitOfWork) -> None:
        ticket: Ticket = open_from(opening)
        for event in events:
            ticket = evolve(ticket, event)
        uow.tickets.save(ticket, (opening, *events))

    return save


TRAILS = (
    a_trail(a_report(1001, FIRST_MINUTE - timedelta(seconds=1))),  # still June in the district
    a_trail(a_report(1002, FIRST_MINUTE)),
    a_trail(a_report(1003, NOON, "gangbei")),
    a_trail(
        a_report(1004, NOON, words=f"大屏黑屏，打{PHONE}找我"),
        *way_to(Status.CLOSED),
        ev.Rated(at=NOON + 9 * MINUTE, by=TEACHER, score=5),
    ),
    a_trail(
        a_report(1005, NOON + MINUTE),
        ev.DeadlineMissed(at=NOON + 7 * MINUTE, stage="response", due=NOON + 6 * MINUTE, late=MINUTE),
        ev.Regraded(at=NOON + 8 * MINUTE, by=SUPERVISOR, verdict=a_verdict("changge", "IV", BLACK_BOARD)),
        ev.Acknowledged(at=NOON + 9 * MINUTE, by=ENGINEER),
        ev.Diagnosed(at=NOON + 10 * MINUTE, by=ENGINEER, note="电源 0371-00000001 客服说要换"),
    ),
)


def enter(uow: UnitOfWork) -> None:
    for contract in packs().values():
        uow.contracts.publish(contract)
    for person in (TEACHER, ENGINEER, SECOND, SUPERVISOR):
        uow.people.add(a_person(person, phone=PHONE))
    for save in TRAILS:
        save(uow)


async def _filled(url: str) -> None:
    store = SqlStore(url, PushedClock(NOON), NoWords(), {}, ZONE)
    await store.start()
    await store.run(enter)
    await store.close()


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a desk that has worked through a summer."""
    url = f"sqlite:///{tmp_path_factory.mktemp('quarter') / 'desk.sqlite3'}"
    upgrade(url)
    asyncio.run(_filled(url))
    return url


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], quarter: str) -> Run:
    """`chalkline audit …` on that desk; logging stays as the tests have it."""
    for name in [name for name in os.environ if name.startswith("CHALKLINE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CHALKLINE_DATABASE_URL", quarter)
    monkeypatch.setattr(cli, "configure", lambda level, known: None)

    def command(*words: object) -> Ended:
        monkeypatch.setattr(sys, "argv", ["chalkline", "audit", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        shown = capsys.readouterr()
        return Ended(int(end.value.code or 0), shown.out, shown.err)

    return command


@pytest.fixture
def exported(run: Run, tmp_path: Path) -> Path:
    """The third quarter of changge."""
    file = tmp_path / "changge.jsonl"
    assert run("export", *THIRD_QUARTER, "--to", file).code == 0
    return file


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def tickets(file: Path) -> dict[int, dict[str, Any]]:
    return {line["no"]: line for line in lines(file) if line["kind"] == "ticket"}


def clocks(ticket: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    return {clock["stage"]: clock for clock in ticket["clocks"]}


def test_a_quarter_holds_what_was_reported_in_it_by_the_districts_clock(exported: Path) -> None:
    assert sorted(tickets(exported)) == [1002, 1004, 1005]
    header, last = lines(exported)[0], lines(exported)[-1]
    assert (header["from"], header["until"]) == ("2026-06-30T16:00:00Z", "2026-09-30T16:00:00Z")
    assert (header["contract"], header["quarter"], header["zone"]) == ("changge", "2026Q3", "Asia/Shanghai")
    assert [version["version"] for version in header["versions"]] == [1]
    assert header["product"] in (HOME / "pyproject.toml").read_text("utf-8")
    assert (header["tickets"], last["kind"], last["count"]) == (3, "end", 4)


def test_a_ticket_comes_with_its_whole_trail_and_what_met_each_clock(exported: Path) -> None:
    ticket = tickets(exported)[1004]
    assert [entry["seq"] for entry in ticket["trail"]] == list(range(1, 11))
    assert [entry["event"] for entry in ticket["trail"]][:3] == ["TicketOpened", "Paged", "Acknowledged"]
    arrival = clocks(ticket)["arrival"]
    assert (arrival["clause"], arrival["outcome"]) == ("001 §4.5.5.4", "kept")
    assert (arrival["started"], arrival["due"]) == ("2026-09-24T04:00:00Z", "2026-09-24T04:20:00Z")
    assert arrival["evidence"] == {
        "seq": 5, "event": "Arrived", "kind": "check_in", "by": "jiang", "at": "2026-09-24T04:04:00Z", "words": "",
    }  # fmt: skip


def test_a_miss_stays_a_miss_after_the_grade_was_lowered(exported: Path) -> None:
    response = clocks(tickets(exported)[1005])["response"]
    assert (response["outcome"], response["missed_at"]) == ("missed", "2026-09-24T04:07:00Z")
    assert response["evidence"]["kind"] == "acceptance"


def test_no_phone_number_and_no_name_is_handed_over(exported: Path) -> None:
    text = exported.read_text("utf-8")
    assert PHONE not in text
    assert "00000001" not in text
    assert "大屏黑屏，打***找我" in text
    assert "Jiang" not in text
    assert stat.S_IMODE(exported.stat().st_mode) == 0o600


def test_names_are_added_for_those_in_the_trail_when_they_are_asked_for(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "named.jsonl"
    run("export", *THIRD_QUARTER, "--to", file, "--names")
    people = {line["id"]: line["name"] for line in lines(file) if line["kind"] == "person"}
    assert people == {"lin": "Lin", "jiang": "Jiang", "qiao": "Qiao"}
    assert PHONE not in file.read_text("utf-8")
    assert run("verify", file).code == 0


def test_every_field_of_an_event_that_names_people_is_known() -> None:
    def named(kind: type[ev.Event]) -> set[str]:
        return {field for field, hint in get_type_hints(kind).items() if "PersonId" in str(hint)}

    assert {field for kind in ev.EVENT_TYPES.values() for field in named(kind)} == set(_NAME_PEOPLE)


def test_an_untouched_file_is_verified_without_a_database(
    run: Run, exported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHALKLINE_DATABASE_URL", "nonsense")
    ended = run("verify", exported)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("5 lines are as they were written: 3 tickets of changge, 2026Q3, read ")


def test_the_seal_printed_by_the_export_is_the_one_of_the_file(run: Run, tmp_path: Path) -> None:
    told = run("export", *THIRD_QUARTER, "--to", tmp_path / "a.jsonl").out
    seal = next(line.removeprefix("Seal: ") for line in told.splitlines() if line.startswith("Seal: "))
    assert run("verify", tmp_path / "a.jsonl", "--seal", seal.upper()).code == 0
    wrong = run("verify", tmp_path / "a.jsonl", "--seal", "0" * 64)
    assert (wrong.code, wrong.out) == (1, "")
    assert wrong.err.startswith("Line 5 closes another export")


def _swapped(found: list[str]) -> list[str]:
    return [found[0], found[2], found[1], *found[3:]]


@pytest.mark.parametrize(
    ("forge", "told"),
    [
        (lambda found: [*found[:2], found[2].replace('"kept"', '"missed"', 1), *found[3:]], "Line 3 was changed"),
        (lambda found: [*found[:1], *found[2:]], "Line 2 was removed"),
        (lambda found: found[:-1], "Line 5 was removed"),
        (lambda found: [*found[:3], found[1], *found[3:]], "Line 4 was added"),
        (_swapped, "Line 3 was moved"),
        (lambda found: ["\ufeff" + found[0], *found[1:]], "Line 1 cannot be read"),
        (lambda found: [], "Line 1 is missing"),
    ],
)  # fmt: skip
def test_a_forged_file_is_told_with_its_line_in_one_sentence(
    run: Run, exported: Path, forge: Callable[[list[str]], list[str]], told: str
) -> None:
    forged = forge(exported.read_text("utf-8").splitlines())
    exported.write_text("".join(line + "\n" for line in forged), "utf-8")
    ended = run("verify", exported)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith(told)
    assert ended.err.count("\n") == 1


def test_bytes_that_are_no_text_are_seen_as_a_change(run: Run, exported: Path) -> None:
    exported.write_bytes(exported.read_bytes().replace(b'"changge"', b'"\xff"', 1))
    assert run("verify", exported).err.startswith("Line 1 was changed")


def test_a_chained_file_of_another_kind_is_no_export(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "other.jsonl"
    file.write_text("".join(line + "\n" for line in sealed([{"kind": "log"}])), "utf-8")
    assert "not the header" in run("verify", file).err


def test_an_export_is_never_written_over(run: Run, exported: Path) -> None:
    before = exported.read_bytes()
    ended = run("export", *THIRD_QUARTER, "--to", exported)
    assert ended.code == 2
    assert "is there already" in ended.err
    assert exported.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("export", "--contract", "changge", "--quarter", "2026-3"), "write it like 2026Q3"),
        (("export", "--contract", "changge", "--quarter", "2026Q5"), "write it like 2026Q3"),
        (("export", "--contract", "atlantis", "--quarter", "2026Q3"), "no atlantis"),
    ],
)
def test_what_cannot_be_exported_is_refused_in_words(
    run: Run, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    ended = run(*words, "--to", tmp_path / "x.jsonl")
    assert (ended.code, ended.out) == (2, "")
    assert told in ended.err
    assert not (tmp_path / "x.jsonl").exists()


def test_a_file_that_is_not_there_or_cannot_be_made_is_named(run: Run, tmp_path: Path) -> None:
    assert run("verify", tmp_path / "none.jsonl").code == 2
    ended = run("export", *THIRD_QUARTER, "--to", tmp_path / "no" / "folder.jsonl")
    assert ended.code == 2
    assert "folder.jsonl" in ended.err


@pytest.mark.parametrize(
    ("written", "start", "end"),
    [
        ("2026Q1", "2025-12-31T16:00:00+00:00", "2026-03-31T16:00:00+00:00"),
        ("2026Q4", "2026-09-30T16:00:00+00:00", "2026-12-31T16:00:00+00:00"),
    ],
)
def test_a_quarter_begins_at_the_districts_midnight(written: str, start: str, end: str) -> None:
    found = Quarter.parse(written)
    assert str(found) == written
    assert [instant.isoformat() for instant in found.span(ZONE)] == [start, end]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("打13800000001找我", "打***找我"),
        ("138 0000 0001 / 138-0000-0001", "*** / ***"),
        ("１３８００００００００１", "***"),
        ("座机0371-00000001转8", "座机***转8"),
        ("客服400-123-4567", "客服***"),
        ("分机 0000-0001", "分机 ***"),
        ("电话60000001", "电话***"),
        ("+8613800000001", "+***"),
        ("三年级2班 2026-09-24 14:20 A301 设备 QH2-302-SB", "三年级2班 2026-09-24 14:20 A301 设备 QH2-302-SB"),
        ("2026-09-24T04:07:00.123456Z", "2026-09-24T04:07:00.123456Z"),
        ("WQ1x-2345678_ab-99", "WQ1x-2345678_ab-99"),
    ],
)  # fmt: skip
def test_what_looks_like_a_phone_number_is_masked_and_nothing_else(text: str, shown: str) -> None:
    assert without_phones(text) == shown
