"""A contract as its page prints it: plain strings, clauses with their paraphrase, limits in words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from markupsafe import Markup

from desk.clauses import Clause
from desk.contract import Contract, Milestone, Stage, StageName
from desk.language import Lang
from desk.terms import Interpretation, Statement
from desk.topics import TOPICS
from usecases.look_at_contracts import ContractPage
from web.names import MILESTONES, STAGES, TIERS
from web.time_lines import Lane, Mark, lanes
from web.words import say, span

_STRUCK = re.compile(r"~~(.+?)~~")
_TONES = {stage: f"stage-{n}" for n, stage in enumerate(StageName, 1)}


@dataclass(frozen=True, slots=True)
class Cited:
    """A clause as a reader meets it: its number, and our paraphrase; `ours` where the contract is silent."""

    ref: str
    note: str
    ours: bool


@dataclass(frozen=True, slots=True)
class GradeView:
    """One grade, with the limits of its stages in the order of the table's columns; None where it has none."""

    label: str
    tone: int
    definition: str
    cited: Cited
    at_once: bool
    limits: tuple["LimitView | None", ...]


@dataclass(frozen=True, slots=True)
class LimitView:
    """One limit in words; `remarks` is what else there is to say of it."""

    limit: str
    cited: Cited
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadingView:
    """One interpretation with the findings that it settles, each with its clauses."""

    id: str
    problem: str
    decision: str
    why: str
    about: str
    confirmed: bool
    settles: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class StatementView:
    """One figure of the source as printed; what is struck there is struck here."""

    topic: str
    says: Markup
    reads: str
    grades: str
    cited: Cited


