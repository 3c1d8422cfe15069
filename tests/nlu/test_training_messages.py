"""What the rules alone make of all twenty thousand training messages, read once: danger, people hurt, attacks, places.

Most of them the rules were looked at with; what is asked of those they never saw (`w8_`) is said apart.
"""

from collections.abc import Iterable

import pytest

from nlu.evaluate import Judged, judged, scored
from nlu.reader import LexiconReader
from nlu.records import training_records

UNSEEN = "w8_"


@pytest.fixture(scope="module")
def read() -> tuple[Judged, ...]:
    """Every message with its reading. Some twenty seconds, so all the tests that want it are in this file."""
    reader = LexiconReader()
    return tuple(judged(reader, record) for record in training_records())


def shares(
    read: Iterable[Judged], wanted: str, found: str, *, unseen: bool | None = None
) -> tuple[list[bool], list[bool]]:
    """Whether it was found, in the messages labelled so and in the others."""
    told: tuple[list[bool], list[bool]] = ([], [])
    for one in read:
        if unseen is None or one.record["id"].startswith(UNSEEN) == unseen:
            told[not one.record.get(wanted)].append(getattr(one.reading, found))
    return told


def mean(found: list[bool]) -> float:
    return sum(found) / len(found)


def not_optional(read: Iterable[Judged]) -> list[Judged]:
    """Without those of which a warning is neither required nor wrong."""
    return [one for one in read if one.record["safety"] or not one.record["safety_optional"]]


def test_nearly_every_danger_is_found_and_few_others_alarm(read: tuple[Judged, ...]) -> None:
    dangerous, harmless = shares(not_optional(read), "safety", "safety", unseen=False)
    assert len(dangerous) >= 1000
    assert mean(dangerous) >= 0.98  # of those that nobody tuned on (w6, w7) 0.92
    assert mean(harmless) <= 0.012


def test_of_messages_the_rules_never_saw_most_dangers_are_found_by_them_alone(
    read: tuple[Judged, ...],
) -> None:
    dangerous, harmless = shares(not_optional(read), "safety", "safety", unseen=True)
    assert mean(dangerous) >= 0.88
    assert mean(harmless) <= 0.063  # written to sound like danger; the model takes most of them back


def test_nearly_everybody_hurt_is_heard(read: tuple[Judged, ...]) -> None:
    hurt, _ = shares(read, "hurt", "hurt", unseen=False)
    assert len(hurt) >= 80
    assert mean(hurt) >= 0.83


def test_nearly_every_attack_is_heard_and_hardly_anything_else(read: tuple[Judged, ...]) -> None:
    attacks, others = shares(read, "security", "security")
    assert len(attacks) >= 250
    assert mean(attacks) >= 0.8  # of those that nobody tuned on (w6, w7) half
    assert mean(others) <= 0.003


def test_their_places_are_read(read: tuple[Judged, ...]) -> None:
    result = scored(read)
    assert result.records >= 5000
    assert result.accepted["location"] >= 0.965
