"""Where a conversation stands survives being stored, and what cannot be read any more begins anew."""

import json
from dataclasses import fields
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue import (
    ChoosingSchool,
    Dialogue,
    Drafting,
    Guiding,
    Idle,
    NoteWanted,
    Rating,
    ReportWords,
    Slot,
    Withdrawing,
    dump,
    load,
)
from desk.buttons import Verb
from desk.grading import FaultFacts
from desk.ids import DeviceId, MediaId, RoomId, StepId, TicketId, TreeId
from desk.reading import DeviceClass, Impact, Intent, Occasion, Symptom
from desk.report_events import ReportPart
from desk.reporting import Draft
from desk.walking import Position, Trod

TEXT = st.text(max_size=20)
FACTS = st.builds(
    FaultFacts,
    impact=st.sampled_from(Impact),
    occasion=st.sampled_from(Occasion),
    safety=st.booleans(),
    hurt=st.booleans(),
    security=st.booleans(),
    device=st.none() | st.sampled_from(DeviceClass),
    symptom=st.none() | st.sampled_from(Symptom),
    intent=st.sampled_from(Intent),
)
DRAFTS = st.builds(
    Draft,
    words=st.lists(TEXT, max_size=3).map(tuple),
    media=st.lists(TEXT.map(MediaId), max_size=2).map(tuple),
    facts=FACTS,
    place=TEXT,
    rooms=st.lists(TEXT.map(RoomId), max_size=3).map(tuple),
    device=st.none() | TEXT.map(DeviceId),
)
NUMBER = st.integers(0, 9)
INSTANTS = st.datetimes(timezones=st.just(UTC))
GUIDING = st.builds(Guiding, TEXT.map(TicketId), TEXT.map(TreeId), NUMBER, TEXT.map(StepId), NUMBER, NUMBER)
DIALOGUES = st.one_of(
    st.builds(Idle),
    st.builds(Drafting, DRAFTS, st.sampled_from(Slot), NUMBER),
    GUIDING,
    st.builds(Withdrawing, TEXT.map(TicketId), INSTANTS, st.none() | GUIDING),
    st.builds(Rating, TEXT.map(TicketId), INSTANTS),
    st.builds(NoteWanted, TEXT.map(TicketId), st.sampled_from(Verb)),
    st.builds(ReportWords, TEXT.map(TicketId), INSTANTS, st.sampled_from([None, *ReportPart])),
    st.builds(ChoosingSchool, TEXT),
)


@given(DIALOGUES)
def test_every_position_read_back_is_the_same_position(dialogue: Dialogue) -> None:
    assert load(json.loads(json.dumps(dump(dialogue)))) == dialogue


def test_a_new_conversation_is_idle() -> None:
    assert load(None) == Idle()


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"type": "a position of an older release"},
        {"type": "guiding", "ticket": "t"},
        {"type": "drafting", "draft": {"facts": {"impact": "enormous"}}, "asked": "room", "questions": 1},
        {"type": "note_wanted", "ticket": "t", "verb": "a verb of an older release"},
    ],
)
def test_what_this_release_cannot_read_begins_anew(state: dict[str, object]) -> None:
    assert load(state) == Idle()


def test_a_step_of_self_help_keeps_its_whole_position() -> None:
    at = Position(TreeId("tree"), 3, StepId("s2"), 40, 1, (Trod(StepId("s1"), "no"),), True, 2)
    guiding = Guiding.by(TicketId("t"), at)
    assert guiding.at == at
    assert guiding.ticket == "t"
    assert {f.name for f in fields(Position)} == {
        *("tree", "version", "step", "spent", "stuck", "trail", "lesson_over", "revision")
    }
    assert load(json.loads(json.dumps(dump(guiding)))) == guiding
