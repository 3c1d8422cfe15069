"""Attacks that no single word tells: whose files end in what, which page shows what, who is in whose account.

The families are the tables of lexicon/attacks.toml, put together as in nlu/perils.py. A virus on one machine is a fault and
no attack; money, data, strangers and machines that infect each other are.
"""

from nlu.evidence import Evidence
from nlu.perils import Peril, gathered, needs_of
from nlu.words import ATTACK

SECURITY = "security"


def _attack(reach: int, *families: str) -> Peril:
    own = tuple("|".join(f"{ATTACK}{name}" for name in names.split("|")) for names in families)
    return Peril(SECURITY, own, reach, across=True, kind="impact")


ATTACKS = (
    _attack(14, "shape", "files"),
    _attack(24, "files", "locked", "ransom"),
    _attack(14, "files", "ransom"),
    _attack(12, "account", "stranger", "meddled"),
    _attack(22, "account", "meddled", "denial"),
    _attack(12, "page", "altered", "foul"),
    _attack(14, "records", "leaked"),
    _attack(16, "infected", "spread"),
    _attack(10, "pointer", "possessed"),
    _attack(14, "account", "elsewhere"),
    _attack(10, "stranger", "asks"),
    _attack(14, "all", "files", "mangled"),
    _attack(18, "infected", "ransom"),
    _attack(24, "boss", "asks", "channel"),
    _attack(14, "site", "shame"),
    _attack(14, "mouse", "self", "opened"),
    _attack(12, "bait", "given", "tricked"),
    _attack(10, "meeting", "intruder"),
    _attack(24, "bait", "given", "secret"),
    _attack(14, "stranger", "bait", "secret"),
    _attack(12, "machine", "outward"),
    _attack(12, "ledger", "nobody"),
)
"""What is an attack (facts.md 3.4 rule 6 and labels.md: security events)."""


def with_attacks(evidence: Evidence) -> Evidence:
    """The evidence, with what its family words add up to among the words of an attack."""
    return gathered(evidence, _NEEDS)


_NEEDS = needs_of(ATTACKS)
