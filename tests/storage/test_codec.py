"""What is stored comes back as the same value of the same types."""

import dataclasses
from datetime import UTC, datetime, time, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk import events as ev
from desk.buttons import Option, Press, Verb
from desk.contract import Contract
from desk.devices import Device
from desk.messages import Incoming, Outgoing, Peer
from desk.people import Address, Person
from desk.places import Room, School
from desk.roster import Leave, Override, Team
from desk.roster_events import RosterEvent
from desk.rotation import DutyHours
from desk.service_report import ServiceReport
from desk.ticket import Ticket
from desk.timers import Timer
from storage.codec import decode, decode_event, encode, encode_event, storable
from storage.contract_packs import load_packs
from tests.storage.builders import an_opening
from usecases.rows import Invitation, Prompt

CONTRACTS = Path(__file__).parents[2] / "contracts"

words = st.text(
    st.characters(exclude_categories=["Cs"]), max_size=12
)  # no lone surrogates: see their own test
instants = st.datetimes(
    datetime(1990, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2190, 1, 1),  # noqa: DTZ001 - as above
    timezones=st.just(UTC),
).map(lambda instant: instant.replace(fold=0))  # a fold means nothing in UTC
spans = st.timedeltas(timedelta(days=-400), timedelta(days=400))
whole = st.integers(-(2**53), 2**53)

st.register_type_strategy(str, words)
st.register_type_strategy(datetime, instants)
st.register_type_strategy(timedelta, spans)
st.register_type_strategy(time, st.times().map(lambda at: at.replace(fold=0)))
st.register_type_strategy(int, whole)
groups = st.sampled_from(("", "tg:-1001380000000"))
st.register_type_strategy(Team, st.builds(Team, group=groups))
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))

STORED = (
    Ticket, Incoming, Outgoing, Press, Option, Person, Address, School, Room, Device, Team, DutyHours, Override, Leave,
    RosterEvent, Timer, Invitation, Prompt, ServiceReport,
)  # fmt: skip


def test_a_message_promised_before_there_were_drawings_has_none() -> None:
    assert decode('{"text":"好了吗？"}', Outgoing) == Outgoing("好了吗？", picture=None)


def test_a_step_answered_before_steps_were_counted_says_neither_version_nor_what_came_next() -> None:
    old = '{"at":"2026-09-24T04:00:00Z","tree":"printer","step":"queue","ask":"好了吗？","answer":"no"}'
    event = decode_event("StepAnswered", old)
    assert isinstance(event, ev.StepAnswered)
    assert (event.version, event.then) == (0, "")


@pytest.mark.parametrize("kind", STORED, ids=lambda kind: kind.__name__)
@settings(max_examples=40, deadline=None)
@given(draw=st.data())
def test_values_survive_storage(kind: type, draw: st.DataObject) -> None:
    value = draw.draw(st.from_type(kind))
    back = decode(encode(value), kind)
    assert back == value
    assert repr(back) == repr(value)


@pytest.mark.parametrize("kind", ev.EVENT_TYPES.values(), ids=lambda kind: kind.__name__)
@settings(max_examples=15, deadline=None)
@given(draw=st.data())
def test_events_survive_storage_under_their_name(kind: type[ev.Event], draw: st.DataObject) -> None:
    event = draw.draw(st.from_type(kind))
    back = decode_event(*encode_event(event))
    assert type(back) is kind
    assert repr(back) == repr(event)


@pytest.mark.parametrize("contract", load_packs(CONTRACTS).values(), ids=lambda contract: str(contract.id))
def test_contract_packs_survive_storage(contract: Contract) -> None:
    assert decode(encode(contract), Contract) == contract


def test_an_instant_of_another_zone_stays_the_same_instant() -> None:
    local = datetime(2026, 9, 21, 8, 0, 0, 123456, tzinfo=timezone(timedelta(hours=8)))
    message = Incoming("k", Peer("tg", "1"), local)
    assert decode(encode(message), Incoming) == message


@dataclasses.dataclass(frozen=True)
class Nested:
    tags: frozenset[tuple[str, int]]
    press: Press


def test_sets_of_tuples_stay_sets_of_tuples() -> None:
    nested = Nested(frozenset({("a", 1), ("b", 2)}), Press(Verb.RATE, None, "5"))
    back = decode(encode(nested), Nested)
    assert back == nested
    assert all(type(tag) is tuple for tag in back.tags)


def test_half_an_emoji_is_replaced_and_a_split_one_is_joined() -> None:
    message = Incoming("k", Peer("tg", "1"), datetime(2026, 1, 1, tzinfo=UTC), text="坏\ud83d了 \ud83d\ude00")
    assert decode(encode(message), Incoming).text == "坏\ufffd了 😀"


@given(st.text())
def test_words_for_a_text_column_hold_nothing_a_database_refuses(text: str) -> None:
    kept = storable(text)
    assert "\x00" not in kept
    assert kept.encode().decode() == kept


def test_a_field_that_an_older_desk_did_not_know_takes_its_default() -> None:
    opening = an_opening(datetime(2026, 1, 1, tzinfo=UTC))
    older = encode(opening).replace(',"words":"大屏黑屏了"', ',"gone":1,"words":"大屏黑屏了"')
    assert decode_event("TicketOpened", older) == opening
    assert decode('{"text":"好"}', Outgoing) == Outgoing("好")


def test_a_kind_of_event_from_the_future_is_not_guessed() -> None:
    with pytest.raises(KeyError):
        decode_event("TicketTeleported", "{}")
