"""`chalkline explain`: the sum of every deadline of a ticket, line by line, with clause and evidence."""

import asyncio
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from app.actions import Stopped, look
from app.clock import WallClock
from app.rehearse import Format
from app.settings import Settings
from app.tables import console
from desk.contract import StageName
from desk.evidence import Evidence, EvidenceKind
from desk.explain import Line, explained, lines
from desk.language import Lang, Text
from desk.refusals import NotFound
from usecases.explain_ticket import ClockEvidence, TicketSums, explain_ticket

EVIDENCE = {
    EvidenceKind.ACCEPTANCE: Text("接单", "acceptance"),
    EvidenceKind.TAKE_OVER: Text("主管接管", "taken over by a supervisor"),
    EvidenceKind.CALL_LOGGED: Text("电话记录", "a logged call"),
    EvidenceKind.DEPARTURE: Text("出发", "departure"),
    EvidenceKind.CHECK_IN: Text("到场签到", "check-in on site"),
    EvidenceKind.DIAGNOSIS_TEXT: Text("诊断说明", "the text of the diagnosis"),
    EvidenceKind.WORKAROUND_TEXT: Text("临时办法的说明", "the text of the workaround"),
    EvidenceKind.REPAIR_TEXT: Text("修复说明", "the text of the repair"),
    EvidenceKind.CHECK_IN_CODE: Text("到场登记（老师报到场码）", "check-in by the teacher's code"),
    EvidenceKind.CHECK_IN_QR: Text("到场登记（扫教室二维码）", "check-in by the room's sticker"),
    EvidenceKind.BUTTON_ONLY: Text("只按了按钮，没有文字", "a button only, no text"),
    EvidenceKind.TEACHER_CONFIRMATION: Text("老师确认", "the teacher's confirmation"),
    EvidenceKind.CONFIRMED_FOR_TEACHER: Text("代老师确认", "confirmed for the teacher"),
    EvidenceKind.WITHDRAWAL: Text("撤单", "withdrawal"),
    EvidenceKind.TRAIL_ENTRY: Text("工单记录", "an entry of the trail"),
}
_EVIDENCE_LINE = Text(
    "证据：{kind}，第 {seq} 条记录，{who}，{at}", "Evidence: {kind}, entry {seq}, {who}, {at}"
)
_NO_EVIDENCE = Text("还在计时，没有证据", "Still running, no evidence yet")
_THE_DESK = Text("系统", "the desk")


def add_explain(cli: typer.Typer, settings: Callable[[], Settings]) -> None:
    """The command, into the desk's own; `settings` is asked when it runs."""

    @cli.command()
    def explain(
        no: Annotated[int, typer.Argument(help="The ticket's number, e.g. 1001.")],
        stage: Annotated[StageName | None, typer.Option(help="One clock; all when left out.")] = None,
        lang: Annotated[Lang, typer.Option(help="The language of the sums: zh or en.")] = Lang.ZH,
        form: Annotated[Format, typer.Option("--format", help="A table to read or JSON.")] = Format.TABLE,
    ) -> None:
        """Print the sum of every deadline of a ticket line by line, with its clause and the evidence of its end."""
        here = settings()
        sums = _asked(here, no)
        chosen = _chosen(sums, stage)
        if form is Format.JSON:
            typer.echo(_as_json(sums, chosen, here.zone_info))
            return
        typer.echo(_headline(sums, lang))
        for one in chosen:
            console().print(_table(sums, one, lang, here.zone_info))


def _asked(settings: Settings, no: int) -> TicketSums:
    try:
        return asyncio.run(look(settings, WallClock(), explain_ticket, no))
    except NotFound as problem:
        raise Stopped(f"This desk has no ticket {no}.") from problem


def _chosen(sums: TicketSums, stage: StageName | None) -> tuple[ClockEvidence, ...]:
    found = tuple(one for one in sums.clocks if stage in (None, one.clock.stage))
    if found:
        return found
    running = ", ".join(one.clock.stage for one in sums.clocks) or "none"
    which = f"clock of {stage}" if stage else "clock"
    raise Stopped(f"Ticket {sums.brief.ticket.no} has no {which} in this round; its clocks: {running}.")


