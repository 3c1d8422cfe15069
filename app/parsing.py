"""A message in, what is read in it out: the terminal's and the API's one way to the reader. Loaded by those that read."""

from collections.abc import Mapping

from app.reading import SharedReader
from desk.contract import Contract
from desk.ids import ContractId
from nlu.contexts import context_of_sentence
from usecases.parse_message import Message, answer


class Parser:
    """Messages in, answers out: what `chalkline nlu parse` and `POST /api/nlu/parse` both say. Thread-safe."""

    def __init__(self, reader: SharedReader, contracts: Mapping[ContractId, Contract]) -> None:
        self._reader = reader
        self._contracts = contracts

    def __call__(self, message: Message) -> dict[str, object]:
        """Read and grade one message."""
        reading = self._reader.read(message.text, context_of_sentence(message.context))
        return answer(message, reading, self._contracts)
