"""The four packs as they ship, read once per run, and short ways to ask them."""

from functools import cache
from pathlib import Path

import msgspec

from desk.contract import Contract
from desk.grading import FaultFacts, Verdict, judge
from desk.ids import ContractId
from storage.contract_packs import load_packs

FOLDER = Path(__file__).parents[2] / "contracts"
NAMES = ("gangbei", "changge", "puyang_polytechnic", "puyang_unicom")


@cache
def packs() -> dict[ContractId, Contract]:
    return load_packs(FOLDER)


def pack(name: str) -> Contract:
    return packs()[ContractId(name)]


def facts(**named: str | bool) -> FaultFacts:
    """`facts(impact="multi_room", safety=True)`: the facts of a fault by their codes."""
    return msgspec.convert(named, FaultFacts)


def verdict(name: str, **named: str | bool) -> Verdict:
    return judge(pack(name), facts(**named))
