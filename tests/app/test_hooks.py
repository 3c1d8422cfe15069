"""`chalkline hooks …`: the secret shown once and kept nowhere, listed, tested, ended; what cannot be is one sentence."""

from pathlib import Path

import pytest

from app.hook_options import HookOptions, hosts_of
from app.logs import scrub
from desk.hooks import secret_of
from tests.app.terminal import Run, one_sentence
from tests.kit.processes import free_port

KEY = "the-key-of-this-desk-of-32-characters"
URL = "https://helpdesk.example/hook"


@pytest.fixture
def desk(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A desk with the demo district and a key of its own."""
    monkeypatch.setenv("CHALKLINE_HOOKS__KEY", KEY)
    run("demo")
    return run


def test_a_secret_is_told_once_and_is_nowhere_in_the_database(desk: Run, tmp_path: Path) -> None:
    made = desk(
        "hooks", "add", "glpi", "--url", URL, "--events", "ticket.opened,deadline.missed", "--school", "qh1"
    )
    assert made.code == 0, made.err
    secret = made.out.split()[0]
    hook = secret.split("_")[1]
    assert secret == secret_of(KEY, hook)
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert any(hook.encode() in file.read_bytes() for file in files)
    assert not any(secret.split("_", 2)[2].encode() in file.read_bytes() for file in files)
    shown = desk("hooks", "list").out
    assert secret not in shown
    for words in (hook, "glpi", "ticket.opened", "deadline.missed", "qh1", "是 yes"):
        assert words in shown
    assert scrub(f"hook {secret}!") == f"hook chalkhook_{hook}_<secret>!"
    assert "made" in desk("hooks", "log", "glpi").out
    assert "nothing any more" in desk("hooks", "end", "glpi").out
    assert "已停用 ended" in desk("hooks", "list").out


def test_a_test_says_what_came_back(desk: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHALKLINE_HOOKS__HTTP", "true")
    monkeypatch.setenv("CHALKLINE_HOOKS__TRUSTED", "127.0.0.1")
    assert desk("hooks", "add", "here", "--url", f"http://127.0.0.1:{free_port()}/").code == 0
    assert "did not take it: no readable answer" in one_sentence(desk("hooks", "test", "here"))
    monkeypatch.setenv("CHALKLINE_HOOKS__KEY", KEY + "-changed")
    assert "CHALKLINE_HOOKS__KEY" in one_sentence(desk("hooks", "test", "here"))


def test_what_cannot_be_is_one_sentence_that_says_what_to_do(
    desk: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "hooks add" in desk("hooks", "list").out
    for words, given in (
        ("not https", ("--url", "http://helpdesk.example/")),
        ("private address", ("--url", "https://169.254.169.254/latest")),
        ("no event ticket.born", ("--url", URL, "--events", "ticket.born")),
        ("no scope tickets:read", ("--url", URL, "--scope", "tickets:read")),
        ("no school or hook moon", ("--url", URL, "--school", "moon")),
    ):
        assert words in one_sentence(desk("hooks", "add", "x", *given))
    desk("hooks", "add", "glpi", "--url", URL)
    assert "hooks end glpi" in one_sentence(desk("hooks", "add", "glpi", "--url", URL))
    for verb in ("end", "resume", "test", "log"):
        assert "hooks list" in one_sentence(desk("hooks", verb, "nobody"))
    monkeypatch.delenv("CHALKLINE_HOOKS__KEY")
    assert "openssl rand" in one_sentence(desk("hooks", "add", "y", "--url", URL))


def test_settings_that_cannot_work_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 32"):
        HookOptions(key="short")  # type: ignore[arg-type]  # pydantic makes it a secret
    with pytest.raises(ValueError, match="is no host"):
        HookOptions(trusted="https://glpi.internal")
    assert hosts_of("GLPI.internal., 10.0.0.7,") == {"glpi.internal", "10.0.0.7"}
