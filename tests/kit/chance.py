"""Chance that can be played again: ids and tokens by a seed, where the product takes them from the system's generator."""

import random
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def ids_by(seed: int) -> Iterator[None]:
    """Whoever asks `secrets` gets what this seed has. What falls due at one instant comes in the order of its ids: people driven by
    chance hear it in that order, and do another thing next when it is another one.
    """
    chance = random.Random(seed)

    def urlsafe(size: int = 32) -> str:
        return urlsafe_b64encode(chance.randbytes(size)).rstrip(b"=").decode()

    def hexadecimal(size: int = 32) -> str:
        return chance.randbytes(size).hex()

    with pytest.MonkeyPatch.context() as given:
        given.setattr(secrets, "token_urlsafe", urlsafe)
        given.setattr(secrets, "token_hex", hexadecimal)
        given.setattr(secrets, "choice", chance.choice)
        yield
