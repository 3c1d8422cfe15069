"""A library that is there can be kept from being loaded, and is there again afterwards."""

import importlib
import sys

import pytest

from app.unloaded import unloaded


def test_what_is_to_stay_unloaded_cannot_be_imported_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "wave", raising=False)
    with unloaded("wave"), pytest.raises(ImportError):
        importlib.import_module("wave")
    assert importlib.import_module("wave").__name__ == "wave"


def test_what_is_loaded_already_stays() -> None:
    with unloaded("json"):
        assert importlib.import_module("json") is sys.modules["json"] is not None
