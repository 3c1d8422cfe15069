"""YAML read with line numbers and without mercy: every problem of a file is collected, none stops the reading.

A `Part` is one mapping; each key is asked for by the kind of value it must hold. What is wrong is noted with its line
and a harmless value ("" , 0, no entries) is returned, so that the reading goes on to the next problem. Values are taken
as written (`id: NO` is the text NO). Nothing here knows what the file is about.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import yaml

from storage.problems import Findings

_DURATION = re.compile(r"(?:(\d{1,4})d)?(?:(\d{1,4})h)?(?:(\d{1,5})min)?(?:(\d{1,6})s)?")
LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader  # the same nodes, ten times as fast
_CHECK_FILE = "check that the file exists and is UTF-8 text"
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,9})?")


def open_part(path: Path, findings: Findings) -> "Part | None":
    """The file's top mapping, or None when it cannot be read as one; the reason is then among the findings."""
    try:
        content = path.read_bytes()
    except OSError as error:
        findings.note(0, f"cannot be read ({error})", _CHECK_FILE)
        return None
    return read_part(content, findings)


def read_part(content: bytes, findings: Findings) -> "Part | None":
    """The same of a file that was read already."""
    try:
        root = yaml.compose(content.decode(), Loader=LOADER)
    except UnicodeDecodeError as error:
        findings.note(0, f"cannot be read ({error})", _CHECK_FILE)
        return None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        findings.note(
            line, f"is not YAML ({error.problem})", "check indentation, colons and quotes near this line"
        )
        return None
    except yaml.YAMLError as error:
        findings.note(0, f"is not YAML ({error})", "remove the characters YAML does not allow")
        return None
    if not isinstance(root, yaml.MappingNode):
        findings.note(
            1, "is not a list of `key: value` lines", "begin with the keys that docs/contracts.md lists"
        )
        return None
    return Part(root, "the file", 1, findings)


class Part:
    """One mapping of a file. Ask for every key it may have, then `close` it: what nobody asked for is refused."""

    def __init__(self, node: yaml.MappingNode | None, name: str, line: int, findings: Findings) -> None:
        """`node` is None for a mapping that should be there and is not: its own keys are then not missed one by one."""
        self.name = name
        self.line = line
        self.findings = findings
        self._absent = node is None
        self._entries: dict[str, tuple[int, yaml.Node]] = {}
        self._asked: set[str] = set()
        for key, value in node.value if node else ():
            self._enter(str(key.value), key.start_mark.line + 1, value)

    def _enter(self, key: str, line: int, value: yaml.Node) -> None:
        if key in self._entries:
            earlier = self._entries[key][0]
            self.findings.note(
                line, f"{key!r} stands twice in {self.name} (also line {earlier})", "keep one of them"
            )
        else:
            self._entries[key] = (line, value)

    def note(self, reason: str, remedy: str, *, at: str = "") -> None:
        """Note a problem at the line of a key, or where this part begins."""
        self.findings.note(self.line_of(at), reason, remedy)

    def line_of(self, key: str) -> int:
        """The line of a key; of the part itself when the key is absent."""
        return self._entries[key][0] if key in self._entries else self.line

    def names(self) -> tuple[str, ...]:
        """The keys as they stand in the file."""
        return tuple(self._entries)

    def has(self, key: str) -> bool:
        """Whether the key is there. Marks it as asked for."""
        self._asked.add(key)
        return key in self._entries

    def text(self, key: str) -> str:
        """Required words, on one line and not empty."""
        node = self._node(key)
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            self._wrong(key, "words")
            return ""
        return str(node.value).strip()

    def truth(self, key: str, default: bool | None = None) -> bool:
        """`true` or `false`; required unless there is a default."""
        if default is not None and not self.has(key):
            return default
        word = self.text(key)
        if word and word not in ("true", "false"):
            self._wrong(key, "true or false")
        return word == "true"

    def number(self, key: str, default: float | None = None) -> float:
        """A number without sign; required unless there is a default."""
        if default is not None and not self.has(key):
            return default
        word = self.text(key)
        if word and not _NUMBER.fullmatch(word):
            self._wrong(key, "a number")
            return default or 0
        return float(word) if word else default or 0

    def duration(self, key: str) -> timedelta:
        """A required length of time: `5min`, `1h30min`, `3d`, `60s`. Zero when it was wrong."""
        return self._as_duration(key, self.text(key))

    def durations(self, key: str) -> tuple[timedelta, ...]:
        """A required list of lengths of time."""
        return tuple(self._as_duration(key, word) for word in self.words(key))

    def words(self, key: str) -> tuple[str, ...]:
        """A required list of words; one word may stand without brackets."""
        node = self._node(key)
        if isinstance(node, yaml.ScalarNode):
            return (self.text(key),) if node.value.strip() else self._no_words(key)
        items = node.value if isinstance(node, yaml.SequenceNode) else []
        if items and all(isinstance(item, yaml.ScalarNode) and item.value.strip() for item in items):
            return tuple(str(item.value) for item in items)
        return self._no_words(key) if node is not None else ()

    def part(self, key: str) -> "Part":
        """A required mapping under a key; an empty one, which complains no further, when it is not there."""
        node = self._node(key)
        if isinstance(node, yaml.MappingNode):
            return Part(node, repr(key), self.line_of(key), self.findings)
        if node is not None:
            self._wrong(key, "`key: value` lines")
        return Part(None, repr(key), self.line_of(key), self.findings)

    def parts(self, key: str) -> Iterator["Part"]:
        """A required list of mappings under a key, one after another."""
        node = self._node(key)
        if node is not None and not (isinstance(node, yaml.SequenceNode) and node.value):
            self._wrong(key, "a list of entries, each beginning with `-`")
        for item in node.value if isinstance(node, yaml.SequenceNode) else ():
            line = item.start_mark.line + 1
            if isinstance(item, yaml.MappingNode):
                yield Part(item, f"an entry of {key!r}", line, self.findings)
            else:
                self.findings.note(
                    line, f"an entry of {key!r} is not `key: value` lines", "write them as the others"
                )

    def close(self) -> None:
        """Refuse every key that was never asked for."""
        for key, (line, _) in self._entries.items():
            if key not in self._asked:
                known = ", ".join(sorted(self._asked))
                self.findings.note(
                    line, f"{key!r} is not a key of {self.name}", f"remove it or use one of: {known}"
                )

    def _node(self, key: str) -> yaml.Node | None:
        if self.has(key):
            return self._entries[key][1]
        if not self._absent:
            self.note(f"{self.name} has no {key!r}", "add it")
        return None

    def _as_duration(self, key: str, word: str) -> timedelta:
        found = _DURATION.fullmatch(word)
        days, hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 0, 0, 0)
        length = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        if word and not length:
            self._wrong(key, "a length of time such as 5min, 2h, 1h30min or 3d")
        return length

    def _no_words(self, key: str) -> tuple[str, ...]:
        self._wrong(key, "a list of words such as [a, b]")
        return ()

    def _wrong(self, key: str, wanted: str) -> None:
        self.note(f"{key!r} of {self.name} is not {wanted}", f"write {wanted} here", at=key)
