"""The first reader: lexicon and rules. Text in, `Reading` out; no state between messages, no clock, no network.

Its confidence is the share of the content characters that the lexicon explains, lowered when words were heard
instead of spelt, and capped for chitchat nobody asked for. It is a coverage, not a probability.
"""

import re
from functools import lru_cache

from desk.reading import (
    Condition,
    FaultReading,
    Impact,
    Intent,
    PlaceReading,
    Reading,
    ReadingContext,
    Symptom,
    Truth,
)
from nlu.attacks import with_attacks
from nlu.by_place import by_place
from nlu.evidence import Evidence, is_denied, weigh
from nlu.faults import Found, device_of, found_faults, symptom_of
from nlu.grade_talk import grade_talk
from nlu.impact import impact_of, occasion_of
from nlu.intents import Situation, hypothetical, intents_of, over
from nlu.language import content_of, language_of
from nlu.matching import Hit
from nlu.normalise import Folded, Folder, is_han
from nlu.place_talk import is_introduction
from nlu.replies import answer_of
from nlu.rooms import PINNED, Mention, Register, RoomIndex
from nlu.safety import affirmed, dangers, injuries
from nlu.scope import sober
from nlu.sound import Ear
from nlu.words import FAMILY, HARMLESS, HEARD_KINDS, Lexicon

SCHOOLS_REMEMBERED = 256
"""Room indexes kept; one per school and version of its register."""

QUESTIONS_REMEMBERED = 512
"""Sentences of the desk whose words are kept; a desk has a few hundred."""

HEARD = 0.8
"""What a word found by its sound is worth beside one that was spelt."""

IDLE = 0.2
"""The most confidence in chitchat that no greeting explains: nonsense, jokes, injected instructions."""

LONGEST_CONFIRMATION = 40
"""Characters of a reply that may only say yes; longer ones say what there is."""

_QUESTION = re.compile(r"[^.!?;\n。！？；]+[?？]")
_TICKET_NO = re.compile(
    r"(?:工单|单号|单子|报修单|ticket|wo|order)\s*(?:号|编号|no\.?|number)?\s*[:#\-是为]?\s*#?\s*(?P<a>[0-9]{1,9})(?![0-9])"
    r"|#\s*(?P<b>[0-9]{1,9})(?![0-9])|(?<![0-9a-z])(?P<c>[0-9]{3,9})号(?:工?单|$|[,.!? 的])"
)
_OUT_OF_REACH = re.compile(r"(?:[看听连找收搜见]|访问)不[到见上了着]$")
_CONTRAST = re.compile(r"不是.{1,16}?(?:而是|是)|是.{1,12}不是|\bnot\b.{1,24}?(?:\bbut\b|,)|不在.{1,12}?在")


