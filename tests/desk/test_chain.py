"""The hash chain: any one line changed, removed, added or moved is found, and named."""

import json
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.chain import END, GENESIS, Break, canonical, first_break, hash_of, sealed

LINES = tuple(
    sealed([{"kind": "header", "contract": "changge"}, *({"ticket": n} for n in range(1001, 1007))])
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.text(max_size=5).filter(lambda key: key not in {"n", "prev", "hash"})
RECORDS = st.lists(st.dictionaries(KEYS, VALUES, max_size=4), max_size=6)


@dataclass(frozen=True)
class Forgery:
    """A file as somebody left it, and the line at which that must be seen."""

    lines: list[str]
    line: int
    word: str


def forged(line: str, **changes: object) -> str:
    """A line written anew by somebody who knows how hashes are made."""
    record = json.loads(line) | changes
    return canonical(record | {"hash": hash_of(record)})


def without(index: int, count: int = 1) -> list[str]:
    return [*LINES[:index], *LINES[index + count :]]


def with_line(index: int, line: str) -> list[str]:
    return [*LINES[:index], line, *LINES[index:]]


def instead(index: int, line: str) -> list[str]:
    return [*LINES[:index], line, *LINES[index + 1 :]]


def moved(start: int, end: int) -> list[str]:
    rest = without(start)
    return [*rest[:end], LINES[start], *rest[end:]]


def swapped(one: int, other: int) -> list[str]:
    lines = list(LINES)
    lines[one], lines[other] = lines[other], lines[one]
    return lines


ODD = canonical({"ticket": 9999, "n": 4, "prev": "f" * 64, "hash": "0" * 64})
STRANGER = forged(LINES[3], ticket=9999)
FORGERIES = {
    "a figure changed": Forgery(instead(3, LINES[3].replace("1003", "1009")), 4, "changed"),
    "a blank slipped in": Forgery(instead(3, LINES[3].replace(",", ", ", 1)), 4, "changed"),
    "a Windows line end": Forgery(instead(3, LINES[3] + "\r"), 4, "changed"),
    "a key given twice": Forgery(instead(3, '{"a":1,' + LINES[3][1:]), 4, "changed"),
    "a changed line hashed anew": Forgery(instead(3, STRANGER), 4, "changed"),
    "a changed line with a wrong predecessor": Forgery(instead(3, forged(LINES[3], prev=GENESIS)), 4, "changed"),
    "the header changed and hashed anew": Forgery(instead(0, forged(LINES[0], contract="gangbei")), 1, "changed"),
    "the last count changed": Forgery(instead(7, forged(LINES[7], count=8)), 8, "changed"),
    "something hung on the last line": Forgery(instead(7, forged(LINES[7], note="fine")), 8, "changed"),
    "a line cut short": Forgery(instead(3, LINES[3][:-9]), 4, "read"),
    "a line that is no record": Forgery(instead(3, "[1,2]"), 4, "read"),
    "a number where words belong": Forgery(instead(3, '{"n":4,"prev":1,"hash":"x"}'), 4, "read"),
    "a number that is none": Forgery(instead(3, LINES[3].replace("1003", "NaN")), 4, "read"),
    "an empty line": Forgery(with_line(3, ""), 4, "read"),
    "the header removed": Forgery(without(0), 1, "removed"),
    "a line removed": Forgery(without(3), 4, "removed"),
    "three lines removed": Forgery(without(3, 3), 4, "removed"),
    "the last line removed": Forgery(without(7), 8, "removed"),
    "the end cut off": Forgery(without(5, 3), 6, "removed"),
    "a line repeated": Forgery(with_line(4, LINES[3]), 5, "added"),
    "a line repeated far below": Forgery(with_line(6, LINES[2]), 7, "added"),
    "a stranger put in": Forgery(with_line(3, STRANGER), 4, "added"),
    "a stranger put in without a hash": Forgery(with_line(3, ODD), 4, "changed"),
    "a stranger numbered nought": Forgery(with_line(3, forged(LINES[3], n=0)), 4, "added"),
    "a line after the last": Forgery([*LINES, forged(LINES[7], n=9, prev=json.loads(LINES[7])["hash"])], 9, "added"),
    "two neighbours swapped": Forgery(swapped(3, 4), 5, "moved"),
    "two lines swapped": Forgery(swapped(2, 5), 3, "moved"),
    "a line moved up": Forgery(moved(5, 2), 3, "moved"),
    "a line moved down": Forgery(moved(2, 5), 6, "moved"),
    "nothing left": Forgery([], 1, "missing"),
}  # fmt: skip


@pytest.mark.parametrize("what", FORGERIES)
def test_a_forgery_is_seen_at_its_line(what: str) -> None:
    forgery = FORGERIES[what]
    found = first_break(forgery.lines)
    assert found is not None
    assert found.line == forgery.line
    assert forgery.word in found.sentence
    assert str(found).startswith(f"Line {forgery.line} ") or str(found).startswith(
        f"Lines {forgery.line} to "
    )


def test_an_untouched_chain_has_no_break_and_closes_with_its_count_and_head() -> None:
    assert first_break(LINES) is None
    before, last = json.loads(LINES[-2]), json.loads(LINES[-1])
    assert (last["kind"], last["count"], last["head"], last["prev"]) == (
        END,
        7,
        before["hash"],
        before["hash"],
    )
    assert json.loads(LINES[0])["prev"] == GENESIS


def test_a_chain_of_nothing_still_closes() -> None:
    (line,) = sealed([])
    assert first_break([line]) is None
    assert json.loads(line)["head"] == GENESIS


def test_the_hash_does_not_depend_on_the_order_of_the_keys() -> None:
    assert hash_of({"a": 1, "b": "大屏"}) == hash_of({"b": "大屏", "a": 1, "hash": "whatever"})


def test_whoever_rewrites_every_line_is_found_only_by_the_seal() -> None:
    anew = tuple(sealed([{"kind": "header", "contract": "changge"}, {"ticket": 1}]))
    assert first_break(anew) is None
    assert json.loads(anew[-1])["hash"] != json.loads(LINES[-1])["hash"]


@given(RECORDS)
def test_what_was_sealed_holds_and_carries_the_records(records: list[dict[str, object]]) -> None:
    lines = list(sealed(records))
    assert first_break(lines) is None
    carried = [json.loads(line) for line in lines[:-1]]
    assert [
        {k: v for k, v in record.items() if k not in {"n", "prev", "hash"}} for record in carried
    ] == records


@given(RECORDS, st.data())
def test_one_character_anywhere_is_seen_at_its_line(
    records: list[dict[str, object]], draw: st.DataObject
) -> None:
    lines = list(sealed(records))
    at = draw.draw(st.integers(0, len(lines) - 1))
    place = draw.draw(st.integers(0, len(lines[at]) - 1))
    other = draw.draw(st.characters(codec="utf-8").filter(lambda c: c != lines[at][place]))
    lines[at] = lines[at][:place] + other + lines[at][place + 1 :]
    found = first_break(lines)
    assert isinstance(found, Break)
    assert found.line == at + 1


@given(st.permutations(range(len(LINES))))
def test_no_other_order_of_the_lines_holds(order: list[int]) -> None:
    found = first_break([LINES[at] for at in order])
    assert (found is None) == (order == sorted(order))
