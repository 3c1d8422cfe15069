"""The neutral message model: a peer survives being stored as text, and urgency is an order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.messages import Peer, Urgency

CHANNEL = st.sampled_from(["tg", "web", "console"])
SPACE = st.text(st.characters(exclude_characters=":"), min_size=1)


@given(CHANNEL, SPACE, st.text())
def test_a_peer_read_back_is_the_same_peer(channel: str, space: str, thread: str) -> None:
    peer = Peer(channel, space, thread)
    assert Peer.parse(str(peer)) == peer


def test_a_group_with_a_negative_id_and_a_topic_is_one_peer() -> None:
    assert Peer.parse("tg:-1001234567890:42") == Peer("tg", "-1001234567890", "42")


@pytest.mark.parametrize("text", ["", ":", "tg", "tg:", ":100", "::7"])
def test_what_is_no_peer_is_refused_with_the_form_it_should_have(text: str) -> None:
    with pytest.raises(ValueError, match="not a peer"):
        Peer.parse(text)


def test_a_page_overtakes_an_answer_and_an_answer_a_note() -> None:
    assert sorted(Urgency, key=lambda urgency: urgency.rank) == [Urgency.PAGE, Urgency.REPLY, Urgency.NOTE]
    assert Urgency.PAGE.rank == 0
