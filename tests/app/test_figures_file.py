"""Figures on paper: whatever stands in them, a PDF comes out, the same from the same figures."""

import re

import pytest

from app.papers.maker import figure_paper
from tests.kit.builders import NOON
from usecases.statistics_ports import Drawn, DrawnLine, FigurePaper, FigureSection, Table

TONES = ("solved", "around", "on", "undone", "left")
EVERY_TONE = tuple((tone, 3) for tone in TONES)


def a_paper(*sections: FigureSection) -> FigurePaper:
    return FigurePaper("统计", "2026-08", (("工单", "3"), ("按时", "90 %")), sections, "第 {page} 页", NOON)


def a_section(*drawn: Drawn, rows: int = 2) -> FigureSection:
    lines = tuple((f"三年级{n}班", n) for n in range(rows))
    legend = tuple((tone, tone) for tone in TONES)
    return FigureSection(Table("按设备", ("设备", "工单"), lines), drawn, legend, "提示")


def pages(content: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", content))


@pytest.mark.parametrize(
    "drawn",
    [
        Drawn(lines=(DrawnLine("智慧黑板", EVERY_TONE, "15"), DrawnLine("", (), ""))),
        Drawn(
            "响应", (DrawnLine("9", EVERY_TONE, "60"), DrawnLine("10", (("undone", 0),), "0")), upright=True
        ),
        Drawn(hours={(0, 0): 1, (6, 23): 100_000}, days=("一", "二", "三", "四", "五", "六", "日")),
        Drawn(lines=(DrawnLine("<b>&</b> <font", EVERY_TONE, "<para>"),)),
        Drawn(),
    ],
)
def test_every_kind_of_plot_is_drawn_and_the_same_each_time(drawn: Drawn) -> None:
    paper = a_paper(a_section(drawn))
    assert figure_paper(paper).startswith(b"%PDF-")
    assert figure_paper(paper) == figure_paper(paper)


def test_a_long_table_goes_on_over_pages() -> None:
    plot = Drawn(lines=(DrawnLine("x", EVERY_TONE, "1"),))
    assert pages(figure_paper(a_paper(a_section(plot)))) == 1
    assert pages(figure_paper(a_paper(a_section(plot, rows=200)))) > 3


def test_what_has_no_plot_stands_there_with_its_hint_alone() -> None:
    assert pages(figure_paper(a_paper(a_section(rows=200)))) == 1
