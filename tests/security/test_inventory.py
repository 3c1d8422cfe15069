"""Nothing is kept of people that the inventory does not know (P1): columns, and the fields of what happened."""

import dataclasses
import importlib
import pkgutil
import types
import typing
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import pytest
from sqlalchemy import inspect

import storage
from desk.events import EVENT_TYPES
from desk.ids import MediaId
from desk.incident_events import INCIDENT_EVENT_TYPES
from desk.personal import ERASED, IN_EVENTS, OUR_OWN, Personal, emptied, parted, without
from desk.retention import KEPT, Keep
from storage.engines import engine_for
from storage.inventory import INVENTORY, NONE
from storage.migrate import upgrade
from storage.tables import metadata

ROOT = Path(__file__).parents[2]


def test_every_column_that_a_migrated_desk_has_is_in_the_inventory(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'desk.sqlite3'}"
    upgrade(url)
    with engine_for(url).connect() as conn:
        found = inspect(conn)
        made = {
            name: {column["name"] for column in found.get_columns(name)}
            for name in found.get_table_names()
            if name != "alembic_version"
        }
    assert {name: set(holding.columns) for name, holding in INVENTORY.items()} == made


def test_every_table_of_the_code_is_in_the_inventory_wherever_it_is_written() -> None:
    for module in pkgutil.walk_packages(storage.__path__, "storage."):
        if not module.name.startswith("storage.migrations"):
            importlib.import_module(module.name)
    untagged = [
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if "personal" not in column.info
    ]
    assert untagged == [], "say in storage/inventory.py what they hold of people"


def test_every_personal_row_can_be_found_by_its_person() -> None:
    """Export and erasure go by it. Media belong to the messages and events that name them."""
    lost = [
        name
        for name, holding in INVENTORY.items()
        if holding.personal
        and name != "media"
        and not any((holding.whose.person, holding.whose.peer, holding.whose.ticket, holding.whose.named_in))
    ]
    assert lost == []
    for holding in INVENTORY.values():
        whose = holding.whose
        named = {*whose.person, *whose.peer, whose.ticket, whose.named_in} - {""}
        assert named <= set(holding.columns)


def test_what_is_of_no_person_says_so_alone() -> None:
    for name, holding in INVENTORY.items():
        for column, kinds in holding.columns.items():
            assert NONE not in kinds or kinds == (NONE,), f"{name}.{column}"


def leaves(kind: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Every path of a field's type that ends in text, an id of a medium or a number, with the type there."""
    origin = typing.get_origin(kind)
    if isinstance(kind, typing.NewType):
        yield path, kind
    elif origin in (typing.Union, types.UnionType, tuple, frozenset):
        for part in typing.get_args(kind):
            if part not in (type(None), Ellipsis):
                yield from leaves(part, path)
    elif dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        for field in dataclasses.fields(kind):
            yield from leaves(hints[field.name], f"{path}.{field.name}" if path else field.name)
    elif not (isinstance(kind, type) and issubclass(kind, Enum)):
        yield path, kind


ALL = (*EVENT_TYPES.items(), *INCIDENT_EVENT_TYPES.items())
"""A note is one of a ticket or of an incident: the same name, nearly the same fields."""


@pytest.mark.parametrize(("name", "event"), ALL)
def test_every_text_and_picture_of_an_event_is_said_to_be_personal_or_our_own(
    name: str, event: type[object]
) -> None:
    said = IN_EVENTS.get(name, {})
    unsaid = [
        path
        for path, kind in leaves(event)
        if kind in (str, MediaId)
        and not any(path == known or path.startswith(f"{known}.") for known in said)
        and path.split(".")[0] not in OUR_OWN
    ]
    assert unsaid == [], "say in desk/personal.py what they hold of people"


def test_every_field_in_the_table_of_events_is_one() -> None:
    for name, fields in IN_EVENTS.items():
        paths = {path for known, event in ALL if known == name for path, _ in leaves(event)}
        assert all(any(p == known or p.startswith(f"{known}.") for p in paths) for known in fields), name


def test_an_event_parts_in_facts_and_words_and_only_the_words_go() -> None:
    event = {"at": "2026-09-21T08:00:00Z", "words": "ask Lin", "fault": {"facts": {}, "place": "3-2"}, "why": [["a", "b"]]}  # fmt: skip
    public, private = parted("TicketOpened", event)
    assert public == {"at": event["at"], "words": None, "fault": {"facts": {}, "place": None}, "why": None}
    assert private == {"words": "ask Lin", "fault.place": "3-2", "why": [["a", "b"]]}
    left = without("TicketOpened", event, emptied)
    assert left == {"at": event["at"], "words": ERASED, "fault": {"facts": {}, "place": ERASED}, "why": []}
    assert event["words"] == "ask Lin", "the event itself is not touched"
    assert parted("TicketOpened", left)[0] == public


def test_a_score_stays_as_a_fact() -> None:
    assert parted("Rated", {"score": 2}) == ({"score": 2}, {})
    assert IN_EVENTS["Rated"]["score"] is Personal.SATISFACTION


def test_the_page_for_people_says_the_same_days_as_the_code() -> None:
    page = (ROOT / "docs/privacy.md").read_text(encoding="utf-8")
    for keep in Keep:
        rule = KEPT[keep]
        days = "—" if rule.days is None else str(rule.days)
        assert f"| `{keep}` | {rule.what} | {days} | {rule.since} |" in page


def test_the_page_for_people_lists_every_table_that_holds_anything_of_them() -> None:
    page = (ROOT / "docs/privacy.md").read_text(encoding="utf-8")
    missing = [
        line
        for name, holding in INVENTORY.items()
        if holding.personal and (line := inventory_line(name)) not in page
    ]
    assert missing == []


def inventory_line(name: str) -> str:
    """The row of one table on the page."""
    holding = INVENTORY[name]
    kinds = dict.fromkeys(kind for column in holding.personal for kind in holding.columns[column])
    columns = ", ".join(f"`{column}`" for column in holding.personal)
    return f"| `{name}` | {columns} | {', '.join(kinds)} | `{holding.keep}` |"
