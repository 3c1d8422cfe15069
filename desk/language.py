"""The languages the desk speaks, and text that exists in both."""

from dataclasses import dataclass
from enum import StrEnum


class Lang(StrEnum):
    """A language the product speaks to people. Chinese comes first."""

    ZH = "zh"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or label in both languages, as contracts and playbooks carry it."""

    zh: str
    en: str

    def of(self, lang: Lang) -> str:
        """The wording for `lang`."""
        return self.zh if lang is Lang.ZH else self.en