@dataclass(frozen=True, slots=True)
class ContractPrinter:
    """Prints one page in one language."""

    page: ContractPage
    lang: Lang

    @property
    def contract(self) -> Contract:
        """What is printed."""
        return self.page.contract

    def stages(self) -> tuple[StageName, ...]:
        """The stages that any grade has, in order."""
        known = {stage.name for grade in self.contract.grades for stage in grade.stages}
        return tuple(stage for stage in StageName if stage in known)

    def stage_names(self) -> list[tuple[int, str, str]]:
        """Number, name and CSS class of each stage: the head of the table and the legend of the drawing."""
        return [(n, STAGES[stage].of(self.lang), _TONES[stage]) for n, stage in enumerate(self.stages(), 1)]

    def grades(self) -> tuple[GradeView, ...]:
        """Gravest first."""
        return tuple(
            GradeView(
                label=grade.label.of(self.lang),
                tone=min(grade.rank, 4),
                definition=grade.definition.of(self.lang),
                cited=self.cited(grade.clause),
                at_once=grade.page_at_once,
                limits=tuple(self._limit(grade.stages, stage) for stage in self.stages()),
            )
            for grade in self.contract.grades
        )

    def drawn(self) -> Markup:
        """The limits of every grade on one scale."""
        numbers = {stage: n for n, stage in enumerate(self.stages(), 1)}
        lines = [
            Lane(
                grade.label.of(self.lang),
                tuple(
                    Mark(
                        stage.limit,
                        str(numbers[stage.name]),
                        _TONES[stage.name],
                        f"{STAGES[stage.name].of(self.lang)} {self._span(stage.limit)}",
                    )
                    for stage in sorted(grade.stages, key=lambda stage: stage.limit)
                ),
            )
            for grade in self.contract.grades
        ]
        words = say("co_drawn", self.lang), say("co_drawn_desc", self.lang)
        return lanes("limits", *words, lines, self.lang, self.contract.longest_limit)

    def hours(self) -> tuple[tuple[str, str, str], ...]:
        """Which hours the clocks count: the stages, the hours, the clause. Nothing said is every hour."""
        comma = "、" if self.lang is Lang.ZH else ", "
        return tuple(
            (
                comma.join(TOPICS[stage].of(self.lang) for stage in hours.stages),
                say(f"co_{hours.counting}", self.lang),
                self._refs((hours.clause,)),
            )
            for hours in self.contract.terms.hours
        )

    def rungs(self) -> tuple[tuple[str, bool], ...]:
        """The ladder: the tiers of each rung, and whether everybody on it is called at once."""
        return tuple(
            (" + ".join(TIERS[tier].of(self.lang) for tier in rung.tiers), rung.everyone)
            for rung in self.contract.ladder.rungs
        )

    def pace(self) -> tuple[str, str]:
        """How often the next rung is called, how often the phone list comes again."""
        ladder = self.contract.ladder
        return (
            say("co_climb", self.lang, n=self._span(ladder.climb_every)),
            say("co_repeat", self.lang, n=self._span(ladder.repeat_every)),
        )

    def rules(self) -> tuple[tuple[str, str, int, str], ...]:
        """The decision table: what the teacher is told, the grade and its tone, the clause."""
        return tuple(
            (
                rule.reason.of(self.lang),
                self.contract.grade(rule.grade).label.of(self.lang),
                min(self.contract.grade(rule.grade).rank, 4),
                self._refs((rule.clause,)),
            )
            for rule in self.contract.rules
        )

    def readings(self) -> tuple[ReadingView, ...]:
        """Every interpretation that settles a finding."""
        settled: dict[str, list[tuple[str, str]]] = {}
        for one, decided in self.page.found:
            if decided is not None:
                lines = settled.setdefault(decided.id, [])
                lines.append((one.sentence.of(self.lang), self._refs(one.clauses)))
        kept = (one for one in self.contract.terms.interpretations if one.id in settled)
        return tuple(self._reading(one, tuple(settled[one.id])) for one in kept)

    def undecided(self) -> tuple[tuple[str, str], ...]:
        """Findings that nobody has decided, with their clauses."""
        return tuple((one.sentence.of(self.lang), self._refs(one.clauses)) for one in self.page.undecided)

    def statements(self) -> tuple[StatementView, ...]:
        """The source's own figures."""
        return tuple(self._statement(one) for one in self.contract.terms.statements)

    def cited(self, clause: Clause) -> Cited:
        """A clause."""
        return Cited(clause.cited(self.lang), clause.note.of(self.lang), clause.ours)

    def _refs(self, clauses: Iterable[Clause]) -> str:
        """Clauses by number, what is the desk's own once and by that name."""
        return " · ".join(dict.fromkeys(self.cited(clause).ref for clause in clauses))

    def _limit(self, stages: tuple[Stage, ...], wanted: StageName) -> LimitView | None:
        stage = next((one for one in stages if one.name is wanted), None)
        if stage is None:
            return None
        remarks = [say("co_internal", self.lang)] if stage.internal else []
        if stage.starts is not Milestone.OPENED:
            remarks.append(say("co_starts", self.lang, milestone=MILESTONES[stage.starts].of(self.lang)))
        remarks += [say("co_faults_only", self.lang)] if stage.faults_only else []
        remarks.append(say("co_near", self.lang, n=round(100 * stage.near)))
        return LimitView(self._span(stage.limit), self.cited(stage.clause), tuple(remarks))

    def _reading(self, one: Interpretation, settles: tuple[tuple[str, str], ...]) -> ReadingView:
        agreed = say("co_confirmed" if one.confirmed else "co_unconfirmed", self.lang)
        about = f"{say(f'co_by_{one.by}', self.lang)} · {one.on} · {agreed}"
        problem, decided, why = (text.of(self.lang) for text in (one.problem, one.decision, one.why))
        return ReadingView(one.id, problem, decided, why, about, one.confirmed, settles)

    def _statement(self, one: Statement) -> StatementView:
        return StatementView(
            TOPICS[one.topic].of(self.lang),
            struck(one.says),
            say("co_reads", self.lang, words=one.reads) if one.reads else "",
            ", ".join(one.grades) or say("co_all_grades", self.lang),
            self.cited(one.clause),
        )

    def _span(self, length: timedelta) -> str:
        return span(length.total_seconds(), self.lang)


def struck(words: str) -> Markup:
    """The words with what stands between ~~ ~~ struck out."""
    parts = _STRUCK.split(words)
    return Markup("").join(
        Markup("<s>{}</s>").format(part) if n % 2 else Markup("{}").format(part)
        for n, part in enumerate(parts)
    )
