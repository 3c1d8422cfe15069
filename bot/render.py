"""Finds the words: a notice and its facts in, one phone screen of text and labelled options out."""

import os
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined, Template

from bot.prompts import options
from desk.brief import Brief
from desk.buttons import Option, Verb
from desk.clauses import cited
from desk.drawings import Drawing
from desk.explain import explained
from desk.language import Lang, Text
from desk.notices import Notice
from desk.people import Person, masked
from desk.playbook import instruction
from usecases.rows import Wording

WORDS = Path(__file__).parent / "words"
_NAMED_BY_ARGUMENT = {Verb.REREAD_DEVICE: "devices", Verb.REREAD_SYMPTOM: "symptoms"}
"""Buttons that carry the name of what is chosen, by the table of `labels.j2` that holds it."""


class Phrasebook:
    """The sentences of `words/<lang>/*.j2`: one file per audience, one macro per notice kind.

    Templates get `b` (the Brief or none), `x` (the notice's extra values), `me` (the addressee or none) and `now`.
    Text is plain: no markup, so nothing a teacher writes can be taken for any. A drawing is named by the notice; one that
    is not among `drawings` is left out.
    """

    def __init__(
        self,
        zone: ZoneInfo,
        drawings: Mapping[str, Drawing] = MappingProxyType({}),
        folder: Path = WORDS,
        *,
        site: str = "",
        public: str = "",
    ) -> None:
        """`site` is the address of the web pages, for the links in the words; `public` the same where browsers elsewhere reach it."""
        self._site = site
        self._public = public
        self._zone = zone
        self._drawings = drawings
        self._modules = {lang: self._load(lang, folder / lang) for lang in Lang}

    def render(
        self, notice: Notice, brief: Brief | None, person: Person | None, lang: Lang, now: datetime
    ) -> Wording:
        """The wording of one notice. Raises jinja2.UndefinedError when a template misses something: our mistake."""
        file, _, macro = notice.kind.value.partition(".")
        modules = self._modules[lang]
        say = getattr(modules[file], macro)
        text = say(b=brief, x=dict(notice.extra), me=person, now=now)
        labels = modules["labels"]
        shown = tuple(_labelled(option, labels) for option in options(notice, brief, person))
        drawing = self._drawings.get(notice.picture)
        return Wording(_tidy(text), shown, drawing.of(lang) if drawing else None)

    def question(self, key: str, lang: Lang) -> str:
        """What is asked by buttons, without what it is about."""
        return str(self._modules[lang]["labels"].questions[key])

    def label(self, verb: str, lang: Lang) -> str:
        """The standing label of a button."""
        return str(self._modules[lang]["labels"].verbs[verb])

    def menu(self, lang: Lang) -> tuple[tuple[str, str], ...]:
        """Commands and their descriptions, for platforms that show a menu. Each is a key of `bot.commands.COMMANDS`."""
        return tuple(self._modules[lang]["labels"].menu.items())

    def _load(self, lang: Lang, folder: Path) -> dict[str, Any]:
        env = Environment(
            loader=FileSystemLoader(folder),
            undefined=StrictUndefined,
            autoescape=False,  # noqa: S701  # chat text is plain text; the web page sets it with textContent
            trim_blocks=True,
            lstrip_blocks=True,
            bytecode_cache=_compiled(folder),
        )
        env.globals["site"] = self._site
        env.globals["public"] = self._public
        env.filters.update(
            say=lambda text: _say(text, lang),
            clock=self._clock,
            when=self._when,
            instant=datetime.fromisoformat,
            day=self._day,
            until=self._until,
            span=lambda span: _span(span, lang),
            sharp=self._sharp,
            exact=lambda span: _exact(span, lang),
            masked=masked,
            plain=_plain,
            shorten=_shorten,
            cited=lambda clause: cited(str(clause), lang),
            explained=lambda clock, brief: explained(brief.ticket, brief.contract, clock),
            among=lambda clocks, stages: [clock for clock in clocks if clock.stage in stages.split(",")],
            statements=lambda tree: [step.ask.of(lang) for step in instruction(tree)],
        )
        return {path.stem: _module(env.get_template(path.name)) for path in sorted(folder.glob("*.j2"))}

    def _clock(self, instant: datetime) -> str:
        """18:05, in the district's zone."""
        return instant.astimezone(self._zone).strftime("%H:%M")

    def _when(self, instant: datetime, now: datetime) -> str:
        """18:05 today, 09-26 18:05 on another day."""
        local, today = instant.astimezone(self._zone), now.astimezone(self._zone)
        return local.strftime("%H:%M" if local.date() == today.date() else "%m-%d %H:%M")

    def _sharp(self, instant: datetime, now: datetime) -> str:
        """18:05:30: for a sum with parts of minutes, which cut to minutes would not add up."""
        return f"{self._when(instant, now)}:{instant.astimezone(self._zone):%S}"

    def _day(self, instant: datetime, now: datetime) -> str:
        """11-25; 2027-01-18 in another year than this."""
        local, today = instant.astimezone(self._zone), now.astimezone(self._zone)
        return local.strftime("%m-%d" if local.year == today.year else "%Y-%m-%d")

    def _until(self, end: datetime, start: datetime) -> str:
        """The end of a stretch: 11:30 on the day it began, 11-26 11:30 on another."""
        return self._when(end, start)


