"""What a contract pack says beyond grades and clocks: parties, scope, warranty, prices, duties, reports. All optional."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Protocol

from desk.ids import GradeId
from desk.incident_terms import IncidentTerms
from desk.reading import DeviceClass
from desk.terms import (
    Afterwards,
    Counting,
    Covered,
    Due,
    DueRule,
    Duty,
    DutyKind,
    EventTerms,
    Every,
    Excluded,
    ExclusionCause,
    OutOfWarranty,
    Parties,
    Price,
    Recipient,
    ReplacedPart,
    Reply,
    Report,
    Role,
    Scope,
    ServiceHours,
    SparePromise,
    Terms,
    Topic,
    Warranty,
    WarrantyStart,
    WarrantyTerm,
    Window,
)
from desk.topics import CLOCKS
from storage.pack_statements import read_interpretations, read_statements
from storage.pack_words import (
    Clauses,
    read_choice,
    read_choices,
    read_clock,
    read_codes,
    read_each,
    read_maybe,
    read_optional,
    read_text,
    read_whole,
)
from storage.yaml_lines import Part


class _Named(Protocol):
    """Anything with an id of its own."""

    @property
    def id(self) -> str:
        """What it is called."""


NUMBERED = {
    DueRule.WEEKDAY: range(1, 8),
    DueRule.DAY_OF_NEXT_MONTH: range(1, 29),
    DueRule.WORKDAYS_AFTER: range(1000),
    DueRule.WORKDAYS_BEFORE: range(1, 1000),
}
"""The rules that need a number, and which."""


def read_terms(top: Part, cited: Clauses, grades: Collection[GradeId]) -> Terms:
    """Every section there is; what is missing is empty."""
    reader = _Reader(cited, grades)
    terms = Terms(
        parties=read_optional(top, "parties", reader.parties),
        scope=read_optional(top, "scope", reader.scope),
        hours=read_each(top, "hours", reader.hours),
        warranty=read_optional(top, "warranty", reader.warranty),
        out_of_warranty=read_each(top, "out_of_warranty", reader.out_of_warranty),
        prices=read_each(top, "prices", reader.price),
        spare=read_optional(top, "spare", reader.spare),
        duties=read_each(top, "duties", reader.duty),
        reports=read_each(top, "reports", reader.report),
        windows=read_each(top, "callback_hours", reader.window),
        replies=read_each(top, "replies", reader.reply),
        statements=read_statements(top, cited),
        interpretations=read_interpretations(top, cited),
        major_events=read_optional(top, "major_events", reader.major_events),
        incidents=read_optional(top, "incidents", reader.incidents),
    )
    _check_roles(top, terms)
    _check_prepared(top, terms)
    _check_incidents(top, terms)
    for key, named in _named(terms):
        _check_ids(top, key, named)
    return terms


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one entry of each section; the entry is closed by whoever asked."""

    cited: Clauses
    grades: Collection[GradeId]

    def parties(self, part: Part) -> Parties:
        roles = part.part("roles")
        return Parties(
            customer=read_text(part, "customer"),
            provider=read_text(part, "provider"),
            roles=tuple(Role(name, read_text(roles, name)) for name in roles.names()),
            clause=self.cited.cite(part),
        )

    def scope(self, part: Part) -> Scope:
        return Scope(read_choices(part, "devices", DeviceClass), self.cited.cite(part))

    def hours(self, part: Part) -> ServiceHours:
        stages = tuple(Topic(code) for code in read_codes(part, "stages", sorted(CLOCKS)))
        return ServiceHours(stages, read_choice(part, "counting", Counting), self.cited.cite(part))

    def warranty(self, part: Part) -> Warranty:
        return Warranty(
            terms=read_each(part, "terms", self.term),
            covered=read_each(part, "covered", self.covered),
            excluded=read_each(part, "excluded", self.excluded),
            replaced_part=read_optional(part, "replaced_part", self.replaced_part),
            afterwards=read_optional(part, "afterwards", self.afterwards),
        )

    def term(self, part: Part) -> WarrantyTerm:
        return WarrantyTerm(
            part.text("of"),
            read_whole(part, "months"),
            read_choice(part, "starts", WarrantyStart),
            self.cited.cite(part),
            part.truth("internal", default=False),
        )

    def covered(self, part: Part) -> Covered:
        devices = read_choices(part, "devices", DeviceClass)
        return Covered(read_text(part, "what"), devices, self.cited.cite(part))

    def excluded(self, part: Part) -> Excluded:
        cause = read_choice(part, "cause", ExclusionCause)
        return Excluded(cause, read_text(part, "what"), self.cited.cite(part))

    def replaced_part(self, part: Part) -> ReplacedPart:
        at_least = part.duration("at_least") if part.has("at_least") else None
        return ReplacedPart(read_text(part, "rule"), self.cited.cite(part), at_least)

    def afterwards(self, part: Part) -> Afterwards:
        return Afterwards(read_text(part, "rule"), part.truth("labour_free"), self.cited.cite(part))

    def out_of_warranty(self, part: Part) -> OutOfWarranty:
        stage = read_choice(part, "stage", Topic)
        if stage not in CLOCKS:
            part.note(f"{stage} is no stage", f"use one of: {', '.join(sorted(CLOCKS))}", at="stage")
        return OutOfWarranty(stage, part.duration("within"), self.cited.cite(part))

    def price(self, part: Part) -> Price:
        return Price(
            id=part.text("id"),
            item=read_text(part, "item"),
            yuan=read_whole(part, "yuan"),
            clause=self.cited.cite(part),
            off_percent=read_whole(part, "off_percent") if part.has("off_percent") else None,
        )

    def spare(self, part: Part) -> SparePromise:
        return SparePromise(
            rule=read_text(part, "rule"),
            same_type=part.truth("same_type"),
            clause=self.cited.cite(part),
            at_once=part.truth("at_once", default=False),
            after=part.duration("after") if part.has("after") else None,
            within=part.duration("within") if part.has("within") else None,
        )

    def duty(self, part: Part) -> Duty:
        return Duty(
            id=part.text("id"),
            kind=read_choice(part, "kind", DutyKind),
            what=read_text(part, "what"),
            every=read_choice(part, "every", Every),
            clause=self.cited.cite(part),
            times=read_whole(part, "times", default=1),
            months_in=read_whole(part, "months_in", default=0),
            due=read_optional(part, "due", self.due),
        )

    def due(self, part: Part) -> Due:
        rule = read_choice(part, "rule", DueRule)
        number = read_whole(part, "number", default=0)
        if number not in NUMBERED.get(rule, (0,)):
            part.note(f"{rule} {number} is no date", "see docs/contracts.md for the numbers", at="number")
        return Due(rule, number, part.truth("internal", default=False))

    def major_events(self, part: Part) -> EventTerms:
        terms = EventTerms(
            now_before=part.duration("now_before"),
            later_before=part.duration("later_before"),
            clause=self.cited.cite(part),
            prepare=part.words("prepare") if part.has("prepare") else (),
        )
        if terms.later_before < terms.now_before:
            part.note(
                "later_before is shorter than now_before",
                "an event comes into sight first",
                at="later_before",
            )
        return terms

    def incidents(self, part: Part) -> IncidentTerms:
        offer, answer = part.part("offer"), part.part("answer")
        terms = IncidentTerms(
            grades=tuple(GradeId(code) for code in read_codes(offer, "grades", self.grades)),
            on_breach=offer.truth("on_breach", default=False),
            answer_within=answer.duration("within"),
            answer_clause=self.cited.cite(answer),
            clause=self.cited.cite(part),
            reports=part.words("reports") if part.has("reports") else (),
        )
        offer.close()
        answer.close()
        return terms

    def report(self, part: Part) -> Report:
        return Report(
            id=part.text("id"),
            what=read_text(part, "what"),
            every=read_choice(part, "every", Every),
            clause=self.cited.cite(part),
            covers=read_maybe(part, "covers", Every),
            printed=read_maybe(part, "printed", Every),
            due=read_optional(part, "due", self.due),
            to=read_optional(part, "to", self.recipient),
        )

    def recipient(self, part: Part) -> Recipient:
        return Recipient(part.words("roles"), part.truth("internal", default=False))

    def window(self, part: Part) -> Window:
        window = Window(read_clock(part, "opens"), read_clock(part, "closes"), self.cited.cite(part))
        if window.closes < window.opens:
            part.note("the hours close before they open", "swap them", at="closes")
        return window

    def reply(self, part: Part) -> Reply:
        reply = Reply(
            id=part.text("id"),
            what=read_text(part, "what"),
            clause=self.cited.cite(part),
            within=part.duration("within") if part.has("within") else None,
            workdays=read_whole(part, "workdays") if part.has("workdays") else None,
        )
        if (reply.within is None) == (reply.workdays is None):
            part.note("a reply has one time", "write either 'within' or 'workdays'")
        return reply


