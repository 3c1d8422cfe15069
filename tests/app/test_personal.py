"""`chalkline people copy`, `erase`, `seals`: files for their owner alone, nothing by halves, nothing without --yes."""

import json
import stat
from pathlib import Path

import pytest

from storage.engines import engine_for
from storage.tables import metadata
from tests.app.terminal import Run, one_sentence

NAME = "林小雨"


@pytest.fixture
def desk(run: Run) -> Run:
    """A desk with the demo district's register."""
    run("demo")
    return run


@pytest.fixture
def teacher(desk: Run, tmp_path: Path) -> str:
    """The id of a teacher of the register."""
    people = metadata.tables["people"]
    with engine_for(f"sqlite:///{database(tmp_path)}").connect() as conn:
        return str(conn.execute(people.select().where(people.c.name == NAME)).one().id)


def database(tmp_path: Path) -> Path:
    (file,) = (tmp_path / "var").glob("*.sqlite3")
    return file


def test_a_copy_is_two_files_that_only_their_owner_can_read(desk: Run, teacher: str, tmp_path: Path) -> None:
    to = tmp_path / "copies"
    ended = desk("people", "copy", teacher, "--to", str(to))
    assert ended.code == 0, ended
    files = sorted(to.iterdir())
    assert [file.name for file in files] == [f"{teacher}.json", f"{teacher}.xlsx"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert json.loads(files[0].read_text(encoding="utf-8"))["tables"]["people"][0]["name"] == NAME
    assert "cannot be written" in one_sentence(desk("people", "copy", teacher, "--to", str(to)))


def test_nobody_is_erased_without_yes_and_afterwards_no_file_holds_the_name(
    desk: Run, teacher: str, tmp_path: Path
) -> None:
    ended = desk("people", "erase", teacher)
    assert ended.code == 0
    assert f"{NAME} would be erased" in ended.out
    assert NAME.encode() in database(tmp_path).read_bytes()
    ended = desk("people", "erase", teacher, "--yes")
    assert ended.code == 0, ended
    assert f"Erased {teacher}" in ended.out
    left = [
        file for file in (tmp_path / "var").glob("*") if file.is_file() and NAME.encode() in file.read_bytes()
    ]
    assert left == []
    assert "Every sealed trail holds." in desk("people", "seals").out


def test_who_stands_on_the_roster_is_taken_off_it_first(desk: Run) -> None:
    ended = desk("people", "erase", "e-zhou", "--yes")
    assert ended.code == 2
    assert "take them off it first" in ended.err


@pytest.mark.parametrize(
    "command", [("copy", "nobody", "--to", "x"), ("erase", "nobody", "--yes"), ("erase", "nobody")]
)
def test_an_unknown_id_is_one_sentence(desk: Run, command: tuple[str, ...]) -> None:
    assert "knows nobody" in one_sentence(desk("people", *command))
