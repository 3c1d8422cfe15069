"""The register of one school as the reader needs it: from what people say to the rooms they may mean.

Several rooms may answer to the same words; all of them are returned, best first, and the dialogue asks.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from desk.ids import RoomId
from desk.reading import PlaceReading
from nlu.matching import Hit, Word, WordIndex
from nlu.normalise import Folded
from nlu.place_grammar import Key, Spot, spots

Register = tuple[tuple[RoomId, tuple[str, ...]], ...]
"""`ReadingContext.rooms`: every room with its names and aliases."""

JOINTS = frozenset(
    {"", " ", "的", "-", "/", ", ", " in ", " of ", " in the ", " at ", "里", "靠", "靠近", "那个"}
)
"""What may stand between two pieces of one place."""

DISTINGUISHING = ("letter", "building", "ordinal")
"""A room whose own letter, building or ordinal differs from the one said is another room."""

MOST_ROOMS = 12
"""More candidates than this is no answer; 实验室 in a school of forty laboratories finds the first few."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place of the message: neighbouring spots, and whether the words deny it (不是3班)."""

    spots: tuple[Spot, ...]
    denied: bool = False

    @property
    def start(self) -> int:
        """Where its words begin."""
        return self.spots[0].start

    @property
    def end(self) -> int:
        """Where its words end."""
        return self.spots[-1].end


class RoomIndex:
    """One register, indexed by what the place grammar reads in its names. Immutable."""

    def __init__(
        self, register: Register, spell: Callable[[str], str], find: Callable[[str], list[Hit]]
    ) -> None:
        """Read every name with the grammar; `spell` folds a name, `find` finds place words in it."""
        self._keys: dict[RoomId, frozenset[Key]] = {}
        self._rooms: dict[Key, list[RoomId]] = {}
        names: list[tuple[str, Word]] = []
        for room, written in register:
            keys: set[Key] = set()
            for name in map(spell, written):
                keys |= {("name", name)} | set(_keys_of(name, find(name)))
                if len(name) > 1 and not name.isdecimal():
                    names.append((name, Word(name, "room", name)))
            self._keys[room] = frozenset(keys)
            for key in keys:
                self._rooms.setdefault(key, []).append(room)
        self._names = WordIndex(names)

    def mentions(self, text: str, hits: Iterable[Hit], denied: Callable[[int], bool]) -> list[Mention]:
        """The places of a folded text; `denied(start)` tells whether words at `start` stand under a negation."""
        named = [
            Spot(hit.start, hit.end, (("name", hit.code),), naming=True) for hit in self._whole_names(text)
        ]
        pieces = _merged(named, spots(text, hits))
        groups: list[list[Spot]] = []
        for spot in pieces:
            if groups and _continues(text, groups[-1], spot):
                groups[-1].append(spot)
            else:
                groups.append([spot])
        telling = [group for group in groups if any(spot.telling for spot in group)]
        return [Mention(tuple(group), denied(group[0].start)) for group in telling]

    def reading(self, mention: Mention, message: Folded, near: RoomId | None) -> PlaceReading:
        """The mention as written, with every room it may mean."""
        return PlaceReading(message.written(mention.start, mention.end), self.rooms(mention, near))

    def rooms(self, mention: Mention, near: RoomId | None = None) -> tuple[RoomId, ...]:
        """The rooms a mention may mean, best first; none when the register knows no such place."""
        scores: dict[RoomId, int] = {}
        for spot in mention.spots:
            if spot.naming:
                for room in self._answering(spot, near):
                    scores.setdefault(room, 0)
        for room in scores:
            scores[room] = sum(self._agrees(room, spot, near) for spot in mention.spots)
        possible = {room: score for room, score in scores.items() if not self._contradicts(room, mention)}
        best = max(possible.values(), default=0)
        return tuple(room for room, score in possible.items() if score == best)[:MOST_ROOMS]

    def _whole_names(self, text: str) -> Iterator[Hit]:
        """Register names written out, unless they are the tail of a longer number (2班 in 12班)."""
        for hit in self._names.find(text):
            if not (text[hit.start].isdecimal() and hit.start and text[hit.start - 1].isdecimal()):
                yield hit

    def _answering(self, spot: Spot, near: RoomId | None) -> list[RoomId]:
        """Rooms for the first reading of the spot that the register knows."""
        for key in self._readings(spot, near):
            if rooms := self._rooms.get(key):
                return rooms
        return []

    def _readings(self, spot: Spot, near: RoomId | None) -> Iterator[Key]:
        """A bare 5班 means the grade of the room spoken of; without one, any grade. A kind holds its sub-kinds."""
        for kind, value in spot.keys:
            if kind == "class" and value.startswith("."):
                yield from (("class", grade + value) for grade in self._grades(near))
            yield kind, value

    def _grades(self, near: RoomId | None) -> list[str]:
        keys = self._keys.get(near, frozenset()) if near else frozenset()
        return sorted(value.partition(".")[0] for kind, value in keys if kind == "class" and value[0] != ".")

    def _agrees(self, room: RoomId, spot: Spot, near: RoomId | None) -> int:
        return int(any(key in self._keys[room] for key in self._readings(spot, near)))

    def _contradicts(self, room: RoomId, mention: Mention) -> bool:
        own = self._keys[room]
        for spot in mention.spots:
            for kind, value in spot.keys:
                rivals = {other for name, other in own if name == kind} if kind in DISTINGUISHING else set()
                if rivals and value not in rivals:
                    return True
        return False


def _continues(text: str, group: list[Spot], spot: Spot) -> bool:
    """Whether a spot goes on with the place before it; a second class or number is a second place."""
    said = {key[0] for earlier in group if earlier.naming for key in earlier.keys}
    again = spot.naming and any(kind in said for kind, _ in spot.keys)
    return text[group[-1].end : spot.start] in JOINTS and not again


def _keys_of(name: str, hits: list[Hit]) -> Iterator[Key]:
    """Everything the grammar reads in a name of the register, broader readings included."""
    for spot in spots(name, hits):
        for kind, value in spot.keys:
            yield kind, value
            if kind == "class":
                yield kind, "." + value.partition(".")[2]
            elif kind == "kind" and "/" in value:
                yield kind, value.partition("/")[0]
            elif kind == "number" and not value[0].isdecimal():
                yield "letter", value[0]
                yield kind, value[1:]


def _merged(named: list[Spot], pieces: list[Spot]) -> list[Spot]:
    """Register names first, as wide as the grammar reads them (Room A201); pieces where no name reaches."""
    free = [piece for piece in pieces if not any(_touch(name, piece) for name in named)]
    return sorted([_widened(name, pieces) for name in named] + free, key=lambda spot: spot.start)


def _widened(name: Spot, pieces: list[Spot]) -> Spot:
    for piece in pieces:
        if piece.start <= name.start and name.end <= piece.end:
            return replace(piece, keys=name.keys + piece.keys, naming=True, telling=True)
    return name


def _touch(one: Spot, other: Spot) -> bool:
    return one.start < other.end and other.start < one.end
