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
    for n, record in enumerate(records, start=1):
        line = _linked(record, n, prev)
        prev = str(line["hash"])
        yield canonical(line)
    yield canonical(_closing(n, prev))


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


def _closing(count: int, head: str) -> dict[str, object]:
    return _linked({"kind": END, "count": count, "head": head}, count + 1, head)


def _linked(record: Record, n: int, prev: str) -> dict[str, object]:
    line = {**record, "n": n, "prev": prev}
    return {**line, "hash": hash_of(line)}


def _read(line: str) -> _Link | None:
    try:
        record = json.loads(line)
        n, prev, own = record["n"], record["prev"], record["hash"]
        whole = own == hash_of(record) and line == canonical(record)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not (isinstance(n, int) and isinstance(prev, str)):
        return None
    return _Link(n, prev, own, whole, record)


def _misfit(links: Sequence[_Link], index: int) -> Break | None:
    """What is wrong with the place of a whole line, judged by the number it was written under and what it follows."""
    link, at = links[index], index + 1
    prev = links[index - 1].hash if index else GENESIS
    if link.n == at and link.prev == prev:
        return None
    if link.n < at:
        return _doubled(links, index)
    if link.n == at:
        trusted = at == len(links) or links[at].prev == link.hash
        changed = at - 1 if trusted and index else at
        return Break(
            changed,
            f"Line {changed} was changed: lines {at - 1} and {at} were not written one after the other.",
        )
    home = next((i for i, other in enumerate(links, start=1) if other.n == at), None)
    if home is not None:
        moved, n = (home, at) if link.n == at + 1 else (at, link.n)
        return Break(moved, f"Line {moved} was moved: it was written as line {n}.")
    gone = f"Line {at} was" if link.n == at + 1 else f"Lines {at} to {link.n - 1} were"
    return Break(at, f"{gone} removed: what stands there now was written as line {link.n}.")


def _doubled(links: Sequence[_Link], index: int) -> Break:
    """Two lines with one number: the one that no other line follows was added, of equals the later."""
    n, at = links[index].n, index + 1
    followed = {link.prev for link in links}
    if n > 0 and links[n - 1].hash not in followed:
        return Break(n, f"Line {n} was added: no other line was written after it.")
    return Break(at, f"Line {at} was added: it never was line {at} of the export.")


def _unclosed(links: Sequence[_Link]) -> Break | None:
    """The last line says that it is the last, and of how many."""
    last = len(links)
    if not links:
        return Break(1, "Line 1 is missing: the file is empty.")
    early = next((i for i, link in enumerate(links[:-1], start=1) if link.record.get("kind") == END), None)
    if early is not None:
        return Break(early + 1, f"Line {early + 1} was added: line {early} closes the export.")
    record, head = links[-1].record, links[-1].prev
    if record.get("kind") != END:
        return Break(last + 1, f"Line {last + 1} was removed: the line that closes the export is missing.")
    if record != _closing(last - 1, head):
        return Break(last, f"Line {last} was changed: it closes another export.")
    return None
