"""The command line: what cannot be done is one sentence and exit code 2, never a traceback."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from app import actions
from app.clock import WallClock
from app.settings import HOME, Settings
from app.wiring import build
from scheduler.heartbeat import beat
from tests.app.terminal import Run, one_sentence
from tests.kit.clock import PushedClock

CODE = re.compile(r"^[0-9A-Z-]{20,}$", re.M)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as `chalkline migrate` leaves it."""
    folder = tmp_path_factory.mktemp("migrated")
    asyncio.run(actions.migrate(Settings(data_dir=folder), WallClock()))
    return folder / "chalkline.sqlite3"


@pytest.fixture
def ready(run: Run, migrated: Path, tmp_path: Path) -> Run:
    """As `run`, after `migrate`."""
    (tmp_path / "var").mkdir()
    shutil.copy(migrated, tmp_path / "var")
    return run


def test_check_reads_everything_that_is_read_at_start(run: Run) -> None:
    ended = run("check")
    assert ended.code == 0
    assert "changge v1" in ended.out
    assert "gangbei: reminders after 30min, 4h, call-back after 24h (09:30-11:30, 14:50-17:00);" in ended.out
    assert "repeated within 7d; scores up to 2 followed up within 24h; asked once in 7d" in ended.out
    assert "Telegram: off" in ended.out
    assert "Everything reads well." in ended.out


def test_check_names_the_file_and_line_of_a_broken_contract(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "contracts"
    folder.mkdir()
    good = (HOME / "contracts" / "changge.yaml").read_text(encoding="utf-8")
    (folder / "changge.yaml").write_text(
        good.replace("climb_every: 5min", "climb_every: soon"), encoding="utf-8"
    )
    told = one_sentence(run("check", CONTRACTS_DIR=str(folder)))
    assert re.search(r"changge\.yaml:\d+: 'climb_every' of 'ladder' is not a length of time", told)


def test_a_folder_without_contracts_or_playbooks_is_named(run: Run, tmp_path: Path) -> None:
    assert str(tmp_path / "none") in one_sentence(run("check", CONTRACTS_DIR=str(tmp_path / "none")))


@pytest.mark.parametrize(
    ("env", "told"),
    [
        ({"ZONE": "Mars/Olympus"}, "CHALKLINE_ZONE: Value error, 'Mars/Olympus' is no IANA time zone"),
        ({"PORT": "99999"}, "CHALKLINE_PORT: "),
        ({"LOG_LEVEL": "loud"}, "CHALKLINE_LOG_LEVEL: Value error, 'loud' is no log level"),
        ({"TELEGRAM__TOKEN": "half"}, "CHALKLINE_TELEGRAM__TOKEN: "),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_named_as_it_is_set(run: Run, env: dict[str, str], told: str) -> None:
    assert told in one_sentence(run("check", **env))


def test_a_secret_that_cannot_be_read_is_one_sentence_without_a_byte_of_it(run: Run, tmp_path: Path) -> None:
    (tmp_path / "CHALKLINE_HOTLINE").write_bytes(b"hunter2\xff")
    told = one_sentence(run("check", SECRETS_DIR=str(tmp_path)))
    assert "A file of CHALKLINE_SECRETS_DIR cannot be read: it is not UTF-8." in told
    assert "hunter2" not in told


@pytest.mark.parametrize("as_file", [True, False], ids=["file", "variable"])
def test_a_group_of_settings_that_is_no_json_is_one_sentence(run: Run, tmp_path: Path, as_file: bool) -> None:
    (tmp_path / "CHALKLINE_TELEGRAM").write_text("hunter2")
    told = one_sentence(
        run("check", **({"SECRETS_DIR": str(tmp_path)} if as_file else {"TELEGRAM": "hunter2"}))
    )
    assert 'error parsing value for field "telegram"' in told
    assert "hunter2" not in told


def test_two_wrong_settings_are_told_at_once(run: Run) -> None:
    told = one_sentence(run("check", ZONE="Mars/Olympus", PORT="0"))
    assert "CHALKLINE_ZONE" in told
    assert "CHALKLINE_PORT" in told


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("nonsense", "CHALKLINE_DATABASE_URL cannot be read"),
        ("postgresql://desk:hunter2@db:port/x", "CHALKLINE_DATABASE_URL cannot be read"),
        ("mysql://desk:hunter2@db/x", "neither sqlite:///a/file nor postgresql"),
        ("sqlite:////proc/nothing/desk.sqlite3", "/proc/nothing"),
        ("postgresql+psycopg://desk:hunter2@127.0.0.1:1/x", "the database cannot be opened"),
    ],
)
def test_a_database_that_cannot_be_used_is_told_without_its_password(run: Run, url: str, told: str) -> None:
    shown = one_sentence(run("migrate", DATABASE_URL=url))
    assert told in shown
    assert "hunter2" not in shown


def test_a_data_folder_that_is_a_file_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert str(tmp_path / "file") in one_sentence(run("migrate", DATA_DIR=str(tmp_path / "file")))


def test_migrate_may_be_run_again_and_again(run: Run) -> None:
    assert [run("migrate").out for _ in range(2)] == ["The database is ready.\n"] * 2


def test_before_migrate_the_other_commands_say_so(run: Run) -> None:
    for words in (("invite", "engineer"), ("health",)):
        assert "run `chalkline migrate`" in one_sentence(run(*words))


def test_an_invitation_is_a_code_and_how_to_use_it(run: Run) -> None:
    run("migrate")
    first, second = (
        run("invite", "engineer", "--tier", "first", "--name", "Jiang"),
        run("invite", "supervisor"),
    )
    codes = [CODE.search(ended.out) for ended in (first, second)]
    assert all(codes)
    assert codes[0] != codes[1]
    assert "for 72 hours" in first.out
    assert f"?start=b_{codes[0][0]}" in first.out if codes[0] else False


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("invite", "teacher", "--school", "atlantis"), "atlantis"),
        (("invite", "--person", "nobody"), "nobody"),
        (("invite",), "Say either a role"),
        (("invite", "teacher", "--person", "lin"), "Say either a role"),
        (("invite", "king"), "king"),
        (("run", "nothing"), "nothing"),
        (("console", "--seat", "king"), "king"),
        (("nothing",), "nothing"),
        (("load", "/no/such/file.yaml"), "/no/such/file.yaml"),
        (("run", "web", "--rehearse-from", "2026-09-25T17:50"), "needs a time zone"),
        (("run", "web", "--rehearse-from", "yesterday"), "yesterday"),
        (("run", "web", "--rehearse-from", "2026-09-25T17:50+08:00", "--speed", "0"), "between 0.1 and 3600"),
        (("run", "web", "--port", "0"), "CHALKLINE_PORT"),
    ],
)
def test_what_nobody_can_do_is_refused_in_words(ready: Run, words: tuple[str, ...], told: str) -> None:
    assert told in one_sentence(ready(*words))


