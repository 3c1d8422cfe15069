"""The steps of a playbook file, read strictly: what each kind of step must say, and how long its words may be.

Where the steps lead is checked by `storage.playbook_ways`. Nothing here judges whether a step is good advice.
"""

import re
from collections.abc import Collection
from enum import StrEnum
from typing import TypeVar

from desk.ids import AnswerId, StepId
from desk.language import Text
from desk.places import Means
from desk.playbook import Ending, Hand, NamedAnswer, Step, StepKind, Workaround
from storage.playbook_ways import LONGEST_IN_LESSON_SECONDS, Entry, check_names, check_ways
from storage.playbook_words import check_hand, check_screen
from storage.yaml_lines import Part

PLAIN_WORD = re.compile(r"[a-z][a-z0-9_]*")
FEWEST_ANSWERS, MOST_ANSWERS = 2, 4
RESERVED = frozenset({"yes", "no", "cannot", "dare_not", "skip", "back", "wait", "human"})
"""What a teacher may answer to every step, and so no name for an answer of one."""

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")
_ASK, _ASIDE, _LABEL = (60, 140), (40, 100), (12, 24)
"""The longest words, in characters of Chinese and of English: a step, a note or what it was, a button."""
_EITHER_WAY = (StepKind.PHOTO, StepKind.MEASURE)
"""Kinds that go on whether or not the teacher could: their `no` may be left out."""
_NEEDS_NOTHING = "nothing"

Code = TypeVar("Code", bound=StrEnum)


def statements(part: Part) -> list[Entry]:
    """The steps of a safety tree: said at once, in order, never answered. Each leads to the next, the last dispatches."""
    entries: list[Entry] = []
    after: StepId | Ending = Ending.DISPATCH
    for entry in reversed(list(part.parts("steps"))):
        for key in ("yes", "no", "answers"):
            if entry.has(key):
                reason = f"a safety tree is never self-help: no {key!r}, least of all one that says it works"
                entry.note(reason, "write `say:` and no answers", at=key)
        step = Step(_step_id(entry), text_of(entry.part("say"), _ASK), 0, after, after, fast=True)
        entry.close()
        entries.insert(0, Entry(step, entry.line, ()))
        after = step.id
    check_names(entries, part.findings)
    check_screen([entry.step for entry in entries], part.line_of("steps"), part.findings)
    return entries


def questions(part: Part, pictures: Collection[str]) -> list[Entry]:
    """The steps of a tree that is walked, every way through it checked. `pictures` are the names of the drawings."""
    entries = [_question(entry, pictures) for entry in part.parts("steps")]
    check_names(entries, part.findings)
    check_ways(entries, part.findings)
    return entries


def workarounds(part: Part) -> tuple[Workaround, ...]:
    """The ways for a lesson to go on; their step ids are `around_1` and so on."""
    if not part.has("workarounds"):
        return ()
    return tuple(_workaround(entry, number) for number, entry in enumerate(part.parts("workarounds"), 1))


def whole(part: Part, key: str) -> int:
    """A required whole number from 1; 0 when it was wrong."""
    word = part.text(key)
    if word.isdecimal() and int(word) >= 1:
        return int(word)
    if word:
        part.note(f"{key} {word!r} is not a whole number from 1", "write digits only", at=key)
    return 0


def text_of(part: Part, most: tuple[int, int] | None = None) -> Text:
    """Words in both languages, each in its own and at most so many characters; closes the part."""
    text = Text(part.text("zh"), part.text("en"))
    if text.zh and not _CHINESE.search(text.zh):
        part.note(f"the 'zh' of {part.name} is not Chinese", "write what people read", at="zh")
    if text.en and (_CHINESE.search(text.en) or not _LATIN.search(text.en)):
        part.note(f"the 'en' of {part.name} is not English", "write what people read", at="en")
    for lang, words, limit in zip(("zh", "en"), (text.zh, text.en), most or (), strict=False):
        if len(words) > limit:
            reason = f"the {lang!r} of {part.name} has {len(words)} characters"
            part.note(reason, f"say it in {limit}: one phone screen, a class waiting", at=lang)
    part.close()
    return text


def _question(part: Part, pictures: Collection[str]) -> Entry:
    kind = _code(part, "kind", StepKind) if part.has("kind") else None
    ask = text_of(part.part("ask"), _ASK)
    step_id, last = _step_id(part), kind is not None and kind.is_last
    answers = () if last else _answers(part)
    yes, no = _last_target(part, kind) if last else _targets(part, kind, named=bool(answers))
    step = Step(
        id=step_id,
        ask=ask,
        seconds=0 if last and not part.has("seconds") else whole(part, "seconds"),
        yes=yes,
        no=no,
        fast=part.truth("fast", default=False),
        parallel=part.truth("parallel", default=False),
        by=_code(part, "by", Hand) if part.has("by") else Hand.TEACHER,
        kind=kind or (StepKind.DO if yes is Ending.FIXED else StepKind.CHECK),
        answers=tuple(answer for answer, _ in answers),
        note=_aside(part, "note"),
        picture=_picture(part, pictures),
        was=_aside(part, "was"),
    )
    part.close()
    _check_step(part, step)
    leads = [(answer.to, line) for answer, line in answers]
    return Entry(step, part.line, tuple(leads or ((yes, part.line_of("yes")), (no, part.line_of("no")))))