def _compiled(folder: Path) -> FileSystemBytecodeCache | None:
    """Where Jinja keeps the templates compiled, as Python does its modules: compiling them takes two seconds of each start. None
    where nothing can be kept there (a read-only installation).
    """
    kept = folder / "__pycache__"
    try:
        kept.mkdir(exist_ok=True)
    except OSError:
        return None
    return FileSystemBytecodeCache(str(kept)) if os.access(kept, os.W_OK) else None


def _module(template: Template) -> Any:
    return template.module


def _labelled(option: Option, labels: Any) -> Option:
    if option.label:
        return Option(option.press, _plain(option.label))
    verb, arg = option.press.verb, option.press.arg
    if arg and verb in _NAMED_BY_ARGUMENT:
        names: dict[str, str] = getattr(labels, _NAMED_BY_ARGUMENT[verb])
        return Option(option.press, names[arg.rpartition("/")[2]])
    return Option(option.press, labels.verbs.get(f"{verb}:{arg}") or labels.verbs[verb])


def _say(text: Text, lang: Lang) -> str:
    return text.of(lang)


def _span(span: timedelta, lang: Lang) -> str:
    """A duration as people say it: 45 秒 / 12 分钟 / 3 小时 5 分."""
    seconds = max(int(abs(span.total_seconds())), 0)
    if seconds < 60:
        return f"{seconds} 秒" if lang is Lang.ZH else f"{seconds} s"
    minutes, hours = seconds // 60 % 60, seconds // 3600
    if hours == 0:
        return f"{minutes} 分钟" if lang is Lang.ZH else f"{minutes} min"
    if lang is Lang.ZH:
        return f"{hours} 小时" + (f" {minutes} 分" if minutes else "")
    return f"{hours} h" + (f" {minutes} min" if minutes else "")


def _exact(span: timedelta, lang: Lang) -> str:
    """A duration with its seconds: 4 分 12 秒."""
    rest = int(span.total_seconds()) % 60
    whole = span - timedelta(seconds=rest)
    if not rest or whole < timedelta(minutes=1):
        return _span(span, lang)
    return f"{_span(whole, lang)} {rest} 秒" if lang is Lang.ZH else f"{_span(whole, lang)} {rest} s"


_UNSEEN = ("Cc", "Cf", "Cs")
"""Unicode categories that have no shape of their own: controls, formats (bidi, zero width, tags), lone surrogates."""


def _plain(text: str) -> str:
    """A person's words without bidi overrides, zero-width and control characters (S07)."""
    if text.isprintable():
        return text
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in _UNSEEN)


def _shorten(text: str, length: int) -> str:
    """The words on one line, at most `length` characters; empty when nothing of them can be seen."""
    flat = " ".join(_plain(" ".join(text.split())).split())
    return flat if len(flat) <= length else flat[: length - 1] + "…"


def _tidy(text: str) -> str:
    """Lines stripped, runs of empty lines folded."""
    lines = [line.strip() for line in text.strip().splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
