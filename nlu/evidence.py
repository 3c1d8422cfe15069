"""What the lexicon found in one message, sorted by kind, and which of it the words deny.

A hit is denied by a negation right before it (没有冒烟, 不是黑屏) or by joining a denied one (没有冒烟和焦味).
有没有冒烟 and 是不是黑屏 are questions: they deny nothing.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from nlu.matching import GAP, Hit
from nlu.normalise import Folded
from nlu.words import FAMILY, HARMLESS

_DENIAL = re.compile(
    r"(?:(?<!是)(?:不是|并不是|并非|不在)|(?<!有)(?:没有|没)|闻不到|闻不出|看不到|看不见|没闻到|没觉出|并没有|并没|不存在|未见|排除|没人|没有人|无人|(?<![是会能要有对怕])不|(?<!会)不会|(?<!能)不能|一点不|从不|从没|从来没|哪有|没啥|没什么)(?:被|在|说|看到|看见|闻到|闻见|发现|出现|什么|任何|说是|因为)*$"
    r"|\b(?:no|not|without|isn't|wasn't|aren't|never|nor|neither|nobody|no one|meiyou|mei you|bushi|bu shi|don't|doesn't|didn't|never)(?:\s+(?:was|is|got|see|smell|any|a|an|the|signs? of|in|at))*\s*$"
)
_DENIED_AFTER = re.compile(
    r"^(?:味道?|的?(?:情况|现象|迹象|东西))?(?:(?:也|都|倒)(?:没有|没闻到|没看见|没见|没发现|没出现)|没有(?=[,.!。~]|$))(?!人|停|消|断)"
)
"""一点异味都没有. 冒烟都没人管 and 味道一直没散 take nothing back."""

_LOOK_BACK = 22
"""Characters before a hit that may deny it."""

_JOINED = re.compile(r"^\s*(?:、|和|或|或者|也没有|也没|以及|跟|与|or|and|nor)\s*$")
_PHRASE = re.compile(r"[,.!?;:\n。~]")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A message and its hits. `of` and `first` see only what is meant; `denied` holds the rest."""

    message: Folded
    by_kind: dict[str, tuple[Hit, ...]] = field(default_factory=dict)
    denied: tuple[Hit, ...] = ()

    @property
    def text(self) -> str:
        """The folded words."""
        return self.message.text

    def of(self, kind: str, *codes: str) -> tuple[Hit, ...]:
        """Hits of a kind, in order; only those of the codes when some are given."""
        hits = self.by_kind.get(kind, ())
        return tuple(hit for hit in hits if hit.code in codes) if hits and codes else hits

    def has(self, kind: str, *codes: str) -> bool:
        """Whether there is such a hit."""
        hits = self.by_kind.get(kind, ())
        return any(hit.code in codes for hit in hits) if codes else bool(hits)

    def words(self, hits: Iterable[Hit]) -> str:
        """The hits as the person wrote them, for `Reading.why`."""
        return " ".join(dict.fromkeys(self.message.written(hit.start, hit.end) for hit in hits))


DENIABLE = frozenset({"device", "symptom", "safety", "hurt"})
"""Kinds a negation takes back; 没有 before a cue is part of what people say."""


def weigh(message: Folded, hits: Iterable[Hit]) -> Evidence:
    """Sort the hits of a message into what it says and what it denies."""
    kept: dict[str, list[Hit]] = {}
    denied: list[Hit] = []
    hits = tuple(hits)
    idioms = [(hit.start, hit.end) for hit in hits if hit.code == HARMLESS and hit.word.kind == "safety"]
    for hit in hits:
        if hit.code == HARMLESS or _idle(hit, idioms):
            continue
        if _deniable(hit) and _taken_back(message.text, hit, denied):
            denied.append(hit)
        else:
            kept.setdefault(hit.word.kind, []).append(hit)
    said = tuple(hit for hit in denied if not _part(hit))
    return Evidence(message, {kind: tuple(found) for kind, found in kept.items()}, said)


def _taken_back(text: str, hit: Hit, denied: list[Hit]) -> bool:
    """Whether a hit is denied where it starts, in its gap (插座不烫), or with the longer word it is part of."""
    return (
        is_denied(text, hit.start, denied, hit.end)
        or is_denied(text, _tail(hit))
        or (_part(hit) and any(other.start <= hit.start < other.end for other in denied))
    )


def _idle(hit: Hit, idioms: list[tuple[int, int]]) -> bool:
    """Whether a hit is only part of an idiom (气得冒烟): of a peril's words, and of injuries (shocked how …)."""
    if not (_part(hit) or hit.word.kind == "hurt"):
        return False
    return any(start <= hit.start and hit.end <= end for start, end in idioms)


def _part(hit: Hit) -> bool:
    return hit.word.kind.startswith(FAMILY)


def _tail(hit: Hit) -> int:
    """Where the last part of a danger with a gap begins: 插座不烫 denies 插座…烫 in its middle."""
    gapped = hit.word.kind in ("safety", "hurt") and GAP in hit.word.text
    return hit.end - len(hit.word.text.rpartition(GAP)[2]) if gapped else hit.start


def _deniable(hit: Hit) -> bool:
    return hit.word.kind in DENIABLE or _part(hit)


def is_denied(text: str, start: int, denied: Iterable[Hit] = (), end: int = 0) -> bool:
    """Whether words at `start` stand under a negation, their own or a denied neighbour's.

    With their `end`, what follows may deny them too: 一点异味都没有.
    """
    before = _PHRASE.split(text[max(0, start - _LOOK_BACK) : start])[-1]
    if _DENIAL.search(before):
        return True
    if end and _DENIED_AFTER.match(text[end : end + _LOOK_BACK]):
        return True
    return any(hit.end <= start and _JOINED.match(text[hit.end : start]) for hit in denied)
