"""The rules for texts, captions and keyboards that the schema cannot express."""

import json
from typing import Any

from tests.kit.botapi.entities import formatted
from tests.kit.botapi.errors import bad_request

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_BUTTONS = 100
MAX_ROW = 8
MAX_MARKUP_BYTES = 10_000
MAX_CALLBACK_BYTES = 64
_NOT_ACTIONS = {"text", "icon_custom_emoji_id", "style"}


def text_of(params: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """The text of sendMessage or editMessageText, 1-4096 scalars after entity parsing."""
    if not params.get("text"):
        raise bad_request("message text is empty")
    text, entities = formatted(params["text"], params.get("parse_mode"), params.get("entities"))
    if not text:
        raise bad_request("text must be non-empty")
    if len(text) > MAX_TEXT:
        raise bad_request("message is too long")
    return text, entities


def caption_of(params: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """The caption of a medium, 0-1024 scalars after entity parsing."""
    text, entities = formatted(
        params.get("caption", ""), params.get("parse_mode"), params.get("caption_entities")
    )
    if len(text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return text, entities


def keyboard_of(params: dict[str, Any]) -> dict[str, Any] | None:
    """An inline keyboard that the server would keep, or None for the other kinds of markup and for none.

    More than 8 buttons in a row are silently re-flowed by some clients; here they are refused.
    """
    markup: dict[str, Any] | None = params.get("reply_markup")
    if not markup or "inline_keyboard" not in markup:
        return None
    rows = [row for row in markup["inline_keyboard"] if row]
    for button in (button for row in rows for button in row):
        _check_button(button)
    if sum(len(row) for row in rows) > MAX_BUTTONS or any(len(row) > MAX_ROW for row in rows):
        raise bad_request("reply markup is too long")
    if len(json.dumps(rows, ensure_ascii=False).encode()) > MAX_MARKUP_BYTES:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": rows} if rows else None


def _check_button(button: dict[str, Any]) -> None:
    actions = set(button) - _NOT_ACTIONS
    if not button["text"].strip() or not actions or button.get("callback_data") == "":
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise bad_request("can't parse inline keyboard button: exactly one action must be used")
    if len(button.get("callback_data", "").encode()) > MAX_CALLBACK_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
