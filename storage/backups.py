"""Copies of a working SQLite desk, and the drill that proves that one can be restored. PostgreSQL has tools of its own
for copies; the examination is the same.

A copy is made through SQLite's backup API: consistent at one instant, without stopping the desk. It is whole or not there: written under
another name, checked by SQLite, then renamed.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import OperationalError

from desk.ticket import Ticket, replay
from storage.codec import decode, decode_event
from storage.contents import contents, fingerprint
from storage.engines import StorageNotReady, check, connection, engine_for, parsed
from storage.tables import events, inbox, outbox, people, tickets, timers

_ALL_PAGES = -1
"""In one step. In smaller ones SQLite begins again whenever somebody else wrote in between, at a busy desk for ever; with the log (WAL) one
long read holds up no writer.
"""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a copy holds, and every `problem`, a sentence each; none means that a desk can be started from it. Two with the same `content`
    hold the same rows, on whichever database.
    """

    tickets: int = 0
    open_tickets: int = 0
    events: int = 0
    people: int = 0
    unhandled: int = 0
    unsent: int = 0
    timers: int = 0
    content: str = ""
    problems: tuple[str, ...] = ()


def back_up(address: str, target: Path) -> int:
    """Copy the desk's database into a new file; its size in bytes. Raises FileExistsError, OSError, and StorageNotReady where the database
    is not SQLite, not there or damaged.
    """
    url = parsed(address)
    if url.get_backend_name() != "sqlite" or url.database is None:
        raise StorageNotReady(_for_postgresql(address, target))
    if not Path(url.database).exists():
        raise StorageNotReady(f"there is no database {url.database} to copy; set CHALKLINE_DATA_DIR")
    if target.exists():
        raise FileExistsError(f"{target} exists; give the copy a name of its own, for example with the date")
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))  # names and numbers are in it
    try:
        _copy(Path(url.database), part)
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)
    _settle_name(target.parent)
    return target.stat().st_size


def check_copy(copy: Path) -> Checked:
    """The restore drill: open a copy of the copy as a desk would, let SQLite examine it, rebuild every ticket from its trail. Changes
    nothing. Raises OSError.
    """
    with tempfile.TemporaryDirectory(prefix="chalkline-drill-") as folder:
        drill = Path(folder) / "chalkline.sqlite3"
        shutil.copyfile(copy, drill)
        try:
            with connection(f"sqlite:///{drill}") as conn:
                return _examined(conn)
        except (dbapi2.DatabaseError, StorageNotReady) as problem:
            return Checked(problems=(str(problem),))
        except Exception as problem:
            if isinstance(problem.__cause__, dbapi2.DatabaseError):
                return Checked(problems=(f"SQLite cannot read it: {problem.__cause__}",))
            raise


def check_server(address: str) -> Checked:
    """The same of a desk on PostgreSQL, as it is at one instant, while it works on. Raises StorageNotReady."""
    try:
        with engine_for(address, reads_only=True).connect() as conn:
            check(conn)
            conn.execute(
                text("SET idle_in_transaction_session_timeout = 0")
            )  # the trails are worked through meanwhile
            return _figures(conn, list(_broken_trails(conn)))
    except OperationalError as problem:
        raise StorageNotReady(f"the database cannot be opened: {problem.orig}".strip()) from problem


def _copy(source: Path, part: Path) -> None:
    read, write = dbapi2.connect(f"file:{source}?mode=ro", uri=True), dbapi2.connect(str(part))
    try:
        read.execute("PRAGMA busy_timeout=10000")
        read.backup(write, pages=_ALL_PAGES)
        write.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        found = [row[0] for row in write.execute("PRAGMA integrity_check")]
        if found != ["ok"]:
            raise StorageNotReady(f"the database is damaged: {found[0]}; restore the last good copy")
    except dbapi2.DatabaseError as problem:
        raise StorageNotReady(f"the database cannot be copied: {problem}") from problem
    finally:
        write.close()
        read.close()
    descriptor = os.open(part, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def _settle_name(folder: Path) -> None:
    """After a power cut the name is there, too."""
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def _for_postgresql(address: str, target: Path) -> str:
    where = parsed(address).set(drivername="postgresql")._replace(password=None).render_as_string()
    return (
        "PostgreSQL makes its copies itself, consistent while the desk runs:\n"
        f"  pg_dump --format=custom --file={target} '{where}'\n"
        "and to restore one into an empty database:\n"
        f"  pg_restore --exit-on-error --dbname='{where}' {target}\n"
        "The password goes into PGPASSWORD or ~/.pgpass."
    )


def _examined(conn: Connection) -> Checked:
    problems = [
        f"SQLite finds: {row[0]}" for row in conn.exec_driver_sql("PRAGMA integrity_check") if row[0] != "ok"
    ]
    orphans = conn.exec_driver_sql("PRAGMA foreign_key_check").all()
    problems += [f"table {row[0]}: a row points at nothing in {row[2]}" for row in orphans[:5]]
    check(conn)
    return _figures(conn, [*problems, *_broken_trails(conn)])


def _figures(conn: Connection, problems: list[str]) -> Checked:
    return Checked(
        tickets=_count(conn, tickets),
        open_tickets=_count(conn, tickets, tickets.c.is_open.is_(True)),
        events=_count(conn, events),
        people=_count(conn, people),
        unhandled=_count(conn, inbox, inbox.c.handled_at.is_(None)),
        unsent=_count(conn, outbox, outbox.c.settled_at.is_(None)),
        timers=_count(conn, timers, timers.c.fired_at.is_(None)),
        content=fingerprint(contents(conn)),
        problems=tuple(problems),
    )


def _broken_trails(conn: Connection) -> Iterator[str]:
    """Tickets that their trail does not rebuild (Inv9), and trails with a gap."""
    bodies = {
        row.id: row for row in conn.execute(select(tickets.c.id, tickets.c.no, tickets.c.seq, tickets.c.body))
    }
    rows = conn.execute(
        select(events.c.ticket, events.c.seq, events.c.kind, events.c.body).order_by(
            events.c.ticket, events.c.seq
        )
    )
    seen = set()
    for ticket, trail in groupby(rows, key=lambda row: row.ticket):
        seen.add(ticket)
        found = _broken(bodies[ticket], list(trail))
        if found:
            yield f"ticket {bodies[ticket].no}: {found}"
    for ticket in bodies.keys() - seen:
        yield f"ticket {bodies[ticket].no}: it has no trail"


def _broken(stored: Any, trail: list[Any]) -> str:
    if [row.seq for row in trail] != list(range(1, stored.seq + 1)):
        return f"its trail has {len(trail)} events, the ticket counts {stored.seq}"
    try:
        rebuilt = replay(decode_event(row.kind, row.body) for row in trail)
    except (ValueError, KeyError, TypeError) as problem:
        return f"its trail cannot be read ({type(problem).__name__})"
    return (
        ""
        if rebuilt == decode(stored.body, Ticket)
        else "its trail leads to another ticket than the stored one"
    )


def _count(conn: Connection, table: Any, *where: Any) -> int:
    return int(conn.execute(select(func.count()).select_from(table).where(*where)).scalar_one())