def _workaround(part: Part, number: int) -> Workaround:
    word = part.text("needs")
    known = (*Means, _NEEDS_NOTHING)
    if word and word not in known:
        part.note(f"'needs' does not know {word!r}", f"use one of: {', '.join(sorted(known))}", at="needs")
    seconds, ask = whole(part, "seconds"), text_of(part.part("ask"), _ASK)
    if seconds > LONGEST_IN_LESSON_SECONDS:
        reason = f"a way to go on takes {seconds} s"
        part.note(reason, f"a lesson waits {LONGEST_IN_LESSON_SECONDS} s at most", at="seconds")
    part.close()
    ends, name = Ending.DISPATCH, StepId(f"around_{number}")
    step = Step(name, ask, seconds, ends, ends, fast=True, kind=StepKind.WORKAROUND)
    return Workaround(Means(word) if word in tuple(Means) else None, step)


def _answers(part: Part) -> tuple[tuple[NamedAnswer, int], ...]:
    """The named answers with their lines; none for a step that is answered yes or no."""
    if not part.has("answers"):
        return ()
    found = [(_answer(entry), entry.line) for entry in part.parts("answers")]
    names = [answer.id for answer, _ in found]
    if len(set(names)) < len(names):
        part.note("two answers have the same id", "rename one", at="answers")
    if not FEWEST_ANSWERS <= len(found) <= MOST_ANSWERS:
        reason = f"a step with {len(found)} named answers"
        part.note(reason, f"give it {FEWEST_ANSWERS} to {MOST_ANSWERS}, or yes and no", at="answers")
    if part.has("yes"):
        part.note("a step has named answers or a yes, not both", "remove 'yes'", at="yes")
    return tuple(found)


def _answer(part: Part) -> NamedAnswer:
    word = part.text("id")
    if word and (word in RESERVED or not PLAIN_WORD.fullmatch(word)):
        part.note(f"answer id {word!r} is not a plain word of its own", "use a-z, 0-9 and _", at="id")
    answer = NamedAnswer(AnswerId(word), text_of(part.part("label"), _LABEL), _target(part, "to"))
    part.close()
    return answer


def _targets(part: Part, kind: StepKind | None, *, named: bool) -> tuple[StepId | Ending, StepId | Ending]:
    """Where yes and no lead. With named answers `no`, where it is written, is for a step that was not done."""
    if named:
        return Ending.DISPATCH, _target(part, "no") if part.has("no") else Ending.DISPATCH
    yes = _target(part, "yes")
    return yes, yes if kind in _EITHER_WAY and not part.has("no") else _target(part, "no")


def _last_target(part: Part, kind: StepKind | None) -> tuple[Ending, Ending]:
    for key in ("yes", "no", "answers"):
        if part.has(key):
            part.note(f"a {kind} step is only said: no {key!r}", "remove it", at=key)
    ending = Ending.SAFETY if kind is StepKind.STOP else Ending.DISPATCH
    return ending, ending


def _check_step(part: Part, step: Step) -> None:
    check_hand(part, step)
    if step.was is not None and Ending.FIXED not in step.targets:
        part.note("'was' says what it was, but nothing here ends in FIXED", "remove it", at="was")
    if step.kind in _EITHER_WAY and Ending.FIXED in step.targets:
        part.note(f"a {step.kind} step repairs nothing", "lead it on, not to FIXED", at="yes")
    if step.fast and step.seconds > LONGEST_IN_LESSON_SECONDS:
        reason = f"a fast step takes {step.seconds} s"
        part.note(reason, f"a lesson waits {LONGEST_IN_LESSON_SECONDS} s at most", at="seconds")


def _aside(part: Part, key: str) -> Text | None:
    return text_of(part.part(key), _ASIDE) if part.has(key) else None


def _picture(part: Part, pictures: Collection[str]) -> str:
    if not part.has("picture"):
        return ""
    word = part.text("picture")
    if word and not (PLAIN_WORD.fullmatch(word) and word in pictures):
        part.note(f"there is no picture {word!r}", f"draw pictures/{word}.svg", at="picture")
    return word


def _code(part: Part, key: str, kind: type[Code]) -> Code:
    """One code of an enumeration; its first when the word is none of them."""
    word = part.text(key)
    known = {str(code): code for code in kind}
    if word and word not in known:
        part.note(f"{key!r} does not know {word!r}", f"use one of: {', '.join(known)}", at=key)
    return known.get(word, next(iter(kind)))


def _step_id(part: Part) -> StepId:
    word = part.text("id")
    if word and not PLAIN_WORD.fullmatch(word):
        part.note(f"step id {word!r} is not a plain word", "use a-z, 0-9 and _", at="id")
    if word.startswith("around_"):
        part.note(f"step id {word!r} is one of a workaround's", "call it something else", at="id")
    return StepId(word)


def _target(part: Part, key: str) -> StepId | Ending:
    word = part.text(key)
    return Ending(word) if word in tuple(Ending) else StepId(word)
