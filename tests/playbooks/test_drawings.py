"""The drawings beside the trees: what there is, and what is refused with file, line and reason."""

import re
from pathlib import Path

import pytest

from storage.drawings import MOST_BYTES, load_drawings
from storage.playbook_files import load_trees
from storage.problems import PlaybookError

SHIPPED = Path("playbooks/pictures")
MARK = "#d6370a"
COMMONEST = (
    "source_key",
    "ops_power",
    "touch_frame",
    "usb_port",
    "hdmi_port",
    "projector_lamps",
    "remote_source",
    "breaker_box",
    "power_strip",
    "mute_key",
    "volume_knob",
    "mic_battery",
    "network_port",
    "wifi_icon",
    "document_camera_switch",
    "paper_tray",
)
KEY = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300">
<title lang="zh">电源键</title>
<title lang="en">The power key</title>
<desc lang="zh">圆形电源键被圈出。</desc>
<desc lang="en">The round power key is ringed.</desc>
<circle cx="200" cy="150" r="40"/>
</svg>
"""


def folder(at: Path, svg: str, name: str = "power_key") -> Path:
    (at / f"{name}.svg").write_text(svg, "utf-8")
    return at


def refused(at: Path, svg: str) -> list[str]:
    with pytest.raises(PlaybookError) as error:
        load_drawings(folder(at, svg))
    return [str(problem) for problem in error.value.problems]


@pytest.mark.parametrize("name", COMMONEST)
def test_the_commonest_things_to_press_or_look_at_are_drawn(name: str) -> None:
    drawing = load_drawings(SHIPPED)[name]
    assert len(drawing.svg.encode()) < MOST_BYTES
    assert 'viewBox="0 0 400 300"' in drawing.svg


def test_what_is_meant_is_marked_with_one_colour_and_a_white_edge_so_that_it_also_differs_in_shape() -> None:
    for name, drawing in load_drawings(SHIPPED).items():
        marks = [line for line in drawing.svg.splitlines() if MARK in line]
        assert len(marks) >= 2, f"{name}: a ring and an arrow, or a ring and a sign"
        assert 'stroke="#fff"' in drawing.svg, name


def test_a_drawing_names_itself_in_both_languages(tmp_path: Path) -> None:
    drawing = load_drawings(folder(tmp_path, KEY))["power_key"]
    assert (drawing.title.zh, drawing.title.en) == ("电源键", "The power key")
    assert (drawing.shows.zh, drawing.shows.en) == ("圆形电源键被圈出。", "The round power key is ringed.")
    assert drawing.svg == KEY


def test_playbooks_without_a_folder_of_drawings_have_none(tmp_path: Path) -> None:
    assert load_drawings(tmp_path / "pictures") == {}


def test_every_drawing_a_step_names_is_there_and_none_lies_about_unused() -> None:
    named = {step.picture for tree in load_trees(Path("playbooks")).values() for step in tree.steps} - {""}
    assert named == load_drawings(SHIPPED).keys()


@pytest.mark.parametrize(
    ("instead_of", "written", "line", "reason"),
    [
        ("<circle", "<script/><circle", 6, "holds <script>"),
        ("<circle", "<style/><circle", 6, "holds <style>"),
        ("<circle", "<text>按</text><circle", 6, "draw letters as paths"),
        ("<circle", "<image/><circle", 6, "holds <image>"),
        ("<circle", "<foreignObject/><circle", 6, "holds <foreignObject>"),
        ("<circle", '<circle onload="steal()"', 6, "onload='steal()' is more than a shape"),
        ("<circle", '<circle style="fill:red"', 6, "style='fill:red' is more than a shape"),
        ("<circle", '<circle href="#a"', 6, "href='#a' is more than a shape"),
        ("<circle", '<circle fill="url(//elsewhere/a)"', 6, "is more than a shape"),
        ("<circle", '<circle fill="https://elsewhere/a"', 6, "is more than a shape"),
        ("<svg xmlns=", '<svg xmlns:x="http://elsewhere" xmlns=', 1, "is more than a shape"),
        ("400 300", "400 400", 1, "is not 4:3"),
        ('viewBox="0 0 400 300"', "", 1, "is not 4:3"),
        ('xmlns="http://www.w3.org/2000/svg" ', "", 1, "is no SVG picture"),
        ("</svg>", "", 8, "is not SVG"),
        ('<desc lang="en">The round power key is ringed.</desc>', "", 0, 'has no <desc lang="en">'),
        ("电源键</title>", "Power</title>", 0, 'has no <title lang="zh">'),
        ("The power key", "The key " + "right " * 12, 0, "its title in 'en' has"),
        ("圆形电源键被圈出", "圆" * 91, 0, "its desc in 'zh' has"),
        ("/>\n</svg>", "/>" + " " * MOST_BYTES + "</svg>", 0, "draw it in 6000"),
    ],
)
def test_a_drawing_that_is_more_or_less_than_shapes_is_refused(
    tmp_path: Path, instead_of: str, written: str, line: int, reason: str
) -> None:
    assert instead_of in KEY
    problems = refused(tmp_path, KEY.replace(instead_of, written, 1))
    assert any(
        problem.startswith(f"pictures/power_key.svg:{line}: ") and reason in problem for problem in problems
    ), problems


def test_entities_are_refused_before_they_can_grow(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaa">]>\n' + KEY
    assert "declares an entity" in refused(tmp_path, bomb)[0]


def test_a_file_name_is_a_plain_word(tmp_path: Path) -> None:
    with pytest.raises(PlaybookError, match="is not a plain word"):
        load_drawings(folder(tmp_path, KEY, "Power key"))


def test_the_authors_guide_lists_every_drawing() -> None:
    guide = Path("docs/playbooks.md").read_text("utf-8")
    (listed,) = [line for line in guide.splitlines() if line.startswith("There are: ")]
    assert re.findall(r"`(\w+)`", listed) == sorted(load_drawings(SHIPPED))
