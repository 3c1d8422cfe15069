"""What a list of decision rules covers: which rules can fire at all, and facts for which none does.

Exact, without trying the millions of combinations: fact by fact, the values are put together that the same rules accept,
and sets of rules that have been looked at from a fact on are not looked at again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from desk.contract import Rule

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Cover:
    """The ids of the rules that win for some facts, and facts without a rule (None: there are none)."""

    winners: frozenset[str]
    hole: Facts | None = None


def cover(rules: tuple[Rule, ...], facts: Mapping[str, frozenset[str]]) -> Cover:
    """What the rules cover of all facts, `facts` being every fact with all its values."""
    wants = tuple(dict(rule.when) for rule in rules)
    asked = tuple(name for name in facts if any(name in wanted for wanted in wants))
    walk = _Walk(asked, facts, wants)
    winners, hole = walk.of(0, tuple(range(len(rules))))
    return Cover(frozenset(rules[winner].id for winner in winners), hole)


_Part = tuple[frozenset[int], Facts | None]


@dataclass(slots=True)
class _Walk:
    """One pass over the facts that any rule asks for, in order. Rules are their places in the list."""

    asked: tuple[str, ...]
    facts: Mapping[str, frozenset[str]]
    wants: tuple[Mapping[str, tuple[str, ...]], ...]
    seen: dict[tuple[int, tuple[int, ...]], _Part] = field(default_factory=dict)

    def of(self, at: int, alive: tuple[int, ...]) -> _Part:
        """Who wins, and a hole, among the facts from `at` on for `alive`: the rules not ruled out before it."""
        alive = self._heard(at, alive)
        if not alive:
            return frozenset(), ()
        if at == len(self.asked) or not self._waits(at, alive[0]):
            return frozenset(alive[:1]), None
        if (at, alive) not in self.seen:
            self.seen[at, alive] = self._split(at, alive)
        return self.seen[at, alive]

    def _heard(self, at: int, alive: tuple[int, ...]) -> tuple[int, ...]:
        """Up to the first rule that fits whatever else comes; nobody asks those behind it."""
        certain = next((place for place, rule in enumerate(alive) if not self._waits(at, rule)), len(alive))
        return alive[: certain + 1]

    def _waits(self, at: int, rule: int) -> bool:
        return any(name in self.wants[rule] for name in self.asked[at:])

    def _split(self, at: int, alive: tuple[int, ...]) -> _Part:
        name = self.asked[at]
        groups: dict[tuple[int, ...], str] = {}
        for value in sorted(map(str, self.facts[name])):
            takers = tuple(rule for rule in alive if value in self.wants[rule].get(name, (value,)))
            groups.setdefault(takers, value)
        winners: frozenset[int] = frozenset()
        hole: Facts | None = None
        for takers, value in groups.items():
            found, missing = self.of(at + 1, takers)
            winners |= found
            if hole is None and missing is not None:
                hole = ((name, value), *missing)
        return winners, hole
