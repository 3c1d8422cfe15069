"""Seals on a ticket's trail: a chain of hashes over its events that holds although words are taken away later (ADR 0022, S16).

An event's link is the hash of its public fields, of the link before it, and of a *digest* for each private field
(`desk.personal`). A digest is salted; to take words away, they and their salt go and the digest stays. Then the chain still
proves that nothing else was touched, and from the digest nobody can guess what was there. Pure.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from desk.chain import GENESIS, canonical
from desk.personal import Fields, emptied, parted


@dataclass(frozen=True, slots=True)
class Held:
    """What holds one private field: its digest, and the salt while the field is there."""

    digest: str
    salt: str | None


@dataclass(frozen=True, slots=True)
class Seal:
    """Of one event: its private fields, by `field.field`, and the link of the chain."""

    private: Mapping[str, Held]
    hash: str


@dataclass(frozen=True, slots=True)
class Line:
    """One event of a trail as it is stored, with its seal, if it has one yet."""

    ticket: str
    seq: int
    kind: str
    fields: Fields
    seal: Seal | None = None


def sealed(line: Line, prev: str, salt: Callable[[], str]) -> Seal:
    """The seal of an event that follows the link `prev`. `salt` gives a fresh one, 128 bits or more."""
    private = {path: _held(path, value, salt()) for path, value in parted(line.kind, line.fields)[1].items()}
    return Seal(private, _link(line, private, prev))


def without_salt(seal: Seal, paths: Iterable[str]) -> Seal:
    """The seal once these fields were taken away. The link stays as it is."""
    gone = frozenset(paths)
    return Seal(
        {path: Held(held.digest, None if path in gone else held.salt) for path, held in seal.private.items()},
        seal.hash,
    )


def flaw(trail: Sequence[Line]) -> str | None:
    """The first thing wrong with a trail, oldest first, or None. Events without a seal may only stand at the end."""
    prev = GENESIS
    for number, line in enumerate(trail, start=1):
        if line.seq != number:
            return f"Ticket {line.ticket}: event {number} is missing; restore it from a backup."
        if line.seal is None:
            rest = [later.seq for later in trail[number:] if later.seal is not None]
            return f"Ticket {line.ticket}: event {number} has lost its seal." if rest else None
        found = _wrong(line, line.seal, prev)
        if found:
            return f"Ticket {line.ticket}: event {number} {found}"
        prev = line.seal.hash
    return None


def _wrong(line: Line, seal: Seal, prev: str) -> str | None:
    if seal.hash != _link(line, seal.private, prev):
        return "was changed: it does not give the link it was sealed with."
    private = parted(line.kind, line.fields)[1]
    for path, value in private.items():
        held = seal.private.get(path)
        if held is None:
            if value != emptied(path, value):
                return f"has words that were not sealed with it ({path})."
        elif held.salt is None:
            if value != emptied(path, value):
                return f"has words where they had been taken away ({path})."
        elif held.digest != _digest(path, value, held.salt):
            return f"has other words than it was sealed with ({path})."
    return None


def _held(path: str, value: object, salt: str) -> Held:
    return Held(_digest(path, value, salt), salt)


def _digest(path: str, value: object, salt: str) -> str:
    return sha256(
        canonical({"path": path, "salt": salt, "value": value}).encode("utf-8", "surrogatepass")
    ).hexdigest()


def _link(line: Line, private: Mapping[str, Held], prev: str) -> str:
    """A field that has its default is left out: a newer version of the desk may add one to an event it reads and writes again."""
    public = {key: value for key, value in parted(line.kind, line.fields)[0].items() if value is not None}
    record = {
        "ticket": line.ticket,
        "seq": line.seq,
        "kind": line.kind,
        "public": public,
        "private": {path: held.digest for path, held in private.items()},
        "prev": prev,
    }
    return sha256(canonical(record).encode("utf-8", "surrogatepass")).hexdigest()
