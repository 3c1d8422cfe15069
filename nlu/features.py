"""What the statistical model looks at: pieces of the text, what the desk said last, and what the lexicon found.

Three groups of tokens, because they are weighed apart: runs of one to three characters (and whole Latin words, alone and
in pairs) of the folded text; the same of the desk's last sentence; and the codes of the words and the rules' own reading.
Digits are all one digit: which room it is says nothing about the fault.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from desk.reading import Reading, ReadingContext
from nlu.evidence import Evidence
from nlu.words import FAMILY

LONGEST = 3
"""Characters of the longest run."""

TEXT_LOOKED_AT = 400
"""Characters at each end of a text that are looked at; time stays linear, and nobody reports faults in the middle of a novel."""

GRAVE = frozenset({"safety", "hurt"})
_DIGIT = re.compile(r"[0-9]")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[a-z]{2,}")
_NO_SENTENCE = "said|~"


@dataclass(frozen=True, slots=True)
class Features:
    """The tokens of one message, by group."""

    text: frozenset[str]
    said: frozenset[str]
    found: frozenset[str]


def features(evidence: Evidence, reading: Reading, context: ReadingContext, said: str) -> Features:
    """The tokens of a message read by the rules. `said` is the desk's last sentence, folded; empty when it is not known."""
    return Features(
        frozenset(_pieces(evidence.text)),
        frozenset(f"said|{piece}" for piece in _pieces(said)) if said else frozenset({_NO_SENTENCE}),
        frozenset(_found(evidence, reading, context)),
    )


def _pieces(text: str) -> Iterator[str]:
    ends = text if len(text) <= 2 * TEXT_LOOKED_AT else text[:TEXT_LOOKED_AT] + text[-TEXT_LOOKED_AT:]
    line = f"^{_DIGIT.sub('0', _SPACE.sub(' ', ends))}$"
    for length in range(1, LONGEST + 1):
        for start in range(len(line) - length + 1):
            yield line[start : start + length]
    before = ""
    for word in _WORD.findall(line):
        yield f"w|{word}"
        if before:
            yield f"w|{before} {word}"
        before = word


def _found(evidence: Evidence, reading: Reading, context: ReadingContext) -> Iterator[str]:
    """Codes, not words: what a word says is already decided by the lexicon. Words of danger are left out: the model shall
    judge a danger by the text alone, or it would only repeat them.
    """
    for kind, hits in evidence.by_kind.items():
        if kind == "place":
            yield "#place"
        elif kind not in GRAVE and not kind.startswith(FAMILY):
            yield from (f"#{kind}:{hit.code}" for hit in hits)
    yield from (f"#not:{hit.code}" for hit in evidence.denied)
    yield f"#asked:{context.asked}"
    yield f"#ticket:{context.has_open_ticket}"
    yield from _rules(reading)


def _rules(reading: Reading) -> Iterator[str]:
    yield f"#first:{reading.intent}"
    yield from (f"#intent:{intent}" for intent in reading.intents)
    yield f"#device:{reading.fault.device}"
    yield f"#symptom:{reading.fault.symptom}"
    yield f"#faults:{len(reading.faults)}"
    yield f"#impact:{reading.impact}"
    yield f"#answer:{reading.answer}"
    yield f"#known:{int(10 * reading.confidence)}"