def _check_roles(top: Part, terms: Terms) -> None:
    known = {role.id for role in terms.parties.roles} if terms.parties else set()
    for report in terms.reports:
        for role in report.to.roles if report.to else ():
            if role not in known:
                top.note(f"report {report.id!r} goes to {role!r}", "name a role of 'parties'", at="reports")


def _check_prepared(top: Part, terms: Terms) -> None:
    """What an event owes is a duty or report of the pack that comes with events, or with somebody's request for one."""
    owed = (Every.EVENT, Every.REQUEST)
    both: tuple[Duty | Report, ...] = (*terms.duties, *terms.reports)
    known = {one.id for one in both if one.every in owed}
    for name in terms.major_events.prepare if terms.major_events else ():
        if name not in known:
            top.note(
                f"'prepare' names {name!r}",
                "name a duty or report of this pack with every: event or request",
                at="major_events",
            )


def _check_incidents(top: Part, terms: Terms) -> None:
    known = {report.id for report in terms.reports}
    for name in terms.incidents.reports if terms.incidents else ():
        if name not in known:
            top.note(f"'incidents' owes {name!r}", "name a report of this pack", at="incidents")


def _named(terms: Terms) -> Iterable[tuple[str, Iterable[_Named]]]:
    yield "prices", terms.prices
    yield "duties", (*terms.duties, *terms.reports)
    yield "replies", terms.replies
    yield "statements", terms.statements
    yield "interpretations", terms.interpretations


def _check_ids(top: Part, key: str, named: Iterable[_Named]) -> None:
    seen: set[str] = set()
    for one in named:
        if one.id in seen:
            top.note(f"id {one.id!r} stands twice in {key!r}", "give every entry its own id", at=key)
        seen.add(one.id)
