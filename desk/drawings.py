"""Drawings that go with the steps of self-help: content, as the trees are. Which step has which is `Step.picture`."""

from dataclasses import dataclass

from desk.language import Lang, Text
from desk.messages import Picture


@dataclass(frozen=True, slots=True)
class Drawing:
    """One drawing of `playbooks/pictures/`, read and checked by `storage.drawings`.

    `title` names what is marked in it, `shows` tells the whole of it to who cannot see it. `svg` is the file as it
    stands: shapes only, 4:3, no fonts, nothing that is fetched or run.
    """

    name: str
    title: Text
    shows: Text
    svg: str

    def of(self, lang: Lang) -> Picture:
        """The drawing as a message carries it: by name, with its words in one language."""
        return Picture(self.name, self.title.of(lang), self.shows.of(lang))
