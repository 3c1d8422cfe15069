"""The screens on which every page is looked at, and what axe says of it there."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.e2e.conftest import DESKTOP, PHONE, SMALLEST, Seat

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
SCREENS: dict[str, dict[str, Any]] = {
    "phone": PHONE,
    "smallest": SMALLEST | {"locale": "en-GB"},
    "desktop": DESKTOP,
    "desktop-english": DESKTOP | {"locale": "en-GB"},
}
"""What a page is opened on. The first two are of a browser on a phone."""


COLOURS = ("color-contrast", "link-in-text-block")
"""Axe's rules for what day and night can differ in: the rest of a page is the same."""


def violations(seat: Seat, only: Sequence[str] = ()) -> list[object]:
    """What is wrong with the page as it stands, by axe's rule and element; `only` these rules."""
    if not seat.page.evaluate("'axe' in window"):
        seat.page.evaluate(AXE.read_text())
    found = seat.page.evaluate(
        "(tags) => axe.run(document, {resultTypes: ['violations'], ...(tags.length ? {runOnly: tags} : {})})",
        only,
    )  # of what passes, one place a rule
    assert len(found["passes"]) > (0 if only else 10)
    return [(v["id"], [n["target"] for n in v["nodes"]]) for v in found["violations"]]
