"""The documents say what is true of the tree: links, paths, names, settings, commands, codes."""

import ast
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest
import yaml

from app.cli import cli
from app.hook_options import HookOptions
from app.meters import MetricsOptions
from app.oidc import OidcOptions
from app.outside import HeartbeatOptions
from app.paging import GatewayOptions, PagingOptions
from app.settings import NluOptions, SessionOptions, Settings, TelegramOptions
from app.watching import CanaryOptions, OperatorOptions
from desk import events, refusals
from desk.contract import Milestone, StageName
from desk.people import Role, Tier
from desk.reading import Answer, DeviceClass, Impact, Intent, Occasion, Symptom
from desk.ticket import Status
from desk.timers import TimerKind
from tests.packaging import house

READMES = ("README.md", "README.zh-CN.md")
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(#[^)\s]*)?\)")
QUOTED = re.compile(r"`([^`\n]+)`")
NAMED = re.compile(r"([\w./]+\.py): ([\w.]+)")
CODES: tuple[type[StrEnum], ...] = (
    Answer,
    DeviceClass,
    Impact,
    Intent,
    Milestone,
    Occasion,
    Role,
    StageName,
    Status,
    Symptom,
    Tier,
    TimerKind,
    events.SelfHelpOutcome,
)


def documents() -> list[Path]:
    """Every Markdown file of the tree."""
    return list(house.files(".md"))


def quoted(path: Path) -> Iterator[str]:
    """What stands in back quotes, code blocks left out."""
    yield from QUOTED.findall(re.sub(r"^```.*?^```", "", house.text(path), flags=re.M | re.S))


def shell(path: Path) -> list[str]:
    """The lines of a document's shell blocks, without their comments."""
    blocks = re.findall(r"^```sh\n(.*?)^```", house.text(path), flags=re.M | re.S)
    return [line.split("  #")[0].strip() for block in blocks for line in block.splitlines()]


def headings(path: Path) -> set[str]:
    """The anchors that a document offers, as Git hosts make them."""
    titles = re.findall(r"^#+ (.+)$", house.text(path), flags=re.M)
    return {"#" + re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def names_in(path: Path) -> set[str]:
    """Functions, classes, `Class.method`s and module constants of a Python file."""
    found = set()
    for node in house.tree(path).body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found.add(name)
            case ast.ClassDef(name=name, body=body):
                parts = (part for part in body if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef))
                found.update({name, *(f"{name}.{part.name}" for part in parts)})
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                found.add(name)
    return found


def is_there(written: str) -> bool:
    """Whether a path or pattern in a document means something of the tree; what begins elsewhere is no path of ours."""
    ours = {path.parts[0] for path in house.files() if len(path.parts) > 1}
    if written.split("/", maxsplit=1)[0] not in ours or not re.fullmatch(r"[\w.*/-]+", written):
        return True
    return any(house.ROOT.glob(written.rstrip("/")))


@pytest.mark.parametrize("path", documents(), ids=str)
def test_every_link_leads_somewhere(path: Path) -> None:
    missing = []
    for target, anchor in LINK.findall(house.text(path)):
        file = (house.ROOT / path.parent / target).resolve() if target else house.ROOT / path
        if not file.exists():
            missing.append(target)
        elif anchor and anchor not in headings(file.relative_to(house.ROOT)):
            missing.append(target + anchor)
    assert missing == []


@pytest.mark.parametrize("path", documents(), ids=str)
def test_every_path_named_is_in_the_tree(path: Path) -> None:
    written = [part.split(":")[0] for part in quoted(path) if "/" in part]
    assert [part for part in written if not is_there(part)] == []


@pytest.mark.parametrize("path", documents(), ids=str)
def test_every_name_said_to_be_in_a_file_is_in_it(path: Path) -> None:
    pairs = [named.groups() for part in quoted(path) if (named := NAMED.fullmatch(part))]
    files = [(file, name) for file, name in pairs if (house.ROOT / file).is_file()]
    assert len(files) == len(pairs), set(pairs) - set(files)
    assert [f"{file}: {name}" for file, name in files if name not in names_in(Path(file))] == []


def test_the_walkthrough_names_functions() -> None:
    assert sum(1 for part in quoted(Path("docs/walkthrough.md")) if NAMED.fullmatch(part)) > 80


@pytest.mark.parametrize("readme", READMES)
def test_the_readmes_list_every_setting_and_no_other(readme: str) -> None:
    listed = re.findall(r"^\| `CHALKLINE_(\w+)` \|", house.text(Path(readme)), flags=re.M)
    nested = {
        "telegram": TelegramOptions,
        "nlu": NluOptions,
        "paging": PagingOptions,
        "gateway": GatewayOptions,
        "operator": OperatorOptions,
        "heartbeat": HeartbeatOptions,
        "metrics": MetricsOptions,
        "sessions": SessionOptions,
        "oidc": OidcOptions,
        "canary": CanaryOptions,
        "hooks": HookOptions,
    }
    plain = {name.upper() for name in Settings.model_fields if name not in nested}
    inner = {f"{part}__{name}".upper() for part, kind in nested.items() for name in kind.model_fields}
    assert sorted(listed) == sorted(plain | inner)


def test_both_readmes_quote_the_same_commands() -> None:
    assert shell(Path("README.md")) == shell(Path("README.zh-CN.md")) != []


@pytest.mark.parametrize("path", documents(), ids=str)
def test_every_command_and_target_exists(path: Path) -> None:
    commands = {
        command.name or getattr(command.callback, "__name__", "") for command in cli.registered_commands
    } | {group.name for group in cli.registered_groups}
    targets = set(re.findall(r"^([\w-]+):", house.text(Path("Makefile")), flags=re.M))
    spoken = [*shell(path), *quoted(path)]
    called = {found[1] for line in spoken if (found := re.search(r"(?:^|/bin/)chalkline (\w+)", line))}
    made = {found[1] for line in spoken if (found := re.search(r"(?:^| )make ([a-z][\w-]*)$", line))}
    assert (called - commands, made - targets) == (set(), set())


def test_every_service_of_the_compose_file_runs_a_command_that_exists() -> None:
    services = yaml.safe_load(house.text(Path("docker-compose.yml")))["services"]
    said = house.text(Path("docs/operations.md"))
    ours = [name for name, service in services.items() if "chalkline" in str(service.get("image", ""))]
    assert ours
    assert [name for name in ours if name not in said] == []


def test_the_glossary_has_every_code_of_the_domain() -> None:
    known = set(quoted(Path("docs/glossary.md")))
    codes = {f"{kind.__name__}.{code.name}": code.value for kind in CODES for code in kind}
    assert [name for name, code in codes.items() if code not in known] == []


def test_the_glossary_has_every_event_and_refusal() -> None:
    known = set(quoted(Path("docs/glossary.md")))
    said_no = {
        name
        for name, thing in vars(refusals).items()
        if isinstance(thing, type) and issubclass(thing, refusals.Refused) and thing is not refusals.Refused
    }
    assert sorted((set(events.EVENT_TYPES) | said_no) - known) == []


def test_every_alarm_that_operations_watches_for_is_logged_somewhere() -> None:
    lines = house.text(Path("docs/operations.md")).splitlines()
    alarms = next(line for line in lines if line.startswith("Worth an alarm"))
    code = "".join(house.text(path) for path in house.product_files())
    watched = QUOTED.findall(alarms.split("=")[1].split("There are")[0])
    assert len(watched) > 5
    assert [word for word in watched if f'action="{word}"' not in code] == []
