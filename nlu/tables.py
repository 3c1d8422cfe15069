"""Tables that two libraries carry as JSON beside their code: how characters sound (pypinyin) and are written simply (zhconv).

Only the tables are read. Loading the libraries would bring 47,000 phrases and a register of all installed packages, none of
which is asked here: 46 MB and half a second of every start.
"""

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any


def readings() -> dict[str, str]:
    """By a character's code point in decimal its readings with tones, the commonest first: `{"37325": "zhòng,chóng,tóng"}`."""
    told: dict[str, str] = _table("pypinyin", "pinyin_dict.json")
    return told


def simplified() -> dict[str, str]:
    """Words and characters of traditional Chinese, and how they are written simply (MediaWiki's table)."""
    told: dict[str, str] = _table("zhconv", "zhcdict.json")["zh2Hans"]
    return told


def _table(library: str, name: str) -> Any:
    """Raises ModuleNotFoundError where the library is not installed, FileNotFoundError where it has no such table any more."""
    found = find_spec(library)
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError(f"{library} is not installed; `make setup` installs it")
    return json.loads(Path(found.submodule_search_locations[0], name).read_text(encoding="utf-8"))
