"""Message text as the server reads it: the HTML of parse_mode, entities, commands, and lengths.

Follows td/telegram/MessageEntity.cpp of the real server, error texts included. Offsets and lengths of entities
are UTF-16 code units, text lengths Unicode scalars. Markdown is not spoken here: Chalkline must not use it.
"""

import re
from dataclasses import dataclass
from typing import Any

from tests.kit.botapi.errors import bad_request

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_ENTITY = re.compile(r"&(?:(lt|gt|amp|quot)|#x([0-9a-fA-F]+)|#([0-9]+));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_ATTRIBUTE = re.compile(r"""\s*([^\s=>]+)\s*(=?)\s*(?:"([^"]*)"|'([^']*)'|([\w.-]*))""")
_COMMAND = re.compile(r"(?:^|(?<=\s))/[A-Za-z0-9_]{1,32}(?:@\w+)?")
_URL = re.compile(r"https?://[^\s<>]+")
MAX_ENTITIES = 100


@dataclass
class _Open:
    tag: str
    argument: str
    offset: int


def utf16(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


class _HtmlReader:
    """One pass over the text; raises the real server's error at the first thing it would refuse."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.plain: list[str] = []
        self.offset = 0
        self.stack: list[_Open] = []
        self.entities: list[dict[str, Any]] = []

    def read(self) -> tuple[str, list[dict[str, Any]]]:
        while self.at < len(self.text):
            if self.text.startswith("</", self.at):
                self._close()
            elif self.text[self.at] == "<":
                self._open()
            else:
                self._character()
        if self.stack:
            raise self._refuse(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].tag}"')
        return "".join(self.plain), sorted(self.entities, key=lambda e: (e["offset"], -e["length"]))

    def _character(self) -> None:
        found = _ENTITY.match(self.text, self.at) if self.text[self.at] == "&" else None
        character = _decoded(found) if found else ""
        if found and character:
            self.at = found.end()
        else:
            character = self.text[self.at]
            self.at += 1
        self.plain.append(character)
        self.offset += utf16(character)

    def _open(self) -> None:
        begin = self._byte_offset()
        name_end = _first_of(self.text, self.at + 1, " \t\r\n>")
        if name_end == len(self.text):
            raise self._refuse(f"Unclosed start tag at byte offset {begin}")
        tag = self.text[self.at + 1 : name_end].lower()
        if tag not in _TAGS:
            raise self._refuse(f'Unsupported start tag "{tag}" at byte offset {begin}')
        argument, self.at = self._attributes(tag, name_end, begin)
        if tag == "span" and argument != "tg-spoiler":
            raise self._refuse(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self.stack.append(_Open(tag, argument, self.offset))

    def _attributes(self, tag: str, at: int, begin: int) -> tuple[str, int]:
        argument = ""
        while True:
            at += len(self.text[at:]) - len(self.text[at:].lstrip())
            if at >= len(self.text):
                raise self._refuse(f'Unclosed start tag "{tag}" at byte offset {begin}')
            if self.text[at] == ">":
                return argument, at + 1
            found = _ATTRIBUTE.match(self.text, at)
            if found is None:
                raise self._refuse(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
            if not found[2] and tag != "blockquote":
                raise self._refuse(
                    f'Expected equal sign in declaration of an attribute of the tag "{tag}"'
                    f" at byte offset {begin}"
                )
            argument = next((value for value in found.groups()[2:] if value), argument)
            at = found.end()

    def _close(self) -> None:
        begin = self._byte_offset()
        if not self.stack:
            raise self._refuse(f"Unexpected end tag at byte offset {begin}")
        end = _first_of(self.text, self.at + 2, ">")
        if end == len(self.text):
            raise self._refuse(f"Unclosed end tag at byte offset {begin}")
        found = self.text[self.at + 2 : end].strip().lower()
        opened = self.stack.pop()
        if found and found != opened.tag:
            raise self._refuse(
                f'Unmatched end tag at byte offset {begin}, expected "</{opened.tag}>", found "</{found}>"'
            )
        self.at = end + 1
        self._remember(opened)

    def _remember(self, opened: _Open) -> None:
        length = self.offset - opened.offset
        if length == 0:
            return
        entity: dict[str, Any] = {"type": _TAGS[opened.tag], "offset": opened.offset, "length": length}
        if opened.tag == "a":
            if not opened.argument:
                return
            entity["url"] = opened.argument
        if opened.tag == "tg-emoji":
            entity["custom_emoji_id"] = opened.argument
        self.entities.append(entity)

    def _byte_offset(self) -> int:
        return len(self.text[: self.at].encode())

    @staticmethod
    def _refuse(reason: str) -> Exception:
        return bad_request(f"can't parse entities: {reason}")


def _decoded(found: re.Match[str]) -> str:
    name, hexadecimal, decimal = found.groups()
    if name:
        return _NAMED[name]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(code) if 0 < code < 0x10FFFF and not 0xD800 <= code < 0xE000 else ""


def _first_of(text: str, start: int, stops: str) -> int:
    return next((index for index in range(start, len(text)) if text[index] in stops), len(text))


def formatted(
    text: str,
    parse_mode: str | None,
    entities: list[dict[str, Any]] | None,
) -> tuple[str, list[dict[str, Any]]]:
    """The text people see and its entities. Raises what the real server answers to text it cannot read."""
    if parse_mode and parse_mode.lower() != "html":
        raise bad_request(f"unsupported parse_mode {parse_mode!r} (this double reads only HTML)")
    if parse_mode:
        plain, found = _HtmlReader(text).read()
    else:
        plain, found = text, [_checked(text, entity) for entity in entities or []]
    plain = plain.replace("\r", "")
    left = len(plain) - len(plain.lstrip(" \n\t"))
    shift = utf16(plain[:left])
    moved = [_shifted(entity, shift) for entity in found]
    return plain.strip(" \n\t"), moved[:MAX_ENTITIES]


def _shifted(entity: dict[str, Any], by: int) -> dict[str, Any]:
    start = max(0, entity["offset"] - by)
    return {**entity, "offset": start, "length": entity["offset"] + entity["length"] - by - start}


def _checked(text: str, entity: dict[str, Any]) -> dict[str, Any]:
    end = entity["offset"] + entity["length"]
    if entity["offset"] < 0 or entity["length"] <= 0 or end > utf16(text):
        raise bad_request(f"can't parse entities: entity at offset {entity['offset']} is outside the text")
    encoded = text.encode("utf-16-le")
    for position in (entity["offset"], end):
        unit = encoded[2 * position : 2 * position + 2]
        if unit and 0xDC00 <= int.from_bytes(unit, "little") < 0xE000:
            raise bad_request(
                f"entity begins or ends in a middle of a UTF-16 symbol at byte offset {2 * position}"
            )
    return entity


def detected(text: str) -> list[dict[str, Any]]:
    """Entities the server finds by itself in what people type: commands and links."""
    found = [("bot_command", match) for match in _COMMAND.finditer(text)]
    found += [("url", match) for match in _URL.finditer(text)]
    return [
        {"type": kind, "offset": utf16(text[: match.start()]), "length": utf16(match[0])}
        for kind, match in sorted(found, key=lambda pair: pair[1].start())
    ]
