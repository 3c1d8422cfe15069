"""The double refuses the pictures that Telegram refuses."""

import pytest

from tests.kit.botapi.images import refusal_of, size_of
from tests.kit.pngs import a_png


def test_a_whole_png_is_taken_and_its_size_known() -> None:
    assert refusal_of(a_png(96, 72)) == ""
    assert size_of(a_png(96, 72)) == (96, 72)


@pytest.mark.parametrize("spoilt", [a_png(9, 9)[:-1], a_png(9, 9).replace(b"IDAT", b"IDOT"), b"<svg/>", b""])
def test_what_is_no_picture_to_its_end_is_refused(spoilt: bytes) -> None:
    assert refusal_of(spoilt) == "IMAGE_PROCESS_FAILED"


@pytest.mark.parametrize(("width", "height"), [(1, 21), (21, 1), (9_000, 1_001)])
def test_a_picture_of_impossible_size_is_refused(width: int, height: int) -> None:
    assert refusal_of(a_png(width, height)) == "PHOTO_INVALID_DIMENSIONS"
