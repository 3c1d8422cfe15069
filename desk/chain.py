"""A hash chain over records: each line carries the hash of the line before it, so that a changed, removed, added or
moved line shows. Pure: lines in, lines out.

It proves that lines were not touched one by one. It does not prove who wrote them: whoever rewrites every line from one on
makes a new chain. So the seal, the last line's hash, is noted elsewhere when the lines are handed over (docs/evidence.md).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

GENESIS = "0" * 64
"""What the first line names as the hash before it."""

END = "end"

Record = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain is broken: the line's number in the file as it is now, from 1, and one sentence."""

    line: int
    sentence: str

    def __str__(self) -> str:
        """`Line 7 was changed after the export.`"""
        return self.sentence


@dataclass(frozen=True, slots=True)
class _Link:
    """One line as read: its number when written, the hash it follows, its own hash; `whole` when that hash is right."""

    n: int
    prev: str
    hash: str
    whole: bool
    record: Record


def canonical(record: Record) -> str:
    """The one way to write a record: JSON, keys sorted, no blanks, text as it is. Raises ValueError for NaN."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def hash_of(record: Record) -> str:
    """SHA-256 of the canonical form without the `hash` key, in hex."""
    bare = {key: value for key, value in record.items() if key != "hash"}
    return sha256(canonical(bare).encode("utf-8", "surrogatepass")).hexdigest()


def sealed(records: Iterable[Record]) -> Iterator[str]:
    """The records as lines (without line ends), chained, closed by a line with their count and the last one's hash."""
    prev, n = GENESIS, 0
    for n, record in enumerate(records, start=1):  # noqa: B007 - the count of the lines is what the last one says
        line = _linked(record, n, prev)
        prev = str(line["hash"])
        yield canonical(line)
    yield canonical(_linked({"kind": END, "count": n, "head": prev}, n + 1, prev))


def first_break(lines: Sequence[str]) -> Break | None:
    """The first thing wrong with the chain, or None."""
    links: list[_Link] = []
    for at, line in enumerate(lines, start=1):
        link = _read(line)
        if link is None:
            return Break(at, f"Line {at} cannot be read: it is no line of an export any more.")
        if not link.whole:
            return Break(at, f"Line {at} was changed: it does not give the hash it carries.")
        links.append(link)
    for at in range(len(links)):
        if found := _misfit(links, at):
            return found
    return _unclosed(links)


def _linked(record: Record, n: int, prev: str) -> dict[str, object]:
    line = {**record, "n": n, "prev": prev}
    return {**line, "hash": hash_of(line)}


def _read(line: str) -> _Link | None:
    try:
        record = json.loads(line)
        n, prev, own = record["n"], record["prev"], record["hash"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not (isinstance(n, int) and isinstance(prev, str) and isinstance(own, str)):
        return None
    return _Link(n, prev, own, own == hash_of(record) and canonical(record) == line, record)


def _misfit(links: Sequence[_Link], index: int) -> Break | None:
    """What is wrong with the place of a whole line, judged by the number it was written under and what it follows."""
    link, at = links[index], index + 1
    prev = links[index - 1].hash if index else GENESIS
    if link.n == at and link.prev == prev:
        return None
    if link.n < at:
        return _doubled(links, index)
    if link.n == at:
        changed = max(at - 1, 1)
        return Break(changed, f"Line {changed} was changed: line {at} was written after another one.")
    if any(other.n == at for other in links[index:]):
        return Break(at, f"Line {at} is out of order: it was written as line {link.n}.")
    gone = f"line {at} was" if link.n == at + 1 else f"lines {at} to {link.n - 1} were"
    return Break(at, f"{gone.capitalize()} removed: what stands there now was written as line {link.n}.")


def _doubled(links: Sequence[_Link], index: int) -> Break:
    """Two lines with one number: the one that no other line follows was added, of equals the later."""
    twin = next((i for i, other in enumerate(links[:index]) if other.n == links[index].n), index)
    followed = {link.prev for link in links}
    stray = links[twin].hash != links[index].hash and links[twin].hash not in followed
    added = (twin if stray else index) + 1
    return Break(added, f"Line {added} was added: there is another line written as line {links[index].n}.")


def _unclosed(links: Sequence[_Link]) -> Break | None:
    """The last line says that it is the last, and of how many."""
    last = len(links)
    if not links:
        return Break(1, "Line 1 is missing: the file is empty.")
    early = next((i for i, link in enumerate(links[:-1], start=1) if link.record.get("kind") == END), None)
    if early is not None:
        return Break(early + 1, f"Line {early + 1} was added: line {early} closes the export.")
    record = links[-1].record
    if record.get("kind") != END:
        return Break(last + 1, f"Line {last + 1} was removed: the line that closes the export is missing.")
    if (record.get("count"), record.get("head")) != (last - 1, links[-1].prev):
        return Break(last, f"Line {last} was changed: it closes another export.")
    return None
