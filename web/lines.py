"""A stored line of a web chat as JSON for the browser. The chat's id is a secret's hash and is left out all the same."""

import json

from desk.messages import Choice, Media, Picture
from usecases.rows import WebchatLine


def line_as_json(line: WebchatLine) -> str:
    """One line. `said` is the browser's own id of what it sent, so that it recognises its message when it comes back."""
    said, shown = line.incoming, line.outgoing
    body = {
        "seq": line.seq,
        "at": line.at.isoformat(),
        "mine": said is not None,
        "text": said.text if said else shown.text if shown else "",
        "said": said.key.rsplit(":", 1)[-1] if said else None,
        "pressed": said.press if said else None,
        "choices": [_choice(choice) for choice in shown.choices] if shown else [],
        "media": [_media(media) for media in (said.media if said else shown.media if shown else ())],
        "picture": _picture(shown.picture) if shown and shown.picture else None,
        "card": shown.card if shown else None,
        "replaces": line.replaces,
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _choice(choice: Choice) -> dict[str, str]:
    return {"label": choice.label, "token": choice.token}


def _picture(picture: Picture) -> dict[str, str]:
    return {"src": f"/pictures/{picture.name}.svg", "alt": picture.shows}


def _media(media: Media) -> dict[str, str]:
    return {"id": media.id, "name": media.name, "mime": media.mime, "kind": media.kind.value}
