"""From hits to faults: which device has which symptom, and how many faults one message holds.

A message is read clause by clause. A device waits for its symptom and a symptom for its device; a clause with both,
or one opened by 还有/另外 with another symptom, begins a new fault.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from desk.reading import DeviceClass, Symptom
from nlu.evidence import Evidence
from nlu.matching import Hit
from nlu.safety import SYMPTOM_OF, dangers
from nlu.words import Lexicon

_BREAK = re.compile(
    r"[,!?;:\n。~]|\.(?![0-9])|(?P<more>还有|另外|此外|而且|并且|同时|以及|\band also\b|\balso\b|\band\b|\bplus\b)|不过|但是|但|可是|\bbut\b"
)
_JOINED = re.compile(r"^(?:、|和|跟|与|及|以及|还有|,)$|^\s*(?:and|&)\s*(?:the\s+)?$")
_OWNED = re.compile(r"^(?:的|上的|里的|上面的|自带的|那个|)$")
_FINE = re.compile(r"正常|没问题|没事|是好的|都好|是亮的|是开的|能用|可以用|works fine|is fine|is ok")

VAGUE = Symptom.UNSPECIFIED
ROOM_TURNS = {
    (DeviceClass.CLASSROOM_PC, DeviceClass.CLOUD_CLASSROOM): DeviceClass.CLOUD_CLASSROOM,
    (DeviceClass.NETWORK, DeviceClass.CLOUD_CLASSROOM): DeviceClass.NETWORK,
}
"""(device named, device its room stands for) → the device meant: 机房的电脑 is a terminal of the computer room."""

FILE = "software/file"
LOST_WITH_THE_PC = frozenset({Symptom.DATA_LOST, Symptom.VIRUS})
"""Symptoms of files that are the machine's: 文件没了 is no fault of the courseware."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A symptom where it stands in the text."""

    symptom: Symptom
    hit: Hit
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """One fault with the hits that made it. `part` is the device's code with its part (audio/mic)."""

    device: Hit | None = None
    sign: Sign | None = None

    @property
    def start(self) -> int:
        """Where its first words stand."""
        starts = [hit.start for hit in (self.device, self.sign.hit if self.sign else None) if hit]
        return min(starts)

    @property
    def settled(self) -> bool:
        """Whether its symptom says more than that something is wrong."""
        return self.sign is not None and self.sign.symptom is not VAGUE


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of the text that speaks of one thing. `more` clauses were opened by 还有 and the like."""

    start: int
    end: int
    more: bool


def found_faults(evidence: Evidence) -> tuple[Found, ...]:
    """The faults of a message, in the order of the text; a grave one (smoke before 黑屏) comes first."""
    faults: list[Found] = []
    signs = _signs(evidence)
    devices = _meant(evidence, signs)
    for clause in _clauses(evidence.text):
        for device, sign in _pairs(evidence.text, *_within(clause, devices, signs)):
            if sign is None and _FINE.search(evidence.text, clause.start, clause.end):
                continue
            _add(faults, Found(device, sign), more=clause.more)
    complete = [fault for fault in faults if fault.sign]
    return tuple(sorted(complete or faults[:1], key=lambda fault: not (fault.sign and fault.sign.grave)))


def device_of(fault: Found, evidence: Evidence, lexicon: Lexicon) -> DeviceClass | None:
    """The device meant: as named, as its room or owner turns it, or as the symptom proves it."""
    if fault.device is None:
        return lexicon.proved(fault.sign.symptom) if fault.sign else None
    if fault.device.code == FILE and fault.sign and fault.sign.symptom in LOST_WITH_THE_PC:
        return DeviceClass.CLASSROOM_PC
    device = DeviceClass(fault.device.code.partition("/")[0])
    for room in evidence.of("device"):
        if room.word.weak and room is not fault.device:
            device = ROOM_TURNS.get((device, DeviceClass(room.code.partition("/")[0])), device)
    if device is DeviceClass.CLASSROOM_PC and evidence.has("frame", "office"):
        return DeviceClass.OFFICE_PC
    return device


def symptom_of(fault: Found, device: DeviceClass | None, lexicon: Lexicon) -> Symptom | None:
    """The symptom as it is meant on this device: 没声音 of a microphone is mic_failure."""
    if fault.sign is None or fault.sign.grave:
        return fault.sign.symptom if fault.sign else None
    named = fault.device.code if fault.device and "/" in fault.device.code else device
    return lexicon.refined(fault.sign.symptom, named or "")


def _signs(evidence: Evidence) -> list[Sign]:
    """Symptom words, and dangers as the symptoms they are, in order. Weak ones (卡, 闪) need a device and no better word."""
    grave = [Sign(SYMPTOM_OF[hit.code], hit, grave=True) for hit in dangers(evidence)]
    told = evidence.of("symptom")
    strong = tuple(hit for hit in told if not hit.word.weak)
    plain = [Sign(Symptom(hit.code), hit) for hit in strong or (told if evidence.has("device") else ())]
    return sorted(grave + plain, key=lambda sign: sign.hit.start)


def _meant(evidence: Evidence, signs: list[Sign]) -> tuple[Hit, ...]:
    """Weak words (rooms, 屏幕) only count when nothing better is named, and never as part of a symptom (黑屏)."""
    symptoms = [*(sign.hit for sign in signs), *evidence.denied]
    devices = evidence.of("device")
    named = [
        hit for hit in devices if not hit.word.weak or not any(_inside(hit, symptom) for symptom in symptoms)
    ]
    strong = tuple(hit for hit in named if not hit.word.weak)
    return strong or tuple(named[:1])


def _clauses(text: str) -> Iterator[Clause]:
    start, more = 0, False
    for match in _BREAK.finditer(text):
        yield Clause(start, match.start(), more)
        more = bool(match["more"]) or (more and match.start() == start)
        start = match.end()
    yield Clause(start, len(text), more)


def _within(clause: Clause, devices: Iterable[Hit], signs: Iterable[Sign]) -> tuple[list[Hit], list[Sign]]:
    here = [hit for hit in devices if clause.start <= hit.start < clause.end]
    told = [sign for sign in signs if clause.start <= sign.hit.start < clause.end]
    return here, told


def _pairs(text: str, devices: list[Hit], signs: list[Sign]) -> Iterator[tuple[Hit | None, Sign | None]]:
    """Devices with their symptoms inside one clause, also when voice text runs two faults together."""
    if not devices or not signs:
        if devices or signs:
            yield (_head(text, devices) if devices else None, _gravest(signs))
        return
    outside = [hit for hit in devices if not any(_inside(hit, sign.hit) for sign in signs)] or devices
    cut = _second_fault(devices, signs)
    if cut:
        yield from _pairs(
            text,
            [hit for hit in devices if hit.start < cut],
            [sign for sign in signs if sign.hit.start < cut],
        )
        yield from _pairs(
            text,
            [hit for hit in devices if hit.start >= cut],
            [sign for sign in signs if sign.hit.start >= cut],
        )
        return
    joined = [hit for before, hit in pairwise(outside) if _JOINED.match(text[before.end : hit.start])]
    sign = _gravest(signs)
    for device in [
        _head(text, [hit for hit in devices if hit.start >= outside[0].start and hit not in joined]),
        *joined,
    ]:
        yield device, sign


def _second_fault(devices: list[Hit], signs: list[Sign]) -> int:
    """Where a second device with its own symptom begins after a first complete pair; 0 when none does."""
    first_sign = min(sign.hit.start for sign in signs)
    for device in devices[1:]:
        spoken = devices[0].start < device.start and first_sign < device.start
        if spoken and any(sign.hit.start >= device.start and sign.symptom is not VAGUE for sign in signs):
            return device.start
    return 0


def _head(text: str, devices: list[Hit]) -> Hit:
    """Of 电脑的话筒 the last, of 展台连不上电脑 the first: an owner comes before what it owns."""
    head = devices[0]
    for device in devices[1:]:
        if not _OWNED.match(text[head.end : device.start]):
            break
        head = device
    return head


def _gravest(signs: list[Sign]) -> Sign | None:
    if not signs:
        return None
    return min(signs, key=lambda sign: (not sign.grave, sign.symptom is VAGUE))


def _inside(inner: Hit, outer: Hit) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _add(faults: list[Found], new: Found, *, more: bool) -> None:
    """Put a clause's pair to the faults so far: it completes the last one, repeats it, or is another."""
    last = faults[-1] if faults else None
    if last is None:
        faults.append(new)
    elif new.sign is None:
        if last.device is None:
            faults[-1] = replace(last, device=new.device)
        elif last.sign is None or more:
            faults.append(new)
    elif new.device is None or last.device is None or _same(new.device, last.device):
        _add_sign(faults, last, new, more=more)
    elif last.sign is None:
        faults[-1] = new
    else:
        faults.append(new)


def _add_sign(faults: list[Found], last: Found, new: Found, *, more: bool) -> None:
    """A symptom that may belong to the last fault: it settles an open one, outranks a milder one, or stands beside it."""
    device = new.device or last.device
    sign = new.sign
    if sign is None:
        return
    if not last.settled or (sign.grave and last.sign and not last.sign.grave):
        faults[-1] = Found(device, sign if sign.symptom is not VAGUE or last.sign is None else last.sign)
    elif last.device is None and new.device:
        faults[-1] = Found(new.device, last.sign)
    elif more and sign.symptom is not VAGUE and last.sign and sign.symptom is not last.sign.symptom:
        faults.append(Found(device, sign))


def _same(one: Hit, other: Hit) -> bool:
    return one.code.partition("/")[0] == other.code.partition("/")[0]
