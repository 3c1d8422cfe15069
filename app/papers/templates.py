"""The templates of `reports/`, run in a sandbox: a district may put its own in their place, and a bad one is refused at start."""

import traceback
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from app.papers.pages import Block, NotAPage, blocks_of
from app.papers.samples import samples
from desk.language import Lang, Text
from desk.service_report import PaperKind
from usecases.report_ports import Paper
from web.names import (
    DEVICES,
    HOLD_REASONS,
    MILESTONES,
    OUTCOMES,
    STAGES,
    SYMPTOMS,
    answered,
)

SEAL = 16
"""Characters of the digest that are printed."""


_ALLOWED = ("join", "default", "length", "first", "last", "upper", "lower", "capitalize", "replace", "trim")
"""Of Jinja's own filters: what only writes text another way. `attr` and the like stay out."""
_LARGEST = 64 * 1024  # bytes of a template


class _Sandbox(ImmutableSandboxedEnvironment):
    """No value can be changed or reached into, and nothing can be multiplied into all the memory there is (S09)."""

    intercepted_binops = frozenset({"*", "**"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ARG002  # Jinja's signature
        """Refuses both."""
        raise SecurityError(f"a paper's template cannot reckon with {operator}")


class PaperTemplateError(Exception):
    """A template of the reports folder cannot be used. Correct it, or take the one that ships."""

    def __init__(self, file: Path, line: int | None, reason: str) -> None:
        """`file:line: reason`."""
        super().__init__(f"{file}{f':{line}' if line else ''}: {reason}")


class PaperTemplates:
    """One template for each kind of paper and language: `service.zh.html.j2`. Made once, then only read."""

    def __init__(self, folder: Path, zone: ZoneInfo) -> None:
        """Load and try every template on samples. Raises PaperTemplateError with file, line and reason."""
        self._folder, self._zone = folder, zone
        self._environments = {lang: self._environment(lang) for lang in Lang}
        for file in sorted(folder.glob("*.j2")):
            if file.stat().st_size > _LARGEST:
                raise PaperTemplateError(
                    file, None, "is larger than 64 kB; a paper's template is a page or two"
                )
        for kind in PaperKind:
            for lang in Lang:
                for paper in samples():
                    self._tried(paper, kind, lang)

    def blocks(self, paper: Paper, kind: PaperKind, lang: Lang) -> tuple[Block, ...]:
        """The paper as blocks of plain text."""
        template = self._environments[lang].get_template(_name(kind, lang))
        return blocks_of(template.render(self._values(paper, kind)))

    def footer(self, paper: Paper, lang: Lang) -> str:
        """What stands at the foot of every page; `{page}` is its number."""
        seal = paper.digest[:SEAL]
        if lang is Lang.ZH:
            return f"工单 {paper.report.no} · 校验 {seal} · 第 {{page}} 页"
        return f"Ticket {paper.report.no} · check {seal} · page {{page}}"

    def _values(self, paper: Paper, kind: PaperKind) -> dict[str, object]:
        return {
            "r": paper.report,
            "s": paper.signing,
            "signatures": {one.role.value: one for one in paper.signing.signatures},
            "state": paper.signing.state.value,
            "score": paper.score,
            "asked": paper.asked.get(kind),
            "seal": paper.digest[:SEAL],
            "made_at": paper.made_at,
        }

    def _tried(self, paper: Paper, kind: PaperKind, lang: Lang) -> None:
        file = self._folder / _name(kind, lang)
        try:
            self.blocks(paper, kind, lang)
        except NotAPage as problem:
            raise PaperTemplateError(file, _line_with(file, problem.mark), str(problem)) from problem
        except TemplateError as problem:
            where, line = _place(problem, self._folder, file)
            raise PaperTemplateError(where, line, problem.message or type(problem).__name__) from problem
        except (
            Exception
        ) as problem:  # whatever a template of the district's own does wrong is told to its writer
            where, line = _place(problem, self._folder, file)
            raise PaperTemplateError(where, line, f"{type(problem).__name__}: {problem}") from problem

    def _environment(self, lang: Lang) -> _Sandbox:
        # Not even a template of the district's own may reach Python through a value, or change one.
        environment = _Sandbox(
            loader=FileSystemLoader(self._folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.globals.clear()
        own = {name: environment.filters[name] for name in _ALLOWED}
        environment.filters.clear()
        environment.filters.update(own | self._filters(lang))
        return environment

    def _filters(self, lang: Lang) -> dict[str, Callable[..., object]]:
        def named(table: Mapping[Any, Text]) -> Callable[[Any], str]:
            return lambda code: table[code].of(lang) if code in table else ""

        return {
            "say": lambda text: text.of(lang),
            "at": self._at,
            "span": lambda span: _span(span, lang),
            "device": named(DEVICES),
            "symptom": named(SYMPTOMS),
            "stage": named(STAGES),
            "milestone": lambda name: MILESTONES[name].of(lang).removeprefix("the ").capitalize(),
            "hold": named(HOLD_REASONS),
            "outcome": named(OUTCOMES),
            "answered": lambda tried: answered(tried, lang),
        }

    def _at(self, instant: datetime) -> str:
        """2026-09-25 18:05, in the district's zone."""
        return instant.astimezone(self._zone).strftime("%Y-%m-%d %H:%M")


def _name(kind: PaperKind, lang: Lang) -> str:
    return f"{kind}.{lang}.html.j2"


def _span(span: timedelta, lang: Lang) -> str:
    """A limit with all its units: 2 小时 30 分. (`web.sums` says it alike, but brings the web framework along.)"""
    minutes = round(span.total_seconds()) // 60
    names = ("小时", "分") if lang is Lang.ZH else ("h", "min")
    parts = [f"{number} {name}" for number, name in zip(divmod(minutes, 60), names, strict=True) if number]
    return " ".join(parts) or f"0 {names[1]}"


def _line_with(file: Path, mark: str) -> int | None:
    lines = file.read_text(encoding="utf-8").splitlines() if mark else []
    return next((number for number, line in enumerate(lines, 1) if mark in line), None)


def _place(problem: Exception, folder: Path, file: Path) -> tuple[Path, int | None]:
    """The file and line of a template that an error comes from: Jinja writes them into the traceback."""
    known = getattr(problem, "lineno", None)
    if known:
        return Path(getattr(problem, "filename", None) or file), int(known)
    frames = [
        frame
        for frame in traceback.extract_tb(problem.__traceback__)
        if frame.filename.startswith(str(folder))
    ]
    return (Path(frames[-1].filename), frames[-1].lineno) if frames else (file, None)
