"""Who watches, and whom the desk tells: settings that mean something, or one sentence that says what to do."""

import pytest
from pydantic import ValidationError

from app.watching import OperatorOptions, operator_of
from desk.messages import Peer


def test_the_operator_is_a_person_or_an_address_or_nobody() -> None:
    assert operator_of(OperatorOptions()) is None
    person = operator_of(OperatorOptions(person="ops"))
    assert (person and person.person, person and person.peer) == ("ops", None)
    there = operator_of(OperatorOptions(channel="tg", address="42"))
    assert (there and there.person, there and there.peer) == (None, Peer("tg", "42"))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"person": "ops", "channel": "tg", "address": "42"}, "name the operator once"),
        ({"channel": "tg"}, "set both or neither"),
        ({"address": "42"}, "set both or neither"),
        ({"channel": "pigeon", "address": "42"}, "set one of tg, web"),
    ],
)
def test_half_an_operator_is_refused_with_what_to_do(given: dict[str, str], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        OperatorOptions(**given)