class LexiconReader:
    """Reads messages by the words of nlu/lexicon/. Thread-safe: everything it holds was made at construction."""

    def __init__(self) -> None:
        """Load the lexicon and the character tables (about a tenth of a second)."""
        self._folder = Folder()
        self._lexicon = Lexicon(self._folder, Ear())
        self._made = lru_cache(maxsize=SCHOOLS_REMEMBERED)(self._index_of)
        self._question = lru_cache(maxsize=QUESTIONS_REMEMBERED)(
            lambda question: self._evidence(self._folder.fold(question))
        )
        self._last: dict[int, tuple[Register, RoomIndex]] = {}

    def read(self, text: str, context: ReadingContext) -> Reading:
        """What the message says. Never raises for any text."""
        return self.study(text, context)[0]

    def fold(self, text: str) -> str:
        """A text in one spelling, as everything here compares it."""
        return self._folder.fold(text).text

    def study(self, text: str, context: ReadingContext) -> tuple[Reading, Evidence]:
        """The reading, and the words it rests on."""
        message = self._folder.fold(text)
        evidence = self._evidence(message)
        ticket = _TICKET_NO.search(message.text)
        mentions = self._mentions(evidence, context, ticket)
        places = [mention for mention in mentions if not mention.denied]
        faults = () if over(evidence) or hypothetical(evidence) else found_faults(evidence)
        seen = Situation(
            evidence,
            faults,
            grave=bool(dangers(evidence) or injuries(evidence)) or self._confirms(context, evidence),
            answer=answer_of(evidence, context.asked),
            correction=_corrects(evidence, mentions),
            places=len(places),
            definite=_definite(places),
            device=evidence.has("device"),
            unexplained=_unexplained(evidence, places),
            ticket_named=ticket is not None,
            context=context,
        )
        return self._reading(seen, context, places, ticket), evidence

    def _evidence(self, message: Folded) -> Evidence:
        """Spelt words first; sound fills what spelling left open, and is always asked about danger."""
        hits = self._lexicon.find(message)
        open_kinds = HEARD_KINDS - {hit.word.kind for hit in hits if not _loose(hit)}
        han = any(map(is_han, message.text))
        if open_kinds and han:
            covered = [(hit.start, hit.end) for hit in hits if hit.word.kind in HEARD_KINDS and _settles(hit)]
            idle = [hit for hit in hits if hit.code == HARMLESS and hit.word.kind.startswith(FAMILY)]
            hits += [
                hit
                for hit in self._lexicon.hear(message)
                if (hit.word.kind in open_kinds or hit.word.kind.startswith(FAMILY))
                and _fresh(hit, covered)
                and not any(one.word.kind == hit.word.kind and _overlap(one, hit) for one in idle)
            ]
        elif open_kinds >= {"device", "symptom"} and len(message.text) >= 4:
            hits += self._lexicon.romanised(message)
        return with_attacks(sober(weigh(message, sorted(hits, key=lambda hit: (hit.start, -hit.end)))))

    def _confirms(self, context: ReadingContext, evidence: Evidence) -> bool:
        """Whether a short reply says yes to the desk's own question after a danger, its last sentence."""
        if not context.said or len(evidence.text) > LONGEST_CONFIRMATION:
            return False
        question = next((part for part in reversed(_QUESTION.findall(context.said)) if part.strip()), "")
        return affirmed(self._question(question), evidence)

    def _mentions(
        self, evidence: Evidence, context: ReadingContext, ticket: re.Match[str] | None
    ) -> list[Mention]:
        index = self._index(context.rooms)
        mentions = index.mentions(
            evidence.text, evidence.of("place"), lambda start: _is_denied_place(evidence.text, start)
        )
        if mentions and not (evidence.has("device") and evidence.has("symptom")):
            mentions = [one for one in mentions if not is_introduction(evidence.text, one.start, one.end)]
        if ticket is None:
            return mentions
        return [
            mention for mention in mentions if mention.end <= ticket.start() or mention.start >= ticket.end()
        ]

    def _index(self, register: Register) -> RoomIndex:
        """The index of a register. The very same object is known again without a look at its rooms."""
        register_and_index = self._last.get(id(register))
        if register_and_index is not None and register_and_index[0] is register:
            return register_and_index[1]
        index = self._made(register)
        if len(self._last) >= SCHOOLS_REMEMBERED:
            self._last = {}
        self._last[id(register)] = register, index
        return index

    def _index_of(self, register: Register) -> RoomIndex:
        spell = self._folder.spell
        return RoomIndex(
            register, spell, lambda name: self._lexicon.find(self._folder.fold(name)), self._lexicon.sound
        )

    def _reading(
        self, seen: Situation, context: ReadingContext, mentions: list[Mention], ticket: re.Match[str] | None
    ) -> Reading:
        evidence = seen.evidence
        index = self._index(context.rooms)
        places = [(place.start, index.reading(place, evidence.message, context.near)) for place in mentions]
        intents = intents_of(seen)
        reported = Intent.REPORT_FAULT in intents
        faults = self._faults(seen, mentions, places, reported=reported)
        if not faults and places:
            faults = tuple(FaultReading(place=place) for _, place in _fullest_first(mentions, places)[:1])
        idle = intents == (Intent.CHITCHAT,)
        reports = reported or (not idle and any(fault.symptom for fault in faults))
        return Reading(
            text=evidence.message.original,
            lang=language_of(evidence.message, evidence.by_kind),
            intents=intents,
            faults=faults if not idle else _aside(seen, mentions, places),
            impact=_impact(seen, context, _distinct(mentions, places, faults), intents[0], reports=reports),
            occasion=occasion_of(evidence),
            safety=seen.grave,
            hurt=bool(injuries(evidence)),
            security=evidence.has("impact", "security"),
            condition=_condition(evidence),
            intermittent=_said(evidence, "intermittent"),
            workaround=_said(evidence, "workaround"),
            relief=evidence.has("impact", "relief"),
            correction=seen.correction,
            past=over(evidence),
            hypothetical=hypothetical(evidence),
            denied=tuple(evidence.message.written(hit.start, hit.end) for hit in evidence.denied),
            answer=None if reported and not context.asked else seen.answer,
            ticket_no=int(ticket["a"] or ticket["b"] or ticket["c"]) if ticket else None,
            grade_talk=grade_talk(evidence.text),
            confidence=_confidence(evidence, mentions, idle=idle and seen.answer is None),
            why=_why(seen, places),
        )

    def _faults(
        self,
        seen: Situation,
        mentions: list[Mention],
        places: list[tuple[int, PlaceReading]],
        *,
        reported: bool,
    ) -> tuple[FaultReading, ...]:
        """Every fault with its place: as the rooms share them, or each by what stands before it."""
        read = dict(zip(mentions, (place for _, place in places), strict=True))
        shared = by_place(seen.faults, mentions, seen.evidence) if reported else ()
        if shared:
            return tuple(self._fault(found, read[room], seen, reported=reported) for found, room in shared)
        alone = len(seen.faults) == 1
        told = _fullest_first(mentions, places) if alone else places
        return tuple(
            self._fault(found, _place_for(found, told, alone=alone), seen, reported=reported)
            for found in seen.faults
        )

    def _fault(
        self, found: Found, place: PlaceReading | None, seen: Situation, *, reported: bool
    ) -> FaultReading:
        """The fault as a value. A bare 坏了 that reports nothing (帮我查一下报修) is no symptom."""
        device = device_of(found, seen.evidence, self._lexicon)
        symptom = symptom_of(found, device, self._lexicon) if reported or found.settled else None
        if reported and symptom is None:
            symptom = Symptom.UNSPECIFIED
        return FaultReading(device, symptom, place)


