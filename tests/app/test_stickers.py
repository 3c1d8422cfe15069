"""`chalkline stickers`: sheets for each school, links into the web chat or into Telegram."""

from pathlib import Path

import pytest

from tests.app.terminal import Run, one_sentence

PUBLIC = {"PUBLIC_URL": "https://repair.example.edu/"}


@pytest.fixture
def desk(run: Run) -> Run:
    """A desk with the demo district."""
    run("demo")
    return run


def test_every_school_gets_sheets_of_its_rooms_and_of_its_devices(desk: Run, tmp_path: Path) -> None:
    out = tmp_path / "sheets"
    ended = desk("stickers", "--out", str(out), **PUBLIC)
    assert ended.code == 0
    assert "青禾第一小学: 16 room stickers in qh1-rooms.pdf" in ended.out
    assert len(list(out.glob("*.pdf"))) == 8


def test_one_school_as_svg_for_telegram(desk: Run, tmp_path: Path) -> None:
    words = ("--school", "qh2", "--kind", "device", "--format", "svg", "--via", "telegram", "--sheet", "2x5")
    ended = desk("stickers", "--out", str(tmp_path), *words, TELEGRAM__BOT_NAME="@qinghe_desk_bot")
    assert ended.out.strip() == "青禾实验小学: 14 device stickers in qh2-devices-01.svg, qh2-devices-02.svg"
    drawn = (tmp_path / "qh2-devices-01.svg").read_text(encoding="utf-8")
    assert ">QH2-0302-SB<" in drawn
    assert ">热线 Hotline 0000-0002<" in drawn


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--via", "telegram"), "CHALKLINE_TELEGRAM__BOT_NAME"),
        (("--school", "atlantis"), "This desk has no school atlantis"),
        (("--sheet", "3 by 8"), "is no sheet; write for example 3x8:70x37"),
        (("--sheet", "3x9:70x37"), "do not fit on A4"),
        (("--sheet", "0x9"), "at least"),
        (("--school", "qh2", "--font", "nowhere.ttf"), "cannot be embedded"),
    ],
)
def test_what_cannot_be_printed_is_one_sentence(
    desk: Run, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    assert told in one_sentence(desk("stickers", "--out", str(tmp_path / "x"), *words, **PUBLIC))


def test_a_sticker_of_a_desk_without_an_address_is_not_printed(desk: Run, tmp_path: Path) -> None:
    assert "CHALKLINE_PUBLIC_URL" in one_sentence(desk("stickers", "--out", str(tmp_path)))
