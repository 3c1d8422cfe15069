"""A tree as a picture: everything is in it, nothing lies over anything else, and whoever cannot see it can read it."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from desk.ids import StepId, TreeId
from desk.language import Lang, Text
from desk.playbook import Tree
from storage.playbook_files import load_trees
from web.tree_drawing import drawn
from web.tree_words import branches

TREES = load_trees(Path(__file__).resolve().parents[2] / "playbooks")
BOARD = TREES[TreeId("board_black_screen")]
SVG = "{http://www.w3.org/2000/svg}"

each_tree = pytest.mark.parametrize("tree", TREES.values(), ids=lambda tree: tree.id)


def picture(tree: Tree, lang: Lang = Lang.ZH, **notes: str) -> ET.Element:
    return parsed(drawn(tree, lang, {StepId(step): note for step, note in notes.items()}))


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314  # our own picture, made a line before


def words(root: ET.Element) -> str:
    return "".join(text.text or "" for text in root.iter(f"{SVG}text"))


def boxes(root: ET.Element) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of everything but the ground."""
    found = []
    for rect in list(root.iter(f"{SVG}rect"))[1:]:
        x, y, wide, high = (float(rect.attrib[key]) for key in ("x", "y", "width", "height"))
        found.append((x, y, x + wide, y + high))
    return found


@each_tree
@pytest.mark.parametrize("lang", list(Lang))
def test_every_word_of_every_step_is_in_it(tree: Tree, lang: Lang) -> None:
    shown = words(picture(tree, lang)).replace(" ", "")
    for step in tree.steps:
        assert step.ask.of(lang).replace(" ", "") in shown, step.id
        for branch in () if tree.safety else branches(step):
            assert branch.label.of(lang).replace(" ", "") in shown


@each_tree
@pytest.mark.parametrize("lang", list(Lang))
def test_no_box_lies_over_another_or_outside(tree: Tree, lang: Lang) -> None:
    root = picture(tree, lang)
    found = boxes(root)
    for one, other in combinations(found, 2):
        beside = one[2] <= other[0] or other[2] <= one[0]
        assert beside or one[3] <= other[1] or other[3] <= one[1], (one, other)
    *_, wide, high = map(float, root.attrib["viewBox"].split())
    group = root.find(f"{SVG}g")
    shift = re.findall(r"[\d.]+", group.attrib["transform"]) if group is not None else ("0", "0")
    right, down = map(float, shift)
    assert all(box[0] + right >= 0 and box[2] + right <= wide and box[3] + down <= high for box in found)


@each_tree
def test_every_answer_has_an_arrow_that_leads_down(tree: Tree) -> None:
    paths = [path.attrib["d"] for path in picture(tree).iter(f"{SVG}path") if path.attrib["fill"] == "none"]
    assert len(paths) == sum(len(branches(step)) for step in tree.steps if not tree.safety)
    for path in paths:
        begins, ends = (float(number) for number in (path.split("V")[0].split()[1], path.split()[-1]))
        assert begins < ends


def test_it_has_a_name_and_tells_everything_to_who_cannot_see_it() -> None:
    root = picture(BOARD, Lang.EN)
    title, told = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.attrib["role"] == "img"
    assert title is not None
    assert told is not None
    assert root.attrib["aria-labelledby"].split() == [title.attrib["id"], told.attrib["id"]]
    assert title.text == "The board has power or sound but no picture"
    assert "Still broken → screen_key" in (told.text or "")


def test_an_ending_is_a_sign_and_words_not_a_colour_alone() -> None:
    shown = words(picture(BOARD))
    assert "✓ 修好了" in shown
    assert "→ 派工程师" in shown


def test_a_note_stands_in_the_box_of_its_step() -> None:
    assert "解决 12/30" in words(picture(BOARD, tap="解决 12/30"))


def test_words_are_words_and_never_markup() -> None:
    evil = "</text><script>alert(1)</script>&"
    steps = (replace(BOARD.steps[0], ask=Text(f"亮{evil}吗？", evil)), *BOARD.steps[1:])
    svg = drawn(replace(BOARD, name=Text(evil, evil), steps=steps), Lang.ZH, {StepId("tap"): evil})
    assert "<script" not in svg
    assert evil in words(parsed(svg))


@each_tree
def test_the_same_tree_is_the_same_picture_made_of_shapes_only(tree: Tree) -> None:
    svg = drawn(tree, Lang.ZH)
    assert svg == drawn(tree, Lang.ZH)
    tags = {element.tag.removeprefix(SVG) for element in parsed(svg).iter()}
    assert tags <= {"svg", "title", "desc", "rect", "g", "path", "text"}
    assert "url(" not in svg
