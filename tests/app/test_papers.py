"""Papers: every template prints everything, nothing a person wrote is ever more than text, a bad template is refused."""

import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from docx import Document

from app.papers.maker import PaperMaker
from app.papers.pages import Block, Grid, NotAPage, blocks_of
from app.papers.samples import samples
from app.papers.templates import PaperTemplateError, PaperTemplates
from app.settings import HOME
from desk.language import Lang
from desk.report_events import Signatory
from desk.service_report import PaperKind
from desk.signing import Signature, Signing
from tests.kit.builders import NOON
from usecases.report_ports import Paper

ZONE = ZoneInfo("Asia/Shanghai")
SHIPPED = HOME / "reports"
FULL, EMPTY = samples()
EVERY = [(kind, lang) for kind in PaperKind for lang in Lang]
HOSTILE = (
    "<script>alert(1)</script>",
    "<b>bold</b> <font color='red'>red</font> <a href='x'>y</a> <img src='file:///etc/passwd'/>",
    "{{ 7 * 7 }} {% raise %} {# gone #}",
    "&lt;b&gt; &amp;nbsp; &#60;",
    '=HYPERLINK("https://example.org","x")',
    "]]> <w:p/> </w:t> ${x} %s {page} {0}",
    "a\x00b\x0bc\x1fd\ud83de\u202ef\u200bg\ufffeh",
    "\\u003c <br> <para> <seq/> <onDraw name='x'/>",
)


@pytest.fixture(scope="module")
def templates() -> PaperTemplates:
    return PaperTemplates(SHIPPED, ZONE)


@pytest.fixture(scope="module")
def maker() -> PaperMaker:
    return PaperMaker(SHIPPED, ZONE)


def words(blocks: tuple[Block, ...]) -> str:
    return "\n".join(_words(blocks))


def _words(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Grid):
            yield from (" | ".join(cell.text for cell in row) for row in block.rows)
        else:
            yield block.text


def full_of(text: str) -> Paper:
    """A report in which everything a person may have written is this text."""
    report = FULL.report
    said = [name.name for name in fields(report) if isinstance(getattr(report, name.name), str)]
    report = replace(report, **dict.fromkeys(said, text), words=(text, text))  # type: ignore[arg-type]  # text fields only
    tried = tuple(replace(step, ask=text, label=text) for step in report.tried)
    pauses = tuple(replace(pause, note=text) for pause in report.pauses)
    parts = tuple(replace(part, name=text, serial=text) for part in report.parts)
    signed = tuple(Signature(role, None, text, NOON) for role in Signatory)
    whole = replace(report, tried=tried, pauses=pauses, parts=parts)
    return replace(FULL, report=whole, signing=Signing("0" * 64, signed))


def word_parts(file: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(file)) as found:
        return {name: found.read(name).decode() for name in found.namelist() if name.endswith(".xml")}


@pytest.mark.parametrize(("kind", "lang"), EVERY)
def test_the_report_stands_on_every_paper(templates: PaperTemplates, kind: PaperKind, lang: Lang) -> None:
    text = words(templates.blocks(FULL, kind, lang))
    for said in (
        "1001",
        "三年级2班",
        "SB-0001",
        "线松",
        "插紧",
        "一份课件",
        "001 §4.5.3.3(7)",
        "2026-09-24 12:00",
    ):
        assert said in text


@pytest.mark.parametrize(("kind", "lang"), EVERY)
def test_nothing_is_invented_where_nothing_was_recorded(
    templates: PaperTemplates, kind: PaperKind, lang: Lang
) -> None:
    text = words(templates.blocks(EMPTY, kind, lang))
    unknown, unsigned, no_loss = (
        ("未记录", "未签字", "损失 | 无")
        if lang is Lang.ZH
        else ("not recorded", "not signed", "Loss | none")
    )
    assert text.count(unknown) >= 8
    assert text.count(unsigned) == 2
    assert no_loss in text
    assert "None" not in text


def test_english_papers_are_english(templates: PaperTemplates) -> None:
    english = replace(EMPTY, report=replace(EMPTY.report, place="Class 3-2"))
    for kind in PaperKind:
        assert re.findall(r"[\u3400-\u9fff]", words(templates.blocks(english, kind, Lang.EN))) == []


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_a_person_wrote_stays_text_in_every_file(
    templates: PaperTemplates, maker: PaperMaker, hostile: str
) -> None:
    paper = full_of(hostile)
    plain = words(templates.blocks(full_of("MARK"), PaperKind.SERVICE, Lang.ZH))
    shown = words(templates.blocks(paper, PaperKind.SERVICE, Lang.ZH))
    seen = "abcdefgh" if hostile.startswith("a\x00") else hostile
    if hostile.startswith("a\x00"):
        shown = shown.replace("a\nbc", "abc")  # a NUL may end a line, and does no more
    assert shown == plain.replace("MARK", seen)
    pdf = maker.pdf(paper, PaperKind.SERVICE, Lang.ZH)
    assert pdf.startswith(b"%PDF-")
    assert [mark for mark in (b"/URI", b"/JavaScript", b"/Launch", b"/EmbeddedFile") if mark in pdf] == []
    parts = word_parts(maker.docx(paper, PaperKind.SERVICE, Lang.ZH))
    assert re.findall(r"<w:instrText[^>]*>([^<]*)<", "".join(parts.values())) == ["PAGE"]
    assert "hyperlink" not in parts["word/document.xml"].replace("HYPERLINK", "")


