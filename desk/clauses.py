"""Clauses: where a figure or rule of a contract stands."""

from dataclasses import dataclass

from desk.language import Lang, Text

OWN = "desk"
"""The document of our own rules: cited where the contract is silent, never to look like the contract."""
_OWN_RULE = Text("本服务台自定", "the desk's own rule")


@dataclass(frozen=True, slots=True)
class Clause:
    """Where a figure or rule stands: the source document's number, the paragraph, and our paraphrase."""

    source: str
    ref: str
    note: Text

    def __str__(self) -> str:
        """`001 §4.5.5.4`: how the desk cites it."""
        return f"{self.source} {self.ref}"

    def cited(self, lang: Lang) -> str:
        """What a person is told."""
        return cited(str(self), lang)

    @property
    def paragraph(self) -> str:
        """The paragraph without the line of it that is meant: `§5.14` of `000 §5.14 A`. Lines of a table share it."""
        return self.ref.partition(" ")[0]

    @property
    def ours(self) -> bool:
        """Whether it is a rule of the desk, because the contract says nothing."""
        return self.source == OWN


def cited(clause: str, lang: Lang) -> str:
    """The clause that a person can look up; what the contracts leave open is called what it is, the desk's own."""
    return _OWN_RULE.of(lang) if clause.startswith(f"{OWN} ") else clause
