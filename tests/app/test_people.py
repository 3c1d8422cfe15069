"""`chalkline people unreachable` and `chalkline invite --file`: who never came, and a code for each of them."""

import csv
import stat
from datetime import date
from pathlib import Path

import pytest

from tests.app.terminal import Run, one_sentence


@pytest.fixture
def desk(run: Run) -> Run:
    """A desk with the demo district's register; nobody has a chat yet."""
    run("demo")
    return run


def table_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{key.split()[0]: cell for key, cell in row.items()} for row in csv.DictReader(file)]


def test_everybody_without_a_chat_is_listed_those_on_call_first(desk: Run, tmp_path: Path) -> None:
    ended = desk("people", "unreachable", "--csv", str(tmp_path / "out.csv"))
    assert ended.code == 1
    assert "20 people cannot be reached, 10 of them on call." in ended.out
    assert "从未来过 never came" in ended.out
    rows = table_of(tmp_path / "out.csv")
    assert len(rows) == 20
    assert [row["值班"] for row in rows] == ["是 yes"] * 10 + [""] * 10
    assert stat.S_IMODE((tmp_path / "out.csv").stat().st_mode) == 0o600
    assert "is there already" in one_sentence_after(
        desk("people", "unreachable", "--csv", str(tmp_path / "out.csv"))
    )


def one_sentence_after(ended) -> str:
    assert ended.code == 2
    return ended.err


def test_a_school_and_a_role_narrow_the_list(desk: Run) -> None:
    ended = desk("people", "unreachable", "--school", "qh2", "--role", "teacher")
    assert ended.code == 0
    assert "3 people cannot be reached, 0 of them on call." in ended.out
    assert "林小雨" in ended.out
    assert "This desk has no school atlantis" in one_sentence(
        desk("people", "unreachable", "--school", "atlantis")
    )


def test_everybody_who_never_came_gets_one_code_and_only_again_another(desk: Run, tmp_path: Path) -> None:
    file = tmp_path / "codes.csv"
    ended = desk(
        "invite", "teacher", "--school", "qh2", "--file", str(file), TELEGRAM__BOT_NAME="qinghe_desk_bot"
    )
    assert ended.code == 0
    assert f"Wrote 3 codes to {file}" in ended.out
    rows = table_of(file)
    assert {row["姓名"] for row in rows} == {"林小雨", "宋言", "罗安"}
    assert all(row["链接"] == f"https://t.me/qinghe_desk_bot?start=b_{row['邀请码']}" for row in rows)
    assert len({row["邀请码"] for row in rows}) == 3
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    listed = desk("people", "unreachable", "--school", "qh2", "--role", "teacher").out
    assert listed.count(rows[0]["有效期至"][:10]) == 3
    none = desk("invite", "--school", "qh2", "teacher", "--file", str(tmp_path / "none.csv"))
    assert "Wrote 0 codes" in none.out
    again = desk("invite", "--school", "qh2", "teacher", "--file", str(tmp_path / "again.csv"), "--again")
    assert "Wrote 3 codes" in again.out


def test_the_life_of_the_codes_is_chosen(desk: Run, tmp_path: Path) -> None:
    files = {days: tmp_path / f"codes{days}.csv" for days in ("3", "14")}
    ends = {}
    for days, file in files.items():
        ended = desk("invite", "teacher", "--school", "qh2", "--file", str(file), "--days", days, "--again")
        assert f"for {days} days" in ended.out
        ends[days] = date.fromisoformat(table_of(file)[0]["有效期至"][:10])
    assert (ends["14"] - ends["3"]).days == 11
    assert desk("invite", "--file", str(tmp_path / "x.csv"), "--days", "61").code != 0


def test_without_a_bot_the_link_is_the_start_page_where_codes_are_typed(desk: Run, tmp_path: Path) -> None:
    file = tmp_path / "codes.csv"
    desk("invite", "--file", str(file), PUBLIC_URL="https://repair.example.edu")
    rows = table_of(file)
    assert len(rows) == 20
    assert rows[0]["链接"] == "https://repair.example.edu"
    assert "首页" in rows[0]["怎么用"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--school", "atlantis"), "This desk has no school atlantis"),
        (("--person", "t-lin"), "--file makes codes for many"),
        (("--school", "qh1", "--school", "qh2"), "--file makes codes for many"),
    ],
)
def test_what_cannot_be_invited_is_one_sentence_and_leaves_no_file(
    desk: Run, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    file = tmp_path / "codes.csv"
    assert told in one_sentence(desk("invite", "--file", str(file), *words))
    assert not file.exists()


def test_codes_are_never_written_over_a_file(desk: Run, tmp_path: Path) -> None:
    file = tmp_path / "codes.csv"
    file.write_text("mine")
    assert "is there already" in one_sentence(desk("invite", "--file", str(file)))
    assert file.read_text() == "mine"
