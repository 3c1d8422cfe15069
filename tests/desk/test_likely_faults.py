"""The buttons of a correction: every device has likely symptoms, and they fit on one phone screen."""

from desk.likely_faults import LIKELY, OFTEN
from desk.reading import DeviceClass


def test_every_device_has_likely_symptoms_and_none_twice() -> None:
    assert set(LIKELY) == set(DeviceClass)
    assert all(len(set(symptoms)) == len(symptoms) for symptoms in LIKELY.values())


def test_the_choices_fit_on_one_screen() -> None:
    assert len(OFTEN) <= 8
    assert all(0 < len(symptoms) <= 6 for symptoms in LIKELY.values())