def test_a_word_file_reads_as_it_was_written_in_a_chinese_font(maker: PaperMaker) -> None:
    file = maker.docx(FULL, PaperKind.SERVICE, Lang.ZH)
    document = Document(io.BytesIO(file))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert document.paragraphs[0].text == document.core_properties.title == "售后服务报告单"
    assert {"线松", "插紧", "一份课件", "示例\n2026-09-24 12:00"} <= set(cells)
    assert 'w:eastAsia="宋体"' in word_parts(file)["word/document.xml"]


def test_the_same_report_gives_the_same_pdf(maker: PaperMaker) -> None:
    one, two = (maker.pdf(FULL, PaperKind.SERVICE, lang) for lang in (Lang.ZH, Lang.ZH))
    assert one == two
    assert b"STSong-Light" in one


@pytest.mark.parametrize("text", ["很长的话" * 6000, "long words " * 6000, "x" * 20000])
def test_words_longer_than_a_page_go_on_on_the_next(maker: PaperMaker, text: str) -> None:
    paper = replace(FULL, report=replace(FULL.report, words=(text,), cause=text))
    pdf = maker.pdf(paper, PaperKind.SERVICE, Lang.ZH)
    assert len(re.findall(rb"/Type /Page\b", pdf)) > 3


@pytest.mark.parametrize(
    ("mark", "line", "reason"),
    [
        ("{% if %}", 2, "Expected an expression"),
        ("<p>{{ r.colour }}</p>", 2, "colour"),
        ("<p>{{ nobody }}</p>", 2, "nobody"),
        ("<p>{{ ''.__class__.__mro__ }}</p>", 2, "unsafe"),
        ("<p>{{ r.__init__.__globals__ }}</p>", 2, "unsafe"),
        ("<p>{{ r.steps.append }}</p>", 2, "append"),
        ("<p>{{ range(9) }}</p>", 2, "range"),
        ("<p>{{ 'a' * 10 ** 9 }}</p>", 2, "cannot reckon"),
        ("<p>{{ r|attr('no') }}</p>", 2, "attr"),
        ("<p>{{ '{0.__class__}'.format(r) }}</p>", 2, "unsafe"),
        ("<script>x</script>", 2, "cannot hold <script>"),
        ('<p onclick="x">y</p>', 2, "onclick"),
        ("words without a mark", None, "outside every mark"),
        ('<table cols="50 60"><tr><td>a</td></tr></table>', 2, "together 100"),
        ('<table cols="50 50"><tr><td>a</td></tr></table>', 2, "fills 1 columns"),
        ("<p>never closed", 2, "never closed"),
        ('{% include "../settings.py" %}', 2, "settings"),
    ],
)
def test_a_bad_template_is_refused_with_file_line_and_reason(
    tmp_path: Path, mark: str, line: int | None, reason: str
) -> None:
    folder = tmp_path / "reports"
    shutil.copytree(SHIPPED, folder)
    (folder / "problem.en.html.j2").write_text(f"<h1>x</h1>\n{mark}\n", encoding="utf-8")
    with pytest.raises(PaperTemplateError) as refused:
        PaperTemplates(folder, ZONE)
    place = f"{folder / 'problem.en.html.j2'}{f':{line}' if line else ''}: "
    assert str(refused.value).startswith(place)
    assert reason in str(refused.value)


def test_a_template_of_endless_length_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    shutil.copytree(SHIPPED, folder)
    (folder / "major.zh.html.j2").write_text("x" * 70_000, encoding="utf-8")
    with pytest.raises(PaperTemplateError, match="larger than 64 kB"):
        PaperTemplates(folder, ZONE)


def test_a_missing_template_is_refused_by_name(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    shutil.copytree(SHIPPED, folder)
    (folder / "major.zh.html.j2").unlink()
    with pytest.raises(PaperTemplateError, match=r"major\.zh\.html\.j2"):
        PaperTemplates(folder, ZONE)


def test_a_district_may_write_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    shutil.copytree(SHIPPED, folder)
    own = '<h1>本区报告</h1>\n<table cols="30 70"><tr><th>工单</th><td>{{ r.no }}</td></tr></table>\n'
    (folder / "service.zh.html.j2").write_text(own, encoding="utf-8")
    assert (
        words(PaperTemplates(folder, ZONE).blocks(FULL, PaperKind.SERVICE, Lang.ZH))
        == "本区报告\n工单 | 1001"
    )


@pytest.mark.parametrize("html", ["", "<p>a<p>b</p></p>", "<ul><li>a<li>b</li></ul>", '<p class="x">a</p>'])
def test_what_is_no_page_is_refused(html: str) -> None:
    with pytest.raises(NotAPage):
        blocks_of(html)
