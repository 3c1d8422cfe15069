"""Words of a contract that cannot stand as they are printed: unreadable, misprinted, misplaced, repeated, strange."""

import re
from collections.abc import Iterator
from itertools import pairwise

from desk.contract import Contract
from desk.disagreements import shown
from desk.figures import has_number, length, window
from desk.finding import Finding, Kind, finding
from desk.language import Text
from desk.terms import Statement, Topic, WarrantyState
from desk.topics import MEASURED

STATES = {
    WarrantyState.IN: Text("保内", "in warranty"),
    WarrantyState.OUT: Text("过保后", "after the warranty"),
}
_NUMBER = re.compile(r"\d+(?:\.\d+)*")


def misprints(contract: Contract) -> Iterator[Finding]:
    """All of them, in the order of the statements."""
    known = _known(contract)
    for statement in contract.terms.statements:
        yield from _wrong_words(statement)
        yield from _wrong_place(statement)
        if statement.topic is Topic.NUMBERING:
            yield from _numbering(statement)
        for name in statement.names:
            if name not in known:
                yield finding(Kind.STRANGER, f"{statement.id}:{name}", [statement.clause], name=name)
    yield from _repeated(contract)


def readable(statement: Statement, words: str) -> bool:
    """Whether the words are what a statement of this topic should be. Topics of plain words take anything."""
    if statement.topic is Topic.CALLBACK_WINDOW:
        return window(words) is not None
    if statement.topic in MEASURED:
        return length(words) is not None or not has_number(words)
    return True


def _wrong_words(statement: Statement) -> Iterator[Finding]:
    """Told as misprinted only when the words could be read and mean something else."""
    if not readable(statement, statement.says):
        yield finding(Kind.UNREADABLE, statement.id, [statement.clause], own=shown(statement))
    elif statement.reads and statement.reads != statement.says:
        yield finding(
            Kind.MISPRINT, statement.id, [statement.clause], own=shown(statement), reads=statement.reads
        )


def _wrong_place(statement: Statement) -> Iterator[Finding]:
    if statement.heading is not None and statement.heading is not statement.warranty:
        about = (
            STATES[statement.warranty]
            if statement.warranty
            else Text("保内和过保后", "in warranty and after")
        )
        yield finding(
            Kind.MISPLACED,
            statement.id,
            [statement.clause],
            own=shown(statement),
            state=about,
            heading=STATES[statement.heading],
        )


def _numbering(statement: Statement) -> Iterator[Finding]:
    """Numbers that do not follow one another: `5 7`, `1.6.2.2.3 1.6.2.2.3`, `1.6.2.2.4 1.6.2.4.10`."""
    numbers = [tuple(map(int, found.split("."))) for found in _NUMBER.findall(statement.says)]
    jumps = [
        f"{_dotted(one)}→{_dotted(other)}" for one, other in pairwise(numbers) if not _follows(one, other)
    ]
    if jumps:
        where = Text("、".join(jumps), ", ".join(jumps))
        yield finding(Kind.NUMBERING, statement.id, [statement.clause], where=where, own=shown(statement))


def _follows(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether `other` is the next number, the first below it, or the next of a level above."""
    if other == (*one, 1):
        return True
    level = len(other)
    return level <= len(one) and other == (*one[: level - 1], one[level - 1] + 1)


def _dotted(number: tuple[int, ...]) -> str:
    return ".".join(map(str, number))


def _repeated(contract: Contract) -> Iterator[Finding]:
    items: dict[str, Statement] = {}
    for statement in contract.terms.statements:
        if statement.topic is Topic.LIST_ITEM:
            earlier = items.setdefault(statement.says, statement)
            if earlier is not statement:
                clauses = [earlier.clause, statement.clause]
                yield finding(Kind.REPEATED, statement.id, clauses, own=shown(statement))


def _known(contract: Contract) -> frozenset[str]:
    """Everybody and everything the contract is about."""
    terms = contract.terms
    roles = {role.id for role in terms.parties.roles} if terms.parties else set()
    devices = {device.value for device in terms.scope.devices} if terms.scope else set()
    return frozenset({"customer", "provider"} | roles | devices)
