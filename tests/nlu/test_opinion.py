"""What another reader says joins our reading by labels only, and never hides danger."""

import pytest

from desk.ids import RoomId
from desk.reading import DeviceClass, Impact, Intent, ReadingContext, Symptom
from nlu.opinion import Opinion, merged, opinion_of
from nlu.reader import LexiconReader

FIRST = ReadingContext()


def test_labels_replace_ours_and_say_whose_they_are(reader: LexiconReader) -> None:
    told = opinion_of({"device": "projector", "symptom": "no_signal"}, ["report_fault"], {"device": 0.9})
    reading = merged(reader.read("那玩意儿蓝汪汪的", FIRST), told, "rasa")
    assert (reading.fault.device, reading.fault.symptom) == (DeviceClass.PROJECTOR, Symptom.NO_SIGNAL)
    assert reading.intents == (Intent.REPORT_FAULT,)
    assert ("device", "rasa: projector 0.90") in reading.why
    assert dict(reading.sure)["device"] == 0.9


def test_names_outside_the_vocabulary_are_dropped(reader: LexiconReader) -> None:
    told = opinion_of({"device": "toaster", "symptom": 7, "impact": ["x"]}, ["order_pizza", None], {})
    assert told == Opinion()
    own = reader.read("投影黑屏了", FIRST)
    assert merged(own, told, "x") == own


def test_none_means_that_the_message_names_none(reader: LexiconReader) -> None:
    told = opinion_of({"device": "none", "symptom": None}, ["praise"], {})
    reading = merged(reader.read("投影修得真快", FIRST), told, "x")
    assert reading.intents[0] is Intent.PRAISE
    assert reading.fault.device is None


@pytest.mark.parametrize("intent", ["chitchat", "praise", "cancel"])
def test_danger_stays_reported_whatever_is_told(reader: LexiconReader, intent: str) -> None:
    own = reader.read("302插座冒烟了", ReadingContext(rooms=((RoomId("r"), ("302",)),)))
    told = opinion_of({"device": "none", "symptom": "none", "impact": "none"}, [intent], {})
    reading = merged(own, told, "x")
    assert reading.safety
    assert reading.intent is Intent.REPORT_FAULT
    assert (reading.fault, reading.impact) == (own.fault, own.impact)


def test_places_rooms_and_ticket_numbers_are_ours(reader: LexiconReader) -> None:
    own = reader.read("302的投影 工单1042 还没人来", ReadingContext(rooms=((RoomId("r"), ("302",)),)))
    reading = merged(own, opinion_of({}, ["complain"], {}), "x")
    assert reading.ticket_no == 1042
    assert reading.fault.place is not None
    assert reading.fault.place.rooms == ("r",)


def test_an_intent_we_both_read_keeps_our_further_ones(reader: LexiconReader) -> None:
    own = reader.read("投影黑屏了，快点来", FIRST)
    assert own.intents == (Intent.REPORT_FAULT, Intent.URGE)
    assert merged(own, opinion_of({}, ["urge"], {}), "x").intents == (Intent.URGE, Intent.REPORT_FAULT)


def test_impact_is_told_too(reader: LexiconReader) -> None:
    told = opinion_of({"impact": "multi_room"}, ["report_fault"], {})
    assert merged(reader.read("投影黑屏了", FIRST), told, "x").impact is Impact.MULTI_ROOM
