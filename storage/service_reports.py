"""Service reports as they were put to signature, each under its ticket and digest, with the one-time code and the signed paper."""

from datetime import datetime

from sqlalchemy import bindparam, select, update

from desk.ids import MediaId, PersonId, TicketId
from desk.refusals import NotFound
from desk.service_report import ServiceReport
from storage.codec import decode, encode
from storage.tables import service_reports as table
from storage.transaction import Transaction
from storage.upsert import insert_new

_T = table.c
_THIS = (_T.ticket == bindparam("of"), _T.digest == bindparam("seal"))
_INSERT = insert_new(table)
_BODY = select(_T.body).where(*_THIS)
_CODE = select(_T.code).where(*_THIS)
_PAPER = select(_T.paper).where(*_THIS)
_SET_CODE = update(table).where(*_THIS).values(code=bindparam("to"), asked=bindparam("whom"))
_ASKED = select(_T.ticket, _T.digest).where(_T.asked == bindparam("whom")).order_by(_T.kept_at.desc())
_FILE = update(table).where(*_THIS).values(paper=bindparam("to"))


class ServiceReportRows:
    """`report_ports.ServiceReports` in SQL."""

    def __init__(self, tx: Transaction) -> None:
        """Works inside `tx`."""
        self._conn = tx.conn

    def keep(self, ticket: TicketId, digest: str, report: ServiceReport, now: datetime) -> None:
        """The same report twice is one."""
        row = {"ticket": ticket, "digest": digest, "kept_at": now, "body": encode(report), "asked": None}
        self._conn.execute(_INSERT.on(self._conn), row | {"code": "", "paper": None})

    def get(self, ticket: TicketId, digest: str) -> ServiceReport:
        """Raises NotFound."""
        body = self._conn.execute(_BODY, {"of": ticket, "seal": digest}).scalar()
        if body is None:
            raise NotFound(ticket)
        return decode(body, ServiceReport)

    def ask(self, ticket: TicketId, digest: str, person: PersonId, code_hash: str) -> None:
        """From now on this code of this person, and no other."""
        self._conn.execute(_SET_CODE, {"of": ticket, "seal": digest, "to": code_hash, "whom": person})

    def stop_asking(self, ticket: TicketId, digest: str) -> None:
        """No code is good any more."""
        self._conn.execute(_SET_CODE, {"of": ticket, "seal": digest, "to": "", "whom": None})

    def asked_of(self, person: PersonId) -> tuple[tuple[TicketId, str], ...]:
        """Ticket and digest of what this person has a code for, newest first."""
        rows = self._conn.execute(_ASKED, {"whom": person}).all()
        return tuple((TicketId(row.ticket), row.digest) for row in rows)

    def code(self, ticket: TicketId, digest: str) -> str:
        """The hash of the code; empty without one."""
        return str(self._conn.execute(_CODE, {"of": ticket, "seal": digest}).scalar() or "")

    def file(self, ticket: TicketId, digest: str, paper: MediaId) -> None:
        """The signed paper is kept as this."""
        self._conn.execute(_FILE, {"of": ticket, "seal": digest, "to": paper})

    def paper(self, ticket: TicketId, digest: str) -> MediaId | None:
        """The signed paper; None before both have signed, or where no paper could be made."""
        found = self._conn.execute(_PAPER, {"of": ticket, "seal": digest}).scalar()
        return MediaId(found) if found else None
