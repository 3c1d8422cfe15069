"""The register of one school as the reader needs it: from what people say to the rooms they may mean.

Several rooms may answer to the same words; all of them are returned, best first, and the dialogue asks.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from desk.ids import RoomId
from desk.reading import PlaceReading
from nlu.matching import Hit, Word, WordIndex
from nlu.normalise import Folded
from nlu.place_grammar import OFFICE, spots
from nlu.place_talk import (
    is_fine,
    is_introduction,
    is_neighbours,
    is_next_door,
    is_of_people,
    is_own_clause,
    is_speaker,
    is_taken_back,
)
from nlu.spots import Key, Spot

Register = tuple[tuple[RoomId, tuple[str, ...]], ...]
"""`ReadingContext.rooms`: every room with its names and aliases."""

_JOINT = re.compile(
    r"(?:的|大|小|的[大小]|里的?|里面的?|的?靠近?|那个|(?:隔壁|对面)的?|那边的?|上的?|,? | ?[-/] ?)?|\s?,?\s?(?:in|on|of|at|,)(?: the)? "
)
"""What may stand between two pieces of one place."""

_LANDMARK = re.compile(r"的?(?:隔壁|对面|旁边|边上|外面|附近|楼[上下])(?:的|那间|那个)?")
"""What stands between a landmark and the room meant: 德育处隔壁文印室."""

DISTINGUISHING = ("letter", "building", "ordinal", "floor")
"""A room whose own letter, building, ordinal or floor differs from the one said is another room."""

PINNED = frozenset({"class", "number", "floor", "letter", "ordinal"})
"""What only places have: a place with one of these does not speak and is no people."""

IS_IN = ("在", "设在", "就在", "都在")
"""Words between a place and the place it is in: 主会场在小礼堂."""

RANK_OF_A_ROOM = 3
"""The rank of a class or a number, which needs no other place."""

NEVER_ALONE = frozenset({*DISTINGUISHING, "for", "grade"})
"""What narrows a choice and never makes one."""

HEARD = frozenset({"name", "word", "building"})
"""Kinds of keys that are names, which people type by their sound."""

MOST_ROOMS = 12
"""More candidates than this is no answer; 实验室 in a school of forty laboratories finds the first few."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place of the message: neighbouring spots, and whether the words deny it (不是3班). The first `landmarks` of them
    only say what it is beside (德育处隔壁文印室).
    """

    spots: tuple[Spot, ...]
    denied: bool = False
    landmarks: int = 0

    @property
    def start(self) -> int:
        """Where its words begin."""
        return self.spots[0].start

    @property
    def end(self) -> int:
        """Where its words end."""
        return self.spots[-1].end

    @property
    def count(self) -> int:
        """How many rooms its words name: five for 301到305 and 一到五班, whatever a register knows; otherwise one."""
        spots = [spot for spot in self.spots if spot.several]
        return max((len({value.rpartition(".")[2] for _, value in spot.keys}) for spot in spots), default=1)

    @property
    def rank(self) -> int:
        """How much it pins down: 3 a class or a number, 2 a room by name, 1 a floor, a building or a grade, 0 less."""
        kinds = {kind for spot in self.spots for kind, _ in spot.keys}
        if kinds & {"class", "number", "name"}:
            return 3
        if any(spot.naming and spot.telling for spot in self.spots) or len(kinds) > 1:
            return 2
        return int(any(spot.telling and spot.keys for spot in self.spots))


class RoomIndex:
    """One register, indexed by what the place grammar reads in its names. Immutable."""

    def __init__(
        self,
        register: Register,
        spell: Callable[[str], str],
        find: Callable[[str], list[Hit]],
        hear: Callable[[str], str] = str,
    ) -> None:
        """Read every name with the grammar; `spell` folds a name, `find` finds place words in it.

        `hear` turns words into their sound, so that 宏毅厅 finds 弘毅厅; without it names have to be spelt right.
        """
        self._hear = hear
        self._keys: dict[RoomId, frozenset[Key]] = {}
        self._rooms: dict[Key, list[RoomId]] = {}
        names: list[tuple[str, Word]] = []
        for room, written in register:
            keys: set[Key] = set()
            for name in map(spell, written):
                keys |= {("name", name)} | set(_keys_of(name, find(name)))
                keys |= {("sound", hear(value)) for kind, value in keys if kind in HEARD}
                if len(name) > 1 and not name.isdecimal():
                    names.append((name, Word(name, "room", name)))
            self._keys[room] = frozenset(keys)
            for key in keys:
                self._rooms.setdefault(key, []).append(room)
        self._names = WordIndex(names)
        called = {value for kind, value in self._rooms if kind == "building" and len(value) > 2}
        self._buildings = WordIndex([(name[:-1], Word(name[:-1], "building", name)) for name in called])
        self._knows_classes = any(kind == "class" for kind, _ in self._rooms)

    def mentions(self, text: str, hits: Iterable[Hit], denied: Callable[[int], bool]) -> list[Mention]:
        """The places of a folded text; `denied(start)` tells whether words at `start` stand under a negation."""
        named = [
            Spot(hit.start, hit.end, (("name", hit.code),), naming=True) for hit in self._whole_names(text)
        ]
        named += self._short_buildings(text)
        groups: list[list[Spot]] = []
        for spot in _merged(named, spots(text, hits)):
            if spot.start and text[spot.start - 1] in "@《":  # somebody called, or a title
                continue
            if groups and _continues(text, groups[-1], spot):
                groups[-1].append(spot)
            elif not spot.leaning:
                groups.append([spot])
        found = [tuple(_trimmed(text, group)) for group in groups]
        told = [group for group in found if group and self._tells(text, group)]
        taken = [
            denied(group[0].start)
            or is_taken_back(text, group[0].start, group[-1].end, last=at + 1 == len(told))
            for at, group in enumerate(told)
        ]
        return _meant(
            text,
            [Mention(group, gone, _landmarks(text, group)) for group, gone in zip(told, taken, strict=True)],
        )

    def _tells(self, text: str, group: tuple[Spot, ...]) -> bool:
        """Whether words say a place: telling ones do, faint ones (办公室) when the register knows them or nothing else is said."""
        mention = Mention(group)
        kinds = {kind for spot in group for kind, _ in spot.keys}
        if not kinds & PINNED and (
            is_of_people(text, mention.start, mention.end) or is_next_door(text, mention.start)
        ):
            return False
        if kinds == {"class"} and len(group) == 1 and is_neighbours(text, mention.start):
            return False
        if any(spot.telling for spot in group):
            return True
        if any(spot.naming for spot in group) and self.rooms(mention):
            return True
        return (
            len(group) > 1
            and any(spot.keys for spot in group)
            and not all(kind == "grade" for spot in group for kind, _ in spot.keys)
        )

    def reading(self, mention: Mention, message: Folded, near: RoomId | None) -> PlaceReading:
        """The mention as written, with every room it may mean."""
        return PlaceReading(message.written(mention.start, mention.end), self.rooms(mention, near))

    def rooms(self, mention: Mention, near: RoomId | None = None) -> tuple[RoomId, ...]:
        """The rooms a mention may mean, best first; none when the register knows no such place."""
        scores: dict[RoomId, int] = {}
        meant = mention.spots[mention.landmarks :]
        for spot in meant:
            if spot.naming:
                for room in self._answering(spot, near):
                    scores.setdefault(room, 0)
        for room in scores:
            scores[room] = sum(self._agrees(room, spot, near) for spot in meant)
        possible = {room: score for room, score in scores.items() if not self._contradicts(room, mention)}
        best = max(possible.values(), default=0)
        return tuple(room for room, score in possible.items() if score == best)[:MOST_ROOMS]

    def _whole_names(self, text: str) -> Iterator[Hit]:
        """Register names written out, unless they are the tail of a longer number (2班 in 12班)."""
        for hit in self._names.find(text):
            if not (text[hit.start].isdecimal() and hit.start and text[hit.start - 1].isdecimal()):
                yield hit

    def _short_buildings(self, text: str) -> list[Spot]:
        """致远402 for 致远楼402, where the register has such a building."""
        hits = self._buildings.find(text)
        return [
            Spot(hit.start, hit.end, (("building", hit.code),))
            for hit in hits
            if text[hit.end : hit.end + 1].isdecimal()
        ]

    def _answering(self, spot: Spot, near: RoomId | None) -> list[RoomId]:
        """Rooms for the first reading of the spot that the register knows; for several rooms, those of every reading."""
        if spot.several:
            return [room for key in spot.keys for room in self._rooms.get(key, ())]
        for key in (*self._readings(spot, near), *self._in_other_words(spot)):
            if key[0] not in NEVER_ALONE and (rooms := self._rooms.get(key)):
                return rooms
        return []

    def _readings(self, spot: Spot, near: RoomId | None) -> Iterator[Key]:
        """A bare 5班 means the grade of the room spoken of; without one, any grade. A kind holds its sub-kinds."""
        for kind, value in spot.keys:
            if kind == "class" and value.startswith("."):
                yield from (("class", grade + value) for grade in self._grades(near))
            yield kind, value

    def _in_other_words(self, spot: Spot) -> Iterator[Key]:
        """What a spot may mean besides, when the register does not know its words: 302 is class 2 of grade 3, or the other
        way round in a school whose register knows no classes; 宏毅厅 sounds like 弘毅厅.
        """
        for kind, value in spot.keys:
            if kind == "number" and value.isdecimal() and len(value) >= 3:
                yield "class", f"{value[:-2]}.{int(value[-2:])}"
            elif kind == "class" and not self._knows_classes and value[0] != ".":
                grade, _, name = value.partition(".")
                yield "number", f"{grade}{name:0>2}"
            elif kind in HEARD:
                yield "sound", self._hear(value)

    def _grades(self, near: RoomId | None) -> list[str]:
        keys = self._keys.get(near, frozenset()) if near else frozenset()
        return sorted(value.partition(".")[0] for kind, value in keys if kind == "class" and value[0] != ".")

    def _agrees(self, room: RoomId, spot: Spot, near: RoomId | None) -> int:
        own = self._keys[room]
        return int(any(key in own for key in (*self._readings(spot, near), *self._in_other_words(spot))))

    def _contradicts(self, room: RoomId, mention: Mention) -> bool:
        own = self._keys[room]
        said = {key for spot in mention.spots[mention.landmarks :] for key in spot.keys}
        whose = {key for key in said if key[0] == "for" or (key[0] == "grade" and OFFICE in said)}
        return not whose <= own or any(self._differs(own, kind, value) for kind, value in said)

    def _differs(self, own: frozenset[Key], kind: str, value: str) -> bool:
        """Whether a room has another building, letter, ordinal or floor than the one said; names that sound alike are one."""
        if kind not in DISTINGUISHING or (kind == "building" and ("sound", self._hear(value)) in own):
            return False
        rivals = {other for name, other in own if name == kind}
        return bool(rivals) and value not in rivals


def _continues(text: str, group: list[Spot], spot: Spot) -> bool:
    """Whether a spot goes on with the place before it; a second class or number is a second place."""
    gap = text[group[-1].end : spot.start]
    if spot.naming and _LANDMARK.fullmatch(gap):
        return True
    if not _JOINT.fullmatch(gap):
        return False
    said = {kind for earlier in group for kind, _ in earlier.keys if earlier.naming}
    if spot.keys and spot.keys == group[-1].keys:  # 是四楼四楼最里面; 操场舞台 goes on
        return not gap and text[spot.start : spot.end] not in text[group[-1].start : group[-1].end]
    if spot.naming and any(kind in said for kind, _ in spot.keys):
        return not gap and not said & {"class", "number"}
    return not (spot.leaning and not spot.keys and said & {"class", "number"})


def _landmarks(text: str, group: tuple[Spot, ...]) -> int:
    """How many spots come before the last 隔壁 of a place."""
    beside = [
        at
        for at, (one, other) in enumerate(pairwise(group), 1)
        if other.naming and _LANDMARK.fullmatch(text, one.end, other.start)
    ]
    return max(beside, default=0)


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


def _trimmed(text: str, group: list[Spot]) -> list[Spot]:
    """The group without words that add nothing: 教室 after a class, a bare number after it."""
    kinds = {kind for spot in group for kind, _ in spot.keys}
    while len(group) > 1 and _adds_nothing(text, group[-2], group[-1]):
        group = group[:-1]
    while len(group) > 1 and "class" in kinds and not group[-1].keys and not group[-1].leaning:
        group = group[:-1]
    return group


def _adds_nothing(text: str, before: Spot, last: Spot) -> bool:
    """Whether a place ends in words that are none: the 教室 of 四楼的教室."""
    return not (last.keys or last.leaning or last.telling) and text[before.end : last.start] == "的"


def _meant(text: str, mentions: list[Mention]) -> list[Mention]:
    """The places meant: what a fuller mention says again is dropped, and so are asides beside a place that is none."""
    if not 1 < len(mentions) <= MOST_ROOMS:
        return mentions
    kept = [one for one in mentions if not any(_says_more(text, other, one) for other in mentions)]
    for aside in (_lies_in, _is_only_said, _is_faint):
        rest = [one for one in kept if not aside(text, one, kept)]
        kept = rest if any(not one.denied for one in rest) else kept
    told = [mention for mention in kept if not mention.denied]
    if len(told) < 2 or not is_own_clause(text, told[-1].start, told[-1].end):
        return kept
    last = told[-1]
    return [one for one in kept if one is last or one.denied or one.rank >= last.rank]


def _is_only_said(text: str, one: Mention, _: list[Mention]) -> bool:
    """Whether a place signs the message, is well, or is where its sender works."""
    start, end = one.start, one.end
    return is_speaker(text, start, end) or is_fine(text, end) or is_introduction(text, start, end)


def _is_faint(_: str, one: Mention, mentions: list[Mention]) -> bool:
    return not one.rank and any(other.rank for other in mentions)


def _lies_in(text: str, one: Mention, mentions: list[Mention]) -> bool:
    """Whether the message says where a place is: 主会场在小礼堂. A class stays the class it is."""
    after = (other for other in mentions if other.start >= one.end)
    return one.rank < RANK_OF_A_ROOM and any(text[one.end : other.start] in IS_IN for other in after)


def _says_more(text: str, fuller: Mention, one: Mention) -> bool:
    """Whether a mention is 机房 and another 三号机房."""
    if (
        fuller is one
        or fuller.denied
        or len(one.spots) > 1
        or one.end - one.start >= fuller.end - fuller.start
    ):
        return False
    same = {key for key in one.spots[0].keys if key[0] == "kind"} & {
        key for spot in fuller.spots for key in spot.keys
    }
    return text[one.start : one.end] in text[fuller.start : fuller.end] or bool(same)
