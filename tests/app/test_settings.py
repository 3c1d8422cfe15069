"""Settings come from the environment, are checked at once, and never show a secret."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from app.settings import HOME, NluBackend, Settings, secrets_of

TOKEN = "123456789:" + "A" * 35
NLU = ("NLU__BACKEND", "NLU__URL", "NLU__KEY", "NLU__MODEL", "NLU__TIMEOUT")
KEY = "sk-a-secret-of-the-district"


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the machine the tests run on."""
    for name in ("DATABASE_URL", "DATA_DIR", "ZONE", "PORT", "LOG_LEVEL", "TELEGRAM__TOKEN", "HOST", *NLU):
        monkeypatch.delenv(f"CHALKLINE_{name}", raising=False)


def given_env(env: pytest.MonkeyPatch, **values: str) -> Settings:
    for name, value in values.items():
        env.setenv(f"CHALKLINE_{name}", value)
    return Settings()


def refusal(env: pytest.MonkeyPatch, **values: str) -> str:
    with pytest.raises(ValidationError) as problem:
        given_env(env, **values)
    return str(problem.value)


def test_without_any_setting_the_desk_runs_on_sqlite_in_china() -> None:
    settings = Settings()
    assert settings.url == f"sqlite:///{HOME / 'var' / 'chalkline.sqlite3'}"
    assert str(settings.zone_info) == "Asia/Shanghai"
    assert not settings.telegram.is_on
    assert settings.host == "127.0.0.1"