def test_the_demo_goes_into_an_empty_database_only(run: Run) -> None:
    assert "The demo district is in." in run("demo").out
    assert "nothing was changed" in run("demo").out


def test_help_is_no_error(run: Run) -> None:
    assert run("--help").code == 0
    assert run("invite", "--help").code == 0


def beat_now(settings: Settings, clock: PushedClock | WallClock, loop: str) -> None:
    """One heartbeat in the desk's database, without a running desk."""

    async def beating() -> None:
        store = build(settings, clock).store  # type: ignore[arg-type]  # the pushed clock has the same shape
        await store.start()
        await store.run(beat, loop)
        await store.close()

    asyncio.run(beating())


def test_health_is_bad_until_a_process_has_run(ready: Run) -> None:
    ended = ready("health")
    assert (ended.code, ended.out) == (1, "no process has ever run on this database\n")


def test_health_is_good_while_the_heart_beats_and_bad_when_it_stopped(ready: Run) -> None:
    run, settings = ready, Settings()
    now = WallClock().now()
    beat_now(settings, PushedClock(now), "bot")
    beat_now(settings, PushedClock(now - timedelta(minutes=2)), "scheduler")
    assert run("health", "bot").code == 0
    silent = run("health", "scheduler")
    assert silent.code == 1
    assert re.match(r"scheduler: 1\d\d s ago", silent.out)
    assert run("health").code == 1
    never = run("health", "web")
    assert (never.code, never.out) == (1, "web: never\n")


def test_as_its_own_process_it_ends_with_the_same_codes(tmp_path: Path) -> None:
    env = {**os.environ, "CHALKLINE_DATA_DIR": str(tmp_path), "CHALKLINE_ZONE": ""}
    codes = {}
    for words in (("migrate",), ("health",), ("run", "web", "--rehearse-from", "soon")):
        ended = subprocess.run(
            [sys.executable, "-m", "app.cli", *words],
            cwd=HOME,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        codes[words[0]] = ended.returncode
        assert "Traceback" not in ended.stderr
    assert codes == {"migrate": 0, "health": 1, "run": 2}
