"""A small contract in which nothing contradicts anything, and short ways to write its parts."""

from dataclasses import replace
from datetime import date, timedelta

from desk.contract import (
    Clause,
    Closing,
    Contract,
    Grade,
    Ladder,
    Milestone,
    Rule,
    Rung,
    SelfHelp,
    Stage,
    StageName,
)
from desk.ids import ContractId, GradeId
from desk.language import Text
from desk.people import Tier
from desk.reading import DeviceClass
from desk.terms import (
    DecidedBy,
    Due,
    DueRule,
    Duty,
    DutyKind,
    Every,
    Interpretation,
    Recipient,
    Report,
    Scope,
    Statement,
    Terms,
    Topic,
    WarrantyState,
)

H = timedelta(hours=1)
A, B = GradeId("A"), GradeId("B")
WORDS = Text("字", "words")


def clause(ref: str = "§1", source: str = "099") -> Clause:
    return Clause(source, ref, WORDS)


def stage(name: StageName, limit: timedelta, *, internal: bool = False) -> Stage:
    ends = {StageName.RESPONSE: Milestone.ACKNOWLEDGED, StageName.ARRIVAL: Milestone.ARRIVED}
    return Stage(name, limit, clause(), (ends.get(name, Milestone.REPAIRED),), internal=internal)


def grade(name: GradeId, rank: int, *stages: Stage, of: Clause | None = None) -> Grade:
    return Grade(name, rank, WORDS, WORDS, of or clause(), False, stages)


def rule(name: str, to: GradeId, **when: str) -> Rule:
    return Rule(name, tuple((fact, (word,)) for fact, word in when.items()), to, WORDS, clause())


def says(
    name: str,
    topic: Topic,
    words: str,
    *,
    ref: str = "§1",
    grades: tuple[GradeId, ...] = (),
    warranty: WarrantyState | None = None,
    heading: WarrantyState | None = None,
    reads: str = "",
    means: str = "",
    after: str = "",
    names: tuple[str, ...] = (),
) -> Statement:
    return Statement(
        name,
        topic,
        words,
        clause(ref),
        reads=reads,
        means=means,
        grades=grades,
        warranty=warranty,
        heading=heading,
        after=after,
        names=names,
    )


def duty(name: str, every: Every, due: Due | None = None, kind: DutyKind = DutyKind.INSPECTION) -> Duty:
    return Duty(name, kind, WORDS, every, clause(), due=due or Due(DueRule.LAST_WORKDAY))


def report(name: str, every: Every, **changes: Recipient | Due | Every | None) -> Report:
    whole = Report(name, WORDS, every, clause(), due=Due(DueRule.LAST_WORKDAY), to=Recipient(("school",)))
    return replace(whole, **changes)  # type: ignore[arg-type]  # fields of Report


def decided(*answers: str) -> Interpretation:
    return Interpretation(
        "X1", (clause(),), WORDS, WORDS, WORDS, DecidedBy.PRODUCT, False, date(2026, 11, 21), answers
    )


QUOTED = (says("response", Topic.RESPONSE, "30 分钟"), says("arrival", Topic.ARRIVAL, "2 小时"))
STAGES = (stage(StageName.RESPONSE, H / 2), stage(StageName.ARRIVAL, 2 * H))


def paper(*statements: Statement, **changes: object) -> Contract:
    """The sound contract with these statements beside those it rests on; `changes` are fields of it or of its terms."""
    terms = Terms(scope=Scope((DeviceClass.SMART_BOARD,), clause()), statements=(*QUOTED, *statements))
    of_terms = {name: value for name, value in changes.items() if name in Terms.__dataclass_fields__}
    of_contract = {name: value for name, value in changes.items() if name not in of_terms}
    sound = Contract(
        id=ContractId("paper"),
        version=1,
        name=WORDS,
        source="099",
        grades=(grade(A, 1, *STAGES), grade(B, 2, *STAGES)),
        rules=(rule("danger", A, safety="true"), rule("rest", B)),
        ladder=Ladder((Rung((Tier.SUPERVISOR,)),), H, H, clause()),
        closing=Closing(True, (H,), 2 * H, clause()),
        self_help=SelfHelp(H, H, 60, 300),
        terms=replace(terms, **of_terms),  # type: ignore[arg-type]  # fields of Terms
    )
    return replace(sound, **of_contract)  # type: ignore[arg-type]  # fields of Contract
