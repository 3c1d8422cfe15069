"""A Rasa 3.6 server as another reader: its own process, its own Python (the project is in `nlu/rasa/`).

Gives intent, device, symptom and impact. Time limit, circuit breaker and what stays ours are in `nlu/remote.py` and
`nlu/opinion.py`.
"""

from collections.abc import Mapping
from typing import Any

from desk.reading import ReadingContext
from nlu.normalise import Folder
from nlu.opinion import Opinion, opinion_of
from nlu.rasa_export import FIELDS, question
from nlu.remote import checked_root, post

SURE = 0.5
"""From this confidence on a label of Rasa's counts; below it the embedded reader's stands."""


class RasaServer:
    """Asks `POST /model/parse` (https://rasa.com/docs/rasa/pages/http-api). Keeps no connection and no state."""

    name = "rasa"

    def __init__(self, url: str, key: str = "") -> None:
        """`url` is the server's root. `key` is sent as a bearer token: a gateway's, or a JWT for `rasa run --jwt-secret`.
        Raises ValueError for no web address.
        """
        self._address = checked_root(url) + "/model/parse"
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._folder = Folder()

    def ask(self, text: str, context: ReadingContext, timeout_s: float) -> Opinion:
        """Rasa's labels. Raises OSError or ValueError when it gives none."""
        told = {"text": question(text, context, self._folder)}
        return opinion(post(self._address, told, self._headers, timeout_s))


def opinion(answer: Any) -> Opinion:
    """A parse result as an opinion; labels Rasa is unsure of are left out. Raises ValueError when it is no parse result."""
    if not isinstance(answer, Mapping) or not isinstance(answer.get("intent"), Mapping):
        raise ValueError("not the answer of a Rasa /model/parse")
    found = {field: answer[field] for field in ("intent", *FIELDS) if isinstance(answer.get(field), Mapping)}
    sure = {field: _confidence(label) for field, label in found.items()}
    labels = {field: label.get("name") for field, label in found.items() if sure[field] >= SURE}
    return opinion_of(labels, [labels.get("intent")], {field: sure[field] for field in labels})


def _confidence(label: Mapping[str, Any]) -> float:
    """0..1; ValueError for anything that is no number."""
    told = label.get("confidence")
    if isinstance(told, bool) or not isinstance(told, int | float):
        raise ValueError("a label of Rasa's has no confidence")
    return round(min(1.0, max(0.0, float(told))), 4)
