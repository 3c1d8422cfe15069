"""A message as a machine asks about it: whatever text comes, the answer has one form and can be written."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.reading import FaultReading, PlaceReading, Reading
from nlu.contexts import context_of_sentence
from nlu.reader import LexiconReader
from tests.kit.builders import packs
from usecases.parse_message import BadMessage, Message, answer, message_of

READER = LexiconReader()
ANY = st.text(alphabet=st.characters(), max_size=80)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY,
    lambda of: st.lists(of) | st.dictionaries(ANY, of),
    max_leaves=5,
)


@settings(deadline=None, max_examples=150)
@given(ANY, st.none() | ANY)
def test_any_text_after_any_sentence_is_answered_in_one_form(text: str, context: str | None) -> None:
    message = message_of({"id": text, "text": text, "context": context})
    told = answer(message, READER.read(message.text, context_of_sentence(message.context)), packs())
    written = json.loads(json.dumps(told, ensure_ascii=False).encode())
    assert list(written) == [
        "id", "intent", "intents", "device", "symptom", "location", "impact", "safety", "confidence", "grades", "why"
    ]  # fmt: skip
    assert written["intent"] == written["intents"][0]
    assert all(set(one) == {"grade", "clause"} for one in written["grades"].values())


@given(JSON)
def test_json_without_a_text_is_refused(told: object) -> None:
    if isinstance(told, dict):
        told.pop("text", None)
    with pytest.raises(BadMessage, match=r"a message|`text`"):
        message_of(told)


@pytest.mark.parametrize(
    "told", [{"text": "a"}, {"id": None, "text": "a", "context": None, "device": "projector"}]
)
def test_what_is_left_out_is_null_and_what_is_unknown_is_left_aside(told: object) -> None:
    assert message_of(told) == Message(None, "a", None)


def test_the_words_are_told_by_the_names_of_the_answer_and_several_places_together() -> None:
    reading = Reading(
        "", faults=(FaultReading(place=PlaceReading("302")),),
        why=(("place", "302"), ("place", "303"), ("place", "302"), ("impact", "上课")),
    )  # fmt: skip
    told = answer(Message("1", "", None), reading, {})
    assert told["why"] == {"location": "302 303", "impact": "上课"}
    assert told["location"] == "302"
