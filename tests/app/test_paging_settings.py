"""The ladder as an operator writes it, and what is said of a wrong one."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from app.paging import GatewayOptions, PagingOptions, rules_of, rungs_of, span_of
from desk.paging import PersonalRung, Way

MINUTE = timedelta(minutes=1)


def test_by_default_the_chat_rings_again_then_another_platform_the_telephone_and_the_group() -> None:
    rules = rules_of(PagingOptions(), GatewayOptions())
    assert [(rung.after / MINUTE, rung.way) for rung in rules.ladder] == [
        (3, Way.CHAT),
        (5, Way.SECOND),
        (7, Way.PHONE),
        (9, Way.GROUP),
    ]
    assert not rules.has_gateway
    assert [rules.rung(step) for step in (5, 6)] == [PersonalRung(m * MINUTE, Way.CHAT) for m in (24, 39)]


def test_a_ladder_may_name_a_channel_be_empty_and_end() -> None:
    assert rungs_of("90s second:web") == (PersonalRung(90 * timedelta(seconds=1), Way.SECOND, "web"),)
    options = PagingOptions(ladder="none", again_every="none", storm_within="none")
    rules = rules_of(options, GatewayOptions(url="https://gateway.example/page", key="0123456789abcdef"))
    assert (rules.rung(1), rules.storm_most, rules.has_gateway) == (None, 0, True)
    assert rules_of(PagingOptions(again_every="none"), GatewayOptions()).rung(5) is None
    assert span_of("1h30min") == 90 * MINUTE


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"ladder": "3min shout"}, "is no rung of a ladder"),
        ({"ladder": "soon chat"}, "is no length of time"),
        ({"ladder": "0min chat"}, "is no length of time"),
        ({"ladder": "5min chat, 3min phone"}, "not in order of time"),
        ({"ladder": "3min phone:tg"}, "only a second address has"),
        ({"ladder": ""}, "is no rung of a ladder"),
        ({"again_every": "often"}, "is no length of time"),
    ],
)
def test_a_wrong_ladder_is_refused_with_what_to_write(wrong: dict[str, str], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        PagingOptions.model_validate(wrong)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"url": "ftp://gateway"}, "must begin with http"),
        ({"url": "https://user:secret@gateway/"}, "must not hold a password"),
        ({"url": "https://gateway/", "key": "short"}, "at least 16 characters"),
    ],
)
def test_a_gateway_without_an_address_or_a_key_that_serve_is_refused(
    wrong: dict[str, str], said: str
) -> None:
    with pytest.raises(ValidationError, match=said):
        GatewayOptions.model_validate(wrong)
