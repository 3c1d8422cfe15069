"""`chalkline keys …`: shown once, listed by its part, ended by name."""

import pytest

from app.logs import scrub
from tests.app.terminal import Run, one_sentence


@pytest.fixture
def desk(run: Run) -> Run:
    """A desk with the demo district."""
    run("demo")
    return run


def test_a_key_is_told_once_and_listed_without_its_secret(desk: Run) -> None:
    made = desk("keys", "add", "zabbix", "--scope", "alerts:write", "--scope", "tickets:read", "--days", "30")
    assert made.code == 0
    secret = made.out.split()[0]
    assert secret.startswith("chalk_")
    assert len(secret.split("_", 2)[2]) == 22, "128 bits"
    shown = desk("keys", "list")
    assert secret not in shown.out
    for words in (secret[:14], "zabbix", "alerts:write tickets:read", "全区 all", "—"):
        assert words in shown.out
    assert scrub(f"key {secret}!") == f"key {secret[:14]}_<secret>!"


def test_an_ended_key_says_so_and_its_log_tells_when(desk: Run) -> None:
    desk("keys", "add", "grafana", "--scope", "statistics:read")
    assert "opens nothing any more" in desk("keys", "end", "grafana").out
    assert "已停用 ended" in desk("keys", "list").out
    told = desk("keys", "log", "grafana").out
    assert "made" in told
    assert "ended" in told


def test_what_cannot_be_is_one_sentence_that_says_what_to_do(desk: Run) -> None:
    assert "keys list" in one_sentence(desk("keys", "end", "nobody"))
    assert "no school or key moon" in one_sentence(desk("keys", "add", "x", "--scope", "tickets:read", "--school", "moon"))  # fmt: skip
    desk("keys", "add", "zabbix", "--scope", "tickets:read")
    assert "keys end zabbix" in one_sentence(desk("keys", "add", "zabbix", "--scope", "tickets:read"))
    assert desk("keys", "add", "y", "--scope", "tickets:burn").code == 2


def test_without_keys_the_list_says_how_to_make_one(desk: Run) -> None:
    assert "keys add" in desk("keys", "list").out
