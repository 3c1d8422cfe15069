"""`chalkline contracts apply-new-version`: shown first, asked, then ticket by ticket, each on its own trail."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import typer

from app.clock import WallClock
from desk import events as ev
from desk.ids import ContractId
from desk.messages import Peer
from tests.app.past import TEACHERS, a_pack, a_past, asked, packs_with, remember
from tests.app.terminal import Run, one_sentence
from usecases.ports import UnitOfWork

APPLY = ("contracts", "apply-new-version", "changge", "--by", "s-jiang", "--why", "signed on Monday")


@pytest.fixture
def var(run: Run, tmp_path: Path) -> Path:
    """A desk with three tickets of changge v1, one of them closed, and v2 with more time for a solution in force."""
    run("demo")
    now = WallClock().now() - 5 * timedelta(minutes=1)
    over = ev.Cancelled(at=now, by=TEACHERS["changge"])
    remember(
        tmp_path / "var",
        a_past(1001, pack="changge", at=now),
        a_past(1002, pack="changge", at=now),
        a_past(1003, over, pack="changge", at=now),
        a_past(1004, pack="gangbei", at=now),
    )
    draft = a_pack(tmp_path, "changge", ("solution: {within: 2h", "solution: {within: 5h"))
    asked(tmp_path / "var", lambda uow: uow.people.bind(TEACHERS["changge"], Peer("web", "lin")))
    assert run("migrate", CONTRACTS_DIR=str(packs_with(draft, "changge"))).code == 0
    return tmp_path / "var"


def versions(var: Path) -> dict[int, int]:
    return asked(var, lambda uow: {no: uow.tickets.by_no(no).contract_version for no in range(1001, 1005)})


def answering(monkeypatch: pytest.MonkeyPatch, answer: bool) -> Callable[[], list[str]]:
    questions: list[str] = []
    monkeypatch.setattr(typer, "confirm", lambda words: questions.append(words) or answer)  # type: ignore[func-returns-value]  # None or the answer
    return lambda: questions


def test_what_would_change_is_shown_and_nothing_happens_without_a_yes(
    run: Run, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = answering(monkeypatch, answer=False)
    ended = run(*APPLY, "--all-open")
    assert len(questions()) == 1
    assert "v1 → v2" in ended.out
    assert ended.out.count("解决 solution") == 2
    assert "林小雨" in ended.out
    assert "1003" not in ended.out
    assert "Nothing was changed" in ended.out
    assert set(versions(var).values()) == {1}


def test_every_open_ticket_of_the_contract_gets_it_with_who_and_why_on_its_trail(
    run: Run, var: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, answer=True)
    ended = run(*APPLY, "--all-open")
    assert ended.code == 0
    assert "Applied to: 1001, 1002" in ended.out
    assert versions(var) == {1001: 2, 1002: 2, 1003: 1, 1004: 1}
    trail = asked(var, lambda uow: uow.tickets.trail(uow.tickets.by_no(1002).id))
    applied = trail[-1]
    assert isinstance(applied, ev.TermsApplied)
    assert (applied.by, applied.why, applied.contract_version) == ("s-jiang", "signed on Monday", 2)


def test_a_limit_that_has_passed_under_the_new_version_is_marked_before_anybody_says_yes(
    run: Run, var: Path
) -> None:
    def hurry(uow: UnitOfWork) -> None:
        now = uow.contracts.current(ContractId("changge"))
        grades = tuple(
            replace(grade, stages=tuple(replace(stage, limit=stage.limit / 20) for stage in grade.stages))
            for grade in now.grades
        )
        uow.contracts.publish(replace(now, version=3, grades=grades, calendar=None))

    asked(var, hurry)
    ended = run(*APPLY, "--ticket", "1001", "--yes")
    rows = {stage: line for line in ended.out.splitlines() for stage in ("响应", "备用机") if stage in line}
    assert "已过 past already" in rows["响应"]
    assert "已过" not in rows["备用机"]


def test_one_ticket_may_be_chosen_and_asks_nothing_with_yes(run: Run, var: Path) -> None:
    ended = run(*APPLY, "--ticket", "1002", "--yes")
    assert "Applied to: 1002." in ended.out
    assert versions(var) == {1001: 1, 1002: 2, 1003: 1, 1004: 1}
    again = run(*APPLY, "--ticket", "1002", "--yes")
    assert (again.code, "Nothing to do" in again.out) == (0, True)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--ticket", "1003"), "Ticket 1003 is not open any more; it keeps v1"),
        (("--ticket", "1004"), "Ticket 1004 is under gangbei, not under changge"),
        (("--ticket", "9999"), "This desk has no ticket 9999"),
        (("--ticket", "1001", "--by", "nobody"), "This desk has no person nobody"),
        (("--ticket", "1001", "--by", "t-lin"), "t-lin may not decide this: it takes a supervisor"),
        (("--all-open", "--by", "e-zhou"), "e-zhou may not decide this"),
        (("--ticket", "1001", "--why", " "), "--why is empty"),
        (("--ticket", "1001", "--all-open"), "either --ticket NO"),
        ((), "either --ticket NO"),
    ],
)
def test_what_is_not_applied_is_one_sentence_and_changes_nothing(
    run: Run, var: Path, words: tuple[str, ...], told: str
) -> None:
    assert told in one_sentence(run(*APPLY, *words, *(("--yes",) if words else ())))
    assert set(versions(var).values()) == {1}


def test_an_unknown_contract_is_one_sentence(run: Run, var: Path) -> None:
    words = ("--by", "s-jiang", "--why", "new", "--all-open")
    assert "no contract nowhere" in one_sentence(run("contracts", "apply-new-version", "nowhere", *words))


def test_a_version_without_the_tickets_grade_is_applied_to_none(run: Run, var: Path) -> None:
    def drop_grade(uow: UnitOfWork) -> None:
        now = uow.contracts.current(ContractId("changge"))
        kept = tuple(grade for grade in now.grades if grade.id != "III")
        uow.contracts.publish(replace(now, version=3, grades=kept, calendar=None))

    asked(var, drop_grade)
    assert "changge v3 has no grade III (ticket 1001); regrade the ticket first" in one_sentence(
        run(*APPLY, "--all-open", "--yes")
    )
    assert set(versions(var).values()) == {1}
