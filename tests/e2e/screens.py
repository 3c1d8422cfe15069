"""The screens on which every page is looked at, and what axe says of it there."""

from pathlib import Path

from tests.e2e.conftest import DESKTOP, PHONE, SMALLEST, Seat

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
NIGHT = {"color_scheme": "dark", "locale": "en-GB"}
SCREENS = {
    "phone": PHONE,
    "smallest": SMALLEST | {"locale": "en-GB"},
    "smallest-night": SMALLEST | NIGHT,
    "desktop": DESKTOP,
    "desktop-night": DESKTOP | NIGHT,
}


def violations(seat: Seat) -> list[object]:
    """What is wrong with the page as it stands, by axe's rule and element."""
    seat.page.evaluate(AXE.read_text())
    found = seat.page.evaluate(
        "axe.run(document, {resultTypes: ['violations']})"
    )  # of what passes, one place a rule
    assert len(found["passes"]) > 10
    return [(v["id"], [n["target"] for n in v["nodes"]]) for v in found["violations"]]