def _is_denied_place(text: str, start: int) -> bool:
    """Whether words at `start` stand under a negation. 看不到B栋那几间 says where, not where it is not."""
    return not _OUT_OF_REACH.search(text, max(0, start - 4), start) and is_denied(text, start)


def _loose(hit: Hit) -> bool:
    """Hits that leave their kind open to a better one heard."""
    return hit.word.weak or hit.code in (Symptom.UNSPECIFIED, HARMLESS)


def _settles(hit: Hit) -> bool:
    """Hits whose characters are not heard again: a full word, or a look-alike known to be harmless."""
    return not _loose(hit) or hit.code == HARMLESS


def _fresh(heard: Hit, covered: list[tuple[int, int]]) -> bool:
    """Whether a heard word is not just a spelt one again."""
    return not any(start < heard.end and heard.start < end for start, end in covered)


def _overlap(one: Hit, other: Hit) -> bool:
    return one.start < other.end and other.start < one.end


def _definite(places: list[Mention]) -> bool:
    """Whether a class, a number or a registered name is said, and not only 食堂."""
    kinds = {kind for place in places for spot in place.spots for kind, _ in spot.keys}
    return bool(kinds & {"class", "number", "name"})


def _corrects(evidence: Evidence, mentions: list[Mention]) -> bool:
    """Whether the message replaces something said before: 说错了, 应该是302, or 不是3班是5班."""
    if evidence.has("frame", "correction"):
        return True
    if any(hit.end == mention.start for hit in evidence.of("frame", "rather") for mention in mentions):
        return True
    denied = evidence.denied or any(mention.denied for mention in mentions)
    return bool(denied) and bool(_CONTRAST.search(evidence.text))


def _fullest_first(
    mentions: list[Mention], places: list[tuple[int, PlaceReading]]
) -> list[tuple[int, PlaceReading]]:
    """Places with those first that pin down most: of 四楼西头，高一(3) the class."""
    ranked = sorted(zip(mentions, places, strict=True), key=lambda pair: -pair[0].rank)
    return [place for _, place in ranked]


def _place_for(fault: Found, places: list[tuple[int, PlaceReading]], *, alone: bool) -> PlaceReading | None:
    """Of several faults each has the place said last before it; a single one has the first that the register knows."""
    before = [place for start, place in places if alone or start <= fault.start] or [
        place for _, place in places
    ]
    known = [place for place in before if place.rooms] or before
    if not known:
        return None
    return known[0] if alone else known[-1]


