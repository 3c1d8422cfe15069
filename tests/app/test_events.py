"""`chalkline events …`: enter, list and call off a school's major events; and what a district's file says of them."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from app.clock import WallClock
from app.settings import HOME
from tests.app.terminal import Run, one_sentence

DAYS_AHEAD = (WallClock().now() + timedelta(days=40)).date()
ADD = (
    *("events", "add", "--school", "qh1", "--kind", "exam", "--name", "期中考试"),
    *("--from", f"{DAYS_AHEAD} 08:00", "--to", f"{DAYS_AHEAD} 11:30"),
)


@pytest.fixture
def desk(run: Run) -> Run:
    """A desk with the demo district."""
    run("demo")
    return run


def test_an_event_is_entered_listed_with_its_duties_and_called_off(desk: Run) -> None:
    entered = desk(*ADD, "--room", "三年级1班", "--room", "qh1-302")
    assert entered.code == 0
    name = entered.out.split()[0]
    listed = desk("events", "list", "--school", "qh1").out
    assert (
        f"{name}  {DAYS_AHEAD} 08:00 to {DAYS_AHEAD} 11:30  期中考试  青禾第一小学, 三年级1班, 三年级2班"
        in listed
    )
    assert re.search(r"驻守.*\[000 §5\.11\.7\]: to arrange (by \d|the calendar)", listed)
    assert desk("events", "cancel", name).code == 0
    assert name not in desk("events", "list").out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((*ADD[:3], "atlantis", *ADD[4:]), "This desk has no atlantis"),
        ((*ADD, "--room", "九年级9班"), "This desk has no 九年级9班"),
        ((*ADD, "--room", "qh2-302"), "This desk has no qh2-302"),
        ((*ADD[:-3], "soon", *ADD[-2:]), "soon is no date and time"),
        ((*ADD[:-1], f"{DAYS_AHEAD} 07:00"), "ends before it begins"),
        ((*ADD[:8], "--from", "2020-01-01 08:00", "--to", "2020-01-01 09:00"), "over already"),
        (("events", "cancel", "nothing"), "This desk has no nothing"),
        (("events", "list", "--school", "atlantis"), "This desk has no atlantis"),
    ],
)
def test_what_cannot_be_entered_is_one_sentence(desk: Run, words: tuple[str, ...], told: str) -> None:
    assert told in one_sentence(desk(*words))


def with_events(folder: Path, *events: str) -> Path:
    """The demo's file with these events instead of its own."""
    text = (HOME / "demo" / "district.yaml").read_text(encoding="utf-8")
    head = text[: text.index("major_events:")]
    path = folder / "district.yaml"
    path.write_text(
        head + "major_events:\n" + "".join(f"  - {event}\n" for event in events), encoding="utf-8"
    )
    return path


def entry(name: str, hour: int = 8) -> str:
    span = f'starts: "{DAYS_AHEAD}T{hour:02d}:00:00+08:00", ends: "{DAYS_AHEAD}T12:00:00+08:00"'
    return f"{{id: finals, school: qh1, kind: exam, name: {name}, {span}}}"


def test_a_register_enters_its_events_once_and_again_when_it_changed_them(desk: Run, tmp_path: Path) -> None:
    for name, hour, shown in (("期末", 8, "08:00"), ("期末", 8, "08:00"), ("期末", 9, "09:00")):
        assert desk("load", str(with_events(tmp_path, entry(name, hour)))).code == 0
        listed = desk("events", "list", "--school", "qh1").out
        assert f"finals  {DAYS_AHEAD} {shown}" in listed
        assert listed.count("finals") == 1


def test_a_register_does_not_bring_back_what_somebody_called_off(desk: Run, tmp_path: Path) -> None:
    desk("load", str(with_events(tmp_path, entry("期末"))))
    desk("events", "cancel", "finals")
    desk("load", str(with_events(tmp_path, entry("期末", 9))))
    assert "finals" not in desk("events", "list", "--school", "qh1").out


@pytest.mark.parametrize(
    ("entry_written", "told"),
    [
        (entry("x").replace("+08:00", ""), "need a time zone"),
        (entry("x").replace("school: qh1", "school: qh9"), "finals names qh9"),
        (entry("x").replace("kind: exam", "kind: party"), "party"),
        (entry("x").replace("}", ", rooms: [attic]}"), "finals names attic"),
        (entry("x").replace("}", ", state: planned}"), "'state' is not one of its keys"),
        (entry("x", 13), "ends before it begins"),
    ],
)
def test_an_event_that_cannot_be_is_named(desk: Run, tmp_path: Path, entry_written: str, told: str) -> None:
    assert told in one_sentence(desk("load", str(with_events(tmp_path, entry_written))))
