"""docker-compose.yml is what Compose accepts, and what an operator may rely on.

The schema is the Compose Specification's own (Apache-2.0, see compose-spec.LICENSE beside it), as shipped in the
check-jsonschema package 0.39.0.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
from pydantic import BaseModel

from app.settings import Settings
from tests.packaging import compose_file

SCHEMA = Path(__file__).with_name("compose-spec.json")
STAGING = {"CHALKLINE_DB_PASSWORD": "a-password-for-tests"}
DATABASE_SERVICE = "postgres"


def test_the_file_follows_the_compose_specification() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    problems = jsonschema.Draft202012Validator(schema).iter_errors(compose_file.load(STAGING))
    assert [f"{error.json_path}: {error.message}" for error in problems] == []


OF_THE_IMAGE = {
    *("CHALKLINE_DATA_DIR", "CHALKLINE_CONTRACTS_DIR", "CHALKLINE_CALENDARS_DIR", "CHALKLINE_PLAYBOOKS_DIR"),
    *("CHALKLINE_INCIDENTS_DIR", "CHALKLINE_REPORTS_DIR", "CHALKLINE_DEMO_FILE", "CHALKLINE_SECRETS_DIR"),
    *("CHALKLINE_HOST", "CHALKLINE_PORT", "CHALKLINE_TELEGRAM__WEBHOOK_PORT"),
}
"""Paths and ports inside the containers: who changes them changes what is mounted or published, in an override."""


def settings_of(model: type[BaseModel], prefix: str = "CHALKLINE_") -> Iterator[str]:
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from settings_of(inner, f"{prefix}{name.upper()}__")
        else:
            yield prefix + name.upper()


def test_every_setting_in_the_env_file_reaches_the_desk() -> None:
    """One that does not is silently without effect: an operator who is never told, figures behind a token that nobody set."""
    for name in ("bot", "scheduler", "web"):
        passed = set(compose_file.services(STAGING)[name]["environment"])
        assert set(settings_of(Settings)) - passed == OF_THE_IMAGE


def test_without_a_database_password_nothing_starts() -> None:
    with pytest.raises(KeyError, match="CHALKLINE_DB_PASSWORD"):
        compose_file.load({})


def test_every_service_waits_only_for_services_that_exist() -> None:
    services = compose_file.services(STAGING)
    for name, service in services.items():
        unknown = set(service.get("depends_on", {})) - set(services)
        assert not unknown, f"{name} waits for {unknown}"


def test_every_service_waits_on_a_condition_the_other_can_meet() -> None:
    services = compose_file.services(STAGING)
    for name, service in services.items():
        for awaited, rule in service.get("depends_on", {}).items():
            has_check = "test" in services[awaited].get("healthcheck", {})
            expected = "service_healthy" if has_check else "service_completed_successfully"
            assert rule["condition"] == expected, f"{name} -> {awaited}"


def test_every_service_that_stays_up_says_whether_it_is_well() -> None:
    for name, service in compose_file.services(STAGING).items():
        if name == "migrate":
            continue
        assert service["healthcheck"]["test"][0] == "CMD", name
        assert service["restart"] == "unless-stopped", name


def test_the_desk_is_a_bot_a_scheduler_and_a_web_process_after_one_migration() -> None:
    assert dict(compose_file.our_commands(STAGING)) == {
        "migrate": ["chalkline", "migrate"],
        "bot": ["chalkline", "run", "bot"],
        "scheduler": ["chalkline", "run", "scheduler"],
        "web": ["chalkline", "run", "web", "--host", "0.0.0.0", "--port", "8080"],
    }


def test_migration_ends_before_anything_of_ours_begins() -> None:
    services = compose_file.services(STAGING)
    for name, _ in compose_file.our_commands(STAGING):
        if name != "migrate":
            assert services[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_the_database_is_not_published() -> None:
    assert "ports" not in compose_file.services(STAGING)[DATABASE_SERVICE]


def test_the_web_is_published_on_this_machine_only_unless_asked() -> None:
    assert compose_file.services(STAGING)["web"]["ports"] == ["127.0.0.1:8080:8080"]
    published = compose_file.services(STAGING | {"CHALKLINE_BIND": "0.0.0.0"})["web"]["ports"]
    assert published == ["0.0.0.0:8080:8080"]


def test_rasa_stays_away_until_its_profile_is_asked_for() -> None:
    services = compose_file.services(STAGING)
    assert services["rasa"]["profiles"] == ["rasa"]
    assert services["rasa"]["environment"]["RASA_TELEMETRY_ENABLED"] == "false"
    assert services["rasa"]["build"]["dockerfile"] == "nlu/rasa/Dockerfile"
    others = [service for name, service in services.items() if name != "rasa"]
    assert all("profiles" not in service for service in others)
    assert all("rasa" not in service.get("depends_on", {}) for service in others)


def test_our_processes_talk_to_the_database_of_the_file() -> None:
    for name, _ in compose_file.our_commands(STAGING):
        url = compose_file.settings(name, STAGING)["CHALKLINE_DATABASE_URL"]
        assert url == "postgresql+psycopg://chalkline:a-password-for-tests@postgres:5432/chalkline"


def test_the_file_holds_no_secret() -> None:
    text = compose_file.COMPOSE_FILE.read_text(encoding="utf-8")
    for line in text.splitlines():
        setting = re.match(r"\s+\w*(PASSWORD|TOKEN|SECRET|KEY)\w*:\s*(?P<value>.+)", line)
        if setting:
            assert setting["value"].startswith("${"), line


def test_every_image_is_pinned_to_a_version() -> None:
    for name, service in compose_file.services(STAGING).items():
        _, _, tag = service["image"].partition(":")
        assert tag, name
        assert tag != "latest", name


def test_our_processes_run_without_privileges() -> None:
    services = compose_file.services(STAGING)
    for name, _ in compose_file.our_commands(STAGING):
        assert services[name]["read_only"], name
        assert services[name]["cap_drop"] == ["ALL"], name
