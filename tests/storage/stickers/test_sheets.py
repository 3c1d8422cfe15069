"""Sheets of stickers: the QR code says the link, every word fits its sticker, and SVG and PDF hold the same."""

import re
import zlib
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from storage.stickers.layout import HEIGHT, WIDTH, Grid, GridError, Label, Page, pages
from storage.stickers.pdf import FontError, write_pdf
from storage.stickers.svg import svg

LABEL = Label(
    "https://repair.example.edu/r/QH2-0302-SB", "青禾实验小学", "三年级2班一体机", "QH2-0302-SB", "0000-0002"
)
A4_24 = Grid()
words = st.text(alphabet="三年级2班一体机WMi -&<", max_size=60)


def sheet(label: Label = LABEL, grid: Grid = A4_24) -> Page:
    (page,) = pages([label], grid)
    return page


def test_the_squares_are_those_of_the_links_code() -> None:
    page, matrix = sheet(), segno.make_qr(LABEL.link, error="m").matrix
    module = page.bars[0].height
    left = min(bar.x for bar in page.bars)
    top = min(bar.y for bar in page.bars)
    dark = {
        (round((bar.y - top) / module), round((bar.x - left) / module) + step)
        for bar in page.bars
        for step in range(round(bar.width / module))
    }
    assert dark == {(y, x) for y, line in enumerate(matrix) for x, one in enumerate(line) if one}
    assert left >= 4 * module, "a code needs four light modules around it"
    assert module > 0.5, "smaller modules are not read by a telephone in a dark classroom"


@given(title=words, school=words, code=words, hotline=words)
def test_whatever_it_says_stays_on_its_sticker(title: str, school: str, code: str, hotline: str) -> None:
    grid = Grid()
    for line in sheet(Label("https://x.example/r/1", school, title, code, hotline), grid).words:
        widest = sum(1.0 if char > "\u2000" else 0.6 for char in line.text) * line.size
        assert line.x + widest <= grid.width + 0.01 or len(line.text) <= 1
        assert 0 < line.y <= grid.height + 0.5


def test_labels_fill_a_sheet_row_by_row_and_then_the_next() -> None:
    grid = Grid(2, 3, 100, 90)
    made = list(pages([LABEL] * 7, grid, cut_lines=True))
    assert [len(page.cuts) for page in made] == [6, 1]
    assert [cut[:2] for cut in made[0].cuts[:3]] == [(5, 13.5), (105, 13.5), (5, 103.5)]


@pytest.mark.parametrize(
    "numbers", [(0, 8, 70, 37), (3, 9, 70, 37), (4, 8, 70, 37), (5, 8, 40, 37), (3, 20, 70, 14)]
)
def test_a_sheet_that_cannot_be_is_refused_with_what_fits(numbers: tuple[int, int, float, float]) -> None:
    with pytest.raises(GridError, match=r"at least|do not fit"):
        Grid(*numbers)


def test_an_svg_is_well_formed_a4_and_says_everything() -> None:
    odd = Label(LABEL.link, '<学校> & "co"', LABEL.title, LABEL.code, LABEL.hotline)
    root = ET.fromstring(svg(sheet(odd)))  # noqa: S314 - our own file
    assert (root.get("width"), root.get("height")) == (f"{WIDTH:.0f}mm", f"{HEIGHT:.0f}mm")
    said = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert said == [
        '<学校> & "co"',
        "三年级2班一体机",
        "QH2-0302-SB",
        "热线 Hotline 0000-0002",
        "扫码报修 Scan to report",
    ]


def test_a_pdf_has_its_pages_and_sets_chinese_in_a_chinese_font(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    write_pdf(path, pages([LABEL] * 30, Grid()), "青禾实验小学")
    content = path.read_bytes()
    assert content.startswith(b"%PDF")
    assert len(re.findall(rb"/Type /Page\b", content)) == 2
    assert b"/STSong-Light" in content
    assert b"/MediaBox [ 0 0 595.2756 841.8898 ]" in content
    write_pdf(tmp_path / "b.pdf", pages([LABEL] * 30, Grid()), "青禾实验小学")
    assert (tmp_path / "b.pdf").read_bytes() == content, "the same register prints the same file"


def test_a_file_that_is_no_font_is_refused(tmp_path: Path) -> None:
    (tmp_path / "no.ttf").write_bytes(zlib.compress(b"no font"))
    for font in (tmp_path / "no.ttf", tmp_path / "nowhere.ttf"):
        with pytest.raises(FontError, match="cannot be embedded"):
            write_pdf(tmp_path / "a.pdf", pages([LABEL], Grid()), "x", font)
