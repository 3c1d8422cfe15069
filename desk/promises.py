"""What a change of grade does to what was promised: the clocks that still run and are due at another instant than before."""

from desk.contract import Contract, StageName
from desk.sla import deadlines
from desk.ticket import Ticket


def promise_changes(before: Ticket, after: Ticket, contract: Contract) -> dict[str, str]:
    """For the teacher's message: the grade it `was`, and `changes`, a line `stage|old instant|new instant` for every open
    clock that moved. An empty instant is a clock that the other grade does not have. Instants are ISO 8601.
    """
    old, new = _open(before, contract), _open(after, contract)
    moved = [stage for stage in StageName if old.get(stage) != new.get(stage)]
    lines = (f"{stage}|{old.get(stage, '')}|{new.get(stage, '')}" for stage in moved)
    return {"was": before.verdict.grade, "changes": "\n".join(lines)}


def _open(ticket: Ticket, contract: Contract) -> dict[StageName, str]:
    return {line.stage: line.due.isoformat() for line in deadlines(ticket, contract) if line.is_open}
