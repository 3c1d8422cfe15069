"""docker-compose.yml as values: what each service runs, with which settings, waiting for whom.

Reads the file as Compose would (anchors merged, `${VAR:-default}` resolved from a given mapping); starts nothing.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE_FILE = ROOT / "docker-compose.yml"
OURS = "chalkline:"  # every service whose image begins so runs our own command line

_VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::(?P<kind>[-?])(?P<rest>[^}]*))?\}")


def load(environment: Mapping[str, str]) -> dict[str, Any]:
    """The whole file after substitution; raises KeyError for a required variable the mapping lacks or has empty."""

    def value_of(match: re.Match[str]) -> str:
        value = environment.get(match["name"], "")
        if value:
            return value
        if match["kind"] == "?":
            raise KeyError(match["name"])
        return match["rest"] or ""

    loaded: dict[str, Any] = yaml.safe_load(_VARIABLE.sub(value_of, COMPOSE_FILE.read_text(encoding="utf-8")))
    return loaded


def services(environment: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Every service by name, the optional profiles included."""
    return dict(load(environment)["services"])


def our_commands(environment: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    """(service, argv) of each service that runs our image: what to run outside containers, image entrypoint first.

    The file's order is kept: `migrate` comes before the services that wait for it.
    """
    for name, service in services(environment).items():
        if service["image"].startswith(OURS):
            yield name, ["chalkline", *service["command"]]


def settings(service: str, environment: Mapping[str, str]) -> dict[str, str]:
    """The environment variables a service gets, as strings."""
    given = services(environment)[service].get("environment", {})
    return {name: "" if value is None else str(value) for name, value in given.items()}
