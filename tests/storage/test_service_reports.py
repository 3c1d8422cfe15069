"""Reports that were put to signature stay as they were; a code belongs to one person and one report."""

from desk.ids import MediaId, PersonId, TicketId
from desk.refusals import NotFound
from desk.service_report import ServiceReport, digest, service_report
from desk.ticket import Status, Ticket, replay
from storage.store import SqlStore
from tests.kit import builders as a
from usecases.ports import UnitOfWork

TEACHER, OTHER = PersonId("lin"), PersonId("su")


def a_report(words: str = "loose cable") -> tuple[ServiceReport, str]:
    report = service_report(a.a_brief(a.a_ticket(status=Status.CLOSED, words=words)), (), None)
    return report, digest(report)


def a_stored_ticket(uow: UnitOfWork) -> TicketId:
    opening = a.an_opening()
    ticket: Ticket = replay((opening,))
    uow.tickets.save(ticket, (opening,))
    return ticket.id


async def test_a_report_comes_back_as_it_was_and_keeping_it_twice_is_once(store: SqlStore) -> None:
    ticket = await store.run(a_stored_ticket)
    report, seal = a_report()
    for _ in range(2):
        await store.run(lambda uow: uow.service_reports.keep(ticket, seal, report, uow.now))
    back = await store.read(lambda uow: uow.service_reports.get(ticket, seal))
    assert back == report
    assert digest(back) == seal


async def test_what_was_never_put_to_signature_is_not_found(store: SqlStore) -> None:
    ticket = await store.run(a_stored_ticket)
    _, seal = a_report()

    def look(uow: UnitOfWork) -> str:
        try:
            return uow.service_reports.get(ticket, seal).place
        except NotFound:
            return "not found"

    assert await store.read(look) == "not found"


async def test_a_code_is_one_persons_until_it_is_used_up(store: SqlStore) -> None:
    ticket = await store.run(a_stored_ticket)
    report, seal = a_report()
    again, other = a_report("something else")

    def ask(uow: UnitOfWork) -> None:
        uow.service_reports.keep(ticket, seal, report, uow.now)
        uow.service_reports.keep(ticket, other, again, uow.now)
        uow.service_reports.ask(ticket, seal, TEACHER, "hash")

    await store.run(ask)
    assert await store.read(lambda uow: uow.service_reports.asked_of(TEACHER)) == ((ticket, seal),)
    assert await store.read(lambda uow: uow.service_reports.asked_of(OTHER)) == ()
    assert await store.read(lambda uow: uow.service_reports.code(ticket, seal)) == "hash"
    assert await store.read(lambda uow: uow.service_reports.code(ticket, other)) == ""
    await store.run(lambda uow: uow.service_reports.stop_asking(ticket, seal))
    assert await store.read(lambda uow: uow.service_reports.asked_of(TEACHER)) == ()
    assert await store.read(lambda uow: uow.service_reports.code(ticket, seal)) == ""


async def test_the_signed_paper_is_kept_beside_it(store: SqlStore) -> None:
    ticket = await store.run(a_stored_ticket)
    report, seal = a_report()
    await store.run(lambda uow: uow.service_reports.keep(ticket, seal, report, uow.now))
    assert await store.read(lambda uow: uow.service_reports.paper(ticket, seal)) is None
    await store.run(lambda uow: uow.service_reports.file(ticket, seal, MediaId("m")))
    assert await store.read(lambda uow: uow.service_reports.paper(ticket, seal)) == "m"