def test_nested_settings_are_named_with_two_underscores(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = given_env(monkeypatch, TELEGRAM__TOKEN=TOKEN, TELEGRAM__PROXY="http://proxy:3128")
    assert settings.telegram.is_on
    assert settings.telegram.token.get_secret_value() == TOKEN
    assert settings.telegram.proxy == "http://proxy:3128"


def test_a_variable_that_is_set_to_nothing_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = given_env(monkeypatch, ZONE="", PORT="", DATABASE_URL="", TELEGRAM__TOKEN="")
    assert (settings.zone, settings.port, settings.telegram.is_on) == ("Asia/Shanghai", 8080, False)


def test_the_data_folder_holds_the_database_unless_a_database_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert given_env(monkeypatch, DATA_DIR="/srv/x").url == "sqlite:////srv/x/chalkline.sqlite3"
    named = given_env(monkeypatch, DATABASE_URL="postgresql+psycopg://desk@db/chalkline")
    assert named.url == "postgresql+psycopg://desk@db/chalkline"


def test_what_the_command_line_says_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHALKLINE_PORT", "9000")
    assert Settings().port == 9000
    assert Settings(port=9001, data_dir=Path("/tmp/x")).port == 9001


def test_a_wrong_time_zone_is_refused_with_one_that_works(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "'Mars/Olympus' is no IANA time zone; set for example Asia/Shanghai" in refusal(
        monkeypatch, ZONE="Mars/Olympus"
    )


@pytest.mark.parametrize("zone", ["/etc/passwd", "../../etc/passwd", "Asia/", " "])
def test_a_path_is_no_time_zone(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    assert "is no IANA time zone" in refusal(monkeypatch, ZONE=zone)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http"])
def test_a_port_is_a_number_that_can_be_listened_on(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    assert "port" in refusal(monkeypatch, PORT=port)


def test_log_levels_may_be_written_small_and_unknown_ones_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert given_env(monkeypatch, LOG_LEVEL="debug").log_level == "DEBUG"
    assert "'loud' is no log level; set DEBUG, INFO, WARNING or ERROR" in refusal(
        monkeypatch, LOG_LEVEL="loud"
    )


def test_a_token_that_is_none_is_refused_without_being_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    told = refusal(monkeypatch, TELEGRAM__TOKEN="hunter2hunter2")
    assert "copy it from @BotFather" in told
    assert "hunter2" not in told


def test_a_webhook_without_a_long_secret_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    told = refusal(
        monkeypatch,
        TELEGRAM__WEBHOOK_URL="https://desk.example/tg",
        TELEGRAM__WEBHOOK_SECRET="short",
        TELEGRAM__TOKEN=TOKEN,
    )
    assert "at least 16 characters" in told


def test_no_secret_shows_when_the_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "s" * 40
    settings = given_env(monkeypatch, TELEGRAM__TOKEN=TOKEN, TELEGRAM__WEBHOOK_SECRET=secret)
    for shown in (repr(settings), str(settings), repr(settings.telegram), str(settings.model_dump())):
        assert TOKEN not in shown
        assert secret not in shown


def test_without_any_setting_our_own_reader_reads_alone() -> None:
    assert Settings().nlu.backend is NluBackend.EMBEDDED


def test_a_back_end_is_named_with_its_address_key_model_and_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"NLU__BACKEND": "openai", "NLU__URL": "https://llm.example/v1", "NLU__KEY": KEY}
    options = given_env(monkeypatch, **told, NLU__MODEL="district-7b", NLU__TIMEOUT="0.8").nlu
    assert (options.backend, options.url) == (NluBackend.OPENAI, "https://llm.example/v1")
    assert (options.key.get_secret_value(), options.model, options.timeout) == (KEY, "district-7b", 0.8)


@pytest.mark.parametrize(
    ("told", "answer"),
    [
        ({"NLU__BACKEND": "rasa"}, "the rasa back end needs an address; set CHALKLINE_NLU__URL"),
        ({"NLU__BACKEND": "openai", "NLU__URL": "http://llm/v1"}, "set CHALKLINE_NLU__MODEL"),
        ({"NLU__BACKEND": "skynet"}, "'embedded', 'rasa' or 'openai'"),
        ({"NLU__URL": "file:///etc/passwd"}, "must begin with http:// or https://"),
        ({"NLU__URL": "rasa:5005"}, "must begin with http:// or https://"),
        ({"NLU__URL": "http://user:hunter2@llm/v1"}, "put the secret into CHALKLINE_NLU__KEY"),
        ({"NLU__KEY": "hunter2\nX-Other: 1"}, "without blanks"),
        ({"NLU__TIMEOUT": "0"}, "greater than 0"),
        ({"NLU__TIMEOUT": "3600"}, "less than or equal to 30"),
        ({"NLU__TIMEOUT": "nan"}, "nlu.timeout"),
    ],
)
def test_a_back_end_that_cannot_work_is_refused_at_start_without_showing_a_secret(
    monkeypatch: pytest.MonkeyPatch, told: dict[str, str], answer: str
) -> None:
    refused = refusal(monkeypatch, **told)
    assert answer in refused
    assert "hunter2" not in refused


def test_the_key_of_a_back_end_never_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = given_env(monkeypatch, NLU__KEY=KEY)
    for shown in (repr(settings), str(settings), repr(settings.nlu), str(settings.model_dump())):
        assert KEY not in shown


def test_secrets_come_from_files_named_like_their_variables(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "CHALKLINE_TELEGRAM__TOKEN").write_text(f"{TOKEN}\n")
    (tmp_path / "chalkline_database_url").write_text("postgresql+psycopg://desk:pw@db/chalkline")
    (tmp_path / "rasa_licence").write_text("of another program")
    settings = given_env(monkeypatch, SECRETS_DIR=str(tmp_path))
    assert settings.telegram.token.get_secret_value() == TOKEN
    assert settings.url == "postgresql+psycopg://desk:pw@db/chalkline"
    assert TOKEN in secrets_of(settings), "masked in every line like one of the environment"
    assert given_env(monkeypatch, DATABASE_URL="sqlite://").url == "sqlite://", "a variable goes before"


def test_a_folder_of_secrets_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "run" / "secrets", tmp_path / "file"):
        assert f"{folder} is no folder" in refusal(monkeypatch, SECRETS_DIR=str(folder))


def test_a_secret_that_no_setting_has_is_named_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "CHALKLINE_TELEGRAM_TOKEN").write_text(TOKEN)
    told = refusal(monkeypatch, SECRETS_DIR=str(tmp_path))
    assert "CHALKLINE_TELEGRAM_TOKEN" in told
    assert "no setting has this name" in told
    assert TOKEN not in told


def test_a_wrong_secret_of_a_file_is_refused_without_being_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "CHALKLINE_TELEGRAM__TOKEN").write_text("12345-not-a-token")
    told = refusal(monkeypatch, SECRETS_DIR=str(tmp_path))
    assert "token" in told
    assert "12345-not" not in told
