"""A finding: one place where a contract contradicts itself, is silent or cannot be read, and the sentence that says so."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from desk.clauses import Clause
from desk.language import Lang, Text


class Kind(StrEnum):
    """What is wrong. The checks that find them stand in `desk.contradictions` and the modules it asks."""

    MILDER_LATER = "milder_later"
    TWO_VALUES = "two_values"
    BY_WARRANTY = "by_warranty"
    GRADE_ORDER = "grade_order"
    STAGE_ORDER = "stage_order"
    AGES_TOO_SOON = "ages_too_soon"
    UNDEFINED_GRADE = "undefined_grade"
    NO_FIGURE = "no_figure"
    MISQUOTED = "misquoted"
    START_UNSTATED = "start_unstated"
    STRICT_BOUND = "strict_bound"
    UNREADABLE = "unreadable"
    MISPRINT = "misprint"
    STRUCK = "struck"
    MISPLACED = "misplaced"
    NUMBERING = "numbering"
    REPEATED = "repeated"
    STRANGER = "stranger"
    SCOPE_UNSTATED = "scope_unstated"
    HOLD_UNSTATED = "hold_unstated"
    PRICE_UNCLEAR = "price_unclear"
    NO_DATE = "no_date"
    NO_RECIPIENT = "no_recipient"
    COVER_GAP = "cover_gap"
    OVERLAP = "overlap"
    HOLE = "hole"
    UNREACHED = "unreached"
    DIFFERS = "differs"


SENTENCES: dict[Kind, Text] = {
    Kind.MILDER_LATER: Text(
        "等级随时间反着走：{early}未解决算{graver}，{late}未解决却只算{milder}，后一条永远用不上。",
        "The grade runs backwards in time: unsolved for {early} it is {graver}, for {late} only {milder}; the later line never applies.",
    ),
    Kind.TWO_VALUES: Text(
        "“{topic}”说法不一：{others}；这里是{own}。",
        "The clauses differ on {topic}: {others}; here it is {own}.",
    ),
    Kind.BY_WARRANTY: Text(
        "“{topic}”在保内是{others}，过保后是{own}；设备是否在保可能不知道。",
        "For {topic} it is {others} in warranty and {own} after it; whether a device is in warranty may not be known.",
    ),
    Kind.GRADE_ORDER: Text(
        "“{topic}”：更严重的{graver}给了{long}，较轻的{milder}反而只有{short}。",
        "For {topic} the graver {graver} is given {long} and the milder {milder} only {short}.",
    ),
    Kind.STAGE_ORDER: Text(
        "{grades}：“{then}”最迟{limit}到期，不晚于“{first}”，若都从报修起算，后一步没有时间。",
        "{grades}: {then} is due by {limit}, no later than {first}; counted from the report it is left no time.",
    ),
    Kind.AGES_TOO_SOON: Text(
        "{grade}满{after}就升为{rises}，而它自己的“{stage}”时限是{limit}，还没到期。",
        "{grade} rises to {rises} after {after}, before its own limit for {stage} of {limit} has passed.",
    ),
    Kind.UNDEFINED_GRADE: Text(
        "合同用了等级“{grade}”，却没有写怎样才算。",
        "The contract uses the grade {grade} and does not say what makes it one.",
    ),
    Kind.NO_FIGURE: Text(
        "“{topic}”没有可量的时限：{what}。",
        "There is no time that could be measured for {topic}: {what}.",
    ),
    Kind.MISQUOTED: Text(
        "合同包里{what}是{ours}，所引条款写的是{theirs}。",
        "The pack gives {ours} for {what}; the clause it cites says {theirs}.",
    ),
    Kind.START_UNSTATED: Text(
        "“{topic}”{after}不成之后再给{own}，没写这段时间从何时起算。",
        "For {topic} there is {own} once {after} has failed; it is not said from when that counts.",
    ),
    Kind.STRICT_BOUND: Text(
        "“{topic}”写的是{own}，要低于这个数，正好到点算不算没有说清。",
        "For {topic} it says {own}, which must be undercut; whether the very moment still counts is not clear.",
    ),
    Kind.UNREADABLE: Text("{own}读不出数来。", "{own} cannot be read as a figure."),
    Kind.MISPRINT: Text(
        "{own}是错印，应读作“{reads}”。", "{own} is misprinted and has to be read as “{reads}”."
    ),
    Kind.STRUCK: Text(
        "{own}有划掉的字，算不算数没有说。", "{own} has words struck out; whether they count is not said."
    ),
    Kind.MISPLACED: Text(
        "{own}讲的是“{state}”，却写在“{heading}”的标题下。",
        "{own} is about “{state}” and stands under the heading “{heading}”.",
    ),
    Kind.NUMBERING: Text("编号不连续：{where}（{own}）。", "The numbers do not run on: {where} ({own})."),
    Kind.REPEATED: Text("{own}写了两遍。", "{own} stands twice."),
    Kind.STRANGER: Text(
        "条款提到“{name}”，合同的各方、岗位、渠道和设备里都没有。",
        "The clause speaks of “{name}”, which is no party, role, channel or device of this contract.",
    ),
    Kind.SCOPE_UNSTATED: Text(
        "合同没有列出包括哪些设备，清单是服务台定的。",
        "The contract has no list of the devices it covers; the list is the desk's.",
    ),
    Kind.HOLD_UNSTATED: Text(
        "合同没有写等待时时限停不停；以下停表规则是服务台定的：{what}。",
        "The contract does not say whether clocks stop while a job waits; these pauses are the desk's own: {what}.",
    ),
    Kind.PRICE_UNCLEAR: Text(
        "单价和优惠率并列，没写单价是优惠前还是优惠后：{items}。",
        "Price and discount stand side by side; whether the price is before or after it is not said: {items}.",
    ),
    Kind.NO_DATE: Text("“{what}”没有写具体日期。", "No date is given for: {what}."),
    Kind.NO_RECIPIENT: Text("“{what}”没有写交给谁。", "It is not said who receives: {what}."),
    Kind.COVER_GAP: Text(
        "“{what}”{every}一次，却只报{covers}的内容，其余时间没人报。",
        "“{what}” comes once a {every} and covers only a {covers}; the rest of the time is never reported.",
    ),
    Kind.OVERLAP: Text("{first}和{then}重叠。", "{first} and {then} overlap."),
    Kind.HOLE: Text(
        "判定规则有空当：{facts}时没有等级。", "The decision rules have a hole: no grade for {facts}."
    ),
    Kind.UNREACHED: Text("{what}永远用不上。", "{what} can never be reached."),
    Kind.DIFFERS: Text("各合同的“{topic}”不一样：{others}。", "The contracts differ in {topic}: {others}."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One of them. `key` stays the same while the text around it changes; interpretations answer it by that key."""

    kind: Kind
    key: str
    clauses: tuple[Clause, ...]
    sentence: Text


def finding(kind: Kind, subject: str, clauses: Iterable[Clause], **parts: Text | str) -> Finding:
    """The finding about `subject` with its sentence; `parts` fill the gaps of the sentence of its kind."""
    cited: dict[str, Clause] = {str(clause): clause for clause in clauses}
    zh = {name: part if isinstance(part, str) else part.zh for name, part in parts.items()}
    en = {name: part if isinstance(part, str) else part.en for name, part in parts.items()}
    words = SENTENCES[kind]
    sentence = Text(words.zh.format(**zh), words.en.format(**en))
    return Finding(kind, f"{kind}:{subject}", tuple(cited.values()), sentence)


def joined(parts: Iterable[Text]) -> Text:
    """Several texts as one list."""
    listed = tuple(parts)
    return Text(
        "、".join(part.of(Lang.ZH) for part in listed), ", ".join(part.of(Lang.EN) for part in listed)
    )
