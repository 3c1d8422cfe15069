"""The report of a job says what the log knows and nothing else."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from desk import events as ev
from desk import report_events as rev
from desk.contract import Milestone, StageName
from desk.devices import Device
from desk.holds import HoldReason
from desk.ids import DeviceId
from desk.reading import Answer, DeviceClass
from desk.report_events import ReportPart
from desk.service_report import PaperKind, ServiceReport, Step, digest, owed, service_report
from desk.ticket import Status, Ticket
from storage.codec import decode, encode
from tests.kit import builders as a

BOARD = Device(DeviceId("d1"), "SB-0007", DeviceClass.SMART_BOARD, a.a_ticket().school, None, "86 inch")


def report_of(ticket: Ticket, *trail: ev.Event, device: Device | None = None) -> ServiceReport:
    return service_report(a.a_brief(ticket), trail, device)


def step(report: ServiceReport, milestone: Milestone) -> Step:
    return next(one for one in report.steps if one.milestone is milestone)


def test_a_job_done_by_the_book_has_every_step_with_its_limit() -> None:
    report = report_of(a.a_ticket(a.a_step(Answer.NO), status=Status.CLOSED), device=BOARD)
    assert [one.milestone for one in report.steps] == list(Milestone)
    assert all(one.at for one in report.steps)
    arrival = step(report, Milestone.ARRIVED)
    assert [(p.stage, p.kept, p.clause[:3]) for p in arrival.promises] == [(StageName.ARRIVAL, True, "001")]
    assert (report.cause, report.solution, report.loss) == ("loose cable", "cable pushed in and fixed", "")
    assert (report.reporter, report.handler) == ("Lin", "Jiang")
    assert (report.device_code, report.device_label) == ("SB-0007", "86 inch")
    assert [tried.answer for tried in report.tried] == [Answer.NO]
    assert report.words == ("Class 3-2, the board is black",)
    assert report.parts == ()


def test_what_nobody_recorded_is_empty() -> None:
    way = (ev.Acknowledged(at=a.NOON, by=a.ENGINEER), ev.Repaired(at=a.NOON + a.MINUTE, by=a.ENGINEER))
    report = report_of(a.a_ticket(way=way, place=""))
    assert (report.cause, report.solution, report.place, report.device_code) == ("", "", "", "")
    assert step(report, Milestone.ARRIVED).at is None
    assert step(report, Milestone.CLOSED).at is None


def test_a_clock_that_ran_out_is_late_and_one_that_runs_is_neither() -> None:
    late = a.NOON + timedelta(hours=9)
    way = (ev.Acknowledged(at=late, by=a.ENGINEER), ev.Arrived(at=late, by=a.ENGINEER))
    report = report_of(a.a_ticket(way=way))
    assert [p.kept for p in step(report, Milestone.ACKNOWLEDGED).promises] == [False]
    solution = [p for one in report.steps for p in one.promises if p.stage is StageName.SOLUTION]
    assert [p.kept for p in solution] == [None]


def test_a_limit_stands_at_the_step_that_met_it_and_else_at_the_first_that_could() -> None:
    repaired = (ev.Acknowledged(at=a.NOON, by=a.ENGINEER), ev.Repaired(at=a.NOON + a.MINUTE, by=a.ENGINEER))

    def solved_at(report: ServiceReport) -> list[Milestone]:
        return [one.milestone for one in report.steps for p in one.promises if p.stage is StageName.SOLUTION]

    assert solved_at(report_of(a.a_ticket(way=repaired))) == [Milestone.REPAIRED]
    assert solved_at(report_of(a.a_ticket(way=repaired[:1]))) == [Milestone.RESTORED]


def test_what_was_entered_late_says_so() -> None:
    arrived = ev.Arrived(at=a.NOON + a.MINUTE, by=a.ENGINEER, entered=a.NOON + 9 * a.MINUTE)
    report = report_of(a.a_ticket(way=(ev.Acknowledged(at=a.NOON, by=a.ENGINEER), arrived)))
    assert step(report, Milestone.ARRIVED).late_entry
    assert not step(report, Milestone.ACKNOWLEDGED).late_entry


def test_a_lesson_that_went_on_by_self_help_is_told_apart() -> None:
    around = ev.WorkedAround(at=a.NOON + a.MINUTE, by=a.TEACHER)
    restored = step(report_of(a.a_ticket(way=(around,))), Milestone.RESTORED)
    assert (restored.at, restored.by_self_help) == (around.at, True)


def test_holds_stand_with_their_reason() -> None:
    held = ev.Held(at=a.NOON + a.MINUTE, by=a.ENGINEER, reason=HoldReason.PARTS, until=a.NOON + 5 * a.MINUTE)
    resumed = ev.Resumed(at=a.NOON + 3 * a.MINUTE, by=a.ENGINEER)
    report = report_of(a.a_ticket(way=(ev.Acknowledged(at=a.NOON, by=a.ENGINEER), held, resumed)))
    assert [(p.reason, p.end - p.start) for p in report.pauses] == [(HoldReason.PARTS, 2 * a.MINUTE)]


def test_the_last_words_for_a_part_count() -> None:
    said = [
        rev.ReportNoted(at=a.NOON, by=a.ENGINEER, part=part, words=words)
        for part, words in (
            (ReportPart.LOSS, "a file"),
            (ReportPart.LOSS, "two files"),
            (ReportPart.CAUSE, "mains"),
        )
    ]
    report = report_of(a.a_ticket(status=Status.CLOSED), *said)
    assert (report.cause, report.solution, report.loss) == (
        "mains",
        "cable pushed in and fixed",
        "two files",
    )


def test_the_digest_does_not_depend_on_when_it_is_asked_for_and_survives_storage() -> None:
    ticket = a.a_ticket(status=Status.CLOSED)
    early, late = (service_report(a.a_brief(ticket, now=a.NOON + i * a.MINUTE), (), BOARD) for i in (9, 99))
    assert digest(early) == digest(late) == digest(decode(encode(early), ServiceReport))


@given(
    st.sampled_from(["place", "reporter", "handler", "cause", "solution", "loss", "device_code"]), st.text()
)
def test_any_change_is_another_digest(field: str, words: str) -> None:
    report = report_of(a.a_ticket(status=Status.CLOSED))
    changed = replace(report, **{field: words})  # type: ignore[arg-type]  # text fields only
    assert (digest(changed) == digest(report)) == (changed == report)


def test_every_pack_asks_for_some_paper_and_the_clause_is_its_own() -> None:
    for pack, contract in a.packs().items():
        found = [report for kind in PaperKind if (report := owed(contract.terms.reports, kind))]
        assert found, pack
        assert all(report in contract.terms.reports for report in found)
