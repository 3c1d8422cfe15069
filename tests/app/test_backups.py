"""`chalkline db …` as it is typed."""

from pathlib import Path

from tests.app.terminal import Run


def test_a_copy_is_made_and_proven_and_a_bad_one_is_refused(run: Run, tmp_path: Path) -> None:
    assert run("migrate").code == 0
    copy = tmp_path / "monday.sqlite3"
    made = run("db", "backup", str(copy))
    assert made.code == 0
    assert "keep it as safe as the desk" in made.out
    proven = run("db", "check", str(copy))
    assert proven.code == 0
    assert "A desk can be started from it" in proven.out
    again = run("db", "backup", str(copy))
    assert again.code == 2
    assert "give the copy a name of its own" in again.err
    copy.write_bytes(copy.read_bytes()[:5000])
    assert run("db", "check", str(copy)).code == 1
    missing = run("db", "check", str(tmp_path / "tuesday.sqlite3"))
    assert missing.code == 2
    assert "cannot be read" in missing.err