def _headline(sums: TicketSums, lang: Lang) -> str:
    about = sums.brief
    ticket = about.ticket
    rounds = {Lang.ZH: f"，第 {ticket.round} 轮", Lang.EN: f", round {ticket.round}"}[lang]
    return (
        f"{ticket.no}  {about.grade.label.of(lang)}  {about.school.name} {ticket.fault.place}  "
        f"[{ticket.contract} v{ticket.contract_version}]{rounds if ticket.round > 1 else ''}"
    )


def _table(sums: TicketSums, one: ClockEvidence, lang: Lang, zone: ZoneInfo) -> Table:
    """Worded by the screens' bookkeeper, so that the sum reads alike on the ticket page and here."""
    from web.names import STAGES  # noqa: PLC0415  # loads the web's libraries, which other commands do without
    from web.sums import Bookkeeper, precise  # noqa: PLC0415  # as above
    from web.words import say  # noqa: PLC0415  # as above

    def show(instant: datetime) -> str:
        return precise(instant, sums.brief.now, zone)

    goal = f"（{say('internal', lang)}）" if one.clock.internal else ""
    listed = Table(show_header=False, show_lines=False, title_justify="left", min_width=60)
    listed.title = f"{STAGES[one.clock.stage].of(lang)}{goal}"
    listed.add_column(overflow="fold")
    listed.add_column(overflow="fold", justify="right")
    for line in Bookkeeper(lang, show).sum(sums.brief, one.clock):
        listed.add_row(line.words, line.span)
    listed.add_row(_proven(sums, one.evidence, lang, show), "")
    return listed


def _proven(sums: TicketSums, found: Evidence | None, lang: Lang, show: Callable[[datetime], str]) -> str:
    if found is None:
        return _NO_EVIDENCE.of(lang)
    by = found.event.by
    who = sums.names[by] if by else _THE_DESK.of(lang)
    kind = EVIDENCE[found.kind].of(lang)
    said = _EVIDENCE_LINE.of(lang).format(kind=kind, seq=found.seq, who=who, at=show(found.event.at))
    return f"{said}: {found.words}" if found.words else said


def _as_json(sums: TicketSums, chosen: tuple[ClockEvidence, ...], zone: ZoneInfo) -> str:
    ticket = sums.brief.ticket
    whole = {
        "no": ticket.no,
        "contract": ticket.contract,
        "version": ticket.contract_version,
        "calendar": {"id": ticket.calendar, "version": ticket.calendar_version},
        "grade": ticket.verdict.grade,
        "round": ticket.round,
        "clocks": [_clock_as_json(sums, one, zone) for one in chosen],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2)


def _clock_as_json(sums: TicketSums, one: ClockEvidence, zone: ZoneInfo) -> dict[str, Any]:
    why = explained(sums.brief.ticket, sums.brief.contract, one.clock)
    return {
        "stage": why.limit.stage,
        "grade": why.grade,
        "clause": str(why.limit.clause),
        "internal": why.limit.internal,
        "counting": why.limit.counting,
        "calendar_unknown": why.limit.uncertain,
        "started_by": why.start.milestone,
        "limit_seconds": why.limit.span.total_seconds(),
        "lines": [dict(_line_as_json(line, zone)) for line in lines(why)],
        "near": why.sum.near.astimezone(zone).isoformat(),
        "due": why.sum.due.astimezone(zone).isoformat(),
        "met": why.sum.met.astimezone(zone).isoformat() if why.sum.met else None,
        "in_time": why.sum.in_time,
        "noted_as_missed": why.sum.missed,
        "late_entry": why.sum.late_entry,
        "settled": why.sum.settled,
        "evidence": _evidence_as_json(one.evidence, zone),
    }


def _line_as_json(line: Line, zone: ZoneInfo) -> Iterator[tuple[str, object]]:
    yield "kind", line.kind
    yield "at", line.at.astimezone(zone).isoformat()
    if line.until:
        yield "until", line.until.astimezone(zone).isoformat()
    if line.span is not None:
        yield "seconds", line.span.total_seconds()
    if line.reasons:
        yield "reasons", [reason or "denied_fix" for reason in line.reasons]


def _evidence_as_json(found: Evidence | None, zone: ZoneInfo) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "seq": found.seq,
        "event": type(found.event).__name__,
        "kind": found.kind,
        "by": found.event.by,
        "at": found.event.at.astimezone(zone).isoformat(),
        "words": found.words,
    }
