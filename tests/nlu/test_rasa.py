"""Rasa's labels as the desk gets them, over real HTTP; what happens when it fails is in test_remote.py."""

from collections.abc import Iterator

import pytest

from desk.reading import DeviceClass, Impact, Intent, ReadingContext, Symptom
from nlu.rasa import RasaServer
from nlu.reader import LexiconReader
from nlu.remote import RemoteReader
from tests.nlu.answering import Answering, answering

FIRST = ReadingContext()


@pytest.fixture
def rasa() -> Iterator[Answering]:
    with answering() as double:
        yield double


@pytest.fixture
def both(rasa: Answering, reader: LexiconReader) -> Iterator[RemoteReader]:
    remote = RemoteReader(RasaServer(rasa.url + "/"), reader, timeout_s=2.0)
    yield remote
    remote.close()


def says(rasa: Answering, **labels: tuple[str, float]) -> None:
    rasa.says({field: {"name": name, "confidence": sure} for field, (name, sure) in labels.items()})


def test_all_four_fields_are_rasas(rasa: Answering, both: RemoteReader) -> None:
    says(
        rasa,
        intent=("report_fault", 0.91),
        device=("projector", 0.8),
        symptom=("no_signal", 0.7),
        impact=("lesson_blocked", 0.6),
    )
    reading = both.read("那玩意儿蓝汪汪的", FIRST)
    assert rasa.bodies == [{"text": "那玩意儿蓝汪汪的"}]
    assert rasa.asked[0][0] == "/model/parse"
    assert (reading.intents, reading.impact) == ((Intent.REPORT_FAULT,), Impact.LESSON_BLOCKED)
    assert (reading.fault.device, reading.fault.symptom) == (DeviceClass.PROJECTOR, Symptom.NO_SIGNAL)
    assert (reading.confidence, dict(reading.sure)["symptom"]) == (0.91, 0.7)


def test_a_label_rasa_is_unsure_of_leaves_ours(
    rasa: Answering, both: RemoteReader, reader: LexiconReader
) -> None:
    says(rasa, intent=("complain", 0.3), device=("printer", 0.49), symptom=("print_failure", 0.1))
    assert both.read("投影黑屏了", FIRST) == reader.read("投影黑屏了", FIRST)


def test_rasa_is_told_what_it_was_taught_a_folded_line_with_the_open_ticket(
    rasa: Answering, both: RemoteReader
) -> None:
    says(rasa, intent=("urge", 0.9))
    both.read("投影機\n還沒好", ReadingContext(has_open_ticket=True))
    assert rasa.bodies == [{"text": "openticket 投影机 还没好"}]
