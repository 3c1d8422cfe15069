"""Charts are SVG that says in words what it shows, whatever the figures and the names are."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.charts import Bar, Dot, Part, Tone, bars, dots, patterns, shortened, strip, swatch

counts = st.integers(min_value=0, max_value=100_000)
words = st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=60)
parts = st.tuples(*(st.builds(Part, st.just(tone), counts) for tone in Tone))


def parsed(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(markup)  # noqa: S314 - our own markup is what is tested


def widths(svg: ElementTree.Element) -> list[float]:
    found = [piece for piece in svg.iter("rect") if "piece" in piece.get("class", "")]
    return [float(piece.get("width", "").rstrip("%")) for piece in found]


@given(st.lists(st.builds(Bar, words, parts, words), max_size=8), words, words)
def test_whatever_is_in_it_a_bar_chart_is_well_formed_and_no_bar_leaves_the_sheet(lines, title, desc):
    svg = parsed(bars("key", title, desc, lines))
    assert (svg.findtext("title"), svg.findtext("desc")) == (title, desc)
    for piece in svg.iter("rect"):
        start, width = (float(piece.get(side, "").rstrip("%")) for side in ("x", "width"))
        assert start >= 0
        assert start + width <= 78.1


@given(st.lists(st.builds(Dot, words, st.none() | counts, counts, words), max_size=8))
def test_whatever_the_seconds_a_dot_stands_on_its_scale(lines):
    svg = parsed(dots("key", "时间", "圆点", "秒", lines))
    marks = [float(dot.get("cx", "").rstrip("%")) for dot in svg.iter("circle")]
    assert len(marks) == sum(line.value is not None for line in lines)
    assert all(0 <= mark <= 78 for mark in marks)


def test_bars_are_as_long_as_their_counts():
    lines = [
        Bar("a", (Part(Tone.SOLVED, 30), Part(Tone.LEFT, 10)), ""),
        Bar("b", (Part(Tone.SOLVED, 20),), ""),
    ]
    first, second, third = widths(parsed(bars("key", "t", "d", lines)))
    assert (first, second, third) == (58.5, 19.5, 39.0)


def test_a_part_of_nothing_is_not_drawn():
    assert widths(parsed(bars("key", "t", "d", [Bar("a", (Part(Tone.ON, 0),), "0/0")]))) == []
    assert widths(parsed(strip((Part(Tone.SOLVED, 0),), 0, "none"))) == []


def test_a_strip_shows_what_is_still_open_as_an_empty_rest_and_says_its_figures_when_pointed_at():
    svg = parsed(strip((Part(Tone.SOLVED, 3), Part(Tone.LEFT, 1)), 8, "8 次"))
    assert sum(widths(svg)) == 50
    assert (svg.findtext("title"), svg.get("aria-hidden")) == ("8 次", "true")


def test_a_chart_is_an_image_with_a_name_and_a_description_of_its_own():
    svg = parsed(dots("times", "用时", "最久 9 秒", "秒", [Dot("第 1 步", 9, 5, "9 秒")]))
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == svg.find("title").get("id") == "times-title"
    assert svg.get("aria-describedby") == svg.find("desc").get("id") == "times-desc"


def test_names_from_the_register_are_escaped():
    drawn = bars("key", "<b>", '"&', [Bar("<script>x</script>", (Part(Tone.ON, 1),), "1 < 2")])
    assert "<script>" not in drawn
    assert "<b>" not in drawn


@pytest.mark.parametrize("tone", list(Tone))
def test_no_two_tones_differ_by_colour_alone(tone):
    """Solid, striped two ways, dotted, or only an outline."""
    piece = parsed(swatch(tone)).find("rect")
    pattern = re.search(r"#(tone-\w+)", piece.get("fill", ""))
    known = {one.get("id") for one in parsed(patterns()).iter("pattern")}
    plain = tone in (Tone.SOLVED, Tone.LEFT)
    assert (pattern is None) == plain
    assert plain or pattern[1] in known


def test_no_style_is_inline_since_the_policy_forbids_it():
    drawn = [
        patterns(),
        bars("a", "t", "d", [Bar("x", (Part(Tone.ON, 2),), "")]),
        dots("b", "t", "d", "s", [Dot("x", 1, 2, "")]),
    ]
    assert not re.search(r"\sstyle=|<style|<script|href=", "".join(drawn))


@given(words, st.floats(min_value=1, max_value=40))
def test_a_label_is_cut_only_where_it_is_too_wide(label, room):
    cut = shortened(label, room)
    assert cut == label or (cut.endswith("…") and label.startswith(cut[:-1]))


def test_a_chinese_label_is_cut_earlier_than_a_latin_one():
    assert shortened("按信号源键，选电脑", 5) == "按信号源键…"
    assert shortened("lamp", 5) == "lamp"
