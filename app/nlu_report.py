"""The figures of an evaluation as they are read in a terminal: tables, and the confidence as bars."""

from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.table import Table

from app.tables import table
from nlu.agreement import Agreement
from nlu.calibration import Bin, Calibration
from nlu.evaluate import MAIN, Confused, Miss, Score, Slice

BAR = 40
"""Cells of a bar that stands for 1."""

LEAST_SLICE = 5
"""Messages a tag needs for its shares to be shown; fewer say nothing."""


def report(out: Console, result: Score, *, misses: bool) -> None:
    """Everything, the fields first; every miss last, where it is wanted."""
    out.print(f"{result.records} messages 条消息")
    out.print(_fields(result))
    out.print(_danger(result))
    if result.grades:
        out.print(_grades(result.grades))
    if result.confused:
        out.print(_confusion(result.confused))
    if result.slices:
        out.print(_by_tag(result.slices))
    if result.calibration:
        _draw(out, result.calibration)
    if misses:
        out.print(_missed(result.misses))


def _fields(result: Score) -> Table:
    shown = table("字段 field", "条 n", "可接受 accepted", "首选 exact")
    for name, share in result.accepted.items():
        shown.add_row(name, str(result.labelled[name]), _percent(share), _percent(result.exact[name]))
    if result.intents:
        sets = result.intents
        words = f"precision {_percent(sets.precision)}, recall {_percent(sets.recall)}"
        shown.add_row("intents (set)", str(result.records), words, _percent(sets.exact))
    return shown


def _danger(result: Score) -> str:
    share = result.false_alarms / result.harmless if result.harmless else 0.0
    return (
        f"安全 safety: recall {_percent(result.safety_recall)} of {result.dangerous}, "
        f"false alarms {result.false_alarms} of {result.harmless} ({_percent(share)})"
    )


def _grades(grades: Mapping[str, Agreement]) -> Table:
    shown = table(
        "级别 grade", "条 n", "首选 exact", "可接受 accepted", "最重两级召回 grave recall",
        "定轻 under", "定重 over", "kappa (quadratic)",
    )  # fmt: skip
    for label, one in grades.items():
        shown.add_row(
            label,
            str(one.messages),
            _percent(one.exact),
            _percent(one.accepted),
            f"{_percent(one.grave_recall)} of {one.grave}",
            f"{_percent(one.under)} of {one.faults}",
            _percent(one.over),
            "—" if one.kappa is None else f"{one.kappa:.3f}",
        )
    return shown


def _confusion(confused: Mapping[str, tuple[Confused, ...]]) -> Table:
    shown = table("字段 field", "应为 wanted", "读成 read", "次 n")
    for name, pairs in confused.items():
        for pair in pairs:
            shown.add_row(name, pair.wanted, pair.got, str(pair.count))
    return shown


def _by_tag(slices: Iterable[Slice]) -> Table:
    shown = table("标签 tag", "条 n", *MAIN)
    for one in slices:
        if one.records >= LEAST_SLICE:
            shown.add_row(one.tag, str(one.records), *(_percent(one.accepted[name]) for name in MAIN))
    return shown


def _draw(out: Console, calibration: Calibration) -> None:
    """One bar a bin: how many of its readings had the intent right; the mark is what their confidence promised."""
    out.print(f"意图的把握 confidence of the intent: expected calibration error {calibration.error:.3f}")
    out.print("█ 读对 right   │ 说有多大把握 promised")
    for one in calibration.bins:
        out.print(f"{one.low:.1f}–{one.high:.1f} {_bar(one)} {_tail(one)}")


def _bar(one: Bin) -> str:
    filled, promised = round(one.right * BAR), min(BAR - 1, round(one.confidence * BAR))
    cells = ["█" if cell < filled else "·" for cell in range(BAR)]
    if one.count:
        cells[promised] = "│"
    return "".join(cells)


def _tail(one: Bin) -> str:
    return f"{_percent(one.right)} of {one.count}" if one.count else "0"


def _missed(misses: Iterable[Miss]) -> Table:
    shown = table("记录 record", "字段 field", "应为 wanted", "读成 read", "原话 text")
    for miss in misses:
        wanted = " / ".join(map(str, miss.wanted))
        shown.add_row(miss.record, miss.field, wanted, str(miss.got), miss.text)
    return shown


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{100 * share:.1f}%"