def _aside(
    seen: Situation, mentions: list[Mention], places: list[tuple[int, PlaceReading]]
) -> tuple[FaultReading, ...]:
    """The place of a message that the rules take for small talk: kept where a thing or a room is named, since the model may
    find a fault there. 今天食堂吃什么 has none.
    """
    pinned = any(kind in PINNED for one in mentions for spot in one.spots for kind, _ in spot.keys)
    numbered = any(char.isdigit() for _, place in places for char in place.words)
    told = (
        seen.device
        or seen.definite
        or pinned
        or numbered
        or any(_ends(seen.evidence, place) for _, place in places)
    )
    return tuple(FaultReading(place=place) for _, place in places[:1] if told)


def _ends(evidence: Evidence, place: PlaceReading) -> bool:
    """Whether the words of the place end the message."""
    return evidence.message.original.rstrip(" 。.!！~").endswith(place.words)


def _impact(
    seen: Situation, context: ReadingContext, places: int, intent: Intent, *, reports: bool
) -> Impact:
    """none without a fault (labels.md §4), unless the words add how bad a fault already told is. One that is still there
    has some reach.
    """
    if reports:
        return impact_of(seen.evidence, places=places)
    least = Impact.UNKNOWN if intent is Intent.DENY_FIXED else Impact.NONE
    if not (context.asked or context.has_open_ticket):
        return least
    added = impact_of(seen.evidence, places=0)
    return least if added is Impact.UNKNOWN else added


def _condition(evidence: Evidence) -> Condition:
    """How it fails, where simple words say so; of both, the worse (能用但投影完全不亮)."""
    if evidence.has("condition", "dead"):
        return Condition.DEAD
    return Condition.DEGRADED if evidence.has("condition", "degraded") else Condition.UNKNOWN


def _said(evidence: Evidence, code: str) -> Truth:
    """Only what is said is heard: nobody tells that a fault does not come and go."""
    return Truth.TRUE if evidence.has("condition", code) else Truth.UNKNOWN


def _distinct(
    mentions: list[Mention], places: list[tuple[int, PlaceReading]], faults: tuple[FaultReading, ...]
) -> int:
    """How many different rooms are meant: those the register knows, those with a fault each, or those of a range."""
    known = {place.rooms for _, place in places if place.rooms}
    faulty = {fault.place.words for fault in faults if fault.place}
    return max(len(known), len(faulty), *(mention.count for mention in mentions), 0)


def _explained(evidence: Evidence, mentions: list[Mention]) -> tuple[set[int], set[int]]:
    """Positions of the text that spelt words or places explain, and those that only heard ones do."""
    told = [hit for hits in evidence.by_kind.values() for hit in hits]
    spelt = {at for hit in told if not hit.sounded for at in range(hit.start, hit.end)}
    spelt |= {at for mention in mentions for at in range(mention.start, mention.end)}
    heard = {at for hit in told if hit.sounded for at in range(hit.start, hit.end)} - spelt
    return spelt, heard


def _unexplained(evidence: Evidence, mentions: list[Mention]) -> int:
    """Content characters nothing explains; a Latin word counts like two Chinese characters."""
    spelt, heard = _explained(evidence, mentions)
    rest = [evidence.text[at] for at in content_of(evidence.text) - spelt - heard]
    han = sum(map(is_han, rest))
    return han + (len(rest) - han) // 3


def _confidence(evidence: Evidence, mentions: list[Mention], *, idle: bool) -> float:
    content = content_of(evidence.text)
    if not content or evidence.has("frame", "inject"):
        return 0.1 if content else 0.0
    spelt, heard = _explained(evidence, mentions)
    share = min(1.0, (len(spelt & content) + HEARD * len(heard & content)) / len(content))
    if idle and not evidence.has("intent", Intent.CHITCHAT):
        return round(min(share, IDLE), 2)
    return round(share, 2)


def _why(seen: Situation, places: list[tuple[int, PlaceReading]]) -> tuple[tuple[str, str], ...]:
    """For each field the words that led to it."""
    evidence = seen.evidence
    fields = {
        "intent": evidence.of("intent"),
        "device": [fault.device for fault in seen.faults if fault.device],
        "symptom": [fault.sign.hit for fault in seen.faults if fault.sign],
        "impact": evidence.of("impact"),
        "occasion": evidence.of("occasion"),
        "safety": dangers(evidence),
        "hurt": injuries(evidence),
        "answer": evidence.of("answer") if seen.answer else (),
        "denied": evidence.denied,
    }
    told = [(name, evidence.words(hits)) for name, hits in fields.items() if hits]
    return (*told, *(("place", place.words) for _, place in places))
