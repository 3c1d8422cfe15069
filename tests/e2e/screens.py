"""The screens on which every page is looked at, and what axe says of it there."""

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


def violations(seat: Seat) -> list[object]:
    """What is wrong with the page as it stands, by axe's rule and element."""
    if not seat.page.evaluate("'axe' in window"):
        seat.page.evaluate(AXE.read_text())
    found = seat.page.evaluate(
        "axe.run(document, {resultTypes: ['violations']})"
    )  # of what passes, one place a rule
    assert len(found["passes"]) > 10
    return [(v["id"], [n["target"] for n in v["nodes"]]) for v in found["violations"]]
