"""What a contract leaves open: duties without dates, reports without readers, prices, scope, and calendars that overlap."""

from collections.abc import Iterator
from itertools import combinations, groupby

from desk.contract import Contract
from desk.finding import Finding, Kind, finding, joined
from desk.language import Text
from desk.terms import PERIODS, Duty, Every, Price, Report, ServiceHours, Terms, Window
from desk.topics import TOPICS

PERIOD_NAMES = {
    Every.DAY: Text("天", "day"),
    Every.WEEK: Text("周", "week"),
    Every.MONTH: Text("月", "month"),
    Every.QUARTER: Text("季度", "quarter"),
    Every.TERM: Text("学期", "term"),
    Every.YEAR: Text("年", "year"),
}


def loose_ends(contract: Contract) -> Iterator[Finding]:
    """All of them, section by section."""
    terms = contract.terms
    if terms.scope is not None and terms.scope.clause.ours:
        yield finding(Kind.SCOPE_UNSTATED, "scope", [terms.scope.clause])
    ours = [rule for rule in contract.holds if rule.clause.ours]
    if ours:
        what = ", ".join(rule.reason for rule in ours)
        yield finding(Kind.HOLD_UNSTATED, "holds", (rule.clause for rule in ours), what=what)
    yield from _prices(terms)
    yield from _undated(terms)
    for report in terms.reports:
        yield from _unaddressed(report)
        yield from _uncovered(report)
    yield from _overlapping(terms)


def _prices(terms: Terms) -> Iterator[Finding]:
    """Price lists on which a discount stands beside the price."""
    discounted = [price for price in terms.prices if price.off_percent is not None]
    for clause, group in groupby(discounted, key=lambda price: price.clause):
        items = joined(map(_item, group))
        yield finding(Kind.PRICE_UNCLEAR, clause.ref, [clause], items=items)


def _item(price: Price) -> Text:
    figures = f"{price.yuan} ({price.off_percent}%)"
    return Text(f"{price.item.zh}{figures}", f"{price.item.en} {figures}")


def _undated(terms: Terms) -> Iterator[Finding]:
    owed: tuple[Duty | Report, ...] = (*terms.duties, *terms.reports)
    for one in owed:
        if one.due is None or one.due.internal:
            yield finding(Kind.NO_DATE, one.id, [one.clause], what=one.what)
    for term in terms.warranty.terms if terms.warranty else ():
        if term.internal:
            what = Text(f"质保起算日（{term.of}）", f"the start of the warranty ({term.of})")
            yield finding(Kind.NO_DATE, f"warranty:{term.of}", [term.clause], what=what)


def _unaddressed(report: Report) -> Iterator[Finding]:
    if report.to is None or report.to.internal:
        yield finding(Kind.NO_RECIPIENT, report.id, [report.clause], what=report.what)


def _uncovered(report: Report) -> Iterator[Finding]:
    covers = report.printed or report.covers or report.every
    if report.every.periodic and covers.periodic and PERIODS.index(covers) < PERIODS.index(report.every):
        yield finding(
            Kind.COVER_GAP,
            report.id,
            [report.clause],
            what=report.what,
            every=PERIOD_NAMES[report.every],
            covers=PERIOD_NAMES[covers],
        )


def _overlapping(terms: Terms) -> Iterator[Finding]:
    for one, other in combinations(terms.windows, 2):
        if one.opens < other.closes and other.opens < one.closes:
            names = _hours(one), _hours(other)
            subject = f"window:{names[0].en}:{names[1].en}"
            yield finding(Kind.OVERLAP, subject, [one.clause, other.clause], first=names[0], then=names[1])
    for duty, second in combinations(terms.duties, 2):
        if duty.kind is second.kind and duty.every.periodic and second.every.periodic:
            clauses = [duty.clause, second.clause]
            yield finding(
                Kind.OVERLAP, f"{duty.id}:{second.id}", clauses, first=_quoted(duty), then=_quoted(second)
            )
    for hours, more in combinations(terms.hours, 2):
        yield from _same_stages(hours, more)


def _same_stages(hours: ServiceHours, more: ServiceHours) -> Iterator[Finding]:
    for stage in hours.stages:
        if stage in more.stages:
            name = TOPICS[stage]
            first = Text(f"“{name.zh}”的{hours.counting}", f"{hours.counting} for {name.en}")
            then = Text(f"{more.counting}", f"{more.counting}")
            yield finding(Kind.OVERLAP, f"hours:{stage}", [hours.clause, more.clause], first=first, then=then)


def _hours(window: Window) -> Text:
    words = f"{window.opens:%H:%M}-{window.closes:%H:%M}"
    return Text(words, words)


def _quoted(duty: Duty) -> Text:
    return Text(f"“{duty.what.zh}”", f"“{duty.what.en}”")
