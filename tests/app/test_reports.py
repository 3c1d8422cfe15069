"""`chalkline reports …`: a ticket's papers as files in a folder."""

import gc
import io
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document

from desk import events as ev
from desk.ids import ContractId, PersonId
from desk.ticket import replay
from tests.app.past import SCHOOLS, asked
from tests.app.terminal import Run, one_sentence
from tests.kit import builders as a
from usecases.ports import UnitOfWork

ENGINEER = PersonId("e-zheng")


def a_job(uow: UnitOfWork) -> None:
    person = next(iter(uow.people.covering(SCHOOLS["changge"], a.a_person().role)))
    contract = uow.contracts.current(ContractId("changge"))
    opening = a.an_opening()
    opening = replace(
        opening,
        school=SCHOOLS["changge"],
        reporter=person.id,
        by=person.id,
        contract_version=contract.version,
    )
    trail = (
        opening,
        ev.Acknowledged(at=a.NOON + a.MINUTE, by=ENGINEER),
        ev.Repaired(at=a.NOON + 2 * a.MINUTE, by=ENGINEER, note="换了电源"),
        ev.FixConfirmed(at=a.NOON + 3 * a.MINUTE, by=person.id),
    )
    uow.tickets.save(replay(trail), trail)


@pytest.fixture
def desk(run: Run, tmp_path: Path) -> Run:
    """The demo district with one job done."""
    run("demo")
    asked(tmp_path / "var", a_job)
    return run


@pytest.mark.parametrize("kind", ["service", "problem", "major"])
def test_each_paper_is_written_in_both_forms(desk: Run, tmp_path: Path, kind: str) -> None:
    out = tmp_path / "papers/of/today"
    ended = desk("reports", kind, "1001", "--out", str(out))
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.strip() == f"{out}/ticket-1001-{kind}-zh.pdf (unsigned)"
    assert (out / f"ticket-1001-{kind}-zh.pdf").read_bytes().startswith(b"%PDF-")
    desk("reports", kind, "1001", "--out", str(out), "--format", "docx", "--lang", "en")
    word = Document(io.BytesIO((out / f"ticket-1001-{kind}-en.docx").read_bytes()))
    assert "换了电源" in [cell.text for table in word.tables for row in table.rows for cell in row.cells]


def test_an_unknown_ticket_is_one_sentence(desk: Run, tmp_path: Path) -> None:
    assert "no ticket 7" in one_sentence(desk("reports", "service", "7", "--out", str(tmp_path)))


def test_a_folder_that_cannot_be_written_is_one_sentence(desk: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    said = one_sentence(desk("reports", "service", "1001", "--out", str(tmp_path / "file/folder")))
    assert "Choose another folder" in said


def _spoilt(folder: Path) -> Path:
    """A folder of templates in which one asks for what there is not."""
    folder.mkdir()
    (folder / "service.zh.html.j2").write_text("<h1>x</h1>\n{{ r.nothing }}\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("words", [("check",), ("run", "bot"), ("console", "--seat", "teacher")])
def test_a_bad_template_of_ones_own_stops_the_start_with_file_line_and_reason(
    run: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    own = _spoilt(tmp_path / "own")
    assert f"{own}/service.zh.html.j2:2:" in one_sentence(run(*words, REPORTS_DIR=str(own)))


@pytest.fixture
def _as_it_was() -> Iterator[None]:
    """What a desk sets for its whole process goes back."""
    switch, collects = sys.getswitchinterval(), gc.get_threshold()
    yield
    sys.setswitchinterval(switch)
    gc.set_threshold(*collects)
    gc.unfreeze()


@pytest.mark.parametrize("part", ["bot", "scheduler"])
@pytest.mark.usefixtures("_as_it_was")
def test_a_bad_template_among_those_that_ship_ends_the_desk_when_it_has_caught_up(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    own = _spoilt(tmp_path / "shipped")
    monkeypatch.setattr("app.actions.SHIPPED_REPORTS", own)
    monkeypatch.setattr("app.processes.CAUGHT_UP_SECONDS", 0.0)
    ended = run("run", part, REPORTS_DIR=str(own))
    assert f"{own}/service.zh.html.j2:2:" in ended.err
    assert "Traceback" not in ended.err
