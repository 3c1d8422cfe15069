"""The same messages teach the same model, whatever order a process keeps its sets in (nlu/training.py)."""

import os
import subprocess
import sys

import pytest

from nlu.records import training_records
from nlu.training import train

TEACH = """
import hashlib
from nlu.records import training_records
from nlu.training import train
network = train(training_records()[::60], lambda stage, share: None).network
arrays = (network.hidden, network.grain, network.hidden_bias, network.scores, network.scores_bias)
print(hashlib.sha256(b"".join(array.tobytes() for array in arrays)).hexdigest())
"""


def taught(order: str) -> str:
    """The fingerprint of what another process learns, whose sets are in this order."""
    environment = {**os.environ, "PYTHONHASHSEED": order, "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-c", TEACH]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def test_two_teachings_give_the_same_model_to_the_last_digit() -> None:
    assert taught("1") == taught("2")


def test_too_few_messages_are_refused() -> None:
    with pytest.raises(ValueError, match="too few"):
        train(training_records()[:10], lambda stage, share: None)
