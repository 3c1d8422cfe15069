import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from structlog.testing import capture_logs

import nlu
from desk.ids import RoomId
from desk.reading import DeviceClass, Impact, Intent, ReadingContext, Symptom
from nlu.rasa import PAUSE_S, WARN_EVERY_S, RasaReader
from nlu.reader import LexiconReader

FIRST = ReadingContext()


@dataclass
class Rasa:
    """A double of Rasa's POST /model/parse: it answers `body` with `status` and keeps what it was asked."""

    url: str = ""
    status: int = 200
    body: bytes = b"{}"
    held: threading.Event = field(default_factory=threading.Event)
    asked: list[str] = field(default_factory=list)

    def says(self, intent: str, confidence: float, **entities: str) -> None:
        values = [{"entity": name, "value": value} for name, value in entities.items()]
        answer = {"intent": {"name": intent, "confidence": confidence}, "entities": values}
        self.body = json.dumps(answer).encode()


@dataclass
class Seconds:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def rasa() -> Iterator[Rasa]:
    double = Rasa()
    double.held.set()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            double.asked.append(f"{self.path} {asked['text']}")
            double.held.wait(5)
            self.send_response(double.status)
            self.end_headers()
            self.wfile.write(double.body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  its name in http.server
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    double.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield double
    double.held.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def second(rasa: Rasa, reader: LexiconReader, seconds: Seconds) -> Iterator[RasaReader]:
    both = RasaReader(rasa.url, reader, clock=seconds)
    yield both
    both.close()


def test_rasa_is_asked_for_what_the_lexicon_does_not_know(rasa: Rasa, second: RasaReader) -> None:
    rasa.says("report_fault", 0.91, device="projector", symptom="no_signal")
    reading = second.read("那玩意儿蓝汪汪的", FIRST)
    assert rasa.asked == ["/model/parse 那玩意儿蓝汪汪的"]
    assert reading.intents == (Intent.REPORT_FAULT,)
    assert (reading.fault.device, reading.fault.symptom) == (DeviceClass.PROJECTOR, Symptom.NO_SIGNAL)
    assert (reading.impact, reading.confidence) == (Impact.UNKNOWN, 0.91)


def test_entities_only_fill_what_the_lexicon_left_open(rasa: Rasa, second: RasaReader) -> None:
    rasa.says("report_fault", 0.9, device="printer", symptom="bsod")
    fault = second.read("投影坏了", FIRST).fault
    assert (fault.device, fault.symptom) == (DeviceClass.PROJECTOR, Symptom.UNSPECIFIED)


def test_safety_place_and_numbers_are_the_lexicons(rasa: Rasa, second: RasaReader) -> None:
    rasa.says("chitchat", 0.99)
    reading = second.read("302冒烟了 工单1042", ReadingContext(rooms=((RoomId("r"), ("302",)),)))
    assert reading.safety
    assert reading.intent is Intent.REPORT_FAULT
    assert reading.ticket_no == 1042
    assert reading.fault.place is not None
    assert reading.fault.place.rooms == ("r",)


def test_a_second_intent_joins_in_the_order_of_urgency(rasa: Rasa, second: RasaReader) -> None:
    rasa.says("complain", 0.8)
    assert second.read("投影黑屏了", FIRST).intents == (Intent.REPORT_FAULT, Intent.COMPLAIN)


@pytest.mark.parametrize(("intent", "confidence"), [("complain", 0.3), ("order_pizza", 0.99)])
def test_an_unsure_or_unknown_intent_changes_nothing(
    rasa: Rasa, second: RasaReader, reader: LexiconReader, intent: str, confidence: float
) -> None:
    rasa.says(intent, confidence)
    assert second.read("投影黑屏了", FIRST) == reader.read("投影黑屏了", FIRST)


def test_a_reply_to_a_question_is_not_sent_to_rasa(rasa: Rasa, second: RasaReader) -> None:
    rasa.says("chitchat", 0.99)
    assert second.read("还是不行", ReadingContext(asked="step")).intent is Intent.ANSWER_STEP
    assert rasa.asked == []


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"{}"),
        (404, b"{}"),
        (200, b"not json"),
        (200, b"[]"),
        (200, b'{"intent": 3}'),
        (200, b'{"intent": {"confidence": []}}'),
        (200, b"\xff"),
    ],
)
def test_whatever_rasa_answers_the_message_is_read(
    rasa: Rasa, second: RasaReader, reader: LexiconReader, status: int, body: bytes
) -> None:
    rasa.status, rasa.body = status, body
    assert second.read("投影黑屏了", FIRST) == reader.read("投影黑屏了", FIRST)


def test_a_slow_rasa_is_not_waited_for(rasa: Rasa, reader: LexiconReader, seconds: Seconds) -> None:
    rasa.held.clear()
    both = RasaReader(rasa.url, reader, timeout_s=0.05, clock=seconds)
    assert both.read("投影黑屏了", FIRST) == reader.read("投影黑屏了", FIRST)
    rasa.held.set()
    both.close()


def test_a_dead_rasa_costs_one_question_and_one_warning_a_minute(
    reader: LexiconReader, seconds: Seconds
) -> None:
    both = RasaReader("http://127.0.0.1:9", reader, clock=seconds)
    with capture_logs() as logs:
        for step in (0.0, 1.0, PAUSE_S, PAUSE_S, WARN_EVERY_S):
            seconds.now += step
            assert both.read("投影黑屏了", FIRST) == reader.read("投影黑屏了", FIRST)
    both.close()
    assert [line["action"] for line in logs] == ["nlu.rasa_unavailable", "nlu.rasa_unavailable"]


def test_a_revived_rasa_is_asked_again_after_the_pause(
    rasa: Rasa, second: RasaReader, seconds: Seconds
) -> None:
    rasa.status = 500
    second.read("投影黑屏了", FIRST)
    rasa.status = 200
    rasa.says("urge", 0.9)
    assert second.read("投影黑屏了", FIRST).intents == (Intent.REPORT_FAULT,)
    seconds.now += PAUSE_S
    assert second.read("投影黑屏了", FIRST).intents == (Intent.REPORT_FAULT, Intent.URGE)


def test_only_http_addresses_are_taken(reader: LexiconReader) -> None:
    with pytest.raises(ValueError, match="http"):
        RasaReader("file:///etc/passwd", reader)


def test_the_rasa_project_knows_our_intents_devices_and_symptoms() -> None:
    home = Path(nlu.__file__).parent / "rasa"
    domain, training, config = (
        yaml.safe_load((home / name).read_text(encoding="utf-8"))
        for name in ("domain.yml", "data/nlu.yml", "config.yml")
    )
    examples = {block["intent"]: block["examples"].splitlines() for block in training["nlu"]}
    assert set(domain["intents"]) == set(examples) == {intent.value for intent in Intent}
    assert min(map(len, examples.values())) >= 12
    values = {
        json.loads("{" + part.split("}")[0] + "}")["value"]
        for lines in examples.values()
        for line in lines
        for part in line.split("]{")[1:]
    }
    assert values <= {device.value for device in DeviceClass} | {symptom.value for symptom in Symptom}
    assert config["language"] == "zh"
